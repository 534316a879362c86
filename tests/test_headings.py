"""recommender.headings."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.headings import CANDIDATE_ID, FIELDS, IGNORED, NEVER_READ, Columns, classify, match_columns

IDENTITY = """
Name|NAME|name|Full Name|FullName|full_name|fullName|first.name|firstName|FIRST_NAME|Last Name|lastname|Surname|Nick Name
Middle Name|candidateName|candidate_name|Applicant's Name|Name of the Applicant|Name (as per Aadhaar)|empName|F Name|Given Name
Father's Name|Father’s Name|Fathers Name|FATHER_NAME|fatherName|Father/Husband Name|Mother's Maiden Name|Spouse Name|Guardian Name
Father's Occupation|Mother's Qualification|Annual Family Income|Parents' names|No. of Children|Nominee
E-mail|E-mail ID|E–mail|e_mail|eMail|e mail|E.Mail|EMAIL ADDRESS|emailAddress|email_id|EmailID|Mail ID|Official Email|Email 2
Phone|Phone No.|phoneNumber|Ph. No.|Tel.|Telephone|Mobile|Mobile No.|mobile_no|mobile.number|MobileNumber|Mob.|Cell|Landline
Contact|Contact No|ContactNo|Contact Details|Emergency Contact|WhatsApp No|Whatsapp_number|Fax
Address|Permanent Address|address_line_1|Residential Address|Pin Code|Zip|Hometown|Native Place|Domicile
D.O.B|DOB|d.o.b.|D. O. B.|Date of Birth|dateOfBirth|DATE_OF_BIRTH|Date Of Birth (DD/MM/YYYY)|Birth Date|Place of Birth|Age|Age (yrs)
Sex|Gender|gender_identity|Pronouns|Religion|Caste|Sub Caste|Category (Gen/OBC/SC/ST)|Community|Reservation Category
Marital Status|maritalStatus|Married|Nationality|Citizenship|Ethnicity|Photo|Passport Size Photo|Profile Picture|Signature
Aadhaar|Aadhar No|AADHAAR_NUMBER|aadhaarNumber|UIDAI|PAN|PAN No.|P.A.N.|panNumber|Passport|passport_number|Voter ID|Driving Licence
LinkedIn|LinkedIn Profile|linkedin_profile|Facebook|Skype ID|Website|Portfolio URL|Blood Group|Height|Disability|PwD|Mother Tongue
नाम|पूरा नाम|पिता का नाम|माता का नाम|जन्म तिथि|जन्मतिथि|लिंग|धर्म|जाति|पता|मोबाइल नंबर|फोन नंबर|ईमेल|आधार नंबर
Name1|Mobile1|Phone2|email1|Address1|DOB1|आयु|उम्र|वैवाहिक स्थिति|राष्ट्रीयता|SC/ST/OBC|S/O
"""

SORTED = {
    "skills": """Skills|Key Skills|KEY_SKILLS|keySkills|key.skills|Technical Skills|Tech Stack|techStack|Skill Set|Skillset|Tools
        Software Known|Technologies|Core Competencies|Areas of Expertise|Key Skill(s)|Skills/Tools|Skills 2|Skill1
        Programming Languages|कौशल""",
    "education": """Education|EDUCATION|Educational Qualification|highestQualification|Degree|Degree Name|Course Name|Stream|Branch
        Specialisation|UG Degree|Certifications|Academic Details|Education Details|Degree 1|Education1|शिक्षा|शैक्षणिक योग्यता""",
    "current_role": """Current Role|currentRole|current_role|Designation|CURRENT DESIGNATION|Job Title|jobTitle|Title|Position
        Post Applied For|Headline|Profession|पद""",
    "experience": """Experience|Work Experience|workExperience|total_exp|Exp.|Exp (Yrs)|Experience (in years)|Years of Experience
        Employment History|Internship|Experience2|अनुभव""",
    "text": """Summary|Profile Summary|Objective|Career Objective|Remarks|About|About Me|Resume|CV|resume_text|Profile|Notes
        Comments|Cover Letter|विवरण""",
    CANDIDATE_ID: """Candidate ID|candidate_id|CandidateId|ID|S.No|S. No.|Sr. No.|Sl.No.|Roll No|RollNo|roll_number|Reg No
        Registration Number|Emp ID|Applicant ID|USN|Enrolment No|Ref No.""",
    IGNORED: """Current CTC|Expected CTC|Company|Company Name|College|College Name|University|Location|City|Notice Period|CGPA
        Percentage|Year of Passing|Salary|Source|Date of Joining|Timestamp|Hobbies|Languages Known|Unnamed: 0|#|12th Marks""",
}


def cut(table: str) -> list[str]:
    """Headings of a table."""
    return [heading.strip() for heading in re.split(r"[|\n]", table) if heading.strip()]


