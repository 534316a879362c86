"""The rows that a run has written in, a compressed, Parquet or Excel file out; the same rows give the same bytes.

The result lies beside the target until the run gives it its name. One stretch of rows is held in memory at a time.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from recommender.errors import TableError
from recommender.files import ONLY_MINE, beside, writing
from recommender.outputs import NUMBER, TEXT, WHOLE, Kind, Schema

_STRETCH = 50_000
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (no run's own time, so that the bytes repeat)
_NARROW, _USUAL, _WIDE = 12, 28, 60
_EXTRAS = {"parquet": ("pyarrow", "parquet"), "xlsx": ("xlsxwriter", "excel")}


def check_extra(target: str, kind: Kind) -> None:
    """Refuse a format whose library is not installed, before any work.

    Raises
    ------
    TableError
        Which gives the install line.
    """
    if kind.made not in _EXTRAS:
        return
    module, extra = _EXTRAS[kind.made]
    try:
        __import__(module)
    except ImportError:
        msg = f'{target}: writing .{kind.made} needs {module}. Run: pip install "kpo-recommender[{extra}]"'
        raise TableError(msg) from None


def convert(part: Path, target: str, schema: Schema, kind: Kind) -> Path:
    """Make the final file of the rows in a part.

    Parameters
    ----------
    part : Path
        What the run wrote.
    target : str
        What the result becomes.
    schema : Schema
        Names and types of the columns.
    kind : Kind
        Whose `made` names the format.

    Returns
    -------
    Path
        The result, flushed to disk.
    """
    made = beside(target, "made")
    with writing(target):
        made.unlink(missing_ok=True)
        os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_MINE))
        {"gz": _pack, "parquet": _parquet, "xlsx": _xlsx}[kind.made](part, made, schema)
        with made.open("r+b") as file:
            os.fsync(file.fileno())
    return made


def _pack(part: Path, made: Path, _: Schema) -> None:
    with part.open("rb") as file, made.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        shutil.copyfileobj(file, packed, 1 << 20)


def _stretches(part: Path) -> Iterator[list[list[Any]]]:
    with part.open(encoding="utf-8", newline="\n") as file:
        while lines := list(islice(file, _STRETCH)):
            yield [json.loads(line) for line in lines]


def _parquet(part: Path, made: Path, schema: Schema) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    types = {NUMBER: pa.float64(), WHOLE: pa.int64(), TEXT: pa.string()}
    fields = pa.schema([(name, types[t]) for name, t in zip(schema.distinct(), schema.types, strict=True)])
    with parquet.ParquetWriter(made, fields, compression="zstd") as writer:
        for rows in _stretches(part):
            columns = [
                pa.array(cells, field.type) for cells, field in zip(zip(*rows, strict=True), fields, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=fields))


def _xlsx(part: Path, made: Path, schema: Schema) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": made.parent}
    try:
        with xlsxwriter.Workbook(made, {**options, "use_zip64": True}) as book:
            book.set_properties({"created": _CREATED, "title": "Candidates and KPO work"})
            _fill(book, book.add_worksheet("Ranking"), part, schema)
    except XlsxWriterException as error:
        raise OSError(str(error)) from None


def _fill(book: Any, sheet: Any, part: Path, schema: Schema) -> None:
    bold, score = book.add_format({"bold": True}), book.add_format({"num_format": "0.000"})
    for place, (name, type_) in enumerate(zip(schema.names, schema.types, strict=True)):
        long = name.endswith("_skills") or name == "reasons"
        sheet.set_column(place, place, _NARROW if type_ != TEXT else _WIDE if long else _USUAL)
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 1)
    at = 0
    for rows in _stretches(part):
        for at, row in enumerate(rows, at + 1):  # noqa: B020 (goes on counting)
            for place, cell in enumerate(row):
                if cell and schema.types[place] == TEXT:
                    sheet.write_string(at, place, cell)
                elif schema.types[place] != TEXT and cell is not None:
                    sheet.write_number(at, place, cell, score if schema.types[place] == NUMBER else None)
    sheet.autofilter(0, 0, at, len(schema.names) - 1)
