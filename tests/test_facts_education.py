"""Degrees and levels: what is held, what is pursued, what is neither."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.facts_degrees import DEGREES, LEVEL_OF, LEVELS, degree_name, mentions
from recommender.facts_education import education

# What is said: degrees held, pursued, unfinished; highest level held. "|" parts names.
STATES = {
    "LLB": ("LLB", "", "", "UG"),
    "LL.B.": ("LLB", "", "", "UG"),
    "L.L.B": ("LLB", "", "", "UG"),
    "llb": ("LLB", "", "", "UG"),
    "Bachelor of Laws": ("LLB", "", "", "UG"),
    "Bachelor's degree in Law": ("LLB", "", "", "UG"),
    "law graduate": ("LLB", "", "", "UG"),
    "LLB (3 yr)": ("LLB", "", "", "UG"),
    "LLB 3-year": ("LLB", "", "", "UG"),
    "LLB (1st class)": ("LLB", "", "", "UG"),
    "B.A first division": ("BA", "", "", "UG"),
    "I have completed LLB": ("LLB", "", "", "UG"),
    "LLB, pursuing internship": ("LLB", "", "", "UG"),
    "LLB looking for LPO work": ("LLB", "", "", "UG"),
    "LLB interested in contracts": ("LLB", "", "", "UG"),
    "LLB doing document review": ("LLB", "", "", "UG"),
    "LLB, currently at XYZ LPO": ("LLB", "", "", "UG"),
    "LLB appearing in AIBE": ("LLB", "", "", "UG"),
    "LLB trainee advocate": ("LLB", "", "", "UG"),
    "LLB, enrolled with bar council": ("LLB", "", "", "UG"),
    "BA LLB (Hons)": ("BA LLB", "", "", "UG"),
    "B.A. LL.B.": ("BA LLB", "", "", "UG"),
    "B.S.L. LL.B. (five years), 2016": ("LLB", "", "", "UG"),
    "LL.M. (Business Law), 2018, 64%": ("LLM", "", "", "PG"),
    "LLB/LLM": ("LLB|LLM", "", "", "PG"),
    "BE Mech": ("B.Tech", "", "", "UG"),
    "be mech": ("B.Tech", "", "", "UG"),
    "B.E. (CSE)": ("B.Tech", "", "", "UG"),
    "B. Tech.": ("B.Tech", "", "", "UG"),
    "B.Tech final year project on IoT": ("B.Tech", "", "", "UG"),
    "B.Com, M.Com": ("B.Com|M.Com", "", "", "PG"),
    "MBA (Finance), B.Com": ("B.Com|MBA", "", "", "PG"),
    "Ph.D": ("Ph.D", "", "", "doctorate"),
    "B.Sc Nursing": ("B.Sc Nursing", "", "", "UG"),
    "PG Diploma in IPR": ("PG Diploma", "", "", "UG"),
    "ITI": ("ITI", "", "", "diploma"),
    "Diploma in Mechanical": ("Diploma", "", "", "diploma"),
    "Chartered Accountant": ("CA", "", "", None),
    "Qualified CA": ("CA", "", "", None),
    "graduate": ("", "", "", "UG"),
    "Post Graduate": ("", "", "", "PG"),
    "स्नातक": ("", "", "", "UG"),
    "12th pass": ("", "", "", "XII"),
    "10+2": ("", "", "", "XII"),
    "HSC": ("", "", "", "XII"),
    "Intermediate": ("", "", "", "XII"),
    "10th, SSC": ("", "", "", "X"),
    # pursuing is not holding
    "pursuing LLB": ("", "LLB", "", None),
    "persuing llb": ("", "LLB", "", None),
    "pursing llb": ("", "LLB", "", None),
    "LLB pursuing": ("", "LLB", "", None),
    "LLB (pursuing)": ("", "LLB", "", None),
    "LLB [pursuing]": ("", "LLB", "", None),
    "LLB -Pursuing": ("", "LLB", "", None),
    "LLB\nPursuing": ("", "LLB", "", None),
    "LLB (appearing)": ("", "LLB", "", None),
    "LLB pursuing from NLU Delhi": ("", "LLB", "", None),
    "LLB 2nd year": ("", "LLB", "", None),
    "LLB, 2nd year": ("", "LLB", "", None),
    "LLB, Govt Law College Mumbai, 2nd year": ("", "LLB", "", None),
    "LLB III year": ("", "LLB", "", None),
    "LLB Year 2": ("", "LLB", "", None),
    "LLB awaiting results": ("", "LLB", "", None),
    "LLB not yet completed": ("", "LLB", "", None),
    "LLB, 2022 - present": ("", "LLB", "", None),
    "completed 2nd year of LLB": ("", "LLB", "", None),
    "2nd year LLB student": ("", "LLB", "", None),
    "law student": ("", "LLB", "", None),
    "Degree: LLB, Status: Pursuing": ("", "LLB", "", None),
    "Pursuing 5 year BA LLB": ("", "BA LLB", "", None),
    "BA LLB (IV year)": ("", "BA LLB", "", None),
    "pursuing B.Com and LLB": ("", "B.Com|LLB", "", None),
    "final year B.Tech": ("", "B.Tech", "", None),
    "Currently pursuing my final year of B.Tech in CSE": ("", "B.Tech", "", None),
    "B.Tech (2021-present)": ("", "B.Tech", "", None),
    "B.Tech CSE (VI sem)": ("", "B.Tech", "", None),
    "B.Com (result awaited)": ("", "B.Com", "", None),
    "MBA expected 2026": ("", "MBA", "", None),
    "Ph.D (thesis submitted)": ("", "Ph.D", "", None),
    "CA Inter": ("", "CA", "", None),
    "CA (Inter) cleared": ("", "CA", "", None),
    "Semi-qualified CA": ("", "CA", "", None),
    "M.Com, CMA (US) Part 1": ("M.Com", "CMA", "", "PG"),
    "B.Com, CA Inter (one group)": ("B.Com", "CA", "", "UG"),
    "B.Tech, PG Dip IPR": ("B.Tech|PG Diploma", "", "", "UG"),
    "एम.एससी. भौतिकी, पीएच.डी. (अधूरी)": ("M.Sc", "", "Ph.D", "PG"),
    "बी.कॉम": ("B.Com", "", "", "UG"),
    "बी.ए. द्वितीय वर्ष": ("", "BA", "", None),
    "Dip. comp. engg": ("Diploma", "", "", "diploma"),
    "BBA LLB final year (10th semester)": ("", "BBA LLB", "", None),
    "12th appearing": ("", "", "", None),
    "pursuing graduation in B.Com": ("", "B.Com", "", None),
    "B.Com, pursuing LLB": ("B.Com", "LLB", "", "UG"),
    "B.Com (pursuing LLB)": ("B.Com", "LLB", "", "UG"),
    "Pursuing LLB, B.Com, 12th": ("B.Com", "LLB", "", "UG"),
    "B.Com completed LLB ongoing": ("B.Com", "LLB", "", "UG"),
    "Passed B.Com, now doing LLB": ("B.Com", "LLB", "", "UG"),
    "B.Com 2019 pursuing CA": ("B.Com", "CA", "", "UG"),
    "LLB (2023), enrolled for LLM": ("LLB", "LLM", "", "UG"),
    "M.Sc., Ph.D (pursuing)": ("M.Sc", "Ph.D", "", "PG"),
    "HSC, B.Com (T.Y.)": ("", "B.Com", "", "XII"),
    # neither
    "LLB discontinued": ("", "", "LLB", None),
    "LLB drop out": ("", "", "LLB", None),
    "dropped out of B.Tech": ("", "", "B.Tech", None),
    "LLB left in 2nd year": ("", "", "LLB", None),
    "LLB not completed": ("", "", "LLB", None),
    "has not completed LLB": ("", "", "LLB", None),
    "B.Com; LLB failed": ("B.Com", "", "LLB", "UG"),
    "planning to do LLB": ("", "", "LLB", None),
    "B.Com, LLB aspirant": ("B.Com", "", "LLB", "UG"),
    "not pursuing LLB": ("", "", "LLB", None),
    "Law degree I do not have": ("", "", "LLB", None),
    "I do not have law degree": ("", "", "LLB", None),
    "Graduation not complete": ("", "", "", None),
    "law graduate and CS semi-qualified": ("LLB", "", "", "UG"),
    "non LLB": ("", "", "LLB", None),
}
NOTHING = """|qwerty|undergraduate|no degree|taught B.Com students|SSC CGL|Inter-state trade|MS Office|I'm a team player|will be there|Graduate Trainee|C+2
trained LLB interns|Computer Science|CS|9876543210|first class|Govt Law College"""


def names(expected):
    """The names of a cell."""
    return frozenset(expected.split("|")) if expected else frozenset()


@pytest.mark.parametrize(("said", "expected"), STATES.items())
def test_held_pursued_or_neither(said, expected):
    """Pursuing is not holding, and neither is planning, failing or leaving."""
    held, pursued, unfinished, highest = expected
    found = education(said)
    assert found is not None
    assert (found.held, found.pursued, found.unfinished) == (names(held), names(pursued), names(unfinished))
    assert found.highest == highest


@pytest.mark.parametrize("said", NOTHING.replace("\n", "|").split("|"))
def test_no_degree_is_seen_where_none_is(said):
    """What only looks like a degree, or is somebody else's, is unknown."""
    assert education(said) is None


