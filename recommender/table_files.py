"""Several tables in, one table out: rows in the order of the files, under the union of their headings.

A column is found by its heading, wherever it stands in each file; where a file has none, its cells are empty. Each file
is read twice, and must be the same the second time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import IO, NamedTuple, Self

from recommender.errors import TableError
from recommender.table_header import matched
from recommender.table_parts import Reject, Row, Table


class Part(NamedTuple):
    """One of several files: what rejects call it, its bytes, and how it is opened."""

    name: str
    size: int
    open: Callable[[], Table]


class FilesTable:
    """Several open tables of candidates as one.

    Parameters
    ----------
    name : str
        What messages call the whole.
    parts : sequence of Part
        In order.
    chosen : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    file : binary file, optional
        What is to be closed with the table.
    partial : bool, default False
        Whether the whole is one of several again, so that `chosen` may name headings of the others.

    Attributes
    ----------
    name, headings, columns, encoding, delimiter, notes, digest
        See `recommender.table_parts.Table`. Rejects begin with the name of their file.

    Raises
    ------
    NotATableError
        If one of the files is no table.
    TableError
        If one cannot be opened, or `chosen` names what no file has.
    """

    def __init__(
        self,
        name: str,
        parts: Sequence[Part],
        chosen: Mapping[str, str] | None = None,
        *,
        file: IO[bytes] | None = None,
        partial: bool = False,
    ) -> None:
        self.name, self._parts, self._file = name, parts, file
        self.notes: list[str] = []
        self._done, self._total = 0.0, max(1, sum(part.size for part in parts))
        self._now: tuple[Table, int] | None = None
        keys: dict[tuple[str, int], int] = {}
        self._orders, self._digests, found = list[list[int]](), list[str](), list[tuple[str, str]]()
        for part in parts:
            with part.open() as table:
                self._orders.append([keys.setdefault(key, len(keys)) for key in numbered(table.headings)])
                self._digests.append(table.digest)
                self._note(part, table)
                found.append((table.encoding, table.delimiter))
        self.encoding, self.delimiter = (
            ", ".join(dict.fromkeys(filter(None, each))) for each in zip(*found, strict=True)
        )
        self.digest = hashlib.sha256("".join(self._lines_of_digest()).encode("utf-8", "surrogateescape")).hexdigest()
        self.headings = [heading for heading, _ in keys]
        self.columns = matched(self.headings, chosen, name, partial=partial)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._now is not None:
            self._now[0].__exit__(kind, value, trace)
        if self._file is not None:
            self._file.close()

    def _lines_of_digest(self) -> Iterator[str]:
        return (f"{digest}  {part.name}\n" for part, digest in zip(self._parts, self._digests, strict=True))

    def _note(self, part: Part, table: Table) -> None:
        self.notes += [text for note in table.notes if (text := f"{part.name}: {note}") not in self.notes]

    def consumed(self) -> float:
        """Share of the bytes of all files that has been read so far, from 0 to 1."""
        current = self._now[0].consumed() * self._now[1] if self._now else 0.0
        return min(1.0, (self._done + current) / self._total)

    def __iter__(self) -> Iterator[Row | Reject]:
        """Every row of every file, in order."""
        for part, order, digest in zip(self._parts, self._orders, self._digests, strict=True):
            with part.open() as table:
                self._now = table, part.size
                if table.digest != digest:
                    msg = f"{table.name}: the file changed while it was read. Run again when it stands still."
                    raise TableError(msg)
                for row in table:
                    if isinstance(row, Reject):
                        yield row._replace(message=f"{part.name}: {row.message}")
                    else:
                        yield self._placed(row, order)
                self._note(part, table)
            self._now = None
            self._done += part.size

    def _placed(self, row: Row, order: list[int]) -> Row:
        cells = [""] * len(self.headings)
        for position, cell in zip(order, row.cells, strict=True):
            cells[position] = cell
        return Row(row.line, cells)


def numbered(headings: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Headings, each with how often it came before."""
    seen: Counter[str] = Counter()
    for heading in headings:
        yield heading, seen[heading]
        seen[heading] += 1
