"""recommender.spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import KPORecommender
from recommender.background import load_background
from recommender.spelling import Speller, deletions, guarded, one_slip
from recommender.stems import stem

FEW_LETTERS = st.text(alphabet="abc", max_size=7)

# Right English of six letters and more, of which many are one slip from each other or from a trade's word.
RIGHT = """patient patent statue statute casual causal martial marital council counsel complement compliment compliant
complaint stationary stationery principal principle meditation mediation medication desert dessert moral morale
region legion reform perform contest context content angel angle discreet discrete prescription proscription adverse
averse affect effect elicit illicit ensure insure formally formerly personal personnel precede proceed quiet quite
tailor trailer layer dairy diary trail trial form from forensic foreign auditor editor contact contract
""".split()

SLIPS = {
    "accural": "accrual",  # swapped
    "reconcilation": "reconciliation",  # dropped
    "litigaton": "litigation",
    "paralegl": "paralegal",
    "clincal": "clinical",
    "medcial": "medical",
    "accoutning": "accounting",
    "biostatistcs": "biostatistics",
    "patnet": "patent",
    "pateint": "patient",
    "liscensing": "licensing",  # one too many
    "trademrak": "trademark",
    "anmiation": "animation",
    "pharmacovigilence": "pharmacovigilance",  # replaced
}


def textbook_distance(a: str, b: str) -> int:
    """Optimal string alignment distance, the whole table filled in (Boytsov 2011, section 2)."""
    table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            change = table[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, change)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@pytest.mark.parametrize(("a", "b", "expected"), [("ca", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1)])
def test_the_textbook_distance_is_right(a: str, b: str, expected: int) -> None:
    """The yardstick gives the literature's figures."""
    assert expected == textbook_distance(a, b)


@settings(deadline=None, max_examples=1_500)
@given(FEW_LETTERS, FEW_LETTERS)
def test_one_slip_is_distance_one(a: str, b: str) -> None:
    """One slip is an optimal string alignment distance of exactly 1."""
    assert (textbook_distance(a, b) == 1) == one_slip(a, b)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and the same with one edit."""
    word = draw(st.text(alphabet="abcd", min_size=1, max_size=8))
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abcd"))
    edits = (word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :])
    swap = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return word, draw(st.sampled_from((*edits, swap)))


@settings(deadline=None, max_examples=800)
@given(slipped())
def test_every_single_edit_is_one_slip_both_ways(pair: tuple[str, str]) -> None:
    """A dropped, added, replaced or swapped letter is one slip, seen from either word; no edit is none."""
    word, other = pair
    assert (word != other) == one_slip(word, other) == one_slip(other, word)


def test_deletions_by_hand() -> None:
    """Each word that is left when one letter is dropped."""
    assert ["bc", "ac", "ab"] == list(deletions("abc"))


@pytest.fixture
def speller() -> Speller:
    """Four targets and one right word."""
    return Speller({"accrual": 5, "patient": 1, "patents": 9, "ledger": 2}, {"patience"})


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("accural", "accrual"),
        ("acrual", "accrual"),
        ("acccrual", "accrual"),
        ("accruel", "accrual"),
        ("accrual", "accrual"),
        ("patience", "patience"),
        ("patiens", "patient"),
        ("ledgr", "ledgr"),  # five letters
        ("ledgre", "ledger"),
        ("xyzzyx", "xyzzyx"),
        ("accru4l", "accru4l"),
        ("", ""),
        ("अनुवादक", "अनुवादक"),
        ("accurla", "accurla"),  # two slips
    ],
)
def test_repairs_by_hand(speller: Speller, word: str, expected: str) -> None:
    """One slip in six letters and more is mended; anything else comes back as it was."""
    assert expected == speller.repair(word)
    assert expected == speller.repair(word), "the second time, from memory"


def test_of_two_candidates_the_commoner_wins() -> None:
    """The slip "pateints" is one slip from both; the figure decides, then the alphabet."""
    assert "patients" == Speller({"patients": 9, "patents": 1}, set()).repair("pateints")
    assert "patents" == Speller({"patients": 1, "patents": 9}, set()).repair("pateints")
    assert "patents" == Speller({"patients": 1, "patents": 1}, set()).repair("pateints")


@settings(deadline=None, max_examples=300)
@given(
    st.sets(st.text(alphabet="abc", min_size=4, max_size=8), max_size=8),
    st.sets(st.text(alphabet="abc", min_size=4, max_size=8), max_size=8),
    st.text(alphabet="abc", min_size=4, max_size=8),
)
def test_a_repair_leads_to_a_target_one_slip_away_or_nowhere(targets: set[str], known: set[str], word: str) -> None:
    """What comes back is the word itself, or a target at distance 1; it is itself where no target is near."""
    got = Speller(dict.fromkeys(targets, 0), known).repair(word)
    near = {target for target in targets if len(target) >= 5 and textbook_distance(word, target) == 1}
    if word in targets or word in known or len(word) < 6 or not near:
        assert word == got
    else:
        assert min(near) == got


def test_guarded_words_by_hand() -> None:
    """Of the dictionary, the words one slip from a target, and not the targets themselves."""
    dictionary = ("patent", "patient", "parent", "patience", "ledger", "ledge", "latent")
    assert {"patient", "parent", "latent"} == guarded(["patent", "ledger"], dictionary)


@settings(deadline=None, max_examples=200)
@given(
    st.sets(st.text(alphabet="ab", min_size=5, max_size=8), max_size=8),
    st.sets(st.text(alphabet="ab", min_size=5, max_size=8), max_size=20),
)
def test_with_its_guarded_words_a_speller_changes_no_right_word(targets: set[str], dictionary: set[str]) -> None:
    """The guarded words are enough: no word of the dictionary is changed."""
    speller = Speller(dict.fromkeys(targets, 0), guarded(targets, dictionary))
    assert dictionary == {speller.repair(word) for word in dictionary}


def test_the_packaged_model_changes_no_word_of_the_dictionary(model: KPORecommender) -> None:
    """Every right English stem that is packaged comes back as it was."""
    speller = Speller(model.targets_, model.guarded_words_)
    words = load_background().words
    assert len(words) > 10_000
    assert [] == sorted(word for word in words if speller.repair(word) != word)


@pytest.mark.parametrize("word", RIGHT)
def test_a_right_word_is_never_changed(model: KPORecommender, word: str) -> None:
    """A right English word keeps its own stem, also beside a trade's word that is one letter away."""
    terms = model.profile_terms(word)
    assert set(terms) <= {stem(word)}


@pytest.mark.parametrize(("slip", "meant"), SLIPS.items())
def test_a_slip_in_a_longer_word_is_repaired(model: KPORecommender, slip: str, meant: str) -> None:
    """A slip gives the terms that the right word gives."""
    assert model.profile_terms(meant)
    assert set(model.profile_terms(meant)) <= set(model.profile_terms(slip))


def test_who_asks_while_the_table_is_made_is_answered_right(monkeypatch):
    """A thread that asks while another makes the table of deletions does not see half of it."""
    speller, answers = Speller({"accrual": 0, "ledgers": 0, "voucher": 0}, frozenset()), []

    def asked_meanwhile(word):
        if not answers:
            answers.append(None)
            answers.append(speller.repair("vuocher"))
        return deletions(word)

    monkeypatch.setattr("recommender.spelling.deletions", asked_meanwhile)
    assert "accrual" == speller.repair("acrual")
    assert [None, "voucher"] == answers
