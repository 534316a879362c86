"""What a list of candidates lacks, counted."""

import csv
import io
import re
from pathlib import Path

import pytest

from recommender import KPORecommender, Profile, TableError, score_csv
from recommender.gapping import gaps_of_file
from recommender.gaps import NO_COURSE, find_gaps
from recommender.rows import Record
from recommender.tally import SHOWN, Tally

PEOPLE = (
    "id,Name,Education,Key Skills\n"
    '1,Maya,B.Com,"Tally, GST returns"\n'
    '2,Ruby,B.Com,"Tally, GST returns, TDS compliance, bank reconciliation, bookkeeping, income tax return"\n'
    "3,Asha,LLB,document review\n"
    "4,Lal,8th,driving truck\n"
    "5,Bano,,\n"
)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def records() -> list[Record]:
    rows = list(csv.DictReader(io.StringIO(PEOPLE)))
    return [Record(r["id"], {"education": r["Education"], "skills": r["Key Skills"]}) for r in rows]


def test_every_candidate_is_counted_once_by_domain(model: KPORecommender) -> None:
    """Those with a match stand in one domain each; the others only in the statuses."""
    found = find_gaps([tuple(records())], model)
    assert 5 == found.tally.statuses.total()
    ranked = 5 - found.tally.statuses["no_match"]
    assert ranked == sum(group.candidates for group in found.domains.values())
    assert 2 == found.domains["Financial Consultancy and Services"].candidates


def test_chunks_do_not_change_the_counts(model: KPORecommender) -> None:
    """One chunk of five or five of one give the same rows."""
    whole, single = find_gaps([tuple(records())], model), find_gaps([(r,) for r in records()], model)
    assert list(whole.rows()) == list(single.rows())
    assert list(whole.sentences()) == list(single.sentences())


def test_a_skill_counts_as_moving_where_adding_it_makes_a_match(model: KPORecommender) -> None:
    """Each skill said to move a candidate does: the changed profile is a match; the others are not."""
    candidate = records()[2]
    result = model.recommend(Profile(**candidate.fields))
    assert "review" == result.status
    found = find_gaps([(candidate,)], model)
    (group,) = found.domains.values()
    for requirement in result[0].missing:
        if requirement.kind != "qualification":
            status = model.recommend(Profile(**candidate.fields).with_skill(requirement.name)).status
            assert (status == "match") == bool(group.moved[requirement.name])


def test_courses_are_degrees_held_or_pursued(model: KPORecommender) -> None:
    """A course gathers who names the degree; who names none is told so."""
    more = [
        Record("6", {"education": "pursuing LLB", "skills": "contract drafting, redlining"}),
        Record("7", {"skills": "OSPF, BGP, CCNA"}),
    ]
    found = find_gaps([(*records(), *more)], model)
    assert 2 == found.courses["LLB"].candidates
    assert 2 == found.courses["B.Com"].candidates
    assert 1 == found.courses[NO_COURSE].candidates


def test_the_csv_and_the_page_say_the_same(people: Path, tmp_path: Path) -> None:
    """Every gap stands in the CSV; the page counts all five and names nobody."""
    found, done = gaps_of_file(people, output=tmp_path / "gaps.csv", page=tmp_path / "gaps.html")
    rows = rows_of(tmp_path / "gaps.csv")
    assert len(list(found.rows())) == len(rows)
    assert {"domain", "course"} == {row["group"] for row in rows}
    assert (5, 5, 0) == (done.rows, done.scored, done.rejected)
    page = (tmp_path / "gaps.html").read_text(encoding="utf-8")
    assert not re.search("Maya|Ruby|Asha", page)
    assert "Financial Consultancy and Services" in page


def test_the_page_never_overwrites_its_input(people: Path) -> None:
    """A report path that is the input is refused, and the input stays."""
    with pytest.raises(TableError, match="same file as the input"):
        gaps_of_file(people, page=people)
    with pytest.raises(TableError, match="same file as the input"):
        score_csv(people, people.with_name("out.csv"), report=people)
    assert PEOPLE == people.read_text(encoding="utf-8")


def test_a_batch_report_shows_ids_and_reasons_but_no_names(people: Path, tmp_path: Path) -> None:
    """Names appear only in the columns that were asked for, and then only in the CSV."""
    score_csv(people, tmp_path / "out.csv", report=tmp_path / "r.html", keep=("Name",))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "GST returns" in page
    assert "Maya" not in page
    rows = rows_of(tmp_path / "out.csv")
    assert ["Maya", "Ruby", "Asha", "Lal", "Bano"] == [row["Name"] for row in rows]


def test_markup_in_a_row_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    """An id that is a script stands in the page as text."""
    path = tmp_path / "x.csv"
    path.write_text('id,skills\n<script>alert(1)</script>,"Tally, GST returns, TDS"\n', encoding="utf-8")
    score_csv(path, tmp_path / "out.csv", report=tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_without_reasons_only_the_reasons_are_missing(people: Path, tmp_path: Path) -> None:
    """Status, confidence, domains and scores are the same; matched and missing skills are empty."""
    score_csv(people, tmp_path / "with.csv")
    score_csv(people, tmp_path / "without.csv", reasons=False)
    read = [rows_of(tmp_path / f"{n}.csv") for n in ("with", "without")]
    for full, bare in zip(*read, strict=True):
        assert ("", "") == (bare.pop("matched_skills"), bare.pop("missing_skills"))
        del full["matched_skills"], full["missing_skills"]
        assert full == bare


def test_jobs_do_not_change_a_report(people: Path, tmp_path: Path) -> None:
    """One worker or two, chunks of one or all: the same page to the byte."""
    for name, options in (("a", {}), ("b", {"jobs": 2, "chunk_size": 1})):
        score_csv(people, tmp_path / f"{name}.csv", report=tmp_path / f"{name}.html", **options)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_tally_holds_at_most_a_thousand_rows(model: KPORecommender) -> None:
    """Counts go on, shown rows stop."""
    result, tally = model.recommend("LLB, document review"), Tally()
    for number in range(SHOWN + 5):
        tally.add(str(number), result)
    other = Tally()
    other.add("last", result)
    tally.merge(other)
    assert (SHOWN, SHOWN + 6) == (len(tally.shown), tally.statuses.total())
