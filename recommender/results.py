"""Rankings as users get them: a `Recommendations` sequence of `Recommendation`, and an `Explanation` of one domain.

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
            "matched": [_plain(requirement) for requirement in self.matched],
            "missing": [_plain(requirement) for requirement in self.missing],
        }


def _plain(requirement: Requirement) -> dict[str, str]:
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the profile a term stands: field, character span and the very words."""

    field: str
    start: int
    end: int
    words: str
    via: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term adds to a score.

    Attributes
    ----------
    term : str
        The term.
    value : float
        Its share of the score; not negative.
    places : tuple of Place
        Where the profile says it.
    """

    term: str
    value: float
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one domain scores what it does for one profile; the contributions add up to the score within 1e-9.

    Attributes
    ----------
    domain_id, domain : str
        Id and name.
    score : float
        In [0, 1], 9 digits.
    contributions : tuple of Contribution
        One for each term of the profile that the domain asks for; greatest first.
    roles : tuple of RoleScore
        Best first.
    matched, missing : tuple of Requirement
        As in `Recommendation`, activities included.
    unknown : tuple of str
        Words of the profile that this domain does not ask for.
    """

    domain_id: str
    domain: str
    score: float
    contributions: tuple[Contribution, ...]
    roles: tuple[RoleScore, ...]
    matched: tuple[Requirement, ...]
    missing: tuple[Requirement, ...]
    unknown: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain data, ready for JSON."""
        return {
            "domain_id": self.domain_id,
            "domain": self.domain,
            "score": self.score,
            "contributions": [
                {
                    "term": c.term,
                    "value": c.value,
                    "places": [
                        {"field": p.field, "start": p.start, "end": p.end, "words": p.words, "via": p.via}
                        for p in c.places
                    ],
                }
                for c in self.contributions
            ],
            "roles": [{"role_id": role.role_id, "role": role.title, "score": role.score} for role in self.roles],
            "matched": [_plain(requirement) for requirement in self.matched],
            "missing": [_plain(requirement) for requirement in self.missing],
            "unknown": list(self.unknown),
        }

    def __str__(self) -> str:
        lines = [f"{self.domain}: score {self.score:.3f}, best role {self.roles[0].title}"]
        for item in self.contributions:
            said = ", ".join(dict.fromkeys(" ".join(place.words.split()) for place in item.places))
            lines.append(
                f"  {item.value:.4f}  {item.term}" + (f"  (you wrote: {said})" if said.casefold() != item.term else "")
            )
        must = [
            requirement.name
            for requirement in self.missing
            if requirement.level == "must" and requirement.kind != "activity"
        ]
        if must:
            lines.append("Missing for the best role: " + ", ".join(must))
        return "\n".join(lines)
