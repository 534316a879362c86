"""Candidates in any format: what is said, chosen, joined and refused beside the rows themselves."""

import datetime as dt
import hashlib
import io
import json
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import archives, json_lines
from recommender.arrow_sizes import expanded_sizes
from recommender.errors import NotATableError, RecommenderError, TableError
from recommender.sources import open_table
from recommender.tables import Reject, Row

make = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("table_makers.py"))))
SHEET = [["candidate_id", "skills"], ["K1", "Tally"], ["K2", "Java"]]


@pytest.fixture
def put(tmp_path):
    """A name and content in, the path of the file out."""

    def _put(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _put


def read(source, chosen=None, **options):
    """The closed table and its rows."""
    with open_table(source, chosen, **options) as table:
        return table, list(table)


def ids(rows):
    """First cells, and codes of rejects."""
    return [row.code if isinstance(row, Reject) else row.cells[0] for row in rows]


# ------------------------------------------------------------------ every format

_TABLE = [
    ["candidate_id", "Name", "Key Skills", "remarks"],
    ["007", "Maya", "Tally, GST", "naïve\ncafé"],
    ["8", "", "SQL", ""],
]
_COLUMNS = dict(zip(_TABLE[0], zip(*_TABLE[1:], strict=True), strict=True))
_OBJECTS = [dict(zip(_TABLE[0], row, strict=True)) for row in _TABLE[1:]]
_CSV = 'candidate_id,Name,Key Skills,remarks\n007,Maya,"Tally, GST","naïve\ncafé"\n8,,SQL,\n'


@pytest.mark.parametrize(
    "content",
    [
        _CSV.encode(),
        make.gz(_CSV),
        make.zipped(x__csv=_CSV),
        make.xlsx(_TABLE),
        make.xls(_TABLE),
        make.parquet({name: list(cells) for name, cells in _COLUMNS.items()}),
        make.feather({name: list(cells) for name, cells in _COLUMNS.items()}),
        "\n".join(map(json.dumps, _OBJECTS)).encode(),
        json.dumps(_OBJECTS).encode(),
    ],
    ids=["csv", "gzip", "zip", "xlsx", "xls", "parquet", "feather", "json-lines", "json"],
)
def test_the_same_table_in_every_format(put, content):
    """The same table has the same headings, cells and columns in every format, and the checksum of its bytes."""
    table, rows = read(put("x", content))
    assert _TABLE[0] == table.headings
    assert _TABLE[1:] == [row.cells for row in rows]
    assert table.columns.never_read == ("Name",)
    assert hashlib.sha256(content).hexdigest() == table.digest
    assert [] == table.notes


def test_consumed_grows_to_one(put):
    """The share of the input that was read never falls, and ends at one."""
    rows = "".join(f"K{i},{'Tally ' * 20}\n" for i in range(20_000))
    with open_table(put("x.csv", "candidate_id,skills\n" + rows)) as table:
        shares = [table.consumed() for _ in table]
    assert sorted(shares) == shares
    assert shares[0] < 0.2
    assert shares[-1] == 1.0


@pytest.mark.parametrize(
    "content", [make.gz(make.GOOD), make.zipped(a__csv=make.GOOD), make.xlsx(SHEET), make.GOOD.encode()]
)
def test_standard_input(content):
    """Standard input is read in every format."""
    code = "from recommender.sources import open_table; print([row.cells[0] for row in open_table('-').__enter__()])"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], input=content, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "['K1', 'K2']"


# ------------------------------------------------------------------ spreadsheets

_BOOK = make.xlsx(SHEET, [["candidate_id", "skills"], ["K9", "SQL"]], [])


@pytest.mark.parametrize(
    ("sheet", "expected"), [(None, ["K1", "K2"]), ("Sheet2", ["K9"]), ("2", ["K9"]), ("1", ["K1", "K2"])]
)
def test_choice_of_the_sheet(put, sheet, expected):
    """A sheet is chosen by its name or its number; by default it is the first, and the note says so."""
    table, rows = read(put("x.xlsx", _BOOK), sheet=sheet)
    assert expected == ids(rows)
    name = "Sheet2" if expected == ["K9"] else "Sheet1"
    assert [f"sheet {name!r} of 3 is read; choose another with --sheet"] == table.notes


