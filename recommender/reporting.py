"""What a batch run counted in, its HTML report out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from recommender._version import __version__
from recommender.engine import KPORecommender
from recommender.files import replaced
from recommender.model_files import MANIFEST
from recommender.paths import packaged
from recommender.report import ReportData, Section, report_page
from recommender.tally import SHOWN_COLUMNS, Tally

_GAPS = 30


def run_facts(
    source: str, model: KPORecommender | None, used: Sequence[str], ignored: Sequence[str], never_read: Sequence[str]
) -> list[tuple[str, str]]:
    """What a reader needs to know of a run: versions, checksum, columns."""
    facts = [
        ("Candidates from", Path(source).name if source != "-" else "standard input"),
        ("kpo-recommender", __version__),
    ]
    if model is None:
        manifest = json.loads((packaged("models") / MANIFEST).read_text(encoding="utf-8"))
        facts.append(("Model checksum", str(manifest["manifest_sha256"])[:16]))
        facts.append(("Catalogue", f"{manifest['domains']} domains, {manifest['roles']} roles"))
    else:
        facts.append(("Catalogue", f"your own, {len(model.catalog_)} domains"))
    for title, headings in (("Columns used", used), ("Columns ignored", ignored), ("Columns never read", never_read)):
        facts.append((title, ", ".join(headings) or "none"))
    return facts


def write_report(
    target: str, title: str, facts: Sequence[tuple[str, str]], tally: Tally, sections: Sequence[Section] = ()
) -> None:
    """Write the page, complete or not at all."""
    total = sum(tally.statuses.values())
    page = report_page(
        ReportData(
            title=title,
            facts=facts,
            statuses=tally.statuses,
            reasons=tally.reasons,
            domains=tally.domains,
            confidence=tally.confidence,
            gaps=sorted(tally.gaps.items(), key=lambda pair: (-pair[1], pair[0]))[:_GAPS],
            sections=sections,
            columns=SHOWN_COLUMNS,
            rows=tally.shown,
            total_rows=total,
        )
    )
    with replaced(target) as file:
        file.write(page)
