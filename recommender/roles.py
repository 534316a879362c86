"""Profiles in, the roles of all domains nearest to each out: what a list of open positions is asked.

A role's score is the cosine with its own document, as in `RoleScore`; its domain plays no part. The rule enforced here:
no more is in memory than the answer and one row of cosines, whether the catalogue has a hundred roles or a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import sparse

from recommender.nearest import top_documents
from recommender.profile import Profile
from recommender.ranker import Ranker
from recommender.rounding import rounded
from recommender.vectors import count_terms, counts_to_vectors

ROLE_COLUMNS = ("candidate_id", "rank", "role_id", "role", "domain_id", "domain", "score")


@dataclass(frozen=True, slots=True)
class RankedRole:
    """One role for one profile.

    Attributes
    ----------
    rank : int
        From 1.
    role_id, role : str
        Id and title.
    domain_id, domain : str
        Id and name of the domain that it stands in; a role's id is its own within its domain.
    score : float
        Cosine of the profile with the role's document, in (0, 1], 9 digits.
    """

    rank: int
    role_id: str
    role: str
    domain_id: str
    domain: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        """The ranked role as plain data."""
        return asdict(self)


class RoleFinder:
    """Finds the roles nearest to profiles, over all domains.

    Parameters
    ----------
    ranker : Ranker
        A learned catalogue.
    """

    def __init__(self, ranker: Ranker) -> None:
        self._ranker = ranker
        self._roles = [(domain, role) for domain in ranker.catalog for role in domain.roles]
        # Documents of roles only, in the catalogue's order: a domain's own document is no role.
        self._by_term = sparse.csr_array(ranker.documents[np.concatenate(ranker.layout.roles)].T)

    def find(self, profiles: Sequence[Profile], top_k: int = 10) -> list[tuple[RankedRole, ...]]:
        """The nearest roles of each profile, best first; ties in the catalogue's order.

        Parameters
        ----------
        profiles : sequence of Profile
            The candidates.
        top_k : int, default 10
            Roles for each at most; fewer where fewer score over 0.

        Returns
        -------
        list of tuple of RankedRole
            One for each profile, in order; each is what it would be alone.

        Raises
        ------
        ValueError
            If `top_k` is not a whole number of 1 or more.
        """
        if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer) or top_k < 1:
            msg = f"top_k must be a whole number of 1 or more, got {top_k!r}."
            raise ValueError(msg)
        ranker = self._ranker
        counts = count_terms([ranker.analyser.terms(p.by_field()) for p in profiles], ranker.vocabulary)
        positions, cosines = top_documents(counts_to_vectors(counts, ranker.idf), self._by_term, int(top_k))
        return [
            tuple(self._ranked(place, *pair) for place, pair in enumerate(zip(*row, strict=True), 1) if pair[0] >= 0)
            for row in zip(positions.tolist(), cosines.tolist(), strict=True)
        ]

    def _ranked(self, place: int, position: int, cosine: float) -> RankedRole:
        domain, role = self._roles[position]
        return RankedRole(place, role.id, role.title, domain.id, domain.name, rounded(min(cosine, 1.0)))


def role_rows(candidate_id: str, found: Sequence[RankedRole]) -> list[list[str | float | int]]:
    """Output rows of one candidate under `ROLE_COLUMNS`; one without a role for who has none, so that nobody is lost."""
    if not found:
        return [[candidate_id, "", "", "", "", "", ""]]
    return [[candidate_id, r.rank, r.role_id, r.role, r.domain_id, r.domain, r.score] for r in found]
