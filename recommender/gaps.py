"""A list of candidates in, what it lacks as a whole out: for a college or a bench.

For each candidate in need of review every missing skill of the best role is tried: would it make them a match? Counted by domain and by course
of study, in one pass, with memory that does not grow with the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from recommender.confidence import MATCH, NO_MATCH, REVIEW
from recommender.engine import KPORecommender
from recommender.facts_education import education
from recommender.profile import Profile
from recommender.results import Recommendations
from recommender.rows import Record
from recommender.tally import Tally

COLUMNS = ("group", "name", "candidates", "skill", "lacking", "would_become_match")
NO_COURSE = "no degree named"
_NEAR = 3


@dataclass
class Group:
    """Candidates of one domain or course: how many, how they stand, and what they lack.

    Attributes
    ----------
    candidates : int
        How many, those without a match left out.
    statuses : Counter of str
        By status.
    lacking : Counter of str
        Skill or tool of the best role to how many lack it.
    moved : Counter of str
        Skill to how many it would move from review to match.
    domains : Counter of str
        First domain to how many.
    """

    candidates: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)

    def worst(self) -> list[tuple[str, int, int]]:
        """(skill, lacking, moved): what would move most first, then what most lack."""
        found = [(skill, count, self.moved[skill]) for skill, count in self.lacking.items()]
        return sorted(found, key=lambda row: (-row[2], -row[1], row[0]))


@dataclass
class Gaps:
    """What a list of candidates lacks.

    Attributes
    ----------
    tally : Tally
        Counts over all.
    domains : dict of str to Group
        By the name of the first domain.
    courses : dict of str to Group
        By degree held or pursued; a candidate with two counts in both.
    near : Counter of str
        Domain to how many candidates have it among their first three.
    """

    tally: Tally = field(default_factory=Tally)
    domains: dict[str, Group] = field(default_factory=dict)
    courses: dict[str, Group] = field(default_factory=dict)
    near: Counter[str] = field(default_factory=Counter)

    def rows(self) -> Iterator[list[str]]:
        """Rows of `COLUMNS`: every gap of every domain and course."""
        for kind, groups in (("domain", self.domains), ("course", self.courses)):
            for name, group in _largest_first(groups):
                for skill, lacking, moved in group.worst():
                    yield [kind, name, str(group.candidates), skill, str(lacking), str(moved)]

    def domain_rows(self) -> list[list[str]]:
        """Domains by number of candidates: name, first for, match, review, among the first three for."""
        return [
            [name, str(g.candidates), str(g.statuses[MATCH]), str(g.statuses[REVIEW]), str(self.near[name])]
            for name, g in _largest_first(self.domains)
        ]

    def sentences(self, most: int = 3) -> Iterator[str]:
        """Sentences such as "12 of 48 whose first domain is ... lack ...", for the gaps that would move most."""
        for name, group in _largest_first(self.domains):
            for skill, lacking, moved in group.worst()[:most]:
                became = f"; with it {moved} would become a match" if moved else ""
                yield f"{lacking} of {group.candidates} whose first domain is {name} lack {skill}{became}."

    def course_rows(self, most: int = 3) -> list[list[str]]:
        """Courses by number of candidates: name, candidates, match, commonest domain, what most lack."""
        made = []
        for name, group in _largest_first(self.courses):
            first = group.domains.most_common(1)[0][0] if group.domains else ""
            lacks = "; ".join(f"{skill} ({lacking})" for skill, lacking, _ in group.worst()[:most])
            made.append([name, str(group.candidates), str(group.statuses[MATCH]), first, lacks])
        return made


def _largest_first(groups: Mapping[str, Group]) -> list[tuple[str, Group]]:
    return sorted(groups.items(), key=lambda pair: (-pair[1].candidates, pair[0]))


def find_gaps(records: Iterable[Sequence[Record]], model: KPORecommender) -> Gaps:
    """Count what candidates lack.

    Parameters
    ----------
    records : iterable of sequence of Record
        Chunks.
    model : KPORecommender
        What ranks.

    Returns
    -------
    Gaps
    """
    gaps = Gaps()
    for chunk in records:
        profiles = [Profile(**record.fields) for record in chunk]
        results = model.recommend_many(profiles, top_k=_NEAR)
        for record, profile, result in zip(chunk, profiles, results, strict=True):
            _count(gaps, record.candidate_id, profile, result, model)
    return gaps


def _count(gaps: Gaps, candidate_id: str, profile: Profile, result: Recommendations, model: KPORecommender) -> None:
    gaps.tally.add(candidate_id, result)
    if result.status == NO_MATCH:
        return
    first = result[0]
    lacking = [r.name for r in first.missing if r.kind != "qualification"]
    moved = _moving(profile, lacking, model) if result.status == REVIEW else []
    gaps.near.update(item.domain for item in result)
    found = education(profile.education) if profile.education else None
    courses = sorted({*found.held, *found.pursued}) if found else []
    groups = [gaps.domains.setdefault(first.domain, Group())]
    groups += [gaps.courses.setdefault(name, Group()) for name in courses or [NO_COURSE]]
    for group in groups:
        group.candidates += 1
        group.statuses[result.status] += 1
        group.domains[first.domain] += 1
        group.lacking.update(lacking)
        group.moved.update(moved)


def _moving(profile: Profile, skills: Sequence[str], model: KPORecommender) -> list[str]:
    """Skills of which each alone would make the candidate a match."""
    changed = model.recommend_many([profile.with_skill(skill) for skill in skills], top_k=1)
    return [skill for skill, result in zip(skills, changed, strict=True) if result.status == MATCH]
