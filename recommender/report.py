"""What a run found in, one page of HTML out, that opens without a network, on a phone and on paper.

`ReportData` holds plain words and numbers only; `report_page` gives the same bytes for the same data. Every text of the
data passes through `recommender.report_charts.text`, so that markup in a candidate's row is shown and never obeyed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recommender.report_assets import SCRIPT, STYLE, policy
from recommender.report_charts import Counts, bars, columns, divided_bar, sorted_counts, step_name, text
from recommender.report_tables import STATUS_WORDS, count_table, search_box, wide_table

SHOWN_ROWS = 1_000
"""Rows of the table of candidates at most; a page with a million would open nowhere."""
SHOWN_BARS = 15
"""Bars of a chart at most; the table below it has every number."""
CONFIDENCE_STEPS = 10


@dataclass(frozen=True, slots=True)
class Section:
    """A further table.

    Attributes
    ----------
    title, intro : str
        Heading, and a sentence that says what is counted; the intro may be empty.
    columns : sequence of str
        Headings.
    rows : sequence of sequence of str
        Each as long as `columns`.

    Raises
    ------
    ValueError
        If a row is longer or shorter than the headings.
    """

    title: str
    intro: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        _check_rows(f"Section {self.title!r}", self.columns, self.rows)


@dataclass(frozen=True, slots=True)
class ReportData:
    """What a report says; whatever is empty is left out of the page.

    Attributes
    ----------
    title : str
        Heading of the page and of the window.
    facts : sequence of (str, str)
        The run's facts: label and value.
    statuses : mapping of str to int
        Candidates with each status: "match", "review", "no_match".
    reasons : mapping of str to int
        Why candidates are not a plain match: a sentence, and how many it holds for.
    domains : mapping of str to int
        Candidates whose first domain it is, by its name; those without a match left out.
    confidence : sequence of int
        Ten counts of candidates: confidence from 0.0 to 0.1, ..., from 0.9 to 1.0.
    gaps : sequence of (str, int)
        What candidates lack for their best role, and how many lack it; most frequent first.
    sections : sequence of Section
        Further tables.
    columns : sequence of str
        Headings of the table of candidates; one that is called "Status" can be filtered by.
    rows : sequence of sequence of str
        Candidates; the first 1,000 are shown. Each as long as `columns`; the first cell names the row.
    total_rows : int
        Candidates in the run, shown or not.

    Raises
    ------
    ValueError
        If there are not ten counts of confidence, or a row is longer or shorter than the headings.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    statuses: Mapping[str, int]
    reasons: Mapping[str, int]
    domains: Mapping[str, int]
    confidence: Sequence[int]
    gaps: Sequence[tuple[str, int]]
    sections: Sequence[Section]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    total_rows: int

    def __post_init__(self) -> None:
        if len(self.confidence) != CONFIDENCE_STEPS:
            msg = f"ReportData: confidence has {len(self.confidence)} counts. Give {CONFIDENCE_STEPS}, from 0.0-0.1 to 0.9-1.0."
            raise ValueError(msg)
        _check_rows("ReportData", self.columns, self.rows)


