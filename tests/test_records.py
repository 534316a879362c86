"""Records cut from bytes by compiled code are those of the reader of lines, and a run by either gives the same bytes."""

import codecs
import copy
import io
import json
import random
import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recommender import KPORecommender, load_catalog, load_model
from recommender.batch import score_csv
from recommender.build import build_model
from recommender.chunks import Plan
from recommender.errors import NotATableError, TableError
from recommender.headings import FIELDS
from recommender.outputs import CSV, Kind
from recommender.raw_input import Raw
from recommender.rows import Options
from recommender.running import Run
from recommender.tables import CandidateTable, Reject

pytest.importorskip("numba", reason="records are cut by compiled code")

from recommender import csv_kernels, fast, records
from recommender.memo import text_of
from recommender.stretches import StretchRanker, stretches_of

HEADER = 'skills,name,"education",id\n'
# What decides in delimited text, and what is damaged in it.
PIECES = [
    b",",
    b'"',
    b'""',
    b"\n",
    b"\r",
    b"\r\n",
    b" ",
    b"\t",
    b";",
    b"a",
    b"Tally",
    b"\xc3\xa9",
    b"\xe2\x80\xa8",
    b"\x0b",
    b"\xc2\x85",
]
DAMAGE = [
    b"\x00",
    b"\xff",
    b"\xc3",
    b"\xef\xbf\xbd",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xf4\x90\x80\x80",
    b"\xe0\x80\xaf",
    b"\xc2\xa0",
    b"\xe3\x80\x80",
]
ROWS = [
    b"a,b,c,d\n",
    b'"x ""y""\r\nz",b,"",1\r\n',
    b"a,b,c\n",
    b"a,b,c,d,,\n",
    b"a,b,c,d, ,x\n",
    b" , ,\xc2\xa0,\n",
    b'a,"b"c,d,e\n',
    b"\n",
    b'5" pipe,b,c,d\n',
]


def _table(data):
    return CandidateTable(Raw("test.csv", io.BytesIO(data), len(data)))


def _by_lines(data):
    """What the reader of lines says: joined cells of the columns that count, or the reject."""
    with _table(data) as table:
        read = []
        for row in table:
            if isinstance(row, Reject):
                read.append(row)
            else:
                texts = table.columns.gather(row.cells)
                read.append((row.cells[table.columns.candidate_id], *(texts.get(field, "") for field in FIELDS)))
        return read


class _Nobody:
    """A ranker of stretches that only reads: what it would rank."""

    def __init__(self, table, width):
        self.table, self.width = table, width

    def rows(self, stretch):
        fields = [self.table.columns.fields.get(field, ()) for field in FIELDS]
        columns, at = np.array(sum(fields, ()), np.int32), np.cumsum([0, *map(len, fields)], dtype=np.int32)
        copied = np.array([self.table.columns.candidate_id], np.int32), np.array([0, 1], np.int32)
        size, rows = len(stretch.data), stretch.rows
        read = csv_kernels.Cells(np.empty(size, np.uint32), np.empty(5 * rows, np.int64))
        copies = csv_kernels.Cells(np.empty(size, np.uint32), np.empty(rows, np.int64))
        scored = np.empty(rows, np.bool_)
        count = csv_kernels.read_records(
            stretch.data, stretch.records, self.width, columns, at, *copied, read, copies, scored
        )
        assert count == scored.sum()
        texts, ids = _cut(read, 5 * count), _cut(copies, count)
        found = iter([(ids[k], *texts[5 * k : 5 * k + 5]) for k in range(count)])
        rejects = records.rejects_of(stretch, scored, self.width, self.table.delimiter, self.table.encoding)
        return [next(found) if one else next(rejects) for one in scored.tolist()]


