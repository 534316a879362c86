"""A spreadsheet on standard input in, its cells as lines of JSON on standard output.

Runs in a process of its own, with limits on memory and time, because the parser ends its process where a file claims
more cells than there is memory. First line: what was found, or an error; then rows in batches.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from recommender.sheet_notes import notes_on_merged, notes_on_values
from recommender.table_header import HEADER_ROWS, find_header, header_note, is_title, known_headings
from recommender.table_parts import listed

_WHOLE = 1e15
_BATCH_CELLS = 20_000
_BATCH_CHARACTERS = 1_000_000
_HEADER = 2
_LOCKED = "the file is locked with a password. Save it without one"
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")


def cell_value(value: Any) -> str:
    """A cell's text, as a spreadsheet would write it into a CSV; dates in ISO form.

    Examples
    --------
    >>> [cell_value(v) for v in (7.0, 7.25, True, dt.date(2024, 1, 31), "007")]
    ['7', '7.25', 'TRUE', '2024-01-31', '007']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return "" if value is None else str(value)


def read_sheet(
    file: IO[bytes], sheet: str | None, chosen: Mapping[str, str] | None
) -> tuple[dict[str, Any], Iterator[tuple[int, list[str]]]]:
    """Open a spreadsheet and choose a sheet.

    Parameters
    ----------
    file : binary file
        At its start.
    sheet : str, optional
        Name, or number from 1; by default the first visible sheet with a usable header.
    chosen : mapping of str to str, optional
        Field to heading, as the user decided.

    Returns
    -------
    found : dict
        Sheet, headings, number of rows, notes.
    rows : iterator of (int, list of str)
        Row numbers and cells, of the rows after the header.

    Raises
    ------
    ValueError
        If there is no such sheet, or the file is no spreadsheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(file)
        best = _best(book, _names(book, sheet), chosen)
    except PasswordError:
        raise ValueError(_LOCKED) from None
    except CalamineError as error:
        file.seek(0)
        msg = (
            _LOCKED
            if _LOCKED_STREAM in file.read()
            else f"the spreadsheet is damaged or of an unknown kind ({error}). Save it as .xlsx or CSV"
        )
        raise ValueError(msg) from None
    return _found(best, book, file)


def _best(book: Any, names: list[str], chosen: Mapping[str, str] | None) -> dict[str, Any]:
    """The first sheet with a header; or else with a title that may be one; or else the first."""
    best: dict[str, Any] | None = None
    for name in names:
        opening = _opening(book.get_sheet_by_name(name), chosen)
        if opening["worth"] == _HEADER:
            return opening
        best = max(best or opening, opening, key=lambda found: found["worth"])
    if best is None:
        msg = "there is no visible sheet. Show one, or name it with --sheet"
        raise ValueError(msg)
    return best


def _names(book: Any, sheet: str | None) -> list[str]:
    """Sheets to try, in order."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = list(book.sheet_names)
    if sheet is None:
        return [
            about.name
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
        ]
    if sheet in names:
        return [sheet]
    if sheet.isdecimal() and 1 <= int(sheet) <= len(names):
        return [names[int(sheet) - 1]]
    msg = f"--sheet: no sheet {sheet!r}; the sheets are {listed(names)}"
    raise ValueError(msg)


def _opening(sheet: Any, chosen: Mapping[str, str] | None) -> dict[str, Any]:
    """The first rows of a sheet that hold something, and which of them is the header."""
    rows = enumerate(([cell_value(cell) for cell in row] for row in sheet.iter_rows()), 1)
    filled = ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    first = list(itertools.islice(filled, HEADER_ROWS))
    at = find_header([cells for _, cells in first], chosen)
    usable = bool(first) and known_headings(first[at][1], chosen) > 0
    worth = _HEADER if usable and not is_title(first[at][1]) else int(usable)
    return {"sheet": sheet, "first": first, "at": at, "worth": worth}


def _found(best: dict[str, Any], book: Any, file: IO[bytes]) -> tuple[dict[str, Any], Iterator[tuple[int, list[str]]]]:
    sheet, first, at = best["sheet"], best["first"], best["at"]
    line, headings = first[at] if first else (0, [])
    count, notes = len(book.sheet_names), []
    if count > 1:
        notes.append(f"sheet {sheet.name!r} of {count} is read; choose another with --sheet")
    if at:
        notes.append(header_note(line, at, "row"))
    notes += notes_on_merged(sheet.merged_cell_ranges or [], line)
    notes += notes_on_values(file, list(book.sheet_names).index(sheet.name))
    found = {"sheet": sheet.name, "headings": headings, "height": sheet.total_height, "line": line, "notes": notes}
    rows = ((at, [cell_value(cell) for cell in row]) for at, row in enumerate(sheet.iter_rows(), 1) if at > line)
    return found, rows


def _batches(rows: Iterable[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    """Rows in groups of bounded size."""
    batch: list[tuple[int, list[str]]] = []
    cells = characters = 0
    for line, row in rows:
        batch.append((line, row))
        cells += len(row)
        characters += sum(map(len, row))
        if cells > _BATCH_CELLS or characters > _BATCH_CHARACTERS:
            yield batch
            batch, cells, characters = [], 0, 0
    yield batch


def _limit(megabytes: int, seconds: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> None:
    """Write what was found, then the rows; `arguments` is one JSON object."""
    asked = json.loads(arguments[0])
    _limit(asked["megabytes"], asked["seconds"])
    os.lseek(0, 0, os.SEEK_SET)
    try:
        found, rows = read_sheet(sys.stdin.buffer, asked["sheet"], asked["chosen"])
    except ValueError as error:
        print(json.dumps({"error": str(error)}))
        return
    print(json.dumps(found))
    for batch in _batches(rows):
        print(json.dumps(batch))
    print("null")


if __name__ == "__main__":
    main(sys.argv[1:])
