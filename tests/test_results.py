"""Rankings as users get them."""

import json
from collections.abc import Sequence
from dataclasses import FrozenInstanceError

import pytest

from recommender import Recommendation, Recommendations
from recommender.catalog import Requirement
from recommender.results import RoleScore, joined

TALLY, GST = Requirement("Tally", "tool", "must"), Requirement("GST <returns>", "skill", "should")
BOOKS = Recommendation(1, "books", "Books & <b>", 0.5, (RoleScore("clerk", "Clerk", 0.25),), (TALLY, GST), ())
ART = Recommendation(2, "art", "Art", 0.125, (RoleScore("drawer", "Animator", 0.5),), (), (GST, TALLY))
RESULT = Recommendations((BOOKS, ART), "review", ("little_text", "low_confidence"), 0.25)
EMPTY = Recommendations((), "no_match", ("empty_profile",), 0.0)


def test_a_ranking_is_a_sequence():
    """Length, places from either end, slices, iteration and membership work."""
    assert isinstance(RESULT, Sequence)
    assert 2 == len(RESULT)
    assert BOOKS is RESULT[0]
    assert ART is RESULT[-1]
    assert (ART,) == RESULT[1:]
    assert [BOOKS, ART] == list(RESULT)
    assert ART in RESULT
    assert 1 == RESULT.index(ART)
    assert not EMPTY
    with pytest.raises(IndexError, match="out of range"):
        RESULT[2]


def test_a_ranking_cannot_be_changed():
    """Results are immutable."""
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'status'"):
        RESULT.status = "match"
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'score'"):
        RESULT[0].score = 1.0


def test_to_dict_is_plain_data():
    """Everything comes as plain data that JSON keeps."""
    expected = {
        "status": "review",
        "reasons": ["little_text", "low_confidence"],
        "confidence": 0.25,
        "recommendations": [
            {
                "rank": 1,
                "domain_id": "books",
                "domain": "Books & <b>",
                "score": 0.5,
                "roles": [{"role_id": "clerk", "role": "Clerk", "score": 0.25}],
                "matched": [
                    {"name": "Tally", "kind": "tool", "level": "must"},
                    {"name": "GST <returns>", "kind": "skill", "level": "should"},
                ],
                "missing": [],
            },
            RESULT[1].to_dict(),
        ],
    }
    assert expected == RESULT.to_dict()
    assert expected == json.loads(json.dumps(RESULT.to_dict()))


def test_to_frame_has_one_row_a_domain():
    """The frame's columns are fixed, also without rows."""
    columns = ["rank", "domain_id", "domain", "role", "score", "matched", "missing"]
    assert columns == list(RESULT.to_frame().columns) == list(EMPTY.to_frame().columns)
    assert [
        [1, "books", "Books & <b>", "Clerk", 0.5, "Tally; GST <returns>", ""],
        [2, "art", "Art", "Animator", 0.125, "", "GST <returns>; Tally"],
    ] == RESULT.to_frame().to_numpy().tolist()
    assert 0 == len(EMPTY.to_frame())


def test_str_says_status_reasons_and_places():
    """A ranking reads as lines: status with reasons in words, then the domains."""
    assert (
        "review (confidence 0.25); the profile says very little; the first domain is uncertain\n"
        "1. Books & <b>: Clerk  0.500\n2. Art: Animator  0.125"
    ) == str(RESULT)
    assert "no_match (confidence 0.00); the profile is empty" == str(EMPTY)


def test_html_is_escaped():
    """No text of a catalogue becomes markup in a notebook."""
    page = RESULT._repr_html_()
    assert "Books &amp; &lt;b&gt;" in page
    assert "GST &lt;returns&gt;" in page
    assert "<b>" not in page
    assert 3 == page.count("<tr>")
    assert "the profile is empty" in EMPTY._repr_html_()


def test_joined_separates_by_semicolons():
    """Names of requirements are joined for a cell."""
    assert "Tally; GST <returns>" == joined((TALLY, GST))
    assert not joined(())
