"""Rows in, HTML tables out: a short one of counts, and a wide one that scrolls in its own region and can be searched.

Every cell is text; the words of a status come from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from recommender.confidence import MATCH, NO_MATCH, REVIEW
from recommender.report_charts import Counts, text

STATUS_WORDS: Mapping[str, tuple[str, str]] = {
    MATCH: ("Match", "a domain fits the profile"),
    REVIEW: ("Review", "a domain may fit; a person should look"),
    NO_MATCH: ("No match", "nothing in the profile points to KPO work"),
}

_STATUS_COLUMN = "status"
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?%?")
_SHORT, _MEDIUM = 20, 40


def count_table(what: str, items: Counts) -> str:
    """Two columns: a label, and how many candidates.

    Parameters
    ----------
    what : str
        Heading of the labels.
    items : sequence of (label, count)
        In the order to be shown.

    Returns
    -------
    str
    """
    rows = "\n".join(
        f'<tr><th scope="row">{text(label)}</th><td class="n">{count:,}</td></tr>' for label, count in items
    )
    head = f'<thead><tr><th scope="col">{text(what)}</th><th scope="col" class="n">Candidates</th></tr></thead>'
    return f'<table class="plain">{head}\n<tbody>\n{rows}\n</tbody></table>'


def search_box(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The search box; it stays hidden where no script runs, and the table is whole.

    Parameters
    ----------
    headings : sequence of str
        Of the table; one called "Status" adds a choice of status.
    rows : sequence of sequence of str
        Of the table.

    Returns
    -------
    str
    """
    place = _status_place(headings)
    found = {row[place] for row in rows} if place is not None else set()
    options = "".join(
        f'<option value="{code}">{label}</option>' for code, (label, _) in STATUS_WORDS.items() if code in found
    )
    choice = f'<div><label for="status-filter">Status</label><select id="status-filter"><option value="">All</option>{options}</select></div>'
    return (
        '<div class="search" id="search" role="search" aria-label="Candidates" hidden>\n'
        '<div class="words"><label for="words">Search the table</label><input type="search" id="words" autocomplete="off" spellcheck="false"></div>\n'
        f'{choice if options else ""}\n<p id="shown" role="status" aria-live="polite"></p>\n</div>'
    )


def _status_place(headings: Sequence[str]) -> int | None:
    return next((place for place, heading in enumerate(headings) if heading.casefold() == _STATUS_COLUMN), None)


def wide_table(
    name: str, caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]], body_id: str = ""
) -> str:
    """A table that scrolls inside its own region, which the keyboard reaches.

    Parameters
    ----------
    name : str
        Id of the part of the page, whose heading (``<name>-heading``) names the region too.
    caption : str
        What the rows are.
    headings : sequence of str
        The first column names the row.
    rows : sequence of sequence of str
        Each as long as `headings`.
    body_id : str, default ""
        Id of the table's body, for the search.

    Returns
    -------
    str
    """
    kinds = [_kind([row[place] for row in rows]) for place in range(len(headings))]
    status = _status_place(headings)
    head = "".join(
        f'<th scope="col" class="{kind}">{text(heading)}</th>' for heading, kind in zip(headings, kinds, strict=True)
    )
    body = "\n".join(_row(row, kinds, status) for row in rows)
    named = f' id="{body_id}"' if body_id else ""
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}-heading {name}-caption">\n'
        f'<table><caption id="{name}-caption">{text(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody{named}>\n{body}\n</tbody></table>\n</div>'
    )


def _kind(cells: Sequence[str]) -> str:
    """How a column is set: n numbers, s short and unbroken, m middling, l long."""
    filled = [cell for cell in cells if cell]
    if filled and all(_NUMBER.fullmatch(cell) for cell in filled):
        return "n"
    longest = max((len(cell) for cell in filled), default=0)
    return "s" if longest <= _SHORT else "m" if longest <= _MEDIUM else "l"


def _row(row: Sequence[str], kinds: Sequence[str], status: int | None) -> str:
    code = row[status] if status is not None else ""
    known = f' data-status="{code}"' if code in STATUS_WORDS else ""
    cells = [
        _cell(cell, kind, place, place == status) for place, (cell, kind) in enumerate(zip(row, kinds, strict=True))
    ]
    return f"<tr{known}>{''.join(cells)}</tr>"


def _cell(cell: str, kind: str, place: int, is_status: bool) -> str:
    if is_status and cell in STATUS_WORDS:
        shown = f'<span class="mark {cell}">{STATUS_WORDS[cell][0]}</span>'
    else:
        shown = text(cell)
    return f'<th scope="row" class="{kind}">{shown}</th>' if place == 0 else f'<td class="{kind}">{shown}</td>'
