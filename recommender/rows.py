"""Recommendations in, output rows out: the columns of the batch contract.

Text cells that a spreadsheet would run as a formula are neutralised with a leading apostrophe.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, NamedTuple, TypeAlias

from recommender.engine import KPORecommender
from recommender.profile import Profile
from recommender.results import Recommendations, joined
from recommender.roles import ROLE_COLUMNS

LONG_COLUMNS = ("candidate_id", "rank", "domain_id", "domain", "role", "score")
MISSING_SHOWN = 5
_FORMULA = re.compile(r"^[\s\x00]*[=+\-@＝＋－＠]|^[\t\r\n]")
_NUMBER = re.compile(r"^[+-]?\d[\d ,.]*$")

Cell: TypeAlias = str | float | int


class Record(NamedTuple):
    """One candidate on the way through a run: id, texts by field, and cells to copy to the output."""

    candidate_id: str
    fields: Mapping[str, str]
    kept: tuple[str, ...] = ()


class Options(NamedTuple):
    """How the rows of a run are made, and whether all is counted that a report shows."""

    top_k: int = 3
    layout: str = "wide"
    reasons: bool = True
    tally: bool = False


def wide_columns(top_k: int) -> tuple[str, ...]:
    """Names of the columns with one row a candidate."""
    ranked = [f"{name}_{place}" for place in range(1, top_k + 1) for name in ("domain", "role", "score")]
    return ("candidate_id", "status", "reasons", "confidence", *ranked, "matched_skills", "missing_skills")


def columns_of(options: Options) -> tuple[str, ...]:
    """Names of the columns of a layout."""
    if options.layout == "roles":
        return ROLE_COLUMNS
    return LONG_COLUMNS if options.layout == "long" else wide_columns(options.top_k)


def score_records(records: Sequence[Record], model: KPORecommender, options: Options) -> list[Recommendations]:
    """Recommendations for records: the step that every way of scoring many candidates shares."""
    fast = model.fast_path(len(records))
    if fast is not None:
        return fast.recommend([record.fields for record in records], top_k=options.top_k, reasons=options.reasons)
    profiles = [Profile(**record.fields) for record in records]
    return model.recommend_many(profiles, top_k=options.top_k, reasons=options.reasons)


def wide_row(candidate_id: str, result: Recommendations, top_k: int) -> list[Cell]:
    """One row a candidate; places without a domain are empty."""
    ranked: list[Cell] = []
    for item in result[:top_k]:
        ranked += [item.domain, item.roles[0].title, item.score]
    ranked += [""] * (3 * top_k - len(ranked))
    matched = joined(result[0].matched) if len(result) else ""
    missing = joined(result[0].missing[:MISSING_SHOWN]) if len(result) else ""
    return [candidate_id, result.status, "; ".join(result.reasons), result.confidence, *ranked, matched, missing]


def long_rows(candidate_id: str, result: Recommendations) -> Iterator[list[Cell]]:
    """One row for each ranked domain of a candidate; one without a domain for who has none, so that nobody is lost."""
    if not len(result):
        yield [candidate_id, "", "", "", "", ""]
    for item in result:
        yield [candidate_id, item.rank, item.domain_id, item.domain, item.roles[0].title, item.score]


def as_text(cell: Cell) -> str:
    """A cell as a CSV file holds it: scores with nine decimals, formulas neutralised."""
    if isinstance(cell, float):
        return f"{cell:.9f}"
    text = str(cell)
    return "'" + text if _FORMULA.match(text) and not _NUMBER.match(text) else text


class RowWriter:
    """Writes rows of texts as CSV; a cell with a lone carriage return is quoted too, which the csv module leaves bare.

    Parameters
    ----------
    file : text file
        Opened with ``newline=""``.
    """

    def __init__(self, file: IO[str]) -> None:
        self._plain = csv.writer(file, lineterminator="\n")
        self._quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows, in order."""
        for row in rows:
            (self._quoted if any("\r" in cell for cell in row) else self._plain).writerow(row)
