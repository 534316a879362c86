"""Labelled files in, a whole evaluation report out: what `kpo evaluate` does."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from recommender.baselines import BASELINES, as_ranked
from recommender.engine import KPORecommender
from recommender.evaluation import Ranked, evaluate, lenient_hit
from recommender.labelled import NONE, Labelled, read_labelled
from recommender.profile import Profile
from recommender.robustness import WAYS

_ITEMS = re.compile(r"[,;|\n]")
_FEWEST = 3


def rank_all(model: KPORecommender, profiles: Sequence[Profile]) -> list[Ranked]:
    """The engine's ranking of every profile, all domains."""
    results = model.recommend_many(profiles, top_k=len(model.catalog_))
    return [Ranked(tuple(item.domain_id for item in r), r.confidence, r.status) for r in results]


def evaluate_file(
    path: str | Path, model: KPORecommender, *, half: str = "all", baselines: bool = False, robustness: bool = False
) -> dict[str, Any]:
    """Everything `kpo evaluate` says of one labelled file.

    Parameters
    ----------
    path : str or Path
        See `recommender.labelled.read_labelled`.
    model : KPORecommender
        What to measure.
    half : str, default "all"
        "all", "tune" or "check".
    baselines, robustness : bool, default False
        Whether to add other rankers on the same documents, and the drop on spoilt profiles.

    Returns
    -------
    dict
        ``file``, ``half``, ``engine`` (see `recommender.evaluation.evaluate`), ``skills_correlation``, and where asked
        ``baselines`` (name to the same figures, or to a reason why it was not run) and ``robustness``.
    """
    labelled = read_labelled(path, half=half)
    ranked = rank_all(model, [candidate.profile for candidate in labelled])
    report: dict[str, Any] = {"file": str(path), "half": half, "engine": evaluate(ranked, labelled)}
    report["skills_correlation"] = skills_correlation(model, labelled)
    if baselines:
        report["baselines"] = {name: _baseline(name, model, labelled) for name in BASELINES}
    if robustness:
        report["robustness"] = {name: _spoilt(name, model, labelled, ranked) for name in WAYS}
    return report


def _baseline(name: str, model: KPORecommender, labelled: Sequence[Labelled]) -> dict[str, Any]:
    try:
        scores = BASELINES[name](model.catalog_, labelled)
    except ImportError as error:
        return {"not run": f"needs the package {error.name}"}
    return evaluate(as_ranked(model.catalog_, scores), labelled)


def _spoilt(
    name: str, model: KPORecommender, labelled: Sequence[Labelled], before: Sequence[Ranked]
) -> dict[str, float]:
    """Lenient hit@1 before and after spoiling, the drop, and how many first domains changed."""
    after = rank_all(model, [WAYS[name](candidate.profile) for candidate in labelled])
    real = [(b, a, c) for b, a, c in zip(before, after, labelled, strict=True) if c.primary != NONE]
    was = float(np.mean([lenient_hit(b, c) for b, _, c in real]))
    now = float(np.mean([lenient_hit(a, c) for _, a, c in real]))
    changed = sum(b.domain_ids[:1] != a.domain_ids[:1] for b, a, _ in real)
    return {"before": was, "after": now, "drop": was - now, "first_changed": changed / len(real)}


def skills_correlation(model: KPORecommender, labelled: Sequence[Labelled]) -> float:
    """Pearson correlation of how many skills a candidate lists with the mean score of domains that are not theirs."""
    pairs = []
    for candidate in labelled:
        if candidate.profile.skills and candidate.primary != NONE:
            scores = model.score_domains(candidate.profile)
            others = [score for domain_id, score in scores.items() if domain_id not in candidate.right]
            pairs.append((len(_ITEMS.split(candidate.profile.skills)), float(np.mean(others))))
    if len(pairs) < _FEWEST:
        return math.nan
    return float(np.corrcoef(np.array(pairs).T)[0, 1])


def report_text(report: dict[str, Any]) -> str:
    """The report for a terminal."""
    return "\n".join(_lines(report))


def _lines(report: dict[str, Any]) -> list[str]:
    engine = report["engine"]
    lines = [f"{report['file']} ({report['half']}): {engine['n']} candidates", _HEAD, _line("kpo-recommender", engine)]
    for name, figures in report.get("baselines", {}).items():
        lines.append(f"{name:22s} not run: {figures['not run']}" if "not run" in figures else _line(name, figures))
    lines += ["", f"{'domain':28s} {'n':>4s} {'lenient':>8s} {'hit@3':>6s}  mistaken for"]
    for domain_id, row in engine["domains"].items():
        wrong = ", ".join(f"{name} {count}" for name, count in row["mistaken_for"].items())
        lines.append(f"{domain_id:28s} {row['n']:4d} {row['lenient']:8.3f} {row['hit@3']:6.3f}  {wrong}".rstrip())
    lines += ["", *_confidence_lines(engine)]
    lines.append(f"correlation of the number of skills with unrelated scores: {report['skills_correlation']:.3f}")
    if "robustness" in report:
        lines += ["", f"{'spoilt by':26s} {'lenient':>8s} {'drop':>7s} {'first changed':>14s}"]
        lines += [
            f"{name:26s} {row['after']:8.3f} {row['drop']:7.3f} {row['first_changed']:14.3f}"
            for name, row in report["robustness"].items()
        ]
    return lines


_HEAD = f"{'':22s} {'hit@1':>6s} {'lenient':>8s} {'95 % interval':>15s} {'hit@3':>6s} {'MRR':>6s} {'nDCG@3':>7s} {'macro':>6s} {'AUC none':>9s}"


def _line(name: str, figures: dict[str, Any]) -> str:
    lenient = figures["lenient"]
    interval = f"[{lenient['low']:.3f}, {lenient['high']:.3f}]"
    cells = f"{figures['hit@1']['mean']:6.3f} {lenient['mean']:8.3f} {interval:>15s} {figures['hit@3']['mean']:6.3f}"
    cells += f" {figures['mrr']['mean']:6.3f} {figures['ndcg@3']['mean']:7.3f} {figures['macro']:6.3f}"
    abstention = figures.get("abstention")
    return f"{name:22s} {cells}" + (f" {abstention['auc']:9.3f}" if abstention else f" {'-':>9s}")


def _confidence_lines(engine: dict[str, Any]) -> list[str]:
    found = engine["confidence"]
    lines = [f"confidence: Brier score {found['brier']:.3f}, AUC of right against wrong {found['auc_right']:.3f}"]
    lines += [
        f"  from {row['from']:.1f}: {row['n']:4.0f} candidates, said {row['confidence']:.2f}, right {row['right']:.2f}"
        for row in found["reliability"]
    ]
    if "abstention" in engine:
        refusals = engine["abstention"]
        lines.append(
            f"of {refusals['none']} who fit no domain {refusals['refused_right']:.3f} are refused; "
            f"of the others {refusals['refused_wrong']:.3f} wrongly"
        )
    return lines
