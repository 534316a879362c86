"""Scores and evidence in, confidence, status and reasons out.

Confidence is the probability that the first domain is right: a logistic function of the first score, its lead over the
second, and what the profile shows for how much it says. Status follows from it;
nobody is refused for little text alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from recommender.rounding import rounded

MATCH, REVIEW, NO_MATCH = "match", "review", "no_match"

EMPTY_PROFILE = "empty_profile"
NO_KNOWN_TERM = "no_known_term"
NOTHING_SPECIFIC = "nothing_specific"
GENERAL_SKILLS_ONLY = "general_skills_only"
BPO_WORK_ONLY = "bpo_work_only"
LITTLE_TEXT = "little_text"
CLOSE_CALL = "two_domains_close"
LOW_CONFIDENCE = "low_confidence"

REASONS = {
    EMPTY_PROFILE: "the profile is empty",
    NO_KNOWN_TERM: "nothing in the profile is known to the catalogue",
    NOTHING_SPECIFIC: "nothing in the profile tells one kind of KPO work from another",
    GENERAL_SKILLS_ONLY: "the profile shows only skills that any office job asks for",
    BPO_WORK_ONLY: "the profile shows only BPO work, where communication alone carries a candidate",
    LITTLE_TEXT: "the profile says very little",
    CLOSE_CALL: "two domains are nearly equal",
    LOW_CONFIDENCE: "the first domain is uncertain",
}


@dataclass(frozen=True, slots=True)
class Signals:
    """What confidence is judged from.

    Attributes
    ----------
    score : float
        Score of the first domain.
    lead : float
        How far the second stays behind, as a share of the first score; in [0, 1].
    terms : int
        Distinct terms of the profile that the first domain asks for.
    skills : int
        Skills, tools and qualifications of the first domain that the profile shows.
    words : int
        Distinct terms of the profile, known or not.
    other : float
        How far its words belong to other work than this: positive for a cook, negative for an auditor.
    telling : bool
        Whether such skills point to few domains and make up much of the profile ("LLB fresher"), or one is a
        qualification by which people enter the first domain: nobody is then refused.
    """

    score: float
    lead: float
    terms: int
    skills: int
    words: int
    other: float
    telling: bool

    def features(self) -> tuple[float, ...]:
        """What the logistic function sees, in the order of `Calibration.weights`."""
        return (
            math.log(self.score),
            self.lead,
            math.log1p(self.terms),
            math.log1p(self.skills),
            math.log1p(self.words),
            self.other,
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic function, and the thresholds of status; fitted on labelled candidates.

    Attributes
    ----------
    intercept : float
    weights : tuple of float
        One for each of `Signals.features`.
    refuse_below, match_from : float
        Confidence below which nobody is offered a domain, and from which nothing needs review.
    close_call : float
        Lead below which two domains are nearly equal.
    little_terms : int
        Terms below which a profile says very little.
    """

    intercept: float = -5.06
    weights: tuple[float, ...] = (0.72, 3.48, 0.2, 1.49, 1.07, -0.48)
    refuse_below: float = 0.35
    match_from: float = 0.6
    close_call: float = 0.1
    little_terms: int = 4

    def confidence(self, signals: Signals) -> float:
        """Probability that the first domain is right, rounded to 9 digits; 0.0 for a score of 0."""
        if signals.score <= 0.0:
            return 0.0
        x = self.intercept
        for weight, feature in zip(self.weights, signals.features(), strict=True):
            x += weight * feature
        return rounded(1.0 / (1.0 + math.exp(-max(-700.0, min(700.0, x)))))

    def judge(self, signals: Signals) -> tuple[str, tuple[str, ...], float]:
        """Status, reason codes and confidence of a profile that holds at least one known term."""
        confidence = self.confidence(signals)
        if confidence < self.refuse_below and not signals.telling:
            return NO_MATCH, (NOTHING_SPECIFIC,), confidence
        found = (
            (LITTLE_TEXT, signals.terms < self.little_terms),
            (CLOSE_CALL, signals.lead < self.close_call),
            (LOW_CONFIDENCE, confidence < self.match_from),
        )
        reasons = tuple(code for code, holds in found if holds)
        return (REVIEW if reasons else MATCH), reasons, confidence

    def thresholds(self) -> tuple[float, ...]:
        """The figures of status."""
        return self.refuse_below, self.match_from, self.close_call, self.little_terms

    def to_dict(self) -> dict[str, Any]:
        """Plain figures, as a model stores them."""
        return {**asdict(self), "weights": list(self.weights)}

    @classmethod
    def from_dict(cls, figures: Mapping[str, Any]) -> Calibration:
        """The calibration of plain figures."""
        return cls(**{**figures, "weights": tuple(figures["weights"])})
