"""Rows of a table in, records to score out; every other row is named in the file of rejects."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from recommender.errors import TableError
from recommender.files import replaced
from recommender.rows import Record, RowWriter, as_text
from recommender.run_report import BatchReport
from recommender.table_parts import Reject, Table

COLUMNS = ("line", "code", "message")


def reject_rows(rejects: Iterable[Reject]) -> Iterator[tuple[str, str, str]]:
    """The rows that name rejects."""
    return ((str(reject.line), reject.code, as_text(reject.message)) for reject in rejects)


def reject_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    RowWriter(text).write(rows)
    return text.getvalue().encode("utf-8", "replace")


def kept_places(table: Table, keep: Sequence[str]) -> tuple[int, ...]:
    """Positions of the columns to copy.

    Raises
    ------
    TableError
        If one does not exist.
    """
    for heading in keep:
        if heading not in table.headings:
            msg = (
                f"{table.name}: no column {heading!r} to keep; the columns are {', '.join(map(repr, table.headings))}."
            )
            raise TableError(msg)
    return tuple(table.headings.index(heading) for heading in keep)


def records_of(
    table: Table,
    named: Rejects,
    report: BatchReport,
    keep: Sequence[str] = (),
    each: Callable[[Sequence[str]], object] = lambda _: None,
) -> Iterator[Record]:
    """Records of the rows that can be scored; the others go to the rejects.

    Parameters
    ----------
    table : Table
        Open.
    named : Rejects
        Open.
    report : BatchReport
        Counts rows and rejects.
    keep : sequence of str
        Headings of columns to copy.
    each : callable, optional
        Is shown the cells of every row that can be scored.
    """
    columns, counts, kept = table.columns, Counter[str](), kept_places(table, keep)
    for row in table:
        report.rows += 1
        if isinstance(row, Reject):
            counts[row.code] += 1
            report.rejected += 1
            report.reject_codes = dict(counts)
            named.add(row)
            continue
        each(row.cells)
        candidate_id = row.cells[columns.candidate_id] if columns.candidate_id is not None else str(report.rows)
        yield Record(candidate_id, columns.gather(row.cells), tuple(row.cells[p] for p in kept))
    report.take_notes(table)


class Rejects:
    """The file that names rejected rows; it comes into being with the first of them, or at once if the user asked for it."""

    def __init__(self, path: str, *, always: bool) -> None:
        self._path, self._always = path, always
        self._stack = contextlib.ExitStack()
        self._writer: Any = None
        self.path_written = ""

    def __enter__(self) -> Self:
        if self._always:
            self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, value, trace)

    def _open(self) -> None:
        self._writer = RowWriter(self._stack.enter_context(replaced(self._path)))
        self.path_written = self._path
        self._write(COLUMNS)

    def add(self, reject: Reject) -> None:
        """Name one rejected row."""
        if not self._path:
            return
        if self._writer is None:
            self._open()
        self._write(next(reject_rows([reject])))

    def _write(self, row: Sequence[str]) -> None:
        try:
            self._writer.write([row])
        except OSError as error:
            msg = f"{self._path}: cannot be written: {error.strerror or error}. Free space or choose another path."
            raise TableError(msg) from None
