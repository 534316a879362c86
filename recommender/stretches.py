"""Stretches of records in, their rankings as bytes of the output out: what a thread does.

    bytes -> records -> code points -> rank -> bytes of the wide layout

No cell becomes an object of Python on the way, so that threads run side by side. What comes out is, byte for byte, what
`recommender.chunks.rank` makes of the same rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from recommender import rank_kernels
from recommender.arrays import ragged
from recommender.chunks import Chunk, Plan, Ranked, chunks_of, rank
from recommender.collecting import settle
from recommender.csv_kernels import Cells, read_records
from recommender.engine import KPORecommender
from recommender.fast import FastRanker
from recommender.fast_results import JOINED_CODES, STATUSES, Namer
from recommender.headings import FIELDS
from recommender.memo import text_of
from recommender.outputs import CSV, TSV, encode_columns, quoted
from recommender.records import Cutter, Stretch, rejects_of
from recommender.rejects import kept_places
from recommender.row_kernels import Names, Vocabulary, write_rows
from recommender.rows import MISSING_SHOWN, as_text, wide_columns
from recommender.tables import CandidateTable
from recommender.tally import Tally

_ROW_BYTES = 400
_NO_NUMBERS = np.empty(0, np.int64)


class StretchRanker:
    """Ranks stretches of one table, and chunks; threads may call it at once.

    Parameters
    ----------
    table : CandidateTable
        Whose headings and columns are meant.
    plan : Plan
        How rows become bytes; the wide layout, without a tally of all.
    model : KPORecommender
        Whose domains are ranked.
    fast : FastRanker
        Its fast path.
    """

    def __init__(self, table: CandidateTable, plan: Plan, model: KPORecommender, fast: FastRanker) -> None:
        settle()
        columns = table.columns
        self._plan, self._model, self._fast = plan, model, fast
        self._width, self._delimiter, self._encoding = len(table.headings), table.delimiter, table.encoding
        self._fields = _ragged([columns.fields.get(field, ()) for field in FIELDS])
        ids = [] if columns.candidate_id is None else [columns.candidate_id]
        self._copied = _ragged([(place,) for place in (*ids, *kept_places(table, plan.keep))])
        self._delimiter_out = {CSV: ",", TSV: "\t"}.get(plan.kind.rows, "")
        self._words = _vocabulary(fast.names, self._delimiter_out) if self._delimiter_out else None

    def rank(self, stretch: Stretch | Chunk) -> Ranked:
        """Rank a stretch and encode the rows of the output."""
        if isinstance(stretch, Chunk):
            return rank(stretch, self._plan, self._model)
        size, rows, copied = len(stretch.data), stretch.rows, len(self._copied[1]) - 1
        read = Cells(np.empty(size, np.uint32), np.empty(rows * len(FIELDS), np.int64))
        copies = Cells(np.empty(size * max(1, copied), np.uint32), np.empty(rows * copied, np.int64))
        scored = np.empty(rows, np.bool_)
        count = read_records(
            stretch.data, stretch.records, self._width, *self._fields, *self._copied, read, copies, scored
        )
        rejects = (
            tuple(rejects_of(stretch, scored, self._width, self._delimiter, self._encoding)) if count < rows else ()
        )
        ends = read.ends[: count * len(FIELDS)]
        options = self._plan.options
        ranked = self._fast.rank_points(
            read.points[: ends[-1] if count else 0],
            ends,
            top_k=options.top_k,
            places=int(options.reasons),
            most_missing=MISSING_SHOWN,
        )
        numbers = stretch.before + 1 + np.flatnonzero(scored) if self._plan.numbered else _NO_NUMBERS
        copies = Cells(copies.points[: copies.ends[count * copied - 1] if count * copied else 0], copies.ends)
        data = self._encoded(ranked, copies, copied, numbers)
        tally = Tally(statuses=Counter(self._fast.names.statuses(ranked)))
        return Ranked(data, count, tally, rejects, rows, stretch.share)

    def _encoded(self, ranked: rank_kernels.Ranked, copies: Cells, copied: int, numbers: NDArray[np.int64]) -> bytes:
        if self._words is None:
            return self._encoded_by_columns(ranked, copies, copied, numbers)
        bits = self._fast.bits_for(copies.points)
        delimiter = ord(self._delimiter_out)
        rows, top_k = len(ranked.status), self._plan.options.top_k
        out, row, at = np.empty(_ROW_BYTES * rows, np.uint8), 0, 0
        while True:
            row, at = write_rows(
                ranked, self._words, copies, copied, numbers, bits, top_k, MISSING_SHOWN, delimiter, out, row, at
            )
            if row == rows:
                return out[:at].tobytes()
            out = np.append(out, np.empty(len(out) + (1 << 16), np.uint8))

    def _encoded_by_columns(
        self, ranked: rank_kernels.Ranked, copies: Cells, copied: int, numbers: NDArray[np.int64]
    ) -> bytes:
        """The same by way of columns, for formats that are no delimited text, and for names that look like numbers."""
        text, ends = text_of(copies.points), copies.ends[: len(ranked.status) * copied].tolist()
        cells = [text[a:b] for a, b in zip([0, *ends], ends, strict=False)]
        columns = [cells[place::copied] for place in range(copied)]
        ids = [str(number) for number in numbers.tolist()] if self._plan.numbered else columns.pop(0)
        names = self._fast.names.columns(ranked, self._plan.options.top_k, MISSING_SHOWN)
        made = [list(names[name]) for name in wide_columns(self._plan.options.top_k)[1:]]
        return encode_columns([ids, *made, *columns], self._plan.schema, self._plan.kind)


def stretches_of(table: CandidateTable, size: int, plan: Plan, skip: int = 0) -> Iterator[Stretch | Chunk]:
    """Cut a table into stretches of at most `size` rows, after the first `skip`; chunks for what is beyond the cutter."""
    cutter = Cutter(table, size)
    while cutter.rows < skip and cutter.cut(skip - cutter.rows):
        pass
    while stretch := cutter.cut():
        yield stretch
    if cutter.beyond:
        yield from chunks_of(table, size, plan, skip, cutter.rows)


def _vocabulary(names: Namer, delimiter: str) -> Vocabulary | None:
    """What the output may name, as parts of delimited rows; None where a name that looks like a number would be one or not, as it stands."""
    signs = {part for part in names.requirement_names if not part[:1].isalnum()}
    formulas = {part for part in signs if as_text(part) != part}
    if formulas != {part for part in signs if as_text(f"{part};") != f"{part};"}:
        return None
    shown = partial(_cells, delimiter=delimiter)
    return Vocabulary(
        shown(STATUSES),
        shown(JOINED_CODES),
        shown(names.domain_names),
        shown(names.titles),
        _names([part.replace('"', '""') for part in names.requirement_names]),
        np.array(
            [
                part != whole
                for part, whole in zip(names.requirement_names, quoted(names.requirement_names, delimiter), strict=True)
            ],
            np.bool_,
        ),
        np.array([part in formulas for part in names.requirement_names], np.bool_),
    )


def _cells(texts: Sequence[str], delimiter: str) -> Names:
    return _names(quoted([as_text(text) for text in texts], delimiter))


def _names(texts: Sequence[str]) -> Names:
    data = [text.encode("utf-8", "replace") for text in texts]
    sizes = [len(one) for one in data]
    at = np.array([0, *accumulate(sizes)], np.int32)
    return Names(np.frombuffer(b"".join(data), np.uint8).copy(), at, max(sizes, default=0))


def _ragged(lists: list[tuple[int, ...]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All values one after the other, and where each list begins (one more than lists)."""
    at, values = ragged(lists)
    return np.array(values, np.int32), at