@pytest.mark.parametrize("sheet", ["Sheet4", "0", "4", "-1", ""])
def test_no_such_sheet(put, sheet):
    """A sheet that is not there is named with those that are."""
    with pytest.raises(TableError, match=rf"x\.xlsx: --sheet: no sheet '{sheet}'; the sheets are 'Sheet1', 'Sheet2'"):
        read(put("x.xlsx", _BOOK), sheet=sheet)


def test_a_sheet_of_a_csv(put):
    """Asking for a sheet of what has none is an error."""
    with pytest.raises(TableError, match=r"x\.csv: --sheet: this is no spreadsheet"):
        read(put("x.csv", make.GOOD), sheet="1")


def test_types_of_spreadsheet_cells(put):
    """Numbers, dates, times and truth values become the texts that a spreadsheet would write."""
    moments = [dt.date(2024, 1, 31), dt.datetime(2024, 1, 31, 5, 6), dt.time(5, 6)]  # noqa: DTZ001 (Excel knows no zone)
    book = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(book) as written:
        sheet = written.add_worksheet()
        sheet.write_row(0, 0, ["skills", "a", "b", "c", "d", "e", "f", "g"])
        sheet.write_row(1, 0, ["x", 7.0, 0.1, 1e20, True])
        for column, (moment, form) in enumerate(
            zip(moments, ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"], strict=True), 5
        ):
            sheet.write_datetime(1, column, moment, written.add_format({"num_format": form}))
    _, rows = read(put("x.xlsx", book.getvalue()))
    assert [["x", "7", "0.1", "1e+20", "TRUE", "2024-01-31", "2024-01-31 05:06:00", "05:06:00"]] == [
        row.cells for row in rows
    ]


def test_formulas_without_a_value_and_error_values(put):
    """A formula that was never calculated and an error value are empty cells, and counted in the notes by column."""
    content = make.xlsx([*SHEET, ["K3", "=A1"], ["=NA()", "=A2"], ["K5", "x"]])
    stripped = make.repacked(
        content, lambda name, b: b.replace(b"</f><v>0</v>", b"</f>", 1) if "sheet1.xml" in name else b
    )
    table, rows = read(put("x.xlsx", stripped))
    assert ["K1", "K2", "K3", "", "K5"] == ids(rows)
    assert [
        "column A: 1 error value (such as #N/A), read as empty",
        "column B: 1 formula (without a stored value), read as empty",
    ] == table.notes


def test_merged_cells(put):
    """Merged cells, whose value stands in the first of them only, are counted in the notes."""
    rows = [["candidate_id", "skills", ""], ["K1", "a", ""], ["K2", "b", "c"]]
    table, _ = read(put("x.xlsx", make.xlsx(rows, merged=["B1:C1", "B2:C2"])))
    assert [
        "merged header cells: 1; each names its first column only",
        "merged cells below the header: 1; each fills its first cell only",
    ] == table.notes


def test_locked_spreadsheet(put):
    """A spreadsheet behind a password is named as such."""
    stream, locked = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    book = make.xls(SHEET)
    assert stream.ljust(64, b"\0") in book
    with pytest.raises(NotATableError, match=r"x\.xlsx: the file is locked with a password"):
        read(put("x.xlsx", book.replace(stream.ljust(64, b"\0"), locked.ljust(64, b"\0"))))


def test_rows_of_a_wide_and_long_sheet(put):
    """More cells than one message of the worker holds come whole and in order."""
    rows = [["candidate_id", "skills", *[f"c{i}" for i in range(40)]]]
    rows += [[f"K{i}", "Tally", *["x" * 30] * 40] for i in range(1_500)]
    _, found = read(put("x.xlsx", make.xlsx(rows)))
    assert [Row(at, cells) for at, cells in enumerate(rows[1:], 2)] == found


def test_sheet_left_half_read(put):
    """A table that is closed early leaves no process behind."""
    with open_table(put("x.xlsx", make.xlsx([*SHEET, *[["K", "x" * 90]] * 60_000]))) as table:
        next(iter(table))
    assert table._worker.returncode < 0


@pytest.mark.parametrize(
    ("content", "module", "extra"),
    [(make.xlsx(SHEET), "python_calamine", "excel"), (make.parquet({"skills": ["x"]}), "pyarrow", "parquet")],
)
def test_missing_extra(put, monkeypatch, content, module, extra):
    """Where an extra is not installed, the error is the line to type."""
    monkeypatch.setattr("recommender.sheets.find_spec", lambda name: None if name == module else 1)
    with pytest.raises(TableError, match=rf'Install it: pip install "kpo-recommender\[{extra}\]"'):
        read(put("x", content))


# ------------------------------------------------------------------ headers below titles


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("Campus list\n\nName,Skills\nMaya,Tally\n", "the header is line 3; 1 line of text above it is not read"),
        ("A\nB,,\nName,Skills\nMaya,Tally\n", "the header is line 3; 2 lines of text above it are not read"),
        (make.xlsx([["Campus list"], [], *SHEET]), "the header is row 3; 1 row of text above it is not read"),
    ],
)
def test_titles_are_told(put, content, note):
    """Titles above the header are passed over, and the notes say how many."""
    table, _ = read(put("x", content))
    assert [note] == table.notes


