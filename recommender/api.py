"""The functions most users need: one call each, with the packaged model unless another is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from recommender.engine import KPORecommender
from recommender.errors import TableError
from recommender.model_files import load_model
from recommender.profile import Profile
from recommender.results import Recommendations

if TYPE_CHECKING:
    import pandas as pd

    from recommender.explanation import Contrast, Explanation

ProfileLike: TypeAlias = Profile | Mapping[str, Any] | str


def recommend(
    profile: ProfileLike, *, top_k: int = 5, among: Collection[str] | None = None, model: KPORecommender | None = None
) -> Recommendations:
    """Rank the KPO domains for one candidate.

    Parameters
    ----------
    profile : Profile, mapping or str
        A line of text, a whole CV, a dict with the usual headings, or a JSON Resume document.
    top_k : int, default 5
        How many domains at most.
    among : collection of str, optional
        Domain ids to rank; all by default.
    model : KPORecommender, optional
        The packaged model by default, loaded once.

    Returns
    -------
    Recommendations
        Best first; empty, with status "no_match" and a reason, if nothing in the profile is known.

    Raises
    ------
    ProfileError
        If the profile is of no accepted form.
    UnknownDomainError
        If `among` names a domain that the catalogue does not have.

    Examples
    --------
    >>> best = recommend({"education": "B.Com, CA Inter", "skills": "Tally, GST returns, bank reconciliation"})[0]
    >>> best.domain_id, best.rank
    ('financial_services', 1)
    >>> recommend("qwerty zxcvb").reasons
    ('no_known_term',)
    """
    return _ready(model).recommend(profile, top_k=top_k, among=among)


def recommend_many(
    profiles: Iterable[ProfileLike], *, top_k: int = 5, model: KPORecommender | None = None
) -> list[Recommendations]:
    """Rank the KPO domains for many candidates, in input order; each gets what it would get alone.

    Examples
    --------
    >>> [r[0].domain_id for r in recommend_many(["CCNA, OSPF, BGP, NOC", "Maya, rigging, key-frame animation, Blender"])]
    ['network_management', 'animation_design']
    """
    return _or_packaged(model).recommend_many(profiles, top_k=top_k)


def score(profile: ProfileLike, domain: str, *, model: KPORecommender | None = None) -> float:
    """Score of one domain for one candidate, in [0, 1].

    Parameters
    ----------
    profile : Profile, mapping or str
        The candidate.
    domain : str
        Domain id.
    model : KPORecommender, optional
        The packaged model by default.

    Returns
    -------
    float
        The pooled cosine, rounded to 9 digits; 0.0 if the two share no term.

    Raises
    ------
    UnknownDomainError
        If the catalogue has no such domain.

    Examples
    --------
    >>> score("qwerty", "legal_services")
    0.0
    """
    return _or_packaged(model).score(profile, domain)


def explain(profile: ProfileLike, domain: str, *, model: KPORecommender | None = None) -> Explanation:
    """Why a domain scores what it does for one candidate: contributions of terms that add up to the score.

    Examples
    --------
    >>> explanation = explain("LLB, privilege review in Relativity", "legal_services")
    >>> abs(sum(c.value for c in explanation.contributions) - explanation.score) < 1e-9
    True
    """
    return _or_packaged(model).explain(profile, domain)


def contrast(profile: ProfileLike, domain: str, other: str, *, model: KPORecommender | None = None) -> Contrast:
    """Which terms of one candidate decide between two domains, and by how much.

    Examples
    --------
    >>> found = contrast("LLB, patent search, contract drafting", "ip_research", "legal_services")
    >>> abs(sum(t.difference for t in found.terms) - found.difference) < 1e-9
    True
    """
    return _or_packaged(model).contrast(profile, domain, other)


def score_frame(
    frame: pd.DataFrame,
    *,
    top_k: int = 3,
    columns: Mapping[str, str] | None = None,
    model: KPORecommender | None = None,
) -> pd.DataFrame:
    """Score the rows of a table of candidates.

    Parameters
    ----------
    frame : DataFrame of shape (n_candidates, n_columns)
        Columns under any usual headings; identity columns are never read.
    top_k : int, default 3
        How many domains for each row.
    columns : mapping of str to str, optional
        Field (education, skills, experience, current_role, text, candidate_id) to heading, where the usual headings do
        not fit.
    model : KPORecommender, optional
        The packaged model by default.

    Returns
    -------
    DataFrame of shape (n_candidates, 4 + 3 * top_k + 2)
        The columns of the batch output, with the index and order of `frame`.

    Raises
    ------
    TableError
        If no column can be scored, or `columns` names what does not exist.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"Key Skills": ["Tally, GST returns, TDS", "prior art search, Espacenet"]}, index=["x", "y"])
    >>> score_frame(frame, top_k=1)["domain_1"].tolist()
    ['Financial Consultancy and Services', 'Intellectual Property (IP) Research']
    """
    import pandas as pd

    from recommender.frames import rank_frame
    from recommender.rows import Options

    if not isinstance(frame, pd.DataFrame):
        msg = f"score_frame needs a pandas DataFrame, got {type(frame).__name__}. Use recommend_many for a list of profiles."
        raise TableError(msg)
    return rank_frame(frame, _or_packaged(model), Options(top_k), columns=columns)[0]


def _ready(model: KPORecommender | None) -> KPORecommender:
    """The model with its fast path, if that is a matter of a second; the second call even waits for it to be compiled."""
    chosen = _or_packaged(model)
    return chosen.prepare(wait=chosen.was_asked)


def _or_packaged(model: KPORecommender | None) -> KPORecommender:
    return load_model() if model is None else model
