"""Rankings as users get them: a `Recommendations` sequence of `Recommendation`.

Plain immutable records; they hold no model and no text of the candidate beyond the words that counted.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from recommender.catalog import Requirement
from recommender.confidence import REASONS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RoleScore:
    """One role of a recommended domain with its own cosine, in [0, 1]."""

    role_id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One ranked domain for one profile.

    Attributes
    ----------
    rank : int
        From 1.
    domain_id, domain : str
        Id and name.
    score : float
        In [0, 1], 9 digits.
    roles : tuple of RoleScore
        Roles of the domain, best first.
    matched : tuple of Requirement
        Skills, tools and qualifications asked for in the domain that the profile shows; what counts most first.
    missing : tuple of Requirement
        What the best role asks for at the levels must and should that the profile does not show; must first.
    """

    rank: int
    domain_id: str
    domain: str
    score: float
    roles: tuple[RoleScore, ...]
    matched: tuple[Requirement, ...]
    missing: tuple[Requirement, ...]

    def to_dict(self) -> dict[str, Any]:
        """The recommendation as plain data."""
        return {
            "rank": self.rank,
            "domain_id": self.domain_id,
            "domain": self.domain,
            "score": self.score,
            "roles": [{"role_id": role.role_id, "role": role.title, "score": role.score} for role in self.roles],
            "matched": [plain_requirement(requirement) for requirement in self.matched],
            "missing": [plain_requirement(requirement) for requirement in self.missing],
        }


def plain_requirement(requirement: Requirement) -> dict[str, str]:
    """A requirement as plain data."""
    return {"name": requirement.name, "kind": requirement.kind, "level": requirement.level}


@dataclass(frozen=True, slots=True)
class Recommendations(Sequence[Recommendation]):
    """What one profile gets: domains best first, and how far to trust them.

    Attributes
    ----------
    items : tuple of Recommendation
        At most `top_k`; empty where nothing is known of the profile.
    status : str
        "match", "review" or "no_match".
    reasons : tuple of str
        Reason codes for a status other than "match".
    confidence : float
        Probability that the first domain is right, in [0, 1]; 0.0 for an empty ranking.
    """

    items: tuple[Recommendation, ...] = field(default=())
    status: str = "no_match"
    reasons: tuple[str, ...] = ()
    confidence: float = 0.0

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> Recommendation: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Recommendation, ...]: ...
    def __getitem__(self, index: int | slice) -> Recommendation | tuple[Recommendation, ...]:
        return self.items[index]

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data, ready for JSON."""
        return {
            "status": self.status,
            "reasons": list(self.reasons),
            "confidence": self.confidence,
            "recommendations": [item.to_dict() for item in self.items],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row a domain: rank, domain_id, domain, role, score, matched, missing."""
        import pandas as pd

        columns = ["rank", "domain_id", "domain", "role", "score", "matched", "missing"]
        rows = [
            (
                item.rank,
                item.domain_id,
                item.domain,
                item.roles[0].title if item.roles else "",
                item.score,
                joined(item.matched),
                joined(item.missing),
            )
            for item in self.items
        ]
        return pd.DataFrame(rows, columns=columns)

    def __str__(self) -> str:
        head = f"{self.status} (confidence {self.confidence:.2f})" + "".join(
            f"; {REASONS[code]}" for code in self.reasons
        )
        lines = [f"{item.rank}. {item.domain}: {item.roles[0].title}  {item.score:.3f}" for item in self.items]
        return "\n".join((head, *lines))

    def _repr_html_(self) -> str:
        """A table for notebooks; every text escaped."""
        cells = [
            (
                str(item.rank),
                item.domain,
                item.roles[0].title,
                f"{item.score:.3f}",
                joined(item.matched),
                joined(item.missing[:5]),
            )
            for item in self.items
        ]
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
        heads = "".join(f"<th>{name}</th>" for name in ("rank", "domain", "best role", "score", "matched", "missing"))
        why = "; ".join(REASONS[code] for code in self.reasons)
        caption = html.escape(f"{self.status}, confidence {self.confidence:.2f}" + (f": {why}" if why else ""))
        return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def joined(requirements: Sequence[Requirement]) -> str:
    """Names of requirements, separated by semicolons."""
    return "; ".join(requirement.name for requirement in requirements)