@pytest.mark.parametrize(
    "content",
    [
        "Name,Salary\nRavi,Experience in software\n",
        "Ravi,Pune,98\nMaya,Software tester,Skills trainer,Goa\n",
        "a\n" * 20 + "Name,Skills\nMaya,Tally\n",
    ],
)
def test_a_candidate_is_no_header(put, content):
    """A row that merely uses a known word, or stands too far down, is not taken for the header."""
    with pytest.raises(NotATableError, match="no column that can be scored"):
        read(put("x.csv", content))


@pytest.mark.parametrize("content", ["skills\nName,Skills,Degree\nx\n", "Name,Profile\nMaya,B.Com\na,b\n"])
def test_a_header_stays_the_header(put, content):
    """A first row that is a header by itself is never passed over."""
    table, rows = read(put("x.csv", content))
    assert content.split("\n", maxsplit=1)[0].split(",") == table.headings
    assert len(rows) == 2


# ------------------------------------------------------------------ columnar


def test_types_of_columns(put):
    """Lists are joined, nulls empty, dates in ISO form, dictionaries and large texts as texts."""
    import pyarrow as pa

    columns = {
        "id": pa.array([1, None]),
        "skills": pa.array([["Tally", None, "GST"], None]),
        "role": pa.array(["clerk", None]).dictionary_encode(),
        "about": pa.array(["x", None], pa.large_string()),
        "since": pa.array([dt.date(2024, 1, 31), None]),
        "mark": pa.array([7.5, float("nan")]),
        "view": pa.array(["y", None], pa.string_view()),
        "nested": pa.array([{"name": "n", "score": 5}, None]),
    }
    for content in (make.parquet(columns), make.feather(columns)):
        _, rows = read(put("x", content))
        assert ["1", "Tally, GST", "clerk", "x", "2024-01-31", "7.5", "y"] == rows[0].cells[:7]
        assert Reject(2, "blank-row", "every cell is empty") == rows[1]


def test_bytes_that_are_no_utf8_in_a_column(put):
    """A text that is no UTF-8 spoils its row only."""
    import pyarrow as pa

    broken = pa.array([b"Tally", b"caf\xe9", b"Java"]).view(pa.string())
    for options in ({}, {"use_dictionary": False}):
        _, rows = read(put("x", make.parquet({"skills": broken}, **options)))
        assert ["Tally", "encoding-error", "Java"] == ids(rows)


def test_many_row_groups(put):
    """Row groups and batches come in order."""
    names = [f"K{i}" for i in range(9_000)]
    for content in (
        make.parquet({"id": names, "skills": names}, row_group_size=1_000),
        make.feather({"id": names, "skills": names}, chunksize=5_000),
    ):
        _, rows = read(put("x", content))
        assert [Row(at, [name, name]) for at, name in enumerate(names, 1)] == rows


def test_columnar_files_that_expand_without_end(put):
    """A few kilobytes that claim millions of rows or values are refused before they are expanded."""
    import pyarrow as pa

    zeros = pa.DictionaryArray.from_arrays(pa.array(memoryview(bytes(4 * 14_000_000)).cast("i")), ["Tally"])
    for content in (
        make.parquet({"skills": zeros}),
        make.feather({"skills": zeros}, compression="zstd", chunksize=14_000_000),
        make.feather({"skills": pa.nulls(14_000_000)}, chunksize=14_000_000),
    ):
        assert len(content) < 1 << 17
        with pytest.raises(TableError, match=r"expands to more than \d{3} MiB from \d+ bytes"):
            open_table(put("x", content))


def test_list_that_expands_without_end(put):
    """A list of millions of values in a small file is refused before it becomes a text."""
    import pyarrow as pa

    zeros = pa.DictionaryArray.from_arrays(pa.array(memoryview(bytes(4 * 5_000_000)).cast("i")), ["Tally"])
    lists = pa.ListArray.from_arrays([0, 5_000_000], zeros.dictionary_decode())
    with pytest.raises(NotATableError, match="a list or record of more than 16000000 bytes"):
        read(put("x", make.parquet({"skills": lists})))


