"""The checksum of an input is that of its bytes, whoever else reads them, and an input that is closed is read no more."""

import hashlib
import io
import os
import threading

import pytest

from recommender import raw_table
from recommender.errors import TableError
from recommender.raw_input import Raw, open_raw
from recommender.raw_table import Checksum
from recommender.tables import CandidateTable

pytestmark = pytest.mark.skipif(not hasattr(os, "pread"), reason="files are summed up at once here")
DATA = b"skills,id\n" + b"Tally,1\n" * 700_000


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "in.csv"
    made.write_bytes(DATA)
    return made


def test_others_read_meanwhile(path):
    """The file stays where others are in it, and is summed up whole."""
    with CandidateTable(path) as table:
        assert table._checksum._thread is not None
        read = iter(table)
        first = [next(read) for _ in range(10)]
        assert hashlib.sha256(DATA).hexdigest() == table.digest == table.digest
        assert 700_000 == len([*first, *read])


@pytest.mark.parametrize("data", [b"", b"skills\nTally\n", DATA], ids=["empty", "small", "large"])
def test_in_memory(data):
    """What has no descriptor is summed up at once, and is at its start again."""
    raw = Raw("test", io.BytesIO(data), len(data))
    assert hashlib.sha256(data).hexdigest() == Checksum(raw).value()
    assert 0 == raw.file.tell()


def test_a_read_error_is_said_when_the_sum_is_asked_for(path, monkeypatch):
    """A disk that fails is named; not before somebody asks."""

    def failing(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(raw_table.os, "pread", failing)
    raw = open_raw(path)
    with raw.file:
        checksum = Checksum(raw)
        with pytest.raises(TableError, match=r"in.csv: cannot be read: Input/output error"):
            checksum.value()


def test_nothing_is_read_after_the_table_is_closed(path, monkeypatch):
    """A table that is closed, or that cannot be opened, leaves no thread and no open file behind."""
    going, read = threading.Event(), []

    def slow(_, size, at):
        read.append(at)
        going.wait(10)
        return b"x" * size  # without end

    monkeypatch.setattr(raw_table.os, "pread", slow)
    with CandidateTable(path) as table:
        thread = table._checksum._thread
        table._checksum._stopped = True
        going.set()
    assert not thread.is_alive()
    path.write_bytes(b"nothing,here\n" * 400_000)
    with pytest.raises(TableError):
        CandidateTable(path)
    assert not [one for one in threading.enumerate() if one.name == "checksum"]
    assert len(read) < 1_000