@pytest.mark.parametrize("heading", cut(IDENTITY))
def test_identity_is_never_read(heading: str) -> None:
    """Who a person is, is known in every spelling of the heading."""
    assert classify(heading) == NEVER_READ


@pytest.mark.parametrize(("expected", "heading"), [(kind, h) for kind, table in SORTED.items() for h in cut(table)])
def test_headings_by_hand(expected: str, heading: str) -> None:
    """Usual headings name their field, the id, or nothing that counts."""
    assert expected == classify(heading)


def test_the_tables_are_big() -> None:
    """There are at least eighty headings of each sort, none twice."""
    others = [heading for table in SORTED.values() for heading in cut(table)]
    for headings in (cut(IDENTITY), others):
        assert len(headings) >= 80
        assert len(headings) == len(set(headings))


@pytest.mark.parametrize("heading", ["", "  ", "...", "\u200b"])
def test_a_blank_heading_counts_for_nothing(heading: str) -> None:
    """No word, no field."""
    assert classify(heading) == IGNORED


PLAIN = st.sampled_from(
    ["father name", "mobile number", "date of birth", "e mail", "marital status", "passport number", "home address"]
)
JOINERS = st.sampled_from([" ", "_", "-", ".", "  ", "/"])


@settings(deadline=None, max_examples=200)
@given(
    PLAIN, JOINERS, st.sampled_from([str.lower, str.upper, str.title]), st.sampled_from(["", ":", " *", " (if any)"])
)
def test_spelling_does_not_let_identity_through(words: str, joiner: str, case: object, tail: str) -> None:
    """Case, the sign between the words and what hangs on do not matter."""
    assert classify(case(words).replace(" ", joiner) + tail) == NEVER_READ


@settings(deadline=None, max_examples=200)
@given(PLAIN, st.sampled_from(["skills", "experience", "summary", "role", "education", "profile", "remarks"]))
def test_where_a_heading_could_be_either_it_is_identity(identity: str, field: str) -> None:
    """Identity is asked first."""
    assert {NEVER_READ} == {classify(f"{identity} {field}"), classify(f"{field} / {identity}")}


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=30))
def test_every_heading_is_of_one_known_kind(heading: str) -> None:
    """Whatever the heading is, the answer is a field, an id, identity, or nothing."""
    assert classify(heading) in {*FIELDS, CANDIDATE_ID, NEVER_READ, IGNORED}


def test_columns_by_hand() -> None:
    """Positions by field in order, the first id, and three lists for the report."""
    got = match_columns(["Roll No", "Name", "Key Skills", "CTC", "Degree", "Tools", "ID"])
    expected = Columns(
        fields={"education": (4,), "skills": (2, 5)},
        candidate_id=0,
        used=("Roll No", "Key Skills", "Degree", "Tools", "ID"),
        ignored=("CTC",),
        never_read=("Name",),
    )
    assert expected == got


def test_each_heading_stands_in_one_list() -> None:
    """Used, ignored and never read are all the headings, duplicates too."""
    headings = ["Skills", "Skills", "", "Age", "Foo", "ID"]
    got = match_columns(headings)
    assert sorted(headings) == sorted((*got.used, *got.ignored, *got.never_read))
    assert {"skills": (0, 1)} == got.fields


def test_a_row_is_gathered_by_field() -> None:
    """Cells of one field come one a line, empty ones left out; identity is not among them."""
    columns = match_columns(["Name", "Skills", "Degree", "Tools", "Tech Stack"])
    got = columns.gather(["Maya", "Tally", "B.Com", "", "SQL"])
    assert {"education": "B.Com", "skills": "Tally\nSQL"} == got


def test_no_headings_no_columns() -> None:
    """An empty table has no column of any sort."""
    assert Columns({}, None, (), (), ()) == match_columns([])


def test_a_users_choice_overrides_the_usual_headings() -> None:
    """A chosen column feeds its field; a chosen id column is the only id."""
    got = match_columns(["Foo", "Skills", "ID", "Bar"], {"skills": "Foo", "candidate_id": "Bar"})
    assert 0 in got.fields["skills"]
    assert 3 == got.candidate_id
    assert ("ID",) == got.ignored


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"hobby": "Foo"}, r"unknown field 'hobby'; the fields are education, skills, experience, current_role, text"),
        ({"skills": "Fo"}, r"no column 'Fo'; the columns are 'Foo', 'Name'"),
        ({"skills": "Name"}, r"column 'Name' says who a person is and is never scored; map another column to skills"),
    ],
)
def test_a_wrong_choice_is_refused(chosen: dict[str, str], message: str) -> None:
    """An unknown field, an absent column or a person's identity cannot be chosen."""
    with pytest.raises(ValueError, match=message):
        match_columns(["Foo", "Name"], chosen)
