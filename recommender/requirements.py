"""Terms of a profile in, requirements met and missing out.

A skill, tool or qualification is met where its term stands in the profile; several words must stand as the phrase or
one of
its surface forms.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter

from recommender.analyser import Analyser
from recommender.catalog import LEVELS, Catalog, Domain, Requirement, Role
from recommender.vectors import Vector


class RequirementIndex:
    """Looks up requirements by their terms.

    Parameters
    ----------
    catalog : Catalog
        Whose requirements.
    analyser : Analyser
        Gives the term of a skill.
    vocabulary : mapping of str to int
        Term to column.
    idf : ndarray of shape (n_terms,)
        Weight of each term: what counts most stands first.

    Attributes
    ----------
    term_of : dict of str to str
        Term of each skill, tool and qualification.
    telling_from : float
        What the term of a requirement weighs at least that points to few roles and domains.
    """

    def __init__(self, catalog: Catalog, analyser: Analyser, vocabulary: Mapping[str, int], idf: Vector) -> None:
        self.term_of = {name: analyser.skill_terms(name)[0] for name in catalog.requirement_names()}
        self._weight = {term: float(idf[vocabulary[term]]) for term in self.term_of.values() if term in vocabulary}
        self._by_term = {domain.id: self._of_domain(domain) for domain in catalog}
        self._asked = {domain.id: [self._asked_for(role) for role in domain.roles] for domain in catalog}
        roles = sum(len(domain.roles) for domain in catalog)
        # Half of what a term weighs that one role in one domain asks for.
        self.telling_from = (math.log((1 + roles) / 2) + math.log((1 + len(catalog)) / 2)) / 2

    def _of_domain(self, domain: Domain) -> dict[str, tuple[float, Requirement]]:
        """For each skill's term its weight, negated, and the requirement at the highest level at which a role asks for it."""
        asked = [r for role in domain.roles for r in role.requirements if r.kind != "activity"]
        ranked = sorted(asked, key=lambda requirement: -LEVELS.index(requirement.level))
        return {self.term_of[r.name]: (-self.weight(r), r) for r in ranked}

    def _asked_for(self, role: Role) -> list[tuple[str, Requirement]]:
        asked = (r for r in role.requirements if r.kind != "activity" and r.level != "nice")
        return [(self.term_of[r.name], r) for r in asked]

    def of_domain(self, domain: Domain) -> dict[str, Requirement]:
        """For each term by which a domain asks for a skill the requirement, at the highest level at which a role asks."""
        return {term: requirement for term, (_, requirement) in self._by_term[domain.id].items()}

    def asked_for(self, domain_id: str, place: int) -> list[tuple[str, Requirement]]:
        """What a role, by its place in a domain, asks for at the levels must and should, each with its term."""
        return self._asked[domain_id][place]

    def lacking(self, domain_id: str, place: int, terms: Collection[str]) -> tuple[Requirement, ...]:
        """As `missing` for a role by its place in a domain, looked up beforehand: the step of every batch row."""
        return tuple([r for term, r in self._asked[domain_id][place] if term not in terms])

    def matched(self, domain: Domain, terms: Sequence[str]) -> tuple[Requirement, ...]:
        """What a domain asks for and the terms show; what counts most first."""
        known = self._by_term[domain.id]
        found = [known[term] for term in terms if term in known]
        found.sort(key=itemgetter(0))
        return tuple([requirement for _, requirement in found])

    def telling(self, requirements: Sequence[Requirement]) -> list[Requirement]:
        """Requirements that point to few roles and domains."""
        return [r for r in requirements if self.weight(r) > 0.0 and self.weight(r) >= self.telling_from]

    def weight(self, requirement: Requirement) -> float:
        """What a requirement's term weighs; 0.0 for one that the vocabulary lacks."""
        return self._weight.get(self.term_of[requirement.name], 0.0)

    def missing(
        self, role: Role, terms: Collection[str], levels: Collection[str] = ("must", "should")
    ) -> tuple[Requirement, ...]:
        """What a role asks for at some levels and the terms do not show; must first."""
        asked = [r for r in role.requirements if r.kind != "activity" and r.level in levels]
        return tuple([r for r in asked if self.term_of[r.name] not in terms])
