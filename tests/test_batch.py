"""Files of candidates in, files of rankings out: nothing lost, nothing half written, the same bytes every way."""

import csv
import gc
import re
import string
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recommender import BatchReport, NotATableError, TableError, batch, recommend, score_csv
from recommender.build import build_model
from recommender.frames import rank_frame

GOOD = "candidate_id,skills\nK1,Tally and GST returns\nK2,prior art search\n"


def _table(path):
    """Rows of a CSV, read by another reader with nothing forgiven."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def run(tmp_path):
    """Text in; report, output rows and rejects out."""

    def _run(content, **options):
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        report = score_csv(source, target, **options)
        rejects = tmp_path / "out.rejects.csv"
        return report, _table(target), _table(rejects) if rejects.exists() else None

    return _run


# ------------------------------------------------------------------ what comes out


def test_the_sample(sample_csv, tmp_path):
    """Every sample candidate has one row, in input order, with what recommend says of the same row."""
    report = score_csv(sample_csv, tmp_path / "out.csv")
    people, rows = _table(sample_csv), _table(tmp_path / "out.csv")
    assert len(people) == report.rows == report.scored == len(rows)
    assert [person["Candidate ID"] for person in people] == [row["candidate_id"] for row in rows]
    for person, row in zip(people, rows, strict=True):
        result = recommend(person, top_k=3)
        assert (result.status, "; ".join(result.reasons)) == (row["status"], row["reasons"])
        assert f"{result.confidence:.9f}" == row["confidence"]
        for item in result:
            expected = (item.domain, item.roles[0].title, f"{item.score:.9f}")
            assert expected == tuple(row[f"{name}_{item.rank}"] for name in ("domain", "role", "score"))
        assert "; ".join(skill.name for item in result[:1] for skill in item.matched) == row["matched_skills"]
    assert Counter(row["status"] for row in rows) == report.statuses


def test_report_of_the_sample(sample_csv, tmp_path):
    """The report lists columns that were used and never read, in the file's order."""
    report = score_csv(sample_csv, tmp_path / "out.csv")
    used = ("Candidate ID", "Candidate Qualification", "Key Skills", "Current Designation", "Total Experience")
    assert report.used == (*used, "Remarks")
    assert report.never_read == ("Candidate Name", "E-mail ID", "Mobile No.")
    assert (report.ignored, report.encoding, report.delimiter, report.rejects) == ((), "utf-8", ",", "")
    assert "60 rows: 60 scored (" in str(report)
    assert "never read: 'Candidate Name', 'E-mail ID', 'Mobile No.'" in str(report)
    assert not (tmp_path / "out.rejects.csv").exists()


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_every_way_gives_the_same_bytes(sample_csv, tmp_path, layout):
    """Chunk size and workers change no byte."""
    target = tmp_path / "out.csv"
    score_csv(sample_csv, target, layout=layout)
    expected = target.read_bytes()
    for options in ({"chunk_size": 1}, {"chunk_size": 7}, {"chunk_size": 1000}, {"jobs": 2, "chunk_size": 7}):
        score_csv(sample_csv, target, layout=layout, **options)
        assert expected == target.read_bytes()


