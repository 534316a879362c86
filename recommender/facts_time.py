"""Times in, numbers out: years of experience, days of notice.

What can be read in two ways, or only in part, is None: unknown, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from recommender.facts_text import plain

MOST_YEARS = 60
MOST_NOTICE = 365
_MONTHS = 12
_MOST_SPANS = 50
_DAYS = {"day": 1, "week": 7, "month": 30}
_SHORTEST_BARE_NOTICE, _LONGEST_BARE_NOTICE = 7, 180
_WORDS_OF_A_CELL = 12

_SPAN = re.compile(
    r"""(?<![\w.,/'])(?<!^-)(?<!\s-)(?P<number>\d{1,3}(?:\.\d{1,2})?)(?!,?\d)(?!\.\d)\s?(?P<more>\+?)(?:[\s-](?=[^\W\d_]))?(?:calendar\s)?
        (?:(?P<year>(?:years?|yrs?|y|saal|साल|वर्ष)(?:'?s)?(?![^\W\d_]))|(?P<month>(?:months?|mnths?|mths?|mos?|m|माह|महीने|महीना)(?![^\W\d_]))
          |(?P<week>(?:weeks?|wks?)(?![^\W\d_]))|(?P<day>(?:days?|दिन)(?![^\W\d_]))|(?![\w%+]))\.?\s?(?P<after>\+?)""",
    re.VERBOSE,
)
_RANGE = re.compile(r"\s?(?:-|to|~|or|/)\s?")
_LINK = re.compile(r"\s?(?:,|and|&)?\s?")
_CLAUSE = re.compile(r"[,;|\n]")
_BELOW = re.compile(
    r"(?:<|\b(?:less than|under|below|up ?to|almost|nearly|within|max(?:imum)?|not more than|lesser than))\s?(?:of\s)?$"
)
_ABOVE = re.compile(r"(?:>|\b(?:more than|over|above|min(?:imum)?|at ?least|greater than))\s?(?:of\s)?$")
_NO_EXPERIENCE = re.compile(
    r"\W*(?:0|nil|no|none|(?:no|zero|0|nil|without)(?: (?:work|working|prior|previous|professional|job|relevant|formal))? exp(?:erience)?"
    r"|total exp(?:erience)?\W+(?:nil|none|0))\W*"
)
_FRESHER = re.compile(r"\bfreshers?\b|फ्रेशर")
_NOT_FRESHER = re.compile(r"\b(?:not|no|non)(?: a| longer a)?[ -]freshers?\b")
_OTHER_BEFORE = re.compile(
    r"\b(?:ag(?:e|ed)|gap|notice|bond|lock-?in|intern\w*|course|degree|diploma|ll\.?b\.?|born)\W+(?:\w+\W+){0,2}$"
)
_OTHER_AFTER = re.compile(
    r"\W*(?:\w+\W+){0,2}?(?:old|of age|gap|notice|bond|lock-?in|intern\w*|course|degree|diploma|programme?|ll\.?b)\b"
)
_TOTAL = re.compile(r"\b(?:total|overall|कुल)\b")
_EXPERIENCE = re.compile(r"\bexp\b|\bexper|अनुभव")


@dataclass(frozen=True, slots=True)
class _Span:
    """One number with its unit ("" where none is said) and its place; `high` is the end of a range."""

    low: float
    high: float | None
    unit: str
    start: int
    end: int
    more: bool = False


_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")


def _opened(text: str) -> str:
    """The plain text, with a space wherever a figure follows a letter ("1year6months")."""
    return _LETTER_DIGIT.sub(" ", plain(text).strip())


def _spans(text: str) -> list[_Span]:
    """Numbers with units; "2 yrs 6 months" and "2-4 yrs" are one span each."""
    found: list[_Span] = []
    for span in islice(_single(text), _MOST_SPANS):
        last = found[-1] if found else None
        between = text[last.end : span.start] if last else "x"
        if last and last.high == last.low and _RANGE.fullmatch(between) and (span.unit or not last.unit):
            low = _in_unit(last.low, last.unit or span.unit, span.unit)
            found[-1] = replace(last, low=low, high=span.high, unit=span.unit, end=span.end, more=span.more)
        elif last and _LINK.fullmatch(between) and (joined := _joined(last, span)):
            found[-1] = joined
        else:
            found.append(span)
    return found


def _single(text: str) -> Iterator[_Span]:
    for found in _SPAN.finditer(text):
        unit = next((name for name in ("year", "month", "week", "day") if found[name]), "")
        number = float(found["number"])
        yield _Span(number, number, unit, found.start(), found.end(), bool(found["more"] or found["after"]))


def _in_unit(number: float, unit: str, target: str) -> float:
    """A number of months as years where a range says both; other mixtures stay as written."""
    return number / _MONTHS if (unit, target) == ("month", "year") else number


def _joined(years: _Span, months: _Span) -> _Span | None:
    """Years and months, or months and days, said together."""
    if years.high != years.low or months.high != months.low:
        return None
    if (years.unit, months.unit) == ("year", "month") and months.low < _MONTHS:
        total = years.low + months.low / _MONTHS
    elif (years.unit, months.unit) == ("month", "day"):
        total = years.low + months.low / _DAYS["month"]
    else:
        return None
    return replace(years, low=total, high=total, end=months.end)


def years_of_experience(text: str) -> float | None:
    """Years of work experience.

    A figure counts as it is written: "2.6 yrs" is 2.6 years, although some mean two years and six months by it. Of a
    range the lower end counts. Ages, notice, gaps, internships and lengths of courses do not.

    Parameters
    ----------
    text : str
        What a profile says about the length of its experience.

    Returns
    -------
    float or None
        Years, 0 to 60, to two digits; 0 for a fresher. None where no length can be read for certain.

    Examples
    --------
    >>> [years_of_experience(said) for said in ("2.6 yrs", "2 yrs 6 months", "fresher", "3+", "2-4 years", "since 2019")]
    [2.6, 2.5, 0.0, 3.0, 2.0, None]
    """
    text = _opened(text)
    spans = _spans(text)
    kept = [span for span in spans if span.unit in {"year", "month"} and _is_experience(text, span)]
    if _FRESHER.search(text) and not _NOT_FRESHER.search(text):
        return 0.0 if not kept or all(span.low == 0 for span in kept) else None
    if _NO_EXPERIENCE.fullmatch(text):
        return 0.0
    if not kept and len(spans) == 1 and _is_bare(text, spans[0]):
        kept = [replace(spans[0], unit="year")]
    total = [span for span in kept if _TOTAL.search(_clause(text, span))]
    values = {round(span.low / (_MONTHS if span.unit == "month" else 1), 2) for span in (total or kept)}
    value = values.pop() if len(values) == 1 else None
    return value if value is not None and value <= MOST_YEARS else None


def _is_bare(text: str, span: _Span) -> bool:
    """Whether a number without a unit is all that is said, but for the word experience."""
    rest = text[: span.start] + text[span.end :]
    return not span.unit and not re.sub(r"\b(?:total|exp|experience|of|work|overall)\b|[\s:+=.]", "", rest)


def _clause(text: str, span: _Span) -> str:
    start = max((found.end() for found in _CLAUSE.finditer(text, 0, span.start)), default=0)
    end = _CLAUSE.search(text, span.end)
    return text[start : end.start() if end else len(text)]


def _is_experience(text: str, span: _Span) -> bool:
    """Whether a length is one of work, with a lower end: not an age, a gap, a course; in prose, beside the word experience."""
    clause = _clause(text, span)
    at = clause.find(text[span.start : span.end])
    before, after = clause[:at], clause[at + span.end - span.start :]
    if _BELOW.search(before[-24:]) or before.rstrip()[-1:] == "<":
        return False
    if _OTHER_BEFORE.search(before[-60:]) or _OTHER_AFTER.match(after[:60]):
        return False
    return len(text.split()) <= _WORDS_OF_A_CELL or bool(_EXPERIENCE.search(clause))


_IMMEDIATE = re.compile(
    r"\bimm?edi?at(?:e|ely|ly)\b|\bavailable now\b|\bcan join (?:now|today|tomorrow|any ?time)\b|\bany ?time\b|तुरंत|तत्काल"
)
_NOT = re.compile(r"\b(?:not|no|cannot|can't|won't|unable)\b(?!\s*(?:issue|problem))")
_NO_NOTICE = re.compile(r"\W*(?:no|nil|none|zero|0|without)(?: (?:days?|months?|notice(?: period)?|np))*\W*")
_LAST_DAY = re.compile(r"\blwd\b|\blast (?:working )?day\b|\blast date\b|\brel(?:i?eving|ieved) (?:date|on)\b")
_NAMES = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)  # codespell:ignore
}
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](20\d{2}|\d{2})(?!\d)")
_NAMED_DATE = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s,-]{{0,2}}(?:of )?({'|'.join(_NAMES)})[a-z]{{0,6}}[\s.,'-]{{0,3}}(20\d{{2}}|\d{{2}})(?!\d)"
)
_DATE_AFTER_NAME = re.compile(
    rf"\b({'|'.join(_NAMES)})[a-z]{{0,6}}[\s.-]{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?[\s,]{{1,2}}(20\d{{2}})(?!\d)"
)
_A_UNIT = re.compile(r"\ba (month|week)\b")


def notice_days(text: str, *, today: date | None = None) -> int | None:
    """Days until somebody could join.

    Of a range, or of several figures, the longest counts. A month counts 30 days. "Serving notice" says nothing unless
    days are given, or the last working day together with `today`.

    Parameters
    ----------
    text : str
        What a profile says about its notice period.
    today : datetime.date, optional
        The day from which a last working day is counted; without it such a day is unknown.

    Returns
    -------
    int or None
        Days, 0 to 365. None where they cannot be read for certain.

    Examples
    --------
    >>> [notice_days(said) for said in ("immediate", "2 months", "15-30 days", "serving NP", "serving NP, 20 days left")]
    [0, 60, 30, None, 20]
    >>> notice_days("LWD 15/06/2025", today=date(2025, 6, 1))
    14
    """
    text = _A_UNIT.sub(r"1 \1", _opened(text).replace("fortnight", "2 weeks"))
    if _NO_NOTICE.fullmatch(text):
        return 0
    if _LAST_DAY.search(text):
        return _days_until(text, today)
    spans = _spans(text)
    timed = [span for span in spans if span.unit in _DAYS]
    if any(span.more or _ABOVE.search(text[: span.start][-24:]) for span in timed):
        return None
    days = [round(max(span.low, span.high or 0) * _DAYS[span.unit]) for span in timed]
    if not timed and len(spans) == 1 and _is_bare_notice(text, spans[0]):
        days = [round(spans[0].high or 0)]
    if days:
        return max(days) if max(days) <= MOST_NOTICE else None
    return 0 if _IMMEDIATE.search(text) and not _NOT.search(text) and not spans else None


def _is_bare_notice(text: str, span: _Span) -> bool:
    """Whether a number without a unit can only be days: a low one might be months."""
    rest = re.sub(r"\b(?:notice|period|np|negotiable|nego)\b|[\s:=.()]", "", text[: span.start] + text[span.end :])
    whole = span.low == round(span.low) and not span.more and not span.unit
    return not rest and whole and _SHORTEST_BARE_NOTICE <= (span.high or 0) <= _LONGEST_BARE_NOTICE


def _days_until(text: str, today: date | None) -> int | None:
    """Days from today to the one date in a text (day before month); 0 once it is past."""
    found = [(int(d), int(m), int(y)) for d, m, y in _NUMERIC_DATE.findall(text)]
    found += [(int(d), _NAMES[m], int(y)) for d, m, y in _NAMED_DATE.findall(text)]
    found += [(int(d), _NAMES[m], int(y)) for m, d, y in _DATE_AFTER_NAME.findall(text)]
    if today is None or len(found) != 1:
        return None
    day, month, year = found[0]
    try:
        last = date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004 (a year in two figures)
    except ValueError:
        return None
    days = max(0, (last - today).days)
    return days if days <= MOST_NOTICE else None
