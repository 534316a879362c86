"""The records of the rules: what a rule asks, what became of it, and the route of those who have no degree yet."""

from __future__ import annotations

from dataclasses import dataclass

DEGREE, LEVEL = "degree", "education_level"
# Kind to the keys that say what it asks; the first is needed unless there are several bounds to choose from.
KINDS: dict[str, tuple[str, ...]] = {
    DEGREE: ("any_of", "maybe"),
    LEVEL: ("min",),
    "experience": ("min", "max"),
    "shift": ("any_of",),
    "language": ("any_of",),
    "location": ("any_of",),
    "notice": ("max",),
    "pay": ("max",),
    "cgpa": ("min", "scale"),
    "percentage": ("min",),
    "backlogs": ("max",),
    "year_of_passing": ("min", "max"),
}
UNITS = {
    "experience": " years of experience",
    "notice": " days of notice",
    "pay": " rupees a year",
    "cgpa": " CGPA",
    "percentage": " per cent",
    "backlogs": " open backlogs",
    "year_of_passing": " as the year of passing",
}


def number(value: float) -> str:
    """A figure without a needless ".0"; lakhs grouped as in India.

    Examples
    --------
    >>> number(2.0), number(2.6), number(450000)
    ('2', '2.6', '4,50,000')
    """
    if value != int(value):
        return str(value)
    digits = str(int(value))
    if len(digits) <= len("1950"):
        return digits
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join((*reversed(pairs), tail))


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of a candidate.

    Attributes
    ----------
    id : str
        Name of the rule, for reports and for ``--require``.
    kind : str
        One of `KINDS`.
    text : str
        What it asks, in words for people.
    any_of : tuple of str
        Canonical names of which one is enough.
    maybe : tuple of str
        Degrees that are enough in some subjects: holding one of these is neither a pass nor a fail.
    minimum, maximum : float or None
        Bounds, included: years, days, rupees a year, grade, backlogs or calendar years, as the kind has it.
    level : str
        Lowest level of education; "" where none is asked.
    scale : float
        Scale of the grade-point average that is asked.
    source : str
        Where the rule is from, in words; "" for a recruiter's own.
    """

    id: str
    kind: str
    text: str = ""
    any_of: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    level: str = ""
    scale: float = 10.0
    source: str = ""

    @property
    def asks(self) -> str:
        """What is asked, in few words.

        Examples
        --------
        >>> Rule("join", "notice", maximum=30).asks
        'at most 30 days of notice'
        """
        if self.any_of:
            return f"one of {', '.join(self.any_of)}"
        if self.level:
            return f"at least {self.level}"
        bounds = [f"at least {number(self.minimum)}"] if self.minimum is not None else []
        bounds += [f"at most {number(self.maximum)}"] if self.maximum is not None else []
        return " and ".join(bounds) + UNITS[self.kind]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule.

    Attributes
    ----------
    rule_id : str
        The rule.
    outcome : str
        "pass", "fail" or "unknown"; unknown excludes nobody.
    read : str
        What was read in the profile; "" where nothing could be.
    sentence : str
        The reason, in one plain sentence.
    """

    rule_id: str
    outcome: str
    read: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Route:
    """The way that exists for somebody who does not have a degree; a fact with its source."""

    highest: str
    text: str
    source: str
