"""Files of candidates as people have them: every row comes out as a row or as a named reject."""

import codecs
import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.errors import NotATableError, TableError
from recommender.tables import MAX_CHARACTERS, MAX_LINES, CandidateTable, Reject, Row


@pytest.fixture
def read(tmp_path):
    """Bytes or text in; the closed table and all its rows out."""

    def _read(content, chosen=None):
        path = tmp_path / "in.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with CandidateTable(path, chosen) as table:
            return table, list(table)

    return _read


def _brief(rows):
    """Each row as its line and its cells, each reject as its line and its code."""
    return [(row.line, row.code if isinstance(row, Reject) else row.cells) for row in rows]


# ------------------------------------------------------------------ no tables


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n\t\r\n  \n",
        b"\n" * 70_000,
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        "\ufeff \n".encode("utf-16-le"),
        b",,,\n;;\n",
    ],
)
def test_empty_file(read, content):
    """A file of nothing, white space or delimiters is named as empty."""
    with pytest.raises(NotATableError, match=r"in\.csv: the file is empty\. Give a CSV"):
        read(content)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "a zip or Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x1f\x8b\x08\x00", "a gzip"),
        (b"PAR1", "a Parquet"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"{\\rtf1\\ansi", "an RTF"),
        (bytes(range(32)), "a binary file"),
    ],
)
def test_binary_file(read, start, kind):
    """A binary file is called by its kind, whatever follows its first bytes."""
    content = start + random.Random(7).randbytes(5_000)
    with pytest.raises(NotATableError, match=rf"in\.csv: this is {kind}.*not a CSV\. Save it as CSV"):
        read(content)


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes(read, seed):
    """Random bytes are no table."""
    with pytest.raises(NotATableError, match=r"in\.csv: "):
        read(random.Random(seed).randbytes(4_000))


def test_no_known_column(read):
    """Where no heading can be scored, the error shows the headings and the way out."""
    with pytest.raises(NotATableError, match=r"no column that can be scored among 'Name', 'Salary'.*--map skills="):
        read("Name,Salary\nMaya,5\n")


def test_many_unknown_columns_are_cut_short(read):
    """At most twelve headings are shown."""
    headings = ",".join(f"x{i}" for i in range(1, 15))
    with pytest.raises(NotATableError, match=r"'x11', 'x12', \.\.\.\. Name one"):
        read(headings + "\n")


def test_unreadable_header(read):
    """A header with a quote that never closes is named."""
    with pytest.raises(NotATableError, match="the first row is not a readable header"):
        read('candidate_id,"skills\nK1,Tally\n')


@pytest.mark.parametrize("name", ["missing.csv", ""])
def test_file_that_cannot_be_opened(tmp_path, name):
    """A missing file and a folder are errors of reading, not of format."""
    with pytest.raises(TableError, match=r"cannot be read: .*\. Check the path\.") as caught:
        CandidateTable(tmp_path / name)
    assert TableError is caught.type


# ------------------------------------------------------------------ encodings

