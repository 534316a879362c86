"""A file of candidates at a URL in, its shape or its rows out: what a worker reads.

Files are read by the one set of readers, so that a file means the same on one machine and on many; only Parquet is read
by row groups. Every row is a `Row` under the columns of all inputs together, or a `Reject`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from recommender.cluster_store import local_copy, needed, place, readable, shown
from recommender.columnar import texts_of
from recommender.errors import NotATableError, TableError
from recommender.headings import Columns
from recommender.sources import open_part
from recommender.table_files import numbered
from recommender.table_header import matched
from recommender.table_parts import Reject, Row, Table, checked

_BATCH = 2_048


class Shape(NamedTuple):
    """What a file holds: its headings, and the rows of each of its partitions (None where they need not be known).

    A partition is a row group of a Parquet file, and any other file as a whole: a quoted cell may hold line ends, so
    that no place inside it is safe to cut before it is read.
    """

    headings: tuple[str, ...]
    rows: tuple[int | None, ...]
    by_groups: bool


def shape_of(url: str, chosen: Mapping[str, str]) -> Shape:
    """The shape of a file; rows are counted where its candidates have no id, since numbers then take its place.

    `chosen` may name columns of the other files.

    Raises
    ------
    TableError
        If the file cannot be read, or no column of it can be scored.
    """
    if _is_parquet(url):
        with _parquet(url) as file:
            groups = tuple(file.metadata.row_group(each).num_rows for each in range(file.num_row_groups))
            headings = _headings(file)
        matched(headings, chosen, shown(url), partial=True)
        return Shape(tuple(headings), groups or (0,), len(groups) > 1)
    with _table(url, chosen) as table:
        counted = table.columns.candidate_id is None
        return Shape(tuple(table.headings), (sum(1 for _ in table) if counted else None,), by_groups=False)


@contextlib.contextmanager
def rows_of(
    url: str, group: int | None, headings: Sequence[str], chosen: Mapping[str, str], scratch: str | None = None
) -> Iterator[tuple[Iterator[Row | Reject], list[str]]]:
    """Rows of a partition, their cells put under `headings`, and what the reader has to say once they are read.

    Columns that the file does not have are empty.
    """
    if _is_parquet(url):
        with _parquet(url) as file:
            yield _under(headings, _headings(file), _parquet_rows(file, group)), []
    else:
        with _table(url, chosen, scratch) as table:
            yield _under(headings, table.headings, iter(table)), table.notes


def columns_of_all(shapes: Sequence[Shape], chosen: Mapping[str, str], name: str) -> tuple[tuple[str, ...], Columns]:
    """Headings of all files together, in order, and what feeds which field; one that stands twice in a file stands twice.

    Raises
    ------
    TableError
        If `chosen` names a column that no file has.
    """
    found = dict.fromkeys(key for shape in shapes for key in numbered(shape.headings))
    headings = tuple(heading for heading, _ in found)
    return headings, matched(list(headings), chosen, name)


def _under(headings: Sequence[str], own: Sequence[str], rows: Iterator[Row | Reject]) -> Iterator[Row | Reject]:
    if list(own) == list(headings):
        return rows
    position = {key: place for place, key in enumerate(numbered(own))}
    order = [position.get(key, -1) for key in numbered(headings)]
    return (
        row if isinstance(row, Reject) else Row(row.line, [row.cells[at] if at >= 0 else "" for at in order])
        for row in rows
    )


@contextlib.contextmanager
def _table(url: str, chosen: Mapping[str, str], scratch: str | None = None) -> Iterator[Table]:
    """The table at a URL, one of several; its messages name the URL, wherever the copy lies."""
    with local_copy(url, scratch) as path:
        try:
            with open_part(path, chosen) as table:
                yield table
        except TableError as error:
            raise type(error)(str(error).replace(path, shown(url))) from None


def _is_parquet(url: str) -> bool:
    filesystem, path = place(url)
    with readable(url):
        return bool(filesystem.cat_file(path, start=0, end=4) == b"PAR1")


@contextlib.contextmanager
def _parquet(url: str) -> Iterator[Any]:
    """An open Parquet file, its texts read as dictionaries, so that each is made once."""
    filesystem, path = place(url)
    arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    try:
        with readable(url), filesystem.open(path, "rb") as raw:
            schema = parquet.read_schema(raw)
            raw.seek(0)
            texts = [field.name for field in schema if field.type in {arrow.string(), arrow.large_string()}]
            with parquet.ParquetFile(raw, read_dictionary=texts, pre_buffer=False) as file:
                yield file
    except (arrow.ArrowException, KeyError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        why = (str(error).splitlines() or [type(error).__name__])[0][:200]
        msg = f"{shown(url)}: the file is damaged or of an unknown kind ({why}). Write it again, or save it as CSV."
        raise NotATableError(msg) from None


def _headings(file: Any) -> list[str]:
    return [str(name).strip() for name in file.schema_arrow.names]


def _parquet_rows(file: Any, group: int | None) -> Iterator[Row | Reject]:
    groups = list(range(file.num_row_groups)) if group is None else [group]
    number = sum(file.metadata.row_group(each).num_rows for each in range(group or 0))
    for batch in file.iter_batches(_BATCH, row_groups=groups):
        columns = texts_of(batch)
        for cells in zip(*columns, strict=True):
            number += 1
            yield checked(number, list(cells), len(columns), "UTF-8")
