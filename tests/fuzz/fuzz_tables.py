"""Fuzzing of every reader of candidates with atheris, outside the normal test run.

    pip install atheris
    python tests/fuzz/fuzz_tables.py -max_total_time=300 -rss_limit_mb=1024 -timeout=10 [FOLDER WITH FINDINGS]

Stops at a traceback that is no `RecommenderError`, a message of several lines, a hang over 10 s or more than 1 GiB. The
first byte says how the rest is dressed, so that the fuzzer gets past checksums: as it is, in gzip, as a member of a zip,
as the sheet of a workbook, below a header of CSV; the last is read by both readers of CSV, which have to agree.
"""

import io
import os
import runpy
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["recommender"]):
    from recommender.errors import RecommenderError
    from recommender.sheet_worker import read_sheet
    from recommender.sources import open_table
    from recommender.tables import Reject, Row

make = runpy.run_path(str(Path(__file__).parent.parent / "table_makers.py"))
both = runpy.run_path(str(Path(__file__).parent.parent / "test_records.py"))
WORKBOOK = make["xlsx"]([["candidate_id", "skills"], ["K1", "Tally"]])
PATH = Path(tempfile.gettempdir()) / f"kpo-fuzz-{os.getpid()}"
MAX_SHOWN = 100_000


def dressed(kind, content):
    """The bytes of a file, by the kind that the first byte asks for."""
    if kind == 1:
        return make["gz"](content)
    if kind == 2:
        return make["zipped"](a__csv=content, b__csv=make["GOOD"])
    return content


def sheet(content):
    """Read a workbook whose sheet is these bytes, in this process, where the fuzzer sees the reader's own code."""
    book = make["repacked"](WORKBOOK, lambda name, old: content if name.endswith("sheet1.xml") else old)
    try:
        _, rows = read_sheet(io.BytesIO(book), None, None)
        for _ in rows:
            pass
    except ValueError:
        return


def records(content):
    """Read rows below a header line by line and by compiled code, in stretches of a size that the content says."""
    data = both["HEADER"].encode() + content
    try:
        expected = both["_by_lines"](data)
    except RecommenderError as error:
        assert "\n" not in str(error), str(error)  # noqa: PT017 (both outcomes are right)
        return
    assert expected == both["_by_stretches"](data, 1 + len(content) % 5)


def one(data):
    """One input."""
    kind, content = (data[0] % 8, data[1:]) if data else (0, data)
    if kind == 4:
        records(content)
        return
    if kind == 3 and b"r=" not in content:  # a far cell would end this process, as it ends the worker
        sheet(content)
        return
    PATH.write_bytes(dressed(kind, content))
    try:
        with open_table(PATH) as table:
            for number, row in enumerate(table):
                assert isinstance(row, Row | Reject)
                assert number < MAX_SHOWN * 10
            assert 0 <= table.consumed() <= 1
    except RecommenderError as error:
        assert "\n" not in str(error), str(error)  # noqa: PT017 (both outcomes are right)


def seeds(folder):
    """Files to begin with, one of each format."""
    columns = {"candidate_id": ["K1", "K2"], "skills": ["Tally", "Java"]}
    files = [
        make["GOOD"].encode(),
        make["GOOD"].encode("utf-16"),
        b'candidate_id;"skills"\r\nK1;"a\r\n""b"""\r\nK2;"open\n',
        b'{"candidate_id": "K1", "skills": ["Tally", {"name": "x"}]}\n{"a": 1.5}\n',
        b'[{"skills": "x"}, null]',
        make["gz"](make["GOOD"]),
        make["zipped"](a__csv=make["GOOD"]),
        make["parquet"](columns, compression="none"),
        make["feather"](columns, compression="uncompressed"),
    ]
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as book:
        (folder / "sheet").write_bytes(b"\x03" + book.read("xl/worksheets/sheet1.xml"))
    for number, content in enumerate(files):
        (folder / str(number)).write_bytes(b"\x00" + content)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="kpo-fuzz-") as name:
        seeds(Path(name))
        atheris.Setup([*sys.argv, name], one)
        try:
            atheris.Fuzz()
        finally:
            PATH.unlink(missing_ok=True)