_TEXT = "candidate_id,skills\nK1,Tally – café naïve\nK2,Résumé\n"
_ROWS = [(2, ["K1", "Tally – café naïve"]), (3, ["K2", "Résumé"])]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (_TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + _TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + _TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + _TEXT.encode("utf-16-be"), "utf-16"),
        (_TEXT.encode("utf-16-le"), "utf-16-le"),
        (_TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + _TEXT.encode("utf-32-le"), "utf-32"),
        (_TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(read, content, encoding):
    """The usual encodings of Excel, with and without a byte order mark, give the same text."""
    table, rows = read(content)
    assert (encoding, ["candidate_id", "skills"]) == (table.encoding, table.headings)
    assert _brief(rows) == _ROWS


def test_one_damaged_row_in_utf8(read):
    """A row that is not valid UTF-8 in a file that otherwise is one is rejected alone."""
    table, rows = read("candidate_id,skills\nK1,café\nK2,naïve\n".encode() + b"K3,caf\xe9\nK4,Tally\n")
    assert table.encoding == "utf-8"
    assert _brief(rows) == [(2, ["K1", "café"]), (3, ["K2", "naïve"]), (4, "encoding-error"), (5, ["K4", "Tally"])]
    assert rows[2].message == "the row is not valid utf-8"


@pytest.mark.parametrize("byte", [b"\x81", b"\x8d", b"\x9d"])
def test_bytes_that_cp1252_does_not_have(read, byte):
    """A byte without a meaning in cp1252 spoils its row only."""
    _, rows = read(b"candidate_id,skills\nK1,caf\xe9\nK2," + byte + b"\nK3,na\xefve\n")
    assert _brief(rows) == [(2, ["K1", "café"]), (3, "encoding-error"), (4, ["K3", "naïve"])]


def test_half_a_surrogate_in_utf16(read):
    """A lone surrogate in UTF-16 spoils its row only."""
    damaged = "candidate_id,skills\nK1,".encode("utf-16-le") + b"\x00\xd8" + "x\nK2,Tally\n".encode("utf-16-le")
    _, rows = read(codecs.BOM_UTF16_LE + damaged)
    assert _brief(rows) == [(2, "encoding-error"), (3, ["K2", "Tally"])]


def test_cp1252_far_down(read):
    """The whole file decides on the encoding, not its beginning."""
    table, rows = read(b"candidate_id,skills\n" + b"K,Tally\n" * 200_000 + b"last,caf\xe9\n")
    assert table.encoding == "cp1252"
    assert (rows[-1].line, rows[-1].cells) == (200_002, ["last", "café"])


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_character_across_blocks(read, shift):
    """A character of several bytes at the edge of a block of reading is not damaged."""
    head = "candidate_id,skills\nK1,"
    for edge in (1 << 16, (1 << 16) + (1 << 20)):
        word = "x" * (edge - len(head) - shift) + "€"
        table, rows = read(head + word + "\n")
        assert ("utf-8", [Row(2, ["K1", word])]) == (table.encoding, rows)


# ------------------------------------------------------------------ dialects


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(read, delimiter, end):
    """Comma, semicolon, tab and bar, with the line ends of all systems."""
    lines = [["candidate_id", "skills"], ["K1", "Tally"], ["K2", "Java"]]
    table, rows = read(end.join(delimiter.join(cells) for cells in lines) + end)
    assert table.delimiter == delimiter
    assert _brief(rows) == [(2, ["K1", "Tally"]), (3, ["K2", "Java"])]


@pytest.mark.parametrize(("line", "delimiter"), [("sep=;", ";"), ("SEP=\t", "\t"), ("sep=^", "^"), ("sep=,", ",")])
def test_sep_line(read, line, delimiter):
    """Excel's `sep=` line decides and is no row."""
    table, rows = read(f"{line}\r\ncandidate_id{delimiter}skills\r\nK1{delimiter}Tally\r\n")
    assert (delimiter, ["candidate_id", "skills"]) == (table.delimiter, table.headings)
    assert _brief(rows) == [(3, ["K1", "Tally"])]


def test_sep_line_after_a_byte_order_mark(read):
    """`sep=` is known behind a byte order mark."""
    table, _ = read(codecs.BOM_UTF8 + b"sep=|\nskills|candidate_id\nTally|K1\n")
    assert table.delimiter == "|"


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        ("Name;E-mail;Skills, tools\nMaya;m@x.in;Tally, GST\n", ["Maya", "m@x.in", "Tally, GST"]),
        ("Name;Skills, tools\nMaya;Tally, GST\n", ["Maya", "Tally, GST"]),
        ("Roll No|Skills; tools|Remarks\n7|Tally; GST|fresher\n", ["7", "Tally; GST", "fresher"]),
        ("Name,Skills; tools; software\nMaya,Tally; GST; TDS\n", ["Maya", "Tally; GST; TDS"]),
        ('Name,"Skills; tools, software"\nMaya,Tally; GST\n', ["Maya", "Tally; GST"]),
        ("skills\nTally; GST\n", ["Tally; GST"]),
    ],
)
def test_delimiter_inside_a_heading(read, lines, cells):
    """A second delimiter inside a heading does not cut the table."""
    _, rows = read(lines)
    assert [Row(2, cells)] == rows


