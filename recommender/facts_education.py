"""What a profile says about its education in; degrees and levels that are held, pursued or left unfinished out.

Pursuing is not holding: a degree beside "pursuing", "appearing", "final year", "2nd year", "result awaited" and the like
is not held, nor is one that was broken off, is only planned, or of which only a stage is passed ("CA Inter").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from recommender.facts_degrees import LEVELS, Mention, mentions
from recommender.facts_text import tidy

HELD, PURSUED, UNFINISHED = "held", "pursued", "unfinished"
_MOST_MENTIONS = 100
_NEAR = 120

_ORDINAL = r"(?:1st|2nd|3rd|[4-9]th|10th|first|second|third|fourth|fifth|sixth|i{1,3}(?:st|nd|rd)?|iv(?:th)?|vi{0,3}(?:th)?|pre-?final|final|last)"
_PURSUED = (
    r"p[eu]rs[a-z]{0,5}ing|perusing|appearing|appeared|undergoing|studying|enrolled|registered for|doing|continuing|(?:presently|currently) in"
    r"|on-?going|in progress|till (?:date|now)|to date|present|running|to be completed"
    r"|(?:not yet|yet to be|yet to) (?:completed?|passe?d?|clear(?:ed)?|awarded|finish(?:ed)?)"
    r"|(?:final )?results? (?:is |are )?(?:awaited|pending|awaiting)|awaiting(?: (?:final )?results?)?|awaited|thesis (?:submitted|under way|pending)"
    r"|expected(?!\s?(?:ctc|salary|pay))|(?:semi|part)[ -]qualified|part[ -]?(?:[12]|i{1,2})|(?:one|1st|first) group(?: only)?|group[ -]?(?:1|i)"
    rf"|{_ORDINAL}[\s-]{{0,2}}(?:years?|yrs?|sem(?:ester)?s?)(?!\w|\s(?:project|marks|percentage|passed|cleared))|t\.?\s?y\.?|s\.?\s?y\.?|f\.?\s?y\.?"
    r"|(?:year|yr|sem(?:ester)?)[\s:-]{0,2}(?:[1-9]|i{1,3}|iv|vi{0,3})(?!\w|\s?(?:years?|yrs?))"
    r"|student|scholar|candidate|अध्ययनरत|जारी|(?:प्रथम|द्वितीय|तृतीय|चतुर्थ|अंतिम) वर्ष"
)
_UNFINISHED = (
    r"discontinued?|drop(?:ped)?[\s-]?out|drop(?:ped)?|incomplete|unfinished|abandoned|left(?! (?:job|my|the|previous|last|company|work))|quit|fail(?:ed)?|cancelled|अधूर[ाीे]|अपूर्ण|अनुत्तीर्ण"
    r"|(?:not|never|un)[\s-]?(?:completed?|finish(?:ed)?|cleared?|pass(?:ed)?)|(?:do|does|did)(?: not|n't) (?:have|hold)|(?:have|has|had)n't|not (?:have|hold(?:ing)?)|without (?:completing|degree)"
    r"|(?:could|did)(?: not|n't) (?:complete|finish|clear|pass)|(?:not|no longer|never) (?:pursuing|pursued|studying|doing|done)"
    r"|(?:plan(?:s|ning|ned)?|want(?:s|ed)?|wish(?:es|ing)?|will|would like|going|intend\w{0,4}|prepar\w{1,4}|aspir\w{1,4})(?: (?:to|for))?(?: (?:do|pursue|join|study|start))?"
    r"|interested|eligible|appl(?:y|ied|ying)|looking for|no|not(?! yet)(?: an?)?|non|without|never"
)
_MARKER = re.compile(rf"(?<![^\W_])(?:(?P<unfinished>{_UNFINISHED})|(?P<pursued>{_PURSUED}))(?![^\W_])", re.IGNORECASE)
# Markers that look ahead ("pursuing LLB"); behind them they reach back only where nothing else follows.
_STUDY = re.compile(
    r"p[eu]rs|perus|appear|undergo|studying|enrolled|registered|doing|continuing|currently|presently", re.IGNORECASE
)
_INTENT = re.compile(
    r"plan|want|wish|will|would|going|intend|prepar|aspiring|interested|eligible|appl|looking|(?:no longer|not|never) [psd]",
    re.IGNORECASE,
)
_PARTLY = re.compile(r"(?:semi|part)[ -]q", re.IGNORECASE)
_DENIAL = re.compile(r"no|not(?: an?)?|non|without|never", re.IGNORECASE)
_OTHER_AHEAD = re.compile(r"could|did|dropp|semi|part|yet|not yet|left|quit|fail|expected|incomplete", re.IGNORECASE)
_PLACE_FOLLOWS = re.compile(
    r"[\s:-]{0,3}(?:from|at|through|via|under|since|in(?! (?:the )?(?:aibe|exam|judici|upsc)))\b", re.IGNORECASE
)
_LASTING = re.compile(rf"{_ORDINAL}\b|p[eu]rs|perus|appearing|results?\b|await", re.IGNORECASE)
_FILLER = re.compile(
    rf"(?:[\s.:'-]|\b(?:my|an?|the|of|in|for|from|as|is|am|i|to|do|doing|be|currently|now|presently|degree|course|class|regular|full|part|time|distance|correspondence|integrated"
    rf"|student|year|yr|years|yrs?|\d{{1,2}}|two|three|four|five|{_ORDINAL}|exams?|examination|on|at|with|pursuing|studying)\b){{0,12}}",
    re.IGNORECASE,
)
_CLOSE_BEFORE = re.compile(r"[\s.(:,/-]{0,3}(?:\([^()]{0,40}\)[\s.:-]{0,2})?(?:[A-Za-z&. ]{0,30}[\s(:-])?")
_AND = re.compile(r"[\s.)]*(?:and|&|\+|/|as well as|with|plus)\s*(?:an?\s)?", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,;|\n•●▪]|(?<=[a-z]{3})\.\s|\bbut\b|(?<!not )(?<!yet )(?<!be )(?<!to )(?<!never )(?<!been )\b(?=(?:completed|passed|holding|holds)\b)",
    re.IGNORECASE,
)
_LEFTOVER = re.compile(
    r"(?:[\W\d_]|\b(?:student|of|in|the|year|yr|currently|now|degree|at|present|is|and|expected|by|batch|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|course"
    r"|completion|passing|status|it)\b){0,80}",
    re.IGNORECASE,
)
_NOT_MINE = re.compile(
    r"\b(?:teach\w*|taught|train(?:ed|ing)|hired?|recruit\w*|coach\w*|mentor\w*)\s(?:\w+\s){0,2}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Education:
    """Degrees under canonical names and levels of a profile.

    Attributes
    ----------
    held, pursued, unfinished : frozenset of str
        Degrees and professional qualifications: held; being read for; broken off, failed, only planned, or denied.
    levels_held, levels_pursued : frozenset of str
        Levels of `recommender.facts_degrees.LEVELS`. A professional qualification (CA, CS, CMA) has none. A PG
        diploma stands at UG: it asks for a degree and is no master's.
    """

    held: frozenset[str] = field(default_factory=frozenset)
    pursued: frozenset[str] = field(default_factory=frozenset)
    unfinished: frozenset[str] = field(default_factory=frozenset)
    levels_held: frozenset[str] = field(default_factory=frozenset)
    levels_pursued: frozenset[str] = field(default_factory=frozenset)

    @property
    def highest(self) -> str | None:
        """Highest level held; None where none is named."""
        return max(self.levels_held, key=LEVELS.index, default=None)

    @property
    def highest_pursued(self) -> str | None:
        """Highest level pursued; None where none is named."""
        return max(self.levels_pursued, key=LEVELS.index, default=None)


def education(text: str, *, prose: bool = False) -> Education | None:
    """Degrees and levels that a text says are held, pursued or unfinished.

    Parameters
    ----------
    text : str
        What a profile says about its education.
    prose : bool, default False
        Whether the text speaks of other things too; then only what opens a clause counts ("B.Com, Tally"), not what
        stands inside a sentence ("checked the BA role").

    Returns
    -------
    Education or None
        None where no degree and no level is named. A degree that is said to be pursued in one place is not held,
        however it is named in another.

    Examples
    --------
    >>> found = education("B.Com 2019, pursuing LLB (2nd year)")
    >>> sorted(found.held), sorted(found.pursued), found.highest
    (['B.Com'], ['LLB'], 'UG')
    """
    text = tidy(text)
    states = list(_states(text, [m for m in islice(mentions(text), _MOST_MENTIONS) if _counts(text, m, prose=prose)]))
    if not states:
        return None
    worst: dict[str, str] = {}
    for mention, state in states:
        if mention.degree:
            worst[mention.degree] = max(worst.get(mention.degree, HELD), state, key=(HELD, PURSUED, UNFINISHED).index)
    levels = [(m.level, worst.get(m.degree, state)) for m, state in states if m.level]
    return Education(
        held=_having(worst.items(), HELD),
        pursued=_having(worst.items(), PURSUED),
        unfinished=_having(worst.items(), UNFINISHED),
        levels_held=_having(levels, HELD),
        levels_pursued=_having(levels, PURSUED),
    )


def _having(pairs: Iterable[tuple[str, str]], state: str) -> frozenset[str]:
    return frozenset(name for name, its_state in pairs if its_state == state)


def _counts(text: str, mention: Mention, *, prose: bool) -> bool:
    """Whether a degree is the candidate's own: not one that somebody was taught; in prose, one that opens its clause."""
    before = _CLAUSE.split(text[max(0, mention.start - 80) : mention.start])[-1]
    if _NOT_MINE.search(before):
        return False
    if prose and mention.degree in _ALSO_JOBS and "." not in text[mention.start : mention.end]:
        rest = _CLAUSE.split(text[mention.end : mention.end + 80])[0]
        if len(rest.split()) > _LONGEST_SUBJECT or any(c.isdigit() for c in rest):
            return False
    return not prose or not _OPENING.sub("", _MARKER.sub("", before)).strip(" \t.:()*-+&/")


