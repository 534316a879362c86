"""What every table of candidates is made of: rows, rejects, and the `Table` that gives them.

Cells come in, a `Row` or a `Reject` goes out. Every reader judges its cells here, so that the same row has the same
fate in every format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from recommender.headings import Columns

MAX_CHARACTERS = 4_000_000


class Row(NamedTuple):
    """A row of as many cells as the header, and where it starts (from 1): its line, or its number where there are no lines."""

    line: int
    cells: list[str]


class Reject(NamedTuple):
    """A row that cannot be scored: where, why (a code), and in words."""

    line: int
    code: str
    message: str


class Table(Protocol):
    """An open table of candidates, whatever its format; iterating gives every row once, in order.

    Attributes
    ----------
    name : str
        What messages call it.
    headings : list of str
        The header's cells.
    columns : Columns
        What feeds which field.
    encoding, delimiter : str
        What was found; `encoding` is the name of the format where the format fixes it, and `delimiter` is empty then.
    notes : list of str
        What a user must be told. May grow while rows are read.
    digest : str
        SHA-256 of the raw bytes, in hexadecimal; of all names and digests where there are several files.
    """

    name: str
    headings: list[str]
    columns: Columns
    encoding: str
    delimiter: str
    notes: list[str]
    digest: str

    def consumed(self) -> float:
        """Share of the input that has been read so far, from 0 to 1."""
        ...

    def __iter__(self) -> Iterator[Row | Reject]: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def checked(line: int, cells: list[str], width: int, encoding: str) -> Row | Reject:
    """Judge the cells of one row.

    Parameters
    ----------
    line : int
        Where the row starts.
    cells : list of str
        As they came; half surrogates and U+FFFD stand for what could not be decoded.
    width : int
        How many cells the header has.
    encoding : str
        For the message.
    """
    text = "".join(cells)
    if not text.strip():
        return Reject(line, "blank-row", "every cell is empty")
    if "\x00" in text:
        return Reject(line, "nul-byte", "the row holds a NUL byte")
    if not text.isascii() and _is_damaged(text):
        return Reject(line, "encoding-error", f"the row is not valid {encoding}")
    if len(text) > MAX_CHARACTERS:
        return Reject(line, "row-too-long", f"the row has more than {MAX_CHARACTERS} characters")
    if len(cells) < width:
        return Reject(line, "missing-cell", f"{len(cells)} cells where the header has {width}")
    if any(cell.strip() for cell in cells[width:]):
        return Reject(line, "extra-cell", f"{len(cells)} cells where the header has {width}")
    return Row(line, cells[:width])


def blank_lines(start: int, stop: int) -> Iterator[Reject]:
    """Rejects of empty lines, given from 0 as a range."""
    return (Reject(line + 1, "blank-row", "the line is empty") for line in range(start, stop))


def _is_damaged(text: str) -> bool:
    """Whether a text holds U+FFFD or half a surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return "\ufffd" in text


def shown(name: str) -> str:
    """A name that a message can carry on its one line: what cannot be printed is written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in name)


def listed(items: Sequence[str], most: int = 12) -> str:
    """Items in quotes, at most so many."""
    return ", ".join(map(repr, items[:most])) + (", ..." if len(items) > most else "")
