"""Lists past one machine: the same rows, whatever dies, whatever is run again."""

import csv
import datetime as dt
import gzip
import hashlib
import json
import os
import random
import signal
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from recommender import RecommenderError, TableError, score_csv, score_frame
from recommender.build import build_model
from recommender.cluster import score_cluster
from recommender.cluster_parts import score_part
from recommender.cluster_plan import Part, Run, Settings
from recommender.cluster_reading import Shape, columns_of_all, shape_of
from recommender.cluster_store import find_inputs, place, publish_text, read_json
from recommender.model_files import save_model
from recommender.sources import open_part

distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")
pytest.importorskip("pyarrow", reason="the extra [parquet] is not installed")

WORDS = "Tally, GST returns|prior art search|rigging; Blender|contract drafting\nLLB|SQL, Power BI|qwerty".split("|")
HEADINGS = ["Name", "Key Skills", "Remarks"]


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes on this machine."""
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs="CRITICAL",
        ) as made,
        distributed.Client(made, set_as_default=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def here():
    """A cluster inside this process, so that files in memory are seen by its workers."""
    with (
        distributed.LocalCluster(
            n_workers=1, processes=False, dashboard_address="127.0.0.1:0", protocol="inproc://", silence_logs="CRITICAL"
        ) as made,
        distributed.Client(made, set_as_default=False) as client,
    ):
        yield client


def _rows(count, seed=1):
    """Candidates with quotes, line ends, formulas and missing cells; seeded."""
    draw = random.Random(seed)
    made = []
    for place_ in range(count):
        skills = ", ".join(draw.sample(WORDS, 2))
        made.append([f"=Maya {place_}", skills, draw.choice(["", 'says "yes"\nand, no', "B.Com 2021"])])
    return made


def _write_csv(path, rows, headings=HEADINGS):
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])


def _write_parquet(path, rows, headings=HEADINGS, group=None):
    pd.DataFrame(rows, columns=headings).to_parquet(path, row_group_size=group)


def _lines(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _as_lines(frame):
    """Cells of a typed frame as the CSV shows them."""
    return [
        ["" if pd.isna(cell) else f"{cell:.9f}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in frame.itertuples(index=False)
    ]


def _one_machine(rows, folder, headings=HEADINGS, **options):
    """What one machine writes for the same rows; with the header."""
    _write_csv(folder / "whole.csv", rows, headings)
    score_csv(folder / "whole.csv", folder / "whole-ranked.csv", **options)
    return _lines(folder / "whole-ranked.csv")


def _parts(target):
    return sorted(path.name for path in Path(target).glob("part-*"))


@pytest.fixture
def source(tmp_path):
    """Twelve row groups of fifty rows, in two files."""
    (tmp_path / "in").mkdir()
    rows = _rows(600)
    _write_parquet(tmp_path / "in" / "a.parquet", rows[:350], group=50)
    _write_parquet(tmp_path / "in" / "b.parquet", rows[350:], group=50)
    return tmp_path / "in"


def test_same_rows_as_one_machine(cluster, source, tmp_path):
    """Parts put together in the order of names are the one-machine file, cell by cell, and the floats to the bit."""
    report = score_cluster(source, tmp_path / "out", scheduler=cluster)
    expected = _one_machine(_rows(600), tmp_path)
    assert [f"part-{n:05d}-of-00012.parquet" for n in range(12)] == _parts(tmp_path / "out")
    found = pd.read_parquet(tmp_path / "out")
    assert expected == [list(found.columns), *_as_lines(found)]
    scored = score_frame(pd.DataFrame(_rows(600), columns=HEADINGS))
    for column in ("confidence", "score_1", "score_3"):
        assert [x or None for x in scored[column]] == [x or None for x in found[column].fillna(0).tolist()]
    assert (600, 600, 0, 12, 0) == (report.rows, report.scored, report.rejected, report.parts, report.skipped)
    assert scored["status"].value_counts().to_dict() == report.statuses
    assert ("Name",) == report.never_read


@pytest.mark.parametrize("options", [{"layout": "long", "top_k": 2}, {"keep": ["Name"], "reasons": False}])
def test_same_rows_with_options(cluster, source, tmp_path, options):
    """Layout, places, reasons and kept columns are those of the one-machine run, formulas neutralised."""
    score_cluster(source, tmp_path / "out", scheduler=cluster, **options)
    found = pd.read_parquet(tmp_path / "out")
    expected = _one_machine(_rows(600), tmp_path, **options)
    assert expected == [list(found.columns), *_as_lines(found)]


def test_a_killed_worker(cluster, source, tmp_path):
    """A worker that is killed with SIGKILL in the middle of a part costs no row and doubles none."""
    expected = _one_machine(_rows(600), tmp_path)
    mark = str(tmp_path / "pid")

    def hold(mark):
        """On the first part of this worker: say who it is after its rows are scored, and wait to be killed."""
        import os
        import time

        from recommender import cluster_parts

        score = cluster_parts.score_partition

        def held(*args, **options):
            ranked = score(*args, **options)
            try:
                handle = os.open(mark, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            except FileExistsError:
                return ranked
            os.write(handle, f"{os.getpid()}\n".encode())
            time.sleep(90)
            return ranked

        cluster_parts.score_partition = held
        return os.getpid()

    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".part-00000-of-00012.parquet.0123.kpo-tmp").write_bytes(b"of an earlier death")
    workers = cluster.run(hold, mark)
    killed = []

    def kill():
        deadline = time.monotonic() + 60
        while not (Path(mark).exists() and Path(mark).read_text(encoding="ascii").endswith("\n")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        killed.append(int(Path(mark).read_text(encoding="ascii")))
        time.sleep(0.3)
        os.kill(killed[0], signal.SIGKILL)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    report = score_cluster(source, tmp_path / "out", scheduler=cluster)
    thread.join(10)
    cluster.wait_for_workers(2, timeout=60)
    assert killed[0] in workers.values()
    assert killed[0] not in cluster.run(os.getpid).values()
    assert 12 == len(_parts(tmp_path / "out"))
    found = pd.read_parquet(tmp_path / "out")
    assert expected == [list(found.columns), *_as_lines(found)]
    assert [str(n) for n in range(1, 601)] == found["candidate_id"].tolist()
    assert (600, 600, 0) == (report.rows, report.scored, report.rejected)
    assert [] == [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]


def test_a_part_that_kills_its_workers(cluster, source, tmp_path, monkeypatch):
    """A part with which workers die again and again ends the run in one line, and the finished parts stay."""
    monkeypatch.setattr(cluster.cluster.scheduler, "allowed_failures", 0)

    def die(target):
        """Die at the part of row 301."""
        import os
        import signal
        from pathlib import Path

        from recommender import cluster_parts

        score = cluster_parts.score_partition

        def deadly(frame, *args, **options):
            if Path(target).exists() and "=Maya 300" in set(frame["Name"]):
                os.kill(os.getpid(), signal.SIGKILL)
            return score(frame, *args, **options)

        cluster_parts.score_partition = deadly

    cluster.run(die, str(tmp_path / "out"))
    with pytest.raises(
        RecommenderError, match=r"part-000\d\d-of-00012: 1 of the workers that had this part in hand died"
    ):
        score_cluster(source, tmp_path / "out", scheduler=cluster)
    monkeypatch.undo()
    cluster.wait_for_workers(2, timeout=60)
    cluster.restart(timeout=60)
    assert 0 < score_cluster(source, tmp_path / "out", scheduler=cluster).skipped < 12


def test_a_rerun_skips_finished_parts(cluster, source, tmp_path):
    """A second run scores nothing and touches no file; one part that is missing or cut short is made again, alone."""
    target = tmp_path / "out"
    score_cluster(source, target, scheduler=cluster)
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*") if path.is_file()}
    wanted = {path.name: path.read_bytes() for path in target.glob("part-*")}
    assert 12 == score_cluster(source, target, scheduler=cluster).skipped
    assert before == {path: path.stat().st_mtime_ns for path in target.rglob("*") if path.is_file()}
    (target / "part-00003-of-00012.parquet").unlink()
    (target / "part-00007-of-00012.parquet").write_bytes(b"PAR1")
    report = score_cluster(source, target, scheduler=cluster)
    assert (12, 10, 600) == (report.parts, report.skipped, report.rows)
    assert wanted == {path.name: path.read_bytes() for path in target.glob("part-*")}


def test_a_run_that_stopped_goes_on(cluster, source, tmp_path):
    """A run that died before its end leaves no _SUCCESS; run again it does what is missing."""
    target = tmp_path / "out"

    class StopError(Exception):
        pass

    def stop(done, _parts):
        if done == 4:
            msg = "at four"
            raise StopError(msg)

    with pytest.raises(StopError, match="at four"):
        score_cluster(source, target, scheduler=cluster, progress=stop)
    assert not (target / "_SUCCESS").exists()
    assert score_cluster(source, target, scheduler=cluster).skipped >= 4
    assert (target / "_SUCCESS").exists()
    assert 600 == len(pd.read_parquet(target))


def test_the_manifest(cluster, source, tmp_path):
    """The manifest names every part with its rows and checksum, the settings and the model; nobody's name stands in it."""
    target = tmp_path / "out"
    score_cluster(source, target, scheduler=cluster, top_k=2)
    document = json.loads((target / "_manifest.json").read_text(encoding="utf-8"))
    assert (600, 600, 0) == (document["rows"], document["scored"], document["rejected"])
    assert 2 == document["run"]["top_k"]
    assert 64 == len(document["run"]["model_sha256"])
    assert {"kpo-recommender", "python", "numpy"} <= set(document["versions"])
    assert [1 + 50 * n for n in range(12)] == [part["first_row"] for part in document["parts"]]
    for part in document["parts"]:
        content = (target / part["files"][0]["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == part["files"][0]["sha256"]
        assert len(content) == part["files"][0]["bytes"]
    assert "Maya" not in json.dumps(document)
    newest = max((path for path in target.rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime_ns)
    assert "_SUCCESS" == newest.name


def test_another_run_is_refused(cluster, source, tmp_path):
    """A folder with parts of other options, of a changed input or of no run is refused, and stays as it is."""
    target = tmp_path / "out"
    score_cluster(source, target, scheduler=cluster)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    with pytest.raises(TableError, match=r"out: holds parts of a run that differs in top_k\. Choose another folder"):
        score_cluster(source, target, scheduler=cluster, top_k=2)
    _write_parquet(source / "b.parquet", _rows(251), group=50)
    with pytest.raises(TableError, match="differs in inputs"):
        score_cluster(source, target, scheduler=cluster)
    with pytest.raises(TableError, match=r"holds 'a.parquet' and no readable _run.json"):
        score_cluster(source / "a.parquet", source, scheduler=cluster)
    assert before == {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}


def test_wrong_options_claim_no_folder(cluster, source, tmp_path):
    """After a run that was refused for its columns, or that died before its first part, the folder takes another."""
    with pytest.raises(
        TableError, match="in: --map: no column 'Skils'; the columns are 'Name', 'Key Skills', 'Remarks'"
    ):
        score_cluster(source, tmp_path / "out", scheduler=cluster, columns={"skills": "Skils"})
    with pytest.raises(TableError, match="no column 'E-mail' to keep"):
        score_cluster(source, tmp_path / "out", scheduler=cluster, keep=["E-mail"])
    assert not (tmp_path / "out").exists()
    publish_text('{"top_k": 9}', (tmp_path / "out" / "_run.json").as_uri())
    assert 600 == score_cluster(source, tmp_path / "out", scheduler=cluster).rows


def test_csv_files(cluster, tmp_path):
    """A CSV is one part, quoted line ends and all; numbers go on from file to file, and rejected rows count."""
    (tmp_path / "in").mkdir()
    rows = _rows(40)
    _write_csv(tmp_path / "in" / "1.csv", [*rows[:10], ["", "", ""], *rows[10:20]])
    _write_csv(tmp_path / "in" / "2.csv", [["x", "too short"], *rows[20:]])
    report = score_cluster(tmp_path / "in" / "*.csv", tmp_path / "out", scheduler=cluster, form="csv", keep=["Name"])
    expected = _one_machine([*rows[:10], ["", "", ""], *rows[10:20], ["x", "y"], *rows[20:]], tmp_path, keep=["Name"])
    first, second = (_lines(tmp_path / "out" / f"part-0000{n}-of-00002.csv") for n in (0, 1))
    assert expected == [*first, *second[1:]]
    assert (42, 40, 2) == (report.rows, report.scored, report.rejected)
    assert {"blank-row": 1, "missing-cell": 1} == report.reject_codes
    named = [_lines(tmp_path / "out" / "_rejects" / f"part-0000{n}-of-00002.csv")[1] for n in (0, 1)]
    assert [["2", "missing-cell"]] == [named[1][:2]]
    assert ["blank-row", "every cell is empty"] == named[0][1:]


def test_what_a_reader_has_to_say(here, tmp_path, monkeypatch):
    """Notes of a file's reader stand in the report, after the file's name, and in the manifest."""
    _write_csv(tmp_path / "a.csv", [["x", "Tally", ""]])

    def noted(*args):
        table = open_part(*args)
        table.notes = [*table.notes, "column B is odd"]
        return table

    monkeypatch.setattr("recommender.cluster_reading.open_part", noted)
    report = score_cluster(tmp_path / "a.csv", tmp_path / "out", scheduler=here)
    assert (f"{tmp_path}/a.csv: column B is odd",) == report.notes
    assert str(report).endswith("a.csv: column B is odd")


def test_columns_of_all_files_together(cluster, tmp_path):
    """Files may have other columns, in another order: what one lacks is empty; an id column of one serves all."""
    (tmp_path / "in").mkdir()
    _write_csv(tmp_path / "in" / "a.csv", [["Tally, GST", "K1"]], ["Skills", "Candidate ID"])
    _write_parquet(tmp_path / "in" / "b.parquet", [["LLB", "contract drafting"]], ["Education", "Skills"])
    score_cluster(tmp_path / "in", tmp_path / "out", scheduler=cluster, top_k=1)
    found = pd.read_parquet(tmp_path / "out")
    expected = score_frame(pd.DataFrame({"Skills": ["Tally, GST", "contract drafting"], "Education": ["", "LLB"]}))
    assert ["K1", ""] == found["candidate_id"].tolist()
    assert expected["score_1"].tolist() == found["score_1"].tolist()
    assert expected["domain_1"].tolist() == found["domain_1"].tolist()


def test_chosen_columns(cluster, tmp_path):
    """A column of any heading serves where it is chosen."""
    (tmp_path / "in").mkdir()
    _write_csv(tmp_path / "in" / "a.csv", [["Tally, GST"]], ["Stuff"])
    _write_parquet(tmp_path / "in" / "b.parquet", [["contract drafting"]], ["Stuff"])
    score_cluster(tmp_path / "in", tmp_path / "out", scheduler=cluster, columns={"skills": "Stuff"}, top_k=1)
    expected = score_frame(pd.DataFrame({"skills": ["Tally, GST", "contract drafting"]}))
    assert expected["score_1"].tolist() == pd.read_parquet(tmp_path / "out")["score_1"].tolist()


def test_headings_that_stand_twice():
    """A heading that stands twice in a file stands twice among all; the order is that of first sight."""
    shapes = [Shape(("Skills", "b", "Skills"), (1,), by_groups=False), Shape(("c", "b"), (1,), by_groups=False)]
    headings, columns = columns_of_all(shapes, {}, "all")
    assert ("Skills", "b", "Skills", "c") == headings
    assert {"skills": (0, 2)} == dict(columns.fields)


def test_a_folder_of_all_kinds(here, tmp_path, monkeypatch):
    """A folder is what it is on one machine, whatever lies in it and however it is cut: the same rows, the same rejects."""
    monkeypatch.setattr("recommender.cluster_parts.CHUNK", 4)
    folder = tmp_path / "in"
    folder.mkdir()
    rows = _rows(30)
    _write_csv(folder / "a.csv", [*rows[:10], ["short"]])
    (folder / "b.csv.gz").write_bytes(gzip.compress((folder / "a.csv").read_bytes()))
    frame = pd.DataFrame(rows[10:], columns=HEADINGS).assign(Degree=["LLB", None] * 10, Day=dt.date(2026, 1, 2))
    frame.loc[9] = None
    frame.to_parquet(folder / "c.parquet", row_group_size=7)
    (folder / "d.jsonl").write_text('{"Remarks": "GST", "Key Skills": ["Tally", "SQL"]}\n', encoding="utf-8")
    report = score_cluster(folder, tmp_path / "out", scheduler=here)
    expected = score_csv(folder, tmp_path / "one.parquet", rejects=tmp_path / "one.csv")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "one.parquet"), pd.read_parquet(tmp_path / "out"))
    assert (expected.rows, expected.scored, expected.rejected) == (report.rows, report.scored, report.rejected)
    assert (expected.reject_codes, expected.statuses) == (report.reject_codes, report.statuses)
    named = [line for path in sorted((tmp_path / "out" / "_rejects").iterdir()) for line in _lines(path)[1:]]
    assert [line[:2] for line in _lines(tmp_path / "one.csv")[1:]] == [line[:2] for line in named]
    assert 3 == report.rejected


def test_values_of_parquet(cluster, tmp_path):
    """Numbers, dates, lists and missing values are what the same cells are in a frame."""
    frame = pd.DataFrame({"id": [7, 8], "skills": [["Tally", "GST"], None], "experience": [2.5, None]})
    frame.to_parquet(tmp_path / "in.parquet")
    report = score_cluster(tmp_path / "in.parquet", tmp_path / "out", scheduler=cluster, top_k=1)
    found = pd.read_parquet(tmp_path / "out")
    expected = score_frame(frame, top_k=1)
    assert ["7", "8"] == found["candidate_id"].tolist()
    assert expected["score_1"].tolist()[0] == found["score_1"].tolist()[0]
    assert 2 == report.rows


def test_no_rows(cluster, tmp_path):
    """A table without a row gives a part without a row that has all columns."""
    _write_parquet(tmp_path / "in.parquet", [])
    report = score_cluster(tmp_path / "in.parquet", tmp_path / "out", scheduler=cluster, top_k=1)
    found = pd.read_parquet(tmp_path / "out")
    assert (0, 9) == found.shape
    assert (0, 1) == (report.rows, report.parts)


def test_own_model(cluster, tmp_path, tiny_catalog):
    """A model in a folder ranks its own domains."""
    save_model(build_model(tiny_catalog), tmp_path / "model")
    _write_parquet(tmp_path / "in.parquet", [["x", "Tally Prime", ""]])
    score_cluster(tmp_path / "in.parquet", tmp_path / "out", scheduler=cluster, model_path=tmp_path / "model")
    assert ["Books"] == pd.read_parquet(tmp_path / "out")["domain_1"].tolist()


def test_files_in_memory(here):
    """Inputs and parts may lie on any filesystem that fsspec knows; here in memory."""
    text = "id,skills\nK1,Tally\nK2,contract drafting\n"
    publish_text(text, "memory://bucket/in/a.csv")
    publish_text(text, "memory://bucket/in/_not_this.csv")
    report = score_cluster("memory://bucket/in/*", "memory://bucket/out", scheduler=here, form="csv", top_k=1)
    filesystem, _ = place("memory://bucket/out")
    lines = filesystem.cat_file("/bucket/out/part-00000-of-00001.csv").decode().splitlines()
    assert ["candidate_id", "K1", "K2"] == [line.split(",")[0] for line in lines]
    assert filesystem.exists("/bucket/out/_SUCCESS")
    assert 2 == report.rows
    assert (
        1 == score_cluster("memory://bucket/in/*", "memory://bucket/out", scheduler=here, form="csv", top_k=1).skipped
    )


def test_a_cluster_of_its_own(sample_csv, tmp_path):
    """Without a scheduler the run starts its processes and ends them."""
    seen = []
    report = score_cluster(
        sample_csv, tmp_path / "out", jobs=1, form="csv", progress=lambda done, parts: seen.append((done, parts))
    )
    score_csv(sample_csv, tmp_path / "one.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "out" / "part-00000-of-00001.csv").read_bytes()
    assert [(1, 1)] == seen
    assert 0 == report.rejected


def test_inputs(tmp_path):
    """A folder's files come in the order of names, hidden ones and folders left out; a file named twice is refused."""
    for name in ("b.csv", "a.csv", ".c.csv", "_d.csv"):
        _write_csv(tmp_path / name, [])
    (tmp_path / "e.csv").mkdir()
    expected = [(tmp_path / name).as_uri() for name in ("a.csv", "b.csv")]
    assert expected == [item.url for item in find_inputs([str(tmp_path)])]
    assert expected == [item.url for item in find_inputs([str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])]
    assert expected[1:] == [item.url for item in find_inputs([str(tmp_path / "b*.csv")])]
    with pytest.raises(TableError, match=r"a\.csv: is named twice among the inputs"):
        find_inputs([str(tmp_path), str(tmp_path / "a.csv")])


@pytest.mark.parametrize(
    ("source", "match"),
    [
        ("nowhere/*.csv", r"nowhere/\*\.csv: no file of candidates is there"),
        ("nowhere", "nowhere: cannot be read: No such file"),
        ("foo://bucket/in", "foo://bucket/in: this kind of URL cannot be used: Protocol not known: foo"),
        ("", "source: no file of candidates is there"),
    ],
)
def test_inputs_that_are_not_there(source, match):
    """What is not there is named in one line."""
    with pytest.raises(TableError, match=match):
        find_inputs([source] if source else [])


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"PAR1 and no more", r"bad: the file is damaged or of an unknown kind \("),
        (b"\x89PNG\r\n", "bad: this is a picture, not a CSV"),
        (b"Name,E-mail\nMaya,m@x\n", "bad: no column that can be scored among 'Name', 'E-mail'"),
    ],
)
def test_inputs_that_are_no_tables(here, tmp_path, content, match):
    """A file that is no table of candidates ends the run before a row is scored, by its name."""
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(TableError, match=match) as caught:
        score_cluster(tmp_path / "bad", tmp_path / "out", scheduler=here)
    assert "\n" not in str(caught.value)
    assert "file://" not in str(caught.value)


