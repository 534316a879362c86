"""What somebody would work and speak in, sets of shifts and of languages out."""

from __future__ import annotations

import re
import unicodedata

from recommender.facts_text import plain, tidy

SHIFTS = ("day", "UK", "US", "APAC", "night", "rotational")
_ALL = frozenset(SHIFTS)
# What goes with a shift that is refused: the US shift is night work in India, and a rotation comes to the nights.
_GOES_WITH = {
    "night": frozenset(("night", "US", "rotational")),
    "US": frozenset(("US", "night", "rotational")),
}
_HOURS = r"(?:[ -]?(?:shifts?|hours?|hrs|timings?|time(?: ?zone)?|working|process))"
_FORMS = {
    "day": rf"\b(?<!\d[ -])(?<!any )(?<!every )(?<!all )(?:general|regular|morning|day(?:[ -]?time)?){_HOURS}?\b(?!s)",
    "UK": rf"\b(?:u\.?k\.?|london|gmt|bst|european?|emea|evening|afternoon|mid){_HOURS}?(?!\w)",
    "US": rf"\b(?:u\.?s\.?(?:a\b\.?)?|est|pst|cst|american|north america){_HOURS}?(?!\w)",
    "APAC": rf"\b(?:apac|australian?|anz|singapore|japan|early morning){_HOURS}?\b",
    "night": rf"\b(?:nights?|graveyard|late[ -]night){_HOURS}?\b",
    "rotational": rf"\b(?:rotat(?:ional|ing|ion|e|ory){_HOURS}?\b|24 ?[x*/] ?7)",
}
_SHIFT = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()), re.IGNORECASE)
# "us" is a word; the shift is meant in capitals, with dots, or beside its hours.
_PRONOUN = re.compile(r"us|Us")
_ANY = re.compile(
    r"""\b(?:any|all|every|whatever)(?:\s(?:of\sthe|kinds?\sof|types?\sof|working))?(?:\s(?:the\s)?(?:shifts?|timings?|time)\b|(?=\s*(?:$|[,;/.)])|\s(?:is|are|ok)\b))
      | \bflexible\b(?!\s?(?:hours?|hrs|timings?)) | \bno\s(?:shifts?\s)?(?:constraints?|restrictions?|preferences?|bar|limitations?)\b | \bopen\sto\sshifts?\b""",
    re.VERBOSE,
)
_FINE = re.compile(
    r"\b(?:no|not an?|without any?|without) (?:issues?|problems?|objections?|concerns?|hesitation)\b|\bdo(?:n't| not) mind\b"
)
_REFUSED = re.compile(
    r"\b(?:no|not|non|never|cannot|can ?not|can't|won't|don't|avoid|unable|unwilling|refuse|without|nahi)\b|नहीं"
)
_SPLIT = re.compile(
    r"[,;|\n]|\.\s|\bbut\b|\bonly\b(?=\s+(?:day|night|uk|us|general))|(?=\b(?:no|not)\s+(?:night|day|uk|us|rotat|general))",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:except|excluding|other than|apart from|barring)\b")


def shifts(text: str) -> frozenset[str] | None:
    """Shifts that somebody would work.

    Where only a refusal is told, what it does not touch is open: "no night shift" leaves day, UK and APAC (the US shift
    is night work in India, and rotations come to the nights).

    Parameters
    ----------
    text : str
        What a profile says about shifts.

    Returns
    -------
    frozenset of str or None
        Of "day", "UK" (afternoon and evening), "US", "APAC", "night" and "rotational". None where none can be read.

    Examples
    --------
    >>> sorted(shifts("UK/US shift ok")), sorted(shifts("no night shift")), shifts("5 days a week")
    (['UK', 'US'], ['APAC', 'UK', 'day'], None)
    """
    text = tidy(text)
    wanted: set[str] = set()
    refused: set[str] = set()
    for part in _SPLIT.split(text):
        first, *others = _EXCEPT.split(part)
        negative = bool(_REFUSED.search(_FINE.sub(" ", _ANY.sub(" ", first.casefold()))))
        (refused if negative else wanted).update(_shifts_in(first, text))
        for other in others:
            refused.update(_shifts_in(other, text))
    gone = {went for shift in refused for went in _GOES_WITH.get(shift, {shift})}
    if not wanted and not refused:
        return None
    return frozenset((wanted or _ALL) - gone) or None


