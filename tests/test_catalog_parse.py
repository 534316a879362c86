"""Plain data to records."""

import copy
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import CatalogError
from recommender.catalog import Abbreviation, Course, Fact, GeneralSkill, Requirement, Role, Skill
from recommender.catalog_parse import Table, parse_catalog

FULL = {
    "files": {
        "books.toml": {
            "id": "books",
            "name": "Books",
            "summary": "Keeps books.",
            "aliases": ["F&A"],
            "entry": {
                "education": ["B.Com"],
                "subjects": ["commerce"],
                "backgrounds": ["shop clerk"],
                "note": "Anyone.",
            },
            "conditions": {"shifts": ["day"], "note": "Month ends."},
            "course": [{"name": "Tally course", "by": "Tally", "opens_to": "10+2", "source": "its list"}],
            "role": [
                {
                    "id": "clerk",
                    "title": "Clerk",
                    "titles": ["Munim"],
                    "nice": {"qualifications": ["B.Com"]},
                    "must": {"activities": ["counts cash"], "skills": ["ledger"], "tools": ["Tally"]},
                    "should": {"skills": ["audit"]},
                }
            ],
            "skills": {"ledger": ["khata"]},
            "abbreviation": [{"form": "BRS", "means": "audit", "near": ["bank"]}],
        },
        "art.toml": {"id": "art", "name": "Art", "role": [{"id": "d", "title": "D", "must": {"skills": ["sketch"]}}]},
    },
    "common": {
        "order": ["art"],
        "skills": {"ledger": ["khata", "ledger book"], "sketch": []},
        "hindi_skills": {"sketch": ["चित्र"]},
        "abbreviation": [{"form": "AD", "near": ["paint"]}],
        "kpo_skill": [{"id": "english", "name": "English", "signs": ["fluent English"]}],
        "bpo_marks": ["voice process"],
        "stop_words": ["the"],
        "pay": [{"text": "Rs. 10", "date": "2010", "source": "an article"}],
    },
}


def test_everything_is_read():
    """Each key of the files ends in its record; requirements stand must, should, nice, whatever the file's order."""
    catalog = parse_catalog(FULL, "full")
    assert ["art", "books"] == [domain.id for domain in catalog]
    books = catalog["books"]
    assert ("Books", "Keeps books.", ("F&A",)) == (books.name, books.summary, books.aliases)
    assert (("B.Com",), ("commerce",), ("shop clerk",)) == (books.education, books.subjects, books.backgrounds)
    assert ("Anyone.", ("day",), "Month ends.") == (books.entry_note, books.shifts, books.conditions_note)
    assert (Course("Tally course", "Tally", "10+2", "its list"),) == books.courses
    asked = (("ledger", "skill"), ("Tally", "tool"), ("counts cash", "activity"))
    requirements = (
        *(Requirement(name, kind, "must") for name, kind in asked),
        Requirement("audit", "skill", "should"),
        Requirement("B.Com", "qualification", "nice"),
    )
    assert (Role("clerk", "Clerk", ("Munim",), requirements),) == books.roles
    assert (Abbreviation("AD", "", ("paint",)), Abbreviation("BRS", "audit", ("bank",))) == catalog.abbreviations
    assert (GeneralSkill("english", "English", ("fluent English",)),) == catalog.general_skills
    assert (("voice process",), frozenset({"the"})) == (catalog.bpo_marks, catalog.stop_words)
    assert (Fact("Rs. 10", "2010", "an article"),) == catalog.pay
    assert FULL is catalog.raw


def test_forms_of_several_files_are_put_together():
    """A skill's surface forms are gathered over all files, each once."""
    expected = {Skill("ledger", ("khata", "ledger book")), Skill("sketch", ("चित्र",))}
    assert expected == set(parse_catalog(FULL, "full").skills)


def test_what_is_optional_may_be_absent():
    """Id, name and one role with one must are enough."""
    raw = {"files": {"a.toml": FULL["files"]["art.toml"]}, "common": {}}
    art = parse_catalog(raw, "least")["art"]
    assert ("", (), (), ()) == (art.summary, art.aliases, art.courses, art.shifts)


def test_domains_outside_the_order_come_last():
    """`order` may name some; the others follow in the order of the files."""
    raw = copy.deepcopy(FULL)
    raw["files"]["zoo.toml"] = {**raw["files"]["art.toml"], "id": "zoo"}
    assert ["art", "books", "zoo"] == [domain.id for domain in parse_catalog(raw, "x")]


def _set(path, value):
    """A damage: put a value at a path of keys; None takes the key out."""

    def damage(raw):
        *way, last = path
        for key in way:
            raw = raw[key]
        if value is None:
            del raw[last]
        else:
            raw[last] = value

    return damage


BOOKS = ("files", "books.toml")
CLERK = (*BOOKS, "role", 0)

