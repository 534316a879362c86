"""Results in, plain text for a terminal out; control characters of candidates never reach it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.catalog import Catalog, Domain
from recommender.confidence import NO_MATCH, REASONS
from recommender.results import Recommendations, joined

if TYPE_CHECKING:
    from recommender.gaps import Gaps

_WIDEST = 120
_LONGEST_CELL = 34


def recommendations_table(result: Recommendations) -> str:
    """The ranking of one profile, with what matched and what is missing for the first domain."""
    head = f"{result.status} (confidence {result.confidence:.2f})" + "".join(
        f"; {REASONS[code]}" for code in result.reasons
    )
    if not len(result):
        return head
    rows = [
        (str(r.rank), r.domain, _cut(r.roles[0].title, _LONGEST_CELL), f"{r.score:.3f}", joined(r.matched[:4]))
        for r in result
    ]
    lines = [head, "", *_table(("", "domain", "best role", "score", "matched"), rows)]
    must = [requirement.name for requirement in result[0].missing if requirement.level == "must"]
    if must and result.status != NO_MATCH:
        lines += ["", f"Missing for {result[0].roles[0].title.lower()}: " + ", ".join(must)]
    return "\n".join(lines)


def batch_table(path: str, count: int) -> str:
    """The first rows of a wide result file; who matches nothing is shown without a domain."""
    columns = ("candidate_id", "status", "confidence", "domain_1", "role_1", "score_1")
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = [_shown(row, columns) for row, _ in zip(csv.DictReader(file), range(count), strict=False)]
    return "\n".join(_table(columns, rows))


def _shown(row: dict[str, str], columns: Sequence[str]) -> list[str]:
    ranked = row["status"] != NO_MATCH
    return [_short(row[column], column) if ranked or not column.endswith("_1") else "" for column in columns]


def _short(cell: str, column: str) -> str:
    return cell[:5] if column in {"confidence", "score_1"} else _cut(cell, _LONGEST_CELL)


def gaps_page(found: Gaps) -> str:
    """Domains, courses and the gaps that matter most."""
    domains = _table(("domain", "first for", "match", "review", "among first three"), found.domain_rows())
    courses = _table(("course", "candidates", "match", "commonest domain", "most lack"), found.course_rows())
    return "\n".join((*domains, "", *courses, "", *found.sentences()))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def domain_list(catalog: Catalog) -> str:
    """One line a domain."""
    return "\n".join(_table(("id", "domain", "roles"), [(d.id, d.name, str(len(d.roles))) for d in catalog]))


def domain_page(domain: Domain, catalog: Catalog) -> str:
    """One domain whole: who enters, conditions, courses, pay, and every role with what it asks for."""
    return "\n".join(_page(domain, catalog))


def _page(domain: Domain, catalog: Catalog) -> Iterator[str]:
    yield f"{domain.name} ({domain.id})"
    yield domain.summary
    yield ""
    yield "Who enters: " + "; ".join(domain.education)
    yield "Subjects: " + "; ".join(domain.subjects)
    yield "Backgrounds: " + "; ".join(domain.backgrounds)
    yield domain.entry_note
    yield f"Conditions: shifts {', '.join(domain.shifts)}. {domain.conditions_note}"
    for fact in catalog.pay:
        yield f"Pay over the whole trade ({fact.date}; {fact.source}): {fact.text}"
    for course in domain.courses:
        yield f"Course: {course.name}, by {course.by}; open to {course.opens_to} ({course.source})"
    for role in domain.roles:
        yield ""
        yield f"{role.title} ({role.id}); also: {', '.join(role.titles)}"
        for level in ("must", "should", "nice"):
            yield f"  {level}: " + "; ".join(r.name for r in role.requirements if r.level == level)


def domain_to_dict(domain: Domain) -> dict[str, Any]:
    """One domain as plain data."""
    return asdict(domain)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns aligned and cut to the terminal."""
    cells = [[_one_line(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    limit = min(shutil.get_terminal_size((_WIDEST, 24)).columns, 200)
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()[:limit] for row in cells
    ]


def _one_line(text: str) -> str:
    return printable(text).replace("\n", " ")


def printable(text: str) -> str:
    """A text without control characters other than the new line."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
