"""A frame of candidates in, a frame of rankings out: the unit of work that every engine shares.

One process, many processes, or a cluster: each cuts a list into frames and calls `score_partition` on each. Every row's
result is its own, so that no cut changes any row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from recommender.engine import KPORecommender
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
from recommender.tables import require_fields
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
    import pandas as pd

    headings = [str(heading) for heading in frame.columns]
    found = _match(headings, columns)
    records = _records(frame, found, _kept(headings, keep), first_row)
    fast = model.fast_path(len(records))
    if fast is not None and options.layout == "wide" and not options.tally:
        return _by_columns(frame, records, fast, options, keep)
    rows: list[list[Any]] = []
    origin: list[int] = []
    tally = Tally()
    if options.layout == "roles":
        return _by_roles(frame, records, model, options, keep)
    for place, (record, result) in enumerate(zip(records, score_records(records, model, options), strict=True)):
        tally.add(record.candidate_id, result)
        made = (
            list(long_rows(record.candidate_id, result))
            if options.layout == "long"
            else [wide_row(record.candidate_id, result, options.top_k)]
        )
        rows += [[*row, *record.kept] for row in made]
        origin += [place] * len(made)
    names = LONG_COLUMNS if options.layout == "long" else wide_columns(options.top_k)
    index = frame.index if options.layout == "wide" else frame.index[origin]
    return pd.DataFrame(rows, columns=[*names, *keep], index=index), tally


def _by_roles(
    frame: pd.DataFrame, records: Sequence[Record], model: KPORecommender, options: Options, keep: Sequence[str]
) -> tuple[pd.DataFrame, Tally]:
    """One row for each of the best roles of a candidate, whatever their domain."""
    import pandas as pd

    found = model.recommend_roles([Profile(**record.fields) for record in records], top_k=options.top_k)
    tally = Tally()
    tally.statuses.update("role found" if roles else "no role found" for roles in found)
    made = [
        (place, [*row, *record.kept])
        for place, (record, roles) in enumerate(zip(records, found, strict=True))
        for row in role_rows(record.candidate_id, roles)
    ]
    index = frame.index[[place for place, _ in made]]
    return pd.DataFrame([row for _, row in made], columns=[*ROLE_COLUMNS, *keep], index=index), tally


def _by_columns(
    frame: pd.DataFrame, records: Sequence[Record], fast: FastRanker, options: Options, keep: Sequence[str]
) -> tuple[pd.DataFrame, Tally]:
    """The wide layout, column by column, by the fast path; of the counts only those of statuses."""
    import pandas as pd

    from recommender.fast import blocks

    tally, parts = Tally(), []
    for texts in blocks([record.fields for record in records]):
        ranked = fast.rank(texts, top_k=options.top_k, places=int(options.reasons))
        parts.append(fast.names.columns(ranked, options.top_k, MISSING_SHOWN))
        tally.statuses.update(parts[-1]["status"].tolist())
    columns: dict[str, Any] = {"candidate_id": [record.candidate_id for record in records]}
    for name in wide_columns(options.top_k)[1:]:
        cells = [part[name] for part in parts]
        columns[name] = cells[0] if len(cells) == 1 else [value for one in cells for value in one]
    for place, name in enumerate(keep):
        columns[name] = [record.kept[place] for record in records]
    return pd.DataFrame(columns, index=frame.index, copy=False), tally


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


def _records(frame: pd.DataFrame, columns: Columns, kept: Sequence[int], first_row: int) -> list[Record]:
    read = {position for positions in columns.fields.values() for position in positions}.union(kept)
    if columns.candidate_id is not None:
        read.add(columns.candidate_id)
    cells = {position: [_cell(value) for value in frame.iloc[:, position].tolist()] for position in read}
    ids = (
        cells[columns.candidate_id]
        if columns.candidate_id is not None
        else [str(number) for number in range(first_row, first_row + len(frame))]
    )
    return [
        Record(
            ids[row],
            {
                field: "\n".join(text for p in positions if (text := cells[p][row]))
                for field, positions in columns.fields.items()
            },
            tuple(cells[position][row] for position in kept),
        )
        for row in range(len(frame))
    ]


def _cell(value: Any) -> str:
    import pandas as pd

    if type(value) is str:
        return value
    return "" if value is pd.NA or value is pd.NaT else cell_text(value)