def test_blank_lines_before_the_header(read):
    """Blank lines before the header do not count as rows, but as lines."""
    table, rows = read("\n,,\n  \ncandidate_id,skills\nK1,Tally\n")
    assert table.headings == ["candidate_id", "skills"]
    assert _brief(rows) == [(5, ["K1", "Tally"])]


def test_quoted_newline_in_the_header(read):
    """A heading may run over two lines."""
    table, rows = read('candidate_id,"Key\nSkills"\nK1,Tally\n')
    assert table.headings == ["candidate_id", "Key\nSkills"]
    assert table.columns.used == ("candidate_id", "Key\nSkills")
    assert _brief(rows) == [(3, ["K1", "Tally"])]


def test_duplicate_and_missing_headings(read):
    """The same heading twice feeds its field twice; a column without a heading is ignored."""
    table, rows = read("Skills,,Skills,Name\nTally,secret,GST,Maya\n")
    assert dict(table.columns.fields) == {"skills": (0, 2)}
    assert (
        table.columns.used,
        table.columns.ignored,
        table.columns.never_read,
    ) == (("Skills", "Skills"), ("",), ("Name",))
    assert _brief(rows) == [(2, ["Tally", "secret", "GST", "Maya"])]


# ------------------------------------------------------------------ rows


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", []),
        ("K1,Tally", [(2, ["K1", "Tally"])]),
        ("K1,Tally\n\n\n\n", [(2, ["K1", "Tally"])]),
        ("K1\nK2,Java\n", [(2, "missing-cell"), (3, ["K2", "Java"])]),
        ("K1,Tally,x\nK2,Java\n", [(2, "extra-cell"), (3, ["K2", "Java"])]),
        ("K1,Tally,,\nK2,Java, ,\n", [(2, ["K1", "Tally"]), (3, ["K2", "Java"])]),
        (",\n\nK1,Tally\n", [(2, "blank-row"), (3, "blank-row"), (4, ["K1", "Tally"])]),
        ("K1,Tally\n ,\t\n", [(2, ["K1", "Tally"]), (3, "blank-row")]),
        ("\n\nK1,x\n\n\n", [(2, "blank-row"), (3, "blank-row"), (4, ["K1", "x"])]),
        ('K1,"a\nb\r\nc"\nK2,x\n', [(2, ["K1", "a\nb\r\nc"]), (5, ["K2", "x"])]),
        ('K1,"say ""hi"", ok"\n', [(2, ["K1", 'say "hi", ok'])]),
        ('K1,5" pipe\n', [(2, ["K1", '5" pipe'])]),
        ('K1,"Ta"lly\nK2,x\n', [(2, "bad-quoting"), (3, ["K2", "x"])]),
        ('K1,"Tally\nK2,Java\nK3,x\n', [(2, "unclosed-quote"), (3, ["K2", "Java"]), (4, ["K3", "x"])]),
        ('K1,"Tally\nK2,"Java"\nK3,x\n', [(2, "bad-quoting"), (3, ["K2", "Java"]), (4, ["K3", "x"])]),
        ('"\n"\n"\nK1,x\n', [(2, "blank-row"), (4, "unclosed-quote"), (5, ["K1", "x"])]),
        ('"', [(2, "unclosed-quote")]),
        ("K1,a\x00b\nK2,x\n", [(2, "nul-byte"), (3, ["K2", "x"])]),
        ("NA,007\n007,NA\n", [(2, ["NA", "007"]), (3, ["007", "NA"])]),
        (" K1 , Tally \n", [(2, [" K1 ", " Tally "])]),
    ],
)
def test_rows(read, body, expected):
    """Each row keeps its cells as they came, or is named with its line and the reason."""
    _, rows = read("candidate_id,skills\n" + body)
    assert expected == _brief(rows)


