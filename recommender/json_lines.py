"""JSON Lines or a JSON array of objects in, rows out.

The keys of the first thousand objects are the headings. An object that lacks one has an empty cell; a key that comes
only later is an error of its row where it would count, and a note where it would not. Numbers stay as they are written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from recommender.encodings import encoding_of, errors_of
from recommender.errors import NotATableError
from recommender.headings import CANDIDATE_ID, FIELDS, classify
from recommender.profile import _json_resume, cell_text, is_json_resume
from recommender.raw_input import Raw
from recommender.raw_table import Checksum, RawTable
from recommender.table_header import matched
from recommender.table_parts import MAX_CHARACTERS, Reject, Row, blank_lines, checked, listed
from recommender.text_lines import Lines, RecordTooLongError

FIRST_LINES = 1_000
MAX_DOCUMENT = 64 << 20
"""Bytes of a JSON document that is no JSON Lines and must be held in memory as a whole."""
_MAX_NOTED = 20


class JsonTable(RawTable):
    """An open JSON Lines file, or an array of objects.

    Parameters
    ----------
    raw : Raw
        At its start; closed by the table.
    chosen : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    partial : bool, default False
        Whether the table is one of several, so that `chosen` may name headings of the others.

    Attributes
    ----------
    name, headings, columns, encoding, delimiter, notes, digest
        See `recommender.table_parts.Table`. The lines of the rows of an array are their numbers, from 1.

    Raises
    ------
    NotATableError
        If there is no object among the first lines, or no usable heading.
    TableError
        If `chosen` names what does not exist.
    """

    def __init__(self, raw: Raw, chosen: Mapping[str, str] | None = None, *, partial: bool = False) -> None:
        self._raw, self.name, self.delimiter = raw, raw.name, ""
        self.notes: list[str] = []
        try:
            self._checksum = Checksum(raw)
            self.encoding = encoding_of(raw)
            self._lines = Lines(raw, self.encoding)
            first = self._first_objects()
            self._document = None if first else self._whole()
            keys = dict.fromkeys(key for found in first or self._document or () for key in _keys(found))
            self.headings = list(keys)
            self.columns = matched(self.headings, chosen, self.name, partial=partial)
            self._place = {key: place for place, key in enumerate(keys)}
            self._noted: set[str] = set()
        except BaseException:
            self.close()
            raise

    def _first_objects(self) -> list[dict[str, Any]]:
        try:
            lines = [line for _, line in islice(self._lines.ahead(), FIRST_LINES)]
        except RecordTooLongError:  # more than a block of very long lines: those at hand will do
            lines = list(self._lines._lines)
        return [found for line in lines if isinstance(found := _parsed(line), dict)]

    def _whole(self) -> list[Any]:
        """Elements of an array, or the one object, that runs over many lines."""
        with self._raw.reading():
            self._raw.file.seek(0)
            text = self._raw.file.read(MAX_DOCUMENT + 1)
        found = _parsed(text.decode(self.encoding, errors_of(self.encoding))) if len(text) <= MAX_DOCUMENT else None
        elements = found if isinstance(found, list) else [found]
        if not any(isinstance(element, dict) for element in elements):
            msg = f'{self.name}: this JSON has no object on any of its first {FIRST_LINES} lines and is no array of objects of at most {MAX_DOCUMENT >> 20} MiB. Write one object a line, such as: {{"candidate_id": "K1", "skills": "Tally"}}.'
            raise NotATableError(msg)
        return elements

    def __iter__(self) -> Iterator[Row | Reject]:
        """Every object, in order, as a `Row` or a `Reject`; empty lines at the very end are no rows."""
        if self._document is not None:
            for number, found in enumerate(self._document, 1):
                too_long = len(json.dumps(found, ensure_ascii=False)) >= MAX_CHARACTERS
                yield _too_long(number) if too_long else self._row(number, found)
            return
        lines, empty = self._lines, 0
        while True:
            try:
                for line in lines.feed():
                    at, lines.start = lines.start, lines.start + 1
                    if not line.strip():
                        empty += 1
                        continue
                    yield from blank_lines(at - empty, at)
                    empty = 0
                    yield self._row(at + 1, _parsed(line))
            except RecordTooLongError:
                lines.start += 1
                yield from blank_lines(lines.start - 1 - empty, lines.start - 1)
                empty = 0
                yield _too_long(lines.start)
            else:
                return

    def _row(self, line: int, found: Any) -> Row | Reject:
        if not isinstance(found, dict):
            why = str(found) if isinstance(found, _NoJson) else f"this is no object but {type(found).__name__}"
            return Reject(line, "bad-json", why)
        found = _flat(found)
        late = [] if found.keys() <= self._place.keys() else [key for key in found if key not in self._place]
        counting = [key for key in late if classify(key) in {*FIELDS, CANDIDATE_ID}]
        if counting:
            return Reject(line, "late-key", f"{listed(counting)}: not among the keys of the first {FIRST_LINES} lines")
        for key in late[: max(0, _MAX_NOTED - len(self.notes))] if late else ():
            if key in self._noted:
                continue
            self._noted.add(key)
            self.notes.append(f"key {key!r} comes first in row {line} and is not read")
        cells = [""] * len(self.headings)
        try:
            for key, value in found.items():
                if value is not None and key in self._place:
                    cells[self._place[key]] = value if isinstance(value, str) else cell_text(value)
        except RecursionError:
            return Reject(line, "bad-json", "the values are nested too deep")
        return checked(line, cells, len(self.headings), self.encoding)


class _NoJson(str):
    """Why a text is no JSON."""

    __slots__ = ()


def _parsed(text: str) -> Any:
    """The value, or why there is none."""
    try:
        return json.loads(
            text.lstrip("\ufeff"), object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        return _NoJson(f"no JSON: {error.msg} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:
        return _NoJson(f"no JSON: {str(error).splitlines()[0][:200]}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        msg = f"the key {next(key for key in keys if keys.count(key) > 1)!r} comes twice"
        raise ValueError(msg)
    return found


def _constant(_: str) -> None:
    """NaN and Infinity, which are no JSON but written by many, hold nothing."""


def _flat(found: dict[str, Any]) -> dict[str, Any]:
    """The object; of a JSON Resume, its fields and ids, read as `recommend` reads them."""
    if not is_json_resume(found):
        return found
    ids = {key: value for key, value in found.items() if classify(key) == CANDIDATE_ID}
    return {**ids, **_json_resume(found)}


def _keys(found: Any) -> Iterator[str]:
    return iter(_flat(found)) if isinstance(found, dict) else iter(())


def _too_long(line: int) -> Reject:
    return Reject(line, "row-too-long", f"the object has more than {MAX_CHARACTERS} characters")
