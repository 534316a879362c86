"""What somebody expects to be paid in, rupees a year out.

Lakhs are a year's pay and figures with "pm" a month's, as the trade writes them. An amount that could be a month's or a
year's ("35000"), another currency, a rise in per cent or an upper bound alone is unknown, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from recommender.facts_text import plain

LEAST, MOST = 12_000, 100_000_000
_MONTHS = 12
_MOST_AMOUNTS = 12
_LAKH = 100_000
_SCALES = {"k": 1_000, "l": _LAKH, "c": 10_000_000}
_LEAST_YEARLY = 200_000
_LEAST_MONTHLY = 1_000
_MOST_LAKHS, _MOST_LAKHS_AT_ONCE = 100, 10

_RUPEES = re.compile(r"(?:\brs\b\.?|\binr\b|₹|\brupees\b|रु\.?|रुपये)\s?(?=\d)|\brs(?=\d)")
_OTHER_PAY = re.compile(
    r"[$€£]|\b(?:usd|eur|gbp|aed|cad|aud|sgd|us ?dollars?|dollars?|euros?|pounds?|dirhams?|riyals?)\b"
    r"|(?:\bper|/|\ba|\ban)\s?(?:hour|hr|day|week|wk|word|page|article|project)\b|\b(?:hourly|daily|weekly|stipend|lpm)\b"
)
_AMOUNT = re.compile(
    r"""(?<![\w.,])(?<!^-)(?<!\s-)(?P<number>\d{1,3}(?:,\d{2,3}){1,4}|\d{1,9})(?P<part>\.\d{1,3})?(?!,?\d)(?!\.\d)(?![\s]?%)\s?(?P<more>\+?)\s?
        (?:(?P<l>l\.?\s?p\.?\s?a(?:\.|(?![a-z]))|(?:lakhs?|lacs?|lkhs?|लाख|l)(?=[^a-z]|pm|pa|$))
          |(?P<k>(?:thousand|hazaa?r|हजार|हज़ार|k)(?=[^a-z]|pm|pa|$))|(?P<c>(?:crores?|cr)(?![a-z]))|(?=p\.?\s?[ma]\b)|(?![^\W\d_]))
        \s?(?:/-)?(?!\s?(?:l\.?p\.?a\b))""",
    re.VERBOSE,
)
_LPA = re.compile(r"l\.?\s?p\.?\s?a")
_GROUPED = re.compile(r"\d{1,2}(?:,\d{2})*,\d{3}|\d{1,3}(?:,\d{3})+|\d+")
_MONTH = re.compile(
    r"(?:\b(?:per|a|every|each|for)\s|/)\s?(?:month|mth|mnth|mon|mo|m)\b|\bp\.?\s?m\b|(?<=[kl\d])pm\b|\bmonthly\b|\bmonth\b|महीना|माह|प्रतिमाह"
)
_YEAR = re.compile(
    r"(?:\b(?:per|a|every|each|for)\s|/)\s?(?:annum|year|yr)\b|\bp\.?\s?a\b|(?<=[kl\d])pa\b|\b(?:yearly|annual(?:ly)?|annum|lpa)\b|वार्षिक|सालाना"
)
_A_YEAR = re.compile(r"\b(?:ctc|[ec]ctc|package|cost to company|lpa|lakhs?|lacs?)\b")
_IN_HAND = re.compile(r"\b(?:in[ -]?hand|take[ -]?home)\b")
_IN_HAND_AFTER = re.compile(r"[^\d]{0,10}(?:in[ -]?hand|take[ -]?home)\b")
_NEAR = 24
_RANGE = re.compile(r"\s?(?:/-)?\s?(?:-|to|~)\s?(?:rs\.?\s?)?")
_BETWEEN = re.compile(r"\bbetween\W+$")
_UPPER = re.compile(
    r"(?:<|\b(?:up ?to|max(?:imum)?|below|under|less than|within|not more than|at most|nearly|almost))\W{0,3}$"
)
_PLUS = re.compile(r".{0,30}(?:\+|\bplus\b).{0,20}", re.DOTALL)
_EXPECTED = re.compile(r"\bexpect\w*|\bectc\b|\bexp\b|\bdesired\b|\basking\b")
_NOW = re.compile(r"\bcurrent\w*|\bpresent\w*|\bcctc\b|\blast drawn\b")


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number of rupees before its period is known; `scale` is "", "k", "l" or "c"."""

    number: float
    scale: str
    period: str
    start: int
    end: int


