"""Marks in, a grade on its own scale and the number of open backlogs out.

A grade-point average and a percentage are two things; neither is ever turned into the other, because every university
converts differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recommender.facts_text import plain
from recommender.facts_year import without_school

_SCALES = frozenset((4.0, 5.0, 7.0, 8.0, 9.0, 10.0, 12.0))
_MOST_POINTS, _FULL = 10.0, 100.0
_LEAST_BARE_PERCENTAGE = 33.0
_LEAST_PERCENTAGE = 10.0  # below it stands a fraction (0.78), or an average under a wrong heading
_MOST_BACKLOGS = 60

_NUMBER = r"(?<![\w.,/+-])(\d{1,3}(?:\.\d{1,3})?)(?![\d,]*\d)"
_RANGE_END = r"(?:\s?(?:-|to)\s?\d{1,3}(?:\.\d{1,3})?)?"
_PERCENTAGE = re.compile(rf"{_NUMBER}{_RANGE_END}\s?\+?\s?(?:%|per ?cent(?:age)?\b|pct\b|प्रतिशत)")
_LABELLED_PERCENTAGE = re.compile(
    rf"(?:%|\bper ?cent(?:age)?|\baggregate|\bmarks)(?:\s?(?:of|is|in|age|marks|obtained|\(|\)|:|=|-)){{0,3}}\s?{_NUMBER}(?!\s?/)"
)
_OUT_OF = re.compile(
    rf"{_NUMBER}\s?(?:/|out of|on(?: an?)?(?: scale of)?)\s?(\d{{1,2}}(?:\.0{{1,2}})?)(?![\d.%]*[\d%])"
)
_POINTS = re.compile(
    rf"{_NUMBER}{_RANGE_END}\s?\+?\s?(?:(?:overall|aggregate|avg)\s)?(?:c\.?\s?g\.?\s?p\.?\s?a\b|gpa\b|cpi\b|pointer\b|ptr\b|points?\b)"
)
_LABELLED_POINTS = re.compile(
    rf"\b(?:c\.?\s?g\.?\s?p\.?\s?a|gpa|cpi)\.?(?:\s?(?:of|is|score|\(|\)|:|=|-)){{0,3}}\s?{_NUMBER}(?!\s?%)"
)
_SCALE = r"(?<![\d.])(4|5|7|8|9|10|12)(?:\.0{1,2})?(?![\d%])(?!\.\d)"
_SCALE_SAID = re.compile(
    rf"\(?(?:(?:out of|/|\bon(?: an?)?(?: scale of)?|\bscale(?: of)?\s?:?)\s?{_SCALE}(?:[ -]?point)?(?: scale)?|{_SCALE}[ -]?point scale|(?<=\()\s?{_SCALE}(?=\s?\)))\s?\)?"
)
_BARE = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
_BARE_OF_SCALE = re.compile(rf"(\d{{1,2}}(?:\.\d{{1,3}})?)\s?\(\s?{_SCALE}\s?\)")
_SEMESTER = re.compile(r"\bs\.?g\.?p\.?a\b|\bsem(?:ester)?\b|\btill now\b")
_BELOW = re.compile(r"(?:<|\b(?:below|under|less than|up ?to|almost|nearly))\s?$")


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade as its university gives it.

    Attributes
    ----------
    cgpa : float or None
        Grade-point average, on its own scale.
    scale : float or None
        The highest average that can be had; None where it is not said.
    percentage : float or None
        Percentage of marks.
    """

    cgpa: float | None = None
    scale: float | None = None
    percentage: float | None = None


def grade(text: str) -> Grade | None:
    """Grade of a degree: grade-point average, percentage, or both.

    Marks of class X and XII and of single semesters do not count. A bare figure up to ten can only be an average, one
    from 33 to 100 only a percentage.

    Parameters
    ----------
    text : str
        What a profile says about its marks.

    Returns
    -------
    Grade or None
        None where neither can be read for certain.

    Examples
    --------
    >>> grade("7.8 CGPA"), grade("3.6/4")
    (Grade(cgpa=7.8, scale=None, percentage=None), Grade(cgpa=3.6, scale=4.0, percentage=None))
    >>> grade("68.5 %"), grade("first class")
    (Grade(cgpa=None, scale=None, percentage=68.5), None)
    """
    text = "; ".join(part for part in without_school(plain(text)).split(";") if not _SEMESTER.search(part)).strip()
    if _BARE.fullmatch(text):
        return _bare(float(text))
    if (found := _BARE_OF_SCALE.fullmatch(text)) and float(found[1]) <= float(found[2]):
        return Grade(cgpa=float(found[1]), scale=float(found[2]))
    percentages = _figures(_PERCENTAGE, text) or _figures(_LABELLED_PERCENTAGE, text)
    percentage = _only({value for value in percentages if _LEAST_PERCENTAGE <= value <= _FULL}, percentages)
    rest = _PERCENTAGE.sub(" ", text)
    cgpa, scale = _average(rest)
    if cgpa is None and percentage is None:
        return None
    return Grade(cgpa, scale, percentage)


