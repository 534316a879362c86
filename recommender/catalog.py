"""The catalogue: what each KPO domain and role asks for, and how people write it.

Plain immutable records, in the catalogue's order; built and validated by `recommender.catalog_files`.
`Catalog.documents` gives the very texts that are vectorised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from recommender.errors import UnknownDomainError

LEVELS = ("must", "should", "nice")
KINDS = {"skills": "skill", "tools": "tool", "qualifications": "qualification", "activities": "activity"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a role asks for.

    Attributes
    ----------
    name : str
        Canonical skill name, or the sentence of an activity.
    kind : str
        "skill", "tool", "qualification" or "activity".
    level : str
        "must", "should" or "nice".
    """

    name: str
    kind: str
    level: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Role:
    """A job inside a domain; `titles` are other names of it."""

    id: str
    title: str
    titles: tuple[str, ...]
    requirements: tuple[Requirement, ...]

    @property
    def text(self) -> str:
        """The role's document: one line for each title and requirement."""
        return "\n".join((self.title, *self.titles, *(requirement.name for requirement in self.requirements)))


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated fact from outside, shown only with its date and source."""

    text: str
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course or certificate that leads into a domain."""

    name: str
    by: str
    opens_to: str
    source: str


@dataclass(frozen=True, slots=True)
class Domain:
    """One area of KPO work with its roles and what a counsellor would tell about it."""

    id: str
    name: str
    roles: tuple[Role, ...]
    summary: str = ""
    aliases: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    backgrounds: tuple[str, ...] = ()
    entry_note: str = ""
    shifts: tuple[str, ...] = ()
    conditions_note: str = ""
    courses: tuple[Course, ...] = ()

    @property
    def text(self) -> str:
        """The domain's own document: what it is, who enters, and all that its roles ask for."""
        own = (self.name, *self.aliases, self.summary, *self.education, *self.subjects, *self.backgrounds)
        return "\n".join((*own, *(role.text for role in self.roles)))


@dataclass(frozen=True, slots=True)
class Skill:
    """A canonical term with the other ways in which people write it."""

    name: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form that means `means` where one of the `near` words stands in the same profile; `means` may be empty: something that counts for no domain."""

    form: str
    means: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeneralSkill:
    """One of the skills that any KPO job asks for, with the phrases that show it."""

    id: str
    name: str
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Catalog:
    """All domains, roles and skills; iterates over its domains in order.

    Attributes
    ----------
    domains : tuple of Domain
        In the catalogue's order, which also decides ties.
    skills : tuple of Skill
        Canonical terms that have other surface forms.
    abbreviations : tuple of Abbreviation
        One entry for each meaning.
    general_skills : tuple of GeneralSkill
        The twelve skills that any KPO job asks for.
    bpo_marks : tuple of str
        Phrases that mark pure BPO work.
    stop_words : frozenset of str
        Words that count for nothing.
    pay : tuple of Fact
        Dated pay over the whole trade.
    raw : dict
        The catalogue as plain data, the form in which a model stores it.
    """

    domains: tuple[Domain, ...]
    skills: tuple[Skill, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    general_skills: tuple[GeneralSkill, ...] = ()
    bpo_marks: tuple[str, ...] = ()
    stop_words: frozenset[str] = frozenset()
    pay: tuple[Fact, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __iter__(self) -> Iterator[Domain]:
        return iter(self.domains)

    def __len__(self) -> int:
        return len(self.domains)

    @cached_property
    def _by_id(self) -> dict[str, Domain]:
        return {domain.id: domain for domain in self.domains}

    def __getitem__(self, domain_id: str) -> Domain:
        """The domain of an id.

        Raises
        ------
        UnknownDomainError
            If the catalogue has no such domain.
        """
        try:
            return self._by_id[domain_id]
        except (KeyError, TypeError):
            msg = f"Unknown domain {domain_id!r}. The catalogue has: {', '.join(self._by_id)}."
            raise UnknownDomainError(msg) from None

    def documents(self) -> Iterator[tuple[str, str, str]]:
        """The texts that are vectorised.

        Yields
        ------
        tuple of str
            (document_id, domain_id, text): for each domain its own document, whose id is the domain's, then one for
            each role (``domain_id/role_id``).
        """
        ids = self.document_ids()
        for domain in self.domains:
            yield next(ids), domain.id, domain.text
            for role in domain.roles:
                yield next(ids), domain.id, role.text

    def document_ids(self) -> Iterator[str]:
        """Ids of the documents, in their order."""
        for domain in self.domains:
            yield domain.id
            for role in domain.roles:
                yield f"{domain.id}/{role.id}"

    def requirement_names(self) -> dict[str, str]:
        """Distinct skills, tools and qualifications over all roles, each with its kind."""
        names: dict[str, str] = {}
        for domain in self.domains:
            for role in domain.roles:
                for requirement in role.requirements:
                    if requirement.kind != "activity":
                        names.setdefault(requirement.name, requirement.kind)
        return names
