"""An explanation as users get it: why a domain scores what it does, what is missing, and what would help most.

Plain immutable records. An `Explanation` holds the profile's texts (identity blanked), to show the words that counted.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from recommender.catalog import Requirement
from recommender.results import RoleScore, plain_requirement


class Place(NamedTuple):
    """Where in the profile a term stands: field, character span, the very words, and what led there.

    `via` is "word", "repair" (a slip mended), "form" (a surface form of a skill) or "context" (an abbreviation resolved by
    the words around it).
    """

    field: str
    start: int
    end: int
    words: str
    via: str


def _said(places: Sequence[Place]) -> str:
    """The words of some places, each once, on one line."""
    return ", ".join(dict.fromkeys(" ".join(place.words.split()) for place in places))


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term adds to a score, and where the profile says it."""

    term: str
    value: float
    places: tuple[Place, ...]

    @property
    def said(self) -> str:
        """The words of the profile, each once."""
        return _said(self.places)


@dataclass(frozen=True, slots=True)
class MatchedRequirement:
    """A requirement that the profile meets, what it adds to the score (its words included), and where it stands."""

    requirement: Requirement
    value: float
    places: tuple[Place, ...]

    @property
    def said(self) -> str:
        """The words of the profile, each once."""
        return _said(self.places)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What would change if missing skills were added to the profile.

    Attributes
    ----------
    requirements : tuple of Requirement
        What is added.
    score : float
        The domain's new score.
    gain : float
        New score less old score.
    rank : int
        The domain's new place among all domains.
    status : str
        The new status of the profile.
    """

    requirements: tuple[Requirement, ...]
    score: float
    gain: float
    rank: int
    status: str

    @property
    def names(self) -> str:
        """Names of what is added."""
        return ", ".join(requirement.name for requirement in self.requirements)


@dataclass(frozen=True, slots=True)
class TermContrast:
    """By how much one term speaks for one domain over another (negative: for the other)."""

    term: str
    difference: float
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two domains for one profile; the differences of the terms add up to the difference of the scores within 1e-9."""

    domain_id: str
    other_id: str
    difference: float
    terms: tuple[TermContrast, ...]

    def to_dict(self) -> dict[str, Any]:
        """The contrast as plain data."""
        terms = [{"term": t.term, "difference": t.difference, "words": [p.words for p in t.places]} for t in self.terms]
        return {"domain_id": self.domain_id, "other_id": self.other_id, "difference": self.difference, "terms": terms}

    def __str__(self) -> str:
        ahead = "ahead of" if self.difference >= 0 else "behind"
        lines = [f"{self.domain_id} is {abs(self.difference):.3f} {ahead} {self.other_id}:"]
        for term in self.terms[:_TERMS_SHOWN]:
            said = _said(term.places)
            lines.append(f"  {term.difference:+.4f}  {said or term.term}")
        return "\n".join(lines)


