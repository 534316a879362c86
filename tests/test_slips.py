"""recommender.slips."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import load_model
from recommender.spelling import MIN_LENGTH, Speller

pytest.importorskip("numba", reason="the fast path needs numba")

from recommender import slips
from recommender.slips import Slips

WORDS = st.text(alphabet="abc", min_size=3, max_size=9)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _changed(speller, words):
    """What the authority makes of words, one by one."""
    return {word: meant for word in words if (meant := speller.repair(word)) != word}


def _slipped(rng, word):
    at, letter = rng.randrange(len(word)), rng.choice(LETTERS)
    edits = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    )
    return rng.choice(edits)


def test_by_hand():
    """One slip in a long word is mended; right words, short words, two slips and other signs are not."""
    speller = Speller({"accrual": 5, "patient": 1, "patents": 9, "ledger": 2}, {"patience"})
    mended = {
        "accural": "accrual",
        "acrual": "accrual",
        "accrualx": "accrual",
        "xccrual": "accrual",
        "pateint": "patient",
        "patiens": "patient",
        "ledgre": "ledger",
        "Ledger": "ledger",
    }
    others = [
        "accrual",
        "patience",
        "ledgr",
        "accurla",
        "accru4l",
        "",
        "अनुवादक",
        "patiént",
        "accrualxyz",
        "a\ud800crual",
    ]
    assert mended == Slips(speller).mended([*others, *mended, *others])


def test_of_two_targets_the_commoner_wins():
    """The figure decides, then the alphabet."""
    for figures, meant in (((9, 1), "patients"), ((1, 9), "patents"), ((1, 1), "patents")):
        speller = Speller(dict(zip(("patients", "patents"), figures, strict=True)), frozenset())
        assert {"pateints": meant} == Slips(speller).mended(["pateints"])


def test_nothing_to_look_at():
    """No words, and no targets, give nothing."""
    assert {} == Slips(Speller({"ledger": 1}, frozenset())).mended([])
    assert {} == Slips(Speller({}, frozenset())).mended(["ledgre", "a", ""])


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(WORDS, st.integers(0, 2), max_size=12), st.sets(WORDS, max_size=4), st.lists(WORDS, max_size=30))
def test_few_letters(targets, known, words):
    """Words of three letters, most of them near each other, are mended as by the speller."""
    speller = Speller(targets, known)
    assert _changed(speller, words) == Slips(speller).mended(words)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(max_size=12)))
def test_any_text(words):
    """Any text is mended as by the speller."""
    speller = Speller({"ledgers": 1, "voucher": 1, "aaaaaa": 1}, frozenset())
    assert _changed(speller, words) == Slips(speller).mended(words)


def test_every_target_of_the_model_with_a_slip():
    """Every word of the packaged vocabulary, right and with two random slips, is mended as by the speller."""
    rng, model = random.Random(3), load_model()
    speller = Speller(model.targets_, model.guarded_words_)
    right = [*model.targets_, *model.guarded_words_, *model.vocabulary_]
    words = [*right, *(_slipped(rng, word) for word in right for _ in range(2))]
    words += [_slipped(rng, word) for word in words if word]
    expected = _changed(speller, words)
    assert len(expected) > len(model.targets_)
    assert expected == Slips(speller).mended(words)


def test_words_with_the_same_number_stay_apart(monkeypatch):
    """Where the numbers tell no two arrangements of letters apart, the letters do."""
    monkeypatch.setattr(slips, "_FACTOR", 1)
    rng = random.Random(4)
    targets = {"".join(rng.choices("abcd", k=rng.randint(5, 8))): rng.randrange(3) for _ in range(200)}
    speller, found = Speller(targets, frozenset()), []
    words = ["".join(rng.choices("abcd", k=rng.randint(MIN_LENGTH, 9))) for _ in range(2_000)]
    table = Slips(speller)
    assert 30 > len(set(table._table.keys.tolist())) / 100
    found = table.mended(words)
    assert _changed(speller, words) == found
    assert 100 < len(found) < len(set(words))