def test_the_table_is_long_enough():
    """At least forty inputs, most of them not plain."""
    assert len(STATES) >= 100


PROSE = {
    "B.Com, CA Inter, Tally, GST returns, 2 yrs": ("B.Com", "CA"),
    "LLB, doc review, Relativity": ("LLB", ""),
    "pursuing LLB, 2 yrs doc review": ("", "LLB"),
    "Final year B.Tech, Python": ("", "B.Tech"),
    "I am a B.Com graduate with 2 years experience": ("B.Com", ""),
    "ACADEMICS\nLL.M. (Business Law), 2018, 64%\nB.S.L. LL.B. (five years), 2016, 67%": ("LLB|LLM", ""),
}


@pytest.mark.parametrize(("said", "expected"), PROSE.items())
def test_prose_opens_a_clause_with_a_degree(said, expected):
    """In a text about other things too, a degree that opens a clause counts."""
    found = education(said, prose=True)
    assert found is not None
    assert (found.held, found.pursued) == tuple(map(names, expected))


@pytest.mark.parametrize(
    "said",
    [
        "checked the BA role",
        "Managed 10+2 content",
        "edited M.Sc. chapters",
        "helps LLB people",
        "BA with 3.5 yr exp in logistics",
        "Looking for BA role",
    ],
)
def test_prose_that_only_speaks_of_a_degree(said):
    """In prose, a degree inside a sentence about something else does not count."""
    assert education(said, prose=True) is None