def test_empty_lines_before_a_bad_row_are_rows(read):
    """Empty lines count unless nothing at all follows them."""
    _, rows = read('skills\nTally\n\n\n"open\n')
    assert _brief(rows) == [(2, ["Tally"]), (3, "blank-row"), (4, "blank-row"), (5, "unclosed-quote")]


def test_messages_count_cells(read):
    """The message of a ragged row says how many cells came and how many were due."""
    _, rows = read("candidate_id,skills,remarks\nK1,x\nK1,a,b,c,d\n")
    expected = ["2 cells where the header has 3", "5 cells where the header has 3"]
    assert expected == [row.message for row in rows]


def test_long_cell(read):
    """A cell beyond the csv module's own limit of 131,072 characters is read whole."""
    word = "x" * 1_500_000
    _, rows = read(f"candidate_id,skills\nK1,{word}\nK2,Tally\n")
    assert [Row(2, ["K1", word]), Row(3, ["K2", "Tally"])] == rows


@pytest.mark.parametrize("cell", ["y" * (MAX_CHARACTERS + 5), "y" * (3 * MAX_CHARACTERS)])
def test_row_that_is_too_long(read, cell):
    """A line over the limit is rejected alone; the next is read."""
    _, rows = read(f"candidate_id,skills\nK1,Tally\nK2,{cell}\nK3,Java\n")
    assert _brief(rows) == [(2, ["K1", "Tally"]), (3, "row-too-long"), (4, ["K3", "Java"])]


def test_open_quote_in_a_long_file(read):
    """An open quote loses its own row only, also where it would swallow more lines than are held."""
    body = "".join(f"K{i},Tally\n" for i in range(2, 3 * MAX_LINES))
    _, rows = read(f'candidate_id,skills\nK1,"open\n{body}')
    assert (rows[0].line, rows[0].code) == (2, "row-too-long")
    assert [Row(i + 1, [f"K{i}", "Tally"]) for i in range(2, 3 * MAX_LINES)] == rows[1:]


def test_a_cell_of_many_lines(read):
    """A quoted CV of some hundred lines is one cell."""
    cv = "\n".join(f"line {i}" for i in range(MAX_LINES - 10))
    _, rows = read(f'candidate_id,resume\nK1,"{cv}"\nK2,x\n')
    assert [Row(2, ["K1", cv]), Row(MAX_LINES - 8, ["K2", "x"])] == rows


def test_open_quotes_everywhere(read):
    """Where every line opens a quote that all that follows keeps open, each line is lost alone, and few are read again for each."""
    count = 30_000
    _, rows = read("candidate_id,skills\n" + 'a","\n' * count)
    assert list(range(2, count + 2)) == [row.line for row in rows]
    assert {"row-too-long", "unclosed-quote"} == {row.code for row in rows}
    assert "runs over 1000 lines" in rows[0].message
    assert "runs over 4 lines" in rows[100].message


def test_window_after_open_quotes(read):
    """After rows that lost themselves in open quotes, good rows widen the reach of quotes again."""
    body = 'a","\n' * 2_000 + "K1,x\n" * (MAX_LINES + 10)
    cv = "\n".join(f"line {i}" for i in range(MAX_LINES - 10))
    _, rows = read(f'candidate_id,resume\n{body}K2,"{cv}"\n')
    assert Row(2_000 + MAX_LINES + 12, ["K2", cv]) == rows[-1]


