"""A profile in, its facts out: education, experience, pay and the like, each read or unknown.

A mapping's headings and the labels of a free text ("Notice period: 30 days") say what is what. Headings and labels that
name identity are never looked at; neither is anything read out of a name, an address or a photograph.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from recommender import facts
from recommender.errors import ProfileError
from recommender.facts_headings import fact_of, with_unit, words_of
from recommender.facts_text import LONGEST
from recommender.headings import NEVER_READ, classify

_T = TypeVar("_T")
_DEEPEST = 3
_LONGEST_LABEL = 4
# "28 years" alone may be an age, and in a long text a part of the experience.
_LEAST_AGE, _SHORT_TEXT = 14, 40
_YES = re.compile(r"\W*(?:yes|y|true|ok|okay|1|sure|हाँ)\W*", re.IGNORECASE)
_NO = re.compile(r"\W*(?:no|n|false|0|नहीं)\W*", re.IGNORECASE)
_NOT_SAID = re.compile(r"\W*(?:na|n/a|nan|none given|not applicable|not available|tbd)?\W*", re.IGNORECASE)

_SPACES = re.compile(r"[ \t]{2,}")
_LABEL = re.compile(
    r"(?:^|[\n;|,•▪●(]|\.[ ]|[ ]{2})[ \t]{0,2}[-*•]?[ \t]{0,2}(?P<label>[^\W_](?:[\w %'’/&()-]|\.(?![ ][A-Z])|(?<=[Ee]xp)\.|(?<=EXP)\.){0,40}?)[ \t]{0,2}(?P<sign>[:=]|[ \t][-–—](?=[ \t])|\t)"
)
_SIGNLESS = re.compile(
    r"(?:^|[\n;|,•]|\.[ ])[ \t]{0,2}(?P<label>notice(?: period|(?=\s\d))|np|(?:current|present) ctc|(?:expected|exp) (?:ctc|salary)|[ce]?ctc|cgpa|(?:active )?backlogs?"
    r"|languages known|year of passing|yop|(?:current|preferred) location|total exp(?:erience)?)(?P<sign>\s(?:is |of )?)(?=\S)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;|\n•]|(?<!\d),|,(?!\d)|(?<=[A-Za-z]{3})\.\s")
_PLAIN_LENGTH = re.compile(
    r"\W*(?:total )?(\d{1,2}(?:\.\d{1,2})?)\s?\+?\s?(?:years?|yrs?)(?: (?:and )?\d{1,2} (?:months?|mths?))?(?: of)?(?: (?:work )?exp\w*)?\W*",
    re.IGNORECASE,
)
# What a clause without a label must hold to be read at all.
_UNLABELLED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (fact, re.compile(pattern, re.IGNORECASE))
    for fact, pattern in (
        ("notice", r"\bnotice period\b|\b(?:days?|months?) notice\b|\bserving (?:notice|np)\b|\blwd\b|\bimmediat(?:e|ely|ly) (?:join|avail)|\b(?:join|available) immediat(?:ely|ly)\b"),
        ("shift", r"\b(?:ok|okay|comfortable|flexible|willing|ready|open|prefer\w{0,5}|can work|fine|no|not|any|only)\b.{0,40}\bshifts?\b|\bshifts?\b.{0,20}\b(?:ok|okay|fine|only|preferred|no (?:problem|issue))\b"),
        ("experience", r"\b\d[^,;]{0,16}\b(?:years?|yrs?|months?)\b.{0,30}\bexp|\bexp[a-z]{0,8}\b.{0,20}\b\d{1,2}(?:\.\d)?\s?\+?\s?(?:years?|yrs?|months?)\b|^\W*freshers?\W*$"),
        ("grade", r"\bc\.?g\.?p\.?a\b"),
        ("relocation", r"\brelocat|\bpan[ -]india\b|\bany location\b"),
        ("preferred_location", r"\b(?:looking for|wants?|needs?|prefer\w{0,5}|only)\b.{0,20}\b(?:work from home|wfh|remote (?:work|job|role))"),
        ("expected_pay", r"\bexpect\w{0,6}\b.{0,30}\d|\bectc\b|\d.{0,20}\bexpected\b"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What a profile says that a rule may ask for; None is unknown.

    Attributes
    ----------
    education : Education or None
        Degrees and levels.
    experience : float or None
        Years.
    expected_pay, current_pay : int or None
        Rupees a year.
    notice : int or None
        Days.
    grade : Grade or None
        Grade-point average and percentage, each for itself.
    backlogs, year_of_passing : int or None
        Open backlogs; year.
    shifts, languages, locations : frozenset of str or None
        Canonical names. Where a preferred place is told, the present one does not count.
    unread : frozenset of str
        Facts that the profile speaks of, but not in a way that can be read for certain.
    """

    education: facts.Education | None = None
    experience: float | None = None
    expected_pay: int | None = None
    current_pay: int | None = None
    notice: int | None = None
    grade: facts.Grade | None = None
    backlogs: int | None = None
    year_of_passing: int | None = None
    shifts: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    locations: frozenset[str] | None = None
    unread: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, profile: object, *, today: date | None = None) -> Facts:
        """Read the facts of a profile.

        Parameters
        ----------
        profile : Profile, mapping or str
            A mapping has any usual headings; a text is read by its labels, and by clauses that can mean one thing only.
        today : datetime.date, optional
            The day from which a last working day is counted; without it such a notice is unknown.

        Returns
        -------
        Facts

        Raises
        ------
        ProfileError
            If it is something else.

        Examples
        --------
        >>> found = Facts.of({"Degree": "LLB (pursuing)", "Expected CTC (LPA)": 4.5, "Notice Period": "immediate"})
        >>> found.education.pursued, found.expected_pay, found.notice
        (frozenset({'LLB'}), 450000, 0)
        >>> Facts.of("B.Com, 2 yrs. Notice period: 30 days; Age: 31").notice
        30
        """
        by_field = getattr(profile, "by_field", None)
        said: list[_Said] = []
        if isinstance(profile, str):
            said += _in_text(profile)
        elif isinstance(profile, Mapping):
            said += _in_mapping(profile)
        elif callable(by_field):
            said += _in_mapping(by_field())
        else:
            msg = f"Facts are read of a text, a mapping or a Profile; got {type(profile).__name__}. Pass a str, or a dict with headings."
            raise ProfileError(msg)
        return _facts(
            [replace(one, value=one.value[:LONGEST]) for one in said if not _NOT_SAID.fullmatch(one.value)], today
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """One value with the fact it speaks of and the heading it stands under."""

    fact: str
    heading: str
    value: str
    prose: bool = False


def _in_mapping(mapping: Mapping[Any, Any]) -> Iterator[_Said]:
    for key, value in mapping.items():
        heading = str(key)
        text = _cell(value)
        fact = fact_of(heading)
        if classify(heading) == NEVER_READ or not text.strip():
            continue
        if fact:
            yield _Said(fact, heading, text)
        elif classify(heading) == "text":
            yield from _in_text(text)


def _cell(value: Any, depth: int = 0) -> str:
    """A cell's text: lists joined, whole numbers without ".0", yes and no for booleans, nothing for None and NaN."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if float(value).is_integer() else str(value)
    if depth == _DEEPEST or value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, Mapping):
        kept = (v for k, v in value.items() if _is_own(str(k)))
        return ", ".join(filter(None, (_cell(v, depth + 1) for v in kept)))
    if isinstance(value, Iterable):
        return "\n".join(filter(None, (_cell(item, depth + 1) for item in value)))
    return str(value)


def _is_own(key: str) -> bool:
    """Whether an entry inside a value tells something of the candidate, not of a person or an institution."""
    institution = {"institution", "institute", "college", "university", "school", "company", "employer", "url", "name"}
    return classify(key) != NEVER_READ and institution.isdisjoint(words_of(key))


def _in_text(text: str) -> Iterator[_Said]:
    """What labels of a free text say, then what clauses without a label say."""
    text = _SPACES.sub(lambda run: "\t" if "\t" in run.group() else "  ", text[:LONGEST])
    labels = [found for pattern in (_LABEL, _SIGNLESS) for found in pattern.finditer(text)]
    labels = [found for found in labels if _cuts(found)]
    rest = list(text)
    for at, found in enumerate(sorted(labels, key=lambda found: found.start("label"))):
        later = [other.start() for other in labels if other.start("label") > found.start("label")]
        end = _value_end(text, found.end(), min(later, default=len(text)))
        label = found["label"]
        fact = fact_of(label) if len(label.split()) <= _LONGEST_LABEL else None
        if fact or classify(label) == NEVER_READ:
            rest[found.start("label") : end] = [";"] + [""] * (end - found.start("label") - 1)
        if fact and at < _MOST_LABELS:
            yield _Said(fact, label, text[found.end() : end])
    yield from _unlabelled("".join(rest))


_MOST_LABELS = 200


def _cuts(found: re.Match[str]) -> bool:
    """Whether what looks like a label is one: before a colon anything, before a dash or nothing only what is known."""
    label = found["label"]
    if len(label.split()) > _LONGEST_LABEL and found["sign"] not in {":", "="}:
        return False
    return found["sign"] in {":", "="} or fact_of(label) is not None or classify(label) == NEVER_READ


def _value_end(text: str, start: int, limit: int) -> int:
    """Where the value of a label ends: with its line, or where nothing stands there, with the lines up to the next blank one."""
    line = text.find("\n", start)
    if line == -1 or line >= limit:
        return limit
    if text[start:line].strip():
        return line
    blank = text.find("\n\n", line + 1)
    return min(limit, blank) if blank != -1 else limit


def _unlabelled(text: str) -> Iterator[_Said]:
    yield _Said("education", "", text, prose=True)
    is_short = len(text.split()) <= _SHORT_TEXT
    for clause in _CLAUSE.split(text):
        if is_short and (length := _PLAIN_LENGTH.fullmatch(clause)) and float(length[1]) < _LEAST_AGE:
            yield _Said("experience", "", clause, prose=True)
            continue
        for fact, pattern in _UNLABELLED:
            if pattern.search(clause):
                yield _Said(fact, "", clause, prose=True)


def _facts(said: list[_Said], today: date | None) -> Facts:
    unread: set[str] = set()

    def one(fact: str, parse: Callable[[str], _T | None], among: list[_Said] | None = None) -> _T | None:
        of_it = [s for s in (among or said) if s.fact == fact]
        values = [parse(with_unit(fact, s.heading, s.value)) for s in of_it]
        found = {value for value in values if value is not None}
        if len(found) > 1 or (not found and any(not s.prose for s in of_it)):
            unread.add(fact)
        return found.pop() if len(found) == 1 else None

    def union(fact: str, parse: Callable[[_Said], frozenset[str] | None]) -> frozenset[str] | None:
        of_it = [s for s in said if s.fact == fact]
        found = frozenset[str]().union(*(value for s in of_it if (value := parse(s))))
        if not found and any(not s.prose for s in of_it):
            unread.add(fact)
        return found or None

    totals = [s for s in said if s.fact == "experience" and "relevant" not in words_of(s.heading)]
    return Facts(
        education=_education(said, unread),
        experience=one("experience", facts.years_of_experience, totals),
        expected_pay=one("expected_pay", facts.pay_per_year),
        current_pay=one("current_pay", facts.pay_per_year),
        notice=one("notice", partial(facts.notice_days, today=today)),
        grade=_merged(said, unread),
        backlogs=one("backlogs", facts.active_backlogs),
        year_of_passing=one("year_of_passing", facts.year_of_passing),
        shifts=union("shift", _shifts),
        languages=union("language", lambda s: facts.languages(s.value)),
        locations=_locations(union),
        unread=frozenset(unread),
    )


def _education(said: list[_Said], unread: set[str]) -> facts.Education | None:
    """Labelled education together, else what prose says of it."""
    labelled = "\n".join(s.value for s in said if s.fact == "education" and not s.prose)
    prose = "\n".join(s.value for s in said if s.fact == "education" and s.prose)
    found = facts.education(labelled) or facts.education(prose, prose=True)
    if labelled and found is None:
        unread.add("education")
    return found


def _merged(said: list[_Said], unread: set[str]) -> facts.Grade | None:
    """Average and percentage from all columns; either is unknown where two columns differ in it."""
    values = [facts.grade(with_unit(s.fact, s.heading, s.value)) for s in said if s.fact == "grade"]
    averages = {(g.cgpa, g.scale) for g in values if g and g.cgpa is not None}
    percentages = {g.percentage for g in values if g and g.percentage is not None}
    cgpa, scale = averages.pop() if len(averages) == 1 else (None, None)
    percentage = percentages.pop() if len(percentages) == 1 else None
    if cgpa is None and percentage is None:
        if any(s.fact == "grade" and not s.prose for s in said):
            unread.add("grade")
        return None
    return facts.Grade(cgpa, scale, percentage)


def _shifts(said: _Said) -> frozenset[str] | None:
    """Shifts in a value; of "Night shift?" with yes or no, in the heading."""
    if _YES.fullmatch(said.value):
        return facts.shifts(said.heading)
    if _NO.fullmatch(said.value):
        return facts.shifts(f"no {said.heading}")
    return facts.shifts(said.value)


def _place(said: _Said) -> frozenset[str] | None:
    if _YES.fullmatch(said.value):
        return facts.locations(said.heading)
    return facts.locations(said.value)


def _moving(said: _Said) -> frozenset[str] | None:
    """Places of "Willing to relocate": yes, no, or where."""
    if _YES.fullmatch(said.value):
        return frozenset((facts.ANYWHERE,))
    return facts.locations(said.value)


def _locations(
    union: Callable[[str, Callable[[_Said], frozenset[str] | None]], frozenset[str] | None],
) -> frozenset[str] | None:
    preferred, present = union("preferred_location", _place), union("location", _place)
    places = (preferred or present or frozenset()) | (union("relocation", _moving) or frozenset())
    return places or None
