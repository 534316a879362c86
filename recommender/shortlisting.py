"""A file of candidates and a domain or role in, the best candidates for it out, in one pass.

Only the best so far are held. Ties go to the row that came first. Rules report; those that are required remove, and every
removed candidate is named with the rule. What a rule cannot know excludes nobody.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path

from recommender.engine import KPORecommender
from recommender.errors import RecommenderError
from recommender.files import replaced
from recommender.profile import Profile
from recommender.rejects import Rejects, records_of
from recommender.rows import RowWriter, as_text
from recommender.rules import Facts, Rule, Verdict, judge
from recommender.run_report import BatchReport
from recommender.shortlist_lines import COLUMNS, Candidate, Listed, Wanted, find_wanted, line_for, score_for
from recommender.sources import open_table
from recommender.table_parts import Table
from recommender.targets import check_paths, rejects_beside

__all__ = ["COLUMNS", "Wanted", "find_wanted", "shortlist_csv"]

_CHUNK = 2_000


def shortlist_csv(
    source: str | Path,
    target: str | Path,
    model: KPORecommender,
    wanted: Wanted,
    *,
    top: int = 50,
    rules: Sequence[Rule] = (),
    required: Collection[str] = (),
    columns: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
) -> BatchReport:
    """Write the best candidates of a file for a domain or role.

    Parameters
    ----------
    source, target : str or Path
        Table of candidates; CSV to write. "-" is standard input or output.
    model : KPORecommender
        What scores.
    wanted : Wanted
        See `find_wanted`.
    top : int, default 50
        How many at most.
    rules : sequence of Rule
        Judged and reported for each candidate.
    required : collection of str
        Ids of rules that a candidate must not fail; who does is named in ``<target>.removed.csv``.
    columns : mapping of str to str, optional
        Field to heading.
    keep : sequence of str
        Headings of columns to copy to the end of the list.

    Returns
    -------
    BatchReport
        Whose statuses count the candidates "listed", those "removed", and those "not listed": beyond `top`, without a
        score, or of status "no_match".

    Raises
    ------
    TableError
        As `score_csv`.
    RecommenderError
        If a required rule is not among the rules.
    """
    unknown = sorted(set(required) - {rule.id for rule in rules})
    if unknown:
        msg = f"--require {unknown[0]}: no such rule. The rules are: {', '.join(rule.id for rule in rules) or 'none'}."
        raise RecommenderError(msg)
    rejects = rejects_beside(target)
    check_paths(str(source), str(target), rejects)
    report = BatchReport(output=str(target))
    with contextlib.ExitStack() as stack:
        table = stack.enter_context(open_table(source, columns))
        report.describe(table)
        named = stack.enter_context(Rejects(rejects, always=Path(rejects).is_file() if rejects else False))
        removed = _Removed(stack, target, bool(required))
        scored = _scored(table, named, report, model, wanted, rules, frozenset(required), removed, keep)
        best = _best(scored, top, model, wanted)
        out = RowWriter(stack.enter_context(replaced(target)))
        out.write([(*COLUMNS, *keep)])
        out.write([[str(place), *map(as_text, (*item.cells, *item.kept))] for place, item in enumerate(best, 1)])
        report.rejects, report.scored = named.path_written, report.rows - report.rejected
    report.statuses = {
        "listed": len(best),
        "removed": removed.count,
        "not listed": report.scored - len(best) - removed.count,
    }
    return report


def _best(scored: Iterator[Candidate], top: int, model: KPORecommender, wanted: Wanted) -> list[Listed]:
    """The best in order; a line is made only for who is among the best so far."""
    best: list[Listed] = []
    for one in scored:
        if len(best) >= top and one.score <= min((item.score for item in best[:1]), default=1.0):
            continue
        line = line_for(model, wanted, one)
        if line:
            heapq.heappush(best, line) if len(best) < top else heapq.heappushpop(best, line)
    return sorted(best, reverse=True)


class _Removed:
    """The file that names who a required rule removed."""

    def __init__(self, stack: contextlib.ExitStack, target: str | Path, wanted: bool) -> None:
        self.count = 0
        path = "" if not wanted or str(target) == "-" else str(Path(target).with_suffix(".removed.csv"))
        self._out = RowWriter(stack.enter_context(replaced(path))) if path else None
        if self._out:
            self._out.write([("candidate_id", "rule", "why")])

    def add(self, candidate_id: str, verdict: Verdict) -> None:
        self.count += 1
        if self._out:
            self._out.write([(as_text(candidate_id), verdict.rule_id, as_text(verdict.sentence))])


def _scored(
    table: Table,
    named: Rejects,
    report: BatchReport,
    model: KPORecommender,
    wanted: Wanted,
    rules: Sequence[Rule],
    required: frozenset[str],
    removed: _Removed,
    keep: Sequence[str],
) -> Iterator[Candidate]:
    facts: list[Facts] = []

    def read(cells: Sequence[str]) -> None:
        said: dict[str, str] = {}
        for heading, cell in zip(table.headings, cells, strict=True):
            said[heading] = f"{said[heading]}\n{cell}" if heading in said else cell
        facts.append(Facts.of(said if rules else {}))

    order = count()
    records = records_of(table, named, report, keep, each=read)
    while chunk := tuple(islice(records, _CHUNK)):
        block = model.ranker_.score([Profile(**record.fields) for record in chunk])
        for row, record in enumerate(chunk):
            verdicts = judge(rules, facts[row])
            failed = next((v for v in verdicts if v.outcome == "fail" and v.rule_id in required), None)
            if failed:
                removed.add(record.candidate_id, failed)
            else:
                yield Candidate(score_for(model, wanted, block, row), next(order), block, row, record, verdicts)
        facts.clear()
