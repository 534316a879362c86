"""A ranking as `score_partition` gives it in, one type a column out: for files and engines that want that.

Texts are as every output shows them, scores and confidence are 64-bit floats to the last bit, ranks are whole numbers; a
place without a domain is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommender.outputs import NUMBER, TEXT, WHOLE, Schema, cleaned

if TYPE_CHECKING:
    import pandas as pd

_TYPES = {TEXT: "object", NUMBER: "float64", WHOLE: "Int64"}


def typed(ranked: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Give each column of a ranking one type.

    Parameters
    ----------
    ranked : DataFrame of shape (n_rows, len(schema.names))
        As `recommender.frames.score_partition` makes it.
    schema : Schema
        Names and types of its columns.

    Returns
    -------
    DataFrame
        object columns of str, float64 with NaN for nothing, Int64 with NA for nothing; names that stand twice are
        numbered, the index is that of `ranked`.
    """
    import pandas as pd

    columns = [
        pd.Series(cleaned(ranked.iloc[:, place].tolist(), kind), index=ranked.index, dtype=_TYPES[kind])
        for place, kind in enumerate(schema.types)
    ]
    return pd.concat(columns, axis=1).set_axis(list(schema.distinct()), axis=1)
