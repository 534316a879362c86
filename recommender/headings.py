"""Column headings and labels in, what they hold out.

A heading names a field of the profile, or something that must never be read, or nothing that counts. Words decide, not
whole headings, so that "Father's Name", "E-mail ID", "D.O.B" and "Mobile No." are known in any spelling. Identity is
asked first: where a heading could be either, it is identity. Who a person is never reaches the scorer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

FIELDS = ("education", "skills", "experience", "current_role", "text")

NEVER_READ = "never read"
IGNORED = "ignored"
CANDIDATE_ID = "candidate id"

_RELATIVES = frozenset(
    "father fathers mother mothers husband husbands wife spouse spouses guardian guardians parent parents sibling siblings son daughter family nominee fname mname".split()
)
_IDENTITY = frozenset(
    """email emailid mail gmail phone phoneno mobile mobileno mob contact contactno whatsapp telephone tel cell landline
    fax address addr pincode pin zip zipcode dob doby birth birthdate
    birthday birthplace age sex gender religion caste category community subcaste marital married nationality
    citizenship citizen aadhaar aadhar adhar adhaar uid uidai pan panno passport uan
    photo photograph picture image signature linkedin link facebook twitter instagram skype url website blood height
    weight complexion disability pwd domicile native hometown
    ethnicity religious handicapped nation ph phno pronoun pronouns salutation surname firstname lastname fullname
    middlename nickname sname fathersname mothersname dependents children ssn voter licence
    नाम पिता माता जन्मतिथि जन्म लिंग धर्म जाति मोबाइल पता फोन ईमेल आधार आयु उम्र वैवाहिक राष्ट्रीयता obc so
    wo""".split()
)
_ORGANISATION = frozenset(
    """company employer organisation organization org firm client clients institute institution college university
    school campus board location city state district country place ctc salary pay
    compensation package lpa notice availability shift relocation relocate date year passing percentage percent cgpa gpa
    marks score grade rank batch source recruiter status vendor
    team manager feedback rating interview timestamp submitted created updated backlogs backlog arrears hobbies
    interests references""".split()
)
_WORDS: Mapping[str, frozenset[str]] = {
    "skills": frozenset(
        """skill skills skillset skillsets technology technologies tech stack tools tool software softwares competencies
        competency expertise proficiency proficiencies keyword keywords
        strengths कौशल""".split()
    ),
    "current_role": frozenset(
        "role roles designation designations title position post occupation job profession headline पद".split()
    ),
    "education": frozenset(
        """education educational qualification qualifications degree degrees course courses academic academics stream
        branch specialisation specialization discipline subject subjects major
        minor graduation graduate postgraduation postgraduate ug pg diploma certification certifications certificate
        certificates qual edu highest coursework शिक्षा योग्यता""".split()
    ),
    "experience": frozenset(
        """experience experiences exp experienc employment history responsibilities responsibility internship
        internships project projects achievements duties jd kra accomplishments
        publications अनुभव""".split()
    ),
    "text": frozenset(
        """summary objective remarks remark about resume cv profile comments comment notes note bio biodata description
        text statement details introduction intro overview cover letter pitch
        writeup answer other info information message विवरण""".split()
    ),
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DOTTED = re.compile(r"\b(?:\w\s?\.\s?){2,}\w?\b\.?")
_ID_HEADINGS = frozenset(
    """id candidateid candidate_id applicantid applicationid applicationno applicantno rollno rollnumber regno
    registrationno registrationnumber empid employeeid studentid srno sno slno serialno
    enrolmentno enrollmentno enrolmentnumber enrollmentnumber candidateno candidatecode refno reqid usn prn""".split()
)


@lru_cache(maxsize=4096)
def classify(heading: str) -> str:
    """Tell what stands under a heading.

    Parameters
    ----------
    heading : str
        A column heading, a mapping's key or a label in a text, as written.

    Returns
    -------
    str
        One of `FIELDS`, ``"candidate id"``, ``"never read"`` (identity) or ``"ignored"``.

    Examples
    --------
    >>> [classify(h) for h in ("Father's Name", "E-mail ID", "D.O.B", "Key Skills", "Candidate ID", "Current CTC")]
    ['never read', 'never read', 'never read', 'skills', 'candidate id', 'ignored']
    """
    words = _words(heading)
    joined = "".join(words)
    if joined in _ID_HEADINGS:
        return CANDIDATE_ID
    field = next((name for name, known in _WORDS.items() if not known.isdisjoint(words)), None)
    pairs = (a + b for a, b in pairwise(words))
    if not _RELATIVES.isdisjoint(words) or not _IDENTITY.isdisjoint((*words, *pairs, joined)):
        return NEVER_READ
    if "name" in words or joined.endswith("name"):
        return (
            field
            if field in {"education", "skills", "current_role"}
            else IGNORED
            if not _ORGANISATION.isdisjoint(words)
            else NEVER_READ
        )
    if not {"mother", "tongue", "languages", "language"}.isdisjoint(words):
        return "skills" if "programming" in words else IGNORED
    if not _ORGANISATION.isdisjoint(words) and field != "experience":
        return IGNORED
    return field or IGNORED


def _words(heading: str) -> tuple[str, ...]:
    """Lower-case words of a heading: dots of abbreviations closed up, CamelCase and snake_case opened, "e mail" joined."""
    text = _DOTTED.sub(lambda found: re.sub(r"[\s.]", "", found.group()) + " ", heading)
    text = re.sub(r"['’`]s?\b", "", _CAMEL.sub(" ", text)).casefold()
    text = re.sub(r"\be[\s_-]*mail", "email", text)
    text = re.sub(r"[\u0900-\u0dff]+", lambda found: f" {found.group()} ", text)
    return tuple(re.findall(r"[\u0900-\u0dff]+|[^\W\d_\u0900-\u0dff]+|\d+", text))


@dataclass(frozen=True, slots=True)
class Columns:
    """Which headings feed which field, and what became of the others.

    Attributes
    ----------
    fields : dict of str to tuple of int
        Field to the positions of its columns, in order.
    candidate_id : int or None
        Position of the id column.
    used, ignored, never_read : tuple of str
        The headings, for the report.
    """

    fields: Mapping[str, tuple[int, ...]]
    candidate_id: int | None
    used: tuple[str, ...]
    ignored: tuple[str, ...]
    never_read: tuple[str, ...]

    def gather(self, cells: Sequence[str]) -> dict[str, str]:
        """Texts of the fields in one row; several columns of one field come one a line."""
        return {field: "\n".join(cells[p] for p in at if cells[p]) for field, at in self.fields.items()}


def match_columns(headings: Iterable[str], chosen: Mapping[str, str] | None = None) -> Columns:
    """Sort headings into fields.

    Parameters
    ----------
    headings : iterable of str
        Headings, in order; the same heading may stand more than once.
    chosen : mapping of str to str, optional
        Field (or ``"candidate_id"``) to heading: what the user decided; it overrides the usual headings.

    Returns
    -------
    Columns

    Raises
    ------
    ValueError
        If `chosen` names a field or a heading that does not exist, or a heading that identifies a person.
    """
    headings = list(headings)
    kinds = [classify(heading) for heading in headings]
    for field, heading in (chosen or {}).items():
        if field not in (*FIELDS, "candidate_id"):
            msg = f"unknown field {field!r}; the fields are {', '.join((*FIELDS, 'candidate_id'))}"
            raise ValueError(msg)
        if heading not in headings:
            msg = f"no column {heading!r}; the columns are {', '.join(map(repr, headings))}"
            raise ValueError(msg)
        if field != "candidate_id" and classify(heading) == NEVER_READ:
            msg = f"column {heading!r} says who a person is and is never scored; map another column to {field}"
            raise ValueError(msg)
        target = CANDIDATE_ID if field == "candidate_id" else field
        kinds = [IGNORED if kind == target and target == CANDIDATE_ID else kind for kind in kinds]
        kinds = [target if name == heading else kind for name, kind in zip(headings, kinds, strict=True)]
    fields = {field: tuple(i for i, kind in enumerate(kinds) if kind == field) for field in FIELDS}
    ids = [i for i, kind in enumerate(kinds) if kind == CANDIDATE_ID]
    named = list(zip(headings, kinds, strict=True))
    return Columns(
        fields={field: positions for field, positions in fields.items() if positions},
        candidate_id=ids[0] if ids else None,
        used=tuple(heading for heading, kind in named if kind in FIELDS or kind == CANDIDATE_ID),
        ignored=tuple(heading for heading, kind in named if kind == IGNORED),
        never_read=tuple(heading for heading, kind in named if kind == NEVER_READ),
    )
