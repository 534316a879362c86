"""The receipts of a run's parts in, its sums out, as data and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from recommender.cluster_store import shown
from recommender.headings import Columns


@dataclass
class ClusterReport:
    """What a run on a cluster did; rows == scored + rejected.

    Attributes
    ----------
    parts, skipped : int
        Parts of the output, and how many of them an earlier run had finished.
    rows, scored, rejected : int
        Rows of all inputs; those scored; those named in the folder ``_rejects``.
    statuses, reject_codes : dict of str to int
        How many rows have each status (in the wide layout), and each reject code.
    used, ignored, never_read : tuple of str
        Headings whose columns were scored, had nothing to score, or say who a person is.
    notes : tuple of str
        What must be known of how the inputs were read, each with its file.
    output : str
        The folder.
    """

    parts: int = 0
    skipped: int = 0
    rows: int = 0
    scored: int = 0
    rejected: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    reject_codes: dict[str, int] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    never_read: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    output: str = ""

    @classmethod
    def of(cls, receipts: Sequence[Mapping[str, Any]], columns: Columns, output: str) -> Self:
        """The sums over the receipts of all parts."""
        return cls(
            parts=len(receipts),
            skipped=sum(receipt["skipped"] for receipt in receipts),
            rows=sum(receipt["rows"] for receipt in receipts),
            scored=sum(receipt["scored"] for receipt in receipts),
            rejected=sum(receipt["rejected"] for receipt in receipts),
            statuses=_total(receipt["statuses"] for receipt in receipts),
            reject_codes=_total(receipt["reject_codes"] for receipt in receipts),
            used=columns.used,
            ignored=columns.ignored,
            never_read=columns.never_read,
            notes=tuple(f"{shown(receipt['url'])}: {note}" for receipt in receipts for note in receipt["notes"]),
            output=output,
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        statuses = ", ".join(f"{count} {status}" for status, count in self.statuses.items())
        earlier = f" ({self.skipped} finished earlier)" if self.skipped else ""
        scored = f"{self.scored} scored" + (f" ({statuses})" if statuses else "")
        lines = [f"{self.rows} rows: {scored}, {self.rejected} rejected; {self.parts} parts{earlier}"]
        if self.rejected:
            codes = ", ".join(f"{count} {code}" for code, count in self.reject_codes.items())
            lines.append(f"rejected: {codes}; see {self.output}/_rejects")
        named = (("columns used", self.used), ("ignored", self.ignored), ("never read", self.never_read))
        lines.append("; ".join(f"{title}: {', '.join(map(repr, found)) or 'none'}" for title, found in named))
        return "\n".join((*lines, *self.notes))


def _total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))
