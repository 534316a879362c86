"""A file of candidates in, what it lacks out, with a CSV and a page: what `kpo gaps` does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from recommender.engine import KPORecommender
from recommender.files import replaced
from recommender.gaps import COLUMNS, Gaps, find_gaps
from recommender.model_files import load_model
from recommender.rejects import Rejects, records_of
from recommender.report import Section
from recommender.reporting import run_facts, write_report
from recommender.rows import Record, RowWriter, as_text
from recommender.run_report import BatchReport
from recommender.sources import open_table
from recommender.targets import check_paths, rejects_beside

_CHUNK = 500
_SENTENCES = 40


def gaps_of_file(
    source: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    output: str | Path | None = None,
    page: str | Path | None = None,
    model: KPORecommender | None = None,
) -> tuple[Gaps, BatchReport]:
    """Count what the candidates of a file lack.

    Parameters
    ----------
    source : str or Path
        Table of candidates; "-" is standard input.
    columns : mapping of str to str, optional
        Field to heading.
    output : str or Path, optional
        CSV of every gap.
    page : str or Path, optional
        HTML report.
    model : KPORecommender, optional
        The packaged model by default.

    Returns
    -------
    Gaps, BatchReport

    Raises
    ------
    TableError
        As `recommender.score_csv`.
    """
    beside = rejects_beside(output) if output else ""
    check_paths(str(source), str(output or "-"), beside)
    check_paths(str(source), str(page or "-"), str(output or ""))
    done = BatchReport(output=str(output or ""))
    with contextlib.ExitStack() as stack:
        table = stack.enter_context(open_table(source, columns))
        done.describe(table)
        named = stack.enter_context(Rejects(beside, always=bool(beside) and Path(beside).is_file()))
        found = find_gaps(_chunks(records_of(table, named, done)), model or load_model())
        if output:
            out = RowWriter(stack.enter_context(replaced(output)))
            out.write([COLUMNS, *([as_text(cell) for cell in row] for row in found.rows())])
        if page:
            facts = run_facts(str(source), model, done.used, done.ignored, done.never_read)
            facts.append(("Rows rejected", f"{done.rejected} of {done.rows}"))
            write_report(str(page), "What these candidates lack for KPO work", facts, found.tally, _sections(found))
    done.rejects, done.scored, done.statuses = (
        named.path_written,
        found.tally.statuses.total(),
        dict(found.tally.statuses),
    )
    return found, done


def _chunks(records: Iterator[Record]) -> Iterator[tuple[Record, ...]]:
    while chunk := tuple(islice(records, _CHUNK)):
        yield chunk


def _sections(found: Gaps) -> list[Section]:
    said = [[sentence] for sentence in islice(found.sentences(), _SENTENCES)]
    by_domain = ("Domain", "First for", "Of these a match", "Of these to review", "Among the first three for")
    by_course = ("Course", "Candidates", "A match", "Commonest first domain", "What most lack")
    return [
        Section("By domain", "Where these candidates stand.", by_domain, found.domain_rows()),
        Section("What would help most", "Skills of the best role that candidates do not show.", ("Gap",), said),
        Section(
            "By course of study",
            "Degrees held or pursued; who names two counts in both.",
            by_course,
            found.course_rows(),
        ),
    ]
