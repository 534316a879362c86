"""Evidence and shares to contributions."""

import pytest

from recommender.analyser import Evidence
from recommender.catalog import Requirement
from recommender.explaining import by_requirement, contrasts, contributions, unasked
from recommender.explanation import Contribution, MatchedRequirement, Place, TermContrast

FIELDS = {"skills": "Tally, bank recon", "text": "tally again"}
EVIDENCE = (
    Evidence("tally", "skills", 0, 5, "word"),
    Evidence("bank", "skills", 7, 11, "word"),
    Evidence("bank recon", "skills", 7, 17, "form"),
    Evidence("recon", "skills", 12, 17, "word"),
    Evidence("tally", "text", 0, 5, "word"),
    Evidence("again", "text", 6, 11, "word"),
)


def test_contributions_gather_every_place():
    """Terms that add something, greatest first, then alphabetical, each with all its places and their words."""
    values = {"tally": 0.25, "bank recon": 0.5, "bank": 0.25, "recon": 0.0, "again": 0.0}
    expected = (
        Contribution("bank recon", 0.5, (Place("skills", 7, 17, "bank recon", "form"),)),
        Contribution("bank", 0.25, (Place("skills", 7, 11, "bank", "word"),)),
        Contribution("tally", 0.25, (Place("skills", 0, 5, "Tally", "word"), Place("text", 0, 5, "tally", "word"))),
    )
    assert expected == contributions(EVIDENCE, values, FIELDS)


def test_terms_that_the_vocabulary_lacks_are_left_out():
    """Evidence without a share makes no contribution."""
    assert () == contributions(EVIDENCE, {}, FIELDS)
    assert () == contributions((), {}, {})


def test_unasked_are_single_words_that_add_nothing():
    """What adds nothing is listed once, alphabetical; phrases are not."""
    counted = contributions(EVIDENCE, {"tally": 0.5}, FIELDS)
    assert ("again", "bank", "recon") == unasked(EVIDENCE, counted)
    assert () == unasked((), ())


RECON, BANK = Requirement("bank recon", "skill", "must"), Requirement("bank", "skill", "nice")
TERM_OF = {"bank recon": "bank recon", "bank": "bank", "ledger": "ledger"}


def test_words_inside_a_requirement_belong_to_it():
    """A requirement takes its own term and the words that stand only inside it; the rest stay words."""
    values = {"bank recon": 0.5, "bank": 0.125, "recon": 0.0625, "tally": 0.25}
    counted = contributions(EVIDENCE, values, FIELDS)
    matched, words = by_requirement(counted, [RECON], TERM_OF)
    assert (MatchedRequirement(RECON, 0.6875, (Place("skills", 7, 17, "bank recon", "form"),)),) == matched
    assert ["tally"] == [word.term for word in words]
    assert sum(values.values()) == sum(m.value for m in matched) + sum(w.value for w in words)


def test_a_word_that_also_stands_elsewhere_stays_a_word():
    """A word said inside a requirement and beside it is not swallowed."""
    evidence = (*EVIDENCE, Evidence("bank", "text", 6, 11, "word"))
    counted = contributions(evidence, {"bank recon": 0.5, "bank": 0.125}, FIELDS)
    matched, words = by_requirement(counted, [RECON], TERM_OF)
    assert [0.5] == [m.value for m in matched]
    assert ["bank"] == [word.term for word in words]


def test_nested_requirements_share_nothing_twice():
    """Where one requirement stands inside another the values still add up to the contributions."""
    values = {"bank recon": 0.5, "bank": 0.125, "recon": 0.0625, "tally": 0.25}
    counted = contributions(EVIDENCE, values, FIELDS)
    matched, words = by_requirement(counted, [BANK, RECON], TERM_OF)
    total = sum(m.value for m in matched) + sum(w.value for w in words)
    assert sum(values.values()) == pytest.approx(total, abs=1e-15)


def test_a_requirement_without_weight_is_left_out():
    """A matched requirement whose term adds nothing has no value to show."""
    counted = contributions(EVIDENCE, {"tally": 0.25}, FIELDS)
    assert ((), counted) == by_requirement(counted, [Requirement("ledger", "skill", "must")], TERM_OF)


def test_contrasts_take_the_difference_of_each_term():
    """What speaks for the first counts up, for the other down; what decides most stands first, ties alphabetical."""
    place = (Place("skills", 0, 5, "Tally", "word"),)
    first = [Contribution("tally", 0.5, place), Contribution("bank", 0.25, ())]
    second = [Contribution("tally", 0.25, place), Contribution("audit", 0.5, ()), Contribution("bank", 0.5, ())]
    expected = (TermContrast("audit", -0.5, ()), TermContrast("bank", -0.25, ()), TermContrast("tally", 0.25, place))
    assert expected == contrasts(first, second)
    assert () == contrasts((), ())
