"""Names of degrees and school levels in a text in, canonical names with their places out.

A name is known in any writing of dots, spaces and hyphens ("BTech", "B. Tech.", "b-tech"): what is looked up are its
letters alone. Short names that are also words ("be", "ma") count in capitals, with dots, or where they stand alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEVELS = ("X", "XII", "diploma", "UG", "PG", "doctorate")

# Level, canonical name, other writings. Without a level: a professional qualification. Without a name: a bare level.
_TABLE = """
UG|BA LLB|ballb babl bachelorofartsandbacheloroflaws
UG|BBA LLB|bballb
UG|B.Com LLB|bcomllb
UG|B.Sc LLB|bscllb
UG|B.Tech LLB|btechllb
UG|LLB|llb एलएलबी bslllb bgl bl bacheloroflaws bacheloroflaw bacheloroflegislativelaw lawdegree degreeinlaw lawgraduate graduateinlaw lawstudent
PG|LLM|llm एलएलएम masteroflaws masteroflaw
doctorate|LLD|lld doctoroflaws
UG|B.Tech|btech be बीटेक बीई bacheloroftechnology bachelorofengineering engineeringdegree engineeringgraduate
PG|M.Tech|mtech एमटेक me masteroftechnology masterofengineering
UG|B.Arch|barch bachelorofarchitecture
PG|M.Arch|march masterofarchitecture
UG|B.Plan|bplan bachelorofplanning
UG|B.Sc|bsc बीएससी bachelorofscience sciencegraduate
UG|B.Sc Nursing|bscnursing bachelorofscienceinnursing bachelorofscienceofnursing bachelorofnursing bscn
PG|M.Sc|msc एमएससी masterofscience
PG|M.Sc Nursing|mscnursing
PG|MS|ms
UG|B.Stat|bstat bachelorofstatistics
PG|M.Stat|mstat masterofstatistics
UG|BCA|bca बीसीए bachelorofcomputerapplication bachelorofcomputerapplications
PG|MCA|mca एमसीए masterofcomputerapplication masterofcomputerapplications
UG|BBA|bba बीबीए bbm bachelorofbusinessadministration bachelorofbusinessmanagement
UG|BMS|bms bachelorofmanagementstudies
UG|B.Com|bcom बीकॉम bcomm bachelorofcommerce commercegraduate
UG|BAF|baf bachelorofaccountingandfinance
UG|BA|ba बीए bachelorofarts artsgraduate
UG|BFA|bfa bacheloroffinearts
UG|B.Des|bdes bachelorofdesign
UG|B.Voc|bvoc bachelorofvocation
UG|BJMC|bjmc bajmc bachelorofjournalism bachelorofjournalismandmasscommunication
UG|BMM|bmm bachelorofmassmedia
UG|BSW|bsw bachelorofsocialwork
UG|BHM|bhm bachelorofhotelmanagement
UG|B.Lib|blib blibsc blisc bacheloroflibraryscience
UG|B.Ed|bed बीएड bachelorofeducation
PG|M.Ed|med एमएड masterofeducation
UG|B.Pharm|bpharm बीफार्मा बीफार्म bpharma bpharmacy bachelorofpharmacy pharmacygraduate
PG|M.Pharm|mpharm mpharma mpharmacy masterofpharmacy
PG|Pharm.D|pharmd pharmad doctorofpharmacy
UG|MBBS|mbbs एमबीबीएस bachelorofmedicineandbachelorofsurgery
PG|MD|md doctorofmedicine
UG|BDS|bds bachelorofdentalsurgery
PG|MDS|mds masterofdentalsurgery
UG|BAMS|bams
UG|BHMS|bhms
UG|BUMS|bums
UG|BPT|bpt bachelorofphysiotherapy
PG|MPT|mpt masterofphysiotherapy
UG|B.V.Sc|bvsc
UG|BMLT|bmlt bachelorofmedicallaboratorytechnology
PG|MBA|mba एमबीए emba masterofbusinessadministration
PG|PGDM|pgdm pgpm pgdbm pgdiplomainmanagement postgraduatediplomainmanagement
PG|MMS|mms masterofmanagementstudies
PG|MA|ma एमए masterofarts
PG|M.Com|mcom एमकॉम mcomm masterofcommerce
PG|M.Phil|mphil masterofphilosophy
PG|MSW|msw masterofsocialwork
PG|MFA|mfa masteroffinearts
PG|M.Des|mdes masterofdesign
PG|MJMC|mjmc majmc masterofjournalism
PG|M.Lib|mlib mlibsc mlisc
PG|MPH|mph masterofpublichealth
PG|MHA|mha masterofhospitaladministration
doctorate|Ph.D|phd पीएचडी doctorofphilosophy doctorate dphil
doctorate|D.Sc|dsc
doctorate|D.Litt|dlitt
UG|PG Diploma|pgdiploma pgdip postgraduatedip postgraduatediploma postgraduationdiploma pgd pgdca pgdba pgdcr pgdipr pgdiprl pgdhrm pgdbf
diploma|D.Pharm|dpharm dpharma dpharmacy diplomainpharmacy
diploma|D.Ed|ded deled dted
diploma|GNM|gnm
diploma|ANM|anm
diploma|ITI|iti आईटीआई
diploma|Diploma|diploma dip dipl diplom diplma polytechnic डिप्लोमा dca adca
|CA|ca charteredaccountant charteredaccountancy cafinal cainter caintermediate cafoundation caipcc cacpt cafinalist
|CS|companysecretary companysecretaryship csexecutive csprofessional csfoundation csicsi acs
|CMA|cma icwa icwai costaccountant costandmanagementaccountant cmainter cmafinal cmafoundation cmaintermediate
X||10th xth tenth classx class10 stdx std10 10pass matric matriculation matriculate sslc ssc secondaryschool दसवीं हाईस्कूल
XII||12th xiith twelfth classxii class12 stdxii std12 xii 12pass 10+2 +2 plustwo plus2 hsc hssc highersecondary seniorsecondary srsecondary highersecondaryschool seniorsecondaryschool puc inter intermediate बारहवीं इंटरमीडिएट
UG||graduate graduation graduated bachelor स्नातक
PG||postgraduate postgraduation pg master स्नातकोत्तर परास्नातक
||undergraduate undergrad ug
"""
_STAGE = re.compile(
    r"lawstudent|(?:ca|cma|cs)(?:final|finalist|inter|intermediate|foundation|ipcc|cpt|executive|professional)"
)
_SHORT = frozenset("be me ba ma ms md bl ca bed med ded march".split())
_WORD = re.compile(r"(?:10\s?\+\s?2|(?<![\w+])\+2)(?!\d)|[^\W_](?:[^\W_]|[\u0900-\u097f])*(?:'[^\W_]{1,2})?")
_GAP = re.compile(r"[.\s/()-]{0,3}")
_LONGEST_NAME = 8
_CLAUSE_SIGNS = ",;|\n"
# A degree beside these is a job's, an examination's or somebody else's.
_NOT_OWN = frozenset(
    """students candidates classes faculty aspirants entrance exam exams coaching level interns apprentice graduates
    syllabus subjects colleges batches cgl chsl nasscom mts office excel word sql project powerpoint access role roles position positions job jobs vacancy opening post""".split()
)
_NOT_OWN_LEVEL = _NOT_OWN | {"trainee", "engineer", "semester", "sem"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A degree or a level named in a text.

    Attributes
    ----------
    degree : str
        Canonical name; "" for a bare level.
    level : str
        One of `LEVELS`; "" for a professional qualification.
    start, end : int
        Character span.
    stage : bool
        Whether only a stage on the way is named ("CA Inter").
    """

    degree: str
    level: str
    start: int
    end: int
    stage: bool = False


