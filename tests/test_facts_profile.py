"""Facts out of mappings, free texts and profiles."""

import math
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import Profile, ProfileError
from recommender.facts import ANYWHERE, SHIFTS, Education, Grade
from recommender.facts_headings import FACTS, fact_of, with_unit, words_of
from recommender.facts_profile import Facts
from recommender.headings import NEVER_READ, classify

HEADINGS = {
    "expected_pay": "Expected CTC|ECTC|Exp. CTC|expectedCtc|expected_salary|Salary Expectation|Expected CTC (LPA)|Desired Salary",
    "current_pay": "CTC|Current CTC|CCTC|Salary|Present Salary|Last drawn package",
    "notice": "Notice Period|notice_period|NP|Notice Period (Days)|LWD|Last Working Day|Availability|Joining Time",
    "experience": "Experience|Total Experience|total_exp|Exp.|Exp (Yrs)|Experience (in years)|Years of Experience|Work Experience|YOE|अनुभव",
    "shift": "Shift|Shift Preference|Preferred Shift|Night shift (Y/N)|Comfortable with night shift?",
    "language": "Languages|Languages Known|Language|languagesKnown",
    "location": "Location|Current Location|City|Place",
    "preferred_location": "Preferred Location|Location Preference|Preferred Job Location|preferredCity|Remote|Work Mode|WFH",
    "relocation": "Willing to relocate|Relocation|Ready to Relocate (Y/N)",
    "grade": "CGPA|C.G.P.A.|Percentage|%|UG %|CGPA/Percentage|Aggregate|Marks",
    "backlogs": "Backlogs|Active Backlogs|No. of backlogs|Arrears|ATKT",
    "year_of_passing": "Year of Passing|YOP|Passing Year|Passout Year|Graduation Year|Batch|Year of Graduation",
    "education": "Education|Qualification|Highest Qualification|Degree|UG|PG|Graduation|Educational Qualification|Course|शिक्षा",
}
NOT_READ = """Name|Candidate Name|Father's Name|Mother Tongue|Age|Age (years)|DOB|Date of Birth|Year of Birth|Gender|Sex|Religion|Caste|Category|Marital Status|Nationality
Native Place|Hometown|Address|Permanent Address|Photo|College|College Name|University|Institute|10th %|12th %|SSC Percentage|HSC Marks|10th Year of Passing|Company|Company Location
Programming Languages|Typing test marks|Attendance %|E-mail|Mobile|#|Remarks|US GAAP experience (yrs)|Birth Place|Disability|Passport"""


def cut(table):
    """Headings of a table."""
    return [heading.strip() for heading in table.replace("\n", "|").split("|")]


@pytest.mark.parametrize(("expected", "heading"), [(fact, h) for fact, table in HEADINGS.items() for h in cut(table)])
def test_headings_by_hand(expected, heading):
    """Usual headings are known in any writing."""
    assert fact_of(heading) == expected


@pytest.mark.parametrize("heading", cut(NOT_READ))
def test_headings_that_hold_no_fact(heading):
    """Identity, school, institutes and employers hold no fact."""
    assert fact_of(heading) is None


def test_every_fact_has_headings():
    """The table above speaks of each fact."""
    assert set(HEADINGS) == set(FACTS)


@pytest.mark.parametrize(
    ("heading", "value", "expected"),
    [
        ("Expected CTC (LPA)", "4.5", 450_000),
        ("Expected CTC", "12", 1_200_000),
        ("Expected CTC (in Lakhs)", "4.5", 450_000),
        ("Expected salary per month", "35000", 420_000),
        ("Expected salary (monthly)", "35k", 420_000),
        ("Expected annual salary", "150000", 150_000),
        ("Expected salary", "35000", None),
        ("Expected salary per month", "4.5 LPA", 450_000),
    ],
)
def test_the_heading_says_the_unit_of_pay(heading, value, expected):
    """A bare figure takes the unit of its heading; one with its own unit does not."""
    assert Facts.of({heading: value}).expected_pay == expected


def test_other_units_of_headings():
    """Months of experience and of notice, points and percentages."""
    found = Facts.of({"Experience (in months)": 18, "Notice Period (Months)": 2, "CGPA": "8", "UG %": 65})
    assert (found.experience, found.notice) == (1.5, 60)
    assert found.grade == Grade(cgpa=8.0, percentage=65.0)
    assert with_unit("grade", "CGPA/Percentage", "7.8") == "7.8"
    assert with_unit("shift", "Shift", "5") == "5"
    assert words_of("expectedCTC") == ("expected", "ctc")


