"""The first rows of a table in, its header and what the headings feed out.

The header is the first row that holds anything, unless that row names nothing that can be scored or is a title; then it
is the row below with most known headings. Whoever takes a later row says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recommender.errors import NotATableError, TableError
from recommender.headings import Columns, match_columns
from recommender.table_parts import listed

HEADER_ROWS = 20
MAX_COLUMNS = 16_384
_MAX_HEADING = 1_000
_LOOKED_AT = 512
_KNOWN_BELOW = 3
_TITLE_CELLS = 2
_LONG_LABEL = 80


def find_header(rows: Sequence[Sequence[str]], chosen: Mapping[str, str] | None = None) -> int:
    """Position of the header among the first rows of a table.

    Parameters
    ----------
    rows : sequence of sequence of str
        Rows that hold something, from the top.
    chosen : mapping of str to str, optional
        Field to heading, as the user decided.

    Returns
    -------
    int
        0 where no row is better, also where none is usable.

    Examples
    --------
    >>> find_header([["List of 2024"], ["Name", "Skills"], ["Maya", "Tally"]])
    1
    """
    known = [known_headings(row, chosen) for row in rows]
    if not rows or (known[0] and not is_title(rows[0])):
        return 0
    below = [at for at in range(1, len(rows)) if _is_header(rows[at], known[at], strict=known[0] > 0)]
    return max(below, key=lambda at: known[at], default=0)


def known_headings(cells: Sequence[str], chosen: Mapping[str, str] | None = None) -> int:
    """How many cells name what is scored or who a person is; 0 where nothing could be scored or a chosen heading is missing."""
    try:
        columns = match_columns([_short(cell) for cell in cells[:_LOOKED_AT]], chosen)
    except ValueError:
        return 0
    return len(columns.used) + len(columns.never_read) if columns.fields else 0


def _short(cell: str) -> str:
    return cell.strip() if len(cell) <= _MAX_HEADING else ""


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def is_title(row: Sequence[str]) -> bool:
    """Whether a row of known words may yet be a title above the table: one or two cells, one of several words."""
    filled = _filled(row)
    return len(filled) <= _TITLE_CELLS and any(len(cell.split()) > 1 for cell in filled)


def _is_header(row: Sequence[str], known: int, *, strict: bool) -> bool:
    """Whether a row below the first looks like a header, rather than like a candidate who happens to use its words."""
    filled = _filled(row)
    if any(cell.startswith(" ") or len(cell) > _LONG_LABEL for cell in filled):
        return False
    enough = known >= _KNOWN_BELOW or (not strict and 1 < known == len(filled))
    return enough and (2 if strict else 3) * known >= len(filled)


def matched(headings: Sequence[str], chosen: Mapping[str, str] | None, name: str, *, partial: bool = False) -> Columns:
    """What feeds which field.

    Parameters
    ----------
    headings : sequence of str
        The header's cells.
    chosen : mapping of str to str, optional
        Field to heading, as the user decided.
    name : str
        What messages call the table.
    partial : bool, default False
        Whether the table is one of several, so that `chosen` may name headings of the others.

    Raises
    ------
    NotATableError
        If nothing can be scored, or a heading is no heading.
    TableError
        If `chosen` names what does not exist.
    """
    if len(headings) > MAX_COLUMNS or any(len(heading) > _MAX_HEADING for heading in headings):
        msg = f"{name}: the header has over {MAX_COLUMNS} columns or a heading of over {_MAX_HEADING} characters. Is the header row missing? Put one at the top."
        raise NotATableError(msg)
    if partial and chosen:
        chosen = {field: heading for field, heading in chosen.items() if heading in headings}
    try:
        columns = match_columns(headings, chosen)
    except ValueError as error:
        msg = f"{name}: --map: {error}."
        raise TableError(msg) from None
    require_fields(columns, headings, name)
    return columns


def require_fields(columns: Columns, headings: Sequence[str], name: str) -> None:
    """Raise `NotATableError` where no column can be scored."""
    if not columns.fields:
        msg = f"{name}: no column that can be scored among {listed(headings)}. Name one education, skills, experience, current role or summary, or point to it with --map skills=HEADING."
        raise NotATableError(msg)


def header_note(line: int, above: int, what: str = "line") -> str:
    """What a user is told where the header is not the first row that holds anything."""
    return f"the header is {what} {line}; {above} {what}{'s' if above > 1 else ''} of text above it {'are' if above > 1 else 'is'} not read"
