"""Catalogue files to a catalogue."""

import json
import os
import re
import shutil

import pytest

from recommender import CatalogError, KPORecommender, load_catalog
from recommender.catalog import Requirement
from recommender.catalog_files import slug
from recommender.paths import packaged

BAKERY = """
id = "bakery"
name = "Bakery"
[[role]]
id = "baker"
title = "Baker"
[role.must]
skills = ["dough kneading", "sourdough"]
[role.nice]
tools = ["Microsoft Excel"]
"""
GARAGE = BAKERY.replace("bakery", "garage").replace("Bakery", "Garage").replace("dough kneading", "brake bleeding")
CSV = "id,domain,title,requirements\nbaker,Bakery,Baker,dough kneading; sourdough\n"


def _folder(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def _file(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# ----------------------------------------------------------------- packaged


def test_without_a_path_it_is_the_packaged_one(catalog):
    """None means the packaged folder."""
    assert catalog == load_catalog(None) == load_catalog(packaged("datasets", "catalogue"))
    assert catalog == load_catalog(str(packaged("datasets", "catalogue")))


def test_the_models_catalogue_is_the_packaged_one(catalog):
    """models/catalog.json reads as the same catalogue."""
    assert catalog == load_catalog(packaged("models") / "catalog.json")


# ---------------------------------------------------------------- own files


def test_a_folder_comes_in_the_order_of_its_files(tmp_path):
    """Without an order, domains stand as their files do; other files are not read."""
    _folder(tmp_path, b_first=BAKERY, a_second=GARAGE)
    _file(tmp_path, "notes.txt", b"\xff not read")
    assert ["garage", "bakery"] == [domain.id for domain in load_catalog(tmp_path)]


def test_common_toml_gives_the_order_and_replaces_the_packaged_words(tmp_path):
    """A folder's own common.toml is all that it shares."""
    own = load_catalog(_folder(tmp_path, b=BAKERY, a=GARAGE, common='order = ["bakery"]\nstop_words = ["oven"]\n'))
    assert ["bakery", "garage"] == [domain.id for domain in own]
    assert (frozenset({"oven"}), (), (), ()) == (own.stop_words, own.skills, own.abbreviations, own.general_skills)


def test_without_common_toml_the_packaged_words_serve(tmp_path, catalog):
    """Stop words, surface forms, abbreviations and general skills are inherited."""
    own = load_catalog(_folder(tmp_path, bakery=BAKERY))
    assert ["bakery"] == [domain.id for domain in own]
    assert (catalog.stop_words, catalog.general_skills) == (own.stop_words, own.general_skills)
    assert {s.name: set(s.forms) for s in catalog.skills} == {s.name: set(s.forms) for s in own.skills}
    assert set(catalog.abbreviations) == set(own.abbreviations)
    model = KPORecommender().fit(own)
    assert ["Microsoft Excel"] == [r.name for r in model.recommend("MS Excel")[0].matched]


def test_a_single_toml_is_a_catalogue_of_one(tmp_path):
    """A TOML file by itself is one domain, whatever the case of its suffix."""
    for name in ("bakery.toml", "GARAGE.TOML"):
        own = load_catalog(str(_file(tmp_path, name, BAKERY)))
        assert [("bakery", "Bakery")] == [(domain.id, domain.name) for domain in own]


def test_a_csv_is_a_catalogue(tmp_path):
    """One row a role; rows of one domain go together; all requirements are must."""
    text = (
        "id,domain,title,requirements\n"
        'b1,Bread & Cake,Baker,"dough, kneaded; sourdough ;; sourdough"\n'
        "\n"
        "g1,Garage,Mechanic,brake bleeding\n"
        ",Bread & Cake,Pastry Chef,puff pastry\n"
    )
    own = load_catalog(_file(tmp_path, "own.csv", text))
    assert [("bread_cake", "Bread & Cake"), ("garage", "Garage")] == [(d.id, d.name) for d in own]
    assert [("b1", "Baker"), ("pastry_chef", "Pastry Chef")] == [(r.id, r.title) for r in own["bread_cake"].roles]
    expected = (Requirement("dough, kneaded", "skill", "must"), Requirement("sourdough", "skill", "must"))
    assert expected == own["bread_cake"].roles[0].requirements


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + CSV,
        CSV.replace("\n", "\r\n"),
        CSV.replace("id,domain,title,requirements", " ID ,Domain,TITLE,Requirements"),
        "note,requirements,title,domain,id\nx,dough kneading; sourdough,Baker,Bakery,baker\n",
    ],
)
def test_csv_headers_are_read_kindly(tmp_path, text):
    """A BOM, Windows line ends, capitals, another order and further columns change nothing."""
    expected = load_catalog(_file(tmp_path, "plain.csv", CSV)).domains
    assert expected == load_catalog(_file(tmp_path, "own.csv", text)).domains


