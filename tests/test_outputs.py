"""Every format of the output holds the same rows, and reads back by another library as what was written."""

import csv
import gzip
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from recommender import TableError, score_csv
from recommender.build import build_model
from recommender.outputs import CSV, LINES, SPOOL, TSV, Kind, Schema, encode, header, kind_of
from recommender.rows import Options

LONG = Schema.of(Options(layout="long"), ["note"])
FRAME = pd.DataFrame(
    [
        ["=1+1", 1, "books", "Books", 'Clerk, "ledger"', 0.75, "a\rb"],
        ["K\n2", "", "", "", "", "", "@x"],
        ["ह", 2, "art", "Art", "", 0.123456789, "tab\there"],
    ],
    columns=LONG.names,
    dtype=object,
)


@pytest.fixture
def model(tiny_catalog):
    """A small model."""
    return build_model(tiny_catalog)


@pytest.fixture
def source(tmp_path):
    """Candidates with what is hard to write."""
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("id", "skills", "candidate_id note"),
                ("=1+1", "Tally Prime, invoice matching", "a,b"),
                ("K\r2", "rigging, Blender", '"x"'),
                ("_x0041_", "qwerty", "http://a.example"),
                ("007", "Tally Prime", "{=1}"),
                ("ह\n€", "bookkeeping", "\x0b"),
            ]
        )
    return path


def _read(path):
    """Header and rows, by the library that knows the format; numbers as numbers."""
    if path.suffix == ".parquet":
        from pyarrow import parquet

        data = parquet.read_table(path)
        return data.column_names, [list(row.values()) for row in data.to_pylist()]
    if path.suffix == ".xlsx":
        from python_calamine import CalamineWorkbook

        first, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        return first, rows
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if ".jsonl" in path.name:
        found = [json.loads(line) for line in data.decode().split("\n")[:-1]]
        return list(found[0]), [list(row.values()) for row in found]
    delimiter = "\t" if ".tsv" in path.name else ","
    first, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True, delimiter=delimiter)
    return first, rows


def _plain(cell):
    """A cell as the CSV shows it."""
    return f"{cell:.9f}" if isinstance(cell, float) else "" if cell is None else str(cell)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", Kind(CSV)),
        ("a", Kind(CSV)),
        ("a.txt", Kind(CSV)),
        ("-", Kind(CSV)),
        ("A.TSV", Kind(TSV)),
        ("a.csv.gz", Kind(CSV, "gz")),
        ("a.gz", Kind(CSV, "gz")),
        ("a.jsonl", Kind(LINES)),
        ("a.jsonl.gz", Kind(LINES, "gz")),
        ("a.parquet", Kind(SPOOL, "parquet")),
        ("a.xlsx", Kind(SPOOL, "xlsx", 1_048_575)),
    ],
)
def test_kind(name, kind):
    """The ending names the format; CSV is what is left."""
    assert kind == kind_of(name)


def test_csv():
    """Cells are quoted where they must be, formulas neutralised, scores have nine decimals, empty places stay empty."""
    expected = '\'=1+1,1,books,Books,"Clerk, ""ledger""",0.750000000,"a\rb"\n'
    expected += '"K\n2",,,,,,\'@x\nह,2,art,Art,,0.123456789,tab\there\n'
    assert expected.encode() == encode(FRAME, LONG, Kind(CSV))
    assert header(LONG, Kind(CSV)) == b"candidate_id,rank,domain_id,domain,role,score,note\n"


def test_tsv():
    """With tabs between cells, a tab is what is quoted, and a comma is not."""
    last = encode(FRAME, LONG, Kind(TSV)).decode().split("\n")[-2]
    assert last == 'ह\t2\tart\tArt\t\t0.123456789\t"tab\there"'
    assert b'\t"Clerk, ""ledger"""\t' in encode(FRAME, LONG, Kind(TSV))


def test_json_lines():
    """One object a line: scores and ranks are numbers, empty places null."""
    rows = [json.loads(line) for line in encode(FRAME, LONG, Kind(LINES)).decode().splitlines()]
    assert rows[1] == dict(zip(LONG.names, ["K\n2", None, "", "", "", None, "'@x"], strict=True))
    assert [0.75, None, 0.123456789] == [row["score"] for row in rows]
    assert [1, None, 2] == [row["rank"] for row in rows]
    assert header(LONG, Kind(LINES)) == b""


def test_json_names():
    """A copied column that is called like one of ours is there beside it."""
    schema = Schema.of(Options(layout="long"), ["rank"])
    row = json.loads(encode(FRAME.set_axis(schema.names, axis=1), schema, Kind(LINES)).decode().split("\n")[0])
    assert (1, "a\rb") == (row["rank"], row["rank (2)"])


def test_no_time_of_its_own(source, tmp_path, model):
    """Neither gzip nor Excel files carry the time of the run, so that the same rows give the same bytes."""
    pytest.importorskip("xlsxwriter", reason="the extra excel is not installed")
    score_csv(source, tmp_path / "out.csv.gz", model=model)
    score_csv(source, tmp_path / "out.xlsx", model=model)
    assert bytes(4) == (tmp_path / "out.csv.gz").read_bytes()[4:8]
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        assert b">2000-01-01T00:00:00Z</dcterms:created>" in book.read("docProps/core.xml")
        assert {1980} == {member.date_time[0] for member in book.infolist()}


def test_numbers_of_a_typed_frame():
    """Columns of numbers with gaps, as a faster path makes them, are written like any other."""
    typed = FRAME.assign(score=[0.75, np.nan, 0.123456789], rank=pd.array([1, None, 2], dtype="Int64"))
    assert encode(FRAME, LONG, Kind(CSV)) == encode(typed, LONG, Kind(CSV))


