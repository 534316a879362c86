"""Where somebody would work in, a set of places out; old and new names of a city meet."""

from __future__ import annotations

import re
import unicodedata

from recommender.facts_text import plain

REMOTE, ANYWHERE = "Remote", "Anywhere"

_CITIES = """
Agartala|Agra|Ahmedabad: ahmadabad, amdavad|Aizawl|Ajmer|Akola|Aligarh|Amravati|Amritsar|Asansol|Aurangabad: chhatrapati sambhajinagar, sambhajinagar
Belagavi: belgaum|Ballari: bellary|Bareilly|Bengaluru: bangalore, blr, banglore, bengalore, b'lore, bengluru, बेंगलुरु, बैंगलोर|Bhavnagar|Bhilai|Bhopal: भोपाल
Bhubaneswar: bhubaneshwar|Bikaner|Bilaspur|Chandigarh: चंडीगढ़|Chennai: madras, चेन्नई|Coimbatore: kovai|Cuttack|Dehradun|Delhi: new delhi, दिल्ली, नई दिल्ली
Dhanbad|Dharwad|Durgapur|Erode|Faridabad|Gandhinagar|Gangtok|Ghaziabad|Goa: panaji, panjim|Gorakhpur|Greater Noida: gr noida, gr. noida|Guntur|Gurugram: gurgaon, ggn, गुरुग्राम, गुड़गांव
Guwahati: gauhati|Gwalior|Howrah|Hubballi: hubli|Hyderabad: hyd, secunderabad, cyberabad, हैदराबाद|Imphal|Indore: इंदौर|Jabalpur|Jaipur: जयपुर|Jalandhar: jullundur|Jammu|Jamshedpur|Jhansi|Jodhpur
Kalaburagi: gulbarga|Kannur: cannanore|Kanpur: cawnpore, कानपुर|Kochi: cochin, ernakulam, कोच्चि|Kolhapur|Kolkata: calcutta, कोलकाता|Kollam: quilon|Kota|Kottayam|Kozhikode: calicut
Lucknow: लखनऊ|Ludhiana|Madurai|Mangaluru: mangalore|Meerut|Mohali: sas nagar|Moradabad|Mumbai: bombay, bom, मुंबई|Muzaffarpur|Mysuru: mysore|Nagpur: नागपुर|Nanded|Nashik: nasik|Navi Mumbai: new bombay, vashi, airoli, belapur
Nellore|Noida: नोएडा|Palakkad: palghat|Panchkula|Panipat|Patiala|Patna: पटना|Prayagraj: allahabad|Puducherry: pondicherry, pondy|Pune: poona, पुणे|Raipur|Rajahmundry: rajamahendravaram|Rajkot|Ranchi|Rohtak
Rourkela|Salem|Sangli|Shillong|Shimla: simla|Shivamogga: shimoga|Siliguri|Solapur: sholapur|Sonipat|Srinagar|Surat|Thane: thana|Thanjavur: tanjore|Thiruvananthapuram: trivandrum, tvm|Thrissur: trichur, trissur
Tiruchirappalli: trichy, tiruchi|Tirunelveli|Tirupati|Tirupur: tiruppur|Tumakuru: tumkur|Udaipur|Ujjain|Vadodara: baroda|Varanasi: banaras, benares|Vellore|Vijayawada: bezwada|Visakhapatnam: vizag, vishakhapatnam|Warangal
"""
_CANONICAL: dict[str, str] = {}
for _entry in unicodedata.normalize("NFKC", _CITIES).replace("\n", "|").strip("|").split("|"):
    _name, _, _forms = _entry.partition(":")
    _CANONICAL |= {form.strip().casefold(): _name for form in (_name, *_forms.split(",")) if form.strip()}

