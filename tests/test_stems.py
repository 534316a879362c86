"""recommender.stems."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Catalog
from recommender.stems import _IRREGULAR, _final_e_or_l, _final_y, _past_and_progressive, _plural, stem

# What Martin Porter's steps 0, 1 and 5 give, worked by hand.
BY_HAND = {
    "caresses": "caress",
    "ties": "tie",
    "tied": "tie",
    "cries": "cri",
    "cry": "cry",
    "gaps": "gap",
    "focus": "focus",
    "process": "process",
    "hopping": "hop",
    "hoping": "hope",
    "hoped": "hope",
    "falling": "fall",
    "sized": "size",
    "codes": "code",
    "enabled": "enabl",
    "disabling": "disabl",
    "related": "relat",
    "organized": "organiz",
    "string": "string",
    "feed": "feed",
    "agreed": "agre",
    "agree": "agre",
    "queries": "queri",
    "query": "queri",
    "surveys": "survey",
    "survey": "survey",
    "taxes": "tax",
    "boxes": "box",
    "dishes": "dish",
    "modelling": "model",
    "labelled": "label",
    "controlled": "control",
    "cell": "cell",
    "selling": "sell",
    "ying": "y",
    "yings": "y",
}

# Forms of one word that a candidate and a catalogue may write either way.
FAMILIES = [
    ("patent", "patents", "patented", "patenting"),
    ("draft", "drafts", "drafted", "drafting"),
    ("analyse", "analysed", "analysing"),
    ("invoice", "invoices", "invoiced", "invoicing"),
    ("audit", "audits", "audited", "auditing"),
    ("plan", "plans", "planned", "planning"),
    ("study", "studies", "studied", "studying"),
    ("code", "codes", "coded", "coding"),
    ("match", "matches", "matched", "matching"),
    ("model", "models", "modeled", "modeling", "modelled", "modelling"),
    ("label", "labels", "labeled", "labelled", "labeling", "labelling"),
    ("counsel", "counseling", "counselling"),
    ("guarantee", "guarantees", "guaranteed"),
    ("analysis", "analyses"),
    ("index", "indexes", "indices"),
    ("criterion", "criteria"),
    ("matrix", "matrices"),
    ("thesis", "theses"),
    ("write", "writes", "wrote", "written"),
    ("sell", "sells", "sold"),
    ("teach", "taught"),
    ("lens", "lenses"),
    ("api", "apis"),
]

# Different trades, or different words.
APART = [
    ("analyst", "analysis"),
    ("analysis", "analytics"),
    ("patent", "patient"),
    ("accountant", "accounting"),
    ("statue", "statute"),
    ("news", "new"),
    ("universal", "university"),
    ("organ", "organisation"),
    ("policy", "police"),
    ("animator", "animation"),
    ("form", "from"),
]

WHOLE = ["अनुवाद", "अनुवादकों", "10+2", "c++", ".net", "h1b", "2d", "café", "données", "r", "it", "aws", "gis", "sas"]

# Where Porter2 joins what is not one word, or three letters are left whole by rule.
NOT_ONE_WORD = {
    ("assembly", "assembling"),  # the language and the verb
    ("axi", "axis"),  # a bus and a line
    ("bay", "bayes"),  # a name
    ("indic", "indices"),  # scripts and figures
    ("these", "theses"),
    ("analyse", "analyses"),  # the noun's plural by our table
    ("emi", "emis"),
    ("idi", "idis"),
}


@pytest.mark.parametrize(("word", "expected"), BY_HAND.items())
def test_worked_by_hand(word: str, expected: str) -> None:
    """Porter2's inflectional steps, done by hand, give the same stem."""
    assert expected == stem(word)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family[0])
def test_forms_of_one_word_meet(family: tuple[str, ...]) -> None:
    """Singular and plural, and the forms of a verb, have one stem."""
    stems_of = {word: stem(word) for word in family}
    assert dict.fromkeys(family, stems_of[family[0]]) == stems_of


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_trades_stay_apart(one: str, other: str) -> None:
    """What is not a form of the same word keeps a stem of its own."""
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", WHOLE)
def test_what_is_no_plain_english_word_comes_back_whole(word: str) -> None:
    """Digits, signs, short words and every script but plain Latin are not touched."""
    assert word == stem(word)


@settings(deadline=None, max_examples=300)
@given(st.text(min_size=1, max_size=12))
def test_a_stem_is_never_empty_and_never_longer_by_more_than_one(word: str) -> None:
    """A stem has at least one letter, and at most the letter that an ending had taken."""
    got = stem(word)
    assert 1 <= len(got) <= len(word) + 1


@settings(deadline=None, max_examples=1_500)
@given(
    st.text(alphabet="aeiouybdlgnst", max_size=6),
    st.sampled_from(("", *"s d g y e l ll us ss sses ies ied eed eeds ing ings ed eds ate ble ize".split())),
)
def test_what_ends_otherwise_is_what_the_rules_leave(start: str, ending: str) -> None:
    """Words whose last letter no rule knows come back at once; all the rules one after the other say the same."""
    word = start + ending
    if len(word) >= 4 and word not in _IRREGULAR:
        assert _final_e_or_l(_final_y(_past_and_progressive(_plural(word)))) == stem(word)


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="अआइकखगचज०१२éñßжяζ0123456789+#.", min_size=1, max_size=12))
def test_other_scripts_are_never_cut(word: str) -> None:
    """No word without plain Latin letters throughout loses anything."""
    assert word == stem(word)


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from re.findall(r"[a-z]{4,}", value.lower())
    elif isinstance(value, dict):
        for part in (*value, *value.values()):
            yield from _words(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words(part)


def _inflections(word: str) -> set[str]:
    """What English makes of a word for the plural, the past and the progressive."""
    base = word[:-1] if word.endswith(("e", "y")) else word
    plain = {word + ending for ending in ("s", "es", "ed", "ing", "d")}
    doubled = {word + word[-1] + ending for ending in ("ed", "ing")}
    return plain | doubled | {base + "ing", base + "ies", base + "ied"}


def test_inflections_meet_wherever_porter2_says_so(catalog: Catalog) -> None:
    """Of the catalogue's words, an inflected form and its base meet wherever Snowball's English stemmer joins them."""
    snowball = pytest.importorskip("snowballstemmer", reason="snowballstemmer is not installed")
    theirs = snowball.stemmer("english").stemWord
    words = set(_words(catalog.raw))
    assert len(words) > 5_000
    pairs = [(word, form) for word in sorted(words) for form in sorted(_inflections(word) & words)]
    joined = [pair for pair in pairs if theirs(pair[0]) == theirs(pair[1]) and pair not in NOT_ONE_WORD]
    assert len(joined) > 1_500
    assert [] == [(word, form) for word, form in joined if stem(word) != stem(form)]
