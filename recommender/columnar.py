"""A Parquet, Feather or Arrow file in, its rows out, batch by batch.

Values become texts as everywhere (`recommender.profile.cell_text`), dates in ISO form. Texts that stand once in a
dictionary are held once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from recommender.archives import check_limits
from recommender.arrow_sizes import expanded_sizes
from recommender.errors import NotATableError, TableError
from recommender.profile import cell_text
from recommender.raw_input import Raw
from recommender.raw_table import RawTable
from recommender.sheets import require_extra
from recommender.table_header import matched
from recommender.table_parts import MAX_CHARACTERS, Reject, Row, checked

_BATCH = 2_048
_ROW, _VALUE = 50, 8
"""Bytes that a row and a value count at least, where a file repeats them for nothing."""
_DAMAGE = (ArithmeticError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)
"""What the parser raises on damage beside its own errors."""
_MAX_GROUP, _GROUP_RATIO = 1 << 29, 20
"""Bytes of one row group, expanded, and how much larger than the file: the most that the reader may have to hold."""
_MAX_VALUE = 4 * MAX_CHARACTERS
"""Bytes of one nested value."""


class ColumnarTable(RawTable):
    """An open Parquet, Feather or Arrow file of candidates.

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
        See `recommender.table_parts.Table`. The lines of its rows are their numbers, from 1.

    Raises
    ------
    NotATableError
        If the file is damaged or has no usable heading.
    TableError
        If the file expands beyond the limits of archives, the extra ``parquet`` is not installed, or `chosen` names what does not exist.
    """

    def __init__(self, raw: Raw, chosen: Mapping[str, str] | None = None, *, partial: bool = False) -> None:
        self._raw, self.name, self.delimiter = raw, raw.name, ""
        self.notes: list[str] = []
        self._share = 0.0
        try:
            require_extra("pyarrow", "parquet", "Parquet and Feather files", self.name)
            parquet = raw.head().startswith(b"PAR1")
            self.encoding, self.digest = "parquet" if parquet else "arrow", raw.digest()
            names, self._batches = self._guarded(_open_parquet if parquet else _open_arrow, raw)
            self.headings = [str(name).strip() for name in names]
            self.columns = matched(self.headings, chosen, self.name, partial=partial)
        except BaseException:
            self.close()
            raise

    def consumed(self) -> float:
        """Share of the row groups or batches that has been read so far, from 0 to 1."""
        return self._share

    def __iter__(self) -> Iterator[Row | Reject]:
        """Every row, in order."""
        number, expanded, width = 0, 0, len(self.headings)
        while True:
            batch = self._guarded(next, self._batches, None)
            if batch is None:
                self._share = 1.0
                return
            columns, self._share = batch
            expanded += _ROW * len(columns[0]) + sum(sum(map(len, column)) for column in columns)
            check_limits(self.name, expanded, self._raw.size)
            for cells in zip(*columns, strict=True):
                number += 1
                yield checked(number, list(cells), width, "UTF-8")

    def _guarded(self, function: Any, *arguments: Any) -> Any:
        """Call into the parser; what it finds wrong is said in one line."""
        import pyarrow as pa

        try:
            return function(*arguments)
        except TableError:
            raise
        except (pa.ArrowException, *_DAMAGE) as error:
            why = (str(error).splitlines() or [type(error).__name__])[0][:200]
            msg = f"{self.name}: the file is damaged or of an unknown kind ({why}). Write it again, or save it as CSV."
            raise NotATableError(msg) from None


def _open_parquet(raw: Raw) -> tuple[list[str], Iterator[tuple[list[list[str]], float]]]:
    """Names of the columns, and batches of texts by column with the share read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(raw.file)
    raw.file.seek(0)
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    file = pq.ParquetFile(raw.file, read_dictionary=texts, pre_buffer=False, buffer_size=1 << 16)
    about, expanded = file.metadata, 0
    for group in map(about.row_group, range(about.num_row_groups)):
        expanded += group.total_byte_size + _VALUE * group.num_rows * max(1, about.num_columns)
        check_limits(raw.name, expanded, raw.size)
        if group.total_byte_size > max(_MAX_GROUP, _GROUP_RATIO * raw.size):
            msg = "one row group expands to more than 512 MiB and 20 times the file; write smaller row groups"
            raise ValueError(msg)
    total = max(1, about.num_rows)
    return list(schema.names), _shares((batch, total) for batch in file.iter_batches(_BATCH))


def _open_arrow(raw: Raw) -> tuple[list[str], Iterator[tuple[list[list[str]], float]]]:
    """As `_open_parquet`, for the Arrow file format, which is Feather of version 2."""
    import pyarrow as pa

    expanded = 0
    for rows, size in expanded_sizes(raw.file, raw.size):
        expanded += size + _VALUE * rows
        check_limits(raw.name, expanded, raw.size)
    raw.file.seek(0)
    reader = pa.ipc.open_file(raw.file)
    return list(reader.schema.names), _slices(reader)


def _slices(reader: Any) -> Iterator[tuple[list[list[str]], float]]:
    for at in range(reader.num_record_batches):
        batch = reader.get_batch(at)
        batch.validate(full=True)
        for start in range(0, batch.num_rows, _BATCH):
            yield texts_of(batch.slice(start, _BATCH)), (at + start / batch.num_rows) / reader.num_record_batches


def _shares(batches: Iterator[tuple[Any, int]]) -> Iterator[tuple[list[list[str]], float]]:
    done = 0
    for batch, total in batches:
        done += batch.num_rows
        yield texts_of(batch), done / total


def texts_of(batch: Any) -> list[list[str]]:
    """Texts of a record batch, column by column."""
    return [_column(batch.column(position)) for position in range(batch.num_columns)]


def _column(values: Any) -> list[str]:
    """Texts of one column; each text of a dictionary is made once."""
    import pyarrow as pa

    if pa.types.is_dictionary(values.type):
        known = _column(values.dictionary)
        return ["" if at is None else known[at] for at in values.indices.to_pylist()]
    if pa.types.is_nested(values.type):
        return [_nested(values.slice(at, 1)) for at in range(len(values))]
    try:
        return [_text(value) for value in values.to_pylist()]
    except UnicodeDecodeError:
        octets = values.cast(pa.large_binary()).to_pylist()
        return ["" if value is None else value.decode("utf-8", "surrogateescape") for value in octets]
    except (ValueError, OverflowError):  # dates that Python does not have
        return [value or "" for value in values.cast(pa.string()).to_pylist()]


def _nested(value: Any) -> str:
    """A list or a record, made on its own: a file can repeat it for nothing."""
    if value.nbytes > _MAX_VALUE:
        msg = f"a list or record of more than {_MAX_VALUE} bytes"
        raise ValueError(msg)
    return _text(value.to_pylist()[0])


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, dt.date | dt.time) else cell_text(value)
