"""Rows of the batch output, worked by hand."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Recommendation, Recommendations
from recommender.catalog import Requirement
from recommender.results import RoleScore
from recommender.rows import LONG_COLUMNS, Options, Record, as_text, long_rows, score_records, wide_columns, wide_row


def _need(name, level="must"):
    return Requirement(name, "skill", level)


def _item(rank, name, score):
    roles = (RoleScore(f"r{rank}", f"Role {rank}", 0.5), RoleScore("other", "Other", 0.1))
    return Recommendation(
        rank, name.lower(), name, score, roles, (_need("Tally"), _need("GST")), tuple(_need(c) for c in "abcdefg")
    )


RESULT = Recommendations((_item(1, "Books", 0.75), _item(2, "Art", 0.25)), "review", ("little_text", "close"), 0.5)


def test_wide_columns():
    """The columns stand in the order of the contract."""
    assert wide_columns(2) == (
        "candidate_id",
        "status",
        "reasons",
        "confidence",
        "domain_1",
        "role_1",
        "score_1",
        "domain_2",
        "role_2",
        "score_2",
        "matched_skills",
        "missing_skills",
    )


def test_long_columns():
    """The columns of the long layout stand in the order of the contract."""
    assert LONG_COLUMNS == ("candidate_id", "rank", "domain_id", "domain", "role", "score")


@pytest.mark.parametrize(
    ("top_k", "ranked"),
    [
        (1, ["Books", "Role 1", 0.75]),
        (2, ["Books", "Role 1", 0.75, "Art", "Role 2", 0.25]),
        (3, ["Books", "Role 1", 0.75, "Art", "Role 2", 0.25, "", "", ""]),
    ],
)
def test_wide_row(top_k, ranked):
    """A row holds the first top_k domains, empty places behind them, and at most five missing skills."""
    expected = ["K1", "review", "little_text; close", 0.5, *ranked, "Tally; GST", "a; b; c; d; e"]
    assert expected == wide_row("K1", RESULT, top_k)
    assert len(wide_columns(top_k)) == len(expected)


def test_wide_row_of_nothing():
    """A profile without a ranking has a full row of empty places."""
    empty = Recommendations((), "no_match", ("no_known_term",), 0.0)
    assert wide_row("K1", empty, 2) == ["K1", "no_match", "no_known_term", 0.0, "", "", "", "", "", "", "", ""]


def test_long_rows():
    """The long layout has a row for each ranked domain, none for an empty ranking."""
    expected = [["K1", 1, "books", "Books", "Role 1", 0.75], ["K1", 2, "art", "Art", "Role 2", 0.25]]
    assert expected == list(long_rows("K1", RESULT))
    assert list(long_rows("K1", Recommendations())) == [["K1", "", "", "", "", ""]]


def test_score_records_goes_through_the_door(model):
    """Records are scored as recommend scores the same fields; identity in them is blanked."""
    fields = {"skills": "Tally, GST returns", "education": "B.Com", "text": "Name: Ruby Java"}
    expected = [model.recommend({"skills": "Tally, GST returns", "education": "B.Com"}, top_k=3)]
    assert expected == score_records([Record("K1", fields)], model, Options(top_k=3))
    assert score_records([], model, Options()) == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+cmd",
        "-cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\xa0=1",
        "\x00=1",
        "-2+3+cmd",
        "-",
        "=",
        "＝1+1",
        "＋a",
        "－a",
        "＠a",
        "\tabc",
        "-5;=1",
        "+1/0",
    ],
)
def test_formulas_are_neutralised(text):
    """What a spreadsheet would run gets an apostrophe in front and is otherwise unchanged."""
    assert "'" + text == as_text(text)


@pytest.mark.parametrize(
    "text", ["", "-5", "+5", "-1,250.50", "+91 98450 00001", "007", "NA", "K-1", "a=b", "x@y", " K1 ", "'quoted"]
)
def test_plain_text_is_kept(text):
    """Numbers, signs inside a text and everything else stay as they came."""
    assert text == as_text(text)


@pytest.mark.parametrize(
    ("cell", "text"), [(0.5, "0.500000000"), (0.1234567894, "0.123456789"), (0.0, "0.000000000"), (3, "3")]
)
def test_numbers(cell, text):
    """Scores have nine decimals, ranks none."""
    assert text == as_text(cell)


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from("=+-@\t\r\n 1a.,;'\"＝\x00\xa0"), max_size=8)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
def test_nothing_that_runs_is_left(text):
    """No cell starts with a sign of a formula after white space, unless it is a number; nothing is lost."""
    made = as_text(text)
    assert made in {text, "'" + text}
    start = re.sub(r"^[\s\x00]+", "", made)
    assert not start.startswith(("=", "@", "＝", "＋", "－", "＠"))
    if start.startswith(("+", "-")):
        assert not set(start) - set("+-0123456789 ,.\n") - {c for c in start if c.isdigit()}


def test_as_text_is_one_cell():
    """A neutralised cell survives a CSV file as one cell."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow([as_text('=a,"b"\nc')])
    assert list(csv.reader(io.StringIO(file.getvalue(), newline=""), strict=True)) == [['\'=a,"b"\nc']]
