"""A written file is complete or absent, whatever happens on the way."""

import os
import stat
from pathlib import Path

import pytest

from recommender.errors import TableError
from recommender.files import replaced, same_file

posix = pytest.mark.skipif(os.name != "posix", reason="devices and modes of POSIX")


def _content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _write_and_fail(target, error):
    with replaced(target) as file:
        file.write("x" * 100_000)
        raise error


def test_new_file(tmp_path):
    """The file appears when the block ends, and not before."""
    target = tmp_path / "out.csv"
    with replaced(target) as file:
        file.write("é,\r\n\n")
        assert not target.exists()
    assert _content(tmp_path) == {"out.csv": b"\xc3\xa9,\r\n\n"}


def test_old_file_stays_until_the_end(tmp_path):
    """The old content stands until the new one is whole."""
    target = tmp_path / "out.csv"
    target.write_text("old")
    with replaced(target) as file:
        file.write("new")
        file.flush()
        assert target.read_text() == "old"
    assert _content(tmp_path) == {"out.csv": b"new"}


@pytest.mark.parametrize("error", [ValueError("bad"), KeyboardInterrupt("bad"), BrokenPipeError("bad")])
@pytest.mark.parametrize("before", [None, b"old"])
def test_failure_leaves_everything_as_it_was(tmp_path, error, before):
    """A failing block leaves the old file, no new one and no litter, and its error passes."""
    target = tmp_path / "out.csv"
    if before is not None:
        target.write_bytes(before)
    with pytest.raises(type(error), match="bad"):
        _write_and_fail(target, error)
    assert ({} if before is None else {"out.csv": before}) == _content(tmp_path)


def test_folder_that_does_not_exist(tmp_path):
    """A target in a missing folder is named, with the reason."""
    target = tmp_path / "no" / "out.csv"
    with pytest.raises(TableError, match=r"no.out\.csv: cannot be written: No such file"), replaced(target):
        pass


def test_file_in_place_of_a_folder(tmp_path):
    """A target below a file is named, with the reason."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(TableError, match=r"cannot be written: Not a directory"), replaced(tmp_path / "file" / "o.csv"):
        pass
    assert _content(tmp_path) == {"file": b"x"}


def test_target_is_a_folder(tmp_path):
    """A folder is no target."""
    with pytest.raises(TableError, match="cannot be written: "), replaced(tmp_path):
        pass
    assert _content(tmp_path) == {}


@posix
def test_symlink_stays_a_link(tmp_path):
    """Through a symbolic link the file it points to is replaced; the link stays."""
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    with replaced(tmp_path / "link.csv") as file:
        file.write("new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_mode_is_kept(tmp_path, mode):
    """A replaced file keeps its mode: a private list stays private."""
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(mode)
    with replaced(target) as file:
        file.write("new")
    assert mode == stat.S_IMODE(target.stat().st_mode)


@posix
def test_mode_of_a_new_file_follows_the_umask(tmp_path):
    """A new file has the mode that any new file gets."""
    (tmp_path / "plain").touch()
    with replaced(tmp_path / "out.csv") as file:
        file.write("x")
    assert stat.S_IMODE((tmp_path / "plain").stat().st_mode) == stat.S_IMODE((tmp_path / "out.csv").stat().st_mode)


@posix
@pytest.mark.parametrize("name", ["a" * 251 + ".csv", "ह" * 80 + ".csv"])
def test_longest_names(tmp_path, name):
    """Every name that the file system takes can be a target (255 bytes)."""
    with replaced(tmp_path / name) as file:
        file.write("x")
    assert {name: b"x"} == _content(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_full_device():
    """A full device is an error, and a device afterwards."""
    message = r"/dev/full: cannot be written: No space left"
    with pytest.raises(TableError, match=message), replaced("/dev/full") as file:
        file.write("x")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_standard_output(capsys):
    """`-` is standard output, which stays open."""
    with replaced("-") as file:
        file.write("a,b\n")
    print("more")
    assert capsys.readouterr().out == "a,b\nmore\n"


def test_same_file(tmp_path):
    """Links, hard links and roundabout paths are the same file; other and missing files are not."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.touch()
    two.touch()
    (tmp_path / "hard").hardlink_to(one)
    (tmp_path / "soft").symlink_to(one)
    (tmp_path / "folder").mkdir()
    same = [one, tmp_path / "hard", tmp_path / "soft", tmp_path / "folder" / ".." / "one", str(one)]
    assert [same_file(path, one) for path in same] == [True] * 5
    assert [same_file(path, one) for path in (two, tmp_path / "missing")] == [False] * 2
    assert same_file(tmp_path / "missing", tmp_path / "folder" / ".." / "missing")
