"""Full disks, vanished files, failing disks, signals: the old output untouched, one line, a code, no litter."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recommender import TableError, score_csv
from recommender.build import build_model
from recommender.files import beside

ROOT = Path(__file__).resolve().parent.parent
KPO = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from recommender.cli import main; main()"
)
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")


def _content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def model(tiny_catalog):
    """A small model."""
    return build_model(tiny_catalog)


@pytest.fixture
def source(tmp_path):
    """A list whose ranking is larger than a small disk, most of it in the copied column."""
    path = tmp_path / "in.csv"
    path.write_text("id,skills,cv\n" + "".join(f"K{n},Tally Prime,{'x' * 1000}\n" for n in range(400)) + "K\n")
    return path


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 256 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz", "out.xlsx", "out.parquet"])
def test_full_disk(source, small_disk, model, name):
    """A disk that is full in the middle leaves the old output, and nothing besides it."""
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    if name.endswith(".xlsx"):
        pytest.importorskip("xlsxwriter", reason="the extra excel is not installed")
    (small_disk / name).write_text("old")
    with pytest.raises(
        TableError, match=rf"{name}: cannot be written: No space left on device\. The old file, if any, is"
    ):
        score_csv(source, small_disk / name, model=model, keep=["cv"], chunk_size=20)
    assert {name: b"old"} == _content(small_disk)


def test_full_disk_gone_on_with(source, small_disk, model, monkeypatch):
    """With --resume, a run that filled the disk is gone on with once there is space, to the same bytes."""
    monkeypatch.setattr("recommender.running.COMMIT_SECONDS", 0.0)
    (small_disk / "out.csv").write_text("old")
    with pytest.raises(TableError, match=r"No space left on device\..* Then run the same command again to go on\.$"):
        score_csv(source, small_disk / "out.csv", model=model, keep=["cv"], chunk_size=20, resume=True)
    assert (small_disk / "out.csv").read_text() == "old"
    assert beside(small_disk / "out.csv", "journal").is_file()
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    score_csv(source, small_disk / "out.csv", model=model, keep=["cv"], resume=True)
    score_csv(source, source.with_name("whole.csv"), model=model, keep=["cv"])
    expected = {name.replace("whole", "out"): data for name, data in _content(source.parent).items() if "whole" in name}
    assert expected == _content(small_disk)


def test_full_disk_at_the_very_end(source, tmp_path, model, monkeypatch):
    """Where the disk is full while the rows are compressed, the old output stands, and nothing besides it."""

    def half(part, made, schema):  # noqa: ARG001
        made.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("recommender.conversions._pack", half)
    (tmp_path / "out.csv.gz").write_text("old")
    before = _content(tmp_path)
    with pytest.raises(TableError, match=r"out\.csv\.gz: cannot be written: No space left on device"):
        score_csv(source, tmp_path / "out.csv.gz", model=model)
    assert before == _content(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("option", ["report", "run_report"])
def test_a_report_that_cannot_be_written(source, tmp_path, model, option):
    """Where a report cannot be written, neither is the output."""
    before = _content(tmp_path)
    with pytest.raises(TableError, match="/dev/full: cannot be written: No space left"):
        score_csv(source, tmp_path / "out.csv", model=model, **{option: "/dev/full"})
    assert before == _content(tmp_path)


def _limited():
    """Files of 64 KiB at most, as `ulimit -f` sets it."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))


