"""recommender.tokens."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.tokens import runs, stems, stems_of, tokenize

TABLE = {
    "": (),
    " \n\t ": (),
    "--- *** ...": (),
    "C++, C# and F#": ("c++", "c#", "and", "f#"),
    "C++/C#/.NET": ("c++", "c#", ".net"),
    "ASP.NET": ("asp", "net"),
    "C#.NET": ("c#", ".net"),
    "10+2": ("10+2",),
    "10 + 2 pass": ("10+2", "pass"),
    "2+ years": ("2", "year"),
    "R&D": ("r", "&", "d"),
    "F & A": ("f", "&", "a"),
    "21 CFR Part 11": ("21", "cfr", "part", "11"),
    "ICD-10-CM": ("icd", "10", "cm"),
    "Node.js": ("node", "js"),
    "M.B.B.S": ("m", "b", "b", "s"),
    "QA/QC": ("qa", "qc"),
    "2D/3D": ("2d", "3d"),
    "snake_case": ("snake", "case"),
    "Master's degree": ("master", "degre"),
    "Master’s degree": ("master", "degre"),
    "clients' books": ("client", "book"),
    "विधि स्नातक, हिन्दी": ("विधि", "स्नातक", "हिन्दी"),
    "वाक्य।अगला": ("वाक्य", "अगला"),
    "Ｐｙｔｈｏｎ ﬁnance": ("python", "financ"),
    "ac\u00adcoun\u200bting": ("account",),
    "STRASSE Straße": ("strass", "strass"),
}


@pytest.mark.parametrize(("text", "expected"), TABLE.items())
def test_tokens_by_hand(text: str, expected: tuple[str, ...]) -> None:
    """Words, and the signs that carry meaning in this trade, are tokens; all else separates."""
    assert expected == stems(text)


@pytest.mark.parametrize("spelling", ["B.Com", "B. Com", "B Com", "b.com", "B-Com", "B/COM", " B . Com."])
def test_spellings_of_a_degree_are_the_same_tokens(spelling: str) -> None:
    """Dots, spaces and case between the letters of a degree make no difference."""
    assert ("b", "com") == stems(spelling)


@pytest.mark.parametrize("word", ["बाज़ार", "résumé", "naïve", "ड़"])
def test_composed_and_decomposed_letters_are_the_same_token(word: str) -> None:
    """A letter with its mark is one token, however it is encoded."""
    forms = {stems(unicodedata.normalize(form, word)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert 1 == len(forms)
    assert 1 == len(forms.pop())


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("prior art search", [False, False, False]),
        ("prior, art", [False, True]),
        ("prior\nart", [False, True]),
        ("prior; art | search", [False, True, True]),
        ("prior • art", [False, True]),
        ("prior - art", [False, True]),
        ("prior-art", [False, False]),
        ("patents. Search", [False, True]),
        ("B. Com", [False, False]),
        ("R&D", [False, False, False]),
        ("prior (art)", [False, False]),
        ("a/b", [False, False]),
    ],
)
def test_where_no_phrase_runs_on(text: str, opens: list[bool]) -> None:
    """A list's separator, a new line and the end of a sentence part phrases; a hyphen or an abbreviation's dot does not."""
    first, *rest = opens
    assert [first, *rest][1:] == [token.opens for token in tokenize(text)][1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", []), ("tally", [(0, 1)]), ("prior art, tally\ngst tds", [(0, 2), (2, 3), (3, 5)])],
)
def test_runs_by_hand(text: str, expected: list[tuple[int, int]]) -> None:
    """A run goes from an opening to the next; together they are all tokens."""
    assert expected == list(runs(list(tokenize(text))))


def test_spans_are_those_of_the_text_as_it_came() -> None:
    """Start and end cut the written word out of the text."""
    text = "B.Com (Hons.), ﬁnance; हिन्दी 10 + 2"
    expected = ["B", "Com", "Hons", "ﬁnance", "हिन्दी", "10 + 2"]
    assert expected == [text[token.start : token.end] for token in tokenize(text)]


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60))
def test_tokens_stand_in_order_inside_the_text(text: str) -> None:
    """Spans do not overlap, do not leave the text, and hold something."""
    end = 0
    for token in tokenize(text):
        assert end <= token.start < token.end <= len(text)
        assert token.stem
        end = token.end


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(["GST", "C++", "patents", "अनुवाद", "10+2", ".NET", "&"]), max_size=8))
def test_a_list_gives_what_its_items_give(items: list[str]) -> None:
    """Tokens of a comma-separated list are those of its items, one after the other."""
    assert tuple(stem for item in items for stem in stems(item)) == stems(", ".join(items))


@given(
    st.lists(
        st.one_of(st.text(max_size=12), st.sampled_from(sorted(TABLE)), st.text("1+ 0.netNET#c&'s\0\n", max_size=8))
    )
)
def test_many_texts_are_read_as_one_by_one(texts):
    """`stems_of` gives each text what `stems` gives it alone, whatever stands beside it, the mark between texts included."""
    assert {text: stems(text) for text in texts} == stems_of(texts)


@pytest.mark.parametrize("texts", [(), ("",), ("", ""), ("10", "+2"), ("C", "++"), ("a\0b", "c"), ("\u200b",)])
def test_texts_do_not_run_into_each_other(texts):
    """What would be one token side by side is not, an empty text has no stems, and no texts are none."""
    assert {text: stems(text) for text in texts} == stems_of(texts)
