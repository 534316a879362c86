"""Scores and evidence to confidence, status and reasons."""

import math
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import confidence
from recommender.confidence import REASONS, Calibration, Signals

SIGNALS = Signals(score=0.5, lead=0.4, terms=9, skills=3, words=20, other=-1.0, telling=False)
PLAIN = Calibration(intercept=0.0, weights=(0.0,) * 6, refuse_below=0.2, match_from=0.5, close_call=0.1, little_terms=4)


def _with_confidence(p, **changes):
    """A calibration that gives the confidence p whatever the signals."""
    return replace(PLAIN, intercept=math.log(p / (1 - p)), **changes)


def test_features_by_hand():
    """Logarithms of score and counts, lead and other work as they are."""
    expected = (math.log(0.5), 0.4, math.log(10), math.log(4), math.log(21), -1.0)
    assert expected == pytest.approx(SIGNALS.features())


def test_confidence_by_hand():
    """The logistic function of intercept plus weighted features, to nine digits."""
    calibration = Calibration(intercept=-1.0, weights=(1.0, 2.0, 0.0, 0.5, 0.0, -0.5))
    x = -1.0 + math.log(0.5) + 0.8 + 0.5 * math.log(4) + 0.5
    assert round(1 / (1 + math.exp(-x)), 9) == calibration.confidence(SIGNALS)


@pytest.mark.parametrize("score", [0.0, -0.1])
def test_no_score_no_confidence(score):
    """A score of nothing has confidence 0."""
    assert 0.0 == Calibration().confidence(replace(SIGNALS, score=score))


@pytest.mark.parametrize(("intercept", "expected"), [(1e6, 1.0), (-1e6, 0.0)])
def test_far_out_does_not_overflow(intercept, expected):
    """Extreme coefficients give 0 or 1."""
    assert expected == replace(PLAIN, intercept=intercept).confidence(SIGNALS)


@given(
    score=st.floats(1e-9, 1),
    lead=st.floats(0, 1),
    terms=st.integers(0, 500),
    skills=st.integers(0, 100),
    words=st.integers(0, 5000),
    other=st.floats(-30, 30),
)
@settings(deadline=None, max_examples=80)
def test_confidence_is_a_probability_that_grows_with_the_evidence(score, lead, terms, skills, words, other):
    """Confidence lies in [0, 1]; a higher lead or more skills never lower it, other work never lifts it."""
    signals = Signals(score, lead, terms, skills, words, other, telling=False)
    found = Calibration().confidence(signals)
    assert 0.0 <= found <= 1.0
    assert found <= Calibration().confidence(replace(signals, lead=1.0))
    assert found <= Calibration().confidence(replace(signals, skills=skills + 1))
    assert found >= Calibration().confidence(replace(signals, other=other + 1))


@pytest.mark.parametrize(
    ("p", "changes", "status", "reasons"),
    [
        (0.9, {}, "match", ()),
        (0.5, {}, "match", ()),
        (0.49, {}, "review", ("low_confidence",)),
        (0.9, {"lead": 0.0999}, "review", ("two_domains_close",)),
        (0.9, {"lead": 0.1}, "match", ()),
        (0.9, {"terms": 3}, "review", ("little_text",)),
        (0.9, {"terms": 4}, "match", ()),
        (0.3, {"terms": 1, "lead": 0.0}, "review", ("little_text", "two_domains_close", "low_confidence")),
        (0.2, {}, "review", ("low_confidence",)),
        (0.19, {}, "no_match", ("nothing_specific",)),
        (0.19, {"telling": True}, "review", ("low_confidence",)),
    ],
)
def test_status_by_thresholds(p, changes, status, reasons):
    """Too unsure is no match unless a skill tells; unsure, close or short is review; each limit itself is within."""
    expected = (status, reasons, pytest.approx(p, abs=1e-9))
    assert expected == _with_confidence(p).judge(replace(SIGNALS, **changes))


def test_a_calibration_survives_being_stored():
    """Plain figures give the same calibration back."""
    calibration = Calibration(intercept=-1.5, weights=(1, 2, 3, 4, 5, 6), little_terms=2)
    assert calibration == Calibration.from_dict(calibration.to_dict())


def test_the_packaged_figures_are_complete():
    """datasets/calibration.toml holds each figure of a calibration and nothing else."""
    path = Path(__file__).resolve().parent.parent / "datasets" / "calibration.toml"
    figures = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(Calibration().to_dict()) == set(figures)
    assert len(SIGNALS.features()) == len(figures["weights"])
    assert 0 < figures["refuse_below"] < figures["match_from"] < 1


def test_every_reason_code_has_a_text():
    """Each code of the module is explained in words, and is a plain word itself."""
    codes = {value for name, value in vars(confidence).items() if name.isupper() and isinstance(value, str)}
    assert codes - {"match", "review", "no_match"} == set(REASONS)
    assert all(re.fullmatch("[a-z_]+", code) for code in REASONS)
