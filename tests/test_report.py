"""The HTML report as text: nothing of the data becomes markup, and every number of the data is there."""

import base64
import hashlib
import re
from dataclasses import FrozenInstanceError, replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.confidence import MATCH, NO_MATCH, REVIEW
from recommender.report import SHOWN_BARS, SHOWN_ROWS, ReportData, Section, report_page
from recommender.report_assets import SCRIPT, policy
from recommender.report_charts import bars, columns, divided_bar, sorted_counts, text
from recommender.report_tables import STATUS_WORDS

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title></desc></svg><b>",
    "</script></textarea></td></table><b>",
    "<!-- & &lt; &#60; &amp;lt; -->",
    "]]><![CDATA[",
    '=HYPERLINK("http://example.com";"x")',
    "javascript:alert(1)",
)
VOID = {"meta", "input"}
KINDS = {"n", "s", "m", "l"}  # classes that say how wide a column is


def filled(word: str, **changes: object) -> ReportData:
    """A report with one word in every place that takes text."""
    data = ReportData(
        title=word,
        facts=((word, word),),
        statuses={MATCH: 3, REVIEW: 2, NO_MATCH: 1, "~" + word: 4},
        reasons={word: 5},
        domains={word: 6},
        confidence=(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        gaps=((word, 11),),
        sections=(Section(word, word, (word, word), ((word, word),)),),
        columns=("Candidate", "Status", word),
        rows=((word, MATCH, word), (word, word, word), ("K1", NO_MATCH, "")),
        total_rows=10,
    )
    return replace(data, **changes)  # type: ignore[arg-type]


class Page(HTMLParser):
    """Tags with the names of their attributes, the values of the attributes, and the text of each element, as a browser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.comments: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert [] == self._open

    def handle_starttag(self, tag, attrs):
        """Keep a tag that opens."""
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for _, value in attrs if value not in KINDS]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Keep a tag that is empty."""
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for _, value in attrs]

    def handle_endtag(self, tag):
        """Every tag that closes was the last one opened."""
        assert tag == self._open.pop()

    def handle_data(self, data):
        """Keep text with its element."""
        if self._open:
            self.texts.append((self._open[-1], data))

    def handle_comment(self, data):
        """Keep a comment."""
        self.comments.append(data)

    def of(self, tag: str) -> list[str]:
        """Texts of the elements with this tag."""
        return [data for name, data in self.texts if name == tag]


def shown(word: str) -> str:
    """The word as HTML can hold it, by a rule of our own: one sign for each character that is no text."""
    word = word.replace("\r\n", "\n").replace("\r", "\n")
    odd = {
        *range(9),
        11,
        12,
        *range(14, 32),
        *range(127, 160),
        *range(0xD800, 0xE000),
        *range(0xFDD0, 0xFDF0),
        0xFFFE,
        0xFFFF,
    }
    return "".join("\ufffd" if ord(c) in odd else c for c in word)


PLAIN = Page(report_page(filled("word")))


@pytest.mark.parametrize("word", NASTY)
def test_markup_in_the_data_is_text(word):
    """Tags, quotes, comments, entities and formulas of a candidate appear as they were written and make no element."""
    page = Page(report_page(filled(word)))
    assert PLAIN.tags == page.tags
    assert PLAIN.ids == page.ids
    assert PLAIN.values == page.values
    assert [] == page.comments
    for tag in ("title", "h1", "h2", "dt", "dd", "th", "td", "p", "a"):
        assert word in page.of(tag)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), min_size=1, max_size=40))
def test_any_text_parses_back(word):
    """Whatever a cell, a title, a label or a fact says parses back as that text; tags, attributes and ids stay those of a plain page."""
    data = filled("word")
    page = Page(
        report_page(replace(data, rows=(("K0", MATCH, word), *data.rows[1:]), facts=((word, word),), title=word))
    )
    plain = Page(report_page(replace(data, rows=(("K0", MATCH, "word"), *data.rows[1:]))))
    assert [tag for tag, _ in plain.tags] == [tag for tag, _ in page.tags]
    assert [names for _, names in plain.tags] == [names for _, names in page.tags]
    assert plain.ids == page.ids
    for tag in ("h1", "dt", "dd", "td"):
        assert shown(word) in page.of(tag)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>&\"'/=!-]a;# ", min_size=1, max_size=30))