def pay_per_year(text: str) -> int | None:
    """Pay in rupees a year.

    Of a range the lower end counts; of "4.5 LPA + incentives" the first part. Where a text says what is paid now and
    what is expected, the latter counts. A bare figure below ten is lakhs ("4.5"), from ten to a hundred only beside
    words such as CTC or LPA; a bare figure of two lakhs and more is a year's pay ("4,50,000").

    Parameters
    ----------
    text : str
        What a profile says about pay.

    Returns
    -------
    int or None
        Rupees a year, 12,000 to 10 crore. None where the amount or its period cannot be read for certain.

    Examples
    --------
    >>> [pay_per_year(said) for said in ("4.5 LPA", "35k pm", "4,50,000", "6-8 LPA", "35000", "negotiable")]
    [450000, 420000, 450000, 600000, None, None]
    """
    text = " ".join(_RUPEES.sub(" ", plain(text)).split())
    if _OTHER_PAY.search(text):
        return None
    text = _expected_part(text)
    amounts = _amounts(text)
    if len(amounts) > 1:
        amounts = [a for a in amounts if not _IN_HAND_AFTER.match(text[a.end : a.end + _NEAR])] or amounts
    if not amounts or any(_UPPER.search(text[max(0, a.start - 20) : a.start]) for a in amounts):
        return None
    values = {_yearly(amount, text) for amount in amounts}
    if len(values) > 1 and _PLUS.fullmatch(text[amounts[0].end : amounts[1].start]):
        values = {_yearly(amounts[0], text)}
    value = values.pop() if len(values) == 1 else None
    return value if value is not None and LEAST <= value <= MOST else None


def _expected_part(text: str) -> str:
    """What stands after "expected" where a text also says what is paid now."""
    expected, now = _EXPECTED.search(text), _NOW.search(text)
    if not expected or not now:
        return text
    return (
        text[expected.start() :]
        if expected.start() > now.start()
        else text[expected.start() : now.start()].rstrip(" ,")
    )


def _amounts(text: str) -> list[_Amount]:
    """Amounts in order; a range gives its lower end, "4 lakh 50 thousand" its sum."""
    found: list[_Amount] = []
    for match in _AMOUNT.finditer(text):
        amount = _amount(match, text)
        if amount is None or len(found) == _MOST_AMOUNTS:
            return []
        last = found[-1] if found else None
        between = text[last.end : amount.start] if last else ""
        if last and (
            _RANGE.fullmatch(between) or (between.strip() == "and" and _BETWEEN.search(text[: last.start][-12:]))
        ):
            scale, period = last.scale or amount.scale, last.period or amount.period
            found[-1] = replace(last, scale=scale, period=period, end=amount.end)
        elif last and last.scale == "l" and amount.scale == "k" and between.strip() in {"", "and"} and not last.period:
            found[-1] = replace(amount, number=last.number * 100 + amount.number, start=last.start)
        else:
            found.append(amount)
    return found


def _amount(match: re.Match[str], text: str) -> _Amount | None:
    if not _GROUPED.fullmatch(match["number"]):
        return None
    number = float(match["number"].replace(",", "") + (match["part"] or ""))
    scale = next((name for name in ("l", "k", "c") if match[name]), "")
    end = match.end()
    following = text[end : end + _NEAR]
    period = "year" if match["l"] and _LPA.match(match["l"]) else ""
    start = len(following) - len(following.lstrip(" ("))
    month, year = _MONTH.match(following, start), _YEAR.match(following, start)
    if month:
        period = "both" if period else "month"
    elif year:
        period = "year"
    said = month or year
    return _Amount(number, scale, period, match.start(), end + said.end() if said else end)


def _yearly(amount: _Amount, text: str) -> int | None:
    """Rupees a year, or None where the period or the scale stays open."""
    month, year = bool(_MONTH.search(text)), bool(_YEAR.search(text))
    period = amount.period or ("month" if month and not year else "year" if year and not month else "")
    if period == "both" or (not period and month and year):
        return None
    value = amount.number * _SCALES.get(amount.scale, 1)
    if not amount.scale and amount.number < _MOST_LAKHS and period != "month":
        annual = period == "year" or _A_YEAR.search(text)
        lakhs = 1 <= amount.number < (_MOST_LAKHS if annual else _MOST_LAKHS_AT_ONCE)
        return round(amount.number * _LAKH) if lakhs else None
    if not period:
        if amount.scale in {"l", "c"} or value >= _LEAST_YEARLY:
            period = "year"
        elif _IN_HAND.search(text):
            period = "month"
    if not period or value < _LEAST_MONTHLY:
        return None
    return round(value * (_MONTHS if period == "month" else 1))
