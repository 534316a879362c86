"""Years of experience, days of notice, years of passing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.facts_time import notice_days, years_of_experience
from recommender.facts_year import without_school, year_of_passing

TODAY = date(2025, 6, 1)

YEARS = {
    "2.6 yrs": 2.6,
    "2 yrs 6 months": 2.5,
    "2 years and 6 months": 2.5,
    "2y 6m": 2.5,
    "1year6months": 1.5,
    "fresher": 0.0,
    "Fresher.": 0.0,
    "फ्रेशर": 0.0,
    "Nil": 0.0,
    "No experience": 0.0,
    "no prior experience": 0.0,
    "0": 0.0,
    "0.0": 0.0,
    "fresher with 6 months internship": 0.0,
    "18 months": 1.5,
    "10 months": 0.83,
    "24+ months": 2.0,
    "3+": 3.0,
    "3 yrs+": 3.0,
    "2+ yrs exp in GST": 2.0,
    "2-4 years": 2.0,
    "1 to 2 years": 1.0,
    "6 months - 1 year": 0.5,
    "0-1 year": 0.0,
    "2": 2.0,
    "2.5": 2.5,
    "7.0": 7.0,
    "one year": 1.0,
    "two and a half years": 2.5,
    "two (2) years": 2.0,
    "1½ years": 1.5,
    "1.10 yrs": 1.1,
    "3 वर्ष": 3.0,
    "४ साल": 4.0,
    "3yrs": 3.0,
    "exp-3 years": 3.0,
    "Exp: 3 years": 3.0,
    "3 Year(s)": 3.0,
    "over 5 years": 5.0,
    "> 3 years": 3.0,
    "about 4 years": 4.0,
    "Total 5 yrs, relevant 3 yrs": 5.0,
    "5 yrs (3 relevant)": 5.0,
    "LLB (3 yr), 2 yrs exp": 2.0,
    "12 years": 12.0,
    # unknown
    "": None,
    "NA": None,
    "-": None,
    "experienced": None,
    "yes": None,
    "since 2019": None,
    "2019-2021": None,
    "2021": None,
    "less than 1 year": None,
    "<1 year": None,
    "nearly 3 years": None,
    "up to 2 years": None,
    "25 years old": None,
    "Age 25 years": None,
    "LLB (3 yr)": None,
    "3 year degree": None,
    "2nd year": None,
    "final year": None,
    "6 months internship": None,
    "2 months notice": None,
    "2 years gap": None,
    "not a fresher": None,
    "fresher, 3 years experience": None,
    "2 years in Java, 3 years in SQL": None,
    "7 yrs 14 months": None,
    "100 years": None,
    "-2": None,
    "2,5 years": None,
    "12 weeks": None,
    "9876543210": None,
    "Kept the books of five traders for the last 3 years of the firm, then moved to payroll": None,
}

NOTICE = {
    "immediate": 0,
    "Immediately": 0,
    "immediate joiner": 0,
    "can join immediately": 0,
    "can join any time": 0,
    "तुरंत": 0,
    "nil": 0,
    "no notice period": 0,
    "0": 0,
    "0 days": 0,
    "No issue, immediate": 0,
    "30 days": 30,
    "30days": 30,
    "30": 30,
    "30.0": 30,
    "45": 45,
    "90 (negotiable)": 90,
    "immediatly": 0,
    "30 Days notice": 30,
    "30 calendar days": 30,
    "15 days or less": 15,
    "within 15 days": 15,
    "up to 60 days": 60,
    "1 month": 30,
    "one month": 30,
    "a month": 30,
    "2 months": 60,
    "3 months": 90,
    "1.5 months": 45,
    "1 month 15 days": 45,
    "a week": 7,
    "2 weeks": 14,
    "one fortnight": 14,
    "15-30 days": 30,
    "15 - 30": 30,
    "1-2 months": 60,
    "60-90 Days": 90,
    "immediate to 15 days": 15,
    "Immediate / 30 days": 30,
    "2 months negotiable to 1 month": 60,
    "serving NP, 20 days left": 20,
    "serving notice period of 60 days": 60,
    "LWD 15/06/2025": 14,
    "LWD: 30-Jun-25": 29,
    "last working day 30th June 2025": 29,
    "last working day is July 1, 2025": 30,
    "LWD 01/05/2025": 0,
    "३० दिन": 30,
    # unknown
    "": None,
    "serving NP": None,
    "serving notice period": None,
    "NA": None,
    "negotiable": None,
    "as per company policy": None,
    "ASAP": None,
    "2": None,
    "3-6": None,
    "30/60/90": None,
    "-30": None,
    "90+ days": None,
    "more than 3 months": None,
    "400 days": None,
    "not immediate": None,
    "cannot join immediately": None,
    "joining in June": None,
    "LWD June": None,
    "LWD 31/02/2025": None,
    "LWD 15/06/2025 or 20/06/2025": None,
    "currently unemployed": None,
    "yes": None,
}

PASSING = {
    "2021": 2021,
    "2021.0": 2021,
    " 2021 ": 2021,
    "June 2021": 2021,
    "2018-2021": 2021,
    "2018 - 22": 2022,
    "2018 to 2021": 2021,
    "2020/21": 2021,
    "AY 2020-21": 2021,
    "batch of 2022": 2022,
    "Batch 2019-22": 2022,
    "'21": 2021,
    "’98": 1998,
    "class of '23": 2023,
    "passed out 2021": 2021,
    "2021 passout": 2021,
    "expected 2026": 2026,
    "appearing 2025": 2025,
    "12/06/2021": 2021,
    "06/2021": 2021,
    "12-06-2021": 2021,
    "B.Com 2020": 2020,
    "B.Com (2020)": 2020,
    "10th 2015, 12th 2017, B.Com 2020": 2020,
    "HSC 2017; LLB 2022": 2022,
    "YOP: 2019": 2019,
    "Year 2019": 2019,
    "2021, 2021": 2021,
    "२०२१": 2021,
    "1999": 1999,
    "May, 2020": 2020,
    # unknown
    "": None,
    "21": None,
    "May-21": None,
    "2021, 2018": None,
    "2021 (UG), 2023 (PG)": None,
    "10th 2015": None,
    "since 2019": None,
    "2019 to present": None,
    "2019 - till now": None,
    "joined 2019": None,
    "pursuing": None,
    "final year": None,
    "1890": None,
    "2099": None,
    "20221": None,
    "2021-2018": None,
    "2O21": None,
    "X": None,
    "NA": None,
    "9876543210": None,
}


@pytest.mark.parametrize(("said", "expected"), YEARS.items())
def test_years_of_experience(said, expected):
    """The length of experience is read as it is written, or not at all."""
    assert years_of_experience(said) == expected


@pytest.mark.parametrize(("said", "expected"), NOTICE.items())
def test_notice_days(said, expected):
    """Notice is the longest that is said, in days, or unknown."""
    assert notice_days(said, today=TODAY) == expected


@pytest.mark.parametrize("said", [said for said in NOTICE if said.lower().startswith(("lwd", "last"))])
def test_a_last_day_needs_a_today(said):
    """Without today's date a last working day says no number of days."""
    assert notice_days(said) is None