@pytest.mark.parametrize("name", DEGREES)
def test_every_degree_is_read_under_its_own_name(name):
    """A canonical name is its own form, and the level is that of the table."""
    assert degree_name(name) == name
    assert LEVEL_OF[name] in {"", *LEVELS}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ll.b.", "LLB"),
        ("B E", "B.Tech"),
        ("btech", "B.Tech"),
        ("ca", "CA"),
        ("degree", None),
        ("", None),
        ("LLB or LLM", None),
    ],
)
def test_degree_name(written, expected):
    """One degree in any writing, and nothing else."""
    assert degree_name(written) == expected


def test_pursued_in_one_place_is_held_in_none():
    """Of two statements the one that says less is believed."""
    found = education("LLB\nLLB (2nd year)")
    assert found is not None
    assert (found.held, found.pursued) == (frozenset(), {"LLB"})


def test_levels_of_what_is_pursued():
    """A pursued degree has a level, too, and it is not held."""
    found = education("B.Com, pursuing MBA")
    assert found is not None
    assert (found.levels_held, found.levels_pursued, found.highest_pursued) == ({"UG"}, {"PG"}, "PG")


TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="BAComLTech.,() pursing2ndyear10+\n", max_size=80),
    st.lists(st.sampled_from([*STATES, "and", "not", ",", "pursuing", "2nd year", "(", ")"]), max_size=8).map(" ".join),
)


@given(TEXTS, st.booleans())
def test_no_text_is_too_odd(text, prose):
    """Whatever the text, what is read is known by name, and no degree has two states."""
    found = education(text, prose=prose)
    if found is not None:
        states = [found.held, found.pursued, found.unfinished]
        assert frozenset().union(*states) <= set(DEGREES)
        assert sum(map(len, states)) == len(frozenset().union(*states))
        assert found.levels_held | found.levels_pursued <= set(LEVELS)


@given(
    st.sampled_from([name for name in DEGREES if name != "CS"]),
    st.sampled_from(
        ["pursuing {}", "{} (pursuing)", "{} 2nd year", "final year {}", "{} discontinued", "planning to do {}"]
    ),
)
def test_no_writing_of_pursuing_is_holding(name, frame):
    """For every degree there is ("CS" is Computer Science, too, and is read in full only)."""
    found = education(frame.format(name))
    assert found is not None
    assert name not in found.held


@given(TEXTS)
def test_mentions_stand_in_the_text(text):
    """Places of mentions rise and lie within the text."""
    found = list(mentions(text))
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