def test_row_order_changes_no_row(sample_csv, tmp_path):
    """The reversed file gives the same rows, reversed."""
    people = _table(sample_csv)
    with (tmp_path / "back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(people[0]))
        writer.writeheader()
        writer.writerows(reversed(people))
    score_csv(sample_csv, tmp_path / "out.csv")
    score_csv(tmp_path / "back.csv", tmp_path / "tuo.csv")
    assert _table(tmp_path / "out.csv")[::-1] == _table(tmp_path / "tuo.csv")


@pytest.mark.parametrize("jobs", [1, 2])
def test_own_model(tiny_catalog, tmp_path, jobs):
    """Another model ranks its own domains, also in the workers."""
    (tmp_path / "in.csv").write_text("candidate_id,skills\nK1,Tally Prime\nK2,rigging in Blender\nK3,Tally Prime\n")
    model = build_model(tiny_catalog)
    score_csv(tmp_path / "in.csv", tmp_path / "out.csv", model=model, jobs=jobs, chunk_size=1, top_k=1)
    assert [row["domain_1"] for row in _table(tmp_path / "out.csv")] == ["Books", "Art", "Books"]


def test_the_collector_rests_until_the_first_rows_are_ranked(sample_csv, tmp_path, monkeypatch):
    """While a run starts, Python's collector is off; it is on when rows are taken, after the run, and after one that failed."""
    seen = []

    class Seen(batch.Run):
        def __init__(self, *args, **options):
            seen.append(gc.isenabled())
            super().__init__(*args, **options)

        def take(self, ranked):
            seen.append(gc.isenabled())
            if len(seen) > 2:
                raise KeyboardInterrupt
            super().take(ranked)

    monkeypatch.setattr(batch, "Run", Seen)
    with pytest.raises(KeyboardInterrupt):
        score_csv(sample_csv, tmp_path / "out.csv", chunk_size=10)
    assert [False, True, True] == seen
    with pytest.raises(TableError, match=r"none\.csv"):
        score_csv(tmp_path / "none.csv", tmp_path / "out.csv")
    assert gc.isenabled()


def test_header_only(run):
    """A header without rows gives a header without rows."""
    report, rows, rejects = run("candidate_id,skills\n")
    assert ((report.rows, report.scored, report.rejected), rows, rejects) == ((0, 0, 0), [], None)


def test_long_layout(run, tmp_path):
    """The long layout has a row for each ranked domain; a candidate without one has one row without a domain."""
    report, rows, _ = run("candidate_id,skills\nK1,Tally and GST returns\nK2,qwerty\n", layout="long", top_k=2)
    expected = [
        ("K1", str(item.rank), item.domain_id, item.domain, item.roles[0].title, f"{item.score:.9f}")
        for item in recommend({"skills": "Tally and GST returns"}, top_k=2)
    ]
    expected.append(("K2", "", "", "", "", ""))
    assert (expected, 2) == ([tuple(row.values()) for row in rows], report.scored)
    header = (tmp_path / "out.csv").read_text().splitlines()[0]
    assert header == "candidate_id,rank,domain_id,domain,role,score"


def test_wide_header_and_places(run):
    """The wide layout has three columns for each place; unknown profiles leave them empty."""
    _, rows, _ = run("candidate_id,skills\nK1,qwerty\n", top_k=2)
    assert rows == [
        {
            "candidate_id": "K1",
            "status": "no_match",
            "reasons": "no_known_term",
            "confidence": "0.000000000",
            "domain_1": "",
            "role_1": "",
            "score_1": "",
            "domain_2": "",
            "role_2": "",
            "score_2": "",
            "matched_skills": "",
            "missing_skills": "",
        }
    ]


@pytest.mark.parametrize("top_k", [15, 40])
def test_top_k_beyond_the_catalogue(run, top_k):
    """There are as many places as asked for, also where there are fewer domains."""
    _, rows, _ = run(GOOD, top_k=top_k)
    assert 4 + 3 * top_k + 2 == len(rows[0])


def test_ids_are_row_numbers_where_there_is_no_id_column(run):
    """Without an id column a candidate is called by the number of its row, rejected rows counted."""
    _, rows, _ = run("skills\nTally\n\nJava\n", chunk_size=1)
    assert [row["candidate_id"] for row in rows] == ["1", "3"]


def test_ids_and_cells_stay_text(run):
    """`007` and `NA` are ids like any other; an empty id stays empty."""
    _, rows, _ = run("roll no,skills\n007,Tally\nNA,Tally\n,Tally\n1e5,Tally\n 7 ,Tally\n")
    assert [row["candidate_id"] for row in rows] == ["007", "NA", "", "1e5", " 7 "]


def test_na_is_a_word_like_any_other(run):
    """A cell that says NA is not missing: the same profile as by a single call."""
    _, rows, _ = run("candidate_id,skills,remarks\nK1,NA,Tally\n", top_k=1)
    assert f"{recommend({'skills': 'NA', 'remarks': 'Tally'})[0].score:.9f}" == rows[0]["score_1"]


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("+91 98450 00001", "+91 98450 00001"),
    ],
)
def test_formulas_in_the_id(run, raw, shown, layout):
    """An id that a spreadsheet would run is neutralised; a number is not touched."""
    _, rows, _ = run(f'candidate_id,skills\n"{raw}",Tally\n', layout=layout)
    assert {shown} == {row["candidate_id"] for row in rows}


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("raw", ["K\r1", "\rK1", "K1\r", "K\n1", 'K"1', "K,1", "K\r=1+1"])
def test_an_odd_id_is_one_cell(run, raw, layout):
    """Line ends, quotes and commas in an id do not break the output's rows."""
    quoted = raw.replace('"', '""')
    _, rows, _ = run(f'candidate_id,skills\n"{quoted}",Tally\nK2,Tally\n', layout=layout)
    assert {raw if raw[0] != "\r" else "'" + raw, "K2"} == {row["candidate_id"] for row in rows}


