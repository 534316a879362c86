r"""The estimator: the one place that knows the order of the steps.

    catalogue -> documents -> terms -> TF-IDF --+
                                                +-> cosine -> pool -> rank -> recommendations
    profile -> Profile -> terms -> TF-IDF ------+                 \-> explanation

`fit` learns the upper line, `recommender.ranker` is the lower one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy import sparse

from recommender.analyser import Analyser
from recommender.background import Background, load_background
from recommender.catalog import Catalog, Skill
from recommender.collecting import collection_paused, collection_resumed
from recommender.confidence import EMPTY_PROFILE, NO_KNOWN_TERM, NO_MATCH, NOTHING_SPECIFIC, Calibration
from recommender.errors import ModelError, ProfileError, UnknownDomainError
from recommender.lexicon import Lexicon
from recommender.profile import Profile
from recommender.ranker import Ranker
from recommender.results import Recommendations
from recommender.roles import RankedRole, RoleFinder
from recommender.spelling import Speller, guarded
from recommender.tokens import stems_of
from recommender.vectors import Vector, count_terms, counts_to_vectors, inverse_document_frequency

if TYPE_CHECKING:
    from recommender.explanation import Contrast, Explanation
    from recommender.fast import FastRanker

_IDS_SHOWN = 30
# Of several threads one makes the fast path.
_MAKING = Lock()
# Cosines of so many bytes are held at a time.
_BLOCK_BYTES = 64 << 20
# Profiles from which on loading the fast path pays, and compiling it where no earlier process has (docs/adr/0011).
_WORTH_LOADING, _WORTH_COMPILING = 1_000, 20_000
_ANY_WORD = "any"


class KPORecommender:
    """Ranks the domains of a catalogue for candidates, by TF-IDF and cosine similarity.

    Parameters
    ----------
    own_weight : float, default 0.5
        Share of the cosine with the domain's own document in a domain's score; the rest is its best role's.
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
        own_weight: float = 0.5,
        repair: bool = True,
        calibration: Calibration | None = None,
    ) -> None:
        self.own_weight = own_weight
        self.repair = repair
        self.calibration = calibration

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002 (scikit-learn's signature)
        """Parameters of the constructor, as scikit-learn's `clone` asks for them."""
        return {name: getattr(self, name) for name in ("own_weight", "repair", "calibration")}

    def set_params(self, **params: Any) -> Self:
        """Set parameters of the constructor; takes effect at the next `fit`."""
        for name, value in params.items():
            if name not in self.get_params():
                msg = f"KPORecommender has no parameter {name!r}. It has: {', '.join(self.get_params())}."
                raise ValueError(msg)
            setattr(self, name, value)
        return self

    # ---------------------------------------------------------------- learning

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
            If `own_weight` is not a share from 0 to 1.
        """
        if not 0.0 <= self.own_weight <= 1.0:
            msg = f"own_weight must be a share from 0 to 1, got {self.own_weight!r}."
            raise ValueError(msg)
        background = load_background() if background is None else background
        lexicon, analyser = _text_steps(catalog, None)
        documents = list(catalog.documents())
        # Requirements repeat, and a domain's document repeats its roles': each line is read once.
        line_terms = cache(analyser.line_terms)
        terms = [[term for line in text.split("\n") for term in line_terms(line)] for _, _, text in documents]
        vocabulary = {term: column for column, term in enumerate(sorted(set().union(*terms)))}
        own = [document_id == domain_id for document_id, domain_id, _ in documents]
        idf = inverse_document_frequency(
            vocabulary,
            [set(found) for found, is_domain in zip(terms, own, strict=True) if not is_domain],
            [set(found) for found, is_domain in zip(terms, own, strict=True) if is_domain],
            background,
        )
        words = {part for term in vocabulary for part in term.split(" ")} | lexicon.words()
        targets = {word: background.frequency((word,)) for word in sorted(words)}
        counts = count_terms(terms, vocabulary)
        return self.restore(
            catalog, vocabulary, idf, counts, background.other_work(), targets, guarded(targets, background.words)
        )

    def restore(
        self,
        catalog: Catalog,
        vocabulary: dict[str, int],
        idf: Vector,
        counts: sparse.csr_array,
        other_work: Mapping[str, float],
        targets: Mapping[str, int],
        guarded_words: Iterable[str],
    ) -> Self:
        """Put learned figures in place: the end of `fit`, and all of loading a model."""
        self.catalog_ = catalog
        self.vocabulary_ = vocabulary
        self.idf_ = idf
        self.counts_ = counts
        self.other_work_ = dict(other_work)
        self.targets_, self.guarded_words_ = dict(targets), frozenset(guarded_words)
        self.document_ids_ = tuple(catalog.document_ids())
        self.document_vectors_ = counts_to_vectors(counts, idf)
        speller = Speller(self.targets_, self.guarded_words_) if self.repair else None
        self.ranker_ = Ranker(
            catalog,
            _text_steps(catalog, speller)[1],
            vocabulary,
            idf,
            self.document_vectors_,
            self.other_work_,
            self.own_weight,
            self.calibration or Calibration(),
        )
        self._fast: FastRanker | None = None
        self._finder: RoleFinder | None = None
        self._asked = 0
        self._position = {domain.id: position for position, domain in enumerate(catalog)}
        return self

    # ----------------------------------------------------------------- ranking

    def recommend(
        self, profile: Profile | Mapping[str, Any] | str, *, top_k: int = 5, among: Collection[str] | None = None
    ) -> Recommendations:
        """Rank the domains for one profile.

        Parameters
        ----------
        profile : Profile, mapping or str
            The candidate.
        top_k : int, default 5
            How many domains at most.
        among : collection of str, optional
            Domain ids to rank; all by default. Scores do not change; status and confidence are those of the first
            domain of all.

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
        self,
        profiles: Iterable[Profile | Mapping[str, Any] | str],
        *,
        top_k: int = 5,
        among: Collection[str] | None = None,
        reasons: bool = True,
    ) -> list[Recommendations]:
        """Rank the domains for many profiles, in input order; each gets what it would get alone.

        Without `reasons`, what matched and what is missing stay empty, which is faster.
        """
        check_top_k(top_k)
        _refuse_one(profiles, "recommend_many")
        self._check_fitted()
        allowed = set(self._position.values()) if among is None else {self._place_of(domain_id) for domain_id in among}
        given = list(profiles)
        fast = self.fast_path(len(given))
        if fast is None:
            return self._by_reference([Profile.of(profile) for profile in given], int(top_k), allowed, reasons=reasons)
        blanked = any(isinstance(profile, Profile) for profile in given)
        said = [(Profile.of(profile) if blanked else profile) for profile in given]
        return fast.recommend(
            [Profile.fields_of(profile) for profile in said],
            top_k=int(top_k),
            reasons=reasons,
            blanked=blanked,
            allowed=None if among is None else allowed,
        )

    def _by_reference(
        self, doors: Sequence[Profile], top_k: int, allowed: Collection[int], *, reasons: bool
    ) -> list[Recommendations]:
        size = max(1, _BLOCK_BYTES // (8 * len(self.document_ids_)))
        parts = (doors[first : first + size] for first in range(0, len(doors), size))
        return [one for part in parts for one in self._rank_block(part, top_k, allowed, reasons=reasons)]

    def _rank_block(
        self, doors: Sequence[Profile], top_k: int, allowed: Collection[int], *, reasons: bool
    ) -> list[Recommendations]:
        block = self.ranker_.score(doors)
        results = []
        for row, profile in enumerate(doors):
            positions = block.ranked(row)
            if not positions:
                otherwise = NOTHING_SPECIFIC if block.terms[row] else NO_KNOWN_TERM
                reason = EMPTY_PROFILE if profile.is_blank else self.ranker_.why_refused(profile, otherwise)
                results.append(Recommendations((), NO_MATCH, (reason,), 0.0))
                continue
            shown = [p for p in positions if p in allowed][:top_k]
            if not shown:
                results.append(Recommendations((), NO_MATCH, (NOTHING_SPECIFIC,), 0.0))
                continue
            items = tuple(
                self.ranker_.recommendation(block, row, p, place, reasons=reasons) for place, p in enumerate(shown, 1)
            )
            results.append(Recommendations(items, *self.ranker_.status(profile, block, row)))
        return results

    def recommend_roles(
        self, profiles: Iterable[Profile | Mapping[str, Any] | str], *, top_k: int = 10
    ) -> list[tuple[RankedRole, ...]]:
        """Rank the roles of all domains for many profiles, by each role's own cosine: for a list of open positions.

        Parameters
        ----------
        profiles : iterable of Profile, mapping or str
            The candidates.
        top_k : int, default 10
            How many roles at most.

        Returns
        -------
        list of tuple of RankedRole
            In input order, best first; ties in the catalogue's order.

        Raises
        ------
        ProfileError
            If a profile is of no accepted form.
        """
        self._check_fitted()
        _refuse_one(profiles, "recommend_roles")
        if self._finder is None:
            self._finder = RoleFinder(self.ranker_)
        return self._finder.find([Profile.of(profile) for profile in profiles], top_k)

    @property
    def was_asked(self) -> bool:
        """Whether this model has ranked anything yet."""
        return getattr(self, "_asked", 0) > 0

    def prepare(self, *, wait: bool = True) -> Self:
        """Make the fast path ready now: the first time after installation, its code is compiled for some ten seconds.

        Without this it is made ready when it begins to pay, after some thousand profiles. Rankings are the same, bit
        for bit. Where numba is not installed, nothing happens.

        Parameters
        ----------
        wait : bool, default True
            Whether to compile; else it is made ready only where an earlier process has compiled it.
        """
        self._check_fitted()
        if self._fast is None:
            self.fast_path(_WORTH_COMPILING if wait else _WORTH_LOADING)
        return self

    def fast_path(self, profiles: int) -> FastRanker | None:
        """The fast path, where it pays for so many profiles more; None where it does not, or numba is not installed."""
        self._check_fitted()
        self._asked += profiles
        with _MAKING:
            if self._fast is None and self._asked >= _WORTH_LOADING:
                self._fast = _made_fast(self.ranker_, compile_now=self._asked >= _WORTH_COMPILING)
        return self._fast

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_fast": None}

    def score_domains(self, profile: Profile | Mapping[str, Any] | str) -> dict[str, float]:
        """Score of every domain for one profile.

        Returns
        -------
        dict of str to float
            Domain id to score in [0, 1], in the catalogue's order.
        """
        self._check_fitted()
        scores = self.ranker_.score([Profile.of(profile)]).scores[0]
        return dict(zip(self._position, scores.tolist(), strict=True))

    def score(self, profile: Profile | Mapping[str, Any] | str, domain_id: str) -> float:
        """Score of one domain for one profile, in [0, 1]."""
        self._check_fitted()
        self._place_of(domain_id)
        return self.score_domains(profile)[domain_id]

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
        from recommender.explainer import explain_domain

        self._check_fitted()
        return explain_domain(self.ranker_, Profile.of(profile), self._place_of(domain_id))

    def contrast(self, profile: Profile | Mapping[str, Any] | str, domain_id: str, other_id: str) -> Contrast:
        """Which terms of one profile decide between two domains, and by how much.

        Returns
        -------
        Contrast
            Whose differences add up to the difference of the scores within 1e-9.

        Raises
        ------
        UnknownDomainError
            If the catalogue lacks one of the domains.
        """
        from recommender.explainer import contrast_domains

        self._check_fitted()
        places = (self._place_of(domain_id), self._place_of(other_id))
        return contrast_domains(self.ranker_, Profile.of(profile), *places)

    def profile_terms(self, profile: Profile | Mapping[str, Any] | str) -> list[str]:
        """Distinct terms of a profile: an analyzer for scikit-learn's `TfidfVectorizer`."""
        self._check_fitted()
        return self.ranker_.analyser.terms(Profile.of(profile).by_field())

    def document_terms(self, text: str) -> list[str]:
        """Terms of a catalogue document: an analyzer for scikit-learn's `TfidfVectorizer`."""
        self._check_fitted()
        return self.ranker_.analyser.document_terms(text)

    # ------------------------------------------------------------------- steps

    def _check_fitted(self) -> None:
        if not hasattr(self, "catalog_"):
            msg = "This KPORecommender is not fitted yet. Call fit(catalog) first, or use load_model()."
            raise ModelError(msg)

    def _place_of(self, domain_id: str) -> int:
        try:
            return self._position[domain_id]
        except (KeyError, TypeError):
            msg = f"Unknown domain {domain_id!r}. The catalogue has: {_listed(self._position)}."
            raise UnknownDomainError(msg) from None


def _made_fast(ranker: Ranker, *, compile_now: bool) -> FastRanker | None:
    """The fast path with its machine code in place; None where that is neither kept from before nor to be made now."""
    try:
        from recommender.fast import FastRanker, is_compiled
    except ImportError:
        return None
    compiled = is_compiled()
    if not (compile_now or compiled):
        return None
    # A compiler leaves more cycles behind than memory should hold; without it there are next to none.
    with collection_paused() if compiled else collection_resumed():
        made = FastRanker(ranker)
        made.recommend([{"text": _ANY_WORD}], top_k=1, reasons=True)
    return made


def _listed(ids: Collection[str]) -> str:
    shown = ", ".join(list(ids)[:_IDS_SHOWN])
    return shown if len(ids) <= _IDS_SHOWN else f"{shown} and {len(ids) - _IDS_SHOWN} more"


def check_top_k(top_k: object) -> None:
    """Raise `ValueError` where a number of places is none."""
    if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer) or top_k < 1:
        msg = f"top_k must be a whole number of 1 or more, got {top_k!r}."
        raise ValueError(msg)


def _refuse_one(profiles: object, name: str) -> None:
    if isinstance(profiles, str | Mapping):
        msg = f"{name} takes a list of profiles, got one {type(profiles).__name__}. Put it into a list."
        raise ProfileError(msg)


def _text_steps(catalog: Catalog, speller: Speller | None) -> tuple[Lexicon, Analyser]:
    stop_words = frozenset(stem for run in stems_of(catalog.stop_words).values() for stem in run)
    lexicon = Lexicon(
        catalog.requirement_names(), (*catalog.skills, *_fields_of_work(catalog)), catalog.abbreviations, stop_words
    )
    return lexicon, Analyser(lexicon, stop_words, speller)


def _fields_of_work(catalog: Catalog) -> list[Skill]:
    """Domains and role titles of several words as skills: "R&D" and "research and development" meet, "contract analyst" is a term."""
    names = [(d.name, *d.aliases) for d in catalog]
    titles = dict.fromkeys(title for d in catalog for role in d.roles for title in (role.title, *role.titles))
    read = stems_of(chain(titles, *names))
    domains = [Skill(own[0], tuple(form for form in own if len(read[form]) > 1)) for own in names]
    return [*domains, *(Skill(title, (title,)) for title in titles if len(read[title]) > 1)]
