"""Whatever users call a profile in, one `Profile` out: the only door.

Who somebody is never passes: identity fields are not copied, and identity inside free text (labels such as "Name:",
e-mail addresses, telephone numbers, identity
numbers) is blanked with spaces, so that places in the text stay as they were.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from recommender.errors import ProfileError
from recommender.headings import FIELDS, IGNORED, classify, match_columns
from recommender.identity import blank_identity

MAX_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Profile:
    """What a candidate says that may count.

    Attributes
    ----------
    education, skills, experience, current_role, text : str
        Free texts; empty where nothing was said.

    Examples
    --------
    >>> Profile.from_text("B.Com, Tally, GST returns")
    Profile(education='', skills='', experience='', current_role='', text='B.Com, Tally, GST returns')
    >>> Profile.from_mapping({"Name": "Maya", "Key Skills": ["Tally", "GST"]}).skills
    'Tally, GST'
    """

    education: str = ""
    skills: str = ""
    experience: str = ""
    current_role: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, str):
                msg = f"Profile: field {field.name!r} must be a text, got {type(value).__name__}. Use Profile.from_mapping for other values."
                raise ProfileError(msg)
            object.__setattr__(self, field.name, blank_identity(value[:MAX_CHARACTERS], heads=field.name == "text"))

    def by_field(self) -> dict[str, str]:
        """The fields that hold something, in their fixed order."""
        return {name: value for name in FIELDS if (value := getattr(self, name))}

    @property
    def is_blank(self) -> bool:
        """Whether no field holds anything but white space."""
        return not any(value.strip() for value in self.by_field().values())

    def with_skill(self, name: str) -> Profile:
        """The profile with one more skill, on a line of its own."""
        return replace(self, skills=f"{self.skills}\n{name}" if self.skills else name)

    @classmethod
    def of(cls, profile: object) -> Profile:
        """The door: a `Profile` as it is, a text, or a mapping.

        Raises
        ------
        ProfileError
            If it is something else.
        """
        return profile if isinstance(profile, cls) else cls(**cls.fields_of(profile))

    @classmethod
    def fields_of(cls, profile: object) -> dict[str, str]:
        """Texts by field of whatever is accepted as a profile; identity inside the texts is not blanked yet.

        Raises
        ------
        ProfileError
            If it is of no accepted form.
        """
        if isinstance(profile, cls):
            return profile.by_field()
        if isinstance(profile, str):
            return {"text": profile}
        if isinstance(profile, Mapping):
            return cls._fields_of_mapping(profile)
        msg = f"A profile is a text, a mapping or a Profile; got {type(profile).__name__}. Pass a str such as 'B.Com, Tally, GST returns', or a dict with headings."
        raise ProfileError(msg)

    @classmethod
    def from_text(cls, text: str) -> Profile:
        """Profile from one free text: a line, a paragraph or a whole CV."""
        if not isinstance(text, str):
            msg = f"Profile.from_text needs a str, got {type(text).__name__}."
            raise ProfileError(msg)
        return cls(text=text)

    @classmethod
    def from_mapping(cls, mapping: Mapping[Any, Any]) -> Profile:
        """Profile from a mapping with any usual headings, or from a JSON Resume document.

        Parameters
        ----------
        mapping : mapping
            Heading to value. Values are texts, numbers, lists of them, or None and NaN for nothing. Headings that name
            no field are left out; identity is never read.

        Raises
        ------
        ProfileError
            If no heading names a field.
        """
        if not isinstance(mapping, Mapping):
            msg = (
                f"Profile.from_mapping needs a mapping, got {type(mapping).__name__}. Use Profile.from_text for a text."
            )
            raise ProfileError(msg)
        return cls(**cls._fields_of_mapping(mapping))

    @staticmethod
    def _fields_of_mapping(mapping: Mapping[Any, Any]) -> dict[str, str]:
        if is_json_resume(mapping):
            return _json_resume(mapping)
        headings = [str(key) for key in mapping]
        columns = match_columns(headings)
        if not columns.fields:
            msg = f"Profile: none of the keys {', '.join(map(repr, headings)) or '(none)'} holds anything that counts. Use keys such as education, skills, experience, current_role, summary."
            raise ProfileError(msg)
        values = list(mapping.values())
        return {field: _joined(values[i] for i in positions) for field, positions in columns.fields.items()}


def is_json_resume(mapping: Mapping[Any, Any]) -> bool:
    """Whether a mapping is shaped like a JSON Resume document (jsonresume.org schema 1.0.0)."""
    lists = [mapping[key] for key in ("work", "education", "skills", "projects", "certificates") if key in mapping]
    return isinstance(mapping.get("basics"), Mapping) or any(
        isinstance(v, Sequence) and v and isinstance(v[0], Mapping) for v in lists
    )


def _joined(values: Iterable[Any], separator: str = "\n") -> str:
    return separator.join(text for text in map(cell_text, values) if text.strip())


def cell_text(value: Any) -> str:
    """A cell's text: lists joined, numbers written out, nothing for None and NaN."""
    if value is None or isinstance(value, bool | bytes | bytearray):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, numbers.Number):
        return "" if value != value else str(value)  # noqa: PLR0124 (NaN of any kind)
    if isinstance(value, Mapping):
        columns = match_columns([str(key) for key in value])
        values = list(value.values())
        if not columns.fields:  # {"SQL": 5}: the keys are what is meant
            return ", ".join(str(key) for key in value if classify(str(key)) == IGNORED)
        return _joined((values[i] for positions in columns.fields.values() for i in positions), ", ")
    if isinstance(value, Iterable):
        return _joined(value, ", ")
    return ""


def _json_resume(document: Mapping[Any, Any]) -> dict[str, str]:
    """Fields of a JSON Resume; names of people, places and employers, and every contact are left out."""

    def pick(section: str, *keys: str) -> str:
        entries = document.get(section)
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            return entries if isinstance(entries, str) else ""
        if all(isinstance(entry, str) for entry in entries):
            return cell_text(entries)
        return _joined(_entry(entry, keys) for entry in entries if isinstance(entry, str | Mapping))

    basics = document.get("basics")
    basics = basics if isinstance(basics, Mapping) else {}
    work = pick("work", "position", "summary", "highlights")
    return {
        "education": _joined((pick("education", "studyType", "area", "courses"), pick("certificates", "name"))),
        "skills": pick("skills", "name", "keywords"),
        "experience": _joined(
            (
                work,
                pick("volunteer", "position", "summary", "highlights"),
                pick("projects", "name", "description", "highlights", "keywords"),
            )
        ),
        "current_role": cell_text(basics.get("label")),
        "text": _joined(
            (basics.get("summary"), pick("publications", "name", "summary"), pick("awards", "title", "summary"))
        ),
    }


def _entry(entry: Any, keys: Sequence[str]) -> str:
    """One entry of a JSON Resume section: the keys of the schema, or what else it holds under usual headings."""
    if not isinstance(entry, Mapping):
        return cell_text(entry)
    return _joined((entry.get(key) for key in keys), ", ") or cell_text(entry)
