"""An open table in, chunks of it out, and each chunk's rankings as bytes: what a worker does.

A chunk is cut by the rows of the input, rejected ones counted, and carries its rejects with it, so that what is written
of it is all that there is to say of those rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from recommender.collecting import settle
from recommender.engine import KPORecommender
from recommender.frames import rank_frame
from recommender.model_files import load_model
from recommender.outputs import Kind, Schema, encode
from recommender.rows import Options
from recommender.table_parts import Reject, Row, Table
from recommender.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

_NUMBER = "row number"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of a run become bytes.

    Attributes
    ----------
    headings : tuple of str
        Of the columns of every chunk.
    columns : dict of str to str
        Field to heading, as the user chose, and where the row numbers stand if they are the ids.
    keep : tuple of str
        Headings of columns to copy.
    numbered : bool
        Whether rows are called by their numbers, which then are the last column.
    options : Options
        How the rows of the output are made.
    schema, kind : Schema, Kind
        Columns and format of the output.
    folder : str or None
        Where workers find the model; None: the packaged one.
    """

    headings: tuple[str, ...]
    columns: Mapping[str, str]
    keep: tuple[str, ...]
    numbered: bool
    options: Options
    schema: Schema
    kind: Kind
    folder: str | None = None

    @classmethod
    def of(
        cls,
        table: Table,
        columns: Mapping[str, str],
        keep: Sequence[str],
        options: Options,
        kind: Kind,
        folder: str | None,
    ) -> Plan:
        """The plan for a table."""
        schema, numbered, number = Schema.of(options, keep), table.columns.candidate_id is None, _NUMBER
        while number in table.headings:
            number += "_"
        mapped = {**columns, "candidate_id": number} if numbered else columns
        headings = (*table.headings, number) if numbered else tuple(table.headings)
        return cls(headings, mapped, tuple(keep), numbered, options, schema, kind, folder)


class Chunk(NamedTuple):
    """Rows of the input: their cells, the rejects among them, how many there are, and the share of the input read after them."""

    cells: list[list[str]]
    rejects: tuple[Reject, ...]
    rows: int
    share: float


class Ranked(NamedTuple):
    """What became of a chunk: bytes and number of rows for the output, and counts; the rest is the chunk's."""

    data: bytes
    written: int
    tally: Tally
    rejects: tuple[Reject, ...]
    rows: int
    share: float


def chunks_of(table: Table, size: int, plan: Plan, skip: int = 0, read: int = 0) -> Iterator[Chunk]:
    """Cut a table, of which `read` rows are read, into chunks of at most `size` rows, after the first `skip`, which are read over."""
    rows = iter(table)
    for _ in islice(rows, max(0, skip - read)):
        pass
    read = max(skip, read)
    while stretch := list(islice(rows, size)):
        if plan.numbered:
            cells = [[*row.cells, str(n)] for n, row in enumerate(stretch, read + 1) if isinstance(row, Row)]
        else:
            cells = [row.cells for row in stretch if isinstance(row, Row)]
        rejects = tuple(row for row in stretch if isinstance(row, Reject)) if len(cells) < len(stretch) else ()
        read += len(stretch)
        yield Chunk(cells, rejects, len(stretch), table.consumed())


def rank(chunk: Chunk, plan: Plan, model: KPORecommender | None = None) -> Ranked:
    """Score a chunk and encode the rows of the output; the model is the worker's own where none is given."""
    chosen = _model_of_worker(plan.folder) if model is None else model
    frame, tally = rank_frame(_frame(chunk, plan), chosen, plan.options, columns=plan.columns, keep=plan.keep)
    settle()
    return Ranked(encode(frame, plan.schema, plan.kind), len(frame), tally, *chunk[1:])


def _frame(chunk: Chunk, plan: Plan) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    # A block of columns is filled at once; pandas would look at every cell for its type.
    block = np.empty((len(plan.headings), len(chunk.cells)), object)
    for place, column in enumerate(zip(*chunk.cells, strict=True)):
        block[place] = column
    return pd.DataFrame(block.T, columns=pd.Index(plan.headings, dtype=object), dtype=object, copy=False)


@lru_cache(maxsize=1)
def _model_of_worker(folder: str | None) -> KPORecommender:
    return load_model(folder)