# ------------------------------------------------------------------ columns


def test_map(run):
    """`columns` points a field to a heading that would not be known."""
    report, rows, _ = run("x,y\nTally and GST returns,K9\n", columns={"skills": "x", "candidate_id": "y"}, top_k=1)
    assert (report.used, rows[0]["candidate_id"]) == (("x", "y"), "K9")
    assert f"{recommend({'skills': 'Tally and GST returns'})[0].score:.9f}" == rows[0]["score_1"]


@pytest.mark.parametrize(
    ("columns", "match"),
    [
        ({"skills": "z"}, "no column 'z'; the columns are 'candidate_id', 'skills'"),
        ({"height": "skills"}, "unknown field 'height'; the fields are education"),
    ],
)
def test_wrong_map(run, tmp_path, columns, match):
    """A wrong choice is an error and writes nothing."""
    with pytest.raises(TableError, match=match):
        run(GOOD, columns=columns)
    assert list(_content(tmp_path)) == ["in.csv"]


def test_no_known_column(run, tmp_path):
    """A table without a column to score is no table of candidates; nothing is written."""
    with pytest.raises(NotATableError, match="no column that can be scored among 'Name', 'Salary'"):
        run("Name,Salary\nMaya,3\n")
    assert list(_content(tmp_path)) == ["in.csv"]


_HEADINGS = ["Name", "Candidate Name", "Father's Name", "E-mail ID", "Mobile No", "D.O.B", "Date of Birth", "Gender"]
_HEADINGS += ["Religion", "Caste Category", "Marital Status", "Mother Name", "Nationality", "Aadhaar No", "PAN", "Age"]
_HEADINGS += ["Passport Number", "Address", "Permanent Address", "Photo", "Phone Number", "Spouse Name", "Full Name"]
_HEADINGS += ["Father's Occupation", "Mother's Qualification", "Contact Details", "Profile Photo", "Address Info"]
_CHANGES = [
    str,
    str.upper,
    str.lower,
    str.title,
    lambda heading: heading.replace(" ", "_"),
    lambda heading: heading.replace(" ", ""),
    lambda heading: f"  {heading} ",
    lambda heading: f"{heading} *",
    lambda heading: f"{heading}:",
    lambda heading: f"{heading} (required)",
    lambda heading: heading.replace(" ", "\n"),
]
_ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffd"), max_size=60)
_PERSON = (
    st.sampled_from(["Maya", "Ruby Java", "Julia", "=Tally", "CA Inter, GST", "LLB\nlawyer", "", "माया"]) | _ANYTHING
)


@settings(max_examples=120, deadline=None)
@given(
    heading=st.builds(lambda name, change: change(name), st.sampled_from(_HEADINGS), st.sampled_from(_CHANGES)),
    people=st.lists(_PERSON, min_size=2, max_size=2),
    place=st.integers(0, 3),
)
def test_who_somebody_is_changes_no_byte(tmp_path_factory, heading, people, place):
    """Whatever stands in a column of identity, under whatever heading, the output is the same to the byte."""
    folder = tmp_path_factory.mktemp("who")
    rows = [["candidate_id", "skills", "remarks"], ["K1", "Tally, GST", "fresher"], ["K2", "Java, Maya", "animator"]]
    outputs = []
    for cells in (None, ["", ""], people):
        table = [list(row) for row in rows]
        if cells is not None:
            for row, cell in zip(table, [heading, *cells], strict=True):
                row.insert(place, cell)
        with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
        report = score_csv(folder / "in.csv", folder / "out.csv")
        outputs.append((report.rejected, (folder / "out.csv").read_bytes()))
    assert outputs[0] == outputs[1] == outputs[2]