def _check_rows(where: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for place, row in enumerate(rows, start=1):
        if len(row) != len(headings):
            msg = (
                f"{where}: row {place} has {len(row)} cells for {len(headings)} columns. Give one cell for each column."
            )
            raise ValueError(msg)


def report_page(data: ReportData) -> str:
    """One HTML page, whole: no file beside it, nothing fetched.

    Parameters
    ----------
    data : ReportData
        What it says.

    Returns
    -------
    str
        HTML5, to be written as UTF-8; the same bytes for the same data.

    Examples
    --------
    >>> nothing = ReportData("Candidates of May", (), {}, {}, {}, [0] * 10, (), (), ("Candidate",), (), 0)
    >>> "<h1>Candidates of May</h1>" in report_page(nothing)
    True
    """
    parts = [part for part in _parts(data) if part[2]]
    links = "".join(f'<li><a href="#{name}">{text(title)}</a></li>' for name, title, _ in parts)
    body = "\n".join((*_head(data), f'<nav aria-label="On this page"><ul>{links}</ul></nav>', "</header>"))
    main = "\n".join(_arranged({name: card for name, _, card in parts}))
    return f'{body}\n<main id="main" tabindex="-1">\n{main}\n</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n'


def _head(data: ReportData) -> tuple[str, ...]:
    return (
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="robots" content="noindex">',
        f"<title>{text(data.title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">Skip to the results</a>',
        "<header>",
        f"<h1>{text(data.title)}</h1>",
        f'<p class="lead">{_lead(data)}</p>',
    )


def _lead(data: ReportData) -> str:
    found = [f"{count:,} {label.lower()}" for _, label, _, count in _statuses(data.statuses) if count]
    total = _counted(data.total_rows, "candidate")
    return text(f"{total}: {', '.join(found)}." if found else f"{total}.")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _parts(data: ReportData) -> Iterator[tuple[str, str, str]]:
    """Id, title and card of every part, in the order of the page; a card without data is empty."""
    yield "status", "Summary", _summary_card(data)
    title, note = (
        "First domain",
        "How many candidates have each domain in the first place. Candidates without a match are left out.",
    )
    yield "domains", title, _bar_card("domains", title, note, "Domain", sorted_counts(data.domains))
    title = "Most frequent gaps"
    note = "What the best role of a candidate asks for and the profile does not show, and how many candidates lack it."
    yield "gaps", title, _bar_card("gaps", title, note, "Requirement", data.gaps)
    yield "confidence", "Confidence", _confidence_card(data.confidence)
    yield "reasons", "Reasons for review or no match", _reasons_card(data.reasons)
    for place, section in enumerate(data.sections, start=1):
        yield f"section-{place}", section.title, _section_card(f"section-{place}", section)
    yield "facts", "About this run", _facts_card(data.facts)
    yield "candidates", "Candidates", _candidates_card(data)


def _arranged(cards: dict[str, str]) -> Iterator[str]:
    """Cards in order; charts of like height stand side by side where there is room."""
    pairs = (("domains", "gaps"), ("confidence", "reasons"))
    for name, card in cards.items():
        pair = next((pair for pair in pairs if name in pair), ())
        if not pair:
            yield card
        elif name == next(one for one in pair if one in cards):
            yield '<div class="pair">\n' + "\n".join(cards[one] for one in pair if one in cards) + "\n</div>"


def _card(name: str, title: str, note: str, inside: str, kind: str = "card") -> str:
    said = f'\n<p class="note">{text(note)}</p>' if note else ""
    return f'<section class="{kind}" id="{name}" aria-labelledby="{name}-heading">\n<h2 id="{name}-heading">{text(title)}</h2>{said}\n{inside}\n</section>'


def _statuses(counts: Mapping[str, int]) -> list[tuple[str, str, str, int]]:
    """Class, label, meaning and count of every status; the usual three first and always, if there is any."""
    if not counts:
        return []
    usual = [(code, *words, counts.get(code, 0)) for code, words in STATUS_WORDS.items()]
    return usual + [("other", code, "", count) for code, count in counts.items() if code not in STATUS_WORDS]


def _summary_card(data: ReportData) -> str:
    found = _statuses(data.statuses)
    total = sum(count for *_, count in found)
    if not found:
        return ""
    tiles = "\n".join(
        f'<div><dt class="mark {kind}">{text(label)}</dt><dd><span class="number">{count:,}</span> <span class="share">{_share(count, total)}</span></dd>'
        f'<dd class="meaning">{text(meaning)}</dd></div>'
        for kind, label, meaning, count in found
    )
    chart = divided_bar("status-chart", "Candidates by status", [(kind, label, n) for kind, label, _, n in found])
    return _card("status", "Summary", "", f'<dl class="tiles">\n{tiles}\n</dl>\n<figure>{chart}</figure>')


def _share(count: int, total: int) -> str:
    """A share in whole percent; what is not nothing and not all is not rounded to it."""
    if not total:
        return ""
    percent = round(100 * count / total)
    if count and not percent:
        return text("<1%")
    return text(">99%") if percent == 100 and count < total else f"{percent}%"  # noqa: PLR2004


def _bar_card(name: str, title: str, note: str, what: str, items: Counts) -> str:
    if not items:
        return ""
    if len(items) > SHOWN_BARS:
        note += f" The first {SHOWN_BARS} of {len(items):,} are drawn."
    chart = bars(f"{name}-chart", title, items[:SHOWN_BARS])
    return _card(name, title, note, f"<figure>{chart}</figure>\n{_numbers(title, what, items)}")


def _confidence_card(counts: Sequence[int]) -> str:
    if not any(counts):
        return ""
    title = "Confidence"
    note = "How likely it is that a candidate's first domain is the right one, in percent, and how many candidates have it."
    items = [(step_name(place, len(counts)), count) for place, count in enumerate(counts)]
    return _card(
        "confidence",
        title,
        note,
        f"<figure>{columns('confidence-chart', title, counts)}</figure>\n{_numbers(title, title, items)}",
    )


def _numbers(title: str, what: str, items: Counts) -> str:
    return f"<details><summary>{text(title)}: the numbers</summary>\n{count_table(what, items)}\n</details>"


def _reasons_card(reasons: Mapping[str, int]) -> str:
    note = "A candidate can have more than one reason."
    inside = count_table("Reason", sorted_counts(reasons))
    return _card("reasons", "Reasons for review or no match", note, inside) if reasons else ""


def _facts_card(facts: Sequence[tuple[str, str]]) -> str:
    inside = "\n".join(f"<div><dt>{text(label)}</dt><dd>{text(value)}</dd></div>" for label, value in facts)
    return _card("facts", "About this run", "", f'<dl class="facts">\n{inside}\n</dl>') if facts else ""


def _section_card(name: str, section: Section) -> str:
    inside = (
        wide_table(name, _counted(len(section.rows), "row"), section.columns, section.rows)
        if section.rows
        else "<p>Nothing to show.</p>"
    )
    return _card(name, section.title, section.intro, inside, "card long")


def _candidates_card(data: ReportData) -> str:
    rows = data.rows[:SHOWN_ROWS]
    if not rows:
        return _card("candidates", "Candidates", "", "<p>There is no candidate to show.</p>")
    total = max(data.total_rows, len(data.rows))
    first = len(rows) < total
    note = f"The first {len(rows):,} of {total:,} candidates; the output file has all of them." if first else ""
    table = wide_table("candidates", "In the order of the input", data.columns, rows, body_id="rows")
    return _card("candidates", "Candidates", note, f"{search_box(data.columns, rows)}\n{table}", "card long wide")
