"""A heading or label in, the fact that stands under it out; identity is never looked at.

Words decide, as in `recommender.headings`, so that "Exp. CTC (in LPA)", "Notice Period (Days)" and "YOP" are known in any
writing. What a heading says of the unit is put to a bare figure under it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from recommender.headings import NEVER_READ, classify

FACTS = (
    "education",
    "experience",
    "shift",
    "language",
    "location",
    "preferred_location",
    "relocation",
    "notice",
    "expected_pay",
    "current_pay",
    "grade",
    "backlogs",
    "year_of_passing",
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,6}[^\W\d_]?")
_WORD = re.compile(r"[\u0900-\u097f]+|[^\W_]+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PAY = _set("ctc cctc ectc salary pay package compensation remuneration lpa वेतन")
_EXPECTED = _set("expected expectation expectations expecting exp ectc desired asking")
_SCHOOL = _set(
    "10th 12th 10 12 x xii xth xiith ssc hsc sslc puc inter intermediate tenth twelfth school class matric matriculation secondary std"
)
_MARKS = _set("cgpa gpa cpi percentage percent marks aggregate")
_OTHER_MARKS = _set("test typing aptitude assessment attendance match score exam entrance utilisation utilization hike")
_PASSING = _set("passing passout passed pass graduation completion out")
_OTHER_PLACE = _set(
    "company client college school birth exam test centre center office employer institute university native home permanent code"
)
_PLACE = _set("location locations city cities place places base")
_PREFERRED = _set("preferred preference prefer desired wanted choice interested")
_GENERIC_EXPERIENCE = _set(
    "total overall experience exp experienc workex yoe work working professional years year yrs yr in of months month the no number and so far relevant job अनुभव"
)
_STUDIES = _set(
    "education educational qualification qualifications degree degrees academic academics qual edu graduation graduate postgraduation postgraduate ug pg course courses certifications certification शिक्षा योग्यता"
)
_NOT_STUDIES = _set(
    "name college university institute institution subject subjects stream branch board year percentage mode"
)
_NOTICE = (
    _set("notice"),
    _set("np"),
    _set("lwd"),
    _set("last working"),
    _set("availability"),
    _set("joining time"),
    _set("joining period"),
    _set("soon join"),
)


def words_of(heading: str) -> tuple[str, ...]:
    """Lower-case words of a heading; "%" is a word, dotted abbreviations are one.

    Examples
    --------
    >>> words_of("C.G.P.A./% (UG)")
    ('cgpa', 'percent', 'ug')
    """
    text = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", heading[:200])
    return tuple(_WORD.findall(_CAMEL.sub(" ", text).casefold().replace("%", " percent ")))


@lru_cache(maxsize=4096)
def fact_of(heading: str) -> str | None:
    """Tell which fact stands under a heading.

    Parameters
    ----------
    heading : str
        A column heading, a mapping's key or a label in a text.

    Returns
    -------
    str or None
        One of `FACTS`; None for identity and for everything else.

    Examples
    --------
    >>> [fact_of(h) for h in ("Exp. CTC", "NP", "YOP", "10th %", "Date of Birth")]
    ['expected_pay', 'notice', 'year_of_passing', None, None]
    """
    words = frozenset(words_of(heading))
    if not words or classify(heading) == NEVER_READ:
        return None
    if words & _PAY:
        return "expected_pay" if words & _EXPECTED else "current_pay"
    if any(asked <= words for asked in _NOTICE):
        return "notice"
    if words & _set("backlog backlogs arrear arrears atkt"):
        return "backlogs"
    return _of_study(words) or _of_place(words) or _of_work(words) or _of_education(words)


def _of_study(words: frozenset[str]) -> str | None:
    if words & _MARKS and not words & (_SCHOOL | _OTHER_MARKS):
        return "grade"
    years = words & _set("yop batch") or (words & _set("year yr") and words & _PASSING) or "passout" in words
    return "year_of_passing" if years and not words & _SCHOOL else None


def _of_place(words: frozenset[str]) -> str | None:
    if words & _set("relocate relocation relocatable"):
        return "relocation"
    if words & _set("remote wfh") or {"work", "mode"} <= words:
        return "preferred_location"
    if words & _PLACE and not words & _OTHER_PLACE:
        return "preferred_location" if words & _PREFERRED else "location"
    return None


def _of_work(words: frozenset[str]) -> str | None:
    if words & _set("shift shifts"):
        return "shift"
    if words & _set("language languages भाषा भाषाएँ") and not words & _set("programming coding scripting computer"):
        return "language"
    return (
        "experience"
        if words & _set("experience exp experienc workex yoe अनुभव") and words <= _GENERIC_EXPERIENCE
        else None
    )


def _of_education(words: frozenset[str]) -> str | None:
    return "education" if words & _STUDIES and not words & (_NOT_STUDIES | _SCHOOL) else None


_BARE = re.compile(r"[\W\d_]*(?:[kl]\b)?[\W\d_]*", re.IGNORECASE)
# Fact to (words of the heading, what they add to a bare figure); the first that fits counts.
_UNITS: dict[str, tuple[tuple[frozenset[str], str], ...]] = {
    "pay": (
        (_set("lpa lakh lakhs lac lacs"), "lpa"),
        (_set("month monthly pm"), "per month"),
        (_set("annum annual annually pa yearly year"), "per annum"),
        (_set("ctc cctc ectc package"), "ctc"),
    ),
    "experience": ((_set("months month"), "months"),),
    "notice": (
        (_set("lwd working"), "lwd"),
        (_set("months month"), "months"),
        (_set("weeks week"), "weeks"),
        (_set("days day"), "days"),
    ),
    "grade": ((_set("cgpa gpa cpi"), "cgpa"), (_set("percentage percent"), "%")),
}


def with_unit(fact: str, heading: str, value: str) -> str:
    """A bare figure with the unit that its heading says; anything else as it is.

    Examples
    --------
    >>> with_unit("expected_pay", "Expected CTC (LPA)", "4.5"), with_unit("notice", "Notice (days)", "1 month")
    ('4.5 lpa', '1 month')
    """
    words = frozenset(words_of(heading))
    units = _UNITS.get("pay" if fact.endswith("pay") else fact, ())
    said = [unit for asked, unit in units if words & asked]
    if fact == "experience" and words & _set("years year yrs"):
        said = []
    if not said or not any(c.isdigit() for c in value) or not _BARE.fullmatch(value):
        return value
    if fact == "grade" and (len(said) > 1 or "%" in value):
        return value
    return f"{value} {said[0]}"