def _table() -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    names: dict[str, tuple[str, str]] = {}
    level_of: dict[str, str] = {}
    for line in unicodedata.normalize("NFKC", _TABLE).strip().splitlines():
        level, degree, forms, *_ = line.split("|")
        names.update(dict.fromkeys(forms.split(), (degree, level)))
        if degree:
            level_of[degree] = level
    return names, level_of


_NAMES, LEVEL_OF = _table()
_BEGINNINGS = frozenset(name[:length] for name in _NAMES for length in range(1, len(name) + 1))
DEGREES = tuple(LEVEL_OF)
_OWN_KEYS = {re.sub(r"[\s.]", "", degree.casefold()): degree for degree in DEGREES}


def mentions(text: str) -> Iterator[Mention]:
    """Degrees and levels in a text, in order; the longest name wins.

    Parameters
    ----------
    text : str
        A text in one form (`recommender.facts_text.tidy`); the case matters for short names.

    Yields
    ------
    Mention

    Examples
    --------
    >>> [m.degree or m.level for m in mentions("B. Tech., Bachelor's in Law, 10+2; I'll be there")]
    ['B.Tech', 'LLB', 'XII']
    """
    words = list(_WORD.finditer(text))
    position = 0
    while position < len(words):
        length, name = _longest(words, position, text)
        if length:
            first, last = words[position], words[position + length - 1]
            degree, level = _NAMES[name]
            after = words[position + length].group().casefold() if position + length < len(words) else ""
            if (
                (degree or level)
                and after not in (_NOT_OWN if degree else _NOT_OWN_LEVEL)
                and _is_name(text, first.start(), last.end(), name)
            ):
                yield Mention(degree, level, first.start(), last.end(), bool(_STAGE.fullmatch(name)))
        position += length or 1