def test_damaged_statistics_of_a_parquet_file(put):
    """A Parquet file whose statistics contradict its schema is refused; asking for them would end the process."""
    columns = {"candidate_id": ["K1", "K2"], "skills": ["Tally", "Java"]}
    content = make.parquet(columns, compression="none")
    start = content.index(b"schema") if b"schema" in content else 0
    for at in range(start, len(content) - 8):
        for byte in (0, 2):
            damaged = bytearray(content)
            damaged[at] = byte
            try:
                read(put("x", bytes(damaged)))
            except RecommenderError as error:
                assert "\n" not in str(error)  # noqa: PT017 (both outcomes are right)


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_sizes_of_an_arrow_file(compression):
    """The sizes that are read from the file itself are those of the batches in memory, but for padding."""
    import pyarrow as pa

    columns = {
        "skills": ["Tally " * 20] * 5_000,
        "n": range(5_000),
        "role": pa.array(["x"] * 5_000).dictionary_encode(),
    }
    content = make.feather(columns, compression=compression, chunksize=2_000)
    sizes = list(expanded_sizes(io.BytesIO(content), len(content)))
    batches = pa.ipc.open_file(content)
    expected = [batches.get_batch(at) for at in range(batches.num_record_batches)]
    assert [batch.num_rows for batch in expected] == [rows for rows, _ in sizes[1:]]
    for batch, (_, size) in zip(expected, sizes[1:], strict=True):
        assert 0 <= size - batch.nbytes + batch.column(2).dictionary.nbytes < 300


# ------------------------------------------------------------------ JSON


def test_keys_that_come_late(put, monkeypatch):
    """A late key is an error of its row where it would be scored, and one note where it would not."""
    monkeypatch.setattr(json_lines, "FIRST_LINES", 2)
    lines = [
        {"skills": "a"},
        {"skills": "b"},
        {"hobby": "c", "skills": "d"},
        {"education": "e"},
        {"hobby": "f", "skills": "g"},
    ]
    table, rows = read(put("x.jsonl", "\n".join(map(json.dumps, lines))))
    assert ["a", "b", "d", "late-key", "g"] == ids(rows)
    assert rows[3].message == "'education': not among the keys of the first 2 lines"
    assert ["key 'hobby' comes first in row 3 and is not read"] == table.notes


def test_values_in_json(put):
    """Numbers stay as written, lists are joined, null is nothing, a missing key is empty."""
    content = '{"id": 1.10, "skills": ["a", 5, ["b"]], "role": null}\n{"id": 1E5, "summary": "x"}\n'
    table, rows = read(put("x.jsonl", content))
    assert ["id", "skills", "role", "summary"] == table.headings
    assert [["1.10", "a, 5, b", "", ""], ["1E5", "", "", "x"]] == [row.cells for row in rows]


def test_json_resumes(put):
    """JSON Resume documents, one a line, are read as `recommend` reads them."""
    from recommender.profile import Profile

    document = {
        "id": "K1",
        "basics": {"name": "Maya", "label": "Accountant", "summary": "Careful"},
        "work": [{"name": "Acme", "position": "Clerk", "summary": "Ledgers"}],
        "skills": [{"name": "Tally", "keywords": ["GST"]}],
    }
    table, rows = read(put("x.jsonl", json.dumps(document)))
    expected = Profile.from_mapping(document)
    assert expected == Profile(**table.columns.gather(rows[0].cells))
    assert rows[0].cells[table.columns.candidate_id] == "K1"
    assert "Maya" not in "".join(rows[0].cells)


def test_json_document_that_is_too_large(put, monkeypatch):
    """A document that is no JSON Lines has a limit, which the error names."""
    monkeypatch.setattr(json_lines, "MAX_DOCUMENT", 1 << 20)
    content = json.dumps([{"skills": "x" * 1_000}] * 1_100, indent=1)
    with pytest.raises(NotATableError, match="no array of objects of at most 1 MiB"):
        read(put("x.json", content))


# ------------------------------------------------------------------ archives