def _kpo(tmp_path, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-c", KPO, "batch", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


@posix
@pytest.mark.parametrize("arguments", [["-o", "out.csv"], ["-o", "out.csv", "--resume"], ["-o", "out.parquet"]])
def test_limited_file_size(source, tmp_path, arguments):
    """Where files may not grow further, the old output is untouched and one line says so; SIGXFSZ ends nothing."""
    target = tmp_path / arguments[1]
    target.write_text("old")
    before = _content(tmp_path)
    child = _kpo(tmp_path, source.name, *arguments, "--keep-columns", "cv", "--chunk-size", "50", preexec_fn=_limited)
    out, error = child.communicate(timeout=120)
    assert (1, b"") == (child.returncode, out)
    assert error.startswith(f"kpo: {target.name}: cannot be written: File too large.".encode())
    assert error.count(b"\n") == 1
    left = {name: data for name, data in _content(tmp_path).items() if ".kpo." not in name}
    assert before == left
    assert "--resume" in arguments or before == _content(tmp_path)


def test_a_disk_that_fails_while_reading(tmp_path, monkeypatch):
    """Where reading fails in the middle, the error names the input and the line, and the old output stands."""
    (tmp_path / "in.csv").write_text("id,skills,salary\n" + f"K,Tally,{'9' * 20_000}\n" * 100)
    (tmp_path / "out.csv").write_text("old")
    before = _content(tmp_path)
    size, read, usual = (tmp_path / "in.csv").stat().st_size, [0], Path.open

    class Failing(io.FileIO):
        def readinto(self, buffer):
            # The first time through, the encoding is found; the disk fails in the middle of the second.
            if read[0] > 1.5 * size:
                raise OSError(5, "Input/output error")
            count = super().readinto(buffer)
            read[0] += count
            return count

    def failing(path, mode="r", *arguments, **options):
        if path.name == "in.csv":
            return io.BufferedReader(Failing(path, "rb"))
        return usual(path, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(TableError, match=r"in\.csv(, line \d+)?: cannot be read( on)?: Input/output error"):
        score_csv(tmp_path / "in.csv", tmp_path / "out.csv", chunk_size=5)
    assert before == _content(tmp_path)
    assert read[0] > size


def test_vanished_input(source, tmp_path, model, monkeypatch):
    """Where the input is gone, a broken run is left as it is, to be gone on with when the input is back."""
    monkeypatch.setattr("recommender.running.COMMIT_SECONDS", 0.0)
    monkeypatch.setattr("recommender.batch.versions", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        score_csv(source, tmp_path / "out.csv", model=model, resume=True)
    monkeypatch.undo()
    source.rename(tmp_path / "away")
    before = _content(tmp_path)
    with pytest.raises(TableError, match=r"in\.csv: cannot be read: No such file"):
        score_csv(source, tmp_path / "out.csv", model=model, resume=True)
    assert before == _content(tmp_path)
    (tmp_path / "away").rename(source)
    score_csv(source, tmp_path / "out.csv", model=model, resume=True)
    assert ["in.csv", "out.csv", "out.rejects.csv", "tiny.csv"] == sorted(_content(tmp_path))


def _started(folder):
    """Wait until the run writes, so that a signal comes in its middle."""
    end = time.monotonic() + 60
    while not beside(folder / "out.csv", "part").exists() or not beside(folder / "out.csv", "part").stat().st_size:
        assert time.monotonic() < end
        time.sleep(0.01)


def _ends(group):
    """Whether no process of a group is left, soon."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@posix
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize(("jobs", "layout"), [("1", "wide"), ("2", "wide"), ("2", "long")])
def test_signals(tmp_path, number, code, jobs, layout):
    """SIGTERM, or Ctrl-C to all processes of a terminal, ends in one line; the old output stands, nothing else is left, no process either."""
    (tmp_path / "in.csv").write_text("id,skills\n" + "K1,Tally and GST returns\n" * 30_000)
    (tmp_path / "out.csv").write_text("old")
    before = _content(tmp_path)
    arguments = ["in.csv", "-o", "out.csv", "--jobs", jobs, "--chunk-size", "10", "--layout", layout]
    with _kpo(tmp_path, *arguments, start_new_session=True) as child:
        _started(tmp_path)
        if number == signal.SIGINT:
            os.killpg(child.pid, number)
        else:
            child.send_signal(number)
        out, error = child.communicate(timeout=60)
    assert (code, b"", b"kpo: interrupted; nothing was written") == (child.returncode, out, error.strip())
    assert before == _content(tmp_path)
    assert _ends(child.pid)


@posix
@pytest.mark.skipif(shutil.which("ps") is None, reason="no ps here to find the workers with")
def test_a_worker_that_is_killed(tmp_path):
    """Where a worker is killed, as for want of memory, the run ends in one line, with nothing left."""
    (tmp_path / "in.csv").write_text("id,skills\n" + "K1,Tally and GST returns\n" * 30_000)
    before = _content(tmp_path)
    with _kpo(tmp_path, "in.csv", "-o", "out.csv", "--jobs", "2", "--chunk-size", "10", "--layout", "long") as child:
        _started(tmp_path)
        time.sleep(0.2)
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(child.pid)], capture_output=True, check=True
        )
        workers = [int(line.split()[0]) for line in listed.stdout.decode().splitlines() if "LokyProcess" in line]
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        out, error = child.communicate(timeout=60)
    assert (1, b"") == (child.returncode, out)
    assert error.startswith(b"kpo: one of 2 worker processes was killed, perhaps for want of memory.")
    assert error.count(b"\n") == 1
    assert before == _content(tmp_path)