def test_markup_anywhere_makes_no_tag(word):
    """Signs of markup in every place at once make neither tag nor attribute; only lines of a chart's label may be fewer or more."""
    page = Page(report_page(filled(word)))
    assert set(PLAIN.tags) >= set(page.tags)
    assert [t for t in PLAIN.tags if t[0] != "text"] == [t for t in page.tags if t[0] != "text"]


def test_characters_that_html_cannot_hold():
    """Controls, lone surrogates and noncharacters become U+FFFD, so that the page can be written as UTF-8; every line end becomes a line feed."""
    assert "a\ufffdb\ufffdc\ufffd" == text("a\x00b\ud800c\uffff")
    assert "a\nb\nc\td" == text("a\r\nb\rc\td")
    assert "&lt;&gt;&amp;&quot;&#x27;" == text("<>&\"'")
    report_page(filled("\ud83d\x1b\x85")).encode("utf-8")


def test_the_same_data_give_the_same_bytes():
    """Two pages of equal data are equal, whatever kind of sequence holds it."""
    data = filled("word")
    again = filled(
        "word", rows=[list(row) for row in data.rows], confidence=list(data.confidence), gaps=list(data.gaps)
    )
    assert report_page(data) == report_page(again)


def test_the_policy_allows_the_one_script_alone():
    """There is one script, without attributes; its SHA-256, worked out from the page, is in the policy, which loads nothing."""
    page = report_page(filled("word"))
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    (said,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    rules = dict(rule.split(" ", 1) for rule in said.split("; "))
    assert {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "script-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    } == rules
    assert policy(SCRIPT) == said
    assert 1 == page.count("<script")


def test_nothing_points_outside():
    """No attribute loads anything, handles an event or carries a style; links stay on the page."""
    names = {name for _, found in PLAIN.tags for name in found}
    assert not names & {"src", "srcset", "data", "action", "style", "poster", "background"}
    assert not {name for name in names if name.startswith("on")}
    page = report_page(filled("word"))
    links = re.findall(r'href="([^"]*)"', page)
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} <= set(PLAIN.ids)
    assert not re.findall(r"https?:|url\(|@import", page)


def test_ids_are_unique_and_references_hold():
    """No id stands twice; every aria-labelledby and label points at an id of the page."""
    assert len(PLAIN.ids) == len(set(PLAIN.ids))
    page = report_page(filled("word"))
    named = " ".join(re.findall(r'(?:aria-labelledby|for)="([^"]*)"', page)).split()
    assert set(named) <= set(PLAIN.ids)


def test_headings_tables_and_charts_are_marked_up():
    """One h1, then h2; every table of rows has a caption and scopes; every chart has role, title and description; the language is said."""
    page = report_page(filled("word"))
    assert 1 == page.count("<h1>")
    assert not re.findall(r"<h[3-6]", page)
    assert page.count('<div class="scroll"') == page.count("<caption") == 2
    assert [] == [names for tag, names in PLAIN.tags if tag == "th" and "scope" not in names]
    assert page.count("<svg") == page.count('<svg role="img" aria-labelledby=') == page.count("<desc") == 4
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')


def cells(page: str, name: str) -> list[list[str]]:
    """Rows of the tables inside a part of the page, read with an expression of our own."""
    (part,) = re.findall(rf'<section class="[^"]*" id="{name}".*?</section>', page, flags=re.DOTALL)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", part, flags=re.DOTALL)
    return [[re.sub(r"<[^>]*>", "", c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


NUMBERS = ReportData(
    title="Run",
    facts=(("Rows", "1,240"), ("Catalogue", "15 domains")),
    statuses={REVIEW: 39, MATCH: 1200, NO_MATCH: 1},
    reasons={"the profile says very little": 30, "two domains are nearly equal": 31},
    domains={"Books": 239, "Art": 1000},
    confidence=(1, 0, 0, 0, 5, 34, 0, 0, 0, 1200),
    gaps=(("GST", 1234), ("Tally", 7)),
    sections=(Section("Next", "What to learn.", ("Skill", "Candidates"), (("GST", "1,234"), ("Tally", "7"))),),
    columns=("Candidate", "Status", "Confidence"),
    rows=(("007", MATCH, "97%"), ("008", REVIEW, "55%"), ("NA", NO_MATCH, "0%")),
    total_rows=1240,
)


def test_numbers_are_those_of_the_data():
    """Every count of the data stands in a table, greatest first where the data has no order; ids like 007 and NA stay."""
    page = report_page(NUMBERS)
    assert [["Domain", "Candidates"], ["Art", "1,000"], ["Books", "239"]] == cells(page, "domains")
    assert [["Requirement", "Candidates"], ["GST", "1,234"], ["Tally", "7"]] == cells(page, "gaps")
    assert [["two domains are nearly equal", "31"], ["the profile says very little", "30"]] == cells(page, "reasons")[
        1:
    ]
    assert ["1", "0", "0", "0", "5", "34", "0", "0", "0", "1,200"] == [row[1] for row in cells(page, "confidence")[1:]]
    assert ("0 to 10%", "90 to 100%") == (cells(page, "confidence")[1][0], cells(page, "confidence")[10][0])
    assert [["GST", "1,234"], ["Tally", "7"]] == cells(page, "section-1")[1:]
    assert [["007", "Match", "97%"], ["008", "Review", "55%"], ["NA", "No match", "0%"]] == cells(page, "candidates")[
        1:
    ]


def test_the_summary_says_each_status_with_its_share():
    """Match, review and no match stand in this order with their counts and shares of 1,240; a share is never rounded to nothing or all."""
    page = report_page(NUMBERS)
    found = re.findall(r'<dt class="mark (\w+)">.*?"number">([\d,]+)</span> <span class="share">([^<]*)<', page)
    assert [("match", "1,200", "97%"), ("review", "39", "3%"), ("no_match", "1", "&lt;1%")] == found
    assert "1,240 candidates: 1,200 match, 39 review, 1 no match." in Page(page).of("p")
    most = report_page(replace(NUMBERS, statuses={MATCH: 999, NO_MATCH: 1}))
    assert "&gt;99%" in most


def test_facts_are_a_list_of_terms():
    """Each fact is a label with its value, in the order given."""
    page = report_page(NUMBERS)
    assert "<div><dt>Rows</dt><dd>1,240</dd></div>\n<div><dt>Catalogue</dt><dd>15 domains</dd></div>" in page


def test_a_run_without_rows_says_so():
    """No candidate: no chart, no search box, no table; the page says that there is none."""
    page = report_page(ReportData("Run", (), {}, {}, {}, [0] * 10, (), (), ("Candidate",), (), 0))
    assert "<svg" not in page
    assert "<table" not in page
    assert 'id="search"' not in page
    assert "0 candidates." in Page(page).of("p")
    assert "There is no candidate to show." in Page(page).of("p")


@pytest.mark.parametrize("count", [999, 1000, 1001, 1500])
def test_at_most_a_thousand_rows_are_shown(count):
    """The first 1,000 rows are shown, in order; if there were more, the page says how many."""
    rows = [(f"K{n}", MATCH, "50%") for n in range(count)]
    page = report_page(replace(NUMBERS, rows=rows, total_rows=count))
    assert [f"K{n}" for n in range(min(count, SHOWN_ROWS))] == [row[0] for row in cells(page, "candidates")[1:]]
    said = f"The first 1,000 of {count:,} candidates; the output file has all of them."
    assert (count > 1000) == (said in Page(page).of("p"))


def test_rows_kept_back_by_the_caller_are_counted():
    """Three rows of 1,240 are given: the page says so."""
    assert "The first 3 of 1,240 candidates; the output file has all of them." in report_page(NUMBERS)


def test_one_is_not_many():
    """One candidate and one row are named in the singular."""
    one = replace(
        NUMBERS, rows=NUMBERS.rows[:1], total_rows=1, sections=(Section("Next", "", ("Skill",), (("GST",),)),)
    )
    page = Page(report_page(replace(one, statuses={MATCH: 1})))
    assert "1 candidate: 1 match." in page.of("p")
    assert "1 row" in page.of("caption")


def test_long_words_and_many_gaps():
    """A word of 5,000 letters stands whole in the table and cut in the chart; of 40 gaps 15 are drawn, and all 40 are in the table."""
    word = "x" * 5000
    many = [(f"gap {n}", 50 - n) for n in range(39)]
    page = report_page(replace(NUMBERS, gaps=[(word, 60), *many]))
    assert [word, *(name for name, _ in many)] == [row[0] for row in cells(page, "gaps")[1:]]
    (drawn,) = re.findall(r'aria-labelledby="gaps-chart-title.*?</svg>', page, flags=re.DOTALL)
    assert SHOWN_BARS == drawn.count('class="bar"')
    assert "…</text>" in drawn
    assert f"The first {SHOWN_BARS} of 40 are drawn." in page


def bar_widths(drawn: str, kind: str) -> list[float]:
    """Widths of the bars, or of their tracks, in percent."""
    return [float(width) for width in re.findall(rf'class="{kind}"[^>]*width="([\d.]+)%"', drawn)]


def test_bars_are_in_proportion():
    """The greatest fills its track, half of it fills half, nothing is empty; where all are nothing, all are empty."""
    drawn = bars("b", "B", (("a", 8), ("b", 4), ("c", 0)))
    full = bar_widths(drawn, "track")[0]
    assert [full] * 3 == bar_widths(drawn, "track")
    assert [full, full / 2, 0.0] == pytest.approx(bar_widths(drawn, "bar"), abs=0.006)
    assert [0.0] == bar_widths(bars("b", "B", (("a", 0),)), "bar")


def test_columns_are_in_proportion_and_none_is_lost():
    """Of 200, 100, 1 and 0 the columns are 120, 60, 2 (the least that is seen) and 0 high, each a fourth apart."""
    drawn = re.findall(
        r'class="bar" x="([\d.]+)%" y="[\d.]+" width="20%" height="([\d.]+)"', columns("c", "C", (200, 100, 1, 0))
    )
    assert [("2.5", "120"), ("27.5", "60"), ("52.5", "2"), ("77.5", "0")] == drawn


def test_a_divided_bar_is_full():
    """Shares of 3, 0 and 1 are three fourths and one fourth, without a gap; nothing at all draws nothing."""
    drawn = divided_bar("d", "D", (("match", "Match", 3), ("review", "Review", 0), ("no_match", "No match", 1)))
    assert [("match", "0", "75"), ("no_match", "75", "25")] == re.findall(
        r'class="(\w+)" x="([\d.]+)%" y="0" width="([\d.]+)%"', drawn
    )
    assert "<rect" not in divided_bar("d", "D", (("match", "Match", 0),))


def test_a_chart_is_described_in_words():
    """The description names the first three with their numbers and says how many more there are."""
    drawn = bars("b", "B", (("a", 1400), ("b", 4), ("c", 3), ("d", 2), ("e", 1)))
    assert (
        '<desc id="b-desc">Bars. a: 1,400; b: 4; c: 3; and 2 more. All numbers are in the text or table beside it.</desc>'
        in drawn
    )


def test_equal_counts_keep_their_order():
    """Sorting is by count alone."""
    assert [("z", 2), ("b", 1), ("a", 1)] == sorted_counts({"b": 1, "z": 2, "a": 1})


def test_only_a_status_column_can_be_filtered():
    """The choice of status offers the statuses that occur, and is missing where no column is called Status."""
    page = report_page(NUMBERS)
    assert ["", MATCH, REVIEW, NO_MATCH] == re.findall(r'<option value="(\w*)"', page)
    other = report_page(replace(NUMBERS, columns=("Candidate", "State", "Confidence")))
    assert "<select" not in other
    assert "data-status=" not in other
    assert '<td class="s">no_match</td>' in other


def test_every_status_has_words():
    """Match, review and no match, in this order, each has a name and a meaning."""
    assert [MATCH, REVIEW, NO_MATCH] == list(STATUS_WORDS)
    assert all(name and meaning for name, meaning in STATUS_WORDS.values())


def test_wrong_shapes_are_refused():
    """Nine counts of confidence, and rows that do not fit their headings, are errors that say where and what to do."""
    with pytest.raises(
        ValueError, match=r"^ReportData: confidence has 9 counts\. Give 10, from 0\.0-0\.1 to 0\.9-1\.0\.$"
    ):
        replace(NUMBERS, confidence=[0] * 9)
    with pytest.raises(
        ValueError, match=r"^ReportData: row 2 has 1 cells for 3 columns\. Give one cell for each column\.$"
    ):
        replace(NUMBERS, rows=(NUMBERS.rows[0], ("K",)))
    with pytest.raises(ValueError, match=r"^Section 'Next': row 1 has 2 cells for 1 columns\."):
        Section("Next", "", ("a",), (("b", "c"),))


def test_data_cannot_be_changed():
    """Report data are immutable."""
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'title'"):
        NUMBERS.title = "x"  # type: ignore[misc]
