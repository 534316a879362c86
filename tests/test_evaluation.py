"""Figures of quality agree with scikit-learn and with hand counts."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, confusion_matrix, ndcg_score, roc_auc_score

from recommender import KPORecommender, Profile, RecommenderError, TableError
from recommender import plots as plots_module
from recommender.baselines import BASELINES, as_ranked
from recommender.calibrating import fit_calibration, signals_of
from recommender.confidence import Calibration
from recommender.evaluating import evaluate_file, report_text
from recommender.evaluation import (
    Ranked,
    area_under_curve,
    bootstrap_interval,
    brier_score,
    evaluate,
    hit_at,
    lenient_hit,
    ndcg_at_3,
    reciprocal_rank,
    reliability,
)
from recommender.labelled import Labelled, read_labelled
from recommender.robustness import WAYS, typos

LABELLED = Path(__file__).resolve().parent.parent / "datasets" / "labelled"
DOMAINS = ["a", "b", "c", "d", "e"]


def labelled(primary: str, *acceptable: str, name: str = "x") -> Labelled:
    return Labelled(name, Profile.from_text("x"), primary, frozenset(acceptable))


def test_figures_by_hand() -> None:
    """Primary at rank 2, acceptable at rank 1."""
    ranked, person = Ranked(("b", "a", "c"), 0.5), labelled("a", "b")
    assert (0.0, 1.0, 1.0, 0.5) == (
        hit_at(1, ranked, person),
        lenient_hit(ranked, person),
        hit_at(3, ranked, person),
        reciprocal_rank(ranked, person),
    )
    ideal = 2 + 1 / math.log2(3)
    assert pytest.approx((1 + 2 / math.log2(3)) / ideal) == ndcg_at_3(ranked, person)
    assert 0.0 == reciprocal_rank(Ranked((), 0.0), person) == lenient_hit(Ranked((), 0.0), person)


@settings(max_examples=200, deadline=None)
@given(st.permutations(DOMAINS), st.sampled_from(DOMAINS), st.sets(st.sampled_from(DOMAINS)))
def test_ndcg_is_scikit_learns(order: list[str], primary: str, acceptable: set[str]) -> None:
    """On whole rankings nDCG@3 equals scikit-learn's with gains 2 and 1."""
    gains = [[2.0 if d == primary else 1.0 if d in acceptable else 0.0 for d in DOMAINS]]
    scores = [[-float(order.index(d)) for d in DOMAINS]]
    expected = ndcg_score(gains, scores, k=3)
    assert expected == pytest.approx(ndcg_at_3(Ranked(tuple(order), 1.0), labelled(primary, *acceptable)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), st.booleans()), min_size=2, max_size=40))
def test_auc_and_brier_are_scikit_learns(pairs: list[tuple[float, bool]]) -> None:
    """Area under the curve (ties counting half) and Brier score equal scikit-learn's."""
    said, right = np.array([s for s, _ in pairs]), np.array([r for _, r in pairs])
    assert pytest.approx(np.mean((said - right) ** 2)) == brier_score(said, right.astype(float))
    if 0 < right.sum() < len(right):
        assert roc_auc_score(right, said) == pytest.approx(area_under_curve(said[right], said[~right]))
        assert brier_score_loss(right, said) == pytest.approx(brier_score(said, right.astype(float)))


def test_reliability_counts_everybody_once() -> None:
    """Tenths of confidence, 1.0 in the last; shares by hand."""
    rows = reliability(np.array([0.05, 0.06, 0.95, 1.0]), np.array([0.0, 1.0, 1.0, 1.0]))
    assert [(0.0, 2, 0.5), (0.9, 2, 1.0)] == [(r["from"], r["n"], r["right"]) for r in rows]


def test_bootstrap_interval_is_that_of_the_mean() -> None:
    """It holds the mean, is as wide as the normal approximation says, and is the same every time."""
    values = np.array([0.0, 1.0] * 100)
    low, high = bootstrap_interval(values)
    assert (low, high) == bootstrap_interval(values)
    assert low < 0.5 < high
    assert pytest.approx(2 * 1.96 * 0.5 / math.sqrt(200), rel=0.15) == high - low


def test_evaluate_counts_by_domain_and_none_apart() -> None:
    """Macro is the mean over domains, confusion is scikit-learn's, refusals count only who fits nothing."""
    people = [
        labelled("a", name="1"),
        labelled("a", "b", name="2"),
        labelled("b", name="3"),
        labelled("none", name="4"),
    ]
    said = [
        Ranked(("a",), 0.9, "match"),
        Ranked(("b",), 0.8, "match"),
        Ranked(("a",), 0.4, "review"),
        Ranked(("c",), 0.1, "no_match"),
    ]
    got = evaluate(said, people)
    assert 3 == got["n"]
    assert pytest.approx((1.0 + 0.0) / 2) == got["macro"]
    expected = confusion_matrix(["a", "a", "b"], ["a", "b", "a"], labels=["a", "b"])
    assert [[1, 1], [1, 0]] == expected.tolist()
    assert {"a": {"a": 1, "b": 1}, "b": {"a": 1}} == got["confusion"]
    assert {"none": 1, "auc": 1.0, "refused_right": 1.0, "refused_wrong": 0.0} == got["abstention"]
    assert {"a": 1} == got["domains"]["b"]["mistaken_for"]


