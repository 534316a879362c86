"""An Excel or ODS file in, the rows of one of its sheets out.

The parser runs in a process of its own (`recommender.sheet_worker`): where a file would take more memory or time than
any table of its size does, that process ends and this one says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from recommender.errors import NotATableError, TableError
from recommender.raw_input import Raw
from recommender.raw_table import RawTable
from recommender.table_header import matched
from recommender.table_parts import Reject, Row, checked, shown

_MEGABYTES = 640
_TIMES = 20
_SECONDS = 30


class SheetTable(RawTable):
    """An open sheet of candidates.

    Parameters
    ----------
    raw : Raw
        At its start; closed by the table.
    chosen : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    sheet : str, optional
        Name, or number from 1; by default the first visible sheet with a usable header.
    partial : bool, default False
        Whether the table is one of several, so that `chosen` may name headings of the others.

    Attributes
    ----------
    name, headings, columns, encoding, delimiter, notes, digest
        See `recommender.table_parts.Table`.

    Raises
    ------
    NotATableError
        If the file is damaged, locked, or has no usable heading.
    TableError
        If the extra ``excel`` is not installed, or `sheet` or `chosen` name what does not exist.
    """

    def __init__(
        self,
        raw: Raw,
        chosen: Mapping[str, str] | None = None,
        *,
        sheet: str | None = None,
        partial: bool = False,
    ) -> None:
        self._raw, self.name = raw, raw.name
        self.encoding, self.delimiter = "spreadsheet", ""
        self._worker: subprocess.Popen[bytes] | None = None
        try:
            require_extra("python_calamine", "excel", "Excel and ODS files", self.name)
            self.digest = raw.digest()
            self._worker = _started(raw, sheet, None if partial else chosen)
            found = self._found()
            self._height, self._line = found["height"] or 1, 0
            self.headings = [cell.strip() for cell in found["headings"]]
            self.notes: list[str] = found["notes"]
            self.columns = matched(self.headings, chosen, self.name, partial=partial)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the input, and end the worker."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()
        super().close()

    def consumed(self) -> float:
        """Share of the sheet's rows that has been read so far, from 0 to 1."""
        return min(1.0, self._line / self._height)

    def __iter__(self) -> Iterator[Row | Reject]:
        """Every row after the header, in order; rows without any content at the very end are no rows."""
        empty: list[int] = []
        while (batch := self._read()) is not None:
            for line, cells in batch:
                self._line = line
                if not any(cells):
                    empty.append(line)
                    continue
                yield from (Reject(at, "blank-row", "every cell is empty") for at in empty)
                empty = []
                yield checked(line, cells, len(self.headings), "text")

    def _found(self) -> dict[str, Any]:
        """The worker's first words."""
        found: dict[str, Any] = self._read()
        if "error" in found:
            msg = f"{self.name}: {shown(found['error'])}."
            raise TableError(msg) if msg.startswith(f"{self.name}: --sheet") else NotATableError(msg)
        if not found["headings"]:
            msg = f"{self.name}: the sheet {found['sheet']!r} is empty. Give one with a header row, or choose another with --sheet."
            raise NotATableError(msg)
        return found

    def _read(self) -> Any:
        """The next thing that the worker says."""
        line = self._worker.stdout.readline() if self._worker and self._worker.stdout else b""
        if line.endswith(b"\n"):
            return json.loads(line)
        msg = f"{self.name}: the spreadsheet could not be read: its parser gave up, for want of memory or time (is there a stray cell far from the table?) or because the file is damaged. Save it as CSV and try again."
        raise NotATableError(msg)


def _started(raw: Raw, sheet: str | None, chosen: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    megabytes = raw.size >> 20
    asked = {
        "sheet": sheet,
        "chosen": dict(chosen) if chosen else None,
        "megabytes": _MEGABYTES + _TIMES * megabytes,
        "seconds": _SECONDS + megabytes,
    }
    paths = [str(Path(__file__).parents[1]), *(path for path in sys.path if path)]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "recommender.sheet_worker", json.dumps(asked)],
        stdin=raw.file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def require_extra(module: str, extra: str, what: str, name: str) -> None:
    """Raise `TableError` with the line to type where an optional package is missing."""
    if find_spec(module) is None:
        msg = f'{name}: {what} need the package {module}. Install it: pip install "kpo-recommender[{extra}]"'
        raise TableError(msg)
