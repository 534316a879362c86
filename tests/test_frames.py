"""Frames in, frames out: index, order and every row's own result are kept."""

import csv
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from recommender import TableError, recommend, score_csv, score_frame
from recommender.build import build_model

SKILLS = ["Tally, GST returns, TDS", "prior art search, Espacenet", "rigging, Blender"]


def _first(frame, column="Key Skills", **options):
    return score_frame(pd.DataFrame({column: frame}), top_k=1, **options)


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["z", "a", "m"]),
        pd.Index([7, 7, 7]),
        pd.Index([3, 1, 2], name="place"),
        pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)]),
        pd.date_range("2026-01-01", periods=3)[::-1],
    ],
)
def test_index_and_order_are_kept(index):
    """The result has the index of the frame, duplicates, names and levels included, and its order."""
    result = score_frame(pd.DataFrame({"skills": SKILLS}, index=index), top_k=1)
    pd.testing.assert_index_equal(index, result.index, exact=True)
    expected = [recommend({"skills": text})[0].domain for text in SKILLS]
    assert expected == result["domain_1"].tolist()


def test_columns():
    """The columns are those of the wide file."""
    expected = ["candidate_id", "status", "reasons", "confidence", "domain_1", "role_1", "score_1"]
    expected += ["domain_2", "role_2", "score_2", "matched_skills", "missing_skills"]
    assert expected == list(score_frame(pd.DataFrame({"skills": SKILLS}), top_k=2).columns)


def test_frame_is_not_changed():
    """The frame that came in stays as it was."""
    frame = pd.DataFrame({"Name": ["Maya", None], "skills": ["Tally", np.nan]})
    before = frame.copy(deep=True)
    score_frame(frame)
    pd.testing.assert_frame_equal(before, frame)


def test_as_the_file_says(sample_csv, tmp_path):
    """A frame and the file that it was read from get the same results."""
    score_csv(sample_csv, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    result = score_frame(pd.read_csv(sample_csv, dtype=str, keep_default_na=False))
    assert [row["candidate_id"] for row in expected] == result["candidate_id"].tolist()
    for column in ("status", "reasons", "domain_1", "role_1", "domain_3", "matched_skills", "missing_skills"):
        assert [row[column] for row in expected] == result[column].tolist()
    for column in ("confidence", "score_1", "score_2", "score_3"):
        given = ["" if value == "" else f"{value:.9f}" for value in result[column].tolist()]
        assert [row[column] for row in expected] == given


@pytest.mark.parametrize("nothing", [None, np.nan, float("nan"), pd.NA, pd.NaT, "", np.float32("nan")])
def test_missing_cells_say_nothing(nothing):
    """None, NaN, NA and NaT are no words: the row scores as if the column were not there."""
    frame = pd.DataFrame({"skills": ["Tally, GST", "Tally"], "remarks": pd.Series([nothing, "fresher"], dtype=object)})
    result = score_frame(frame, top_k=1)
    assert recommend({"skills": "Tally, GST"})[0].score == result["score_1"].tolist()[0]
    assert _first([nothing]).loc[0, ["status", "reasons"]].tolist() == ["no_match", "empty_profile"]


@pytest.mark.parametrize("column", [[2.5, np.nan], [3, 4], [True, False], [dt.date(2026, 1, 1), None]])
def test_other_values(column):
    """Numbers, truth values and dates are taken without an error and rank nothing by themselves."""
    result = score_frame(pd.DataFrame({"skills": ["Tally", "Tally"], "experience": column}), top_k=1)
    assert {recommend("Tally")[0].domain} == set(result["domain_1"])


def test_lists_in_cells():
    """A list of skills counts as its items."""
    assert recommend({"skills": ["Tally", "GST"]})[0].score == _first([["Tally", "GST"]])["score_1"][0]


def test_strings_of_every_dtype():
    """Text columns of pandas' own types score as plain text."""
    for dtype in (object, "string", "category"):
        result = _first(pd.Series(SKILLS, dtype=dtype))
        assert [recommend({"skills": text})[0].score for text in SKILLS] == result["score_1"].tolist()


def test_duplicate_columns():
    """Two columns of one name are both read."""
    frame = pd.DataFrame([["Tally", "GST returns"]], columns=["Skills", "Skills"])
    assert recommend({"skills": "Tally\nGST returns"})[0].score == score_frame(frame)["score_1"][0]


def test_identity_is_never_read():
    """Columns that say who somebody is change nothing."""
    frame = pd.DataFrame({"skills": SKILLS})
    known = frame.assign(Name=["Ruby", "Java", "Maya"], DOB="Tally", **{"Father's Name": "GST"})
    pd.testing.assert_frame_equal(score_frame(frame), score_frame(known))


def test_ids():
    """An id column is shown as text; without one, rows are numbered from 1."""
    frame = pd.DataFrame({"id": ["007", 5, "NA"], "skills": SKILLS})
    assert score_frame(frame)["candidate_id"].tolist() == ["007", "5", "NA"]
    assert _first(SKILLS)["candidate_id"].tolist() == ["1", "2", "3"]


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA])
def test_a_missing_id_is_empty(nothing):
    """A missing id is empty, as it is in a file, not the word nan."""
    frame = pd.DataFrame({"id": pd.Series(["K1", nothing], dtype=object), "skills": SKILLS[:2]})
    assert score_frame(frame)["candidate_id"].tolist() == ["K1", ""]


