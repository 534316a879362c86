"""The tune half of labelled candidates in, the coefficients of confidence out.

Run by the makers of the package, not by its users, after the catalogue changed:
`python -m recommender.calibrating datasets/labelled/*.csv > datasets/calibration.toml`. Figures are rounded to four digits,
so that the file is the same wherever it is fitted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recommender.confidence import Calibration, Signals
from recommender.engine import KPORecommender
from recommender.labelled import Labelled, read_labelled
from recommender.model_files import load_model


def signals_of(model: KPORecommender, labelled: Sequence[Labelled]) -> list[tuple[Signals, bool]]:
    """For each candidate of whom anything is known: the signals, and whether the first domain is right."""
    block = model.ranker_.score([candidate.profile for candidate in labelled])
    found = []
    for row, candidate in enumerate(labelled):
        positions = block.ranked(row)
        if positions:
            right = model.catalog_.domains[positions[0]].id in candidate.right
            found.append((model.ranker_.signals(block, row), right))
    return found


def fit_calibration(found: Sequence[tuple[Signals, bool]], start: Calibration) -> Calibration:
    """Logistic regression (scikit-learn, C=1) of right on signals; thresholds stay those of `start`."""
    from sklearn.linear_model import LogisticRegression

    features = np.array([signals.features() for signals, _ in found])
    fitted = LogisticRegression(max_iter=1_000).fit(features, np.array([right for _, right in found]))
    weights = tuple(round(float(weight), 4) for weight in fitted.coef_[0])
    return replace(start, intercept=round(float(fitted.intercept_[0]), 4), weights=weights)


def as_toml(calibration: Calibration) -> str:
    """The calibration as datasets/calibration.toml holds it."""
    head = "# Made by python -m recommender.calibrating from the tune half of datasets/labelled; thresholds are set by hand (docs/adr/0008).\n"
    return head + "".join(f"{name} = {value}\n" for name, value in calibration.to_dict().items())


if __name__ == "__main__":
    model = load_model()
    candidates = [candidate for path in sys.argv[1:] for candidate in read_labelled(path, half="tune")]
    sys.stdout.write(as_toml(fit_calibration(signals_of(model, candidates), model.calibration or Calibration())))
