"""A catalogue in, a fitted and calibrated recommender out: what `kpo model build` does."""

from __future__ import annotations

import tomllib

from recommender.catalog import Catalog
from recommender.collecting import collection_paused
from recommender.confidence import Calibration
from recommender.engine import KPORecommender
from recommender.paths import packaged


@collection_paused()
def build_model(catalog: Catalog) -> KPORecommender:
    """Fit a recommender with the packaged calibration.

    Parameters
    ----------
    catalog : Catalog
        The packaged one or a user's own.

    Returns
    -------
    KPORecommender
    """
    return KPORecommender(calibration=load_calibration()).fit(catalog)


def load_calibration() -> Calibration:
    """The packaged calibration of confidence and status."""
    return Calibration.from_dict(tomllib.loads(packaged("datasets", "calibration.toml").read_text(encoding="utf-8")))
