"""Results in, the figures of a run out: counted chunk by chunk, merged in any order of workers.

Holds at most 1,000 rows to show; everything else is counts, so memory does not grow with the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from recommender.confidence import NO_MATCH, REASONS
from recommender.results import Recommendations, joined

SHOWN = 1_000
SHOWN_COLUMNS = (
    "Candidate",
    "Status",
    "Confidence",
    "First domain",
    "Best role",
    "Shows",
    "Lacks for the best role",
    "Second domain",
    "Reasons",
)
_STEPS = 10
_MOST = 8


@dataclass
class Tally:
    """Counts over candidates.

    Attributes
    ----------
    statuses, reasons, domains, gaps : Counter of str
        Candidates by status; by reason (as a sentence); by first domain (name; who matches nothing left out); and by skill
        or tool that their best role asks for at the levels must and should and they do not show.
    confidence : list of int
        Ten counts, from 0.0-0.1 to 0.9-1.0.
    shown : list of list of str
        Rows of `SHOWN_COLUMNS` for the first candidates.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    confidence: list[int] = field(default_factory=lambda: [0] * _STEPS)
    shown: list[list[str]] = field(default_factory=list)

    def add(self, candidate_id: str, result: Recommendations) -> None:
        """Count one candidate."""
        self.statuses[result.status] += 1
        self.reasons.update(REASONS[code] for code in result.reasons)
        self.confidence[min(int(result.confidence * _STEPS), _STEPS - 1)] += 1
        if result.status != NO_MATCH:
            self.domains[result[0].domain] += 1
            self.gaps.update(r.name for r in result[0].missing if r.kind != "qualification")
        if len(self.shown) < SHOWN:
            self.shown.append(_row(candidate_id, result))

    def merge(self, other: Tally) -> None:
        """Add the counts of a later stretch of the file."""
        for name in ("statuses", "reasons", "domains", "gaps"):
            getattr(self, name).update(getattr(other, name))
        self.confidence = [a + b for a, b in zip(self.confidence, other.confidence, strict=True)]
        self.shown += other.shown[: SHOWN - len(self.shown)]


def _row(candidate_id: str, result: Recommendations) -> list[str]:
    why = "; ".join(REASONS[code] for code in result.reasons)
    sure = f"{result.confidence:.0%}"
    if result.status == NO_MATCH:
        return [candidate_id, result.status, sure, "", "", "", "", "", why]
    first = result[0]
    second: Sequence[str] = [result[1].domain] if len(result) > 1 else [""]
    lacks = [r for r in first.missing if r.kind != "qualification"]
    role = first.roles[0].title
    return [
        candidate_id,
        result.status,
        sure,
        first.domain,
        role,
        joined(first.matched[:_MOST]),
        joined(lacks[:_MOST]),
        *second,
        why,
    ]