# What is damaged: place and problem that the message must name.
DAMAGED = {
    "no id": (_set((*BOOKS, "id"), None), "w, books.toml", "key 'id' must be a text, got None"),
    "empty id": (_set((*BOOKS, "id"), "  "), "w, books.toml", "key 'id' must be a text"),
    "number as id": (_set((*BOOKS, "id"), 7), "w, books.toml", "key 'id' must be a text, got 7"),
    "no name": (_set((*BOOKS, "name"), None), "w, books.toml", "key 'name' must be a text"),
    "summary a list": (_set((*BOOKS, "summary"), ["x"]), "w, books.toml", "key 'summary' must be a text"),
    "unknown key of a domain": (
        _set((*BOOKS, "alias"), ["x"]),
        "w, books.toml",
        "unknown key 'alias'. Known here are: id",
    ),
    "aliases a text": (_set((*BOOKS, "aliases"), "F&A"), "w, books.toml", "key 'aliases' must be a list"),
    "alias empty": (
        _set((*BOOKS, "aliases"), ["F&A", " "]),
        "w, books.toml",
        "key 'aliases' must be a list of non-empty",
    ),
    "alias twice": (_set((*BOOKS, "aliases"), ["F&A", "F&A"]), "w, books.toml", "lists 'F&A' twice"),
    "entry a text": (_set((*BOOKS, "entry"), "B.Com"), r"w, books.toml, [entry]", "expected a table, got 'B.Com'"),
    "unknown key of entry": (
        _set((*BOOKS, "entry", "degree"), ["x"]),
        "w, books.toml, [entry]",
        "unknown key 'degree'",
    ),
    "unknown key of conditions": (
        _set((*BOOKS, "conditions", "pay"), "x"),
        "books.toml, [conditions]",
        "unknown key 'pay'",
    ),
    "shift a number": (
        _set((*BOOKS, "conditions", "shifts"), [1]),
        "books.toml, [conditions]",
        "key 'shifts' must be a list",
    ),
    "no roles": (_set((*BOOKS, "role"), None), "w, books.toml", "the domain has no [[role]]. Add one."),
    "role a table": (_set((*BOOKS, "role"), {"id": "x"}), "w, books.toml", "key 'role' must be a list of tables"),
    "role a text": (_set(CLERK, "clerk"), "books.toml, [[role]] number 1", "expected a table, got 'clerk'"),
    "role without id": (_set((*CLERK, "id"), None), "books.toml, [[role]] number 1", "key 'id' must be a text"),
    "role without title": (_set((*CLERK, "title"), None), "number 1 (clerk)", "key 'title' must be a text"),
    "two roles, one id": (
        lambda raw: raw["files"]["books.toml"]["role"].append(copy.deepcopy(raw["files"]["books.toml"]["role"][0])),
        "w, books.toml",
        "two roles have the id 'clerk'. Rename one of them.",
    ),
    "unknown key of a role": (_set((*CLERK, "could"), {}), "number 1", "unknown key 'could'"),
    "unknown kind": (
        _set((*CLERK, "must", "skill"), ["x"]),
        "(clerk), [must]",
        "unknown key 'skill'. Known here are: skills",
    ),
    "must a list": (_set((*CLERK, "must"), ["ledger"]), "(clerk), [must]", "expected a table, got ['ledger']"),
    "no must": (
        _set((*CLERK, "must"), None),
        "number 1 (clerk)",
        "the role has no 'must' requirement. Add one or delete",
    ),
    "empty must": (_set((*CLERK, "must"), {"skills": []}), "number 1 (clerk)", "the role has no 'must' requirement"),
    "empty requirement": (
        _set((*CLERK, "must", "skills"), [""]),
        "(clerk), [must]",
        "key 'skills' must be a list of non-empty",
    ),
    "requirement a number": (_set((*CLERK, "must", "skills"), [10]), "(clerk), [must]", "key 'skills' must be a list"),
    "requirement twice": (
        _set((*CLERK, "must", "skills"), ["x", "x"]),
        "(clerk), [must]",
        "key 'skills' lists 'x' twice",
    ),
    "requirement at two levels": (
        _set((*CLERK, "should", "skills"), ["ledger"]),
        "number 1 (clerk)",
        "the requirement 'ledger' stands twice. Keep it at one level.",
    ),
    "requirement of two kinds": (_set((*CLERK, "must", "tools"), ["ledger"]), "(clerk)", "'ledger' stands twice"),
    "course without source": (
        _set((*BOOKS, "course", 0, "source"), None),
        "books.toml, [[course]] number 1",
        "key 'source' must be a text",
    ),
    "unknown key of a course": (_set((*BOOKS, "course", 0, "url"), "x"), "[[course]] number 1", "unknown key 'url'"),
    "skills a list": (_set((*BOOKS, "skills"), ["x"]), "w, books.toml, [skills]", "expected a table"),
    "form a text": (_set((*BOOKS, "skills", "ledger"), "khata"), "books.toml, [skills]", "key 'ledger' must be a list"),
    "form without a letter": (_set((*BOOKS, "skills", "ledger"), ["--"]), "books.toml", "'--'"),
    "abbreviation without near": (
        _set((*BOOKS, "abbreviation", 0, "near"), None),
        "books.toml, [[abbreviation]] number 1",
        "the abbreviation has no 'near' word",
    ),
    "abbreviation without form": (
        _set((*BOOKS, "abbreviation", 0, "form"), None),
        "books.toml, [[abbreviation]] number 1",
        "key 'form' must be a text",
    ),
    "abbreviation without a letter": (
        _set((*BOOKS, "abbreviation", 0, "form"), "!!"),
        "[[abbreviation]] number 1",
        "'!!'",
    ),
    "near without a letter": (_set((*BOOKS, "abbreviation", 0, "near"), ["..."]), "[[abbreviation]] number 1", "'...'"),
    "unknown key of an abbreviation": (
        _set((*BOOKS, "abbreviation", 0, "meaning"), "x"),
        "books.toml, [[abbreviation]] number 1",
        "unknown key 'meaning'",
    ),
    "two domains, one id": (
        _set(("files", "art.toml", "id"), "books"),
        "w",
        "two domains have the id 'books'. Rename one",
    ),
    "order names a stranger": (
        _set(("common", "order"), ["zoo"]),
        "w, common.toml",
        "key 'order' names 'zoo', which no file has",
    ),
    "order a text": (_set(("common", "order"), "art"), "w, common.toml", "key 'order' must be a list"),
    "order twice": (_set(("common", "order"), ["art", "art"]), "w, common.toml", "key 'order' lists 'art' twice"),
    "unknown key of common": (_set(("common", "stopwords"), ["a"]), "w, common.toml", "unknown key 'stopwords'"),
    "stop words a table": (
        _set(("common", "stop_words"), {"a": 1}),
        "w, common.toml",
        "key 'stop_words' must be a list",
    ),
    "kpo skill without signs": (
        _set(("common", "kpo_skill", 0, "signs"), "x"),
        "[[kpo_skill]] number 1",
        "key 'signs'",
    ),
    "unknown key of a kpo skill": (
        _set(("common", "kpo_skill", 0, "sign"), "x"),
        "[[kpo_skill]] number 1",
        "unknown key 'sign'",
    ),
    "pay without date": (
        _set(("common", "pay", 0, "date"), None),
        "common.toml, [[pay]] number 1",
        "key 'date' must be a text",
    ),
    "unknown key of pay": (
        _set(("common", "pay", 0, "year"), 2010),
        "common.toml, [[pay]] number 1",
        "unknown key 'year'",
    ),
    "no domains": (_set(("files",), {}), "w", "the catalogue has no domain. Add at least one."),
    "common a list": (_set(("common",), []), "w, common.toml", "expected a table, got []"),
    "domain a list": (_set(BOOKS, []), "w, books.toml", "expected a table, got []"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_damage_is_named_with_its_place(kind):
    """Each damaged catalogue is refused in one line with file, place and problem."""
    damage, place, problem = DAMAGED[kind]
    raw = copy.deepcopy(FULL)
    damage(raw)
    with pytest.raises(CatalogError, match=f"^w.*{re.escape(place.removeprefix('w'))}.*{re.escape(problem)}") as caught:
        parse_catalog(raw, "w")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith((".", ")"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
PATHS = [
    *(("files", "books.toml", key) for key in FULL["files"]["books.toml"]),
    *((*CLERK, key) for key in FULL["files"]["books.toml"]["role"][0]),
    *(("common", key) for key in FULL["common"]),
    (*CLERK, "must", "skills"),
    ("files", "books.toml"),
    ("common",),
]


@given(st.sampled_from(PATHS), VALUES.filter(lambda value: value is not None))
@settings(deadline=None, max_examples=200)
def test_whatever_stands_anywhere_is_read_or_refused(path, value):
    """Any value anywhere gives a catalogue or a CatalogError, nothing else."""
    raw = copy.deepcopy(FULL)
    _set(path, value)(raw)
    try:
        catalog = parse_catalog(raw, "w")
    except CatalogError as error:
        assert str(error).startswith("w")  # noqa: PT017
    else:
        assert all(domain.roles and domain.id.strip() for domain in catalog)


def test_a_table_hands_out_typed_values():
    """A table gives texts, lists and sub-tables, and knows where it stands."""
    table = Table({"a": "x", "b": ["y"], "c": {"d": "z"}, "e": [{"f": "g"}]}, "file")
    assert ("x", ("y",), "z") == (table.text("a"), table.texts("b"), table.table("c").text("d"))
    assert ["g"] == [entry.text("f") for entry in table.tables("e")]
    assert ("", (), []) == (table.text("zz", required=False), table.texts("zz"), table.tables("zz"))
    assert "file, [c]" == table.table("c").where
    assert "file, [[e]] number 1" == table.tables("e")[0].where
    assert ["a", "b", "c", "e"] == list(table)