def _shifts_in(part: str, text: str) -> set[str]:
    found = {
        str(match.lastgroup)
        for match in _SHIFT.finditer(part)
        if not _PRONOUN.fullmatch(match.group()) or len(text.split()) == 1
    }
    if not found and _ANY.search(part.casefold()):
        return set(_ALL)
    return found


_LANGUAGES = {
    "English": "english englsh engish अंग्रेजी अंग्रेज़ी इंग्लिश",
    "Hindi": "hindi hindhi hindhee हिन्दी हिंदी",
    "Marathi": "marathi marati मराठी",
    "Gujarati": "gujarati gujrati gujarathi gujrathi गुजराती",
    "Punjabi": "punjabi panjabi पंजाबी",
    "Bengali": "bengali bangla bengoli बंगाली बांग्ला",
    "Odia": "odia oriya ओड़िया",
    "Assamese": "assamese asamiya",
    "Tamil": "tamil tamizh thamizh तमिल",
    "Telugu": "telugu telgu telegu thelugu तेलुगु",
    "Kannada": "kannada kanada kanadda कन्नड़",
    "Malayalam": "malayalam malyalam malayalm मलयालम",
    "Konkani": "konkani",
    "Tulu": "tulu",
    "Urdu": "urdu उर्दू",
    "Sindhi": "sindhi",
    "Kashmiri": "kashmiri",
    "Dogri": "dogri",
    "Maithili": "maithili",
    "Bhojpuri": "bhojpuri",
    "Rajasthani": "rajasthani marwari",
    "Haryanvi": "haryanvi",
    "Nepali": "nepali",
    "Manipuri": "manipuri meitei",
    "Sanskrit": "sanskrit संस्कृत",
    "French": "french francais français",
    "German": "german deutsch",
    "Spanish": "spanish espanol español",
    "Italian": "italian",
    "Portuguese": "portuguese portugese",
    "Dutch": "dutch",
    "Swedish": "swedish",
    "Norwegian": "norwegian",
    "Danish": "danish",
    "Finnish": "finnish",
    "Polish": "polish",
    "Czech": "czech",
    "Hungarian": "hungarian",
    "Russian": "russian",
    "Ukrainian": "ukrainian",
    "Turkish": "turkish",
    "Arabic": "arabic",
    "Hebrew": "hebrew",
    "Persian": "persian farsi",
    "Japanese": "japanese nihongo",
    "Chinese": "chinese mandarin cantonese",
    "Korean": "korean",
    "Thai": "thai",
    "Vietnamese": "vietnamese",
    "Indonesian": "indonesian bahasa",
}
_CANONICAL = {form: name for name, forms in _LANGUAGES.items() for form in unicodedata.normalize("NFKC", forms).split()}
_LANGUAGE = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(_CANONICAL, key=len, reverse=True))})(?![^\W_]|[\u0900-\u097f])"
)
_NOT_SPOKEN = re.compile(
    r"\b(?:no|not|non|cannot|can't|don't|except|learning|want(?:s|ed)? to|wish(?:es)? to|plan(?:ning|s)? to|beginner|weak)\b|नहीं"
)
_LANGUAGE_PARTS = re.compile(r"[,;|\n/]|\.\s|\bbut\b")


def languages(text: str) -> frozenset[str] | None:
    """Languages that somebody knows, at whatever level.

    Parameters
    ----------
    text : str
        What a profile says about languages.

    Returns
    -------
    frozenset of str or None
        English names. A language that is only being learnt, or is named to say that it is not known, does not count.
        None where none can be read.

    Examples
    --------
    >>> sorted(languages("Hindi, Telgu & English (fluent), learning German"))
    ['English', 'Hindi', 'Telugu']
    """
    known: set[str] = set()
    unknown: set[str] = set()
    for part in _LANGUAGE_PARTS.split(plain(text)):
        found = {_CANONICAL[match.group()] for match in _LANGUAGE.finditer(part)}
        (unknown if _NOT_SPOKEN.search(part) else known).update(found)
    return frozenset(known - unknown) or None