def _cut(cells, count):
    ends = cells.ends[:count].tolist()
    return [text_of(cells.points[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _by_stretches(data, size=2_000):
    """The same by compiled code."""
    with _table(data) as table:
        cutter = records.Cutter(table, size)
        reader, read = _Nobody(table, len(table.headings)), []
        while stretch := cutter.cut():
            assert 0 < stretch.rows <= size
            assert stretch.before == len(read)
            read += reader.rows(stretch)
        if cutter.beyond:
            for row in table:
                texts = {} if isinstance(row, Reject) else table.columns.gather(row.cells)
                ids = None if isinstance(row, Reject) else row.cells[table.columns.candidate_id]
                read.append(row if ids is None else (ids, *(texts.get(field, "") for field in FIELDS)))
        return read


# ------------------------------------------------------------------------ the cutter


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(ROWS), st.sampled_from(DAMAGE)), max_size=40),
    st.sampled_from([1, 2, 7, 2_000]),
    st.sampled_from([1, 5, 64, 1 << 20]),
)
@example([b'"a'], 3, 1)
@example([b"a,b,c,d\r", b"\r\n\r\n"], 1, 1)
@example([b'"a""', b'",b,c,d\n'], 1, 5)
def test_any_bytes(pieces, size, block):
    """Whatever stands below a header, in stretches of any size, both readers say the same of every row."""
    data = HEADER.encode() + b"a,b,c,1\n" * 99 + b"".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "_BLOCK", block)
        patch.setattr(records, "_READ", max(1, block // 3))
        assert _by_lines(data) == _by_stretches(data, size)


def test_many_random_files():
    """Files of whole rows with some damage in them."""
    rng = random.Random(3)
    for _ in range(300):
        body = b"".join(rng.choice(ROWS if rng.random() < 0.9 else PIECES + DAMAGE) for _ in range(60))
        assert _by_lines(HEADER.encode() + body) == _by_stretches(HEADER.encode() + body, rng.choice([3, 50, 2_000]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n\r\n\n", "\nਊ\n", "\n,ഊ"])
def test_any_encoding(encoding, end):
    """Text in every encoding that is known, whatever stands at its end."""
    text = HEADER + 'Täl"ly,b,"c\nd",1\r\n\nnaïve,b,c,2\n' * 40 + "x,y,z,3" + end
    if encoding == "cp1252":
        text = text.replace("ਊ", "€").replace("ഊ", "é")
    data = text.encode(encoding)
    assert len(_by_stretches(data)) >= 121
    assert _by_lines(data) == _by_stretches(data)
    if encoding.startswith(("utf-16", "utf-32")):
        assert _by_lines(data[:-1]) == _by_stretches(data[:-1])


def test_bytes_that_cp1252_does_not_have():
    """A byte without a meaning is an encoding error, not a letter."""
    data = HEADER.encode() + b"caf\xe9,b,c,1\nna\xefve\x81,b,c,2\n\xe9\xe8,b,c,3\n"
    assert _by_lines(data) == _by_stretches(data)
    assert ["encoding-error"] == [row.code for row in _by_stretches(data) if isinstance(row, Reject)]


GIANT = b'"' + b"word " * 300_000 + b'",b,c,2\n'


@pytest.mark.parametrize(
    "middle",
    [
        GIANT,
        b'"' + b"line\n" * 999 + b'",b,c,2\n',
        b'"' + b"line\n" * 1_000 + b'",b,c,2\n',
        b'"' + b"line\r\n" * 1_200 + b'",b,c,2\n',
        b'"never closed,b,c,2\n',
        b"," * 1_100_000 + b"\n",
        b"x" * 4_100_000 + b",b,c,d\n",
    ],
    ids=["giant", "thousand-lines", "more-lines", "many-lines", "unclosed", "cells", "too-long"],
)
def test_what_is_beyond_the_cutter(middle):
    """Giants and quotes that stay open are read by the reader of lines, from there to the end, nothing twice and nothing lost."""
    data = HEADER.encode() + b"a,b,c,1\n" * 50 + middle + b"e,f,g,3\n" * 50 + b'x,"y"z,1,2\n\n\n'
    expected = _by_lines(data)
    assert 100 < len(expected)
    assert expected == _by_stretches(data)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(delimiter):
    """Every delimiter that a header may have."""
    data = (HEADER + 'a,"b,;|\t""",c,1\n"d"e,b,c,2\n').replace(",", delimiter).encode()
    assert _by_lines(data) == _by_stretches(data)


def test_spaces_are_those_of_python():
    """A cell is blank for compiled code exactly where `str.isspace` says so."""
    assert [chr(p) for p in range(sys.maxunicode + 1) if csv_kernels.is_space.py_func(p)] == [
        chr(p) for p in range(sys.maxunicode + 1) if chr(p).isspace()
    ]


def test_a_read_error_is_named(monkeypatch):
    """A disk that fails half way is one line that names file and line."""

    class Failing(io.BytesIO):
        def read(self, size=-1):
            if 3_000_000 < self.tell() < 6_000_000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    monkeypatch.setattr(records, "_READ", 1 << 20)
    data = HEADER.encode() + b"a,b,c,1\n" * 1_000_000
    with CandidateTable(Raw("test.csv", file := io.BytesIO(data), len(data))) as table:
        table._raw.file = Failing(data)
        file.close()
        cutter = records.Cutter(table, 2_000)
        with pytest.raises(TableError, match=r"test.csv, line \d+: cannot be read on: Input/output error"):
            list(iter(cutter.cut, None))


# --------------------------------------------------------------------------- the run


@pytest.fixture(scope="module")
def slow():
    """The packaged model that never leaves the reference."""
    made = copy.copy(load_model())
    made.fast_path = lambda _: None
    return made


@pytest.fixture(scope="module")
def quick():
    """The packaged model that takes the fast path at once."""
    made = build_model(load_model().catalog_)
    ready = fast.FastRanker(made.ranker_)
    made.fast_path = lambda _: ready
    return made


PEOPLE = """candidate_id,name,skills,education,Key Skills,summary
=K1,Maya,"Tally, GST",B.Com,"SAP
Excel",+91 98765 43210 is my number
K2;"x",Ravi,Java,,,"He said ""hi"", Name: Ravi Kumar"
-5,,contract drafting,LLB,,@home
K4,,voice process,,,
"-5,000.5\n",,नर्स ICSR,B.Pharm,,  = 1
٣,,"MS Excel, communication",,,
-٣,,patent search,B.Tech,,"é"
,,,,,
K8,,,,,x
too,few
"\tK9",,Python,MBA,,
"K\r10",,SQL,MBA,,
"""


def _run(folder, name, model, text, ending=".csv", **options):
    source = folder / "in.csv"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    target = folder / f"{name}{ending}"
    report = score_csv(source, target, model=model, **options)
    rejects = folder / f"{name}.rejects.csv"
    told = {
        k: v
        for k, v in report.to_dict().items()
        if k
        not in {"output", "rejects", "started", "seconds", "rows_per_second", "sha256", "versions", "duration_seconds"}
    }
    return target.read_bytes(), rejects.read_bytes() if rejects.exists() else b"", json.dumps(told)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".csv.gz"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"top_k": 20, "chunk_size": 2},
        {"reasons": False, "jobs": 3},
        {"keep": ["name", "candidate_id", "name", "summary"], "chunk_size": 1},
    ],
    ids=["plain", "more-places", "no-reasons", "kept"],
)
def test_a_run_gives_the_same_bytes(tmp_path, slow, quick, ending, options):
    """Output, rejects and report of a run from bytes to bytes are those of a run frame by frame."""
    expected = _run(tmp_path, "slow", slow, PEOPLE, ending, **{**options, "jobs": 1})
    assert expected == _run(tmp_path, "quick", quick, PEOPLE, ending, **options)
    assert expected[1].count(b"\n") == 3


def test_people_without_ids_are_numbered(tmp_path, slow, quick):
    """Where there is no column of ids, rows are called by their numbers, rejected ones counted, in any chunks."""
    text = "skills\n" + "Tally, GST\n\nLLB\n" * 120
    expected = _run(tmp_path, "slow", slow, text, keep=["skills"])
    assert expected == _run(tmp_path, "quick", quick, text, keep=["skills"], chunk_size=7)
    assert b"\n360," in expected[0]


def test_numbers_go_on_behind_what_is_beyond_the_cutter(tmp_path, slow, quick):
    """Rows that the reader of lines reads after a giant are numbered on, in a run from the start or from any row."""
    text = "skills\n" + "Tally, GST\n" * 20 + '"' + "line\n" * 1_200 + '"\n' + "contract drafting\n\n" * 10 + "LLB\n"
    expected = _run(tmp_path, "slow", slow, text)
    assert expected == _run(tmp_path, "quick", quick, text, chunk_size=7)
    last = expected[0].splitlines()[-1]
    whole = last.partition(b",")[0]
    assert int(whole) == expected[0].count(b"\n") - 1 + expected[1].count(b"\n") - 1
    for skip in (0, 20, 25, int(whole) - 1):
        with _table(text.encode()) as table:
            plan = Plan.of(table, {}, (), Options(), Kind(CSV), None)
            ranker = StretchRanker(table, plan, quick, quick.fast_path(0))
            done = b"".join(ranker.rank(one).data for one in stretches_of(table, 7, plan, skip))
        assert done.splitlines()[-1] == last
        assert expected[0].endswith(done)


def test_names_that_are_formulas(tmp_path):
    """Names of skills that a spreadsheet would run, or must quote, come out as by the reference."""
    raw = tmp_path / "catalog.csv"
    raw.write_text(
        'id,domain,title,requirements\nb1,"=Books, ""more""",@ledger,"=1+1 tally; +GST filing; plain"\nb2,Art,-drawing,"rigging; “q”uote ""x"", y; -7"\n',
        encoding="utf-8",
    )
    catalog = load_catalog(raw)
    text = "id,skills\n1,=1+1 tally\n2,-7 rigging\n3,GST filing\n4,“q”uote x y\n5,nothing\n"
    reference, model = KPORecommender().fit(catalog), KPORecommender().fit(catalog)
    reference.fast_path = lambda _: None
    ready = fast.FastRanker(model.ranker_)
    model.fast_path = lambda _: ready
    assert _run(tmp_path, "slow", reference, text) == _run(tmp_path, "quick", model, text)


def test_an_error_leaves_the_old_output(tmp_path, monkeypatch, quick):
    """A failure in the middle leaves the old output, the input, and nothing else."""
    (tmp_path / "in.csv").write_text("skills\n\nTally\nJava\n")
    (tmp_path / "out.csv").write_text("old")
    rank = StretchRanker.rank

    def failing(self, stretch):
        if stretch.before == 2:
            msg = "failed in the middle"
            raise ValueError(msg)
        return rank(self, stretch)

    monkeypatch.setattr(StretchRanker, "rank", failing)
    with pytest.raises(ValueError, match="failed in the middle"):
        score_csv(tmp_path / "in.csv", tmp_path / "out.csv", chunk_size=1, model=quick)
    assert {"in.csv", "out.csv"} == {path.name for path in tmp_path.iterdir()}
    assert "old" == (tmp_path / "out.csv").read_text()


@pytest.mark.parametrize("first", ["slow", "quick"])
def test_a_run_broken_off_by_one_way_goes_on_by_the_other(tmp_path, monkeypatch, slow, quick, first):
    """What one way has written, the other continues, to the same bytes."""
    (tmp_path / "in.csv").write_text("id,skills\n" + "K,Tally\n,\n\nL,contract drafting\n" * 50)
    score_csv(tmp_path / "in.csv", tmp_path / "whole.csv", model=slow)
    monkeypatch.setattr("recommender.running.COMMIT_SECONDS", 0)
    order = [slow, quick] if first == "slow" else [quick, slow]
    take = Run.take

    def stopped(self, ranked):
        take(self, ranked)
        if self.state.rows >= 70:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Run, "take", stopped)
        with pytest.raises(KeyboardInterrupt):
            score_csv(tmp_path / "in.csv", tmp_path / "out.csv", model=order[0], chunk_size=9, resume=True)
    seen = []
    monkeypatch.setattr(Run, "take", lambda self, ranked: (seen.append(ranked.rows), take(self, ranked)))
    score_csv(tmp_path / "in.csv", tmp_path / "out.csv", model=order[1], resume=True)
    assert sum(seen) == 200 - 72
    for name in ("whole", "out"):
        assert (tmp_path / f"{name}.rejects.csv").read_bytes().count(b"\n") == 101
    assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()
    assert (tmp_path / "whole.rejects.csv").read_bytes() == (tmp_path / "out.rejects.csv").read_bytes()