ROW = {
    "Candidate Name": "Ma Ba Shah",
    "Degree": "LLB (pursuing)",
    "Total Experience": "2.6 yrs",
    "Relevant Experience": "1 yr",
    "Current CTC": "3 LPA",
    "Expected CTC": "4.5 LPA",
    "Notice Period": "immediate",
    "Location": "Gurgaon",
    "Preferred Location": "Bangalore",
    "Languages Known": ["Hindi", "English"],
    "CGPA": 7.8,
    "Backlogs": "Nil",
    "Year of Passing": 2021.0,
    "Shift": "any",
    "Age": 25,
}


def test_a_row():
    """Each heading gives its fact; the present place gives way to the preferred one."""
    assert Facts.of(ROW) == Facts(
        education=Education(pursued=frozenset(("LLB",)), levels_pursued=frozenset(("UG",))),
        experience=2.6,
        expected_pay=450_000,
        current_pay=300_000,
        notice=0,
        grade=Grade(cgpa=7.8),
        backlogs=0,
        year_of_passing=2021,
        shifts=frozenset(SHIFTS),
        languages=frozenset(("English", "Hindi")),
        locations=frozenset(("Bengaluru",)),
    )


@pytest.mark.parametrize("heading", [h for h in cut(NOT_READ) if classify(h) == NEVER_READ])
@pytest.mark.parametrize(
    "value", ["LLB", "Pune", "English", "30 days", "4.5 LPA", "8.2 CGPA", "2 yrs", "Ba", "any shift"]
)
def test_nothing_is_read_from_identity(heading, value):
    """Whatever stands under a heading of identity, there is no fact in it."""
    assert Facts.of({heading: value}) == Facts()
    assert Facts.of(f"{heading}: {value}") == Facts()


def test_empty_cells_are_silent():
    """None, NaN, blank and NA say nothing, and are not unreadable either."""
    nothing = {
        "CGPA": None,
        "Degree": math.nan,
        "Location": " ",
        "Notice Period": "NA",
        "Shift": "-",
        "Backlogs": "n/a",
    }
    assert Facts.of(nothing) == Facts()
    assert Facts.of({}) == Facts()
    assert Facts.of("") == Facts()


def test_what_is_said_but_cannot_be_read():
    """The facts that are spoken of are named, their values stay unknown."""
    found = Facts.of({"Notice Period": "serving NP", "Expected CTC": "as per company norms", "Shift": "yes"})
    assert found == Facts(unread=frozenset(("notice", "expected_pay", "shift")))


def test_two_columns_that_differ():
    """Two readings of one fact are none."""
    assert Facts.of({"Notice": "30 days", "Notice Period": "60 days"}) == Facts(unread=frozenset(("notice",)))
    assert Facts.of({"Notice": "30 days", "Notice Period": "1 month"}).notice == 30


def test_yes_and_no_answer_the_heading():
    """Of a question in a heading, yes and no are answers."""
    found = Facts.of({"Night shift (Y/N)": "No", "Willing to relocate": True, "Location": "Patna"})
    assert found.shifts == {"day", "UK", "APAC"}
    assert found.locations == {"Patna", ANYWHERE}
    assert Facts.of({"Comfortable with night shift?": "Yes"}).shifts == {"night"}
    assert Facts.of({"Willing to relocate": "No", "Location": "Patna"}).locations == {"Patna"}
    assert Facts.of({"Remote": "yes", "Location": "Patna"}).locations == {"Remote"}


def test_status_in_a_column_of_its_own():
    """A degree in one column and "pursuing" in the next is not held."""
    found = Facts.of({"Education": "LLB", "Education status": "Pursuing"}).education
    assert found is not None
    assert (found.held, found.pursued) == (frozenset(), {"LLB"})


def test_nested_values():
    """Of a JSON Resume entry the institution is not read."""
    found = Facts.of(
        {
            "education": [{"institution": "BA College", "studyType": "LLB", "area": "Law"}],
            "languages": [{"language": "Hindi"}],
        }
    )
    assert found.education is not None
    assert found.education.held == {"LLB"}
    assert found.languages == {"Hindi"}


