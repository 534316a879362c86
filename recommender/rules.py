"""Facts and rules in, a verdict for each rule out: pass, fail or unknown.

Rules come from the catalogue (`default_rules`) or from a recruiter's TOML file (`load_rules`). What a profile does not
say, or not for certain, is unknown, and unknown is no reason to leave anybody out. No rule asks who a person is.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from recommender import facts as read
from recommender.errors import RecommenderError
from recommender.facts_places import known_places
from recommender.facts_profile import Facts
from recommender.paths import packaged
from recommender.rules_judging import judge_one
from recommender.rules_personal import personal_reason
from recommender.rules_records import DEGREE, KINDS, LEVEL, Route, Rule, Verdict

__all__ = [
    "KINDS",
    "Facts",
    "Route",
    "Rule",
    "RuleError",
    "Verdict",
    "default_rules",
    "judge",
    "load_rules",
    "route_for",
]

_KEYS = ("id", "kind", "text", "source", "any_of", "maybe", "min", "max", "scale")
_LIMITS = {
    "experience": (0, 60),
    "notice": (0, 365),
    "pay": (12_000, 100_000_000),
    "cgpa": (0, 12),
    "percentage": (0, 100),
    "backlogs": (0, 60),
    "year_of_passing": (1950, 2050),
}
_LEVEL_NAMES = {name.casefold(): name for name in read.LEVELS} | {"10+2": "XII", "graduate": "UG", "postgraduate": "PG"}


class RuleError(RecommenderError, ValueError):
    """A file of rules is damaged, or asks for what no rule may ask."""


def judge(rules: Sequence[Rule], facts: Facts) -> tuple[Verdict, ...]:
    """Judge a profile's facts by rules.

    Parameters
    ----------
    rules : sequence of Rule
        From `load_rules` or `default_rules`.
    facts : Facts
        From `Facts.of`.

    Returns
    -------
    tuple of Verdict
        One for each rule, in their order.

    Examples
    --------
    >>> [verdict] = judge(default_rules("legal_services"), Facts.of({"Degree": "LLB (2nd year)"}))
    >>> verdict.outcome, verdict.sentence
    ('fail', 'LLB is pursued, not held.')
    """
    return tuple(judge_one(rule, facts) for rule in rules)


def load_rules(path: str | Path) -> tuple[Rule, ...]:
    """Read a recruiter's rules from a TOML file with one ``[[rule]]`` each.

    Parameters
    ----------
    path : str or Path
        The file. A rule has an ``id``, a ``kind`` of `KINDS`, what the kind needs (``any_of``, ``min``, ``max``), and may
        have a ``text`` for people. Pay is in rupees a year, or a text such as "6 LPA".

    Returns
    -------
    tuple of Rule
        In the file's order.

    Raises
    ------
    RuleError
        If the file cannot be read, something in it is missing, unknown or of a wrong type, or a rule asks for anything
        personal: age, gender, religion, caste, community, marital status, nationality, disability, photograph, name,
        institute.
    """
    entries = _entries(_toml(path), str(path), ("rule",))["rule"]
    if not entries:
        msg = f"{path}: no [[rule]] in the file. Write [[rule]] with an id and a kind ({', '.join(KINDS)})."
        raise RuleError(msg)
    return _unique(
        [_Entry(entry, f"{path}, [[rule]] number {i}").rule() for i, entry in enumerate(entries, 1)], str(path)
    )


def default_rules(domain_id: str) -> tuple[Rule, ...]:
    """Hard rules that are usual in a domain.

    Parameters
    ----------
    domain_id : str
        Id of a domain.

    Returns
    -------
    tuple of Rule
        Empty for most domains, and for those of a catalogue of the user's own.

    Examples
    --------
    >>> [rule.id for rule in default_rules("ip_research")], default_rules("data_analytics")
    (['technical-degree'], ())
    """
    return tuple(rule for domain, rule in _packaged()[0] if domain == domain_id)


def route_for(education: read.Education | None) -> Route | None:
    """The way that exists for those whose highest level is 10+2; None for everybody else.

    Examples
    --------
    >>> from recommender.facts import education
    >>> route_for(education("12th pass")).text.split(":")[0]
    'After 10+2 the way in is a course first'
    >>> route_for(education("B.Com")) is None
    True
    """
    highest = education.highest if education else None
    has_profession = education is not None and bool(education.held)
    return next((route for route in _packaged()[1] if route.highest == highest and not has_profession), None)


@lru_cache(maxsize=1)
def _packaged() -> tuple[tuple[tuple[str, Rule], ...], tuple[Route, ...]]:
    """Rules of the catalogue, each with its domain, and the routes."""
    path = packaged("datasets", "rules.toml")
    entries = _entries(_toml(path), str(path), ("rule", "route"))
    rules = []
    for i, entry in enumerate(entries["rule"], 1):
        table = _Entry(entry, f"{path}, [[rule]] number {i}")
        rules.append((table.text("domain"), table.rule("domain")))
    routes = []
    for i, entry in enumerate(entries["route"], 1):
        table = _Entry(entry, f"{path}, [[route]] number {i}")
        routes.append(Route(table.text("highest"), table.text("text"), table.text("source")))
    return tuple(rules), tuple(routes)


def _toml(path: str | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        msg = f"{path}: no such file. Give the path of a TOML file with rules."
        raise RuleError(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror or error}). Give a file that can be opened."
        raise RuleError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path}: not UTF-8 at byte {error.start}. Save the file as UTF-8."
        raise RuleError(msg) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        msg = f"{path}: no valid TOML: {error}. Mend the file."
        raise RuleError(msg) from error


def _entries(raw: dict[str, Any], where: str, known: tuple[str, ...]) -> dict[str, list[Any]]:
    """Lists of tables of a file; nothing else may stand in it."""
    for key in raw:
        if reason := personal_reason(key):
            _fail(where, f"key {key!r}: {reason}", "Delete it")
        if key not in known:
            _fail(where, f"unknown key {key!r}", f"Write {' or '.join(f'[[{name}]]' for name in known)}")
    for key in known:
        if not isinstance(raw.get(key, []), list):
            _fail(where, f"key {key!r} must be a list of tables, got {raw[key]!r}", f"Write [[{key}]]")
    return {key: raw.get(key, []) for key in known}


def _unique(rules: list[Rule], where: str) -> tuple[Rule, ...]:
    ids = [rule.id for rule in rules]
    twice = next((rule_id for i, rule_id in enumerate(ids) if rule_id in ids[:i]), None)
    if twice is not None:
        _fail(where, f"two rules have the id {twice!r}", "Rename one of them")
    return tuple(rules)


def _fail(where: str, problem: str, mend: str) -> NoReturn:
    msg = f"{where}: {problem}. {mend}."
    raise RuleError(msg)


class _Entry:
    """One table of a file of rules; hands out checked values or raises `RuleError`."""

    def __init__(self, raw: Any, where: str) -> None:
        if not isinstance(raw, dict):
            _fail(where, f"expected a table, got {raw!r}", "Write [[rule]] with its keys below it")
        self._raw: dict[str, Any] = raw
        self.where = where

    def fail(self, problem: str, mend: str) -> NoReturn:
        _fail(self.where, problem, mend)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._raw.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.fail(f"key {key!r} must be a text, got {value!r}", f'Write {key} = "..."')
        return value

    def rule(self, *more_keys: str) -> Rule:
        """The rule of the table."""
        self._refuse_personal()
        rule_id, kind = self.text("id"), self.text("kind")
        self.where = f"{self.where} ({rule_id})"
        if kind not in KINDS:
            self.fail(f"unknown kind {kind!r}", f"The kinds are {', '.join(KINDS)}")
        for key in self._raw:
            if key not in {*_KEYS, *more_keys}:
                self.fail(
                    f"unknown key {key!r}",
                    f"A rule of the kind {kind} has id, kind, text, source, {', '.join(KINDS[kind])}",
                )
            if key in {"any_of", "maybe", "min", "max", "scale"} and key not in KINDS[kind]:
                self.fail(f"a rule of the kind {kind} has no {key!r}", f"It has {', '.join(KINDS[kind])}")
        low, high = self._bounds(kind)
        rule = Rule(
            id=rule_id,
            kind=kind,
            text=self.text("text", ""),
            any_of=self._names("any_of", kind) if "any_of" in KINDS[kind] else (),
            maybe=self._names("maybe", kind) if "maybe" in self._raw else (),
            minimum=low,
            maximum=high,
            level=self._level() if kind == LEVEL else "",
            scale=self._number("scale", kind) if "scale" in self._raw else 10.0,
            source=self.text("source", ""),
        )
        return rule if rule.text else Rule(**{**_fields(rule), "text": rule.asks})

    def _refuse_personal(self) -> None:
        """No key, id, kind, value or text of a rule may ask who a person is."""
        for key, value in self._raw.items():
            values = value if isinstance(value, list) else [value]
            in_text = key in {"text", "source"}
            for written in (key, *(v for v in values if isinstance(v, str))):
                if reason := personal_reason(written, is_text=in_text and written != key):
                    self.fail(
                        f"{key} {written!r}: {reason}" if written != key else f"key {key!r}: {reason}",
                        "Delete the rule",
                    )

    def _bounds(self, kind: str) -> tuple[float | None, float | None]:
        if kind not in _LIMITS:
            return None, None
        low, high = (self._number(key, kind) if key in self._raw else None for key in ("min", "max"))
        if low is None and high is None:
            wanted = " or ".join(key for key in KINDS[kind] if key != "scale")
            self.fail(f"a rule of the kind {kind} needs {wanted}", f"Write {wanted.split(' ', 1)[0]} = a number")
        if low is not None and high is not None and low > high:
            self.fail(f"min {low:g} is over max {high:g}", "Swap them")
        return low, high

    def _number(self, key: str, kind: str) -> float:
        value = self._raw[key]
        if kind == "pay" and isinstance(value, str):
            pay = read.pay_per_year(value)
            if pay is None:
                self.fail(f"pay {value!r} cannot be read for certain", 'Write rupees a year, or a text such as "6 LPA"')
            return pay
        low, high = _LIMITS[kind]
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or not low <= value <= high:
            unit = " rupees a year" if kind == "pay" else ""
            self.fail(f"key {key!r} must be a number from {low} to {high}{unit}, got {value!r}", "Mend the number")
        return float(value)

    def _level(self) -> str:
        value = self.text("min")
        if value.casefold() not in _LEVEL_NAMES:
            self.fail(f"unknown level {value!r}", f"The levels are {', '.join(read.LEVELS)}")
        return _LEVEL_NAMES[value.casefold()]

    def _names(self, key: str, kind: str) -> tuple[str, ...]:
        """Canonical names of a list."""
        values = self._raw.get(key)
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v.strip() for v in values):
            self.fail(
                f"key {key!r} must be a list of texts with at least one, got {values!r}",
                f'Write {key} = ["...", "..."]',
            )
        names = [name for value in values for name in self._canonical(kind, value)]
        return tuple(dict.fromkeys(names))

    def _canonical(self, kind: str, value: str) -> tuple[str, ...]:
        if kind == DEGREE:
            found = read.degree_name(value)
            names: tuple[str, ...] = (found,) if found else ()
        else:
            parse = {"shift": read.shifts, "language": read.languages, "location": read.locations}[kind]
            names = tuple(sorted(parse(value) or ()))
        if not names:
            known = {DEGREE: read.DEGREES, "shift": read.SHIFTS, "location": known_places()}.get(
                kind, ("English", "Hindi", "German")
            )
            self.fail(f"unknown {kind} {value!r}", f"Known are, among others, {', '.join(known[:40])}")
        return names


def _fields(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in Rule.__slots__}
