"""The estimator: the one place that knows the order of the steps.

    catalogue -> documents -> terms -> TF-IDF --+
                                                +-> cosine -> pool -> rank -> recommendations
    profile -> Profile -> terms -> TF-IDF ------+                 \\-> explanation
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np
from scipy import sparse

from recommender.analyser import Analyser, Evidence
from recommender.background import Background, load_background
from recommender.catalog import Catalog, Domain, Requirement
from recommender.confidence import EMPTY_PROFILE, NO_KNOWN_TERM, NO_MATCH, Calibration, Signals
from recommender.errors import ModelError, UnknownDomainError
from recommender.lexicon import Lexicon
from recommender.profile import Profile
from recommender.results import Contribution, Explanation, Place, Recommendation, Recommendations, RoleScore
from recommender.scoring import DECIMALS, Layout, Vector, best_roles, cosines, pool, rank, role_shares
from recommender.spelling import Speller, guarded
from recommender.tokens import stems
from recommender.vectors import count_terms, counts_to_vectors, inverse_document_frequency

_ROLES_SHOWN = 3


class KPORecommender:
    """Ranks the domains of a catalogue for candidates, by TF-IDF and cosine similarity.

    Parameters
    ----------
    own_weight : float, default 0.4
        Share of the cosine with the domain's own document in a domain's score.
    role_weights : tuple of float, default (0.3, 0.2, 0.1)
        Shares of the cosines with its best roles' documents. All shares add up to 1.
    repair : bool, default True
        Whether one-letter slips in longer words are mended.
    calibration : Calibration, optional
        How confidence and status follow from scores.

    Attributes
    ----------
    catalog_ : Catalog
        What was fitted.
    vocabulary_ : dict of str to int
        Term to column, alphabetical.
    idf_ : ndarray of shape (n_terms,)
        Weight of each term.
    document_ids_ : tuple of str
        Ids of the documents, in the order of the rows of `document_vectors_`.
    document_vectors_ : csr_array of shape (n_documents, n_terms)
        Unit TF-IDF vectors.

    Examples
    --------
    >>> from recommender import load_catalog
    >>> model = KPORecommender().fit(load_catalog())
    >>> model.recommend("LLB, contract drafting, redlining, Westlaw")[0].domain_id
    'legal_services'
    """

    def __init__(
        self,
        *,
        own_weight: float = 0.4,
        role_weights: tuple[float, ...] = (0.3, 0.2, 0.1),
        repair: bool = True,
        calibration: Calibration | None = None,
    ) -> None:
        self.own_weight = own_weight
        self.role_weights = role_weights
        self.repair = repair
        self.calibration = calibration

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002 (scikit-learn's signature)
        """Parameters of the constructor, as scikit-learn's `clone` asks for them."""
        return {name: getattr(self, name) for name in ("own_weight", "role_weights", "repair", "calibration")}

    def set_params(self, **params: Any) -> Self:
        """Set parameters of the constructor; takes effect at the next `fit`."""
        for name, value in params.items():
            if name not in self.get_params():
                msg = f"KPORecommender has no parameter {name!r}. It has: {', '.join(self.get_params())}."
                raise ValueError(msg)
            setattr(self, name, value)
        return self

    def fit(self, catalog: Catalog, *, background: Background | None = None) -> Self:
        """Learn vocabulary, weights and document vectors from a catalogue; candidates are never learned from.

        Parameters
        ----------
        catalog : Catalog
            What to rank against.
        background : Background, optional
            Frequencies over general work; the packaged ones by default.

        Returns
        -------
        KPORecommender
            Itself.

        Raises
        ------
        ValueError
            If the weights are negative or do not add up to 1.
        """
        self._check_weights()
        background = load_background() if background is None else background
        self._wire(catalog, speller=None)
        documents = list(catalog.documents())
        terms = [self._analyser.document_terms(text) for _, _, text in documents]
        vocabulary = {term: column for column, term in enumerate(sorted(set().union(*terms)))}
        roles = [set(found) for found, (document_id, domain_id, _) in zip(terms, documents, strict=True) if document_id != domain_id]
        domains = [set(found) for found, (document_id, domain_id, _) in zip(terms, documents, strict=True) if document_id == domain_id]
        idf = inverse_document_frequency(
            vocabulary, Counter(t for r in roles for t in r), len(roles), Counter(t for d in domains for t in d), len(domains), background
        )
        words = {part for term in vocabulary for part in term.split(" ")} | self._lexicon.words()
        targets = {word: background.frequency((word,)) for word in sorted(words)}
        return self.restore(catalog, vocabulary, idf, count_terms(terms, vocabulary), targets, sorted(guarded(targets, background.words)))

    def restore(
        self,
        catalog: Catalog,
        vocabulary: dict[str, int],
        idf: Vector,
        counts: sparse.csr_array,
        targets: Mapping[str, int],
        guarded_words: Iterable[str],
    ) -> Self:
        """Put learned figures in place: the end of `fit`, and all of loading a model."""
        self._targets, self._guarded = dict(targets), frozenset(guarded_words)
        self._wire(catalog, Speller(self._targets, self._guarded) if self.repair else None)
        self.catalog_ = catalog
        self.vocabulary_ = vocabulary
        self.idf_ = idf
        self.document_ids_ = tuple(document_id for document_id, _, _ in catalog.documents())
        self.counts_ = counts
        self.document_vectors_ = counts_to_vectors(counts, idf)
        self._by_term = sparse.csr_array(self.document_vectors_.T)
        self._domains = catalog.domains
        self._position = {domain.id: position for position, domain in enumerate(self._domains)}
        self._layout = _layout(catalog)
        self._known = [self._requirements_by_term(domain) for domain in self._domains]
        return self

    def _wire(self, catalog: Catalog, speller: Speller | None) -> None:
        stop_words = {stem for word in catalog.stop_words for stem in stems(word)}
        self._lexicon = Lexicon(catalog.requirement_names(), catalog.skills, catalog.abbreviations, stop_words)
        self._analyser = Analyser(self._lexicon, stop_words, speller)

    def _check_weights(self) -> None:
        weights = (self.own_weight, *self.role_weights)
        if not self.role_weights or min(weights) < 0 or abs(sum(weights) - 1.0) > 1e-9:  # noqa: PLR2004
            msg = f"own_weight and role_weights must not be negative and must add up to 1, got {self.own_weight!r} and {self.role_weights!r}."
            raise ValueError(msg)

    def _check_fitted(self) -> None:
        if not hasattr(self, "catalog_"):
            msg = "This KPORecommender is not fitted yet. Call fit(catalog) first, or use load_model()."
            raise ModelError(msg)

    # ------------------------------------------------------------------ public

    def recommend(self, profile: Profile | Mapping[str, Any] | str, *, top_k: int = 5, among: Collection[str] | None = None) -> Recommendations:
        """Rank the domains for one profile.

        Parameters
        ----------
        profile : Profile, mapping or str
            The candidate.
        top_k : int, default 5
            How many domains at most.
        among : collection of str, optional
            Domain ids to rank; all by default. Scores do not change.

        Returns
        -------
        Recommendations
            Best first; empty with status "no_match" if nothing in the profile is known.

        Raises
        ------
        ProfileError
            If the profile is of no accepted form.
        UnknownDomainError
            If `among` names a domain that the catalogue does not have.
        """
        return self.recommend_many([profile], top_k=top_k, among=among)[0]

    def recommend_many(
        self, profiles: Iterable[Profile | Mapping[str, Any] | str], *, top_k: int = 5, among: Collection[str] | None = None
    ) -> list[Recommendations]:
        """Rank the domains for many profiles, in input order; each gets what it would get alone."""
        self._check_fitted()
        if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer) or top_k < 1:
            msg = f"top_k must be a whole number of 1 or more, got {top_k!r}."
            raise ValueError(msg)
        allowed = None if among is None else {self._domain_position(domain_id) for domain_id in among}
        doors = [Profile.of(profile) for profile in profiles]
        vectors, terms = self._vectors(doors)
        similarities = cosines(vectors, self._by_term)
        scores = pool(similarities, self._layout, self.own_weight, self.role_weights)
        order = rank(scores)
        ranked_roles = [best_roles(similarities, self._layout, domain) for domain in range(len(self._domains))]
        results = []
        for row, profile in enumerate(doors):
            if not terms[row] or scores[row, order[row, 0]] <= 0.0:
                results.append(Recommendations((), NO_MATCH, (EMPTY_PROFILE if profile.is_blank else NO_KNOWN_TERM,), 0.0))
                continue
            positions = [int(p) for p in order[row] if scores[row, p] > 0.0]
            status, reasons, confidence = self._judge(scores[row], positions, terms[row])
            shown = [p for p in positions if allowed is None or p in allowed][:top_k]
            items = tuple(
                self._recommendation(place, p, float(scores[row, p]), terms[row], ranked_roles[p][row], similarities[row]) for place, p in enumerate(shown, 1)
            )
            results.append(Recommendations(items, status, reasons, confidence))
        return results

    def score_domains(self, profile: Profile | Mapping[str, Any] | str) -> dict[str, float]:
        """Score of every domain for one profile.

        Returns
        -------
        dict of str to float
            Domain id to score in [0, 1], in the catalogue's order.
        """
        self._check_fitted()
        vectors, _ = self._vectors([Profile.of(profile)])
        scores = pool(cosines(vectors, self._by_term), self._layout, self.own_weight, self.role_weights)[0]
        return {domain.id: float(score) for domain, score in zip(self._domains, scores, strict=True)}

    def explain(self, profile: Profile | Mapping[str, Any] | str, domain_id: str) -> Explanation:
        """Why a domain scores what it does for one profile.

        Parameters
        ----------
        profile : Profile, mapping or str
            The candidate.
        domain_id : str
            Which domain.

        Returns
        -------
        Explanation
            Whose contributions add up to the score within 1e-9.

        Raises
        ------
        UnknownDomainError
            If the catalogue has no such domain.
        """
        self._check_fitted()
        position = self._domain_position(domain_id)
        door = Profile.of(profile)
        fields = door.by_field()
        found: dict[str, list[Evidence]] = {}
        for evidence in self._analyser.find(fields):
            found.setdefault(evidence.term, []).append(evidence)
        vectors, terms = self._vectors([door])
        similarities = cosines(vectors, self._by_term)
        ordered = best_roles(similarities, self._layout, position)[0]
        direction = self._direction(position, ordered)
        row = vectors[[0]]
        values = {int(column): float(value * direction[column]) for column, value in zip(row.indices, row.data, strict=True)}
        names = list(self.vocabulary_)
        contributions = [
            Contribution(names[column], value, tuple(_place(e, fields) for e in found[names[column]])) for column, value in values.items() if value > 0.0
        ]
        score = float(pool(similarities, self._layout, self.own_weight, self.role_weights)[0, position])
        counted = {c.term for c in contributions}
        return Explanation(
            domain_id=domain_id,
            domain=self._domains[position].name,
            score=score,
            contributions=tuple(sorted(contributions, key=lambda c: (-c.value, c.term))),
            roles=self._role_scores(position, ordered, similarities[0]),
            matched=self._matched(position, terms[0]),
            missing=self._missing(position, int(ordered[0]), terms[0]),
            unknown=tuple(sorted(term for term in found if term not in counted and " " not in term)),
        )

    def profile_terms(self, profile: Profile | Mapping[str, Any] | str) -> list[str]:
        """Distinct terms of a profile: an analyzer for scikit-learn's `TfidfVectorizer`."""
        return self._analyser.terms(Profile.of(profile).by_field())

    def document_terms(self, text: str) -> list[str]:
        """Terms of a catalogue document: an analyzer for scikit-learn's `TfidfVectorizer`."""
        return self._analyser.document_terms(text)

    # ------------------------------------------------------------------ steps

    def _domain_position(self, domain_id: str) -> int:
        try:
            return self._position[domain_id]
        except (KeyError, TypeError):
            msg = f"Unknown domain {domain_id!r}. The catalogue has: {', '.join(self._position)}."
            raise UnknownDomainError(msg) from None

    def _vectors(self, profiles: Sequence[Profile]) -> tuple[sparse.csr_array, list[list[str]]]:
        """Unit vectors of profiles, and the terms of each that the vocabulary has."""
        terms = [[term for term in self._analyser.terms(p.by_field()) if term in self.vocabulary_] for p in profiles]
        return counts_to_vectors(count_terms(terms, self.vocabulary_), self.idf_), terms

    def _direction(self, position: int, ordered: Vector) -> Vector:
        """The one vector whose product with a profile is the domain's score, given the order of its roles."""
        shares = role_shares(len(ordered), self.role_weights)
        direction = self.own_weight * self.document_vectors_[[int(self._layout.own[position])]].toarray()[0]
        for share, document in zip(shares, ordered, strict=False):
            direction = direction + share * self.document_vectors_[[int(document)]].toarray()[0]
        return np.asarray(direction)

    def _judge(self, scores: Vector, positions: list[int], terms: Sequence[str]) -> tuple[str, tuple[str, ...], float]:
        first = float(scores[positions[0]])
        second = float(scores[positions[1]]) if len(positions) > 1 else 0.0
        asked = self._domain_terms(positions[0])
        columns = [self.vocabulary_[term] for term in terms]
        evidence = [float(self.idf_[column]) for column in columns if column in asked]
        signals = Signals(score=first, lead=(first - second) / first, evidence=sum(evidence), terms=len(evidence))
        return (self.calibration or Calibration()).judge(signals)

    def _domain_terms(self, position: int) -> frozenset[int]:
        if not hasattr(self, "_asked"):
            self._asked: dict[int, frozenset[int]] = {}
        if position not in self._asked:
            self._asked[position] = frozenset(self.document_vectors_[[int(self._layout.own[position])]].indices.tolist())
        return self._asked[position]

    def _recommendation(self, place: int, position: int, score: float, terms: Sequence[str], ordered: Vector, similarities: Vector) -> Recommendation:
        domain = self._domains[position]
        return Recommendation(
            rank=place,
            domain_id=domain.id,
            domain=domain.name,
            score=score,
            roles=self._role_scores(position, ordered, similarities),
            matched=self._matched(position, terms),
            missing=self._missing(position, int(ordered[0]), terms),
        )

    def _role_scores(self, position: int, ordered: Vector, similarities: Vector) -> tuple[RoleScore, ...]:
        roles, first = self._domains[position].roles, int(self._layout.own[position]) + 1
        return tuple(
            RoleScore(roles[d - first].id, roles[d - first].title, round(min(float(similarities[d]), 1.0), DECIMALS)) for d in map(int, ordered[:_ROLES_SHOWN])
        )

    def _matched(self, position: int, terms: Sequence[str]) -> tuple[Requirement, ...]:
        found = [(self.idf_[self.vocabulary_[term]], requirement) for term in terms if (requirement := self._known[position].get(term))]
        return tuple(requirement for _, requirement in sorted(found, key=lambda pair: -pair[0]))

    def _missing(self, position: int, document: int, terms: Sequence[str]) -> tuple[Requirement, ...]:
        role = self._domains[position].roles[document - int(self._layout.own[position]) - 1]
        present = set(terms)
        asked = [r for r in role.requirements if r.kind != "activity" and r.level != "nice"]
        return tuple(r for r in asked if self._analyser.skill_terms(r.name)[0] not in present)

    def _requirements_by_term(self, domain: Domain) -> dict[str, Requirement]:
        """For each skill's term of a domain the requirement, at the highest level at which a role asks for it."""
        known: dict[str, Requirement] = {}
        for level in ("must", "should", "nice"):
            for role in domain.roles:
                for requirement in role.requirements:
                    if requirement.level == level and requirement.kind != "activity":
                        known.setdefault(self._analyser.skill_terms(requirement.name)[0], requirement)
        return known


def _layout(catalog: Catalog) -> Layout:
    own, roles, position = [], [], 0
    for domain in catalog.domains:
        own.append(position)
        roles.append(np.arange(position + 1, position + 1 + len(domain.roles)))
        position += 1 + len(domain.roles)
    return Layout(np.array(own), tuple(roles))


def _place(evidence: Evidence, fields: Mapping[str, str]) -> Place:
    return Place(evidence.field, evidence.start, evidence.end, fields[evidence.field][evidence.start : evidence.end], evidence.via)
