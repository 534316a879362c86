"""No file that is read, and no other file that is written, is written over."""

import pytest

from recommender.errors import TableError
from recommender.targets import check_paths, rejects_beside, stands


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("out.csv", "out.rejects.csv"),
        ("out", "out.rejects.csv"),
        ("a.b/out.parquet", "a.b/out.rejects.csv"),
        ("out.csv.gz", "out.rejects.csv"),
        ("out.gz", "out.rejects.csv"),
        ("-", ""),
        (".", ""),
    ],
)
def test_rejects_beside(target, expected):
    """Rejects are named beside the output, whatever its format; nowhere where there is no file to stand beside."""
    assert expected == rejects_beside(target)


@pytest.mark.parametrize("source", ["{}", "{}/*.csv", "{}/**/*.csv", "{}/o?t.csv"])
def test_an_output_among_the_inputs(tmp_path, source):
    """A file that a folder or a pattern reads is not written over."""
    (tmp_path / "out.csv").touch()
    with pytest.raises(TableError, match=r"out\.csv: the output lies among the files that are read\. Choose another"):
        check_paths(source.format(tmp_path), str(tmp_path / "out.csv"), "")
    with pytest.raises(TableError, match=r"out\.csv: the rejects file lies among the files that are read"):
        check_paths(source.format(tmp_path), str(tmp_path / "x" / "o.csv"), str(tmp_path / "out.csv"))


def test_an_output_beside_the_inputs(tmp_path):
    """A pattern that does not take the output in is no reason to refuse it."""
    (tmp_path / "in.csv").touch()
    (tmp_path / "out.tsv").touch()
    check_paths(str(tmp_path / "*.csv"), str(tmp_path / "out.tsv"), str(tmp_path / "out.rejects.tsv"))


def test_stands(tmp_path):
    """A file stands; a folder, nothing, and no path at all do not."""
    (tmp_path / "a").touch()
    assert [stands(str(path)) for path in (tmp_path / "a", tmp_path, tmp_path / "b")] == [True, False, False]
    assert not stands("")