def degree_name(written: str) -> str | None:
    """Canonical name of one degree, however it is written; None where it is none.

    Examples
    --------
    >>> degree_name("ll.b."), degree_name("B.E."), degree_name("degree")
    ('LLB', 'B.Tech', None)
    """
    key = re.sub(r"[\s.'/()-]", "", written.casefold())
    found = list(mentions(written))
    if degree := _OWN_KEYS.get(key) or _NAMES.get(key, ("", ""))[0]:
        return degree
    return found[0].degree or None if len(found) == 1 and found[0].end - found[0].start >= len(key) else None


def _longest(words: Sequence[re.Match[str]], position: int, text: str) -> tuple[int, str]:
    """Number of words, and letters, of the longest name that begins at a word."""
    joined, best = "", (0, "")
    for length in range(1, min(_LONGEST_NAME, len(words) - position) + 1):
        word = words[position + length - 1]
        if length > 1 and not _GAP.fullmatch(text, words[position + length - 2].end(), word.start()):
            break
        joined += _letters(word.group(), joined)
        if joined not in _BEGINNINGS:
            break
        if joined in _NAMES:
            best = length, joined
    return best


def _letters(word: str, before: str) -> str:
    """A word as names are looked up: "Bachelor's degree in" as "bachelorof"."""
    word = re.sub(r"[\s']", "", word.casefold().removesuffix("'s"))
    if before in {"bachelor", "master"}:
        return {"degree": "", "in": "of"}.get(word, word)
    return {"bachelors": "bachelor", "bachlor": "bachelor", "bachlors": "bachelor", "masters": "master"}.get(word, word)


def _is_name(text: str, start: int, end: int, name: str) -> bool:
    """Whether letters that are also a word are meant as a degree."""
    written = text[start:end]
    if name == "inter":
        return text[end : end + 1] != "-"
    if name == "dip":
        return text[end : end + 1] == "." or written == "DIP"
    if name not in _SHORT:
        return True
    dotted = "." in written or (written.isupper() and text[end : end + 1] != "-")
    clause_opens = not text[:start].strip() or text[:start].rstrip()[-1] in _CLAUSE_SIGNS
    rest = re.split(r"[,;|\n(]", text[end:], maxsplit=1)[0].split()
    return dotted or (clause_opens and " " not in written and len(rest) <= 1)
