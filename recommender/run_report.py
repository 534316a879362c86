"""What a batch run did, as data and in words: with the checksums and versions that any score can be made again from."""

from __future__ import annotations

import datetime as dt
import json
import platform
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from recommender._version import __version__
from recommender.files import replaced
from recommender.table_parts import Table

_LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn")


@dataclass
class BatchReport:
    """What a batch run did; rows == scored + rejected.

    Attributes
    ----------
    rows, scored, rejected : int
        Rows of the input after the header; those scored; those named among the rejects.
    statuses, reject_codes : dict of str to int
        How many rows have each status, and each reject code.
    used, ignored, never_read : tuple of str
        Headings whose columns were scored, had nothing to score, or say who a person is.
    encoding, delimiter : str
        What the input was found to be.
    notes : tuple of str
        What a user must know of how the input was read.
    source, output, rejects : str
        Paths read and written; `rejects` is empty if there is no such file.
    sha256 : dict of str to str
        Checksums of the input's and the output's bytes, and of the model's manifest; the output's is missing where it
        went to a pipe or a device.
    options : dict
        What shaped the output.
    versions : dict of str to str
        Of this package, Python, and the libraries that compute.
    started : str
        When, in UTC.
    seconds, rows_per_second : float
        How long this run took, and its rate; rows that an earlier run did do not count.
    """

    rows: int = 0
    scored: int = 0
    rejected: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    reject_codes: dict[str, int] = field(default_factory=dict)
    used: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    never_read: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    output: str = ""
    rejects: str = ""
    sha256: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    started: str = ""
    seconds: float = 0.0
    rows_per_second: float = 0.0

    def describe(self, table: Table) -> None:
        """Take over what was found of the input."""
        self.encoding, self.delimiter = table.encoding, table.delimiter
        self.used, self.ignored, self.never_read = table.columns.used, table.columns.ignored, table.columns.never_read
        self.take_notes(table)

    def take_notes(self, table: Table) -> None:
        """Take over what the input's reader has to say so far."""
        self.notes = tuple(table.notes)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        found = ", ".join(f"{count} {status}" for status, count in sorted(self.statuses.items()))
        lines = [f"{self.rows} rows: {self.scored} scored ({found or 'none'}), {self.rejected} rejected"]
        if self.rejected:
            codes = ", ".join(f"{count} {code}" for code, count in sorted(self.reject_codes.items()))
            lines.append(f"rejected: {codes}" + (f"; see {self.rejects}" if self.rejects else ""))
        named = (("columns used", self.used), ("ignored", self.ignored), ("never read", self.never_read))
        lines.append(
            "; ".join(
                f"{title}: {', '.join(repr(heading) for heading in headings) or 'none'}" for title, headings in named
            )
        )
        return "\n".join((*lines, *(f"note: {note}" for note in self.notes)))


class Clock:
    """Times a run.

    Parameters
    ----------
    first : int
        Rows that an earlier run did.
    """

    def __init__(self, first: int) -> None:
        self.first, self._began = first, time.monotonic()
        self._started = dt.datetime.now(dt.UTC).isoformat("T", "seconds")

    def read(self, rows: int) -> tuple[str, float, float]:
        """When it started, the seconds since, and rows a second up to row number `rows`."""
        seconds = time.monotonic() - self._began
        return self._started, round(seconds, 3), round((rows - self.first) / max(seconds, 1e-3), 1)


def versions() -> dict[str, str]:
    """Versions of all that a score depends on."""
    found = {"kpo-recommender": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def write_run_report(target: str, report: Mapping[str, Any]) -> None:
    """Write a report as JSON, complete or not at all."""
    text = json.dumps(report, ensure_ascii=False, indent=1)
    with replaced(target) as file:
        file.write(text + "\n")
