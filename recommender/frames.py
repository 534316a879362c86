"""A frame of candidates in, a frame of rankings out: the unit of work that every engine shares.

One process, many processes, or a cluster: each cuts a list into frames and calls `score_partition` on each. Every row's
result is its own, so that no cut changes any row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from recommender.engine import KPORecommender, check_top_k
from recommender.errors import TableError
from recommender.headings import Columns, match_columns
from recommender.model_files import load_model
from recommender.profile import Profile, cell_text
from recommender.roles import ROLE_COLUMNS, role_rows
from recommender.rows import (
    LONG_COLUMNS,
    MISSING_SHOWN,
    Options,
    Record,
    long_rows,
    score_records,
    wide_columns,
    wide_row,
)
from recommender.table_header import require_fields
from recommender.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

    from recommender.fast import FastRanker


def score_partition(
    frame: pd.DataFrame,
    model_path: str | None = None,
    *,
    top_k: int = 3,
    columns: Mapping[str, str] | None = None,
    layout: str = "wide",
    reasons: bool = True,
    keep: Sequence[str] = (),
    first_row: int = 1,
) -> pd.DataFrame:
    """Score one partition of a list of candidates; needs nothing but the frame and a model's folder.

    Parameters
    ----------
    frame : DataFrame of shape (n_candidates, n_columns)
        Columns under any usual headings; identity columns are never read.
    model_path : str, optional
        Folder of a model; the packaged one by default. Loaded once a process.
    top_k : int, default 3
        Domains for each row.
    columns : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    layout : str, default "wide"
        "wide": one row a candidate; "long": one row for each ranked domain; "roles": one row for each of the best
        roles of all domains, `top_k` of them.
    reasons : bool, default True
        Whether matched and missing skills are looked up; without them those two columns stay empty.
    keep : sequence of str
        Headings of columns that are copied to the end.
    first_row : int, default 1
        Number of the first row in the whole list: the id of candidates where there is no id column.

    Returns
    -------
    DataFrame
        The columns of the batch output; the index is that of `frame`.

    Raises
    ------
    TableError
        If no column can be scored, or `columns` or `keep` name what does not exist.
    ModelError
        If the model is missing or damaged.
    """
    options = Options(top_k, layout, reasons)
    return rank_frame(frame, _model_at(model_path), options, columns=columns, keep=keep, first_row=first_row)[0]


@lru_cache(maxsize=2)
def _model_at(path: str | None) -> KPORecommender:
    return load_model(path)


def rank_frame(
    frame: pd.DataFrame,
    model: KPORecommender,
    options: Options,
    *,
    columns: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    first_row: int = 1,
) -> tuple[pd.DataFrame, Tally]:
    """As `score_partition`, with a model in hand; and the counts over the rows: all of them if `options` say so."""
    check_top_k(options.top_k)
    headings = [str(heading) for heading in frame.columns]
    cells = _cells(frame, _match(headings, columns), _kept(headings, keep), first_row)
    fast = model.fast_path(len(frame))
    if options.layout == "roles":
        names, rows, origin, tally = _by_roles(cells, model, options)
    elif fast is not None and options.layout == "wide" and not options.tally:
        made, tally = _by_columns(cells, fast, options)
        kept = dict(enumerate(cells.kept, len(made)))
        return _frame({**dict(enumerate(made.values())), **kept}, (*made, *keep), frame.index), tally
    else:
        names, rows, origin, tally = _by_rows(cells, model, options)
    table = dict(enumerate(map(list, zip(*rows, strict=True)))) if rows else {i: [] for i in range(len(names))}
    kept = {len(names) + i: [column[place] for place in origin] for i, column in enumerate(cells.kept)}
    index = frame.index if options.layout == "wide" else frame.index[origin]
    return _frame({**table, **kept}, (*names, *keep), index), tally


class _Cells(NamedTuple):
    """What is read of a frame, column by column: ids, texts by field, and columns to copy."""

    ids: list[str]
    fields: dict[str, list[str]]
    kept: list[list[str]]

    def records(self) -> list[Record]:
        """The same, row by row."""
        names = tuple(self.fields)
        texts = zip(*self.fields.values(), strict=True)
        return [Record(one, dict(zip(names, row, strict=True))) for one, row in zip(self.ids, texts, strict=True)]


def _by_rows(
    cells: _Cells, model: KPORecommender, options: Options
) -> tuple[tuple[str, ...], list[list[Any]], list[int], Tally]:
    """Names, rows, the candidate of each row, and counts: every layout, result by result."""
    rows: list[list[Any]] = []
    origin: list[int] = []
    tally, records = Tally(), cells.records()
    for place, (record, result) in enumerate(zip(records, score_records(records, model, options), strict=True)):
        tally.add(record.candidate_id, result)
        made = (
            list(long_rows(record.candidate_id, result))
            if options.layout == "long"
            else [wide_row(record.candidate_id, result, options.top_k)]
        )
        rows += made
        origin += [place] * len(made)
    return LONG_COLUMNS if options.layout == "long" else wide_columns(options.top_k), rows, origin, tally


def _by_roles(
    cells: _Cells, model: KPORecommender, options: Options
) -> tuple[tuple[str, ...], list[list[Any]], list[int], Tally]:
    """As `_by_rows`: one row for each of the best roles of a candidate, whatever their domain."""
    found = model.recommend_roles([Profile(**record.fields) for record in cells.records()], top_k=options.top_k)
    tally = Tally()
    tally.statuses.update("role found" if roles else "no role found" for roles in found)
    made = [
        (place, row)
        for place, (candidate_id, roles) in enumerate(zip(cells.ids, found, strict=True))
        for row in role_rows(candidate_id, roles)
    ]
    return ROLE_COLUMNS, [row for _, row in made], [place for place, _ in made], tally


def _by_columns(cells: _Cells, fast: FastRanker, options: Options) -> tuple[dict[str, Any], Tally]:
    """The wide layout, column by column, by the fast path; of the counts only those of statuses."""
    from recommender.fast import blocks

    tally, parts = Tally(), []
    for texts in blocks(cells.fields, len(cells.ids)):
        ranked = fast.rank(texts, top_k=options.top_k, places=int(options.reasons), most_missing=MISSING_SHOWN)
        parts.append(fast.names.columns(ranked, options.top_k, MISSING_SHOWN))
        tally.statuses.update(parts[-1]["status"].tolist())
    columns: dict[str, Any] = {"candidate_id": cells.ids}
    for name in wide_columns(options.top_k)[1:]:
        values = [part[name] for part in parts]
        columns[name] = values[0] if len(values) == 1 else [value for one in values for value in one]
    return columns, tally


def _frame(columns: Mapping[int, Any], names: Sequence[str], index: Any) -> pd.DataFrame:
    """A frame of columns by position; texts stay objects, which costs no pass over them."""
    import pandas as pd

    made = {place: pd.Series(values, index, _kind(values), copy=False) for place, values in columns.items()}
    frame = pd.DataFrame(made, index=index, copy=False)
    frame.columns = pd.Index(names, dtype=object)
    return frame


def _kind(values: Any) -> Any:
    if isinstance(values, np.ndarray):
        return values.dtype
    kinds = set(map(type, values))
    return "float64" if kinds == {float} else "int64" if kinds == {int} else "object"


def _match(headings: Sequence[str], chosen: Mapping[str, str] | None) -> Columns:
    try:
        columns = match_columns(headings, chosen)
    except ValueError as error:
        msg = f"columns: {error}."
        raise TableError(msg) from None
    require_fields(columns, headings, "the frame")
    return columns


def _kept(headings: Sequence[str], keep: Sequence[str]) -> list[int]:
    for heading in keep:
        if heading not in headings:
            msg = f"no column {heading!r} to keep; the columns are {', '.join(map(repr, headings))}."
            raise TableError(msg)
    return [headings.index(heading) for heading in keep]


def _cells(frame: pd.DataFrame, columns: Columns, kept: Sequence[int], first_row: int) -> _Cells:
    if columns.candidate_id is None:
        ids = [str(number) for number in range(first_row, first_row + len(frame))]
    else:
        ids = _texts(frame, columns.candidate_id)
    fields = {field: _joined([_texts(frame, p) for p in positions]) for field, positions in columns.fields.items()}
    return _Cells(ids, fields, [_texts(frame, position) for position in kept])


def _joined(columns: Sequence[list[str]]) -> list[str]:
    """Several columns of one field come one a line."""
    if len(columns) == 1:
        return columns[0]
    return ["\n".join([text for text in row if text]) for row in zip(*columns, strict=True)]


def _texts(frame: pd.DataFrame, position: int) -> list[str]:
    values = frame.iloc[:, position].tolist()
    return values if set(map(type, values)) <= {str} else [_cell(value) for value in values]


def _cell(value: Any) -> str:
    import pandas as pd

    return "" if value is pd.NA or value is pd.NaT else cell_text(value)
