"""Grades and backlogs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.facts_marks import Grade, active_backlogs, grade


def average(value, scale=None):
    """A grade-point average alone."""
    return Grade(cgpa=value, scale=scale)


def percent(value):
    """A percentage alone."""
    return Grade(percentage=value)


GRADES = {
    "7.8 CGPA": average(7.8),
    "7.8CGPA": average(7.8),
    "CGPA: 7.8": average(7.8),
    "CGPA - 8": average(8.0),
    "CGPA of 8.75": average(8.75),
    "8.4 C.G.P.A.": average(8.4),
    "CPI 8.2": average(8.2),
    "7.8 pointer": average(7.8),
    "७.५ CGPA": average(7.5),
    "7.8": average(7.8),
    "7.5-8 CGPA": average(7.5),
    "7.8/10": average(7.8, 10.0),
    "CGPA 7.8/10": average(7.8, 10.0),
    "7.8 CGPA/10": average(7.8, 10.0),
    "7.8 out of 10": average(7.8, 10.0),
    "8.0 cgpa out of 10": average(8.0, 10.0),
    "CGPA (out of 10): 7.9": average(7.9, 10.0),
    "8.1 (10)": average(8.1, 10.0),
    "8 CGPA (10 point scale)": average(8.0, 10.0),
    "8.2 on a scale of 10": average(8.2, 10.0),
    "GPA 3.6/4.0": average(3.6, 4.0),
    "3.9/4": average(3.9, 4.0),
    "6.5/7": average(6.5, 7.0),
    "10th 85%, 12th 78%, B.Tech 7.2 CGPA": average(7.2),
    "85% (CGPA 9.0)": Grade(cgpa=9.0, percentage=85.0),
    "78%": percent(78.0),
    "78 %": percent(78.0),
    "78 percent": percent(78.0),
    "78.5 per cent": percent(78.5),
    "72.5 % aggregate": percent(72.5),
    "Percentage: 72.4": percent(72.4),
    "% 68": percent(68.0),
    "Aggregate 66": percent(66.0),
    "UG: 68%": percent(68.0),
    "60-65%": percent(60.0),
    "above 60%": percent(60.0),
    "65+%": percent(65.0),
    "78": percent(78.0),
    "100": percent(100.0),
    # unknown
    "": None,
    "NA": None,
    "first class": None,
    "distinction": None,
    "A+": None,
    "0": None,
    "20": None,
    "150": None,
    "-7": None,
    "105%": None,
    "<60%": None,
    "below 60%": None,
    "0.78%": None,
    "11 CGPA": None,
    "9.5/9": None,
    "7,8 CGPA": None,
    "450/600": None,
    "70/100": None,
    "10th: 85%": None,
    "SGPA 8.1": None,
    "sem 1: 7.2 CGPA": None,
    "B.Com 62%, M.Com 71%": None,
    "7.1 CGPA, 8.2 CGPA": None,
}

BACKLOGS = {
    "nil": 0,
    "Nil.": 0,
    "no": 0,
    "none": 0,
    "0": 0,
    "0.0": 0,
    "zero": 0,
    "No Backlog": 0,
    "no backlogs": 0,
    "0 backlogs": 0,
    "Backlogs: Nil": 0,
    "arrear: 0": 0,
    "nil active": 0,
    "no active backlogs": 0,
    "no history of backlogs": 0,
    "No active or past backlogs": 0,
    "no backlog till date": 0,
    "all clear": 0,
    "all cleared": 0,
    "all subjects cleared": 0,
    "history of 1, all cleared": 0,
    "2 (cleared)": 0,
    "2 history, 0 active": 0,
    "no active, 2 in history": 0,
    "2": 2,
    "2.0": 2,
    "one": 1,
    "1 backlog": 1,
    "2 arrears": 2,
    "2 ATKT": 2,
    "KT 1": 1,
    "ATKT in 2 subjects": 2,
    "2 active": 2,
    "Active: 2": 2,
    "active backlogs - 3": 3,
    "two active backlogs": 2,
    "1 live backlog": 1,
    "1 pending": 1,
    "1 paper pending": 1,
    "standing arrears 1": 1,
    "1 not cleared": 1,
    "1 backlog yet to clear": 1,
    "1 active, 3 history": 1,
    # unknown
    "": None,
    "yes": None,
    "few": None,
    "ATKT": None,
    "NA": None,
    "-": None,
    "-1": None,
    "2.5": None,
    "99": None,
    "1/8": None,
    "no dead backlogs": None,
    "had 2 backlogs": None,
    "history of arrears 2": None,
    "3 backlogs (2 cleared)": None,
    "backlog in maths": None,
    "2 active backlogs, 1 active in sem 3": None,
}


@pytest.mark.parametrize(("said", "expected"), GRADES.items())
def test_grade(said, expected):
    """An average on its scale, a percentage, both, or unknown; never one made of the other."""
    assert grade(said) == expected


@pytest.mark.parametrize(("said", "expected"), BACKLOGS.items())
def test_active_backlogs(said, expected):
    """Open backlogs are counted, cleared ones are not."""
    assert active_backlogs(said) == expected


@pytest.mark.parametrize("table", [GRADES, BACKLOGS])
def test_tables_are_long_enough(table):
    """Each parser has at least forty inputs, a quarter of them unknown."""
    assert len(table) >= 40
    assert sum(value is None for value in table.values()) >= len(table) / 4


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="0123456789.,-+/()% cgpasoutfnlearkb\n", max_size=60),
        st.lists(st.sampled_from([*GRADES, *BACKLOGS]), max_size=5).map(" ".join),
    )
)
def test_no_text_is_too_odd(text):
    """Whatever the text, what is read lies within its scale."""
    found, open_ones = grade(text), active_backlogs(text)
    if found is not None:
        assert found.cgpa is not None or found.percentage is not None
        assert found.cgpa is None or 0 < found.cgpa <= (found.scale or 10)
        assert found.percentage is None or 10 <= found.percentage <= 100
    assert open_ones is None or 0 <= open_ones <= 60
