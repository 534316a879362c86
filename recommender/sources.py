"""A path, a folder, a pattern or standard input in, an open `Table` out.

What a file is, its content decides, never its ending.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from recommender.archives import check_sizes, directory, gunzipped, members_of, unzipped
from recommender.columnar import ColumnarTable
from recommender.errors import NotATableError, TableError
from recommender.json_lines import JsonTable
from recommender.raw_input import Raw, open_raw
from recommender.sheets import SheetTable
from recommender.table_files import FilesTable, Part
from recommender.table_parts import Table, shown
from recommender.tables import CandidateTable

_JSON = re.compile(rb"\{|\[\s*[{\]]")


class _Asked(NamedTuple):
    """What the user decided, and where in the nesting of archives and folders a file stands."""

    chosen: Mapping[str, str] | None
    sheet: str | None
    partial: bool = False
    packed: bool = False


def open_table(source: str | Path, chosen: Mapping[str, str] | None = None, *, sheet: str | None = None) -> Table:
    """Open a table of candidates in any format.

    Parameters
    ----------
    source : str or Path
        A file, a folder or a pattern such as ``in/*.csv`` (all its files in name order, but those that begin with
        "." or "_"), or "-" for standard input. CSV and its kin, JSON Lines, Excel, ODS, Parquet, Feather; gzip and zip
        around them.
    chosen : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    sheet : str, optional
        Name of a spreadsheet's sheet, or its number from 1; by default the first visible one with a usable header.

    Returns
    -------
    Table
        To be used as a context manager.

    Raises
    ------
    NotATableError
        If the input, or one file of several, is no table: empty, damaged, locked, of another kind, without a usable
        heading.
    TableError
        If it cannot be opened, expands beyond the limits, needs an extra that is not installed, or `chosen` or `sheet`
        name what does not exist.
    """
    asked = _Asked(chosen, sheet)
    path, name = Path(source), str(source)
    if name != "-" and path.is_dir():
        return _files(shown(name), sorted(path.iterdir()), asked, folder=True)
    if any(c in name for c in "*?[") and not path.exists():
        found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
        return _files(shown(name), [Path(one) for one in found], asked)
    return _opened(open_raw(source), asked)


def open_part(path: str | Path, chosen: Mapping[str, str] | None = None) -> Table:
    """Open one file of several as `open_table` does; `chosen` may name columns of the others."""
    return _opened_at(Path(path), _Asked(chosen, None, partial=True))


def _files(name: str, paths: list[Path], asked: _Asked, *, folder: bool = False) -> Table:
    """All files of a folder or a pattern as one table."""
    read = [path for path in paths if path.is_file() and not path.name.startswith((".", "_"))]
    if not read:
        msg = f"{name}: no file here. Give a folder or a pattern with at least one table."
        raise NotATableError(msg)
    inner = asked._replace(partial=True)
    parts = [
        Part(shown(path.name if folder else str(path)), path.stat().st_size, partial(_opened_at, path, inner))
        for path in read
    ]
    table = FilesTable(name, parts, asked.chosen)
    passed = len(paths) - len(read)
    if passed:
        table.notes.insert(
            0, f"{len(read)} files are read, {passed} are not (folders, and names that begin with . or _)"
        )
    return table


def _opened_at(path: Path, asked: _Asked) -> Table:
    return _opened(open_raw(path), asked)


def _opened(raw: Raw, asked: _Asked) -> Table:
    try:
        head = raw.head()
        if head.startswith(b"\x1f\x8b"):
            _refuse_nested(raw, asked)
            digest = raw.digest()
            return _with_digest(_opened(gunzipped(raw), asked._replace(packed=True)), digest)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
            return _opened_zip(raw, asked)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            return SheetTable(raw, asked.chosen, sheet=asked.sheet, partial=asked.partial)
        _refuse_sheet(raw, asked)
        return _reader_of(head)(raw, asked.chosen, partial=asked.partial)
    except BaseException:
        raw.file.close()
        raise


def _refuse_sheet(raw: Raw, asked: _Asked) -> None:
    if asked.sheet is not None and not asked.partial:
        msg = f"{raw.name}: --sheet: this is no spreadsheet and has no sheets. Leave the option out."
        raise TableError(msg)


def _reader_of(head: bytes) -> type[CandidateTable | ColumnarTable | JsonTable]:
    if head.startswith((b"PAR1", b"ARROW1")):
        return ColumnarTable
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\x00", b"").lstrip()
    return JsonTable if _JSON.match(start) else CandidateTable


def _opened_zip(raw: Raw, asked: _Asked) -> Table:
    """A zip is a spreadsheet, or another program's document, or an archive of tables."""
    infos = directory(raw)
    names = {info.filename for info in infos}
    if "content.xml" in names or any(name.startswith("xl/") for name in names):
        check_sizes(raw, infos)
        return SheetTable(raw, asked.chosen, sheet=asked.sheet, partial=asked.partial)
    if "[Content_Types].xml" in names:
        msg = f"{raw.name}: this is a Word or PowerPoint document, not a table. Save its table as CSV and try again."
        raise NotATableError(msg)
    _refuse_nested(raw, asked)
    members, digest = members_of(raw), raw.digest()
    inner = asked._replace(packed=True, partial=asked.partial or len(members) > 1)
    if len(members) == 1:
        with raw.file:
            return _with_digest(_opened(unzipped(raw, members[0]), inner), digest)
    parts = [
        Part(shown(info.filename), info.file_size, lambda info=info: _opened(unzipped(raw, info), inner))  # type: ignore[misc]
        for info in members
    ]
    whole = FilesTable(raw.name, parts, asked.chosen, file=raw.file, partial=asked.partial)
    return _with_digest(whole, digest)


def _refuse_nested(raw: Raw, asked: _Asked) -> None:
    if asked.packed:
        msg = f"{raw.name}: an archive inside an archive. Unpack the outer one and give what is in it."
        raise NotATableError(msg)


def _with_digest(table: Table, digest: str) -> Table:
    """The digest is of the bytes that the user gave, not of what was in them."""
    table.digest = digest
    return table
