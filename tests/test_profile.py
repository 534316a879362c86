"""recommender.profile."""

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Profile, ProfileError

RESUME = {
    "basics": {
        "name": "Maya Ruby",
        "label": "Data analyst",
        "email": "maya@example.com",
        "phone": "9876543210",
        "summary": "Knows Tally",
        "location": {"city": "Pune"},
        "profiles": [{"network": "GitHub", "username": "julia"}],
    },
    "work": [{"name": "Java Ltd", "position": "Clerk", "summary": "GST", "highlights": ["TDS", "GL"]}],
    "volunteer": [{"organization": "Excel Trust", "position": "Tutor"}],
    "education": [{"institution": "Oracle University", "studyType": "B.Com", "area": "Commerce", "courses": ["Tax"]}],
    "certificates": [{"name": "CPC", "issuer": "AAPC"}],
    "skills": [{"name": "Books", "level": "Master", "keywords": ["Tally", "GST"]}, {"name": "SQL"}],
    "projects": [{"name": "Ledger", "description": "reconciled"}],
    "publications": [{"name": "On tax", "publisher": "Wiley"}],
    "awards": [{"title": "Best clerk", "awarder": "Adobe"}],
    "references": [{"name": "Julia", "reference": "Knows Python"}],
    "languages": [{"language": "Hindi"}],
}


def test_a_text_is_the_free_text() -> None:
    """A text stands in the field of that name, as it came."""
    assert Profile(text="B.Com, Tally\n\u0915\u093e") == Profile.of("B.Com, Tally\n\u0915\u093e")


def test_a_profile_is_its_own_door() -> None:
    """A profile comes back itself."""
    profile = Profile(skills="Tally")
    assert profile is Profile.of(profile)


def test_a_mapping_is_read_by_its_headings() -> None:
    """Headings name fields in any spelling; identity and what is unknown are left out."""
    got = Profile.of(
        {"Full Name": "Maya", "highestQualification": "B.Com", "KEY_SKILLS": "Tally", "Foo": "x", "CTC": 3}
    )
    assert Profile(education="B.Com", skills="Tally") == got


def test_several_headings_of_a_field_come_one_a_line() -> None:
    """Columns of one field are put together in order."""
    assert "Tally\nGST" == Profile.of({"Skills": "Tally", "Role": "Clerk", "Tools": "GST"}).skills


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tally", "Tally"),
        ("", ""),
        ("   ", ""),
        (None, ""),
        (math.nan, ""),
        (np.float64("nan"), ""),
        pytest.param(np.float32("nan"), "", id="float32 nan"),
        pytest.param(Decimal("NaN"), "", id="Decimal nan"),
        (pd.NA, ""),
        (pd.NaT, ""),
        (3, "3"),
        (3.5, "3.5"),
        (np.int64(7), "7"),
        (["Tally", "GST"], "Tally, GST"),
        (("Tally", None, "  ", math.nan, 2), "Tally, 2"),
        ([["a", "b"], ["c"]], "a, b, c"),
        (np.array(["a", "b"]), "a, b"),
        (pd.Series(["a", "b"]), "a, b"),
        ([], ""),
        (b"Tally", ""),
        (bytearray(b"Tally"), ""),
        ([b"Tally", "GST"], "GST"),
        (object(), ""),
    ],
)
def test_values_of_a_field(value: object, expected: str) -> None:
    """Texts, numbers and lists of them are written out; None and NaN are nothing; bytes are never guessed at."""
    assert expected == Profile.of({"experience": value}).experience


@pytest.mark.parametrize("key", [1, None, ("a",), 2.5])
def test_a_key_that_is_no_text_is_no_obstacle(key: object) -> None:
    """Keys that name nothing are left out, whatever they are."""
    assert Profile(skills="Tally") == Profile.of({key: "x", "skills": "Tally"})


@pytest.mark.parametrize(
    "value", [b"Tally", bytearray(b"x"), None, 3, ["Tally"], ("Tally",), pd.Series({"skills": "x"})]
)
def test_no_other_form_is_accepted(value: object) -> None:
    """Bytes, None, numbers and lists are refused, with what came and what to pass."""
    with pytest.raises(ProfileError, match=rf"text, a mapping or a Profile; got {type(value).__name__}\. Pass a str"):
        Profile.of(value)


def test_from_text_refuses_bytes() -> None:
    """Bytes have no known encoding."""
    with pytest.raises(ProfileError, match=r"from_text needs a str, got bytes"):
        Profile.from_text(b"Tally")


def test_a_field_must_be_a_text() -> None:
    """The constructor names the field and what came."""
    with pytest.raises(ProfileError, match=r"field 'skills' must be a text, got list\. Use Profile\.from_mapping"):
        Profile(skills=["Tally"])