def test_names_stand_once():
    """A copied column that is called like one of ours is numbered where names must differ."""
    schema = Schema.of(Options(layout="long"), ["rank", "rank", "rank (2)"])
    assert schema.distinct()[-3:] == ("rank (2)", "rank (3)", "rank (2) (2)")
    assert schema.names[-3:] == ("rank", "rank", "rank (2)")


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("ending", ["tsv", "jsonl", "csv.gz", "tsv.gz", "jsonl.gz", "parquet", "xlsx"])
def test_every_format_holds_the_same_rows(source, tmp_path, model, layout, ending):
    """Names, texts and numbers are those of the CSV, to the last digit; chunks and workers change no byte."""
    if ending == "parquet":
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    if ending == "xlsx":
        pytest.importorskip("xlsxwriter", reason="the extra excel is not installed")
        pytest.importorskip("python_calamine", reason="the extra excel is not installed")
    options = {"model": model, "layout": layout, "keep": ["candidate_id note", "skills"]}
    target = tmp_path / f"out.{ending}"
    score_csv(source, tmp_path / "out.csv", **options)
    score_csv(source, target, **options)
    names, rows = _read(tmp_path / "out.csv")
    found_names, found = _read(target)
    assert names == found_names
    assert any(cell == "'=1+1" for row in rows for cell in row)
    if ending == "xlsx":
        # A sheet has numbers of one kind, and no carriage return of its own.
        ranks = [place for place, name in enumerate(names) if name == "rank"]
        found = [[int(c) if p in ranks and c != "" else c for p, c in enumerate(row)] for row in found]
    assert rows == [[_plain(cell) for cell in row] for row in found]
    scores = [float(row[names.index("score" if layout == "long" else "score_1")] or -1) for row in rows]
    numbers = [row[names.index("score" if layout == "long" else "score_1")] for row in found]
    assert scores == [float(-1 if number in {None, ""} else number) for number in numbers]
    before = target.read_bytes()
    score_csv(source, target, chunk_size=1, **options)
    assert before == target.read_bytes()


def test_parquet_types(source, tmp_path, model):
    """Scores and confidence are doubles, ranks whole numbers, everything else texts; empty places are null."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    score_csv(source, tmp_path / "wide.parquet", model=model, top_k=1)
    score_csv(source, tmp_path / "long.parquet", model=model, layout="long")
    wide = {field.name: str(field.type) for field in parquet.read_schema(tmp_path / "wide.parquet")}
    assert ("string", "double", "double", "string") == tuple(
        wide[name] for name in ("candidate_id", "confidence", "score_1", "missing_skills")
    )
    long = parquet.read_table(tmp_path / "long.parquet")
    assert (str(long.schema.field("rank").type), str(long.schema.field("score").type)) == ("int64", "double")
    assert (1, 1) == (long["rank"].null_count, long["score"].null_count)


def test_xlsx_is_a_sheet_to_work_with(source, tmp_path, model):
    """The header is bold, frozen and has a filter; scores are numbers; there is neither formula nor link."""
    pytest.importorskip("xlsxwriter", reason="the extra excel is not installed")
    score_csv(source, tmp_path / "out.xlsx", model=model, keep=["candidate_id note"])
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:P6"/>' in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not any("rels" in name and "sheet" in name for name in names)


def test_more_rows_than_a_sheet_holds(source, tmp_path, model, monkeypatch):
    """A list that is too long for a sheet is refused; the old file stays."""
    pytest.importorskip("xlsxwriter", reason="the extra excel is not installed")
    monkeypatch.setattr("recommender.outputs._KINDS", {".xlsx": Kind(SPOOL, "xlsx", 4)})
    (tmp_path / "out.xlsx").write_bytes(b"old")
    with pytest.raises(TableError, match=r"out\.xlsx: more than 4 rows, and a sheet of Excel holds no more\. Write"):
        score_csv(source, tmp_path / "out.xlsx", model=model)
    assert ["in.csv", "out.xlsx", "tiny.csv"] == sorted(path.name for path in tmp_path.iterdir())
    assert (tmp_path / "out.xlsx").read_bytes() == b"old"


def test_a_cell_longer_than_a_sheet_holds(tmp_path, model):
    """A copied cell that Excel would cut off is refused by name, not cut."""
    pytest.importorskip("xlsxwriter", reason="the extra excel is not installed")
    (tmp_path / "in.csv").write_text("id,skills,cv\nK1,Tally Prime," + "x" * 32_768 + "\n")
    with pytest.raises(TableError, match="column 'cv': a cell of 32768 characters; a cell of Excel holds 32767"):
        score_csv(tmp_path / "in.csv", tmp_path / "out.xlsx", model=model, keep=["cv"])
    score_csv(tmp_path / "in.csv", tmp_path / "out.csv", model=model, keep=["cv"])


@pytest.mark.parametrize(
    ("ending", "module", "extra"), [("parquet", "pyarrow", "parquet"), ("xlsx", "xlsxwriter", "excel")]
)
def test_extra_that_is_not_installed(source, tmp_path, model, monkeypatch, ending, module, extra):
    """Where the library is missing, the error gives the install line before any work."""
    monkeypatch.setitem(__import__("sys").modules, module, None)
    match = rf'out\.{ending}: writing \.{ending} needs {module}\. Run: pip install "kpo-recommender\[{extra}\]"'
    with pytest.raises(TableError, match=match):
        score_csv(source, tmp_path / f"out.{ending}", model=model)
