"""A pandas frame of candidates in, a frame of results out, index and order kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from recommender.engine import KPORecommender
from recommender.errors import TableError
from recommender.headings import match_columns
from recommender.profile import cell_text
from recommender.rows import Options, Record, score_records, wide_columns, wide_row
from recommender.tables import require_fields

if TYPE_CHECKING:
    import pandas as pd


def score_rows_of_frame(
    frame: pd.DataFrame, top_k: int, chosen: Mapping[str, str] | None, model: KPORecommender
) -> pd.DataFrame:
    """What `recommender.score_frame` does, with a model in hand."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        msg = f"score_frame needs a pandas DataFrame, got {type(frame).__name__}. Use recommend_many for a list of profiles."
        raise TableError(msg)
    headings = [str(heading) for heading in frame.columns]
    try:
        columns = match_columns(headings, chosen)
    except ValueError as error:
        msg = f"columns: {error}."
        raise TableError(msg) from None
    require_fields(columns, headings, "the frame")
    read = sorted({position for positions in columns.fields.values() for position in positions})
    values = {position: [_cell(value) for value in frame.iloc[:, position].tolist()] for position in read}
    ids = (
        frame.iloc[:, columns.candidate_id].tolist()
        if columns.candidate_id is not None
        else list(range(1, len(frame) + 1))
    )
    records: list[Record] = [
        Record(
            _cell(ids[row]),
            {
                field: "\n".join(t for p in positions if (t := values[p][row]))
                for field, positions in columns.fields.items()
            },
        )
        for row in range(len(frame))
    ]
    results = score_records(records, model, Options(top_k=top_k))
    rows = [wide_row(record.candidate_id, result, top_k) for record, result in zip(records, results, strict=True)]
    return pd.DataFrame(rows, columns=list(wide_columns(top_k)), index=frame.index)


def _cell(value: Any) -> str:
    import pandas as pd

    return "" if value is pd.NA or value is pd.NaT else cell_text(value)
