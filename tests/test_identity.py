"""recommender.identity."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import KPORecommender, identity
from recommender.identity import blank_identity

# Text, what must go, what must stay.
TABLE = [
    ("Name: Maya Ruby, Skills: Java", "Maya Ruby", "Skills: Java"),
    ("Name - Maya Sharma\nTally", "Maya Sharma", "Tally"),
    ("Full Name : Maya Sharma | Tally", "Maya Sharma", "Tally"),
    ("NAME: MAYA SHARMA\nTALLY", "MAYA SHARMA", "TALLY"),
    ("Father's Name: Shri Tally Excel; Skills: SQL", "Tally Excel", "Skills: SQL"),
    ("DOB: 12/03/1999 | Gender: Female | Skills: GST", "12/03/1999 Female", "Skills: GST"),
    ("D.O.B. - 01-01-2000\nTally", "01-01-2000", "Tally"),
    ("Religion: Hindu; Caste: OBC; SQL", "Hindu OBC", "SQL"),
    ("Marital Status : Married\nSQL", "Married", "SQL"),
    ("Nationality: Indian\nSQL", "Indian", "SQL"),
    ("Mother Tongue: Tamil; SQL", "Tamil", "SQL"),
    ("Passport No: M1234567, GST", "M1234567", "GST"),
    ("PAN ABCDE1234F GST", "ABCDE1234F", "GST"),
    ("Aadhaar 1234 5678 9012 GST", "1234 5678 9012", "GST"),
    ("Call +91 98765 43210 Tally", "+91 98765 43210", "Tally"),
    ("(022) 2345-678901 Tally", "2345-678901", "Tally"),
    ("maya.ruby+jobs@mail.example.co.in SQL", "maya ruby example", "SQL"),
    ("see https://github.com/maya and www.ruby.in SQL", "maya ruby", "SQL"),
    ("linkedin.com/in/maya-ruby SQL", "maya ruby", "SQL"),
    ("Address: 12 MG Road\nSkills: SQL", "MG Road", "Skills: SQL"),
    ("नाम: माया\nSQL", "माया", "SQL"),
    ("पिता का नाम: श्री राम, GST", "राम", "GST"),
    ("My name is Maya Julia and I know Tally", "Maya Julia", "Tally"),
    ("I am Ruby Kumari, LLB", "Ruby Kumari", "LLB"),
    ("Maya Sharma\nB.Com\nTally\nGST\n2 yrs", "Maya Sharma", "B.Com Tally GST"),
    ("RESUME\n\nJulia Roberts\nSQL, Python\nTableau\nPune", "Julia Roberts", "SQL, Python Tableau"),
    # Each of these lets somebody's name or home through.
    ("myself Ruby from Pune, BCom", "Ruby", "BCom"),
    ("My name is Maya from Pune, BCom", "Maya", "BCom"),
    ("S/o Ruby Kumar, SQL", "Ruby Kumar", "SQL"),
    ("Name:\nMaya Sharma\nSQL", "Maya Sharma", "SQL"),
    ("Name\tMaya\nSkills\tSQL", "Maya", "SQL"),
    ("Address: 12, Maya Road, Ruby Nagar\nSkills: SQL", "Maya Ruby", "Skills: SQL"),
    ("Maya Sharma | 9876543210 | maya@x.com\nSQL developer\nPython\nTally\nGST", "Maya Sharma", "SQL developer Python"),
]

SURVIVORS = [
    "ICD-10-CM, 21 CFR Part 11, 10+2, US GAAP",
    "C++, C#, .NET, Node.js, R&D, F&A, M&A, P&L",
    "1,00,000 claims in 2019-2023; 99.5 % quality",
    "ISO 27001:2013 audits; GAAP: US and IFRS",
    "Skills: Java, Ruby, Julia, Maya\nTools: Tally",
    "I am a Python developer, this is my work",
    "I am Data Analyst, Pune",
    "Experience: 2 years - Accounts Payable",
    "Data Analyst\nSQL\nPython\nTableau\nExcel",
    "विधि स्नातक, अनुवाद",
    "ratio 3:2, role: Patent Analyst (EPO: opposition)",
    "contact centre quality, name matching, address validation, gender studies",
]


@pytest.mark.parametrize(("text", "gone", "kept"), TABLE)
def test_identity_goes_and_skills_stay(text: str, gone: str, kept: str) -> None:
    """What says who somebody is becomes spaces, and nothing else does."""
    got = blank_identity(text, heads=True)
    assert [] == [word for word in gone.split() if word in got]
    assert [] == [word for word in kept.split() if word not in got]
    assert len(text) == len(got)


@pytest.mark.parametrize("text", SURVIVORS)
def test_a_text_without_identity_comes_back_as_it_was(text: str) -> None:
    """Skills that look like numbers, labels or names survive."""
    assert text == blank_identity(text, heads=True)
    assert text == blank_identity(text)


PIECES = st.sampled_from(
    [
        *(
            "Name:",
            "DOB: 1/1/99",
            "my name is ",
            "I am ",
            "Maya",
            "maya@x.in",
            "9876543210",
            "ABCDE1234F",
            "\n",
            "\r\n",
        ),
        *(
            "\t",
            " - ",
            ", ",
            "; ",
            "SQL",
            "Tally",
            "नाम: ",
            "माया",
            "www.x.in",
            "Hobbies: ",
            "Address:",
            "RESUME\n",
            "\u2028",
        ),
    ]
)


@settings(deadline=None, max_examples=500)
@given(st.lists(PIECES | st.text(max_size=5), max_size=14).map("".join), st.booleans())
def test_length_and_lines_are_kept(text: str, heads: bool) -> None:
    """Each character is itself or a space; every line end stays where it was."""
    got = blank_identity(text, heads=heads)
    assert len(text) == len(got)
    assert {(a, b) for a, b in zip(text, got, strict=True) if b not in (a, " ")} == set()
    assert [i for i, c in enumerate(text) if c == "\n"] == [i for i, c in enumerate(got) if c == "\n"]


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_what_was_blanked_stays_blanked(text: str) -> None:
    """Blanking a second time brings nothing back."""
    once = blank_identity(text)
    twice = blank_identity(once)
    assert [] == [i for i, c in enumerate(once) if c == " " and twice[i] != " "]


def test_only_a_cv_has_a_name_for_its_first_line() -> None:
    """A list of skills in a cell keeps its first line; a whole CV does not; nor does a text of three lines."""
    text = "Prior Art\nTally\nGST\n2 yrs"
    assert text == blank_identity(text)
    assert "         \nTally\nGST\n2 yrs" == blank_identity(text, heads=True)
    assert "Prior Art\nTally\nGST" == blank_identity("Prior Art\nTally\nGST", heads=True)


@pytest.mark.parametrize(
    "shape",
    [
        "Name: {}, skills: rigging, Blender, 3D animation",
        "My name is {} and I know rigging, Blender, 3D animation",
        "{}\nrigging\nBlender\n3D animation\n2 yrs",
        "rigging, Blender, 3D animation; e-mail {}@example.com; www.{}.in",
        "Mother's Name: {} Devi; rigging, Blender, 3D animation",
    ],
)
def test_a_name_changes_no_score(model: KPORecommender, shape: str) -> None:
    """A candidate called Maya, Ruby, Julia or Asha gets the same scores, also among animators."""
    first, *others = [model.score_domains(shape.replace("{}", name)) for name in ("Asha", "Maya", "Ruby", "Julia")]
    assert max(first.values()) > 0
    assert [first] * 3 == others


@pytest.mark.parametrize("character", ["a", "1", ".", "-"])
def test_a_run_of_one_character_costs_no_more_than_its_length(character: str) -> None:
    """A cell of 20,000 like characters takes milliseconds: time does not grow with the square."""
    text = character * 20_000
    start = time.perf_counter()
    got = blank_identity(text)
    assert time.perf_counter() - start < 0.25
    assert 20_000 == len(got)


CONTACTS = "https://x|http://|www.a|www. |linkedin.com/in/x|xlinkedin.com/x|github.com/|behance.com/a|98765 43210|+91 98765-43210|1234 5678 9012 34|123456789012345|+123456789|a+91 9876543210|.9876543210|ABCDE1234F|XABCDE1234F|ABCDE1234FG|(0)22 2345 6789|٣٣٣٣٣٣٣٣٣٣| |,|x|_|\n|é|.".split(
    "|"
)


def test_contacts_without_an_address():
    """Where no address is, the quicker search for contacts finds what the whole one finds."""
    rng, found = random.Random(4), 0
    for _ in range(60_000):
        text = "".join(rng.choice(CONTACTS) for _ in range(rng.randint(1, 7)))
        whole = [one.span() for one in identity._PATTERNS.finditer(text)]
        assert whole == [one.span() for one in identity._OTHER_PATTERNS.finditer(text)], text
        found += len(whole)
    assert found > 10_000
