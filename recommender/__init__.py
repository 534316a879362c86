"""Match candidates to knowledge-process-outsourcing (KPO) work: ranked, explained, offline.

`recommend(profile)` ranks fifteen KPO domains for a candidate given as a line of text, a mapping or a CV; `score_csv`
does it for a file of a million. Names are
imported on first use, so that ``import recommender`` costs next to nothing.

Examples
--------
>>> from recommender import recommend
>>> result = recommend("M.Pharm, ICSR processing, MedDRA coding, narrative writing, Argus")
>>> result[0].domain, result.status
('Pharmaceuticals and Biotechnology', 'match')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from recommender._version import __version__

if TYPE_CHECKING:
    from recommender.api import contrast, explain, recommend, recommend_many, score, score_frame
    from recommender.batch import score_csv
    from recommender.catalog import Catalog, Domain, Role
    from recommender.catalog_files import load_catalog
    from recommender.cluster import score_cluster
    from recommender.engine import KPORecommender
    from recommender.errors import (
        CatalogError,
        ModelError,
        NotATableError,
        ProfileError,
        RecommenderError,
        TableError,
        UnknownDomainError,
    )
    from recommender.explanation import Contrast, Explanation
    from recommender.frames import score_partition
    from recommender.model_files import load_model, save_model
    from recommender.profile import Profile
    from recommender.results import Recommendation, Recommendations
    from recommender.roles import RankedRole
    from recommender.run_report import BatchReport

_HOMES = {
    "api": ("contrast", "explain", "recommend", "recommend_many", "score", "score_frame"),
    "batch": ("score_csv",),
    "catalog": ("Catalog", "Domain", "Role"),
    "catalog_files": ("load_catalog",),
    "engine": ("KPORecommender",),
    "cluster": ("score_cluster",),
    "errors": (
        "CatalogError",
        "ModelError",
        "NotATableError",
        "ProfileError",
        "RecommenderError",
        "TableError",
        "UnknownDomainError",
    ),
    "model_files": ("load_model", "save_model"),
    "profile": ("Profile",),
    "explanation": ("Contrast", "Explanation"),
    "frames": ("score_partition",),
    "results": ("Recommendation", "Recommendations"),
    "roles": ("RankedRole",),
    "run_report": ("BatchReport",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "BatchReport",
    "Catalog",
    "CatalogError",
    "Contrast",
    "Domain",
    "Explanation",
    "KPORecommender",
    "ModelError",
    "NotATableError",
    "Profile",
    "ProfileError",
    "RankedRole",
    "Recommendation",
    "Recommendations",
    "RecommenderError",
    "Role",
    "TableError",
    "UnknownDomainError",
    "__version__",
    "contrast",
    "explain",
    "load_catalog",
    "load_model",
    "recommend",
    "recommend_many",
    "save_model",
    "score",
    "score_cluster",
    "score_csv",
    "score_frame",
    "score_partition",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"recommender.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
