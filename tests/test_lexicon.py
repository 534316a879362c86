"""recommender.lexicon."""

import pytest

from recommender.catalog import Abbreviation, Skill
from recommender.errors import CatalogError
from recommender.lexicon import Found, Lexicon
from recommender.tokens import tokenize

NAMES = (
    "US GAAP",
    "GAAP",
    "prior art search",
    "MCA",
    "patent classification",
    "medical coding",
    "B.E.",
    "software testing",
)
SKILLS = (
    Skill("prior art search", ("novelty search", "PAS")),
    Skill("patent classification", ("class search", "PAS")),
    Skill("medical coding", ("med coding", "CPC-A", "GAAP")),
    Skill("US GAAP", ("MCA",)),
)
ABBREVIATIONS = (
    Abbreviation("CPC", "patent classification", ("patent", "novelty")),
    Abbreviation("CPC", "medical coding", ("coder", "ICD", "denial", "medical record")),
    Abbreviation("BE", "B.E.", ("engineering", "mechanical")),
    Abbreviation("QA", "software testing", ("selenium",)),
    Abbreviation("QA", "", ("laboratory",)),
    Abbreviation("MCA", "US GAAP", ("ledger",)),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """A lexicon small enough to work by hand."""
    return Lexicon(NAMES, SKILLS, ABBREVIATIONS, frozenset({"be", "us"}))


def found(lexicon: Lexicon, text: str, context: str = "") -> list[Found]:
    """What stands in a text with more words elsewhere in the profile."""
    tokens = list(tokenize(text))
    present = {token.stem for token in (*tokens, *tokenize(context))}
    written = [text[token.start : token.end] for token in tokens]
    return list(lexicon.find([token.stem for token in tokens], present, written))


def names(lexicon: Lexicon, text: str, context: str = "") -> set[str]:
    """Names of the skills found."""
    return {skill.name for skill in found(lexicon, text, context)}


def test_a_name_is_a_form_of_itself(lexicon: Lexicon) -> None:
    """A canonical name is found where it stands, in any inflection."""
    assert [Found("prior art search", 1, 3, by_context=False)] == found(lexicon, "did prior-art searches daily")


def test_other_forms_mean_the_skill(lexicon: Lexicon) -> None:
    """A surface form yields its canonical skill."""
    assert {"prior art search"} == names(lexicon, "novelty searches")


def test_a_form_of_two_skills_means_both(lexicon: Lexicon) -> None:
    """Where a form is another form of several skills, it means them all."""
    assert {"prior art search", "patent classification"} == names(lexicon, "PAS")


def test_a_form_inside_a_longer_one_counts_too(lexicon: Lexicon) -> None:
    """The form "GAAP" stands in "US GAAP"."""
    assert {"US GAAP", "GAAP"} == names(lexicon, "US GAAP")


def test_a_skills_own_name_is_no_other_skills_form(lexicon: Lexicon) -> None:
    """What is really called so ("MCA", "GAAP") is itself, whatever else lists it as a form, and with no witness."""
    assert {"MCA"} == names(lexicon, "MCA")
    assert {"GAAP"} == names(lexicon, "GAAP")


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("", set()),
        ("tally", set()),
        ("patent", {"patent classification"}),
        ("patents", {"patent classification"}),
        ("certified coder", {"medical coding"}),
        ("patent coder", set()),
        ("patent coder ICD", {"medical coding"}),
        ("medical", set()),
        ("record medical", {"medical coding"}),
    ],
)
def test_an_abbreviation_means_what_most_witnesses_say(lexicon: Lexicon, context: str, expected: set[str]) -> None:
    """The meaning with the most near words wins; without one, or on a tie, it means nothing."""
    assert expected == names(lexicon, "CPC", context)


def test_a_resolved_abbreviation_says_that_context_decided(lexicon: Lexicon) -> None:
    """What was resolved by its neighbours is marked so."""
    assert [Found("patent classification", 0, 0, by_context=True)] == found(lexicon, "CPC", "patent")


def test_an_abbreviation_is_no_witness_of_itself() -> None:
    """The short form's own words do not count as near words."""
    itself = Lexicon(("alpha beta",), (), (Abbreviation("AB", "alpha beta", ("AB",)),), frozenset())
    assert set() == names(itself, "AB")


def test_an_empty_meaning_wins_silently(lexicon: Lexicon) -> None:
    """A meaning that counts for no domain keeps the other one from being taken."""
    assert set() == names(lexicon, "QA", "laboratory")
    assert {"software testing"} == names(lexicon, "QA", "selenium")
    assert set() == names(lexicon, "QA", "selenium laboratory")


@pytest.mark.parametrize(("written", "expected"), [("BE", {"B.E."}), ("be", set()), ("Be", set())])
def test_an_everyday_word_counts_only_in_capitals(lexicon: Lexicon, written: str, expected: set[str]) -> None:
    """The word "be" is a verb; "BE" beside "mechanical" is a degree."""
    assert expected == names(lexicon, written, "mechanical")


def test_a_plain_form_covers_the_abbreviation_inside_it(lexicon: Lexicon) -> None:
    """The form "CPC-A" is a coder's certificate, also beside a patent."""
    assert {"medical coding"} == names(lexicon, "CPC-A", "patent novelty")


def test_words_are_all_stems_of_all_forms(lexicon: Lexicon) -> None:
    """Every stem of a name, a form and a short form is listed, and no near word."""
    expected = {
        *("us", "gaap", "prior", "art", "search", "mca", "patent", "classification", "medical", "code", "b", "e"),
        *("softwar", "test", "novelti", "pas", "class", "med", "cpc", "a", "be", "qa"),
    }
    assert expected == lexicon.words()


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ((), set()),
        (("prior", "art"), set()),
        (("tally", "be"), {"engineer", "mechanical"}),
        (("qa", "be"), {"engineer", "mechanical", "selenium", "laboratori"}),
        (("cpc",), {"patent", "novelti", "coder", "icd", "denial", "medical", "record"}),
    ],
)
def test_what_could_decide_an_abbreviation(lexicon: Lexicon, run: tuple[str, ...], expected: set[str]) -> None:
    """The near words of all meanings of all short forms in a run, as stems."""
    assert expected == lexicon.deciding(run)


def test_a_form_without_a_letter_is_refused() -> None:
    """A form that could never be found is an error that names its skill."""
    with pytest.raises(CatalogError, match=r"Skill 'GAAP' has a form without a letter or digit\. Delete"):
        Lexicon((), (Skill("GAAP", ("--",)),), (), frozenset())


def test_nothing_in_nothing_out(lexicon: Lexicon) -> None:
    """An empty run holds no skill."""
    assert [] == found(lexicon, "")