TEXTS = {
    "B.Com, 2 yrs. Notice period: 30 days; Age: 31; Expected CTC - 5 LPA": {
        "experience": 2.0,
        "notice": 30,
        "expected_pay": 500_000,
    },
    "Languages: English - fluent, Hindi - native\nShift: UK": {"languages": {"English", "Hindi"}, "shifts": {"UK"}},
    "Notice period 30 days, expected CTC 5 LPA, Total experience 3 yrs": {
        "notice": 30,
        "expected_pay": 500_000,
        "experience": 3.0,
    },
    "3 years of experience, immediate joiner, ready to relocate, expecting 6 LPA, CGPA 7.5": {
        "experience": 3.0,
        "notice": 0,
        "locations": {ANYWHERE},
        "expected_pay": 600_000,
        "grade": Grade(cgpa=7.5),
    },
    "ok with night shift; serving notice": {"shifts": {"night"}},
    "Name: Ba Singh\nLocation: Pune\nWilling to relocate: No\nCTC: 4 LPA\nECTC: 5 LPA": {
        "locations": {"Pune"},
        "current_pay": 400_000,
        "expected_pay": 500_000,
        "unread": {"relocation"},
    },
    "Languages Known:\n- English\n- Tamil\n\nHobbies: French films": {"languages": {"English", "Tamil"}},
    "Team of 4. Notice 90 days negotiable": {"notice": 90},
    "24x7 shift no problem. Monitors links": {"shifts": {"rotational"}},
    "30 pages per day, looking for work from home": {"locations": {"Remote"}},
    "willing to do any job, any location, any salary": {"locations": {ANYWHERE}},
    "L2, CEH, rotational shifts": {},
    "I am a doctor, 28 years. Looking for coding work": {},
    "female, 19 yrs": {},
    "Monthly reporting and consolidation package: three entities": {},
    "can join immediatly, ready to relocate any metro": {"notice": 0},
    "voice process, night shift me health kharab": {},
    "remote infrastructure support": {},
    "worked in night shifts at a call centre": {},
    "drafted legal notices within 30 days": {},
    "cleared a backlog of 200 invoices": {},
    "99% accuracy": {},
    "Kept 3 years of GST records": {},
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_free_text(text, expected):
    """Labels, and clauses that can mean one thing only; a sentence about work holds no fact."""
    found = Facts.of(text)
    said = {
        name: getattr(found, name)
        for name in Facts.__slots__
        if name != "education" and getattr(found, name) not in (None, frozenset())
    }
    assert said == expected


def test_remarks_are_free_text():
    """A column of remarks is read by its labels."""
    assert Facts.of({"Remarks": "Notice: 15 days; CTC: 4 LPA"}).notice == 15


def test_a_profile():
    """A `Profile` is read by its fields."""
    profile = Profile(education="LLB 2019", experience="2.6 yrs", text="Notice period: 30 days")
    found = Facts.of(profile)
    assert found.education is not None
    assert (found.education.held, found.experience, found.notice) == ({"LLB"}, 2.6, 30)


def test_a_last_working_day():
    """Counted from the day that is given, unknown without one."""
    row = {"LWD": "15/06/2025"}
    assert Facts.of(row, today=date(2025, 6, 1)).notice == 14
    assert Facts.of(row) == Facts(unread=frozenset(("notice",)))


@pytest.mark.parametrize("other", [None, 5, ["LLB"], b"LLB"])
def test_other_things_are_refused(other):
    """What is no profile is refused in one sentence."""
    with pytest.raises(ProfileError, match="Facts are read of a text, a mapping or a Profile; got"):
        Facts.of(other)


VALUES = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.lists(st.text(max_size=9), max_size=3),
)


@given(st.dictionaries(st.one_of(st.text(max_size=20), st.sampled_from(list(ROW))), VALUES, max_size=6))
def test_no_mapping_is_too_odd(mapping):
    """Whatever the mapping, facts come out, the same every time."""
    assert Facts.of(mapping) == Facts.of(mapping)


@given(st.one_of(st.text(), st.lists(st.sampled_from(list(TEXTS)), max_size=4).map("\n".join)))
def test_no_text_is_too_odd(text):
    """Whatever the text, facts come out."""
    assert isinstance(Facts.of(text), Facts)


@given(st.text(max_size=60))
def test_no_heading_is_too_odd(heading):
    """Any heading is a fact's or none; one of identity is none."""
    assert fact_of(heading) in {None, *FACTS}
    assert fact_of(heading) is None or classify(heading) != NEVER_READ


RUNS = [
    " ",
    "a",
    "1",
    "\n",
    "\t ",
    ". ",
    "1 ",
    "1,",
    "(",
    "2 yrs ",
    "LLB pursuing ",
    "a: ",
    "np - ",
    "4 lakh 50k ",
    "no ",
    "any shift ",
    "10 + ",
    "not Pune ",
    "ﷺ",
]


@pytest.mark.parametrize("piece", RUNS)
def test_no_text_costs_more_than_its_length(piece):
    """Twenty thousand characters of one thing, in a text and in every cell, are read in well under two seconds."""
    long = piece * (20_000 // len(piece))
    started = time.perf_counter()
    Facts.of(long)
    Facts.of(dict.fromkeys(ROW, long))
    assert time.perf_counter() - started < 2
