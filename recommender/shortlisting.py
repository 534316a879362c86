"""A file of candidates and a domain or role in, the best candidates for it out, in one pass.

Only the best so far are held. Ties go to the row that came first. Rules report; those that are required remove, and every removed
candidate is named with the rule. What a rule cannot know excludes nobody.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from recommender.batch import BatchReport, Rejects, check_paths, records_of, rejects_beside
from recommender.catalog import Domain
from recommender.engine import KPORecommender
from recommender.errors import RecommenderError
from recommender.files import replaced
from recommender.profile import Profile
from recommender.ranker import Scored
from recommender.rows import Record, RowWriter, as_text
from recommender.rules import Facts, Rule, Verdict, judge
from recommender.tables import CandidateTable

COLUMNS = (
    "place",
    "candidate_id",
    "score",
    "place_of_domain",
    "status",
    "confidence",
    "best_role",
    "must_haves_shown",
    "must_haves_missing",
    "rules",
)
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is being filled.

    Attributes
    ----------
    domain : Domain
        The domain.
    position : int
        Its place in the catalogue.
    role : int or None
        Place of the role in the domain; None for the domain as a whole.
    """

    domain: Domain
    position: int
    role: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One candidate on a shortlist; every text ready to be written."""

    score: float
    order: int
    cells: tuple[str, ...]
    kept: tuple[str, ...]

    def __lt__(self, other: Listed) -> bool:
        """Whether this one goes before the other leaves: worse score, or as good and later."""
        return (self.score, -self.order) < (other.score, -other.order)


def find_wanted(model: KPORecommender, domain_id: str, role_id: str | None = None) -> Wanted:
    """The domain or role that is to be filled.

    Raises
    ------
    UnknownDomainError
        If the catalogue has no such domain.
    RecommenderError
        If the domain has no such role.
    """
    domain = model.catalog_[domain_id]
    position = [d.id for d in model.catalog_].index(domain_id)
    if role_id is None:
        return Wanted(domain, position, None)
    ids = [role.id for role in domain.roles]
    if role_id not in ids:
        msg = f"Unknown role {role_id!r} of {domain_id}. It has: {', '.join(ids)}."
        raise RecommenderError(msg)
    return Wanted(domain, position, ids.index(role_id))


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
        Whose statuses count the candidates listed, and those removed as "removed".

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
    best: list[Listed] = []
    with contextlib.ExitStack() as stack:
        table = stack.enter_context(CandidateTable(source, columns))
        report.describe(table)
        named = stack.enter_context(Rejects(rejects, always=Path(rejects).is_file() if rejects else False))
        removed = _Removed(stack, target, bool(required))
        listed = _listed(table, named, report, model, wanted, rules, frozenset(required), removed, keep)
        for item in listed:
            heapq.heappush(best, item) if len(best) < top else heapq.heappushpop(best, item)
        out = RowWriter(stack.enter_context(replaced(target)))
        out.write([(*COLUMNS, *keep)])
        ranked = sorted(best, reverse=True)
        out.write([[str(place), *map(as_text, (*item.cells, *item.kept))] for place, item in enumerate(ranked, 1)])
        report.rejects, report.scored = named.path_written, report.rows - report.rejected
    report.statuses = {
        "listed": len(best),
        "removed": removed.count,
        "not listed": report.scored - len(best) - removed.count,
    }
    return report


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


def _listed(
    table: CandidateTable,
    named: Rejects,
    report: BatchReport,
    model: KPORecommender,
    wanted: Wanted,
    rules: Sequence[Rule],
    required: frozenset[str],
    removed: _Removed,
    keep: Sequence[str],
) -> Iterator[Listed]:
    facts: list[Facts] = []

    def read(cells: Sequence[str]) -> None:
        said: dict[str, str] = {}
        for heading, cell in zip(table.headings, cells, strict=True):
            said[heading] = f"{said[heading]}\n{cell}" if heading in said else cell
        facts.append(Facts.of(said if rules else {}))

    order = 0
    records = records_of(table, named, report, keep, each=read)
    while chunk := tuple(islice(records, _CHUNK)):
        block = model.ranker_.score([Profile(**record.fields) for record in chunk])
        for row, record in enumerate(chunk):
            verdicts = judge(rules, facts[row])
            failed = next((v for v in verdicts if v.outcome == "fail" and v.rule_id in required), None)
            if failed:
                removed.add(record.candidate_id, failed)
            elif block.scores[row, wanted.position] > 0.0:
                yield _one(model, wanted, block, row, record, verdicts, order)
            order += 1
        facts.clear()


def _one(
    model: KPORecommender,
    wanted: Wanted,
    block: Scored,
    row: int,
    record: Record,
    verdicts: Sequence[Verdict],
    order: int,
) -> Listed:
    ranker, domain = model.ranker_, wanted.domain
    ordered, own = ranker.roles_in_order(block, row, wanted.position)
    place = ordered[0] if wanted.role is None else wanted.role
    score = float(block.scores[row, wanted.position]) if wanted.role is None else round(min(float(own[place]), 1.0), 9)
    role, terms = domain.roles[place], frozenset(block.terms[row])
    missing = {r.name for r in ranker.requirements.missing(role, terms, levels=("must",))}
    must = [r.name for r in role.requirements if r.level == "must" and r.kind != "activity"]
    known = bool(block.ranked(row))
    status, _, confidence = ranker.judge(block, row) if known else ("no_match", (), 0.0)
    rank = block.order[row].tolist().index(wanted.position) + 1
    cells = (
        record.candidate_id,
        f"{score:.9f}",
        str(rank) if known else "",
        status,
        f"{confidence:.9f}",
        role.title,
        "; ".join(name for name in must if name not in missing),
        "; ".join(name for name in must if name in missing),
        "; ".join(f"{verdict.rule_id}: {verdict.outcome}" for verdict in verdicts),
    )
    return Listed(score, order, cells, record.kept)
