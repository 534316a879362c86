"""Free text in, the same text with identity blanked out.

Blanked, character for character, in whatever form it stands: e-mail and web addresses, telephone, Aadhaar and PAN
numbers, values of labels that name identity ("Father's Name: ..."), the name in "my name is ..." and "S/o ...", and the
name that heads a CV. Hobbies, references and the closing declaration go the same way, for they tell nothing, and so
does what somebody says they have not done ("no experience in ..."). What is left keeps its places. Every pattern takes
time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from recommender.headings import NEVER_READ, classify

_PATTERNS = re.compile(
    r"""(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+   # e-mail
      | (?:https?://|www\.)\S+ | \b(?:linkedin|github|behance)\.com/\S+   # web address
      | (?<![\w.])\+?\d(?:[ ()-]{0,2}\d){9,13}(?!\w)            # telephone, Aadhaar
      | \b[A-Z]{5}\d{4}[A-Z]\b                                # PAN
    """,
    re.VERBOSE,
)
# The same for a text without an e-mail address, three times as fast: a search for a few letters, then what follows them.
_OTHER_PATTERNS = re.compile(
    r"""[hwlgb+\dA-Z](?:
        (?<=h)ttps?://\S+ | (?<=w)ww\.\S+
      | (?:(?<=\bl)inkedin|(?<=\bg)ithub|(?<=\bb)ehance)\.com/\S+
      | (?<![\w.][+\d])(?:(?<=\d)|(?<=\+)\d)(?:[ ()-]{0,2}\d){9,13}(?!\w)
      | (?<=\b[A-Z])[A-Z]{4}\d{4}[A-Z]\b)
    """,
    re.VERBOSE,
)
# What stands between a label and its value; a dash only between spaces.
_SIGN = re.compile(r"[:\t\-–]")
_BLANKS = (" ", "\t")
_BEFORE = re.compile(r"[\n\t;|,:()]")
_VALUE = re.compile(r"[ \t]*[^\n;|,]*?(?=[ \t]{2,}|[\n;|,]|[ \t]+[^\W\d_]+[ \t]?:|$)")
_WHOLE_LINE = re.compile(r"[^\n]*")
_NEXT_LINE = re.compile(r"[ \t]*\n[ \t]*[^\n]*")
_LABELS_ANYWHERE = frozenset("email mail mobile phone dob gender age address contact name".split())
# These patterns begin with a set of letters, spelled out, for which Python's engine searches up to three times as fast as
# for words whatever their case: that a word begins there, and how it goes on, is asked next.
_HEAD = r"(?<=\b.)"
_FORMULA = re.compile(
    rf"""[iIıİnNwW]{_HEAD}(?i:
        (?<=i)\s+(?:do\s+|solemnly\s+)?(?:hereby\s+)?(?:declare|affirm|certify|state)\b[^\n.]*
      |
        (?:(?<=n)o|(?<=w)ithout\s+any|(?<=n)ot\s+any)\s+(?:prior\s+|previous\s+)?(?:experience|knowledge|exposure|idea)\s+(?:in|of|with|on|about)\b[^\n.,;]*
      | (?<=n)(?:ever\s+worked|ot\s+interested)\s+(?:in|on|with|as)\b[^\n.,;]*)""",
    re.VERBOSE,
)
_IDLE_LABEL = re.compile(
    r"(?:(?:my |personal )?(?:hobb(?:y|ies)|interests)(?: (?:and|&) (?:hobb(?:y|ies)|interests))?"
    r"|references?|declaration|extra[- ]?curricular activities)",
    re.IGNORECASE,
)
_IDLE_VALUE = re.compile(r"[^\n.]*?(?=[\n.]|[ \t]+[^\W\d_]+[ \t]?:|$)")
_NAME = r"(?:[^\W\d_][\w.'’]*[ \t]*){1,4}?"
_AFTER_NAME = r"(?=[,.;\n]|\s*\b(?:and|from|s/o|d/o|w/o|here|aged?|i|working|currently)\b|$)"
_MY_NAME = re.compile(rf"[mMnN]{_HEAD}(?i:(?:(?<=m)y name is|(?<=n)ame is)\s+(?P<name>{_NAME}){_AFTER_NAME})")
_I_AM = re.compile(
    rf"[mMiIıİtT]{_HEAD}(?i:(?:(?<=m)yself|(?<=i) am|(?<=i)'m|(?<=t)his is)\s+(?P<name>{_NAME}){_AFTER_NAME})"
)
_CHILD_OF = re.compile(rf"[sSſdDwWcC]{_HEAD}(?i:/o\b[.:]?\s*(?P<name>{_NAME})(?=[,.;|\n]|$))")
_HEADING = re.compile(r"^\W*(?:resume|curriculum\s+vitae|cv|bio[\s-]?data)\W*$", re.IGNORECASE)
_NAME_LINE = re.compile(
    r"^\s*(?:(?:mr|mrs|ms|dr|adv|shri|smt|kum)\.?\s+)?[^\W\d_][\w.'’]*(?:[ \t]+[^\W\d_][\w.'’]*){0,3}\s*$",
    re.IGNORECASE,
)
_JOB_WORDS = re.compile(
    r"""\b(?:analyst|engineer|developer|designer|manager|accountant|writer|associate|executive|consultant|trainer|teacher|nurse|advocate|lawyer|attorney|paralegal|officer|specialist|coder
    |architect|research\w*|assistant|administrator|lead|scientist|artist|animator|editor|coordinator|fresher|graduate|student|skills?|profile|summary|objective|experience|education|lecturer
    |professor|tutor|programmer|tester|technician|auditor|clerk|operator|agent|intern|trainee|translator|illustrator|reviewer|pharmacist|doctor|physician|dentist|chemist|banker|support
    |technolog\w+|data|work|declaration|career|qualification\w*|professional|academic|technical|personal|details|sql|java|python|tally|excel|b\.?\s?tech|mba|llb|b\.?com|m\.?sc|b\.?sc)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MIN_LINES_OF_A_CV = 4
# Words of a label at most; characters in which it is looked for.
LONGEST_LABEL = 4
LABEL_REACH = 48


# Which steps could change a text, for who has looked beforehand.
PATTERN_HINT, FORMULA_HINT, LABEL_HINT, CHILD_HINT, MY_NAME_HINT, I_AM_HINT, HEAD_HINT = (1 << bit for bit in range(7))
EVERY_HINT = (1 << 7) - 1


def blank_identity(text: str, *, heads: bool = False) -> str:
    """The text with everything that says who somebody is replaced by spaces.

    Parameters
    ----------
    text : str
        Any text.
    heads : bool, default False
        Whether the text may be a whole CV, whose first line is a name.

    Returns
    -------
    str
        Of the same length.

    Examples
    --------
    >>> blank_identity("Tally, GST; maya@example.com")
    'Tally, GST;                 '
    """
    return blank_hinted(text, EVERY_HINT, lambda _: EVERY_HINT, heads=heads)


def blank_hinted(text: str, hints: int, look: Callable[[str], int], *, heads: bool = False) -> str:
    """As `blank_identity`, by those of its steps alone that could change the text.

    Parameters
    ----------
    text : str
        Any text.
    hints : int
        Bits of the steps that could change the text; a step without its bit changes nothing.
    look : callable
        Gives the hints of a text that has changed.
    heads : bool, default False
        As for `blank_identity`.

    Returns
    -------
    str
        Of the same length; the very object where nothing changed.
    """
    for hint, step in _STEPS:
        if hints & hint and (heads or hint != HEAD_HINT):
            blanked = step(text)
            if blanked != text:
                # After the last step but one there is nothing to look for: lines stay, and they are what HEAD_HINT counts.
                text, hints = blanked, look(blanked) if hint < I_AM_HINT else hints
    return text


def _without_contacts(text: str) -> str:
    return (_PATTERNS if "@" in text else _OTHER_PATTERNS).sub(_spaces, text)


def _without_formulas(text: str) -> str:
    return _FORMULA.sub(_spaces, text)


def _without_introduction(text: str) -> str:
    return _MY_NAME.sub(_without_name, text)


def _without_parents(text: str) -> str:
    return _CHILD_OF.sub(_without_name, text)


def _without_i_am(text: str) -> str:
    return _I_AM.sub(lambda found: _without_name(found) if _is_name(found["name"]) else found.group(), text)


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _without_labelled(text: str) -> str:
    """Blank each label that names identity or idle talk, with its value."""
    parts, done = [], 0
    for sign in _SIGN.finditer(text):
        at = sign.start()
        if at < done or not _stands_behind_words(text, at):
            continue
        length, value = _label(_before(text, done, at), several_lines="\n" in text)
        if length:
            found = value.match(text, at + 1)
            end = found.end() if found else at + 1
            if not text[at + 1 : end].strip() and (below := _NEXT_LINE.match(text, end)):
                end = below.end()
            parts += [text[done : at - length], _blank(text[at - length : end])]
            done = end
    return "".join((*parts, text[done:]))


def labels_in(text: str) -> dict[str, bool]:
    """What stands before each sign of a text that may follow a label, and whether it is one that is blanked.

    Examples
    --------
    >>> labels_in("Name: Maya | Skills: Tally")
    {'Name': True, ' Skills': False}
    """
    signs = [sign.start() for sign in _SIGN.finditer(text)]
    found = dict.fromkeys(_before(text, 0, at) for at in signs if _stands_behind_words(text, at))
    return {before: _label(before, several_lines=False)[0] > 0 for before in found}


def _stands_behind_words(text: str, at: int) -> bool:
    """Whether a sign may part a label from its value: a dash does so only between spaces."""
    return text[at] not in "-–" or (text[at - 1 : at] in _BLANKS and text[at + 1 : at + 2] in _BLANKS)


def _before(text: str, start: int, at: int) -> str:
    """What stands before a sign, as far as a label may reach."""
    return _BEFORE.split(text[max(start, at - LABEL_REACH) : at])[-1]


@lru_cache(maxsize=16_384)
def _label(before: str, *, several_lines: bool) -> tuple[int, re.Pattern[str]]:
    """How many characters before a colon are a label to blank, and how far its value goes; 0 where they are none.

    Of a label of identity the last word is enough ("Excel Mobile:"), else all of a short one counts.
    """
    label = before.strip(" \t-•*.")
    words = label.split()
    if words and words[-1].casefold() == "address":
        return len(before) - before.rindex(words[-1]), _WHOLE_LINE if several_lines else _VALUE
    if words and words[-1].casefold() in _LABELS_ANYWHERE:
        return len(before) - before.rindex(words[-1]), _VALUE
    if _IDLE_LABEL.fullmatch(label):
        return len(before), _IDLE_VALUE
    return (len(before) if len(words) <= LONGEST_LABEL and classify(label) == NEVER_READ else 0), _VALUE


def _blank(text: str) -> str:
    return "\n".join([" " * len(line) for line in text.split("\n")])


def _is_name(words: str) -> bool:
    return not _JOB_WORDS.search(words) and all(word[0].isupper() for word in words.split())


def _without_name(found: re.Match[str]) -> str:
    start, end = found.start("name") - found.start(), found.end("name") - found.start()
    return found.group()[:start] + _blank(found["name"]) + found.group()[end:]


def _without_name_line(text: str) -> str:
    """Blank the first line of a CV where it can only be a name: up to four words, none of them a word for work."""
    lines = text.split("\n")
    filled = [i for i, line in enumerate(lines) if line.strip()]
    if len(filled) < _MIN_LINES_OF_A_CV:
        return text
    first = filled[1] if _HEADING.match(lines[filled[0]]) else filled[0]
    line = lines[first].rstrip(" \t|,;")
    if _NAME_LINE.match(line) and _is_name(line):
        lines[first] = " " * len(lines[first])
    return "\n".join(lines)


_STEPS: tuple[tuple[int, Callable[[str], str]], ...] = (
    (PATTERN_HINT, _without_contacts),
    (FORMULA_HINT, _without_formulas),
    (LABEL_HINT, _without_labelled),
    (MY_NAME_HINT, _without_introduction),
    (CHILD_HINT, _without_parents),
    (I_AM_HINT, _without_i_am),
    (HEAD_HINT, _without_name_line),
)
