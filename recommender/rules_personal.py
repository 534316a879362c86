"""A word of a rule in, the reason why no rule may ask for it out.

Who somebody is, and where they studied, is no requirement of a job. Such a rule is refused, not ignored, so that nobody
believes that it was judged.
"""

from __future__ import annotations

import re

_WHO = "says who a person is, not what they can do, so no rule may ask for it"
_WHERE = "says where somebody studied, not what they learnt, so no rule may ask for it"
_REASONS: dict[str, str] = {
    word: f"{what} {_WHO}"
    for what, words in {
        "age": "age aged dob born birth birthday young younger old older आयु उम्र",
        "gender": "gender sex male males female females man men woman women girl girls boy boys lady ladies transgender lgbt लिंग",
        "religion": "religion religious hindu hindus muslim muslims islam christian christians sikh sikhs jain jains buddhist parsi hinduism धर्म",
        "caste or category": "caste castes subcaste category categories obc sc st ews brahmin dalit reserved reservation जाति",
        "community": "community communities ethnicity ethnic race tribe tribal complexion skin",
        "marital status": "marital marriage married unmarried single divorced widow widowed spouse husband wife pregnant pregnancy maternity children kids",
        "nationality or origin": "nationality citizen citizens citizenship indian native domicile hometown birthplace",
        "health or disability": "disability disabled disabilities handicap handicapped pwd ph blind deaf height weight medical-fitness",
        "a photograph": "photo photos photograph photographs appearance",
        "a name": "name names surname firstname lastname",
        "family": "father mother parent parents family guardian sibling",
    }.items()
    for word in words.split()
} | dict.fromkeys(
    "institute institutes institution institutions college colleges university universities iit iits nit nits iim iims iiit bits nlu nlus nlsiu aiims alma".split(),
    f"an institute {_WHERE}",
)
# Words that a sentence about a degree may well hold; in ids, kinds, keys and values they are refused.
_FINE_IN_TEXT = frozenset(
    """name names category categories institute institutes institution institutions college colleges university universities
    single man old older family st sc ph born community communities reserved height weight appearance""".split()
)
# "B.Sc" is no caste and "Ph.D" no disability.
_DEGREE_LETTERS = re.compile(r"\b(?:[bmd][\s._-]{0,2}(?:v[\s._-]{0,2})?sc|ph[\s._-]{0,2}d)(?![^\W_])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def personal_reason(written: str, *, is_text: bool = False) -> str | None:
    """Why a rule may not ask for something; None where it may.

    Parameters
    ----------
    written : str
        Id, kind, key or value of a rule.
    is_text : bool, default False
        Whether it is the sentence for people, which may speak of a university or of a name.

    Returns
    -------
    str or None

    Examples
    --------
    >>> personal_reason("max-age")
    'age says who a person is, not what they can do, so no rule may ask for it'
    >>> personal_reason("languages") is None
    True
    """
    words: list[str] = []
    for text in (written, _CAMEL.sub(" ", written)):
        words += re.findall(r"[\u0900-\u097f]+|[^\W_]+", _DEGREE_LETTERS.sub(" ", text.casefold()))
    fine = _FINE_IN_TEXT if is_text else frozenset[str]()
    return next((_REASONS[word] for word in words if word in _REASONS and word not in fine), None)
