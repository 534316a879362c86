"""A spreadsheet in, notes out on what its parser cannot give: merged cells, formulas without value, errors.

Notes count by column; they never change a cell. Only the XML of .xlsx and .xlsm tells a formula without a stored value
from an empty cell; for .xls, .xlsb and .ods nothing is said.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO

_CELL = re.compile(rb"<c\b([^>]*[^>/])>(.*?)</c>", re.DOTALL)
_COLUMN = re.compile(rb'\br="([A-Z]{1,3})\d')
_VALUE = re.compile(rb"<v>[^<]|<is>")
_SHEET_ID = re.compile(r'<(?:\w+:)?sheet\b[^>]*\s\w+:id="([^"]+)"')
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(Id|Target)="([^"]*)"')
_BLOCK = 4 << 20
_MAX_NOTES = 8


def notes_on_merged(ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]], header: int) -> list[str]:
    """Notes on merged cells, which a sheet keeps in their first cell only.

    Parameters
    ----------
    ranges : sequence of pairs of (row, column)
        First and last cell of each, from 0.
    header : int
        Row of the header, from 1.
    """
    over = [r for r in ranges if r[0][0] < header <= r[1][0] + 1 and r[1][1] > r[0][1]]
    below = [r for r in ranges if r[0][0] >= header]
    notes = []
    if over:
        notes.append(f"merged header cells: {len(over)}; each names its first column only")
    if below:
        notes.append(f"merged cells below the header: {len(below)}; each fills its first cell only")
    return notes


def notes_on_values(file: IO[bytes], position: int) -> list[str]:
    """Notes on formulas without a stored value and on error values, both of which the parser gives as empty cells.

    Parameters
    ----------
    file : binary file
        The spreadsheet; one that is no .xlsx gives no notes.
    position : int
        Which of its sheets, from 0.
    """
    found: Counter[tuple[str, str]] = Counter()
    with (
        contextlib.suppress(zipfile.BadZipFile, KeyError, IndexError, EOFError, OSError),
        zipfile.ZipFile(file) as book,
        book.open(_sheet_path(book, position)) as stream,
    ):
        for attributes, content in _cells(stream):
            column = _COLUMN.search(attributes)
            if column and b't="e"' in attributes:
                found["error value", column[1].decode()] += 1
            elif column and b"<f" in content and not _VALUE.search(content):
                found["formula", column[1].decode()] += 1
    told = {"formula": "without a stored value", "error value": "such as #N/A"}
    notes = [
        f"column {column}: {count} {what}{'s' if count > 1 else ''} ({told[what]}), read as empty"
        for (what, column), count in sorted(found.items(), key=lambda item: (len(item[0][1]), item[0]))
    ]
    return notes[:_MAX_NOTES] + ["further columns have such cells too"] * (len(notes) > _MAX_NOTES)


def _sheet_path(book: zipfile.ZipFile, position: int) -> str:
    """Name of the file that holds a sheet, which the workbook points to by an id."""
    sheet = _SHEET_ID.findall(book.read("xl/workbook.xml").decode(errors="replace"))[position]
    relations = _RELATION.findall(book.read("xl/_rels/workbook.xml.rels").decode(errors="replace"))
    targets = {about["Id"]: about["Target"] for about in (dict(_ATTRIBUTE.findall(one)) for one in relations)}
    target = targets[sheet]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cells(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and content of the cells in the XML of a sheet, of the blocks where any is of interest."""
    rest = b""
    while block := stream.read(_BLOCK):
        block = rest + block
        end = block.rfind(b"</c>") + 4 if b"</c>" in block else 0
        rest = block[end:][-_BLOCK:]
        if b"<f" in block or b't="e"' in block:
            yield from _CELL.findall(block[:end])
