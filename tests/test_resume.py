"""A run that is broken off at any moment is gone on with, and ends in the bytes of a run that was not."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recommender import TableError, load_catalog, running, score_csv
from recommender.build import build_model
from recommender.files import beside, open_part

ROOT = Path(__file__).resolve().parent.parent
KILLING = Path(__file__).with_name("killing.py")
# A slow run, each of whose chunks is committed.
CLI = """
import sys, time
import recommender.running as running
from recommender.cli import main
running.COMMIT_SECONDS = 0.0
take = running.Run.take
def slowly(run, ranked):
    take(run, ranked)
    time.sleep(0.02)
running.Run.take = slowly
main()
"""
posix = pytest.mark.skipif(os.name != "posix", reason="needs fork and signals")


def _environment():
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    return {**os.environ, **single, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def model(tiny_catalog):
    """A model that is quick to load."""
    return build_model(tiny_catalog)


@pytest.fixture
def folder(tmp_path):
    """Candidates without an id column, every fourth of them rejected."""
    where = tmp_path / "run"
    where.mkdir()
    rows = ["Tally Prime,x\n", '"Blender, rigging",=1+1\n', "accounts payable,\n", "bookkeeping\n"] * 50
    (where / "in.csv").write_text("skills,remarks\n" + "".join(rows))
    return where


class BrokenError(Exception):
    """Stands for whatever ends a run."""


@pytest.fixture
def broken_after(monkeypatch):
    """Break the next run off after so many chunks, each of them committed; later runs are left alone."""
    monkeypatch.setattr(running, "COMMIT_SECONDS", 0.0)
    take = running.Run.take

    def _broken_after(chunks, error=BrokenError):
        left = [chunks]

        def limited(self, ranked):
            if left[0] == 0:
                monkeypatch.setattr(running.Run, "take", take)
                raise error
            left[0] -= 1
            take(self, ranked)

        monkeypatch.setattr(running.Run, "take", limited)

    return _broken_after


def _content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _break_off(folder, name, model, broken_after, chunks=3, **options):
    broken_after(chunks)
    with pytest.raises(BrokenError):
        score_csv(folder / "in.csv", folder / name, model=model, resume=True, chunk_size=20, **options)


# ------------------------------------------------------------------ killed


def _killing(folder, tmp_path, *arguments):
    load_catalog(tmp_path / "tiny.csv")
    (folder / "tiny.csv").write_bytes((tmp_path / "tiny.csv").read_bytes())
    done = subprocess.run(
        [sys.executable, str(KILLING), str(folder), *arguments],
        env=_environment(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@posix
def test_killed_fifty_times(folder, tmp_path, tiny_catalog):  # noqa: ARG001 (writes the catalogue)
    """A run that is killed by SIGKILL at fifty random moments ends in the bytes of a run that was not, and leaves nothing else."""
    done = _killing(folder, tmp_path, "out.csv", "at-random", "20261122", "50")
    assert (50, 0) == (done["killed"], done["status"])
    assert dict.fromkeys(("in.csv", "out.csv", "out.rejects.csv", "page.html"), True) == done["same"]
    assert ["in.csv", "out.csv", "out.rejects.csv", "page.html", "run.json"] == done["names"]


@posix
@pytest.mark.parametrize("name", ["out.csv", "out.jsonl.gz"])
def test_killed_at_every_step(folder, tmp_path, tiny_catalog, name):  # noqa: ARG001
    """Killed before, or in the middle of, each single change that it makes on disk, a run is gone on with to the same bytes; the old output stands, or the new one does."""
    done = _killing(folder, tmp_path, name, "at-every-step")
    assert ([], 0) == (done["wrong"], done["status"])
    assert done["steps"] > 30


@posix
def test_killed_with_workers(sample_csv, tmp_path):
    """A killed run leaves no worker behind; it is gone on with by another number of workers and rows in a chunk."""
    score_csv(sample_csv, tmp_path / "whole.csv")
    command = [sys.executable, "-c", CLI, "batch", str(sample_csv), "-o", "out.csv", "--resume", "--jobs", "2"]
    command += ["--chunk-size", "2"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=_environment(), stderr=subprocess.DEVNULL, start_new_session=True
    ) as child:
        _wait_for(beside(tmp_path / "out.csv", "journal").exists)
        child.kill()
    _wait_for(lambda: not _group_lives(child.pid))
    journal = json.loads(beside(tmp_path / "out.csv", "journal").read_text())
    assert 0 < journal["state"]["rows"] < 60
    score_csv(sample_csv, tmp_path / "out.csv", resume=True, chunk_size=7)
    assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()
    assert _names(tmp_path) == ["out.csv", "whole.csv"]


def _group_lives(number):
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_for(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


# ------------------------------------------------------------------ broken off


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.jsonl", "out.csv.gz", "out.parquet", "out.xlsx"])
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_every_format(folder, model, broken_after, name, layout):
    """A run into any format is gone on with to the same bytes, also with other chunks."""
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    if name.endswith(".xlsx"):
        pytest.importorskip("xlsxwriter", reason="the extra excel is not installed")
    score_csv(folder / "in.csv", folder / name, model=model, layout=layout, keep=["remarks"])
    expected = _content(folder)
    (folder / name).unlink()
    _break_off(folder, name, model, broken_after, layout=layout, keep=["remarks"])
    report = score_csv(
        folder / "in.csv", folder / name, model=model, layout=layout, keep=["remarks"], resume=True, chunk_size=9
    )
    assert expected == _content(folder)
    assert (200, 150, 50) == (report.rows, report.scored, report.rejected)
    assert {"missing-cell": 50} == report.reject_codes


def test_only_the_rest_is_scored(folder, model, broken_after, monkeypatch):
    """What an earlier run has done is not scored again."""
    _break_off(folder, "out.csv", model, broken_after)
    sizes = []
    rank = running.Run.take
    monkeypatch.setattr(running.Run, "take", lambda run, ranked: (sizes.append(ranked.rows), rank(run, ranked)))
    score_csv(folder / "in.csv", folder / "out.csv", model=model, resume=True, chunk_size=20)
    assert [20] * 7 == sizes


def test_nothing_to_go_on_from(folder, model):
    """Without an earlier run, --resume begins at the beginning."""
    score_csv(folder / "in.csv", folder / "one.csv", model=model)
    score_csv(folder / "in.csv", folder / "two.csv", model=model, resume=True)
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()
    assert _names(folder) == ["in.csv", "one.csv", "one.rejects.csv", "two.csv", "two.rejects.csv"]


def test_leftovers_do_not_count_without_resume(folder, model, broken_after):
    """Without --resume a run starts anew over what a broken one left, and clears it away."""
    score_csv(folder / "in.csv", folder / "out.csv", model=model, top_k=1)
    expected = _content(folder)
    _break_off(folder, "out.csv", model, broken_after)
    assert len(_names(folder)) == 6
    score_csv(folder / "in.csv", folder / "out.csv", model=model, top_k=1)
    assert expected == _content(folder)


def test_a_part_that_goes_on_past_the_journal(folder, model, broken_after):
    """What was written after the last commit is cut off."""
    score_csv(folder / "in.csv", folder / "out.csv", model=model)
    expected = _content(folder)
    _break_off(folder, "out.csv", model, broken_after)
    for name in ("out.csv", "out.rejects.csv"):
        with beside(folder / name, "part").open("ab") as file:
            file.write(b"half a r")
    score_csv(folder / "in.csv", folder / "out.csv", model=model, resume=True)
    assert expected == _content(folder)


def test_broken_off_after_the_last_step_but_one(folder, model, monkeypatch):
    """Where the output has its name already and the journal is still there, nothing is scored again."""
    monkeypatch.setattr(running, "COMMIT_SECONDS", 0.0)
    removing = running.Journal.remove

    def failing(journal):
        if journal.exists():
            raise BrokenError
        removing(journal)

    monkeypatch.setattr(running.Journal, "remove", failing)
    with pytest.raises(BrokenError):
        score_csv(folder / "in.csv", folder / "out.csv", model=model, resume=True, chunk_size=20)
    monkeypatch.undo()
    before = _content(folder)
    assert sorted(before) == [".out.csv.kpo.journal", "in.csv", "out.csv", "out.rejects.csv"]
    monkeypatch.setattr(running.Run, "take", lambda *_: pytest.fail("scored again"))
    report = score_csv(folder / "in.csv", folder / "out.csv", model=model, resume=True)
    assert (200, 150, 50) == (report.rows, report.scored, report.rejected)
    del before[".out.csv.kpo.journal"]
    assert before == _content(folder)


def test_a_part_that_lost_its_end(folder, model, broken_after):
    """Where a part is shorter than the journal says, the run starts anew."""
    score_csv(folder / "in.csv", folder / "out.csv", model=model)
    expected = _content(folder)
    _break_off(folder, "out.csv", model, broken_after)
    os.truncate(beside(folder / "out.csv", "part"), 10)
    score_csv(folder / "in.csv", folder / "out.csv", model=model, resume=True)
    assert expected == _content(folder)


def _changed_input(folder):
    (folder / "in.csv").write_text((folder / "in.csv").read_text() + "rigging,\n")


@pytest.mark.parametrize(
    ("change", "options", "match"),
    [
        (_changed_input, {}, r"input was \"\w+\.\.\., is \"\w+\.\.\.\. Give what"),
        (None, {"top_k": 5}, r"top_k was 3, is 5\. Give what was given then, or run without --resume to start anew"),
        (None, {"layout": "long"}, 'layout was "wide", is "long"'),
        (None, {"reasons": False}, "reasons was true, is false"),
        (None, {"keep": ["remarks"]}, r"keep was \[\], is \[\"remarks\"\]"),
        (None, {"columns": {"skills": "remarks"}}, r"columns was \{\}, is"),
        (None, {"rejects": "other.csv"}, "rejects was "),
        (None, {"report": "page.html"}, "report was false, is true"),
        (None, {"model": None}, "model was "),
    ],
)
def test_what_changed_is_refused(folder, model, broken_after, monkeypatch, change, options, match):
    """A run whose input, model or options changed is not gone on with; what it left stays."""
    monkeypatch.chdir(folder)
    _break_off(folder, "out.csv", model, broken_after)
    if change:
        change(folder)
    before = _content(folder)
    with pytest.raises(TableError, match=r"out\.csv: cannot go on with the run that was broken off: .*" + match):
        score_csv(folder / "in.csv", folder / "out.csv", **{"model": model, "resume": True, **options})
    assert before == _content(folder)


def test_another_version_is_refused(folder, model, broken_after, monkeypatch):
    """A run of another version of this package is not gone on with."""
    _break_off(folder, "out.csv", model, broken_after)
    monkeypatch.setattr("recommender.batch.__version__", "99")
    with pytest.raises(TableError, match=r'version was ".*", is "99"'):
        score_csv(folder / "in.csv", folder / "out.csv", model=model, resume=True)


def test_damaged_journal(folder, model):
    """A journal that cannot be read is named; nothing is written."""
    beside(folder / "out.csv", "journal").write_text("{")
    with pytest.raises(TableError, match=r"kpo\.journal: this journal of a run that was broken off cannot be read"):
        score_csv(folder / "in.csv", folder / "out.csv", model=model, resume=True)


@pytest.mark.parametrize("error", [KeyboardInterrupt, TableError("The disk is full.")])
def test_broken_off_with_resume(folder, model, broken_after, error):
    """With --resume the message says that the same command goes on; the old output is untouched."""
    (folder / "out.csv").write_text("old")
    broken_after(2, error)
    expected = "^interrupted; run the same" if error is KeyboardInterrupt else r"^The disk is full\. Then run the same"
    with pytest.raises((KeyboardInterrupt, TableError), match=expected + " command again to go on"):
        score_csv(folder / "in.csv", folder / "out.csv", model=model, resume=True, chunk_size=20)
    assert (folder / "out.csv").read_text() == "old"
    assert beside(folder / "out.csv", "journal").exists()


def test_broken_off_without_resume(folder, model, broken_after):
    """Without --resume a run that fails leaves neither parts nor journal."""
    (folder / "out.csv").write_text("old")
    before = _content(folder)
    broken_after(2)
    with pytest.raises(BrokenError):
        score_csv(folder / "in.csv", folder / "out.csv", model=model, chunk_size=20)
    assert before == _content(folder)


@pytest.mark.parametrize("target", ["-", os.devnull])
def test_resume_needs_a_file(folder, model, target):
    """What went to a pipe or a device cannot be gone on with."""
    with pytest.raises(TableError, match="--resume needs files to go on with"):
        score_csv(folder / "in.csv", target, model=model, resume=True)


@pytest.mark.skipif(os.name != "posix", reason="no such locks here")
@pytest.mark.parametrize("what", ["out.csv", "out.rejects.csv"])
def test_two_runs_at_once(folder, model, what):
    """A second run to the same output, or the same rejects, is refused and disturbs nothing."""
    target = folder / what
    with open_part(beside(target, "part"), str(target)) as file:
        file.write(b"first")
        file.flush()
        with pytest.raises(TableError, match=what + r": another run is writing it\. Wait until that one has ended"):
            score_csv(folder / "in.csv", folder / "out.csv", model=model)
        assert beside(target, "part").read_bytes() == b"first"


def test_renamed_by_another_run(folder, monkeypatch):
    """Whoever opened a part just before another run gave it its final name does not write into the finished file."""
    target = folder / "out.csv"
    part, first = beside(target, "part"), [True]

    def ended_meanwhile(*_):
        if first.pop() if first else False:
            part.replace(target)

    monkeypatch.setattr("recommender.files._lock", ended_meanwhile)
    with open_part(part, str(target)) as file:
        file.write(b"x")
    assert (target.read_bytes(), part.read_bytes()) == (b"", b"x")


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_with_resume(sample_csv, tmp_path, number):
    """Ended by SIGTERM or Ctrl-C with --resume, a run says how to go on, and the same command does."""
    score_csv(sample_csv, tmp_path / "whole.csv.gz")
    prefix = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    command = [sys.executable, "-c", prefix + CLI, "batch", str(sample_csv), "-o", "out.csv.gz", "--resume"]
    command += ["--chunk-size", "2"]
    with subprocess.Popen(command, cwd=tmp_path, env=_environment(), stderr=subprocess.PIPE) as child:
        _wait_for(beside(tmp_path / "out.csv.gz", "journal").exists)
        child.send_signal(number)
        error = child.communicate(timeout=60)[1].decode()
    assert (128 + number, "kpo: interrupted; run the same command again to go on") == (child.returncode, error.strip())
    again = subprocess.run(command, cwd=tmp_path, env=_environment(), capture_output=True, check=False)
    assert again.returncode == 0
    assert (tmp_path / "whole.csv.gz").read_bytes() == (tmp_path / "out.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "out.csv.gz").read_bytes()).startswith(b"candidate_id,")
    assert _names(tmp_path) == ["out.csv.gz", "whole.csv.gz"]
