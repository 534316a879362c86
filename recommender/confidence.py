"""Scores and evidence in, confidence, status and reasons out.

Confidence is the probability that the first domain is right: a logistic function of the first score, its lead over the
second, and how much the profile says. Status follows from it;
nobody is refused for little text alone.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

MATCH, REVIEW, NO_MATCH = "match", "review", "no_match"

EMPTY_PROFILE = "empty_profile"
NO_KNOWN_TERM = "no_known_term"
NOTHING_SPECIFIC = "nothing_specific"
LITTLE_TEXT = "little_text"
CLOSE_CALL = "two_domains_close"
LOW_CONFIDENCE = "low_confidence"

REASONS = {
    EMPTY_PROFILE: "the profile is empty",
    NO_KNOWN_TERM: "nothing in the profile is known to the catalogue",
    NOTHING_SPECIFIC: "nothing in the profile tells one kind of KPO work from another",
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
    evidence : float
        Weight of the profile's terms that the first domain asks for: the sum of their idf.
    terms : int
        How many such terms.
    """

    score: float
    lead: float
    evidence: float
    terms: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic function, and the thresholds of status; fitted on labelled candidates (datasets/calibration.toml)."""

    intercept: float = -4.0
    log_score: float = 0.0
    lead: float = 3.0
    log_evidence: float = 1.5
    refuse_below: float = 0.2
    match_from: float = 0.6
    close_call: float = 0.1
    little_terms: int = 4

    def confidence(self, signals: Signals) -> float:
        """Probability that the first domain is right, rounded to 9 digits; 0.0 without evidence."""
        if signals.terms == 0 or signals.score <= 0.0:
            return 0.0
        x = (
            self.intercept
            + self.log_score * math.log(signals.score)
            + self.lead * signals.lead
            + self.log_evidence * math.log1p(signals.evidence)
        )
        return round(1.0 / (1.0 + math.exp(-x)), 9)

    def judge(self, signals: Signals) -> tuple[str, tuple[str, ...], float]:
        """Status, reason codes and confidence of a profile that holds at least one known term."""
        confidence = self.confidence(signals)
        if confidence < self.refuse_below:
            return NO_MATCH, (NOTHING_SPECIFIC,), confidence
        reasons = []
        if signals.terms < self.little_terms:
            reasons.append(LITTLE_TEXT)
        if signals.lead < self.close_call:
            reasons.append(CLOSE_CALL)
        if confidence < self.match_from:
            reasons.append(LOW_CONFIDENCE)
        return (REVIEW if reasons else MATCH), tuple(reasons), confidence

    def to_dict(self) -> dict[str, float]:
        """Plain figures, as a model stores them."""
        return asdict(self)