def _bare(value: float) -> Grade | None:
    if 0 < value <= _MOST_POINTS:
        return Grade(cgpa=value)
    return Grade(percentage=value) if _LEAST_BARE_PERCENTAGE <= value <= _FULL else None


def _figures(pattern: re.Pattern[str], text: str) -> set[float]:
    return {
        float(found[1])
        for found in pattern.finditer(text)
        if not _BELOW.search(text[max(0, found.start() - 12) : found.start()])
    }


def _only(sane: set[float], said: set[float]) -> float | None:
    """The one figure that was said, if it is sane."""
    return next(iter(sane)) if len(said) == 1 and sane else None


def _average(text: str) -> tuple[float | None, float | None]:
    """Grade-point average with its scale; (None, None) where it is not said once, or is over its scale."""
    pairs = {(float(value), float(scale)) for value, scale in _OUT_OF.findall(text) if float(scale) in _SCALES}
    if pairs:
        value, scale = next(iter(pairs))
        return (value, scale) if len(pairs) == 1 and 0 < value <= scale else (None, None)
    scales = {float(next(filter(None, found))) for found in _SCALE_SAID.findall(text)}
    text = " ".join(_SCALE_SAID.sub(" ", text).split())
    points = _figures(_POINTS, text) or _figures(_LABELLED_POINTS, text)
    scale_said = _only(scales, scales)
    value_said = _only({value for value in points if 0 < value <= (scale_said or _MOST_POINTS)}, points)
    return (value_said, scale_said) if value_said is not None else (None, None)


_WORD = r"(?:back ?-?logs?|arrears?|atkts?|kts?|papers?|subjects?|baclogs?)"
_OPEN = r"(?:active|live|current|pending|standing|uncleared|open|ongoing|remaining|existing|running)"
_NONE = re.compile(
    rf"(?:(?:no|nil|none|zero|0|without|na backlogs)(?: (?:any|{_OPEN}|history(?: of)?|or|and|past|previous|{_WORD}|till date|so far|as of now|currently|at present)){{0,6}}"
    rf"|(?:total |number of )?(?:{_OPEN} )?{_WORD}\s?[:=-]?\s?(?:no|nil|none|zero|0)|all clear(?:ed)?(?: .{{0,30}})?)\W*"
)
_ACTIVE = re.compile(
    rf"(?<![\w.,/-])(\d{{1,2}})(?![\w.%/]|,\d)\s?(?:{_WORD} )?(?:{_OPEN}\b|not (?:yet )?cleared|yet to (?:be )?clear)"
)
_ACTIVE_AFTER = re.compile(
    rf"\b(?:(?:{_OPEN})(?: {_WORD})?|yet to clear)(?:\s?(?:[:=-]|of|is|are|in)){{0,2}}\s?(\d{{1,2}}|nil|no|none)(?![\w.%/]|,\d)"
)
_CLEARED = re.compile(
    rf"\ball (?:{_WORD} )?(?:are |were |now )?(?:been )?(?:clear(?:ed)?|passed)\b|\b(?:since |now )cleared\b"
)
_PAST = re.compile(r"\bhistory\b|\bhad\b|\bdead\b|\bcleared?\b|\bpast\b|\bprevious\b|\btotal\b")
_COUNT = re.compile(
    rf"(?:(?:{_WORD}|in|number of|no\. of)\s?[:=-]?\s?){{0,3}}(\d{{1,2}})(?:\.0)?(?:\s?{_WORD}){{0,2}}\W*"
)
_CLEARED_COUNT = re.compile(rf"(\d{{1,2}})(?:\s?{_WORD})?\s?[\W]{{0,2}}(?:all )?cleared\W*")


def active_backlogs(text: str) -> int | None:
    """Number of examinations failed and not yet passed.

    Backlogs that have been cleared do not count; where only a history is told, or only that there are some, the number
    of open ones is unknown.

    Parameters
    ----------
    text : str
        What a profile says about backlogs, arrears, ATKT or KT.

    Returns
    -------
    int or None
        0 to 60. None where it cannot be read for certain.

    Examples
    --------
    >>> [active_backlogs(said) for said in ("nil", "2 active", "history of 1, all cleared", "had 2 backlogs", "yes")]
    [0, 2, 0, None, None]
    """
    text = " ".join(plain(text).split()).strip(" .")
    if _NONE.fullmatch(text):
        return 0
    active = {_count(found[1]) for pattern in (_ACTIVE, _ACTIVE_AFTER) for found in pattern.finditer(text)}
    if active:
        return active.pop() if len(active) == 1 else None
    if re.search(rf"\bno {_OPEN}\b", text):
        return 0
    if (_CLEARED.search(text) and not re.search(r"\bnot\b", text)) or _CLEARED_COUNT.fullmatch(text):
        return 0
    count = None if _PAST.search(text) else _COUNT.fullmatch(text)
    return _count(count[1]) if count and _count(count[1]) <= _MOST_BACKLOGS else None


def _count(said: str) -> int:
    return int(said) if said.isdigit() else 0
