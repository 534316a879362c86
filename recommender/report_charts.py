"""Counts in, inline SVG out: bars, columns and one divided bar, each with a title and a description in words.

Lengths across are shares of the width and text keeps its size, so that a chart fits a phone and a page alike. Colours
are classes of the page's style. Every text is escaped here, by `text`, which the page uses too.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Mapping, Sequence

Counts = Sequence[tuple[str, int]]

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LABEL_WIDTH, _LABEL_LINES = 38, 2
_LINE, _BAR, _GAP = 17, 8, 12
_NARROWEST = 280
_NAMED = 3
_COLUMN_HEIGHT = 120
_COMPACT_FROM, _THOUSAND, _MILLION = 10_000, 1_000, 1_000_000


def text(value: str) -> str:
    """Any text as HTML shows it: markup is text, and characters that HTML cannot hold become U+FFFD.

    Parameters
    ----------
    value : str
        Anything; lone surrogates and control characters too.

    Returns
    -------
    str
        Safe between tags and inside quoted attributes.

    Examples
    --------
    >>> text('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(_UNFIT.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n")), quote=True)


def bars(name: str, title: str, items: Counts) -> str:
    """Horizontal bars from zero, each under its number and label.

    Parameters
    ----------
    name : str
        Stem of the ids in the SVG; ours, never a candidate's.
    title : str
        What is counted.
    items : sequence of (label, count)
        In the order to be drawn.

    Returns
    -------
    str
    """
    longest = max((count for _, count in items), default=0)
    gutter = 14 + 8 * len(f"{longest:,}")
    full = 100 * (_NARROWEST - gutter) / _NARROWEST
    parts, y = [], 0
    for label, count in items:
        lines = _lines(label)
        parts.append(f'<text x="{gutter - 10}" y="{y + 13}" text-anchor="end">{count:,}</text>')
        parts += [f'<text x="{gutter}" y="{y + 13 + _LINE * i}">{text(line)}</text>' for i, line in enumerate(lines)]
        y += _LINE * len(lines) + 2
        drawn = (("track", full), ("bar", full * count / longest if longest else 0.0))
        parts += [
            f'<rect class="{kind}" transform="translate({gutter})" y="{y}" width="{_figure(width)}%" height="{_BAR}" rx="1"/>'
            for kind, width in drawn
        ]
        y += _BAR + _GAP
    return _svg(name, title, _described("Bars", items), y, parts)


def columns(name: str, title: str, counts: Sequence[int]) -> str:
    """Columns over equal steps from 0 to 100 percent, each under its number.

    Parameters
    ----------
    name : str
        Stem of the ids in the SVG.
    title : str
        What is counted.
    counts : sequence of int
        One for each step.

    Returns
    -------
    str
    """
    step, highest, floor = 100 / len(counts), max(counts, default=0), _COLUMN_HEIGHT + 20
    parts = []
    for place, count in enumerate(counts):
        height = max(2.0, _COLUMN_HEIGHT * count / highest) if count else 0.0
        top, middle = floor - height, _figure(step * (place + 0.5))
        parts.append(
            f'<rect class="bar" x="{_figure(step * place + step * 0.1)}%" y="{_figure(top)}" width="{_figure(step * 0.8)}%" height="{_figure(height)}"/>'
        )
        if count:
            parts.append(f'<text x="{middle}%" y="{_figure(top - 5)}" text-anchor="middle">{compact(count)}</text>')
    parts.append(f'<line class="axis" x1="0" x2="100%" y1="{floor + 0.5}" y2="{floor + 0.5}"/>')
    parts += [_tick(place, len(counts), floor + 17) for place in range(0, len(counts) + 1, 2)]
    steps = [(step_name(place, len(counts)), count) for place, count in enumerate(counts)]
    return _svg(name, title, _described("Columns", [item for item in steps if item[1]][::-1]), floor + 24, parts)


def divided_bar(name: str, title: str, items: Sequence[tuple[str, str, int]]) -> str:
    """One bar cut into shares.

    Parameters
    ----------
    name : str
        Stem of the ids in the SVG.
    title : str
        What is counted.
    items : sequence of (class, label, count)
        The class, of the page's style, gives the colour.

    Returns
    -------
    str
    """
    total, done, parts = sum(count for _, _, count in items), 0, []
    for kind, _, count in items:
        if count:
            left, width = 100 * done / total, 100 * count / total
            parts.append(f'<rect class="{kind}" x="{_figure(left)}%" y="0" width="{_figure(width)}%" height="14"/>')
        done += count
    return _svg(name, title, _described("One bar", [(label, count) for _, label, count in items]), 14, parts)


def step_name(place: int, steps: int) -> str:
    """A step of the columns in words.

    Examples
    --------
    >>> step_name(9, 10)
    '90 to 100%'
    """
    return f"{100 * place // steps} to {100 * (place + 1) // steps}%"


def compact(count: int) -> str:
    """A count short enough to stand over a column.

    Examples
    --------
    >>> compact(9_999), compact(12_345), compact(1_250_000)
    ('9,999', '12k', '1.2M')
    """
    if count < _COMPACT_FROM:
        return f"{count:,}"
    return f"{count / _THOUSAND:.0f}k" if count < _MILLION else f"{count / _MILLION:.1f}M"


def sorted_counts(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts, greatest first; equal ones keep their order."""
    return sorted(counts.items(), key=lambda item: -item[1])


def _lines(label: str) -> list[str]:
    return textwrap.wrap(label, _LABEL_WIDTH, max_lines=_LABEL_LINES, placeholder="…") or [""]


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _tick(place: int, steps: int, y: int) -> str:
    anchor = {0: "start", steps: "end"}.get(place, "middle")
    return f'<text class="small" x="{_figure(100 * place / steps)}%" y="{y}" text-anchor="{anchor}">{100 * place // steps}%</text>'


def _described(kind: str, items: Counts) -> str:
    named = "; ".join(f"{label}: {count:,}" for label, count in items[:_NAMED])
    more = f"; and {len(items) - _NAMED:,} more" if len(items) > _NAMED else ""
    return f"{kind}. {named}{more}. All numbers are in the text or table beside it."


def _svg(name: str, title: str, description: str, height: int, parts: Sequence[str]) -> str:
    head = f'<svg role="img" aria-labelledby="{name}-title {name}-desc" height="{height}">'
    words = f'<title id="{name}-title">{text(title)}</title><desc id="{name}-desc">{text(description)}</desc>'
    return "\n".join((head + words, *parts, "</svg>"))
