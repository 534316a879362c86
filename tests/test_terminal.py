"""Plain text for a terminal: aligned, cut, and without control characters of candidates."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Recommendation, Recommendations, recommend
from recommender.catalog import Requirement
from recommender.results import RoleScore
from recommender.terminal import (
    _table,
    batch_table,
    domain_list,
    domain_page,
    domain_to_dict,
    recommendations_table,
)


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")


def test_ranking():
    """Head, aligned table, and the must-haves that are missing for the first role."""
    need = [Requirement(name, "skill", level) for name, level in (("Tally", "must"), ("GST", "must"), ("TDS", "nice"))]
    items = (
        Recommendation(1, "books", "Books", 0.51249, (RoleScore("a", "Clerk", 0.4),), (need[0],), tuple(need[1:])),
        Recommendation(2, "art", "Fine Art", 0.1, (RoleScore("b", "Animator", 0.2),), (), ()),
    )
    assert recommendations_table(Recommendations(items, "review", ("little_text",), 0.5)).split("\n") == [
        "review (confidence 0.50); the profile says very little",
        "",
        "   domain    best role  score  matched",
        "1  Books     Clerk      0.512  Tally",
        "2  Fine Art  Animator   0.100",
        "",
        "Missing for clerk: GST",
    ]


def test_no_ranking():
    """An empty ranking is one line with its reason."""
    expected = "no_match (confidence 0.00); nothing in the profile is known to the catalogue"
    assert expected == recommendations_table(recommend("qwerty"))


def test_lines_are_cut(monkeypatch):
    """No line of a table is wider than the terminal."""
    monkeypatch.setenv("COLUMNS", "60")
    lines = recommendations_table(recommend("Tally, GST returns, TDS, bank reconciliation")).split("\n")[2:8]
    assert max(len(line) for line in lines) == 60


def test_batch_rows(tmp_path):
    """The first rows of a result file, figures cut to three decimals."""
    (tmp_path / "out.csv").write_text(
        "candidate_id,status,confidence,domain_1,role_1,score_1,domain_2,extra\n"
        "K1,match,0.987654321,Books,Clerk,0.500000000,Art,x\n"
        "K2,no_match,0.000000000,,,,,x\n"
        "K3,match,1.000000000,Art,Animator,0.250000000,,x\n"
    )
    assert batch_table(str(tmp_path / "out.csv"), 2).split("\n") == [
        "candidate_id  status    confidence  domain_1  role_1  score_1",
        "K1            match     0.987       Books     Clerk   0.500",
        "K2            no_match  0.000",
    ]


def test_control_characters_of_a_file(tmp_path):
    """Escape sequences in a file's ids do not reach the terminal."""
    (tmp_path / "out.csv").write_text(
        "candidate_id,status,confidence,domain_1,role_1,score_1\n"
        '"\x1b[2J\x07K1\r\x9b31m",match,1,,,\n"K\n2\u202e",match,1,,,\n',
        newline="",
    )
    lines = [line.split(" match")[0].rstrip() for line in batch_table(str(tmp_path / "out.csv"), 5).split("\n")[1:]]
    assert lines == [" [2J K1  31m", "K 2"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_tables_are_printable(rows):
    """Whatever is put into a table, each row is one printable line."""
    lines = _table(("one", "two"), rows)
    assert len(rows) + 1 == len(lines)
    assert all(line.isprintable() for line in lines)


def test_domain_list(tiny_catalog):
    """One line a domain: id, name, number of roles."""
    assert domain_list(tiny_catalog).split("\n") == [
        "id     domain  roles",
        *(f"{d.id:<5}  {d.name:<6}  {len(d.roles)}" for d in tiny_catalog),
    ]


def test_domain_page(catalog):
    """The page of a domain holds every role with all that it asks for, its courses, and pay with date and source."""
    for domain in catalog:
        page = domain_page(domain, catalog)
        lines = page.split("\n")
        assert [f"{domain.name} ({domain.id})", domain.summary] == lines[:2]
        for role in domain.roles:
            start = lines.index(f"{role.title} ({role.id}); also: {', '.join(role.titles)}")
            for offset, level in enumerate(("must", "should", "nice"), 1):
                asked = "; ".join(need.name for need in role.requirements if need.level == level)
                assert f"  {level}: {asked}" == lines[start + offset]
        assert all(course.name in page and course.source in page for course in domain.courses)
        assert all(f"({fact.date}; {fact.source}): {fact.text}" in page for fact in catalog.pay)


def test_domain_as_data(catalog):
    """A domain as data holds its id, name and the ids of its roles."""
    for domain in catalog:
        data = domain_to_dict(domain)
        assert (domain.id, domain.name) == (data["id"], data["name"])
        assert [role.id for role in domain.roles] == [role["id"] for role in data["roles"]]