def test_a_stretch_without_anybody(tmp_path, slow, quick):
    """A list of which no row can be scored leaves a header."""
    text = "id,skills\n,\n\n,\n"
    assert _run(tmp_path, "slow", slow, text) == _run(tmp_path, "quick", quick, text)


@pytest.mark.parametrize("skip", [0, 1, 5, 119, 240])
def test_a_run_goes_on_at_any_row(quick, skip):
    """After so many rows that are passed over, what follows is what follows them in the whole."""
    data = b"id,skills\n" + b"1,Tally\n\n" * 120

    def ranked(first):
        with _table(data) as table:
            plan = Plan.of(table, {}, (), Options(), Kind(CSV), None)
            ranker = StretchRanker(table, plan, quick, quick.fast_path(0))
            done = [ranker.rank(one) for one in stretches_of(table, 11, plan, first)]
            return (
                b"".join(one.data for one in done),
                [r for one in done for r in one.rejects],
                sum(o.rows for o in done),
            )

    whole, rest = ranked(0), ranked(skip)
    assert whole[2] == 239
    assert rest[2] == max(0, 239 - skip)
    assert whole[0].endswith(rest[0])
    assert whole[1][len(whole[1]) - len(rest[1]) :] == rest[1]


def test_dirty_files_of_every_kind(tmp_path, slow, quick):
    """Files that are no tables are refused alike by both ways."""
    for place, content in enumerate([b"", b"\x00\x01\x02" * 50, codecs.BOM_UTF8, b"nothing,here\n1,2\n"]):
        source = tmp_path / f"{place}.csv"
        source.write_bytes(content)
        for model in (slow, quick):
            with pytest.raises(NotATableError):
                score_csv(source, tmp_path / "out.csv", model=model)
