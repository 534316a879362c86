"""Frames of rankings in, bytes of the output out: CSV, TSV, JSON Lines, or rows to be converted at the end.

Every format holds the same rows: text cells that a spreadsheet would run are neutralised in all of them, and a score has
nine decimals as text and is the same number where the format has numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from recommender.errors import TableError
from recommender.rows import Options, as_text, columns_of

if TYPE_CHECKING:
    import pandas as pd

TEXT, NUMBER, WHOLE = "text", "number", "whole"
_LONGEST_EXCEL_CELL = 32_767
_MOST_EXCEL_ROWS = 1_048_575


class Kind(NamedTuple):
    """A format of the output: how rows are written while they come, and what the whole is converted to at the end."""

    rows: str
    made: str = ""
    most: int | None = None


CSV, TSV, LINES, SPOOL = "csv", "tsv", "jsonl", "spool"
_KINDS = {
    ".tsv": Kind(TSV),
    ".tab": Kind(TSV),
    ".jsonl": Kind(LINES),
    ".ndjson": Kind(LINES),
    ".parquet": Kind(SPOOL, "parquet"),
    ".xlsx": Kind(SPOOL, "xlsx", _MOST_EXCEL_ROWS),
}


def kind_of(target: str) -> Kind:
    """The format that the ending of a target names, also before ``.gz``; CSV where it names none."""
    name = target.lower()
    packed = name.endswith(".gz")
    found = next((kind for ending, kind in _KINDS.items() if name.removesuffix(".gz").endswith(ending)), Kind(CSV))
    return found._replace(made="gz") if packed and not found.made else found


class Schema(NamedTuple):
    """Names and types of the output's columns, in order."""

    names: tuple[str, ...]
    types: tuple[str, ...]

    @classmethod
    def of(cls, options: Options, keep: Sequence[str]) -> Schema:
        """The columns of the batch contract, and those that are copied."""
        own = columns_of(options)
        types = [WHOLE if n == "rank" else NUMBER if n.startswith(("score", "confidence")) else TEXT for n in own]
        return cls((*own, *keep), (*types, *(TEXT for _ in keep)))

    def distinct(self) -> tuple[str, ...]:
        """The names, numbered where one stands twice, for formats that find a column by its name."""
        made: list[str] = []
        for name in self.names:
            count, free = 2, name
            while free in made:
                free, count = f"{name} ({count})", count + 1
            made.append(free)
        return tuple(made)


def header(schema: Schema, kind: Kind) -> bytes:
    """What stands before the first row."""
    if kind.rows not in {CSV, TSV}:
        return b""
    return _separated([[name] for name in map(as_text, schema.names)], kind)


def encode(frame: pd.DataFrame, schema: Schema, kind: Kind) -> bytes:
    """The rows of a frame.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, len(schema.names))
        As `recommender.frames.rank_frame` makes it.
    schema : Schema
        Names and types of its columns.
    kind : Kind
        Format of the output.

    Raises
    ------
    TableError
        If a cell is longer than the format can hold.
    """
    return encode_columns([frame.iloc[:, i].tolist() for i in range(frame.shape[1])], schema, kind)


def encode_columns(table: Sequence[list[Any]], schema: Schema, kind: Kind) -> bytes:
    """As `encode`, for the columns of a frame as lists."""
    columns = [cleaned(cells, type_) for cells, type_ in zip(table, schema.types, strict=True)]
    if kind.rows in {CSV, TSV}:
        return _separated([_shown(column, type_) for column, type_ in zip(columns, schema.types, strict=True)], kind)
    if kind.made == "xlsx":
        _check_lengths(columns, schema)
    rows: Iterable[Any] = zip(*columns, strict=True)
    if kind.rows == LINES:
        names = schema.distinct()
        rows = (dict(zip(names, row, strict=True)) for row in rows)
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return "".join([f"{dump(row)}\n" for row in rows]).encode("utf-8", "replace")


def cleaned(cells: list[Any], type_: str) -> list[Any]:
    """Texts neutralised; numbers as numbers, None where a place is empty."""
    if type_ == TEXT:
        return [as_text(cell) if cell and not cell[0].isalnum() else cell for cell in cells]
    kind = float if type_ == NUMBER else int
    return [kind(cell) if isinstance(cell, int | float) and cell == cell else None for cell in cells]  # noqa: PLR0124 (NaN)


def _shown(cells: list[Any], type_: str) -> list[str]:
    """Cells as text, as `as_text` shows them."""
    if type_ == NUMBER:
        return ["" if cell is None else f"{cell:.9f}" for cell in cells]
    return cells if type_ == TEXT else ["" if cell is None else str(cell) for cell in cells]


def _separated(columns: Sequence[list[str]], kind: Kind) -> bytes:
    """Columns as delimited rows: three times as fast as the csv module, and a lone carriage return is quoted too."""
    delimiter = "\t" if kind.rows == TSV else ","
    rows = zip(*(quoted(column, delimiter) for column in columns), strict=True)
    return "".join([delimiter.join(row) + "\n" for row in rows]).encode("utf-8", "replace")


def quoted(cells: list[str], delimiter: str) -> list[str]:
    """Cells as they stand between delimiters: in quotes where they need them."""
    whole = "".join(cells)
    if not any(mark in whole for mark in (delimiter, '"', "\n", "\r")):
        return cells
    return [
        '"' + cell.replace('"', '""') + '"'
        if delimiter in cell or '"' in cell or "\n" in cell or "\r" in cell
        else cell
        for cell in cells
    ]


def _check_lengths(columns: Sequence[list[Any]], schema: Schema) -> None:
    for name, cells, type_ in zip(schema.names, columns, schema.types, strict=True):
        longest = max(map(len, cells), default=0) if type_ == TEXT else 0
        if longest > _LONGEST_EXCEL_CELL:
            msg = f"column {name!r}: a cell of {longest} characters; a cell of Excel holds {_LONGEST_EXCEL_CELL}. Write .csv, .parquet or .jsonl, or do not keep this column."
            raise TableError(msg)