def test_halves_are_fixed_and_whole() -> None:
    """Tune and check share nobody and make up all; neither is under a third."""
    whole, tune, check = (read_labelled(LABELLED / "own.csv", half=half) for half in ("all", "tune", "check"))
    assert len(whole) == len(tune) + len(check)
    assert {c.id for c in whole} == {c.id for c in tune} | {c.id for c in check}
    assert min(len(tune), len(check)) > len(whole) / 3


def test_labels_are_domains_or_none(model: KPORecommender) -> None:
    """Every label of every labelled file is known; own.csv has at least 150 rows, each with a reason."""
    ids = {domain.id for domain in model.catalog_} | {"none"}
    for name in ("own.csv", "profiles_a.csv", "profiles_b.csv", "cv"):
        assert {c.primary for c in read_labelled(LABELLED / name)} | {
            a for c in read_labelled(LABELLED / name) for a in c.acceptable
        } <= ids
    assert 150 <= len(read_labelled(LABELLED / "own.csv"))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("id,skills\n1,x\n", "no column 'primary'"),
        ("id,primary,skills\n1,a\n", "line 2: 2 cells"),
        ("id,primary,skills\n", "no labelled candidate"),
    ],
)
def test_a_damaged_labelled_file_is_refused(tmp_path: Path, text: str, match: str) -> None:
    """An evaluation leaves no row out: it says which and stops."""
    path = tmp_path / "l.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=match):
        read_labelled(path)


@pytest.mark.parametrize(
    ("name", "least"), [("profiles_a.csv", 0.98), ("profiles_b.csv", 0.94), ("cv", 1.0), ("own.csv", 0.93)]
)
def test_ranking_stays_as_good_as_it_was(model: KPORecommender, name: str, least: float) -> None:
    """Lenient hit@1 on each labelled file; capitals, repetition and moved fields cost nothing, typos at most .02."""
    report = evaluate_file(LABELLED / name, model, robustness=True)
    assert least <= report["engine"]["lenient"]["mean"]
    drops = {way: row["drop"] for way, row in report["robustness"].items()}
    assert drops["a typo in every long word"] <= 0.02
    assert drops["boilerplate around"] <= 0.02
    assert max(drops[way] for way in ("capitals", "skills five times", "semicolons for commas")) <= 0.0
    assert "mistaken for" in report_text(report)


def test_confidence_is_calibrated_on_the_half_not_fitted_on(model: KPORecommender) -> None:
    """Brier score at most .08 on the check half; AUC against who fits none at least .95."""
    engine = evaluate_file(LABELLED / "own.csv", model, half="check")["engine"]
    assert engine["confidence"]["brier"] <= 0.08
    assert 0.95 <= engine["abstention"]["auc"]


def test_the_committed_calibration_is_what_the_tune_half_gives(model: KPORecommender) -> None:
    """Fitting again gives the figures in the model, to the four digits they are rounded to."""
    names = ("own.csv", "profiles_a.csv", "profiles_b.csv", "cv")
    people = [c for name in names for c in read_labelled(LABELLED / name, half="tune")]
    fitted = fit_calibration(signals_of(model, people), model.calibration or Calibration())
    assert model.calibration is not None
    assert model.calibration.intercept == pytest.approx(fitted.intercept, abs=2e-3)
    assert model.calibration.weights == pytest.approx(fitted.weights, abs=2e-3)


@pytest.mark.parametrize("name", [name for name in BASELINES if name != "MiniLM"])
def test_the_engine_is_ahead_of_every_baseline(model: KPORecommender, name: str) -> None:
    """On candidates written blind no other ranker on the same documents does better."""
    people = read_labelled(LABELLED / "own.csv")
    other = evaluate(as_ranked(model.catalog_, BASELINES[name](model.catalog_, people)), people)
    ours = evaluate_file(LABELLED / "own.csv", model)["engine"]
    assert other["lenient"]["mean"] < ours["lenient"]["mean"]


@pytest.mark.parametrize("way", list(WAYS))
def test_spoiling_is_the_same_every_time_and_spoils(way: str) -> None:
    """Each way changes the profile, twice in the same manner."""
    profile = Profile(skills="Accounting, Reconciliation, valuation", text="Preparation of statements\nof clients")
    assert profile != WAYS[way](profile) == WAYS[way](profile)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abcdefgh ,", max_size=60))
def test_a_typo_is_one_slip(text: str) -> None:
    """Words under seven letters stay; the others change their length by at most one."""
    for before, after in zip(text.split(), typos(text).split(), strict=True):
        assert before == after or (len(before) >= 7 and abs(len(before) - len(after)) <= 1)


def test_plots_are_two_pictures(model: KPORecommender, tmp_path: Path) -> None:
    """Confusion and reliability are written as PNG."""
    paths = plots_module.plot_report(evaluate_file(LABELLED / "profiles_b.csv", model), tmp_path / "new")
    assert ["confusion.png", "reliability.png"] == [path.name for path in paths]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_plots_without_matplotlib_say_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error gives the install line."""
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(RecommenderError, match=r"pip install 'kpo-recommender\[plot\]'"):
        plots_module.plot_report({}, tmp_path)
