"""A file of candidates in, a file of rankings out, in chunks.

    CandidateTable -> chunks of records -> score_records (one process or many) -> rows -> file

Memory is bounded by the chunk. Every row is scored or named among the rejects; the order of the output is the order of
the input, whatever the number of workers.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from recommender.engine import KPORecommender
from recommender.errors import TableError
from recommender.files import replaced, same_file
from recommender.model_files import load_model, save_model
from recommender.reporting import run_facts, write_report
from recommender.rows import (
    LONG_COLUMNS,
    Options,
    Record,
    RowWriter,
    as_text,
    long_rows,
    score_records,
    wide_columns,
    wide_row,
)
from recommender.tables import CandidateTable, Reject
from recommender.tally import Tally

LAYOUTS = ("wide", "long")
_T = TypeVar("_T")


@dataclass
class BatchReport:
    """What a batch run did; rows == scored + rejected.

    Attributes
    ----------
    rows, scored, rejected : int
        Rows of the input after the header; those scored; those named among the rejects.
    statuses, reject_codes : dict of str to int
        How many rows have each status, and each reject code.
    used, ignored, never_read : tuple of str
        Headings whose columns were scored, had nothing to score, or say who a person is.
    encoding, delimiter : str
        What the input was found to be.
    output, rejects : str
        Paths written; `rejects` is empty if there is no such file.
    """

    rows: int = 0
    scored: int = 0
    rejected: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    reject_codes: dict[str, int] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    never_read: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    output: str = ""
    rejects: str = ""

    def describe(self, table: CandidateTable) -> None:
        """Take over what was found of the input."""
        self.encoding, self.delimiter = table.encoding, table.delimiter
        self.used, self.ignored, self.never_read = table.columns.used, table.columns.ignored, table.columns.never_read

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        found = ", ".join(f"{count} {status}" for status, count in sorted(self.statuses.items()))
        lines = [f"{self.rows} rows: {self.scored} scored ({found or 'none'}), {self.rejected} rejected"]
        if self.rejected:
            codes = ", ".join(f"{count} {code}" for code, count in sorted(self.reject_codes.items()))
            lines.append(f"rejected: {codes}" + (f"; see {self.rejects}" if self.rejects else ""))
        named = (("columns used", self.used), ("ignored", self.ignored), ("never read", self.never_read))
        lines.append(
            "; ".join(
                f"{title}: {', '.join(repr(heading) for heading in headings) or 'none'}" for title, headings in named
            )
        )
        return "\n".join(lines)


def score_csv(
    source: str | Path,
    target: str | Path,
    *,
    top_k: int = 3,
    columns: Mapping[str, str] | None = None,
    jobs: int = 1,
    rejects: str | Path | None = None,
    layout: str = "wide",
    chunk_size: int = 2_000,
    reasons: bool = True,
    report: str | Path | None = None,
    keep: Sequence[str] = (),
    model: KPORecommender | None = None,
) -> BatchReport:
    """Score a file of candidates.

    Parameters
    ----------
    source : str or Path
        CSV or TSV, in any usual encoding and dialect; "-" is standard input.
    target : str or Path
        CSV to write, complete or not at all; "-" is standard output.
    top_k : int, default 3
        Domains for each candidate.
    columns : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    jobs : int, default 1
        Worker processes.
    rejects : str or Path, optional
        Where rejected rows are named; by default the target's name ending in ``.rejects.csv``, written only if
        there are any or an earlier run left one.
    layout : str, default "wide"
        "wide": one row a candidate; "long": one row for each ranked domain.
    chunk_size : int, default 2000
        Rows held in memory at a time, for each worker.
    reasons : bool, default True
        Whether matched and missing skills are looked up; without them those two columns stay empty.
    report : str or Path, optional
        Where an HTML report of the run is written.
    keep : sequence of str
        Headings of columns that are copied to the end of the output, names and contacts too; by default none.
    model : KPORecommender, optional
        The packaged model by default.

    Returns
    -------
    BatchReport

    Raises
    ------
    TableError
        If the input cannot be read, the output cannot be written, or they are the same file.
    ValueError
        If an option is out of range.
    """
    _check_options(top_k, jobs, layout, chunk_size)
    rejects_path = rejects_beside(target) if rejects is None else str(rejects)
    check_paths(str(source), str(target), rejects_path)
    if report is not None:
        check_paths(str(source), str(report), str(target))
    tally, done = Tally(), BatchReport(output=str(target))
    options = Options(top_k, layout, reasons)
    with contextlib.ExitStack() as stack:
        table = stack.enter_context(CandidateTable(source, columns))
        done.describe(table)
        _kept(table, keep)
        named = stack.enter_context(Rejects(rejects_path, always=rejects is not None or _stands(rejects_path)))
        out = RowWriter(stack.enter_context(replaced(target)))
        out.write([(*(LONG_COLUMNS if layout == "long" else wide_columns(top_k)), *keep)])
        for rows, counted in _scored(_grouped(records_of(table, named, done, keep), chunk_size), options, jobs, model):
            out.write(rows)
            tally.merge(counted)
        done.rejects = named.path_written
        done.scored, done.statuses = tally.statuses.total(), dict(tally.statuses)
        if report is not None:
            facts = run_facts(str(source), model, done.used, done.ignored, done.never_read)
            facts.append(("Rows rejected", f"{done.rejected} of {done.rows}"))
            write_report(str(report), "Candidates and KPO work", facts, tally)
    return done


def _kept(table: CandidateTable, keep: Sequence[str]) -> tuple[int, ...]:
    """Positions of the columns to copy."""
    for heading in keep:
        if heading not in table.headings:
            msg = (
                f"{table.name}: no column {heading!r} to keep; the columns are {', '.join(map(repr, table.headings))}."
            )
            raise TableError(msg)
    return tuple(table.headings.index(heading) for heading in keep)


def _check_options(top_k: int, jobs: int, layout: str, chunk_size: int) -> None:
    for name, value in (("top_k", top_k), ("jobs", jobs), ("chunk_size", chunk_size)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            msg = f"{name} must be a whole number of 1 or more, got {value!r}."
            raise ValueError(msg)
    if layout not in LAYOUTS:
        msg = f"layout must be one of {', '.join(LAYOUTS)}, got {layout!r}."
        raise ValueError(msg)


def rejects_beside(target: str | Path) -> str:
    """Where rejects are named by default: beside the target; nowhere for standard output and devices."""
    if str(target) == "-" or (Path(target).exists() and not Path(target).is_file()):
        return ""
    return str(Path(target).with_suffix(".rejects.csv"))


def check_paths(source: str, target: str, rejects: str) -> None:
    """Refuse to write over the input, or one output over the other, through links too."""
    if source == "-" and target != "-" and _is_standard_input(target):
        msg = f"{target}: the output is the same file as the input. Choose another path."
        raise TableError(msg)
    if rejects == "-" == target:
        msg = "-: the rejects file is the same file as the output. Choose another path."
        raise TableError(msg)
    pairs = (
        ("output", target, "input", source),
        ("rejects file", rejects, "input", source),
        ("rejects file", rejects, "output", target),
    )
    for what, path, other, second in pairs:
        if path and "-" not in (path, second) and same_file(path, second):
            msg = f"{path}: the {what} is the same file as the {other}. Choose another path."
            raise TableError(msg)


def _stands(path: str) -> bool:
    """Whether an earlier run left a file of rejects, which this run must not leave standing as if it were its own."""
    return bool(path) and Path(path).is_file()


def _is_standard_input(target: str | Path) -> bool:
    try:
        return os.path.samestat(os.fstat(sys.stdin.fileno()), Path(target).stat())
    except (OSError, ValueError):
        return False


def records_of(
    table: CandidateTable,
    named: Rejects,
    report: BatchReport,
    keep: Sequence[str] = (),
    each: Callable[[Sequence[str]], object] = lambda _: None,
) -> Iterator[Record]:
    """Records of the rows that can be scored; the others go to the rejects.

    Parameters
    ----------
    table : CandidateTable
        Open.
    named : Rejects
        Open.
    report : BatchReport
        Counts rows and rejects.
    keep : sequence of str
        Headings of columns to copy.
    each : callable, optional
        Is shown the cells of every row that can be scored.
    """
    columns, counts, kept = table.columns, Counter[str](), _kept(table, keep)
    for row in table:
        report.rows += 1
        if isinstance(row, Reject):
            counts[row.code] += 1
            report.rejected += 1
            report.reject_codes = dict(counts)
            named.add(row)
            continue
        each(row.cells)
        candidate_id = row.cells[columns.candidate_id] if columns.candidate_id is not None else str(report.rows)
        yield Record(candidate_id, columns.gather(row.cells), tuple(row.cells[p] for p in kept))


def _scored(
    chunks: Iterator[tuple[Record, ...]], options: Options, jobs: int, model: KPORecommender | None
) -> Iterator[tuple[list[list[str]], Tally]]:
    """Output rows and counts of each chunk, in order."""
    if jobs == 1:
        chosen = load_model() if model is None else model
        for chunk in chunks:
            yield _score_chunk(chunk, options, chosen)
        return
    from joblib import Parallel, delayed

    with tempfile.TemporaryDirectory(prefix="kpo-") as folder:
        if model is not None:
            save_model(model, folder)
        where = folder if model is not None else None
        with Parallel(n_jobs=jobs) as parallel:
            for group in _grouped(chunks, 2 * jobs):
                yield from parallel(delayed(_score_chunk_at)(chunk, options, where) for chunk in group)


def _grouped(items: Iterator[_T], size: int) -> Iterator[tuple[_T, ...]]:
    while group := tuple(islice(items, size)):
        yield group


def _score_chunk_at(chunk: tuple[Record, ...], options: Options, where: str | None) -> tuple[list[list[str]], Tally]:
    return _score_chunk(chunk, options, _model_of_worker(where))


@lru_cache(maxsize=1)
def _model_of_worker(where: str | None) -> KPORecommender:
    return load_model(where)


def _score_chunk(chunk: tuple[Record, ...], options: Options, model: KPORecommender) -> tuple[list[list[str]], Tally]:
    tally, rows = Tally(), []
    for record, result in zip(chunk, score_records(chunk, model, options), strict=True):
        tally.add(record.candidate_id, result)
        long = options.layout == "long"
        made = (
            long_rows(record.candidate_id, result) if long else [wide_row(record.candidate_id, result, options.top_k)]
        )
        rows += [[as_text(cell) for cell in (*row, *record.kept)] for row in made]
    return rows, tally


class Rejects:
    """The file that names rejected rows; it comes into being with the first of them, or at once if the user asked for it."""

    def __init__(self, path: str, *, always: bool) -> None:
        self._path, self._always = path, always
        self._stack = contextlib.ExitStack()
        self._writer: Any = None
        self.path_written = ""

    def __enter__(self) -> Self:
        if self._always:
            self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, value, trace)

    def _open(self) -> None:
        self._writer = RowWriter(self._stack.enter_context(replaced(self._path)))
        self.path_written = self._path
        self._write(("line", "code", "message"))

    def add(self, reject: Reject) -> None:
        """Name one rejected row."""
        if not self._path:
            return
        if self._writer is None:
            self._open()
        self._write((str(reject.line), reject.code, as_text(reject.message)))

    def _write(self, row: Sequence[str]) -> None:
        try:
            self._writer.write([row])
        except OSError as error:
            msg = f"{self._path}: cannot be written: {error.strerror or error}. Free space or choose another path."
            raise TableError(msg) from None