# ------------------------------------------------------------------ rejects


def test_rejects_file(run):
    """Each rejected row is named with its line, a code and a message; the others are scored."""
    report, rows, rejects = run('candidate_id,skills\nK1\nK2,"Ta"lly\n\nK3,a,b\nK4,x\x00\n"K5,Tally\nK6,Java\n')
    assert [
        ("2", "missing-cell", "1 cells where the header has 2"),
        ("3", "bad-quoting", rejects[1]["message"]),
        ("4", "blank-row", "the line is empty"),
        ("5", "extra-cell", "3 cells where the header has 2"),
        ("6", "nul-byte", "the row holds a NUL byte"),
        ("7", "unclosed-quote", "a quote is opened and never closed"),
    ] == [tuple(reject.values()) for reject in rejects]
    assert (report.rows, report.scored, report.rejected) == (7, 1, 6)
    assert [row["candidate_id"] for row in rows] == ["K6"]
    assert dict.fromkeys((reject["code"] for reject in rejects), 1) == report.reject_codes
    assert "7 rows: 1 scored (" in str(report)
    assert "out.rejects.csv" in str(report)


def test_rejects_where_asked(run, tmp_path):
    """A rejects file that was asked for is written also if it is empty."""
    report, _, beside = run(GOOD, rejects=tmp_path / "bad.csv")
    assert (tmp_path / "bad.csv").read_bytes() == b"line,code,message\n"
    assert (str(tmp_path / "bad.csv"), None) == (report.rejects, beside)


@pytest.mark.parametrize("name", ["same", "hard", "soft", "dotted"])
@pytest.mark.parametrize("what", ["output", "rejects"])
def test_never_over_an_input(tmp_path, name, what):
    """The input is not written over, by whatever name it is called."""
    source = tmp_path / "in.csv"
    source.write_text(GOOD)
    (tmp_path / "folder").mkdir()
    (tmp_path / "hard").hardlink_to(source)
    (tmp_path / "soft").symlink_to(source)
    other = {"same": source, "dotted": tmp_path / "folder" / ".." / "in.csv"}.get(name, tmp_path / name)
    target, rejects = (other, None) if what == "output" else (tmp_path / "out.csv", other)
    with pytest.raises(TableError, match=r"is the same file as the input\. Choose another path\."):
        score_csv(source, target, rejects=rejects)
    assert GOOD == source.read_text() == (tmp_path / "hard").read_text()
    assert not (tmp_path / "out.csv").exists()


def test_default_rejects_over_the_input(tmp_path):
    """The rejects of an earlier run, scored again, are not written over by the new rejects."""
    source = tmp_path / "out.rejects.csv"
    source.write_text(GOOD)
    with pytest.raises(TableError, match="the rejects file is the same file as the input"):
        score_csv(source, tmp_path / "out.csv")
    assert source.read_text() == GOOD


@pytest.mark.parametrize("name", ["out.csv", "-"])
def test_rejects_over_the_output(tmp_path, name):
    """Output and rejects do not share a file, nor standard output."""
    (tmp_path / "in.csv").write_text(GOOD + "K3\n")
    target = "-" if name == "-" else tmp_path / name
    with pytest.raises(TableError, match="the rejects file is the same file as the output"):
        score_csv(tmp_path / "in.csv", target, rejects=target)


def test_an_error_leaves_the_old_output(tmp_path, monkeypatch):
    """A failure in the middle leaves the old output, the input, and nothing else."""
    (tmp_path / "in.csv").write_text("skills\n\nTally\nJava\n")
    (tmp_path / "out.csv").write_text("old")
    before = _content(tmp_path)

    def failing(frame, *arguments, **options):
        if frame["skills"].tolist() == ["Java"]:
            msg = "failed in the middle"
            raise ValueError(msg)
        return rank_frame(frame, *arguments, **options)

    monkeypatch.setattr("recommender.chunks.rank_frame", failing)
    monkeypatch.setattr("recommender.engine.KPORecommender.fast_path", lambda *_: None)
    with pytest.raises(ValueError, match="failed in the middle"):
        score_csv(tmp_path / "in.csv", tmp_path / "out.csv", chunk_size=1)
    assert before == _content(tmp_path)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"top_k": 0}, "top_k must be a whole number of 1 or more, got 0"),
        ({"top_k": True}, "top_k must be a whole number of 1 or more, got True"),
        ({"jobs": -1}, "jobs must be a whole number of 1 or more, got -1"),
        ({"chunk_size": 2.5}, r"chunk_size must be a whole number of 1 or more, got 2\.5"),
        ({"layout": "tall"}, "layout must be one of wide, long, roles, got 'tall'"),
    ],
)
def test_options(run, options, match):
    """An option out of range is named with what came."""
    with pytest.raises(ValueError, match=match):
        run(GOOD, **options)


