"""A corpus of dirty files, each with what becomes of it: the rows that can be scored, the rejects, or the one-line error."""

import codecs
import datetime as dt
import json
import runpy
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest

from recommender.errors import NotATableError, TableError
from recommender.sources import open_table
from recommender.tables import Reject

make = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("table_makers.py"))))
GOOD = make.GOOD
BOTH = ["2:K1", "3:K2"]
NUMBERED = ["1:K1", "2:K2"]
SHEET = [["candidate_id", "skills"], ["K1", "Tally"], ["K2", "Java"]]
COLUMNS = {"candidate_id": ["K1", "K2"], "skills": ["Tally", "Java"]}
LINES = '{"candidate_id": "K1", "skills": "Tally"}\n{"candidate_id": "K2", "skills": ["Java", "SQL"]}\n'
ARRAY = json.dumps([{"candidate_id": "K1", "skills": "Tally"}, {"candidate_id": "K2", "skills": "Java"}], indent=1)
HEAD = "candidate_id,skills\n"

# id of the case -> content, and the rows as "line:id" or "line:!code", in order
READ = {
    # encodings
    "utf8-bom": (codecs.BOM_UTF8 + GOOD.encode(), BOTH),
    "utf16-le-bom": (codecs.BOM_UTF16_LE + GOOD.encode("utf-16-le"), BOTH),
    "utf16-be-bare": (GOOD.encode("utf-16-be"), BOTH),
    "utf32": (codecs.BOM_UTF32_LE + GOOD.encode("utf-32-le"), BOTH),
    "cp1252": ((HEAD + "K1,café\nK2,naïve\n").encode("cp1252"), BOTH),
    "one-bad-byte": ((HEAD + "K1,café\nK2,").encode() + b"\xff\nK3,x\n", ["2:K1", "3:!encoding-error", "4:K3"]),
    "replacement-character": (HEAD + "K1,\ufffd\nK2,Java\n", ["2:!encoding-error", "3:K2"]),
    "utf16-cut-in-half": ((codecs.BOM_UTF16_LE + GOOD.encode("utf-16-le"))[:-1], ["2:K1", "3:!encoding-error"]),
    "line-separator-u2028": (HEAD + "K1,a\u2028b\nK2,x\x0by\x85z\n", BOTH),
    # dialects
    "semicolon": (GOOD.replace(",", ";"), BOTH),
    "tab-named-xls": (GOOD.replace(",", "\t"), BOTH),
    "bar": (GOOD.replace(",", "|"), BOTH),
    "sep-line": ("sep=;\n" + GOOD.replace(",", ";"), ["3:K1", "4:K2"]),
    "carriage-returns": (GOOD.replace("\n", "\r"), BOTH),
    "mixed-line-ends": (HEAD + "K1,Tally\r\nK2,Java\rK3,x\n", ["2:K1", "3:K2", "4:K3"]),
    "no-last-newline": (GOOD.rstrip(), BOTH),
    "all-quoted": ('"candidate_id","skills"\n"K1","Tally"\n"K2","Java"\n', BOTH),
    "quoted-newline": (HEAD + 'K1,"Tally\nGST"\nK2,Java\n', ["2:K1", "4:K2"]),
    "trailing-delimiters": ("candidate_id,skills,\nK1,Tally,\nK2,Java,\n", BOTH),
    "blank-lines-at-the-end": (GOOD + "\n\n\n", BOTH),
    "blank-lines-within": (HEAD + "K1,Tally\n\n\nK2,Java\n", ["2:K1", "3:!blank-row", "4:!blank-row", "5:K2"]),
    "blank-lines-above": ("\n\n" + GOOD, ["4:K1", "5:K2"]),
    "duplicate-headings": ("candidate_id,skills,skills\nK1,Tally,GST\n", ["2:K1"]),
    "007-and-na": (HEAD + "007,NA\nNA,007\n", ["2:007", "3:NA"]),
    # titles
    "title-line": ("List of the final year\n" + GOOD, ["3:K1", "4:K2"]),
    "title-lines-with-delimiters": ("Campus 2024,,\n,,\nName,Skills,Degree\nMaya,Tally,B.Com\n", ["4:Maya"]),
    "title-that-reads-like-a-heading": (
        "Candidate profile list\nName,Skills,Degree\nMaya,Tally,B.Com\n",
        ["3:Maya"],
    ),
    # damage
    "unclosed-quote": (HEAD + 'K1,"Tally\nK2,Java\n', ["2:!unclosed-quote", "3:K2"]),
    "text-after-quote": (HEAD + 'K1,"Ta"lly\nK2,Java\n', ["2:!bad-quoting", "3:K2"]),
    "missing-cell": (HEAD + "K1\nK2,Java\n", ["2:!missing-cell", "3:K2"]),
    "extra-cell": (HEAD + "K1,Tally,GST\nK2,Java\n", ["2:!extra-cell", "3:K2"]),
    "nul-byte": (HEAD + "K1,Ta\x00lly\nK2,Java\n", ["2:!nul-byte", "3:K2"]),
    "empty-cells": (HEAD + ",\nK2,Java\n", ["2:!blank-row", "3:K2"]),
    "long-line": (HEAD + f"K1,{'x' * 4_000_001}\nK2,Java\n", ["2:!row-too-long", "3:K2"]),
    # archives
    "gzip": (make.gz(GOOD), BOTH),
    "gzip-of-utf16": (make.gz(GOOD.encode("utf-16")), BOTH),
    "gzip-of-two-streams": (make.gz(HEAD) + make.gz("K1,Tally\nK2,Java\n"), BOTH),
    "gzip-of-xlsx": (make.gz(make.xlsx(SHEET)), BOTH),
    "gzip-of-json-lines": (make.gz(LINES), NUMBERED),
    "zip-of-one": (make.zipped(list__csv=GOOD), BOTH),
    "zip-of-two": (make.zipped(b__csv=HEAD + "K3,x\n", a__csv=GOOD), [*BOTH, "2:K3"]),
    "zip-with-litter": (make.zipped(a__csv=GOOD, **{"__MACOSX/__a": "x", "__DS_Store": "x", "_notes": "x"}), BOTH),
    "zip-of-xlsx-and-json": (make.zipped(a__xlsx=make.xlsx(SHEET), b__jsonl=LINES), [*BOTH, *NUMBERED]),
    "zip-with-a-name-that-climbs": (make.zipped(**{"../../climb__csv": GOOD}), BOTH),
    # spreadsheets
    "xlsx": (make.xlsx(SHEET), BOTH),
    "xlsx-named-csv": (make.xlsx(SHEET), BOTH),
    "xlsx-numbers-as-ids": (make.xlsx([["candidate_id", "skills"], [7.0, "Tally"], [7.5, True]]), ["2:7", "3:7.5"]),
    "xlsx-date-as-id": (make.xlsx([["candidate_id", "skills"], [dt.date(2024, 1, 31), "x"]]), ["2:2024-01-31"]),
    "xlsx-title-rows": (make.xlsx([["Campus list 2024"], [], *SHEET]), ["4:K1", "5:K2"]),
    "xlsx-cover-sheet-first": (make.xlsx([["About this file"], ["Ask the placement cell"]], SHEET), BOTH),
    "xlsx-hidden-sheet-first": (make.xlsx([["candidate_id", "skills"], ["K9", "x"]], SHEET, hidden=[1]), BOTH),
    "xlsx-blank-rows": (make.xlsx([*SHEET, [], [], ["K3", "x"]]), [*BOTH, "4:!blank-row", "5:!blank-row", "6:K3"]),
    "xlsx-table-not-at-a1": (make.xlsx([[], [], *[["", *row] for row in SHEET]]), ["4:K1", "5:K2"]),
    "xlsx-error-value": (make.xlsx([["candidate_id", "skills"], ["K1", "=NA()"], ["K2", "x"]]), BOTH),
    "xls": (make.xls(SHEET), BOTH),
    "ods": (make.ods(SHEET), BOTH),
    "ods-a-million-empty-rows": (
        make.ods(
            SHEET,
            '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
        ),
        BOTH,
    ),
    # JSON
    "json-lines": (LINES, NUMBERED),
    "json-lines-utf16": (LINES.encode("utf-16"), NUMBERED),
    "json-lines-bom": (codecs.BOM_UTF8 + LINES.encode(), NUMBERED),
    "json-lines-broken": (LINES + '{"candidate_id": "K3",\n' + "17\n", [*NUMBERED, "3:!bad-json", "4:!bad-json"]),
    "json-lines-blank": (LINES.replace("\n", "\n\n"), ["1:K1", "2:!blank-row", "3:K2"]),
    "json-key-twice": (LINES + '{"skills": "a", "skills": "b"}\n', [*NUMBERED, "3:!bad-json"]),
    "json-half-a-surrogate": (LINES + '{"candidate_id": "K3", "skills": "\\ud800"}', [*NUMBERED, "3:!encoding-error"]),
    "json-too-deep": (LINES + '{"skills":' + "[" * 5_000 + "]" * 5_000 + "}\n", [*NUMBERED, "3:!bad-json"]),
    "json-huge-number": (
        LINES + '{"candidate_id": ' + "9" * 5_000 + ', "skills": "x"}',
        [*NUMBERED, "3:" + "9" * 5_000],
    ),
    "json-array": (ARRAY, NUMBERED),
    "json-array-of-others": ('[{"skills": "x", "id": "K1"}, 5]', ["1:x", "2:!bad-json"]),
    "json-one-object-indented": (json.dumps({"candidate_id": "K1", "skills": "Tally"}, indent=2), ["1:K1"]),
    # columnar
    "parquet": (make.parquet(COLUMNS), NUMBERED),
    "parquet-plain": (make.parquet(COLUMNS, use_dictionary=False, compression="none"), NUMBERED),
    "parquet-nulls-and-lists": (
        make.parquet({"candidate_id": [7, None, 9], "skills": [["Tally", "GST"], None, []]}),
        ["1:7", "2:!blank-row", "3:9"],
    ),
    "parquet-nul-byte": (
        make.parquet({"candidate_id": ["K1", "K2"], "skills": ["a\x00", "x"]}),
        ["1:!nul-byte", "2:K2"],
    ),
    "feather": (make.feather(COLUMNS), NUMBERED),
    "feather-plain": (make.feather(COLUMNS, compression="uncompressed"), NUMBERED),
}


