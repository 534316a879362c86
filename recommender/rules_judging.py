"""One rule and the facts of a profile in, its verdict out.

A rule fails only where the profile says so. Silence, a statement that cannot be read, and a degree whose subject would
decide are unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from recommender.facts import ANYWHERE, LEVELS, REMOTE, SHIFTS, Education
from recommender.facts_degrees import LEVEL_OF
from recommender.facts_profile import Facts
from recommender.rules_records import DEGREE, LEVEL, Rule, Verdict, number

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"

# Who holds the one holds what the other asks for.
_MEETS = {
    "LLB": ("BA LLB", "BBA LLB", "B.Com LLB", "B.Sc LLB", "B.Tech LLB"),
    "BA": ("BA LLB",),
    "BBA": ("BBA LLB",),
    "B.Com": ("B.Com LLB",),
    "B.Sc": ("B.Sc LLB", "B.Sc Nursing"),
    "B.Tech": ("B.Tech LLB",),
    "M.Sc": ("M.Sc Nursing",),
    "MBA": ("PGDM", "MMS"),
    "PGDM": ("MBA",),
    "Diploma": ("D.Pharm", "D.Ed", "PG Diploma"),
}
_SAYS = {
    DEGREE: ("education", "its education"),
    LEVEL: ("education", "its education"),
    "experience": ("experience", "the length of its experience"),
    "shift": ("shift", "shifts"),
    "language": ("language", "languages"),
    "location": ("location", "a place"),
    "notice": ("notice", "its notice period"),
    "pay": ("expected_pay", "the pay it expects"),
    "cgpa": ("grade", "a CGPA"),
    "percentage": ("grade", "a percentage"),
    "backlogs": ("backlogs", "backlogs"),
    "year_of_passing": ("year_of_passing", "the year of passing"),
}


def judge_one(rule: Rule, facts: Facts) -> Verdict:
    """Verdict of one rule."""
    return _JUDGES[rule.kind](rule, facts)


def _verdict(rule: Rule, outcome: str, read: str, sentence: str) -> Verdict:
    return Verdict(rule.id, outcome, read, sentence)


def _silent(rule: Rule, facts: Facts) -> Verdict:
    """Unknown, because nothing was said, or nothing that can be read."""
    fact, what = _SAYS[rule.kind]
    said = fact in facts.unread or (fact == "location" and "preferred_location" in facts.unread)
    sentence = (
        f"The profile speaks of {what}, but not so that it can be read for certain."
        if said
        else f"The profile does not say {what}."
    )
    if rule.kind in {"shift", "language", "backlogs"} and not said:
        sentence = f"The profile says nothing of {what}."
    return _verdict(rule, UNKNOWN, "", sentence)


def _list(names: Collection[str]) -> str:
    return ", ".join(sorted(names))


def _degree(rule: Rule, facts: Facts) -> Verdict:
    studied = facts.education
    if studied is None:
        return _silent(rule, facts)
    wanted = {name for asked in rule.any_of for name in (asked, *_MEETS.get(asked, ()))}
    read = _list(studied.held)
    if held := wanted & studied.held:
        return _verdict(rule, PASS, _list(held), f"The profile holds {_list(held)}.")
    if open_ones := set(rule.maybe) & studied.held:
        sentence = f"The profile holds {_list(open_ones)}, which is enough for some of this work only; a person has to look at the subject."
        return _verdict(rule, UNKNOWN, read, sentence)
    for names, state in ((studied.pursued, "pursued, not held"), (studied.unfinished, "not finished, or only planned")):
        if missing := wanted & names:
            return _not_held(rule, studied, missing, state)
    if not _names_first_degree(studied):
        return _verdict(rule, UNKNOWN, read, "The profile does not say in what its first degree is.")
    has = f"holds {read}" if read else f"has {studied.highest}" if studied.highest else "holds no degree that it names"
    return _verdict(
        rule, FAIL, read or studied.highest or "", f"The profile {has}; asked is one of {', '.join(rule.any_of)}."
    )


def _not_held(rule: Rule, studied: Education, missing: set[str], state: str) -> Verdict:
    """Fail for a degree that is pursued or unfinished, unless an unnamed degree below it could be one that is asked for."""
    lowest = min(LEVELS.index(LEVEL_OF[name] or "PG") for name in missing)
    verb = "is" if len(missing) == 1 else "are"
    sentence = f"{_list(missing)} {verb} {state}."
    if (
        lowest > LEVELS.index("UG")
        and any(LEVEL_OF[name] == "UG" for name in rule.any_of)
        and not _names_first_degree(studied)
    ):
        return _verdict(
            rule,
            UNKNOWN,
            _list(studied.held),
            f"{sentence[:-1]}, and the profile does not say in what its first degree is.",
        )
    return _verdict(rule, FAIL, f"{_list(missing)} ({state})", sentence)


def _names_first_degree(studied: Education) -> bool:
    """Whether the first degree is named: held or pursued under a name, or clearly not had."""
    named = {LEVEL_OF[name] for name in studied.held | studied.pursued | studied.unfinished if name != "PG Diploma"}
    above = {"UG", "PG", "doctorate"} & studied.levels_held
    return "UG" in named or (
        not above and bool(studied.levels_held or studied.levels_pursued & {"X", "XII", "diploma"})
    )


def _level(rule: Rule, facts: Facts) -> Verdict:
    studied = facts.education
    if studied is None:
        return _silent(rule, facts)
    asked = LEVELS.index(rule.level)
    highest, pursued = studied.highest, studied.highest_pursued
    if highest is not None and LEVELS.index(highest) >= asked:
        return _verdict(rule, PASS, highest, f"The profile holds {highest}.")
    if highest is not None:
        ahead = f"; {pursued} is pursued, not held" if pursued and LEVELS.index(pursued) >= asked else ""
        return _verdict(rule, FAIL, highest, f"The highest level held is {highest}{ahead}; asked is {rule.level}.")
    if pursued is not None and LEVELS.index(pursued) <= asked:
        return _verdict(rule, FAIL, f"{pursued} (pursued)", f"{pursued} is pursued, not held; asked is {rule.level}.")
    broken = {LEVEL_OF[name] for name in studied.unfinished}
    if rule.level in broken and not studied.held and pursued is None:
        return _verdict(rule, FAIL, f"{rule.level} (not finished)", f"{rule.level} is not finished, or only planned.")
    return _verdict(rule, UNKNOWN, _list(studied.held), "The profile does not say what level of education it holds.")


def _bounds(
    value_of: Callable[[Facts], float | None], show: Callable[[float], str]
) -> Callable[[Rule, Facts], Verdict]:
    """A judge for a figure between two bounds."""

    def judge(rule: Rule, facts: Facts) -> Verdict:
        value = value_of(facts)
        if value is None:
            return _silent(rule, facts)
        low = rule.minimum is not None and value < rule.minimum
        high = rule.maximum is not None and value > rule.maximum
        outcome = FAIL if low or high else PASS
        sentence = f"The profile says {show(value)}; asked is {rule.asks}."
        return _verdict(rule, outcome, show(value), sentence)

    return judge


def _pay(rule: Rule, facts: Facts) -> Verdict:
    if facts.expected_pay is None and facts.current_pay is not None and "expected_pay" not in facts.unread:
        return _verdict(rule, UNKNOWN, "", "The profile says what is paid now, not what is expected.")
    return _bounds(lambda f: f.expected_pay, lambda v: f"Rs. {number(v)} a year expected")(rule, facts)


def _cgpa(rule: Rule, facts: Facts) -> Verdict:
    grade = facts.grade
    if grade is None or grade.cgpa is None:
        if grade is not None:
            said = f"{number(grade.percentage or 0)} %"
            return _verdict(
                rule, UNKNOWN, said, f"The profile gives {said} and no CGPA; the one is never turned into the other."
            )
        return _silent(rule, facts)
    scale = number(grade.scale) if grade.scale else "a scale that is not said"
    said = f"CGPA {number(grade.cgpa)} of {scale}"
    # An average over half of the scale asked, without a scale, can hardly be on a shorter one.
    if grade.scale != rule.scale and (grade.scale is not None or grade.cgpa <= rule.scale / 2):
        return _verdict(
            rule,
            UNKNOWN,
            said,
            f"The profile gives {said}; asked is one of {number(rule.scale)}, and none is turned into the other.",
        )
    outcome = FAIL if rule.minimum is not None and grade.cgpa < rule.minimum else PASS
    return _verdict(rule, outcome, said, f"The profile gives {said}; asked is {rule.asks} of {number(rule.scale)}.")


def _percentage(rule: Rule, facts: Facts) -> Verdict:
    grade = facts.grade
    if grade is not None and grade.percentage is None and grade.cgpa is not None:
        said = f"CGPA {number(grade.cgpa)}"
        return _verdict(
            rule, UNKNOWN, said, f"The profile gives {said} and no percentage; the one is never turned into the other."
        )
    return _bounds(lambda f: f.grade.percentage if f.grade else None, lambda v: f"{number(v)} %")(rule, facts)


def _shift(rule: Rule, facts: Facts) -> Verdict:
    if facts.shifts is None:
        return _silent(rule, facts)
    open_to = set(facts.shifts)
    if "rotational" in open_to:
        open_to |= set(SHIFTS)
    if {"day", "night"} <= open_to:
        open_to.add("rotational")
    if {"night", "US"} & open_to:
        open_to |= {"night", "US"}
    said = ", ".join(shift for shift in SHIFTS if shift in facts.shifts)
    outcome = PASS if open_to.intersection(rule.any_of) else FAIL
    return _verdict(rule, outcome, said, f"The profile is open to the shifts {said}; asked is {rule.asks}.")


def _language(rule: Rule, facts: Facts) -> Verdict:
    if facts.languages is None:
        return _silent(rule, facts)
    outcome = PASS if facts.languages.intersection(rule.any_of) else FAIL
    said = _list(facts.languages)
    return _verdict(rule, outcome, said, f"The profile names the languages {said}; asked is {rule.asks}.")


def _location(rule: Rule, facts: Facts) -> Verdict:
    if facts.locations is None:
        return _silent(rule, facts)
    said = _list(facts.locations)
    if facts.locations.intersection(rule.any_of):
        return _verdict(rule, PASS, said, f"The profile names {said}; asked is {rule.asks}.")
    if ANYWHERE in facts.locations:
        only_remote = set(rule.any_of) == {REMOTE}
        sentence = (
            "The profile would move; whether it would work from home is not said."
            if only_remote
            else "The profile would move to another place."
        )
        return _verdict(rule, UNKNOWN if only_remote else PASS, said, sentence)
    return _verdict(rule, FAIL, said, f"The profile names {said}; asked is {rule.asks}.")


_JUDGES: dict[str, Callable[[Rule, Facts], Verdict]] = {
    DEGREE: _degree,
    LEVEL: _level,
    "experience": _bounds(lambda f: f.experience, lambda v: f"{number(v)} years"),
    "shift": _shift,
    "language": _language,
    "location": _location,
    "notice": _bounds(lambda f: f.notice, lambda v: f"{number(v)} days of notice"),
    "pay": _pay,
    "cgpa": _cgpa,
    "percentage": _percentage,
    "backlogs": _bounds(lambda f: f.backlogs, lambda v: f"{number(v)} open backlogs"),
    "year_of_passing": _bounds(lambda f: f.year_of_passing, number),
}