def _run(tmp_path, **changes):
    settings = Settings("0", "0", 1, "wide", True, {}, (), "csv")._replace(**changes)
    return Run("digest", (tmp_path / "out").as_uri(), ("skills",), settings, None)


def test_a_worker_with_another_model(tmp_path):
    """A worker whose version or model is not that of the run refuses to score."""
    part = Part("part-00000-of-00001", (tmp_path / "a.csv").as_uri(), "", None, None)
    with pytest.raises(
        RecommenderError, match=r"the packaged model: a worker has version .* the run began with version 0"
    ):
        score_part(part, _run(tmp_path))


def test_an_input_that_changed(here, tmp_path, monkeypatch):
    """An input that is written while the run goes on ends it, with its name."""
    path = tmp_path / "a.csv"
    _write_csv(path, [["x", "Tally", ""]])

    def change(url, chosen):
        shape = shape_of(url, chosen)
        _write_csv(path, [["x", "Tally", ""], ["y", "SQL", ""]])
        return shape

    monkeypatch.setattr("recommender.cluster.shape_of", change)
    with pytest.raises(TableError, match=r"a\.csv: changed while the run was going on"):
        score_cluster(path, tmp_path / "out", scheduler=here)
    assert [] == _parts(tmp_path / "out")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk(here, tmp_path, monkeypatch):
    """A full disk is said in one line that names the part; no part, no receipt, no litter is left."""
    _write_csv(tmp_path / "a.csv", [["x", "Tally", ""]])

    def full(_source, copy, *_):
        copy.write(b"x")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("recommender.cluster_store.shutil.copyfileobj", full)
    with pytest.raises(TableError, match=r"cannot be written: No space left on device\. Parts that are finished stay"):
        score_cluster(tmp_path / "a.csv", tmp_path / "out", scheduler=here)
    assert [] == [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_no_scheduler_there(monkeypatch, sample_csv, tmp_path):
    """An address where nothing answers is said in one line."""
    monkeypatch.setattr("recommender.cluster._WAIT", 1)
    with pytest.raises(RecommenderError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers there"):
        score_cluster(sample_csv, tmp_path / "out", scheduler="tcp://127.0.0.1:9")


def test_the_target_is_a_file(here, sample_csv, tmp_path):
    """A target that is a file is refused and stays."""
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(TableError, match="out: this is a file; the parts of a run need a folder"):
        score_cluster(sample_csv, tmp_path / "out", scheduler=here)
    assert "mine" == (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"top_k": 0}, "top_k must be a whole number of 1 or more, got 0"),
        ({"jobs": True}, "jobs must be a whole number of 1 or more, got True"),
        ({"layout": "tall"}, "layout must be one of wide, long, got 'tall'"),
        ({"form": "xlsx"}, "form must be one of parquet, csv, got 'xlsx'"),
    ],
)
def test_options_out_of_range(options, match):
    """An option out of range is refused before anything is read."""
    with pytest.raises(ValueError, match=match):
        score_cluster("nowhere", "nowhere", **options)


def test_the_missing_extra(monkeypatch, sample_csv, tmp_path):
    """Without the extra the line that installs it is shown."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(RecommenderError, match=r'needs distributed, .* pip install "kpo-recommender\[dask\]"'):
        score_cluster(sample_csv, tmp_path / "out")
    assert read_json((tmp_path / "out" / "_run.json").as_uri()) is None
