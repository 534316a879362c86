"""Rankings and labels in, figures of quality out.

One small pure function for each figure, with its source. Candidates labelled "none" count only for telling candidates
from others (AUC, refusals) and for the confidence, never for the ranking.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from recommender.confidence import NO_MATCH
from recommender.labelled import NONE, Labelled
from recommender.vectors import Vector

BOOTSTRAP_ROUNDS = 1_000
_BINS = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """What a ranker says of one candidate: domain ids best first, how sure it is, and its status where it has one."""

    domain_ids: tuple[str, ...]
    confidence: float
    status: str = ""


def hit_at(k: int, ranked: Ranked, labels: Labelled) -> float:
    """1.0 if the primary domain is among the first k, else 0.0."""
    return float(labels.primary in ranked.domain_ids[:k])


def lenient_hit(ranked: Ranked, labels: Labelled) -> float:
    """1.0 if the first domain is the primary or an acceptable one, else 0.0."""
    return float(bool(ranked.domain_ids) and ranked.domain_ids[0] in labels.right)


def reciprocal_rank(ranked: Ranked, labels: Labelled) -> float:
    """1 / rank of the primary domain, 0.0 where it is not ranked (Voorhees, TREC-8, 1999)."""
    return 1.0 / (1 + ranked.domain_ids.index(labels.primary)) if labels.primary in ranked.domain_ids else 0.0


def ndcg_at_3(ranked: Ranked, labels: Labelled) -> float:
    """Discounted gain of the first three over the best possible (Jarvelin and Kekalainen, 2002); primary 2, acceptable 1."""
    gains = [2.0 if d == labels.primary else 1.0 if d in labels.acceptable else 0.0 for d in ranked.domain_ids[:3]]
    ideal = [2.0] + [1.0] * len(labels.acceptable - {labels.primary})
    return _discounted(gains) / _discounted(ideal[:3])


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


FIGURES: Mapping[str, Callable[[Ranked, Labelled], float]] = {
    "hit@1": lambda ranked, labels: hit_at(1, ranked, labels),
    "lenient": lenient_hit,
    "hit@3": lambda ranked, labels: hit_at(3, ranked, labels),
    "mrr": reciprocal_rank,
    "ndcg@3": ndcg_at_3,
}


def area_under_curve(positive: Vector, negative: Vector) -> float:
    """Probability that a positive scores above a negative, ties counting half (Mann-Whitney U over the number of pairs)."""
    above = (positive[:, None] > negative[None, :]).mean()
    level = (positive[:, None] == negative[None, :]).mean()
    return float(above + 0.5 * level)


def brier_score(confidence: Vector, right: Vector) -> float:
    """Mean squared distance of confidence from what came true (Brier, 1950)."""
    return float(np.mean((confidence - right) ** 2))


def bootstrap_interval(values: Vector, rounds: int = BOOTSTRAP_ROUNDS) -> tuple[float, float]:
    """95 % percentile interval of a mean (Efron, 1979); seeded, so that it is the same every time."""
    draws = np.random.default_rng(0).choice(values, size=(rounds, len(values))).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(low), float(high)


def reliability(confidence: Vector, right: Vector) -> list[dict[str, float]]:
    """For each tenth of confidence: how many, their mean confidence, and the share that was right."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    rows = []
    for place in range(_BINS):
        inside = bins == place
        if inside.any():
            mean, share = float(confidence[inside].mean()), float(right[inside].mean())
            rows.append({"from": place / _BINS, "n": int(inside.sum()), "confidence": mean, "right": share})
    return rows


def evaluate(ranked: Sequence[Ranked], labelled: Sequence[Labelled]) -> dict[str, Any]:
    """All figures of a ranker on labelled candidates.

    Parameters
    ----------
    ranked : sequence of Ranked
        One for each candidate.
    labelled : sequence of Labelled
        In the same order.

    Returns
    -------
    dict
        ``n``, each of `FIGURES` as a mean with a 95 % interval, ``macro`` (mean of the lenient figure over domains),
        ``domains`` (for each: n, lenient, hit@3, mistaken_for),
        ``confusion`` (primary to first domain to count), ``confidence`` (Brier score, reliability, AUC of right against
        wrong), and, where some candidates fit no domain, ``abstention``.
    """
    pairs = [(r, c) for r, c in zip(ranked, labelled, strict=True) if c.primary != NONE]
    values = {name: np.array([figure(r, c) for r, c in pairs]) for name, figure in FIGURES.items()}
    result: dict[str, Any] = {"n": len(pairs)}
    for name, found in values.items():
        low, high = bootstrap_interval(found) if len(found) else (math.nan, math.nan)
        result[name] = {"mean": float(found.mean()) if len(found) else math.nan, "low": low, "high": high}
    domains = _by_domain(pairs)
    result["macro"] = float(np.mean([row["lenient"] for row in domains.values()])) if domains else math.nan
    result["domains"] = domains
    result["confusion"] = _confusion(pairs)
    result["confidence"] = _confidence(ranked, labelled)
    if len(pairs) < len(labelled):
        result["abstention"] = _abstention(ranked, labelled)
    return result


def _by_domain(pairs: Sequence[tuple[Ranked, Labelled]]) -> dict[str, dict[str, Any]]:
    grouped: dict[str, list[tuple[Ranked, Labelled]]] = {}
    for pair in pairs:
        grouped.setdefault(pair[1].primary, []).append(pair)
    table = {}
    for domain_id, members in sorted(grouped.items()):
        wrong = Counter(_first(r) for r, c in members if not lenient_hit(r, c))
        table[domain_id] = {
            "n": len(members),
            "lenient": float(np.mean([lenient_hit(r, c) for r, c in members])),
            "hit@3": float(np.mean([hit_at(3, r, c) for r, c in members])),
            "mistaken_for": dict(wrong.most_common()),
        }
    return table


def _first(ranked: Ranked) -> str:
    return ranked.domain_ids[0] if ranked.domain_ids else NONE


def _confusion(pairs: Sequence[tuple[Ranked, Labelled]]) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = {}
    for ranked, labels in pairs:
        table.setdefault(labels.primary, Counter())[_first(ranked)] += 1
    return {primary: dict(sorted(row.items())) for primary, row in sorted(table.items())}


def _confidence(ranked: Sequence[Ranked], labelled: Sequence[Labelled]) -> dict[str, Any]:
    said = np.array([r.confidence for r in ranked])
    right = np.array([lenient_hit(r, c) for r, c in zip(ranked, labelled, strict=True)])
    both = 0 < right.sum() < len(right)
    return {
        "brier": brier_score(said, right),
        "auc_right": area_under_curve(said[right == 1], said[right == 0]) if both else math.nan,
        "reliability": reliability(said, right),
    }


def _abstention(ranked: Sequence[Ranked], labelled: Sequence[Labelled]) -> dict[str, float]:
    none = np.array([c.primary == NONE for c in labelled])
    said = np.array([r.confidence for r in ranked])
    refused = np.array([r.status == NO_MATCH for r in ranked])
    both = not none.all()
    return {
        "none": int(none.sum()),
        "auc": area_under_curve(said[~none], said[none]) if both else math.nan,
        "refused_right": float(refused[none].mean()),
        "refused_wrong": float(refused[~none].mean()) if both else math.nan,
    }