def test_limits_of_archives(put, monkeypatch):
    """What expands to more than the limit is refused, however well it packs."""
    monkeypatch.setattr(archives, "MAX_EXPANDED", 1 << 20)
    content = "candidate_id,skills\n" + "".join(
        f"K{i},{hashlib.sha256(b'%d' % i).hexdigest()}\n" for i in range(20_000)
    )
    for packed in (make.gz(content), make.zipped(a__csv=content)):
        with pytest.raises(TableError, match=r"expands to more than 1 MiB from .* bytes"):
            read(put("x", packed))


def test_zip_that_lies_about_its_size(put):
    """A member that is longer than the zip says is damage, not a longer file."""
    honest = make.zipped(a__csv=make.GOOD)
    size = len(make.GOOD).to_bytes(4, "little")
    with pytest.raises(NotATableError, match=r"a\.csv: the archive is damaged"):
        read(put("x.zip", honest.replace(size, (5).to_bytes(4, "little"))))


def test_zip_entry_without_a_name(put):
    """A member without a name is no table."""
    nameless = make.zipped(a__csv=make.GOOD).replace(b"a.csv", b"\0.csv")
    with pytest.raises(NotATableError, match="there is no table in this zip"):
        read(put("x.zip", nameless))


def test_locked_zip(put):
    """A zip behind a password is named as such."""
    content = bytearray(make.zipped(a__csv=make.GOOD))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(NotATableError, match="locked with a password"):
        read(put("x.zip", bytes(content)))


def test_rows_of_a_zip_of_several(put):
    """Rejects of a zip of several tables begin with the name of their file."""
    table, rows = read(put("x.zip", make.zipped(b__csv="skills\nx\n", a__csv=make.GOOD + "K3\n")))
    assert ["candidate_id", "skills"] == table.headings
    assert [Row(2, ["K1", "Tally"]), Row(3, ["K2", "Java"])] == rows[:2]
    assert Reject(4, "missing-cell", "a.csv: 1 cells where the header has 2") == rows[2]
    assert Row(2, ["", "x"]) == rows[3]
    assert hashlib.sha256(Path(table._file.name).read_bytes()).hexdigest() == table.digest


def test_zip_entry_with_a_line_break_in_its_name(put):
    """A name that would break the one line of a message is written with escapes."""
    with pytest.raises(NotATableError, match=r"a\\nb\.csv: the file is empty") as caught:
        read(put("x.zip", make.zipped(**{"a\nb__csv": b""})))
    assert "\n" not in str(caught.value)


def test_nothing_is_left_on_disk(put, tmp_path, monkeypatch):
    """What an archive holds is expanded without a name, and so cannot stay behind or be written elsewhere."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    path = put("x.zip", make.zipped(**{"../../climb__csv": make.GOOD}))
    with open_table(path) as table:
        next(iter(table))
        assert [] == list((tmp_path / "scratch").iterdir())
    assert not (tmp_path.parent / "climb.csv").exists()


# ------------------------------------------------------------------ folders


@pytest.fixture
def folder(put, tmp_path):
    """A folder of tables in three formats, with litter."""
    put("in/a.csv", "candidate_id,skills\nK1,Tally\nK2\n")
    put("in/b.xlsx", make.xlsx([["Designation", "candidate_id"], ["clerk", "K3"]]))
    put("in/c.jsonl", '{"skills": "SQL", "candidate_id": "K4"}\n')
    put("in/.hidden.csv", "x")
    put("in/_SUCCESS", "")
    put("in/deeper/d.csv", make.GOOD)
    return tmp_path / "in"


def test_folder(folder):
    """A folder is one table: files in name order, headings united, cells under their headings."""
    table, rows = read(folder)
    assert ["candidate_id", "skills", "Designation"] == table.headings
    assert [
        Row(2, ["K1", "Tally", ""]),
        Reject(3, "missing-cell", "a.csv: 1 cells where the header has 2"),
        Row(2, ["K3", "", "clerk"]),
        Row(1, ["K4", "SQL", ""]),
    ] == rows
    assert ["3 files are read, 3 are not (folders, and names that begin with . or _)"] == table.notes
    assert (table.encoding, table.delimiter, table.consumed()) == ("utf-8, spreadsheet", ",", 1.0)


def test_digest_of_a_folder(folder):
    """The checksum of a folder is that of the list that sha256sum prints of its files."""
    table, _ = read(folder)
    listing = "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("a.csv", "b.xlsx", "c.jsonl")
    )
    assert hashlib.sha256(listing.encode()).hexdigest() == table.digest


def test_pattern(folder):
    """A pattern names the files that it fits, in name order."""
    _, rows = read(f"{folder}/[ac].*")
    assert ["K1", "missing-cell", "K4"] == ids(rows)
    assert rows[1].message.startswith(f"{folder}/a.csv: ")


def test_a_file_that_looks_like_a_pattern(put):
    """A file whose very name holds a bracket is that file."""
    _, rows = read(put("list [1].csv", make.GOOD))
    assert ["K1", "K2"] == ids(rows)


@pytest.mark.parametrize("name", ["nothing-*.csv", "empty"])
def test_no_file_at_all(tmp_path, name):
    """An empty folder and a pattern that fits nothing are no table."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotATableError, match="no file here"):
        read(tmp_path / name)