_TERMS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one domain scores what it does for one profile.

    Attributes
    ----------
    domain_id, domain : str
        Id and name.
    score : float
        In [0, 1], 9 digits.
    rank : int
        Place among all domains.
    status : str
        Of the profile.
    contributions : tuple of Contribution
        One for each term of the profile that the domain asks for, greatest first; they add up to the score within 1e-9.
    matched : tuple of MatchedRequirement
        The same by requirement, greatest first; with `words` they add up to the score within 1e-9.
    words : tuple of Contribution
        What no requirement accounts for.
    roles : tuple of RoleScore
        Best first.
    missing : tuple of Requirement
        What the best role asks for and the profile does not show: must, should, nice; within each what is worth most first.
    next_steps : tuple of NextStep
        For each missing skill of the best role what adding it would change: those asked for (must, should) first, then
        those nice to have; within each what helps most first.
    best_three : NextStep or None
        The first three steps together; None where there are fewer.
    general_skills : dict of str to tuple of str
        KPO readiness: each of the general skills that the profile shows, with the words that show it.
    general_lacking : tuple of str
        The general skills that it does not show.
    bpo_marks : tuple of str
        Words that mark pure BPO work.
    unasked : tuple of str
        Words of the profile that this domain does not ask for, as stems.
    fields : dict of str to str
        The profile's texts, identity blanked.
    """

    domain_id: str
    domain: str
    score: float
    rank: int
    status: str
    contributions: tuple[Contribution, ...]
    matched: tuple[MatchedRequirement, ...]
    words: tuple[Contribution, ...]
    roles: tuple[RoleScore, ...]
    missing: tuple[Requirement, ...]
    next_steps: tuple[NextStep, ...]
    best_three: NextStep | None
    general_skills: Mapping[str, tuple[str, ...]]
    general_lacking: tuple[str, ...]
    bpo_marks: tuple[str, ...]
    unasked: tuple[str, ...]
    fields: Mapping[str, str] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain data, ready for JSON."""
        return {
            "domain_id": self.domain_id,
            "domain": self.domain,
            "score": self.score,
            "rank": self.rank,
            "status": self.status,
            "contributions": [_contribution(c) for c in self.contributions],
            "matched": [
                {**plain_requirement(m.requirement), "value": m.value, "places": [_place(p) for p in m.places]}
                for m in self.matched
            ],
            "words": [_contribution(c) for c in self.words],
            "roles": [{"role_id": role.role_id, "role": role.title, "score": role.score} for role in self.roles],
            "missing": [plain_requirement(requirement) for requirement in self.missing],
            "next_steps": [_step(step) for step in self.next_steps],
            "best_three": _step(self.best_three) if self.best_three else None,
            "general_skills": {name: list(said) for name, said in self.general_skills.items()},
            "general_lacking": list(self.general_lacking),
            "bpo_marks": list(self.bpo_marks),
            "unasked": list(self.unasked),
            "sentences": list(self.sentences()),
        }

    def sentences(self) -> Iterator[str]:
        """The explanation in plain sentences."""
        yield f"{self.domain} is number {self.rank} of the domains, with a score of {self.score:.3f}; the best role is {self.roles[0].title}."
        if self.matched:
            yield "Counted for it: " + "; ".join(_quoted(m) for m in self.matched[:_MOST]) + "."
        must = [r.name for r in self.missing if r.level == "must"]
        if must:
            yield "The role must have, and the profile does not show: " + ", ".join(must) + "."
        if self.next_steps and self.next_steps[0].gain > 0:
            best = self.next_steps[0]
            yield f"What would help most: {best.names} (score {self.score:.3f} to {best.score:.3f}{_moved(self, best)})."
        if self.best_three:
            three = self.best_three
            yield f"These three together: {three.names} (score {three.score:.3f}{_moved(self, three)})."
        if self.bpo_marks:
            yield "Marks of BPO work, which count for no domain: " + ", ".join(self.bpo_marks) + "."
        if self.general_skills:
            yield "General KPO skills shown: " + "; ".join(self.general_skills) + "."

    def __str__(self) -> str:
        lines = [f"{self.domain}: score {self.score:.3f}, place {self.rank}, best role {self.roles[0].title}", ""]
        for item in self.matched:
            said = "" if item.said.casefold() == item.requirement.name.casefold() else f"  (you wrote: {item.said})"
            lines.append(f"  {item.value:.4f}  {item.requirement.name} [{item.requirement.level}]{said}")
        lines += [f"  {item.value:.4f}  {item.said}" for item in self.words[:_MOST]]
        rest = sum(item.value for item in self.words[_MOST:])
        if rest:
            lines.append(f"  {rest:.4f}  {len(self.words) - _MOST} more words")
        return "\n".join((*lines, "", *self.sentences()))

    def _repr_html_(self) -> str:
        """Sentences, and the profile with the words that counted marked; every text escaped."""
        said = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.sentences())
        marked = "".join(
            f"<dt>{html.escape(name)}</dt><dd style='white-space: pre-wrap'>{self._marked(name, text)}</dd>"
            for name, text in self.fields.items()
        )
        return f"{said}<dl>{marked}</dl>"

    def _marked(self, name: str, text: str) -> str:
        places = {(p.start, p.end) for c in self.contributions for p in c.places if p.field == name}
        parts, done = [], 0
        for start, end in sorted(places, key=lambda span: (span[0], -span[1])):
            if start >= done:
                parts += [html.escape(text[done:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
                done = end
        return "".join((*parts, html.escape(text[done:])))


_MOST = 8


def _quoted(item: MatchedRequirement) -> str:
    name = item.requirement.name
    return name if item.said.casefold() == name.casefold() else f"{name} (from “{item.said}”)"


def _moved(explanation: Explanation, step: NextStep) -> str:
    rank = f", place {explanation.rank} to {step.rank}" if step.rank != explanation.rank else ""
    status = f", {explanation.status} to {step.status}" if step.status != explanation.status else ""
    return rank + status


def _place(place: Place) -> dict[str, Any]:
    return {"field": place.field, "start": place.start, "end": place.end, "words": place.words, "via": place.via}


def _contribution(item: Contribution) -> dict[str, Any]:
    return {"term": item.term, "value": item.value, "places": [_place(p) for p in item.places]}


def _step(step: NextStep) -> dict[str, Any]:
    added: Sequence[Requirement] = step.requirements
    return {
        "add": [requirement.name for requirement in added],
        "score": step.score,
        "gain": step.gain,
        "rank": step.rank,
        "status": step.status,
    }