@pytest.mark.parametrize(("said", "expected"), PASSING.items())
def test_year_of_passing(said, expected):
    """One year is read, the last of a span, never that of school."""
    assert year_of_passing(said) == expected


@pytest.mark.parametrize("table", [YEARS, NOTICE, PASSING])
def test_tables_are_long_enough(table):
    """Each parser has at least forty inputs, a quarter of them unknown."""
    assert len(table) >= 40
    assert sum(value is None for value in table.values()) >= len(table) / 4


def test_school_goes_clause_by_clause():
    """Only the clauses that speak of class X and XII go."""
    assert without_school("10th 80%, b.com 60%; hsc 70%") == " b.com 60%"


TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="0123456789.,-+/ yrsmonthdaweklfi'½२माह\n", max_size=60),
    st.lists(st.sampled_from([*YEARS, *NOTICE, *PASSING]), max_size=5).map(" ".join),
)


@given(TEXTS)
def test_no_text_is_too_odd(text):
    """Whatever the text, each parser answers, within its bounds."""
    years, days, year = years_of_experience(text), notice_days(text, today=TODAY), year_of_passing(text)
    assert years is None or 0 <= years <= 60
    assert days is None or 0 <= days <= 365
    assert year is None or 1950 <= year <= 2050


@given(st.integers(0, 60), st.integers(0, 11))
def test_years_and_months_add_up(years, months):
    """Years and months said together are their sum."""
    expected = round(years + months / 12, 2)
    assert years_of_experience(f"{years} years {months} months") == (expected if expected <= 60 else None)