def test_a_stranger_in_a_folder(folder, put):
    """A file that is no table is named, and nothing is read past it."""
    put("in/notes.txt", "call Maya\n")
    with pytest.raises(NotATableError, match=r"in/notes\.txt: no column that can be scored among 'call Maya'"):
        read(folder)


def test_chosen_columns_of_a_folder(folder, put):
    """A chosen heading may stand in some files only, but not in none."""
    put("in/e.csv", "candidate_id,Stuff,skills\nK5,GST,x\n")
    table, rows = read(folder, {"skills": "Stuff"})
    assert table.columns.fields["skills"] == (1, 3)
    assert rows[-1].cells == ["K5", "x", "", "GST"]
    with pytest.raises(TableError, match="--map: no column 'Nope'"):
        read(folder, {"skills": "Nope"})


def test_a_file_that_changes_between(folder):
    """A file that changes after its header was read stops the run."""
    with open_table(folder) as table:
        (folder / "a.csv").write_text("candidate_id,skills\nK9,x\n")
        with pytest.raises(TableError, match=r"a\.csv: the file changed while it was read"):
            list(table)


def test_same_heading_twice_in_a_folder(put, tmp_path):
    """The second column of a name stays the second in every file."""
    put("in/a.csv", "skills,skills\na,b\n")
    put("in/b.csv", "remarks,skills,skills\nc,d,e\n")
    table, rows = read(tmp_path / "in")
    assert ["skills", "skills", "remarks"] == table.headings
    assert [["a", "b", ""], ["d", "e", "c"]] == [row.cells for row in rows]


# ------------------------------------------------------------------ properties

_STARTS = [
    b"",
    b"skills\n",
    b"\x1f\x8b\x08\x00",
    b"{",
    b'{"skills": "',
    b"PAR1",
    b"\xff\xfes\x00k\x00",
    b"ARROW1\x00\x00",
    b"[{",
]


@settings(max_examples=300, deadline=None)
@given(start=st.sampled_from(_STARTS), content=st.binary(max_size=400), at=st.integers(0, 400))
def test_any_bytes(tmp_path_factory, start, content, at):
    """Whatever the bytes, rows come out or an error of this package on one line."""
    path = tmp_path_factory.mktemp("bytes") / "x"
    path.write_bytes(start + content[:at])
    try:
        _, rows = read(path)
    except RecommenderError as error:
        assert "\n" not in str(error)  # noqa: PT017 (both outcomes are right)
    else:
        assert all(isinstance(row, Row | Reject) for row in rows)


_PACKED = [
    make.gz(make.GOOD * 20),
    make.zipped(a__csv=make.GOOD, b__csv=make.GOOD),
    make.parquet({"candidate_id": ["K1"], "skills": ["x"]}),
    make.feather({"candidate_id": ["K1"], "skills": ["x"]}),
]


@settings(max_examples=200, deadline=None)
@given(
    content=st.sampled_from(_PACKED),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
    cut=st.floats(0, 1),
)
def test_any_damage(tmp_path_factory, content, edits, cut):
    """A packed file with wrong bytes, or cut short, gives rows or an error of this package."""
    damaged = bytearray(content[: int(len(content) * (1 - cut**3))])
    for share, byte in edits:
        if damaged:
            damaged[int(share * (len(damaged) - 1))] = byte
    path = tmp_path_factory.mktemp("damage") / "x"
    path.write_bytes(damaged)
    try:
        read(path)
    except RecommenderError as error:
        assert "\n" not in str(error)  # noqa: PT017 (both outcomes are right)


def test_zip_writer_is_independent():
    """The zips of these tests are read whole by the standard library."""
    with zipfile.ZipFile(io.BytesIO(make.zipped(a__csv=make.GOOD))) as archive:
        assert archive.testzip() is None
