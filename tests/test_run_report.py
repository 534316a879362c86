"""The report of a run says all that is needed to make any of its scores again."""

import hashlib
import json
import platform

import numpy as np
import pytest

import recommender
from recommender import TableError, score_csv
from recommender.model_files import verify_model
from recommender.tables import CandidateTable

GOOD = "candidate_id,skills,Name\nK1,Tally and GST returns,A\nK2,prior art search,B\nK3\n"


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def run(tmp_path):
    """Report of a run, from its file and as returned."""

    def _run(name="out.csv", **options):
        (tmp_path / "in.csv").write_text(GOOD)
        options = {"keep": ["Name"], "top_k": 2, "columns": {"text": "skills"}, **options}
        done = score_csv(tmp_path / "in.csv", tmp_path / name, run_report=tmp_path / "run.json", **options)
        return json.loads((tmp_path / "run.json").read_text()), done

    return _run


def test_what_it_says(run, tmp_path):
    """Counts, columns, checksums, options and versions stand in it, as worked out by other means."""
    said, done = run()
    assert (3, 2, 1, {"missing-cell": 1}) == tuple(said[k] for k in ("rows", "scored", "rejected", "reject_codes"))
    assert said["rows"] == said["scored"] + said["rejected"] == sum(said["statuses"].values()) + 1
    assert (["candidate_id", "skills"], [], ["Name"]) == tuple(said[k] for k in ("used", "ignored", "never_read"))
    assert said["sha256"] == {
        "input": _sha256(tmp_path / "in.csv"),
        "output": _sha256(tmp_path / "out.csv"),
        "model": verify_model()["manifest_sha256"],
    }
    assert {"top_k": 2, "layout": "wide", "reasons": True, "sheet": None} == {
        k: said["options"][k] for k in ("top_k", "layout", "reasons", "sheet")
    }
    assert ({"text": "skills"}, ["Name"]) == (said["options"]["columns"], said["options"]["keep"])
    assert {
        "kpo-recommender": recommender.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
    } == {k: said["versions"][k] for k in ("kpo-recommender", "python", "numpy")}
    assert {"scipy", "pandas", "scikit-learn"} < set(said["versions"])
    assert (str(tmp_path / "in.csv"), str(tmp_path / "out.csv")) == (said["source"], said["output"])
    assert said["started"].endswith("+00:00")
    assert 0 < said["seconds"]
    assert said["rows_per_second"] == pytest.approx(3 / said["seconds"], rel=0.1)
    assert json.loads(json.dumps(done.to_dict())) == said


def test_checksum_is_that_of_the_file_as_it_stands(run, tmp_path):
    """For a format that is made at the end, the checksum is that of the file made."""
    said, _ = run("out.csv.gz")
    assert _sha256(tmp_path / "out.csv.gz") == said["sha256"]["output"]


def test_standard_output_has_no_checksum(tmp_path, capsys):
    """What went to standard output is not there to be summed; the report is written all the same."""
    (tmp_path / "in.csv").write_text(GOOD)
    score_csv(tmp_path / "in.csv", "-", run_report=tmp_path / "run.json")
    assert capsys.readouterr().out.startswith("candidate_id,status,")
    assert {"input", "model"} == set(json.loads((tmp_path / "run.json").read_text())["sha256"])


def test_own_model(run, tiny_catalog):
    """The model is named by its manifest's checksum, also one that lies in no folder."""
    from recommender.build import build_model

    said, _ = run(model=build_model(tiny_catalog))
    assert said["sha256"]["model"] not in {"", verify_model()["manifest_sha256"]}
    assert len(said["sha256"]["model"]) == 64


@pytest.mark.parametrize("other", ["in.csv", "out.csv", "out.rejects.csv", "page.html"])
def test_a_report_is_not_written_over_another_file(tmp_path, other):
    """The report shares no file with the input, the output, the rejects or the page."""
    (tmp_path / "in.csv").write_text(GOOD)
    with pytest.raises(TableError, match="is the same file as the"):
        score_csv(tmp_path / "in.csv", tmp_path / "out.csv", run_report=tmp_path / other, report=tmp_path / "page.html")
    assert (tmp_path / "in.csv").read_text() == GOOD
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_notes_are_said(tmp_path):
    """What the reader of the input has to say stands in the summary."""
    (tmp_path / "in.csv").write_text("A list of candidates,,\n" + GOOD)
    done = score_csv(tmp_path / "in.csv", tmp_path / "out.csv")
    assert done.notes
    assert f"note: {done.notes[0]}" in str(done).splitlines()


def test_notes_that_come_late(tmp_path, monkeypatch):
    """What the reader finds out only while rows are read is said too."""

    class Late(CandidateTable):
        def __iter__(self):
            yield from super().__iter__()
            self.notes.append("the last row is odd")

    monkeypatch.setattr("recommender.batch.open_table", lambda source, columns, sheet: Late(source, columns))  # noqa: ARG005
    (tmp_path / "in.csv").write_text(GOOD)
    assert score_csv(tmp_path / "in.csv", tmp_path / "out.csv").notes == ("the last row is odd",)