# Letters that stand for a job or a programme as well ("BA with 3 years" is a business analyst).
_ALSO_JOBS = frozenset(("BA", "MA", "MS", "MD", "M.Tech", "CA"))
_LONGEST_SUBJECT = 3
_OPENING = re.compile(
    r"\b(?:i|am|have|has|an?|my|is|qualified|done|did|completed|passed|holds?|holding|with|and|in|of|the|currently|also|degree|education|qualifications?|from|recent|fresh"
    r"|year|to|do|do(?:ing)?|\d{4})\b",
    re.IGNORECASE,
)


def _clauses(text: str, found: Sequence[Mention]) -> Iterator[tuple[int, int, list[Mention]]]:
    """Clauses of a text, each with its span and the degrees in it; no name is cut in two."""
    inside = [(m.start, m.end) for m in found]
    cuts = [c.end() for c in _CLAUSE.finditer(text) if not any(a < c.start() < b for a, b in inside)]
    for start, end in pairwise(sorted({0, *cuts, len(text)})):
        yield start, end, [m for m in found if start <= m.start < end]


def _states(text: str, found: Sequence[Mention]) -> Iterator[tuple[Mention, str]]:
    """Each degree with its state, as the markers around it say."""
    states: dict[Mention, str] = {m: PURSUED if m.stage else HELD for m in found}
    last: Mention | None = None
    gone = False  # whether other things stand between the last degree and here
    for start, end, own in _clauses(text, found):
        markers = list(_MARKER.finditer(text, start, end))
        lasting = bool(markers) and (not gone or bool(_LASTING.match(markers[-1].group())))
        if not own and last and lasting and _is_only_marker(text[start:end]):
            states[last] = _worse(states[last], _state(markers[-1]))
        for marker in markers:
            for target in _targets(text, marker, own, end):
                states[target] = _worse(states[target], _state(marker))
        _share(own, states)
        if own:
            last, gone = own[-1], False
        elif text[start:end].strip(" ,"):
            last, gone = (None if text[end - 1] in ";|\n" else last), True
    yield from states.items()


