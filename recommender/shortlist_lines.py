"""One scored candidate and what is wanted in, a line of the shortlist out.

Who scores nothing gets no line, nor who shows nothing specific to any domain (status "no_match"), whatever a shared word
scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from recommender.catalog import Domain
from recommender.confidence import NO_MATCH
from recommender.degrees_shown import with_degrees_shown
from recommender.engine import KPORecommender
from recommender.errors import RecommenderError
from recommender.ranker import Scored
from recommender.rounding import rounded
from recommender.rows import Record
from recommender.rules import Verdict

COLUMNS = (
    "place",
    "candidate_id",
    "score",
    "place_of_domain",
    "status",
    "confidence",
    "best_role",
    "must_haves_shown",
    "must_haves_missing",
    "rules",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is being filled.

    Attributes
    ----------
    domain : Domain
        The domain.
    position : int
        Its place in the catalogue.
    role : int or None
        Place of the role in the domain; None for the domain as a whole.
    """

    domain: Domain
    position: int
    role: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One candidate on a shortlist; every text ready to be written."""

    score: float
    order: int
    cells: tuple[str, ...]
    kept: tuple[str, ...]

    def __lt__(self, other: Listed) -> bool:
        """Whether this one goes before the other leaves: worse score, or as good and later."""
        return (self.score, -self.order) < (other.score, -other.order)


def find_wanted(model: KPORecommender, domain_id: str, role_id: str | None = None) -> Wanted:
    """The domain or role that is to be filled.

    Raises
    ------
    UnknownDomainError
        If the catalogue has no such domain.
    RecommenderError
        If the domain has no such role.
    """
    domain = model.catalog_[domain_id]
    position = [d.id for d in model.catalog_].index(domain_id)
    if role_id is None:
        return Wanted(domain, position, None)
    ids = [role.id for role in domain.roles]
    if role_id not in ids:
        msg = f"Unknown role {role_id!r} of {domain_id}. It has: {', '.join(ids)}."
        raise RecommenderError(msg)
    return Wanted(domain, position, ids.index(role_id))


class Candidate(NamedTuple):
    """One candidate whom no rule removed: a row of a scored block."""

    score: float
    order: int
    block: Scored
    row: int
    record: Record
    verdicts: Sequence[Verdict]


def score_for(model: KPORecommender, wanted: Wanted, block: Scored, row: int) -> float:
    """Score of the domain, or the cosine of the role."""
    if wanted.role is None:
        return float(block.scores[row, wanted.position])
    own = block.similarities[row, model.ranker_.layout.roles[wanted.position][wanted.role]]
    return rounded(min(float(own), 1.0))


def line_for(model: KPORecommender, wanted: Wanted, one: Candidate) -> Listed | None:
    """A line of the list; None for a candidate who is not to be listed."""
    ranker, domain, block, row = model.ranker_, wanted.domain, one.block, one.row
    if one.score <= 0.0 or not block.ranked(row):
        return None
    status, _, confidence = ranker.judge(block, row)
    if status == NO_MATCH:
        return None
    role = domain.roles[
        ranker.roles_in_order(block, row, wanted.position)[0][0] if wanted.role is None else wanted.role
    ]
    missing = {r.name for r in ranker.requirements.missing(role, with_degrees_shown(block.said[row]), levels=("must",))}
    must = [r.name for r in role.requirements if r.level == "must" and r.kind != "activity"]
    cells = (
        one.record.candidate_id,
        f"{one.score:.9f}",
        str(block.order[row].tolist().index(wanted.position) + 1),
        status,
        f"{confidence:.9f}",
        role.title,
        "; ".join(name for name in must if name not in missing),
        "; ".join(name for name in must if name in missing),
        "; ".join(f"{verdict.rule_id}: {verdict.outcome}" for verdict in one.verdicts),
    )
    return Listed(one.score, one.order, cells, one.record.kept)