def test_json_gives_the_catalogue_back(tmp_path):
    """The plain data of a catalogue, as JSON, is the same catalogue."""
    own = load_catalog(_folder(tmp_path, bakery=BAKERY, garage=GARAGE))
    assert own == load_catalog(_file(tmp_path, "catalog.json", json.dumps(own.raw)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Legal Services (LPO)", "legal_services_lpo"),
        ("  R&D ", "r_d"),
        ("लेखा", "लेखा"),
        ("--", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_slug_makes_an_id(name, expected):
    """An id is lower case, words joined by underscores."""
    assert expected == slug(name)


# ------------------------------------------------------------------ damaged

HEADER = "id,domain,title,requirements\n"
DEEP = b"a = " + b"[" * 100_000
# How the catalogue is damaged: file, its bytes, and what the message must say, in order: file, place, problem, mend.
TOML = {
    "bad TOML": ("id = \n" + BAKERY, "not valid TOML: .*line 1"),
    "a key twice": (BAKERY.replace('name = "Bakery"', 'name = "Bakery"\nname = "B"'), "not valid TOML: .*line 4"),
    "unclosed text": (BAKERY.replace('"Bakery"', '"Bakery'), "not valid TOML: .*line 3"),
    "not UTF-8": (BAKERY.encode() + b"# caf\xe9\n", "cannot be read as UTF-8 text: .*Save the file as UTF-8"),
    "UTF-16": (BAKERY.encode("utf-16"), "cannot be read as UTF-8 text: .*Save the file as UTF-8"),
    "too deep": (DEEP, "not valid TOML"),
    "a number of 9,999 digits": (b"a = " + b"1" * 9_999, "not valid TOML"),
    "empty file": ("", r"the domain has no \[\[role\]\]"),
    "wrong type of id": (BAKERY.replace('"bakery"', "7"), "key 'id' must be a text, got 7"),
    "wrong type of title": (
        BAKERY.replace('"Baker"', "1979-05-27"),
        r"\[\[role\]\] number 1 \(baker\): key 'title' must be",
    ),
    "wrong type of skills": (
        BAKERY.replace('["dough kneading", "sourdough"]', "true"),
        r"\[must\]: key 'skills' must be a list",
    ),
    "unknown key": (BAKERY.replace("title =", "job ="), r"\[\[role\]\] number 1: unknown key 'job'"),
    "missing must": (BAKERY.replace("role.must", "role.should"), r"\(baker\): the role has no 'must' requirement"),
    "no role": ('id = "x"\nname = "X"\n', r"the domain has no \[\[role\]\]"),
    "empty text": (BAKERY.replace('"Bakery"', '" "'), "key 'name' must be a text, got ' '"),
    "empty skill": (BAKERY.replace('"sourdough"', '""'), r"\[must\]: key 'skills' must be a list of non-empty"),
    "requirement twice": (
        BAKERY.replace('"sourdough"', '"dough kneading"'),
        r"\[must\]: key 'skills' lists 'dough kneading'",
    ),
    "requirement at two levels": (
        BAKERY.replace("Microsoft Excel", "sourdough"),
        "the requirement 'sourdough' stands twice",
    ),
    "duplicate role ids": (BAKERY + BAKERY[BAKERY.index("[[role]]") :], "two roles have the id 'baker'"),
    "a role that is a table": (BAKERY.replace("[[role]]", "[role]"), "key 'role' must be a list of tables"),
    "abbreviation without near": (
        BAKERY + '[[abbreviation]]\nform = "X"\n',
        r"\[\[abbreviation\]\] number 1: .*no 'near' word",
    ),
    "course without source": (
        BAKERY + '[[course]]\nname = "a"\nby = "b"\nopens_to = "c"\n',
        r"\[\[course\]\] number 1: key 'source'",
    ),
    "skills without a table": (
        BAKERY.replace('id = "bakery"', 'id = "bakery"\nskills = ["x"]'),
        r"\[skills\]: expected a table",
    ),
}


@pytest.mark.parametrize("kind", TOML)
@pytest.mark.parametrize("alone", [True, False])
def test_damaged_toml_is_named(tmp_path, kind, alone):
    """A damaged TOML file, by itself or in a folder, is refused in one line with file, place and problem."""
    text, match = TOML[kind]
    folder = _folder(tmp_path, bakery=text, garage=GARAGE)
    with pytest.raises(CatalogError, match=f"^{re.escape(str(tmp_path))}.*bakery.toml.*{match}") as caught:
        load_catalog(folder / "bakery.toml" if alone else folder)
    assert "\n" not in str(caught.value)


FOLDERS = {
    "empty folder": ({}, "no TOML file of a domain here. Add one file for each domain"),
    "only common.toml": ({"common": "stop_words = []"}, "no TOML file of a domain here"),
    "two domains, one id": ({"a": BAKERY, "b": BAKERY}, "two domains have the id 'bakery'. Rename one"),
    "order names a stranger": ({"a": BAKERY, "common": 'order = ["zoo"]'}, "common.toml: key 'order' names 'zoo'"),
    "unknown key of common": ({"a": BAKERY, "common": "stopwords = []"}, "common.toml: unknown key 'stopwords'"),
    "pay without a source": (
        {"a": BAKERY, "common": '[[pay]]\ntext = "Rs. 1"\ndate = "2010"\n'},
        r"common.toml, \[\[pay\]\] number 1: key 'source' must be a text",
    ),
}


@pytest.mark.parametrize("kind", FOLDERS)
def test_damaged_folders_are_named(tmp_path, kind):
    """A folder whose files do not make a catalogue is refused in one line."""
    files, match = FOLDERS[kind]
    with pytest.raises(CatalogError, match=f"^{re.escape(str(tmp_path))}.*{match}") as caught:
        load_catalog(_folder(tmp_path, **files))
    assert "\n" not in str(caught.value)


CSVS = {
    "empty file": ("", "line 1: expected the columns id, domain, title, requirements, each once, got nothing"),
    "bad header": (
        "id;domain;title;requirements\n",
        "line 1: expected the columns .*, got id;domain;title;requirements. Rename",
    ),
    "missing column": ("id,domain,title\na,b,c\n", "line 1: expected the columns .*, got id, domain, title"),
    "a column twice": ("id,domain,title,requirements,title\na,b,c,d,e\n", "line 1: .*title"),
    "header only": (HEADER, "no domain"),
    "ragged: too few": (CSV + "a,b,c\n", "row 3: 3 cells where the header has 4. Quote cells"),
    "ragged: too many": (CSV + "a,b,c,d,e\n", "row 3: 5 cells where the header has 4. Quote cells"),
    "empty domain": (HEADER + "a, ,c,d\n", "row 2: domain, title and requirements must not be empty"),
    "empty title": (CSV + "a,b,,d\n", "row 3: domain, title and requirements must not be empty"),
    "empty requirements": (CSV + "a,b,c, ; ;\n", "row 3: domain, title and requirements must not be empty"),
    "unclosed quote": (HEADER + 'a,b,"c,d\n', "cannot be read as a UTF-8 CSV: unexpected end of data"),
    "stray quote": (HEADER + 'a,b,"c"x,d\n', "cannot be read as a UTF-8 CSV: .*expected after"),
    "not UTF-8": (HEADER.encode() + b"a,b,caf\xe9,d\n", "cannot be read as a UTF-8 CSV: "),
    "a role twice": (CSV + "baker,Bakery,Other,rye\n", "two roles have the id 'baker'"),
}


@pytest.mark.parametrize("kind", CSVS)
def test_damaged_csvs_are_named(tmp_path, kind):
    """A damaged CSV is refused in one line with file, place and problem."""
    text, match = CSVS[kind]
    path = _file(tmp_path, "own.csv", text)
    with pytest.raises(CatalogError, match=f"^{re.escape(str(path))}.*{match}") as caught:
        load_catalog(path)
    assert "\n" not in str(caught.value)


JSONS = {
    "empty file": b"",
    "not JSON": b"files",
    "a list": b"[]",
    "no files": b"{}",
    "files a list": b'{"files": []}',
    "too deep": b"[" * 100_000,
    "not UTF-8": b'{"files": "\xff"}',
    "a domain that is none": b'{"files": {"a": 3}, "common": {}}',
    "common a list": b'{"files": {"a": {}}, "common": []}',
    "common null": b'{"files": {"a": {}}, "common": null}',
    "without domains": b'{"files": {}, "common": {}}',
}


@pytest.mark.parametrize("kind", JSONS)
def test_damaged_json_is_named(tmp_path, kind):
    """A damaged catalog.json is refused in one line with its path."""
    path = _file(tmp_path, "catalog.json", JSONS[kind])
    with pytest.raises(CatalogError, match=f"^{re.escape(str(path))}") as caught:
        load_catalog(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.csv", "nowhere.toml", "nowhere.json"])
def test_a_missing_path_is_named(tmp_path, name):
    """A path that is not there is refused with what may stand there."""
    path = tmp_path / name
    with pytest.raises(
        CatalogError, match=f"^{re.escape(str(path))}: no such catalogue. Give a folder of TOML files or a CSV"
    ):
        load_catalog(path)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_broken_link_in_a_folder_is_named(tmp_path):
    """A TOML file that cannot be opened is refused by name."""
    folder = _folder(tmp_path, bakery=BAKERY)
    (folder / "garage.toml").symlink_to(folder / "gone")
    with pytest.raises(CatalogError, match=r"garage\.toml: cannot be read"):
        load_catalog(folder)


def test_the_packaged_catalogue_copied_is_the_same(tmp_path, catalog):
    """A copy of the packaged folder, as a user's starting point, is the same catalogue."""
    copied = shutil.copytree(packaged("datasets", "catalogue"), tmp_path / "mine")
    assert catalog == load_catalog(copied)