def test_chosen_columns():
    """`columns` points a field to a heading; a heading may be a number."""
    frame = pd.DataFrame({"stuff": SKILLS, 5: ["a", "b", "c"]})
    result = score_frame(frame, columns={"skills": "stuff", "candidate_id": "5"})
    assert result["candidate_id"].tolist() == ["a", "b", "c"]
    assert [recommend({"skills": text})[0].score for text in SKILLS] == result["score_1"].tolist()


def test_no_rows():
    """A frame without rows gives a frame without rows and all columns."""
    result = score_frame(pd.DataFrame({"skills": []}), top_k=1)
    assert result.shape == (0, 9)


def test_own_model(tiny_catalog):
    """Another model ranks its own domains."""
    assert _first(["Tally Prime"], model=build_model(tiny_catalog))["domain_1"].tolist() == ["Books"]


def test_places_without_a_domain():
    """Places without a domain are empty, and so are those of an unknown profile."""
    result = score_frame(pd.DataFrame({"skills": ["qwerty"]}), top_k=1)
    assert result.loc[0].tolist() == ["1", "no_match", "no_known_term", 0.0, "", "", "", "", ""]


@pytest.mark.parametrize(
    ("frame", "columns", "match"),
    [
        ([{"skills": "Tally"}], None, "score_frame needs a pandas DataFrame, got list. Use recommend_many"),
        (pd.Series(["Tally"]), None, "score_frame needs a pandas DataFrame, got Series"),
        (pd.DataFrame({"Name": ["x"]}), None, "the frame: no column that can be scored among 'Name'"),
        (pd.DataFrame(), None, "the frame: no column that can be scored"),
        (pd.DataFrame({"skills": ["x"]}), {"skills": "z"}, "columns: no column 'z'; the columns are 'skills'"),
        (pd.DataFrame({"skills": ["x"]}), {"hue": "skills"}, "columns: unknown field 'hue'"),
        (pd.DataFrame({"Name": ["x"]}), {"skills": "Name"}, "columns: column 'Name' says who a person is"),
    ],
)
def test_what_is_no_table(frame, columns, match):
    """What cannot be scored is named."""
    with pytest.raises(TableError, match=match):
        score_frame(frame, columns=columns)


@pytest.mark.parametrize("top_k", [0, -1, True, "3"])
def test_top_k(top_k):
    """top_k is a whole number of 1 or more."""
    with pytest.raises(ValueError, match="top_k must be a whole number of 1 or more"):
        score_frame(pd.DataFrame({"skills": SKILLS}), top_k=top_k)
