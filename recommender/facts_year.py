"""The year of passing out of a text; and a text without what it says of school.

A span of years ends in the one that counts. Where several years could be meant it is unknown, never guessed.
"""

from __future__ import annotations

import re

from recommender.facts_text import plain

FIRST_YEAR, LAST_YEAR = 1950, 2050
_SCHOOL = re.compile(
    r"\b(?:x|xii|10 ?th|12 ?th|xth|xiith|10 ?\+ ?2|ssc|sslc|hsc|h\.s\.c\.?|s\.s\.c\.?|puc|tenth|twelfth|matric\w*|inter(?:mediate)?|school\w*|class(?! of))\b"
)
_PARTS = re.compile(r"[;|\n]|(?<!\d),|,(?!\d)")
_YEAR = re.compile(r"(?<![\w/.])(?:(?:ay|fy)\s?)?'?((?:19|20)\d{2})(?:\.0)?(?![\d.]*\d)")
_YEARS = re.compile(r"\b((?:19|20)\d{2})\s?(?:-|/|to)\s?((?:19|20)?\d{2})(?![\d/-])")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[/.-]){1,2}((?:19|20)\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)'(\d{2})(?!\d)")
_STILL = re.compile(r"\b(?:since|from|present|till|until|ongoing|current(?:ly)?|join(?:ed|ing)?|now)\b")
_CENTURY, _TURN = 100, 50


def without_school(text: str) -> str:
    """The clauses of a text that do not speak of class X or XII."""
    return "; ".join(part for part in _PARTS.split(text) if not _SCHOOL.search(part))


def year_of_passing(text: str) -> int | None:
    """Year in which the degree was, or will be, passed.

    Of a span ("2018-21") the end counts; clauses about class X and XII do not.

    Parameters
    ----------
    text : str
        What a profile says about its year of passing, or its batch.

    Returns
    -------
    int or None
        1950 to 2050. None where no single year can be read.

    Examples
    --------
    >>> [year_of_passing(said) for said in ("June 2021", "2018-22", "batch of '23", "2019 to present", "2019, 2021")]
    [2021, 2022, 2023, None, None]
    """
    text = without_school(plain(text))
    if _STILL.search(text):
        return None
    years = set()
    for first, last in _YEARS.findall(text):
        end = int(last) if len(last) > 2 else int(first) // _CENTURY * _CENTURY + int(last)  # noqa: PLR2004
        years.add(end if end >= int(first) else 0)
    rest = _YEARS.sub(" ", text)
    years |= {int(year) for year in _DATE.findall(rest)}
    rest = _DATE.sub(" ", rest)
    years |= {int(year) for year in _YEAR.findall(rest)}
    years |= {(2000 if int(year) < _TURN else 1900) + int(year) for year in _SHORT_YEAR.findall(rest)}
    value = years.pop() if len(years) == 1 else 0
    return value if FIRST_YEAR <= value <= LAST_YEAR else None