def test_report_as_data():
    """A report is plain data, with every count at zero to begin with."""
    expected = {"rows": 0, "scored": 0, "rejected": 0, "statuses": {}, "reject_codes": {}, "used": (), "ignored": ()}
    expected |= {"never_read": (), "encoding": "", "delimiter": "", "notes": (), "source": "", "output": ""}
    expected |= {"rejects": "", "sha256": {}, "options": {}, "versions": {}, "started": "", "seconds": 0.0}
    expected |= {"rows_per_second": 0.0}
    assert expected == BatchReport().to_dict()


# ------------------------------------------------------------------ properties

_PIECES = [
    '"',
    '""',
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    "\x00",
    "é",
    "€",
    "Tally",
    "GST",
    " ",
    "=",
    "'",
    "\t",
    "\ufeff",
    "NA",
]
_DIRTY = st.lists(st.sampled_from([*_PIECES, "007", "|", "K,", ",Java", "\n\n"]), max_size=30).map("".join)
_FIRST = "K0," + "Tally " * 200 + "\n"


@settings(max_examples=200, deadline=None)
@given(dirty=_DIRTY)
@example(dirty='"\r"x')
@example(dirty='a,"')
def test_no_row_is_lost(tmp_path_factory, dirty):
    """Rows in are rows scored and rows rejected; what follows the dirt is scored; without quotes, rows are lines."""
    folder = tmp_path_factory.mktemp("dirty")
    body = _FIRST + dirty + "\nKEND,Java\n"
    (folder / "in.csv").write_bytes(("candidate_id,skills\n" + body).encode())
    report = score_csv(folder / "in.csv", folder / "out.csv", rejects=folder / "bad.csv", chunk_size=3)
    rows, rejects = _table(folder / "out.csv"), _table(folder / "bad.csv")
    assert report.rows == report.scored + report.rejected
    assert (report.scored, report.rejected) == (len(rows), len(rejects))
    assert Counter(reject["code"] for reject in rejects) == report.reject_codes
    assert (rows[0]["candidate_id"], rows[-1]["candidate_id"]) == ("K0", "KEND")
    lines = [int(reject["line"]) for reject in rejects]
    physical = re.split(r"\r\n|\r|\n", body.removesuffix("\n"))
    assert sorted(set(lines)) == lines
    assert all(3 <= line <= len(physical) for line in lines)
    if '"' not in dirty:
        assert len(physical) == report.rows
        fine = [line.split(",")[0] for line in physical if _is_fine(line)]
        assert len(fine) == report.scored
        assert all(row["candidate_id"] in {came, "'" + came} for came, row in zip(fine, rows, strict=True))


def _is_fine(line):
    """Whether a line without quotes has two cells, one of them filled, and at most empty ones behind them."""
    others = line.split(",")[1:]
    return bool(others and line.replace(",", "").strip()) and "\x00" not in line and not "".join(others[1:]).strip()


@settings(max_examples=60, deadline=None)
@given(ids=st.lists(st.text(string.printable.replace("\x00", ""), max_size=12), min_size=1, max_size=5))
def test_ids_come_through(tmp_path_factory, ids):
    """Every id comes out as it came in, at most with an apostrophe in front."""
    folder = tmp_path_factory.mktemp("ids")
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("id", "skills"), *((name, "Tally") for name in ids)])
    score_csv(folder / "in.csv", folder / "out.csv", top_k=1)
    found = [row["candidate_id"] for row in _table(folder / "out.csv")]
    assert len(ids) == len(found)
    assert all(came in {name, "'" + name} for came, name in zip(found, ids, strict=True))