def _bomb(size):
    """A gzip file of so many MiB of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size)) + packer.flush()


def _far_cell(name, content):
    """A sheet whose last cell stands at the far corner of what Excel knows."""
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return content.replace(b"</sheetData>", cell) if name.endswith("sheet1.xml") else content


REFUSED = {
    "empty": (b"", NotATableError, "the file is empty"),
    "blank": (b" \n\r\n\t\n", NotATableError, "the file is empty"),
    "only-a-bom": (codecs.BOM_UTF8, NotATableError, "the file is empty"),
    "no-header": ("Maya,B.Com\nRavi,B.Sc\n", NotATableError, "no column that can be scored among 'Maya', 'B.Com'"),
    "only-identity": ("Name,Phone\nMaya,98\n", NotATableError, "no column that can be scored"),
    "prose": (
        "Dear team, in short.\nI like experience, skills, education\nand tools, software\n" * 9,
        NotATableError,
        "no column",
    ),
    "web-page-named-xls": (b"<html><table><tr><td>skills</td></tr></table>", NotATableError, "this is a web page"),
    "xml-named-xls": (b'<?xml version="1.0"?><Workbook/>', NotATableError, "this is an XML file"),
    "pdf": (b"%PDF-1.7\n" + bytes(range(256)), NotATableError, "this is a PDF, not a CSV"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), NotATableError, "this is a picture"),
    "tar": (b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(247), NotATableError, "this is a tar archive"),
    "xz": (b"\xfd7zXZ\x00\x00\x04", NotATableError, "this is an xz file"),
    "long-first-line": ("skills," * 600_000, NotATableError, "the first line has more than 4000000 characters"),
    "too-many-columns": ("skills," * 17_000 + "\n1\n", NotATableError, "over 16384 columns"),
    "gzip-cut-short": (make.gz(GOOD * 500)[:-20], NotATableError, "damaged or cut short"),
    "gzip-with-a-wrong-byte": (
        make.gz(GOOD)[:20] + b"\xff\xff" + make.gz(GOOD)[22:],
        NotATableError,
        "damaged or cut short",
    ),
    "gzip-with-rubbish-behind": (make.gz(GOOD) + b"rubbish", NotATableError, "damaged or cut short"),
    "gzip-in-gzip": (make.gz(make.gz(GOOD)), NotATableError, "an archive inside an archive"),
    "gzip-bomb": (_bomb(120), TableError, "expands to more than 100 MiB from"),
    "zip-bomb": (make.zipped(a__csv=bytes(120 << 20)), TableError, "expands to more than 120 MiB from"),
    "zip-in-zip": (make.zipped(a__zip=make.zipped(a__csv=GOOD)), NotATableError, "an archive inside an archive"),
    "zip-cut-short": (make.zipped(a__csv=GOOD)[:-30], NotATableError, "damaged or cut short"),
    "zip-with-a-wrong-byte": (
        make.zipped(a__csv=GOOD).replace(zlib.compress(GOOD.encode())[2:12], b"\xff" * 10),
        NotATableError,
        "damaged or cut short",
    ),
    "zip-of-nothing": (make.zipped(), NotATableError, "no table in this zip"),
    "zip-with-a-picture": (make.zipped(a__csv=GOOD, b__png=b"\x89PNG\r\n"), NotATableError, "b.png: this is a picture"),
    "word-document": (
        make.zipped(**{"[Content_Types]__xml": "<a/>", "word/document__xml": "<a/>"}),
        NotATableError,
        "this is a Word or PowerPoint document",
    ),
    "xlsx-empty": (make.xlsx([]), NotATableError, "the sheet 'Sheet1' is empty"),
    "xlsx-without-sheet": (
        make.repacked(make.xlsx(SHEET), lambda name, content: None if "sheet1" in name else content),
        NotATableError,
        "the spreadsheet",
    ),
    "xlsx-cut-short": (make.xlsx(SHEET)[:-200], NotATableError, "damaged or cut short"),
    "xlsx-no-known-heading": (make.xlsx([["a", "b"], ["K1", "x"]]), NotATableError, "no column that can be scored"),
    "xlsx-cell-in-the-far-corner": (
        make.repacked(make.xlsx(SHEET), _far_cell),
        NotATableError,
        "its parser gave up, for want of memory",
    ),
    "xls-rubbish": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), NotATableError, "spreadsheet is damaged"),
    "ods-bomb": (
        make.ods(
            SHEET,
            '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell></table:table-row>',
        ),
        NotATableError,
        "the spreadsheet",
    ),
    "json-no-objects": ("[1, 2]", NotATableError, "no column|no object"),
    "json-one-broken-object": ('{"skills": \n', NotATableError, "this JSON has no object"),
    "json-no-known-key": ('{"a": 1}\n', NotATableError, "no column that can be scored among 'a'"),
    "parquet-cut-short": (make.parquet(COLUMNS)[:-50], NotATableError, "damaged or of an unknown kind"),
    "parquet-with-wrong-bytes": (
        make.parquet(COLUMNS)[:30] + b"\xff" * 40 + make.parquet(COLUMNS)[70:],
        NotATableError,
        "damaged or of an unknown kind",
    ),
    "parquet-no-known-column": (make.parquet({"a": [1]}), NotATableError, "no column that can be scored"),
    "feather-cut-short": (make.feather(COLUMNS)[:-50], NotATableError, "damaged or of an unknown kind"),
    "feather-of-version-1": (b"FEA1" + bytes(200), NotATableError, "a Feather file of version 1"),
}


def _outcome(table):
    return [f"{row.line}:!{row.code}" if isinstance(row, Reject) else f"{row.line}:{row.cells[0]}" for row in table]


@pytest.fixture
def dirty(tmp_path):
    """Content in, the path of a file out, whose ending says nothing of it."""

    def _written(content):
        path = tmp_path / "in.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _written


@pytest.mark.parametrize(("content", "expected"), READ.values(), ids=READ)
def test_rows_of_a_dirty_file(dirty, content, expected):
    """Every row of a dirty file is read or named with its line and a code."""
    with open_table(dirty(content)) as table:
        assert expected == _outcome(table)
        assert table.consumed() == 1.0


@pytest.mark.parametrize(("content", "error", "match"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_table(dirty, content, error, match):
    """What cannot be read whole is refused in one line that names the file."""
    with pytest.raises(TableError, match=match) as caught, open_table(dirty(content)) as table:
        list(table)
    assert error is caught.type
    assert "\n" not in str(caught.value)
    assert "in.csv" in str(caught.value)


def test_size_of_the_corpus():
    """There are at least sixty dirty files."""
    assert len(READ) + len(REFUSED) >= 60
