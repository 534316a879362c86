"""Frames of rankings in, one Parquet or CSV file out, stretch by stretch.

The file's ending decides. Parquet keeps every bit of a score; CSV its nine decimals, which is what scores are rounded to.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from recommender.cluster_store import needed
from recommender.outputs import CSV, NUMBER, TEXT, WHOLE, Kind, Schema, encode, header
from recommender.typed import typed

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = {"parquet": ".parquet", "csv": ".csv"}


class RankingFile:
    """A file of rankings to write to; without a row it holds the columns.

    Parameters
    ----------
    path : Path
        Ends in ``.parquet`` or ``.csv``.
    schema : Schema
        Names and types of the columns.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        self._schema, self._stack = schema, contextlib.ExitStack()
        self._fields = _fields(schema) if path.suffix == ".parquet" else None
        if self._fields is None:
            self._file: Any = self._stack.enter_context(path.open("wb"))
            self._file.write(header(schema, Kind(CSV)))
        else:
            writer = needed("pyarrow.parquet").ParquetWriter(str(path), self._fields, compression="zstd")
            self._file = self._stack.enter_context(writer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, value, trace)

    def write(self, ranked: pd.DataFrame) -> None:
        """Add rows, in order."""
        if self._fields is None:
            self._file.write(encode(ranked, self._schema, Kind(CSV)))
        elif len(ranked):
            table = needed("pyarrow").Table
            self._file.write_table(table.from_pandas(typed(ranked, self._schema), self._fields, preserve_index=False))


def _fields(schema: Schema) -> Any:
    arrow = needed("pyarrow")
    kinds = {TEXT: arrow.string(), NUMBER: arrow.float64(), WHOLE: arrow.int64()}
    return arrow.schema([(name, kinds[kind]) for name, kind in zip(schema.distinct(), schema.types, strict=True)])
