"""Profiles in, scored blocks, and what is read off them, out: all that is needed once a catalogue is learned.

A block of profiles is scored with one sparse product; each row is what it would be alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.analyser import Analyser
from recommender.catalog import Catalog
from recommender.confidence import (
    BPO_WORK_ONLY,
    GENERAL_SKILLS_ONLY,
    NO_MATCH,
    NOTHING_SPECIFIC,
    Calibration,
    Signals,
)
from recommender.profile import Profile
from recommender.readiness import Readiness
from recommender.requirements import RequirementIndex
from recommender.results import Recommendation, RoleScore
from recommender.rounding import rounded
from recommender.scoring import Layout, best_roles, cosines, pool, rank
from recommender.vectors import Vector, count_terms, counts_to_vectors

_ROLES_SHOWN = 3
# A telling skill makes up much of a profile of at most so many words a skill.
_MUCH = 6


@dataclass(frozen=True, slots=True)
class Scored:
    """A block of profiles, scored.

    Attributes
    ----------
    said : list of list of str
        All distinct terms of each profile, known or not.
    terms : list of list of str
        Those that the vocabulary has.
    vectors : csr_array of shape (n_profiles, n_terms)
        Unit TF-IDF vectors.
    similarities : ndarray of shape (n_profiles, n_documents)
        Cosines.
    scores : ndarray of shape (n_profiles, n_domains)
        Pooled.
    order : ndarray of shape (n_profiles, n_domains)
        Positions of domains, best first.
    """

    said: list[list[str]]
    terms: list[list[str]]
    vectors: sparse.csr_array
    similarities: Vector
    scores: Vector
    order: NDArray[np.intp]

    def ranked(self, row: int) -> list[int]:
        """Positions of the domains that score above 0 for one profile, best first."""
        return [p for p in self.order[row].tolist() if self.scores[row, p] > 0.0]


class Ranker:
    """A learned catalogue, ready to score.

    Parameters
    ----------
    catalog : Catalog
        What was learned.
    analyser : Analyser
        Texts to terms.
    vocabulary : mapping of str to int
        Term to column.
    idf : ndarray of shape (n_terms,)
        Weights.
    documents : csr_array of shape (n_documents, n_terms)
        Unit vectors of the catalogue's documents.
    other_work : mapping of str to float
        Log ratio of other work to knowledge work, by stem.
    own_weight : float
        See `recommender.scoring.pool`.
    calibration : Calibration
        How confidence and status follow.
    """

    def __init__(
        self,
        catalog: Catalog,
        analyser: Analyser,
        vocabulary: Mapping[str, int],
        idf: Vector,
        documents: sparse.csr_array,
        other_work: Mapping[str, float],
        own_weight: float,
        calibration: Calibration,
    ) -> None:
        self.catalog = catalog
        self.analyser = analyser
        self.vocabulary = vocabulary
        self.documents = documents
        self.layout = _layout(catalog)
        self.own_weight = own_weight
        self.calibration = calibration
        self.readiness = Readiness(catalog)
        self.requirements = RequirementIndex(catalog, analyser, vocabulary, idf)
        self.idf = idf
        self.other_work = other_work

    @cached_property
    def _by_term(self) -> sparse.csr_array:
        """The documents' vectors, term by term."""
        return sparse.csr_array(self.documents.T)

    @cached_property
    def _asked(self) -> list[frozenset[int]]:
        """Columns of the terms of each domain's own document."""
        return [frozenset(self.documents[[int(own)]].indices.tolist()) for own in self.layout.own]

    def score(self, profiles: Iterable[Profile]) -> Scored:
        """Score a block of profiles."""
        return self.score_terms([self.analyser.terms(profile.by_field()) for profile in profiles])

    def score_terms(self, said: list[list[str]]) -> Scored:
        """Score a block of profiles given as their distinct terms."""
        terms = [[term for term in one if term in self.vocabulary] for one in said]
        vectors = counts_to_vectors(count_terms(terms, self.vocabulary), self.idf)
        similarities = cosines(vectors, self._by_term)
        scores = pool(similarities, self.layout, self.own_weight)
        return Scored(said, terms, vectors, similarities, scores, rank(scores))

    def judge(self, block: Scored, row: int) -> tuple[str, tuple[str, ...], float]:
        """Status, reason codes and confidence of a profile of which anything is known."""
        return self.calibration.judge(self.signals(block, row))

    def signals(self, block: Scored, row: int) -> Signals:
        """What confidence in the first domain of a profile is judged from."""
        positions = block.ranked(row)
        first = float(block.scores[row, positions[0]])
        second = float(block.scores[row, positions[1]]) if len(positions) > 1 else 0.0
        domain, asked, said = self.catalog.domains[positions[0]], self._asked[positions[0]], block.said[row]
        skills = self.requirements.matched(domain, block.terms[row])
        telling = self.requirements.telling(skills)
        return Signals(
            score=first,
            lead=(first - second) / first,
            terms=sum(self.vocabulary[term] in asked for term in block.terms[row]),
            skills=len(skills),
            words=len(said),
            other=self._otherness(said),
            telling=len(telling) * _MUCH >= len(said) or any(r.name in domain.education for r in telling),
        )

    def why_refused(self, profile: Profile, otherwise: str = NOTHING_SPECIFIC) -> str:
        """The reason that says most: only BPO work, only general skills, or else `otherwise`."""
        said = self.analyser.read(profile.by_field())
        if self.readiness.bpo_marks(said):
            return BPO_WORK_ONLY
        return GENERAL_SKILLS_ONLY if self.readiness.general_skills(said) else otherwise

    def status(self, profile: Profile, block: Scored, row: int) -> tuple[str, tuple[str, ...], float]:
        """As `judge`, with the reason for a refusal."""
        status, reasons, confidence = self.judge(block, row)
        return status, (self.why_refused(profile),) if status == NO_MATCH else reasons, confidence

    def recommendation(
        self, block: Scored, row: int, position: int, place: int, *, reasons: bool = True
    ) -> Recommendation:
        """One ranked domain of a profile; without reasons, what matched and what is missing stay empty."""
        domain, terms = self.catalog.domains[position], block.terms[row]
        ordered, own = self.roles_in_order(block, row, position)
        roles = tuple(
            RoleScore(domain.roles[i].id, domain.roles[i].title, rounded(min(float(own[i]), 1.0)))
            for i in ordered[:_ROLES_SHOWN]
        )
        return Recommendation(
            rank=place,
            domain_id=domain.id,
            domain=domain.name,
            score=float(block.scores[row, position]),
            roles=roles,
            matched=self.requirements.matched(domain, terms) if reasons else (),
            missing=self.requirements.lacking(domain.id, ordered[0], set(terms)) if reasons else (),
        )

    def roles_in_order(self, block: Scored, row: int, position: int) -> tuple[list[int], Vector]:
        """Roles of a domain for a profile, best first (as places in the domain), and the cosine of each role."""
        similarities = block.similarities[[row]]
        ordered = best_roles(similarities, self.layout, position)[0] - self.layout.own[position] - 1
        return ordered.tolist(), similarities[0, self.layout.roles[position]]

    def _otherness(self, said: Sequence[str]) -> float:
        """Sum of the log ratios of other work to knowledge work, over the root of their number."""
        total, known = 0.0, 0
        for term in said:
            ratio = self.other_work.get(term)
            if ratio is not None:  # added one by one: the built-in sum() compensates, and only since Python 3.12
                total, known = total + ratio, known + 1
        return total / math.sqrt(known) if known else 0.0


def _layout(catalog: Catalog) -> Layout:
    """Positions of documents, in the order of `Catalog.documents`: a domain's own, then its roles'."""
    sizes: NDArray[np.intp] = np.array([1 + len(domain.roles) for domain in catalog], np.intp)
    own = np.cumsum(sizes) - sizes
    return Layout(own, tuple(np.arange(first + 1, first + size) for first, size in zip(own, sizes, strict=True)))
