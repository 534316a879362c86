"""An evaluation report in, two pictures out: the confusion matrix and the reliability of confidence. Needs the extra `plot`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from recommender.errors import RecommenderError
from recommender.labelled import NONE


def plot_report(report: dict[str, Any], folder: str | Path) -> list[Path]:
    """Draw a report of `recommender.evaluating.evaluate_file`.

    Parameters
    ----------
    report : dict
        The report.
    folder : str or Path
        Where ``confusion.png`` and ``reliability.png`` are written; made where it does not exist.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    RecommenderError
        If matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
    except ImportError:
        msg = "Plots need matplotlib. Install it with: pip install 'kpo-recommender[plot]'."
        raise RecommenderError(msg) from None
    mpl.use("Agg")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return [_confusion(report["engine"]["confusion"], target), _reliability(report["engine"]["confidence"], target)]


def _confusion(table: dict[str, dict[str, int]], folder: Path) -> Path:
    from matplotlib.figure import Figure

    ids = sorted({*table, *(name for row in table.values() for name in row if name != NONE)})
    counts = np.array([[table.get(primary, {}).get(said, 0) for said in ids] for primary in ids])
    figure = Figure(figsize=(9, 8), layout="constrained")
    axes = figure.subplots()
    axes.imshow(counts, cmap="Blues")
    axes.set_xticks(range(len(ids)), ids, rotation=90)
    axes.set_yticks(range(len(ids)), ids)
    axes.set_xlabel("first domain")
    axes.set_ylabel("label")
    for y, x in np.argwhere(counts):
        axes.text(
            x,
            y,
            str(counts[y, x]),
            ha="center",
            va="center",
            color="white" if counts[y, x] > counts.max() / 2 else "black",
        )
    path = folder / "confusion.png"
    figure.savefig(path, dpi=120, metadata={"Software": None})
    return path


def _reliability(confidence: dict[str, Any], folder: Path) -> Path:
    from matplotlib.figure import Figure

    rows = confidence["reliability"]
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.scatter(
        [row["confidence"] for row in rows], [row["right"] for row in rows], s=[10 + 4 * row["n"] for row in rows]
    )
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that was right")
    axes.set_title(f"Brier score {confidence['brier']:.3f}")
    path = folder / "reliability.png"
    figure.savefig(path, dpi=120, metadata={"Software": None})
    return path
