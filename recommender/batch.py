"""A file of candidates in, a file of rankings out, in chunks.

    table -> chunks -> rank_frame (one process or many) -> bytes -> parts -> files

Memory is bounded by the chunk. Every row is scored or named among the rejects; the order of the output is the order of
the input, whatever the number of workers.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from recommender._version import __version__
from recommender.chunks import Plan, Ranked, chunks_of, rank
from recommender.collecting import collection_paused
from recommender.conversions import check_extra
from recommender.engine import KPORecommender
from recommender.journal import State
from recommender.model_files import load_model, save_model, verify_model
from recommender.outputs import kind_of
from recommender.progress import Progress
from recommender.rejects import kept_places
from recommender.reporting import run_facts, write_report
from recommender.rows import Options
from recommender.run_report import BatchReport, Clock, versions, write_run_report
from recommender.running import Goal, Run
from recommender.sources import open_table
from recommender.table_parts import Table
from recommender.tables import CandidateTable
from recommender.targets import check_paths, rejects_beside, stands
from recommender.workers import in_order

_ROWS_OF_A_STRETCH, _ROWS_OF_A_CHUNK = 8_000, 2_000
LAYOUTS = ("wide", "long", "roles")


def score_csv(
    source: str | Path,
    target: str | Path,
    *,
    top_k: int = 3,
    columns: Mapping[str, str] | None = None,
    jobs: int = 1,
    rejects: str | Path | None = None,
    layout: str = "wide",
    chunk_size: int | None = None,
    reasons: bool = True,
    report: str | Path | None = None,
    keep: Sequence[str] = (),
    model: KPORecommender | None = None,
    sheet: str | None = None,
    resume: bool = False,
    run_report: str | Path | None = None,
    progress: bool = False,
) -> BatchReport:
    """Score a file of candidates.

    Parameters
    ----------
    source : str or Path
        Table in any format that `recommender.sources.open_table` reads; "-" is standard input.
    target : str or Path
        File to write, complete or not at all; "-" is standard output. Its ending names the format: ``.csv``, ``.tsv``,
        ``.jsonl`` (each also with ``.gz``), ``.parquet``, ``.xlsx``; anything else is CSV.
    top_k : int, default 3
        Domains for each candidate.
    columns : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    jobs : int, default 1
        Workers: threads (two at least) where compiled code takes the input from bytes to bytes, else processes.
    rejects : str or Path, optional
        Where rejected rows are named; by default the target's name ending in ``.rejects.csv``, written only if
        there are any or an earlier run left one.
    layout : str, default "wide"
        "wide": one row a candidate; "long": one row for each ranked domain; "roles": one row for each of the `top_k`
        best roles of all domains, by each role's own cosine.
    chunk_size : int, optional
        Rows held in memory at a time, for each worker; by default 8,000 where compiled code reads them, else 2,000.
    reasons : bool, default True
        Whether matched and missing skills are looked up; without them those two columns stay empty.
    report : str or Path, optional
        Where an HTML report of the run is written.
    keep : sequence of str
        Headings of columns that are copied to the end of the output, names and contacts too; by default none.
    model : KPORecommender, optional
        The packaged model by default.
    sheet : str, optional
        Sheet of a workbook, by name or number (from 1); by default the first that has a usable header.
    resume : bool, default False
        Go on where an earlier run to this target was broken off, to the same bytes; and if this run is broken off,
        leave what is needed to go on. Where there is nothing to go on from, the run starts at the beginning.
    run_report : str or Path, optional
        Where the returned report is written as JSON.
    progress : bool, default False
        Whether rows, rate and time left are shown on standard error, if that is a terminal.

    Returns
    -------
    BatchReport

    Raises
    ------
    TableError
        If the input cannot be read, the output cannot be written, they are the same file, another run is writing the
        output, or the run to go on with had another input, model or other options.
    ValueError
        If an option is out of range.
    RecommenderError
        If a worker process was killed.
    """
    _check_options(top_k, jobs, layout, chunk_size)
    named = rejects_beside(target) if rejects is None else str(rejects)
    pages = Pages(report, run_report)
    _check_all_paths(str(source), str(target), named, pages)
    options, kind = Options(top_k, layout, reasons, tally=report is not None), kind_of(str(target))
    check_extra(str(target), kind)
    done = BatchReport(source=str(source), output=str(target))
    with contextlib.ExitStack() as stack:
        starting = stack.enter_context(contextlib.ExitStack())
        starting.enter_context(collection_paused())
        table = stack.enter_context(open_table(source, columns, sheet=sheet))
        kept_places(table, keep)
        folder, own = stack.enter_context(_model_for(model, jobs))
        done.describe(table)
        done.options = {
            "top_k": top_k,
            "layout": layout,
            "reasons": reasons,
            "columns": dict(columns or {}),
            "keep": list(keep),
            "sheet": sheet,
        }
        done.sha256 = {"model": str(verify_model(folder)["manifest_sha256"])}
        plan = Plan.of(table, columns or {}, keep, options, kind, folder)
        goal = Goal(str(target), named, rejects is not None or stands(named), plan.schema, kind)
        run = stack.enter_context(Run(goal, partial(_binding, done, table, goal, pages), resume=resume))
        clock = Clock(run.state.rows)
        shown = stack.enter_context(Progress(shown=progress, start=clock.first))
        scored = _scored(table, plan, own, Amount(chunk_size, jobs, clock.first))
        for ranked in stack.enter_context(contextlib.closing(scored)):
            starting.close()
            run.take(ranked)
            shown.update(run.state.rows, ranked.share)
        run.finish(partial(_reports, done, table, pages, clock, model))
    return done


class Amount(NamedTuple):
    """How much of a table is done at a time, by how many workers, after how many rows."""

    rows: int | None
    jobs: int
    skip: int


def _scored(table: Table, plan: Plan, model: KPORecommender | None, amount: Amount) -> Generator[Ranked]:
    """What becomes of a table, piece by piece: from bytes to bytes in compiled code where that pays, else frame by frame."""
    wide = plan.options.layout == "wide" and not plan.options.tally
    if wide and type(table) is CandidateTable and table.can_be_cut:
        own = model or load_model(plan.folder)
        fast = own.fast_path(table.rows_expected)
        if fast is not None:
            from recommender.stretches import StretchRanker, stretches_of

            ranker = StretchRanker(table, plan, own, fast)
            stretches = stretches_of(table, amount.rows or _ROWS_OF_A_STRETCH, plan, amount.skip)
            return in_order(ranker.rank, stretches, amount.jobs, threads=True)
    chunks = chunks_of(table, amount.rows or _ROWS_OF_A_CHUNK, plan, skip=amount.skip)
    return in_order(partial(rank, plan=plan, model=model), chunks, amount.jobs)


class Pages(NamedTuple):
    """Where the reports of a run are written, if anywhere: HTML and JSON."""

    page: str | Path | None
    data: str | Path | None


def _reports(
    done: BatchReport,
    table: Table,
    pages: Pages,
    clock: Clock,
    model: KPORecommender | None,
    state: State,
    rejects: str,
) -> None:
    """Fill in the report, and write it where it was asked for."""
    done.take_notes(table)
    done.rows, done.rejected, done.reject_codes = state.rows, state.rejected, dict(state.codes)
    done.scored, done.statuses, done.rejects = state.rows - state.rejected, dict(state.tally.statuses), rejects
    done.sha256["input"] = table.digest
    if "output" in state.finished:
        done.sha256["output"] = state.finished["output"]
    done.versions = versions()
    done.started, done.seconds, done.rows_per_second = clock.read(state.rows)
    if pages.page is not None:
        facts = run_facts(done.source, model, done.used, done.ignored, done.never_read)
        facts.append(("Rows rejected", f"{done.rejected} of {done.rows}"))
        write_report(str(pages.page), "Candidates and KPO work", facts, state.tally)
    if pages.data is not None:
        write_run_report(str(pages.data), done.to_dict())


def _binding(done: BatchReport, table: Table, goal: Goal, pages: Pages) -> dict[str, Any]:
    """What both halves of a run that was broken off must share; chunks and workers change no byte."""
    return {
        "input": table.digest,
        "model": done.sha256["model"],
        "version": __version__,
        **done.options,
        "format": list(goal.kind),
        "rejects": str(Path(goal.rejects).absolute()) if goal.rejects else "",
        "report": pages.page is not None,
    }


@contextlib.contextmanager
def _model_for(model: KPORecommender | None, jobs: int) -> Iterator[tuple[str | None, KPORecommender | None]]:
    """The folder of the model, None for the packaged one; and the model itself where the calling process scores."""
    if model is None:
        yield None, load_model() if jobs == 1 else None
        return
    with tempfile.TemporaryDirectory(prefix="kpo-") as folder:
        save_model(model, folder)
        yield folder, model if jobs == 1 else None


def _check_options(top_k: int, jobs: int, layout: str, chunk_size: int | None) -> None:
    for name, value in (("top_k", top_k), ("jobs", jobs), ("chunk_size", 1 if chunk_size is None else chunk_size)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            msg = f"{name} must be a whole number of 1 or more, got {value!r}."
            raise ValueError(msg)
    if layout not in LAYOUTS:
        msg = f"layout must be one of {', '.join(LAYOUTS)}, got {layout!r}."
        raise ValueError(msg)


def _check_all_paths(source: str, target: str, rejects: str, pages: Pages) -> None:
    check_paths(source, target, rejects)
    others = [target, rejects]
    for page in pages:
        if page is not None:
            for other in others:
                check_paths(source, str(page), other)
            others.append(str(page))
