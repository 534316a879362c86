"""Inputs, settings and the shapes of files in, the run and its parts out: decided before any row is scored.

The parts are cut and named by the inputs alone, never by the workers, so that every run over them has the same parts. A
folder belongs to one run: what is bound stands in ``_run.json``, and another run is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from recommender.cluster_reading import Shape
from recommender.cluster_store import Input, is_leftover, names_in, place, read_json, shown, url_of
from recommender.errors import TableError
from recommender.headings import Columns
from recommender.run_report import versions

RUN = "_run.json"


class Settings(NamedTuple):
    """What shapes the rows of a run, besides its inputs."""

    version: str
    model_sha256: str
    top_k: int
    layout: str
    reasons: bool
    columns: Mapping[str, str]
    keep: Sequence[str]
    form: str


class Part(NamedTuple):
    """A stretch of the list.

    `group` is a row group of the file, None the whole; `first_row` is the number of its first row in the whole list, None
    where ids make numbers needless.
    """

    name: str
    url: str
    stamp: str
    group: int | None
    first_row: int | None


class Run(NamedTuple):
    """What all parts of a run share; `headings` are the columns of all inputs together."""

    digest: str
    target: str
    headings: tuple[str, ...]
    settings: Settings
    model_path: str | None


def folder_url(target: str) -> str:
    """The URL of a folder, the same from every machine's working folder."""
    return url_of(target, place(target)[1]).rstrip("/")


def bind(inputs: Sequence[Input], settings: Settings) -> dict[str, Any]:
    """What a run is bound to, as it stands in its folder."""
    bound: dict[str, Any] = json.loads(json.dumps({**settings._asdict(), "inputs": inputs}))
    return bound


def digest_of(bound: Mapping[str, Any]) -> str:
    """One word for what a run is bound to."""
    return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()


def check_free(target: str, bound: Mapping[str, Any]) -> bool:
    """Refuse a folder with anything in it but what this very run left; whether it left something.

    Raises
    ------
    TableError
        If the folder holds another run's parts, or files that no run made.
    """
    other = sorted(name for name in names_in(target) if name != RUN and not is_leftover(name))
    found = read_json(f"{target}/{RUN}")
    if found == bound or not other:
        return bool(found == bound)
    if not isinstance(found, dict):
        msg = f"{shown(target)}: holds {other[0]!r} and no readable {RUN}, so it is no folder of such a run. Choose an empty folder."
        raise TableError(msg)
    changed = ", ".join(key for key in bound if found.get(key) != bound[key])
    msg = f"{shown(target)}: holds parts of a run that differs in {changed}. Choose another folder, or delete this one."
    raise TableError(msg)


def check_kept(headings: Sequence[str], settings: Settings) -> None:
    """Refuse to copy a column that no input has."""
    for heading in settings.keep:
        if heading not in headings:
            msg = f"no column {heading!r} to keep; the columns are {', '.join(map(repr, headings))}."
            raise TableError(msg)


def cut(inputs: Sequence[Input], shapes: Sequence[Shape], *, numbered: bool) -> list[Part]:
    """The parts of a list, in its order, named by their place among all."""
    total = sum(len(shape.rows) for shape in shapes)
    parts: list[Part] = []
    row = 1
    for item, shape in zip(inputs, shapes, strict=True):
        for group, rows in enumerate(shape.rows):
            name = f"part-{len(parts):05d}-of-{total:05d}"
            parts.append(Part(name, *item, group if shape.by_groups else None, row if numbered else None))
            row += rows or 0
    return parts


def manifest(bound: Mapping[str, Any], columns: Columns, receipts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a finished run consists of; the same run on the same machine gives the same document."""
    counts = {name: sum(receipt[name] for receipt in receipts) for name in ("rows", "scored", "rejected")}
    read = {"used": columns.used, "ignored": columns.ignored, "never_read": columns.never_read}
    parts = [{key: value for key, value in receipt.items() if key != "skipped"} for receipt in receipts]
    return {**counts, "columns": read, "run": bound, "digest": digest_of(bound), "versions": versions(), "parts": parts}