def _is_only_marker(clause: str) -> bool:
    return bool(_LEFTOVER.fullmatch(_MARKER.sub("", clause).rstrip(",;|\n•●▪")))


def _state(marker: re.Match[str]) -> str:
    return UNFINISHED if marker["unfinished"] else PURSUED


def _worse(one: str, other: str) -> str:
    return max(one, other, key=(HELD, PURSUED, UNFINISHED).index)


def _targets(text: str, marker: re.Match[str], own: Sequence[Mention], end: int) -> list[Mention]:
    """Degrees that a marker speaks of: the one right behind it with all that "and" ties to it, else the one before."""
    after = [m for m in own if m.start >= marker.end()]
    before = [m for m in own if m.end <= marker.start()]
    gap = text[marker.end() : after[0].start][: _NEAR + 1] if after else ""
    ahead = bool(after) and len(gap) <= _NEAR and bool(_FILLER.fullmatch(_MARKER.sub(" ", gap)))
    adjacent = bool(before) and bool(_CLOSE_BEFORE.fullmatch(text[before[-1].end : marker.start()]))
    beside = bool(before) and not text[before[-1].end : marker.start()].strip(" .-(")
    if ahead and (not adjacent or _looks_ahead(marker)):
        tied = [after[0]]
        for one, other in pairwise(after):
            if not _AND.fullmatch(text[one.end : other.start]):
                break
            tied.append(other)
        return tied
    return (
        [before[-1]]
        if before and _reaches_back(marker, text[marker.end() : min(end, marker.end() + _NEAR)], adjacent=beside)
        else []
    )


def _looks_ahead(marker: re.Match[str]) -> bool:
    return any(pattern.match(marker.group()) for pattern in (_STUDY, _INTENT, _DENIAL, _OTHER_AHEAD))


def _reaches_back(marker: re.Match[str], rest: str, *, adjacent: bool) -> bool:
    """Whether a marker can speak of the degree before it: "LLB pursuing", "LLB studying at ...", not "LLB looking for work"."""
    if _DENIAL.fullmatch(marker.group()):
        return False
    if _PARTLY.match(marker.group()):
        return adjacent
    if _INTENT.match(marker.group()):
        return _is_only_marker(rest)
    return not _STUDY.match(marker.group()) or _is_only_marker(rest) or bool(_PLACE_FOLLOWS.match(rest))


def _share(own: Sequence[Mention], states: dict[Mention, str]) -> None:
    """A bare level beside a degree of its level ("pursuing graduation in B.Com") is the same study."""
    for level in {m.level for m in own if m.level and not m.degree}:
        same = [m for m in own if m.level == level]
        state = max((states[m] for m in same), key=(HELD, PURSUED, UNFINISHED).index)
        states.update(dict.fromkeys(same, state))
