"""What the command line asks of a cluster."""

import click
import pandas as pd
import pytest

from recommender.build import build_model
from recommender.cluster_command import run_on_dask
from recommender.cluster_report import ClusterReport
from recommender.model_files import load_model


@pytest.fixture
def asked(monkeypatch):
    """What `score_cluster` is called with."""
    calls = []

    def score_cluster(*given, **options):
        if options["model_path"]:
            options["domains"] = [domain.name for domain in load_model(options["model_path"]).catalog_]
        calls.append((given, options))
        return ClusterReport(rows=3, scored=2, rejected=1, reject_codes={"blank-row": 1}, parts=2, output="out")

    monkeypatch.setattr("recommender.cluster_command.score_cluster", score_cluster)
    return calls


def test_options_are_handed_on(asked):
    """The options go to score_cluster, the address too."""
    run_on_dask("in", "out", scheduler="tcp://a:1", model_path=None, top_k=2, jobs=4)
    (given, options), *_ = asked
    assert ("in", "out") == given
    assert ("tcp://a:1", 2, 4, None) == tuple(options[name] for name in ("scheduler", "top_k", "jobs", "model_path"))


def test_an_own_catalogue(asked, tiny_catalog):
    """The model of an own catalogue is put where the workers of this machine read it."""
    run_on_dask("in", "out", built=lambda: build_model(tiny_catalog))
    assert ["Books", "Art"] == asked[0][1]["domains"]


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"candidates": "-"}, "--engine dask reads files and writes a folder; - cannot be used"),
        ({"output": "-"}, "--engine dask reads files and writes a folder; - cannot be used"),
        ({"unused": {"--resume": False, "--rejects": "x.csv"}}, "--rejects cannot be used with --engine dask"),
        ({"scheduler": "tcp://a:1", "built": load_model}, "--catalog cannot be used with --scheduler: run 'kpo model"),
    ],
)
def test_what_does_not_go_together(asked, given, match):
    """An option that this engine does not have is refused before anything runs."""
    with pytest.raises(click.UsageError, match=match):
        run_on_dask(**{"candidates": "in", "output": "out", **given})
    assert [] == asked


def test_progress(asked, monkeypatch, capsys):
    """A terminal sees how many parts are done; a pipe and --quiet see nothing."""
    run_on_dask("in", "out")
    asked[0][1]["progress"](1, 2)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run_on_dask("in", "out", quiet=True)
    asked[1][1]["progress"](1, 2)
    assert "" == capsys.readouterr().err


def test_progress_on_a_terminal(asked, monkeypatch, capsys):
    """The line is written over until the last part."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run_on_dask("in", "out")
    for done in (1, 2):
        asked[0][1]["progress"](done, 2)
    assert "\r1 of 2 parts\r2 of 2 parts\n" == capsys.readouterr().err


@pytest.mark.usefixtures("asked")
def test_the_report_in_words():
    """The report says that rows in are rows scored and rows rejected, and where the rejected are named."""
    report = run_on_dask("in", "out")
    assert "3 rows: 2 scored, 1 rejected; 2 parts" == str(report).splitlines()[0]
    assert "rejected: 1 blank-row; see out/_rejects" == str(report).splitlines()[1]
    assert 3 == report.to_dict()["rows"]


def test_a_whole_run(sample_csv, tmp_path):
    """A run on processes of this machine writes the folder."""
    report = run_on_dask(str(sample_csv), str(tmp_path / "out"), jobs=1, top_k=1)
    assert 60 == report.rows == len(pd.read_parquet(tmp_path / "out"))
