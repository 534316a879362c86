"""Arrays of rankings in, recommendations or the columns of a table out.

What comes out is equal to what the reference makes of the same profiles, object by object and cell by cell.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.catalog import Catalog, Requirement
from recommender.confidence import (
    BPO_WORK_ONLY,
    CLOSE_CALL,
    EMPTY_PROFILE,
    GENERAL_SKILLS_ONLY,
    LITTLE_TEXT,
    LOW_CONFIDENCE,
    MATCH,
    NO_KNOWN_TERM,
    NO_MATCH,
    NOTHING_SPECIFIC,
    REVIEW,
)
from recommender.rank_kernels import (
    BPO,
    CLOSE,
    EMPTY,
    GENERAL,
    LITTLE,
    LOW,
    NOTHING,
    UNKNOWN,
    Ranked,
)
from recommender.results import Recommendation, Recommendations, RoleScore

STATUSES = (MATCH, REVIEW, NO_MATCH)
_REASONS = (
    (LITTLE, LITTLE_TEXT),
    (CLOSE, CLOSE_CALL),
    (LOW, LOW_CONFIDENCE),
    (NOTHING, NOTHING_SPECIFIC),
    (GENERAL, GENERAL_SKILLS_ONLY),
    (BPO, BPO_WORK_ONLY),
    (UNKNOWN, NO_KNOWN_TERM),
    (EMPTY, EMPTY_PROFILE),
)
_CODES = [tuple(code for bit, code in _REASONS if bits & bit) for bits in range(1 << len(_REASONS))]
JOINED_CODES = ["; ".join(codes) for codes in _CODES]
_Names = NDArray[np.object_]


class Namer:
    """Turns numbers of domains, documents and requirements back into what users know.

    Parameters
    ----------
    catalog : Catalog
        Whose names.
    requirements : list of Requirement
        By number.

    Attributes
    ----------
    domain_names, titles, requirement_names : list of str
        By number; the last domain and the last title (of a document's role) are none, and empty.
    """

    def __init__(self, catalog: Catalog, requirements: list[Requirement]) -> None:
        self._domains = list(catalog)
        self._requirements = requirements
        documents = [document for domain in catalog for document in (None, *domain.roles)]
        self._roles = [(role.id, role.title) if role else ("", "") for role in documents]
        # One more, for the places without a domain: what stands at -1.
        self.domain_names = [*(domain.name for domain in catalog), ""]
        self.titles = [*(title for _, title in self._roles), ""]
        self.requirement_names = [requirement.name for requirement in requirements]
        self._domain_names, self._titles = _objects(self.domain_names), _objects(self.titles)
        self._statuses, self._joined_codes = _objects(STATUSES), _objects(JOINED_CODES)

    def recommendations(self, ranked: Ranked) -> list[Recommendations]:
        """Every profile's result."""
        places = (len(ranked.listed_at) - 1) // 2 // max(len(ranked.status), 1)
        rows = zip(
            ranked.status.tolist(),
            ranked.reasons.tolist(),
            ranked.confidence.tolist(),
            ranked.size.tolist(),
            ranked.domain.tolist(),
            ranked.score.tolist(),
            ranked.role.tolist(),
            ranked.role_score.tolist(),
            strict=True,
        )
        lists = self._lists(ranked)
        made = []
        for row, (status, reasons, confidence, count, domains, scores, roles, role_scores) in enumerate(rows):
            items = tuple(
                self._recommendation(
                    place,
                    domains[place],
                    scores[place],
                    roles[place],
                    role_scores[place],
                    lists[2 * (row * places + place) :][:2] if place < places else [(), ()],
                )
                for place in range(count)
            )
            made.append(Recommendations(items, STATUSES[status], _CODES[reasons], confidence))
        return made

    def _lists(self, ranked: Ranked) -> list[tuple[Requirement, ...]]:
        """What matched and what is missing, for each explained place of each profile."""
        at = ranked.listed_at.tolist()
        listed = [self._requirements[number] for number in ranked.listed[: at[-1]].tolist()]
        return [tuple(listed[a:b]) for a, b in pairwise(at)]

    def _recommendation(
        self,
        place: int,
        domain: int,
        score: float,
        roles: list[int],
        role_scores: list[float],
        lists: list[tuple[Requirement, ...]],
    ) -> Recommendation:
        found = self._domains[domain]
        best = tuple(
            RoleScore(*self._roles[document], value)
            for document, value in zip(roles, role_scores, strict=True)
            if document >= 0
        )
        return Recommendation(place + 1, found.id, found.name, score, best, lists[0], lists[1])

    def statuses(self, ranked: Ranked) -> list[str]:
        """Every profile's status."""
        found: list[str] = self._statuses[ranked.status].tolist()
        return found

    def columns(self, ranked: Ranked, top_k: int, most_missing: int) -> dict[str, Any]:
        """The columns of the wide layout but the id: one value a profile; "" where there is no domain.

        Parameters
        ----------
        ranked : Ranked
            With the lists of one place a profile, or of none.
        top_k : int
            Places; those that the catalogue has no domains for stay empty.
        most_missing : int
            How many missing skills are named at most.
        """
        columns: dict[str, Any] = {
            "status": self._statuses[ranked.status],
            "reasons": self._joined_codes[ranked.reasons],
            "confidence": ranked.confidence,
        }
        nothing = [""] * len(ranked.status)
        for place in range(top_k):
            if place >= ranked.domain.shape[1]:
                columns.update({f"{name}_{place + 1}": nothing for name in ("domain", "role", "score")})
                continue
            there = ranked.size > place
            columns[f"domain_{place + 1}"] = self._domain_names[np.where(there, ranked.domain[:, place], -1)]
            columns[f"role_{place + 1}"] = self._titles[np.where(there, ranked.role[:, place, 0], -1)]
            columns[f"score_{place + 1}"] = _or_empty(ranked.score[:, place], there)
        matched, missing = self._joined_lists(ranked, most_missing)
        return {**columns, "matched_skills": matched, "missing_skills": missing}

    def _joined_lists(self, ranked: Ranked, most_missing: int) -> tuple[list[str], list[str]]:
        at = ranked.listed_at.tolist()
        if len(at) == 1:
            return [""] * len(ranked.status), [""] * len(ranked.status)
        names = [self.requirement_names[number] for number in ranked.listed[: at[-1]].tolist()]
        matched = ["; ".join(names[a:b]) for a, b in zip(at[0:-1:2], at[1::2], strict=True)]
        missing = ["; ".join(names[a : min(b, a + most_missing)]) for a, b in zip(at[1:-1:2], at[2::2], strict=True)]
        return matched, missing


def _objects(values: Any) -> _Names:
    made = np.empty(len(values), object)
    made[:] = list(values)
    return made


def _or_empty(values: NDArray[np.float64], there: NDArray[np.bool_]) -> Any:
    if bool(there.all()):
        return values
    cells = values.astype(object)
    cells[~there] = ""
    return cells