@pytest.mark.parametrize(
    ("mapping", "named"), [({}, r"\(none\)"), ({"foo": 1, "Bar": 2}, r"'foo', 'Bar'"), ({"Name": "x"}, "'Name'")]
)
def test_a_mapping_without_a_field_is_refused(mapping: dict[str, object], named: str) -> None:
    """Where no key names a field, the error lists the keys and says which to use."""
    with pytest.raises(ProfileError, match=rf"none of the keys {named} holds anything that counts\. Use keys such as"):
        Profile.of(mapping)


def test_json_resume_by_hand() -> None:
    """Of a JSON Resume, titles, studies, skills and texts are read; names of people and places, employers and contacts are not."""
    expected = Profile(
        education="B.Com, Commerce, Tax\nCPC",
        skills="Books, Tally, GST\nSQL",
        experience="Clerk, GST, TDS, GL\nTutor\nLedger, reconciled",
        current_role="Data analyst",
        text="Knows Tally\nOn tax\nBest clerk",
    )
    assert expected == Profile.of(RESUME)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"basics": {}}, Profile()),
        ({"basics": {"summary": None}, "skills": None, "work": "x", "education": [None, 3]}, Profile(experience="x")),
        ({"skills": [{"name": "Tally"}]}, Profile(skills="Tally")),
        ({"basics": {"label": "Clerk"}, "skills": []}, Profile(current_role="Clerk")),
    ],
)
def test_a_json_resume_with_holes(document: dict[str, object], expected: Profile) -> None:
    """Missing, empty and wrong parts hold nothing; a text in place of a list is read."""
    assert expected == Profile.of(document)


@pytest.mark.parametrize(
    "mapping",
    [
        {"education": [{"studyType": "B.Com"}], "skills": ["Tally", "GST"]},
        {"education": [{"studyType": "B.Com"}], "skills": "Tally, GST"},
        {"basics": {"label": ""}, "education": [{"studyType": "B.Com"}], "skills": ["Tally", "GST"]},
    ],
)
def test_plain_lists_beside_resume_sections_are_not_lost(mapping: dict[str, object]) -> None:
    """A usual heading with a text or a list of texts is read, also where another one is shaped like a JSON Resume's."""
    got = Profile.of(mapping)
    assert ("B.Com", "Tally, GST") == (got.education, got.skills)


def test_every_field_is_stripped_of_identity() -> None:
    """Identity in the free text of any field is blanked, in its place."""
    for field in ("education", "skills", "experience", "current_role", "text"):
        got = Profile(**{field: "Tally; maya@example.com; GST"})
        assert {field: "Tally;                 ; GST"} == got.by_field()


def test_only_the_free_text_is_headed_by_a_name() -> None:
    """A list of skills, one a line, keeps its first; a CV loses the name above it."""
    lines = "Maya Ruby\nTally\nGST\nTDS"
    assert lines == Profile(skills=lines).skills
    assert "         \nTally\nGST\nTDS" == Profile.of(lines).text


def test_one_more_skill_stands_on_a_line_of_its_own() -> None:
    """The profile itself stays as it was."""
    profile = Profile(skills="Tally", education="B.Com")
    assert Profile(skills="Tally\nGST", education="B.Com") == profile.with_skill("GST")
    assert Profile(skills="GST") == Profile().with_skill("GST")
    assert profile == Profile(skills="Tally", education="B.Com")


def test_fields_that_hold_something_in_fixed_order() -> None:
    """Empty fields are left out; the order is the fields', not the mapping's."""
    got = Profile.of({"summary": "s", "skills": "k", "degree": "d", "role": ""})
    assert [("education", "d"), ("skills", "k"), ("text", "s")] == list(got.by_field().items())


@pytest.mark.parametrize(
    ("profile", "expected"), [(Profile(), True), (Profile(text=" \n\t"), True), (Profile(skills="x"), False)]
)
def test_is_blank(profile: Profile, expected: bool) -> None:
    """White space is nothing."""
    assert expected is profile.is_blank


def test_what_is_longer_than_a_million_characters_is_cut() -> None:
    """A field keeps its first million characters."""
    assert 1_000_000 == len(Profile(text="ab " * 400_000).text)


def test_a_profile_cannot_be_changed() -> None:
    """It is frozen and can be a key."""
    profile = Profile(skills="Tally")
    with pytest.raises(AttributeError, match="skills"):
        profile.skills = "x"
    assert {profile: 1} == {Profile(skills="Tally"): 1}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["skills", "Key Skills", "education", "work", "basics", "Name", "exp", "summary"]) | st.text(
    max_size=6
)


@settings(deadline=None, max_examples=400)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_identity_beside_any_mapping_changes_nothing(mapping: dict[str, object]) -> None:
    """Any mapping is a profile or a ProfileError, and who somebody is makes no difference to it."""
    who = {"Candidate Name": "Maya Ruby", "Mother's Name": "Julia", "Mobile No.": 9876543210, "Religion": ["x"]}
    try:
        expected = Profile.of(mapping)
    except ProfileError:
        with pytest.raises(ProfileError, match="none of the keys"):
            Profile.of({**mapping, **who})
    else:
        assert expected == Profile.of({**mapping, **who})