# A region stands for its cities.
REGIONS = {
    "Delhi NCR": frozenset(("Delhi", "Noida", "Greater Noida", "Gurugram", "Ghaziabad", "Faridabad")),
    "Mumbai region": frozenset(("Mumbai", "Navi Mumbai", "Thane")),
    "Chandigarh tricity": frozenset(("Chandigarh", "Mohali", "Panchkula")),
}
_CANONICAL |= {
    "ncr": "Delhi NCR",
    "delhi ncr": "Delhi NCR",
    "delhi/ncr": "Delhi NCR",
    "delhi-ncr": "Delhi NCR",
    "ncr delhi": "Delhi NCR",
    "national capital region": "Delhi NCR",
    "mmr": "Mumbai region",
    "mumbai region": "Mumbai region",
    "mumbai metropolitan region": "Mumbai region",
    "tricity": "Chandigarh tricity",
    "chandigarh tricity": "Chandigarh tricity",
}
_PLACE = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(re.escape(form) for form in sorted(_CANONICAL, key=len, reverse=True))})(?![^\W_]|[\u0900-\u097f])"
)
_HOME = re.compile(r"\bremote(?:ly)?\b|\bw\.?f\.?h\b|\bwork(?:ing)? from (?:home|anywhere)\b|\bhome[ -]?based\b")
_FREE = re.compile(
    r"\banywhere\b(?! except)(?: in india)?"
    r"|\bpan[ -]?india\b(?! travel)|\ball (?:over )?india\b|\bacross india\b|\bany ?where in india\b"
    r"|\b(?:any|all) (?:job |work )?(?:locations?|places?|city|cities|part of india)\b"
    r"|\b(?:willing|ready|open|able|flexible|happy|prepared|can|ok|okay|will)\b[^,;|\n]{0,20}\brelocat(?:e|ion|ing)\b"
    r"|\brelocat(?:e|ion)\s?[:=-]?\s?(?:yes|ok)\b|\brelocatable\b"
    r"|\bno (?:location )?(?:constraints?|preference|bar)\b"
)
# What narrows "anywhere" or "willing to relocate" down to something.
_NARROWED = re.compile(
    r"\s?(?:to|in|within|only|near|around|outside|for|except|other than|if|after|with|but|any metro|metros?)\b"
)
_INDIA = re.compile(r"\s?(?:to|in|within) (?:any(?:where| part of india| location| city)?|india|all over india)\b")
_REFUSED = re.compile(r"\b(?:no|not|non|never|cannot|can't|won't|don't|unwilling|unable|except|excluding|other than)\b")
_FINE = re.compile(
    r"\bno (?:issues?|problems?|objections?|location constraints?|constraints?|preference|location bar|bar)\b"
)
_EXCEPT = re.compile(r"\b(?:except|excluding|other than|apart from|barring)\b[^;|\n]*")
_PARTS = re.compile(
    r"[,;|\n()]|\.\s|\bbut\b|(?=\b(?:not|no|cannot|can't|unwilling)\s)|(?<=remote) only|\band\b(?= not)"
)


def locations(text: str) -> frozenset[str] | None:
    """Places in which somebody is, or would work.

    Parameters
    ----------
    text : str
        What a profile says about its place, or the places it would like.

    Returns
    -------
    frozenset of str or None
        Cities of India under their present names; a region ("Delhi NCR") together with its cities; "Remote" for work
        from home, "Anywhere" for those who would move. A place that is refused, and "anywhere" with an exception, do
        not count. None where no place can be read.

    Examples
    --------
    >>> sorted(locations("Bangalore / Bombay, WFH")), sorted(locations("Pune, not willing to relocate"))
    (['Bengaluru', 'Mumbai', 'Remote'], ['Pune'])
    >>> sorted(locations("NCR"))
    ['Delhi', 'Delhi NCR', 'Faridabad', 'Ghaziabad', 'Greater Noida', 'Gurugram', 'Noida']
    """
    text = " ".join(plain(text).replace("\n", ";").split())
    excluded = _EXCEPT.search(text)
    refused = _named(excluded.group()) if excluded else set()
    wanted: set[str] = set()
    for part in _PARTS.split(_EXCEPT.sub("", text)):
        places = _named(part)
        if _REFUSED.search(_FINE.sub(" ", part)):
            refused |= places
        else:
            wanted |= places | (_free(part) if not excluded else set())
    return frozenset(wanted - refused) or None


def _named(part: str) -> set[str]:
    """Places and regions by name, a region with its cities; "Remote" where work from home is meant."""
    found = {_CANONICAL[match.group()] for match in _PLACE.finditer(part)}
    if _HOME.search(part):
        found.add(REMOTE)
    return found.union(*(REGIONS.get(place, frozenset()) for place in found))


def _free(part: str) -> set[str]:
    """Give "Anywhere" where somebody would move, unless only to some places."""
    for found in _FREE.finditer(_HOME.sub(" ", part)):
        rest = _HOME.sub(" ", part)[found.end() :]
        if not _NARROWED.match(rest) or _INDIA.match(rest):
            return {ANYWHERE}
    return set()


def known_places() -> tuple[str, ...]:
    """Names of all places that can be read, in alphabetical order."""
    return (*sorted(set(_CANONICAL.values())), REMOTE, ANYWHERE)