@pytest.mark.parametrize("size", [200_000, 250_000])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_across_blocks(read, size, end):
    """Lines and their numbers do not depend on where a block of reading ends."""
    line = "K1,Tally é"
    for shift in range(3):
        text = f"{'x' * shift}id,skills{end}" + (line + end) * (size // 4)
        _, rows = read(text)
        assert size // 4 == len(rows)
        assert Row(size // 4 + 1, ["K1", "Tally é"]) == rows[-1]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_too_long_line_whose_end_is_cut_by_a_block(read, end):
    """A line that is too long ends where it ends, also where a block of reading ends at or within its line end."""
    head = "id,skills\n"
    line = "y" * (17 * (1 << 18) - len(head) - 1)
    _, rows = read(f"{head}{line}{end}K2,Java{end}")
    assert _brief(rows) == [(2, "row-too-long"), (3, ["K2", "Java"])]


def test_too_long_line_within_a_quote(read):
    """A line over the limit inside an open quote loses the row that opened it, and its own."""
    _, rows = read(f'candidate_id,skills\nK1,"a\n{"y" * (MAX_CHARACTERS + 5)}\nK2,Java\n')
    assert _brief(rows) == [(2, "row-too-long"), (3, "row-too-long"), (4, ["K2", "Java"])]


def test_many_long_lines_within_a_quote(read):
    """A record of many lines has a limit of characters too."""
    line = "y" * (MAX_CHARACTERS // 10)
    _, rows = read(f'candidate_id,skills\nK1,"a\n{(line + chr(10)) * 15}K2,Java\n')
    assert [(2, "row-too-long"), (18, ["K2", "Java"])] == [_brief(rows)[0], _brief(rows)[-1]]
    assert ["missing-cell"] * 15 == [row.code for row in rows[1:-1]]


def test_damage_in_one_block_of_many(read):
    """A damaged row is found wherever it stands, and good rows round it stay good."""
    body = b"K1,caf\xc3\xa9\n" * 40_000
    _, rows = read(b"candidate_id,skills\n" + body + b"K2,\xe9\nK3,\x00\nK4,\xef\xbf\xbd\n" + body)
    assert {(40_002, "encoding-error"), (40_003, "nul-byte"), (40_004, "encoding-error")} == {
        (row.line, row.code) for row in rows if isinstance(row, Reject)
    }
    assert len(rows) == 80_003


# ------------------------------------------------------------------ chosen columns


def test_chosen_columns(read):
    """A chosen heading feeds its field, beside the usual ones; another id column can be chosen."""
    table, _ = read("id,Stuff,Token\n1,Tally,t\n", {"skills": "Stuff", "candidate_id": "Token"})
    assert (dict(table.columns.fields), table.columns.candidate_id) == ({"skills": (1,)}, 2)
    assert (table.columns.used, table.columns.ignored) == (("Stuff", "Token"), ("id",))


@pytest.mark.parametrize(
    ("chosen", "match"),
    [
        ({"skill": "skills"}, r"--map: unknown field 'skill'; the fields are education, skills"),
        ({"skills": "Nope"}, r"--map: no column 'Nope'; the columns are 'skills', 'Name'"),
        ({"skills": "Name"}, r"--map: column 'Name' says who a person is and is never scored"),
    ],
)
def test_wrong_choice(read, chosen, match):
    """A choice that does not fit says what there is."""
    with pytest.raises(TableError, match=match):
        read("skills,Name\n", chosen)


# ------------------------------------------------------------------ properties

_CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd") | st.sampled_from("\r\n\t"))


@settings(max_examples=150, deadline=None)
@given(table=st.lists(st.tuples(_CELL, _CELL), max_size=6), delimiter=st.sampled_from(",;\t|"))
def test_what_csv_writes_is_read_back(tmp_path_factory, table, delimiter):
    """Whatever the csv module writes comes back cell for cell; rows without content are named blank."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("candidate_id", "skills"), *table])
    path = tmp_path_factory.mktemp("written") / "in.csv"
    path.write_bytes(text.getvalue().encode())
    with CandidateTable(path) as opened:
        found = ["blank" if isinstance(row, Reject) else tuple(row.cells) for row in opened]
    assert [row if any(cell.strip() for cell in row) else "blank" for row in table] == found


def test_a_quoted_heading_of_two_lines_is_one_heading(tmp_path):
    """A heading with a line end inside is read whole: its second line is no heading that could be scored."""
    (tmp_path / "in.csv").write_text('"Father\'s\nOccupation",candidate_id,skills\nclerk,K1,Tally\n')
    with CandidateTable(tmp_path / "in.csv") as table:
        assert ["Father's\nOccupation", "candidate_id", "skills"] == table.headings
        assert ("Father's\nOccupation",) == table.columns.never_read
