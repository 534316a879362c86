"""Pay in rupees a year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.facts_pay import LEAST, MOST, pay_per_year

PAY = {
    "4.5 LPA": 450_000,
    "4.5LPA.": 450_000,
    "2.4lpa": 240_000,
    "4.5 L.P.A.": 450_000,
    "4.5 lacs p.a.": 450_000,
    "4.5L": 450_000,
    "₹4.2L": 420_000,
    "CTC 6 lakhs": 600_000,
    "Rs4.5 lakh": 450_000,
    "2.5 lakh per annum": 250_000,
    "four lakhs": 400_000,
    "४.५ लाख": 450_000,
    "1.2 Cr": 12_000_000,
    "4 lakh 50 thousand": 450_000,
    "4.5 lakhs per month": 5_400_000,
    "35k pm": 420_000,
    "35kpm": 420_000,
    "35K P.M.": 420_000,
    "35k in hand": 420_000,
    "35,000 pm in hand": 420_000,
    "₹35,000 per month": 420_000,
    "Rs. 15000/- pm": 180_000,
    "25000/month": 300_000,
    "18000 monthly": 216_000,
    "monthly 35000": 420_000,
    "50 thousand per month": 600_000,
    "4,50,000": 450_000,
    "Rs.4,50,000/-": 450_000,
    "INR 450000": 450_000,
    "12,00,000": 1_200_000,
    "450,000": 450_000,
    "4,50,000 p.a.": 450_000,
    "annual 450000": 450_000,
    "450k": 450_000,
    "150000 pa": 150_000,
    "4.5": 450_000,
    "6": 600_000,
    "15 LPA": 1_500_000,
    "CTC 15": 1_500_000,
    "12 per annum": 1_200_000,
    "4-5 LPA": 400_000,
    "3.5 to 4 LPA": 350_000,
    "4L-5L": 400_000,
    "2.4LPA-3LPA": 240_000,
    "6-8": 600_000,
    "4,00,000 - 5,00,000": 400_000,
    "30-35k pm": 360_000,
    "Rs 20,000 to Rs 25,000 per month": 240_000,
    "between 4 and 5 LPA": 400_000,
    "min 4 LPA": 400_000,
    "above 5 LPA": 500_000,
    "5+ LPA": 500_000,
    "4.5 LPA + incentives": 450_000,
    "4.5 LPA + 50k variable": 450_000,
    "4.5 LPA (35k in hand)": 450_000,
    "3.6 lpa negotiable": 360_000,
    "current 3 LPA, expected 4.5 LPA": 450_000,
    "expected 5 LPA (current 3.2 LPA)": 500_000,
    # unknown
    "": None,
    "negotiable": None,
    "as per company norms": None,
    "best in industry": None,
    "NA": None,
    "-": None,
    "open": None,
    "35000": None,
    "35k": None,
    "1,50,000": None,
    "15": None,
    "10-12": None,
    "450": None,
    "0": None,
    "0 LPA": None,
    "upto 6 LPA": None,
    "max 6 LPA": None,
    "30% hike": None,
    "20% hike on current CTC": None,
    "$20,000": None,
    "USD 20k": None,
    "20k GBP": None,
    "300 per hour": None,
    "500/day": None,
    "3.2/4.5": None,
    "3 LPA / 4 LPA": None,
    "450000 LPA": None,
    "35k lpa": None,
    "4.5 pm": None,
    "45,0000": None,
    "4,5 LPA": None,
    "4.50.000": None,
    "1e5": None,
    "-4 LPA": None,
    "9876543210": None,
}


@pytest.mark.parametrize(("said", "expected"), PAY.items())
def test_pay_per_year(said, expected):
    """Rupees a year, or unknown."""
    assert pay_per_year(said) == expected


def test_the_table_is_long_enough():
    """At least forty inputs, a quarter of them unknown."""
    assert len(PAY) >= 40
    assert sum(value is None for value in PAY.values()) >= len(PAY) / 4


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="0123456789.,-+/ lpakcrsmonth₹%\n", max_size=60),
        st.lists(st.sampled_from(list(PAY)), max_size=5).map(" ".join),
    )
)
def test_no_text_is_too_odd(text):
    """Whatever the text, it is unknown or a sane sum."""
    pay = pay_per_year(text)
    assert pay is None or LEAST <= pay <= MOST


@given(st.integers(10, 990))
def test_writings_of_one_sum_agree(tenths):
    """Lakhs, grouped rupees and a month's pay say the same."""
    rupees = tenths * 10_000
    lakhs = f"{tenths / 10} LPA"
    digits = str(rupees)
    grouped = f"{digits[:-5]},{digits[-5:-3]},{digits[-3:]}" if rupees >= 100_000 else digits
    assert pay_per_year(lakhs) == rupees
    assert pay_per_year(f"Rs {grouped} p.a.") == rupees
