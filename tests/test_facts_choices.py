"""Shifts, languages and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.facts_choices import SHIFTS, languages, shifts
from recommender.facts_places import ANYWHERE, REGIONS, REMOTE, known_places, locations

ALL = "day UK US APAC night rotational"
NO_NIGHT = "day UK APAC"

SHIFT = {
    "Day": "day",
    "day shift": "day",
    "Day shift only": "day",
    "only day shift": "day",
    "general shift": "day",
    "morning": "day",
    "day shift, no night": "day",
    "No night shifts, day only": "day",
    "day but not night": "day",
    "UK": "UK",
    "u.k. shift": "UK",
    "evening": "UK",
    "afternoon shift": "UK",
    "US": "US",
    "us": "US",
    "U.S. shift": "US",
    "EST hours": "US",
    "us shift": "US",
    "US no, UK yes": "UK",
    "UK/US": "UK US",
    "UK/US shift ok": "UK US",
    "prefer day shift, can do UK": "day UK",
    "day/UK": "day UK",
    "APAC": "APAC",
    "Australian shift": "APAC",
    "early morning": "APAC",
    "night": "night",
    "night shift ok": "night",
    "no issue with night shift": "night",
    "don't mind night shift": "night",
    "US night shift": "US night",
    "Day and night both": "day night",
    "rotational": "rotational",
    "rotational shifts ok": "rotational",
    "24x7": "rotational",
    "24*7": "rotational",
    "any": ALL,
    "Any Shift": ALL,
    "all shifts": ALL,
    "ready to work in any shift": ALL,
    "open to all shifts": ALL,
    "flexible": ALL,
    "flexible with shifts": ALL,
    "no constraints": ALL,
    "no shift preference": ALL,
    "no problem in any shift": ALL,
    "no night shift": NO_NIGHT,
    "not comfortable with night shifts": NO_NIGHT,
    "cannot work nights": NO_NIGHT,
    "Night shift - no": NO_NIGHT,
    "any shift except night": NO_NIGHT,
    "no US shift": NO_NIGHT,
    "no night or rotational": NO_NIGHT,
    "all shifts except rotational": "day UK US APAC night",
    "UK/US shift not ok": "day APAC",
    # unknown
    "": None,
    "yes": None,
    "no": None,
    "NA": None,
    "no shifts": None,
    "not flexible": None,
    "flexible hours": None,
    "5 days a week": None,
    "5 day week": None,
    "5-day week": None,
    "any day": None,
    "30 days": None,
    "weekdays": None,
    "Monday to Friday": None,
    "let us know": None,
    "about us and you": None,
    "2 pm - 11 pm": None,
    "shift": None,
    "any questions": None,
    "9876543210": None,
}

LANGUAGE = {
    "English, Hindi": "English Hindi",
    "english,hindi": "English Hindi",
    "ENGLISH": "English",
    "English Hindi Marathi": "English Hindi Marathi",
    "Hindi/English/Tamil": "English Hindi Tamil",
    "Hindi-English": "English Hindi",
    "Hindi & English": "English Hindi",
    "Telgu, Hindhi": "Hindi Telugu",
    "Kannada, Malyalam, Tulu": "Kannada Malayalam Tulu",
    "Bangla & Oriya": "Bengali Odia",
    "Gujrati": "Gujarati",
    "Panjabi": "Punjabi",
    "Tamizh": "Tamil",
    "Marwari": "Rajasthani",
    "Asamiya": "Assamese",
    "हिन्दी, अंग्रेजी": "English Hindi",
    "मराठी": "Marathi",
    "अंग्रेज़ी, कन्नड़": "English Kannada",
    "Urdu (read only)": "Urdu",
    "English (fluent), learning German": "English",
    "English but not Hindi": "English",
    "English, no Hindi": "English",
    "English - read, write; Hindi - speak": "English Hindi",
    "Tamil (mother tongue), English": "English Tamil",
    "French B2; German A1": "French German",
    "Japanese (JLPT N3)": "Japanese",
    "Mandarin": "Chinese",
    "Farsi": "Persian",
    "Deutsch": "German",
    "español": "Spanish",
    "English\nHindi\nKonkani": "English Hindi Konkani",
    "I speak Russian and Korean": "Korean Russian",
    "English, Klingon": "English",
    # unknown
    "": None,
    "NA": None,
    "yes": None,
    "multilingual": None,
    "Indian languages": None,
    "no Hindi": None,
    "cannot speak Marathi": None,
    "learning German": None,
    "C, Java": None,
    "E, H": None,
    "Eng": None,
    "Hinglish": None,
    "Germany": None,
    "Englishman": None,
    "3": None,
}

NCR = "Delhi|Delhi NCR|Faridabad|Ghaziabad|Greater Noida|Gurugram|Noida"
PLACE = {
    "Bangalore": "Bengaluru",
    "Bengaluru": "Bengaluru",
    "BANGALORE": "Bengaluru",
    "blr": "Bengaluru",
    "Bangalore, Karnataka": "Bengaluru",
    "Gurgaon": "Gurugram",
    "Gurugram": "Gurugram",
    "Bombay": "Mumbai",
    "मुंबई": "Mumbai",
    "गुड़गांव": "Gurugram",
    "Navi Mumbai": "Navi Mumbai",
    "Madras": "Chennai",
    "Cochin": "Kochi",
    "Ernakulam": "Kochi",
    "Vizag": "Visakhapatnam",
    "Calcutta": "Kolkata",
    "Trivandrum": "Thiruvananthapuram",
    "Secunderabad": "Hyderabad",
    "New Delhi": "Delhi",
    "Noida": "Noida",
    "Greater Noida": "Greater Noida",
    "Mysore": "Mysuru",
    "Pondy": "Puducherry",
    "NCR": NCR,
    "Delhi NCR": NCR,
    "Delhi/NCR": NCR,
    "MMR": "Mumbai|Mumbai region|Navi Mumbai|Thane",
    "Pune / Hyd": "Hyderabad|Pune",
    "Chennai;Coimbatore": "Chennai|Coimbatore",
    "Bombay/Poona/Baroda": "Mumbai|Pune|Vadodara",
    "within 10 km of Thane": "Thane",
    "remote": "Remote",
    "WFH": "Remote",
    "work from home": "Remote",
    "Remote only": "Remote",
    "work from anywhere": "Remote",
    "Pune or remote": "Pune|Remote",
    "anywhere": "Anywhere",
    "Anywhere in India": "Anywhere",
    "any location": "Anywhere",
    "Pan India": "Anywhere",
    "PAN-India": "Anywhere",
    "no location constraint": "Anywhere",
    "willing to relocate": "Anywhere",
    "open to relocation": "Anywhere",
    "ready to relocate anywhere": "Anywhere",
    "Pune, willing to relocate": "Anywhere|Pune",
    "willing to relocate to Pune": "Pune",
    "Pune, not willing to relocate": "Pune",
    "Pune but not Mumbai": "Pune",
    "Delhi, no relocation": "Delhi",
    # unknown
    "": None,
    "NA": None,
    "yes": None,
    "India": None,
    "hybrid": None,
    "flexible": None,
    "any metro": None,
    "Pan India travel ok": None,
    "Jhumri Telaiya": None,
    "not Mumbai": None,
    "no WFH": None,
    "not willing to relocate": None,
    "cannot relocate": None,
    "anywhere in South India": None,
    "anywhere except Chennai": None,
    "anywhere except Chennai, Pune": None,
    "Mumbaikar": None,
    "411001": None,
}


def as_set(expected, separator=None):
    """The names of a cell of a table; None stays."""
    return None if expected is None else frozenset(expected.split(separator))


@pytest.mark.parametrize(("said", "expected"), SHIFT.items())
def test_shifts(said, expected):
    """Shifts that are said to be fine, or that a refusal leaves open."""
    assert shifts(said) == as_set(expected)


@pytest.mark.parametrize(("said", "expected"), LANGUAGE.items())
def test_languages(said, expected):
    """Languages that are known, under their English names."""
    assert languages(said) == as_set(expected)


@pytest.mark.parametrize(("said", "expected"), PLACE.items())
def test_locations(said, expected):
    """Old and new names of a city meet; a region brings its cities."""
    assert locations(said) == as_set(expected, "|")


@pytest.mark.parametrize("table", [SHIFT, LANGUAGE, PLACE])
def test_tables_are_long_enough(table):
    """Each parser has at least forty inputs, a quarter of them unknown."""
    assert len(table) >= 40
    assert sum(value is None for value in table.values()) >= len(table) / 4


@pytest.mark.parametrize("place", known_places())
def test_every_place_is_read_under_its_own_name(place):
    """A canonical name is its own form."""
    assert place in (locations(place) or ())


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="dayuksnightoexcp,./- US\n", max_size=60),
        st.lists(st.sampled_from([*SHIFT, *LANGUAGE, *PLACE]), max_size=5).map(" ".join),
    )
)
def test_no_text_is_too_odd(text):
    """Whatever the text, what is read is one of the known names, and never an empty set."""
    open_to, spoken, places = shifts(text), languages(text), locations(text)
    assert open_to is None or (open_to and open_to <= set(SHIFTS))
    assert spoken is None or spoken
    assert places is None or (places and places <= {*known_places(), *REGIONS, REMOTE, ANYWHERE})
