"""What the commands of `kpo` share: options, and what stands on the command line turned into what the library takes."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from recommender.engine import KPORecommender

REJECTED_ROWS = 3

CATALOG = click.option(
    "--catalog",
    "catalog_path",
    metavar="PATH",
    help="Rank against your own catalogue: a folder of TOML files or a CSV.",
)
MODEL = click.option("--model", "model_path", metavar="FOLDER", help="Use another built model.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
MAP = click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar='FIELD="HEADING"',
    help="Which column feeds a field: education, skills, experience, current_role, text, candidate_id.",
)
KEEP = click.option(
    "--keep-columns", "keep", metavar="A,B", help="Copy these columns to the output, names and contacts too."
)


def chosen_model(catalog_path: str | None, model_path: str | None) -> KPORecommender:
    """The model that the options name: packaged, built, or made from a catalogue."""
    if catalog_path and model_path:
        msg = "--catalog and --model exclude each other"
        raise click.UsageError(msg)
    if catalog_path:
        from recommender.build import build_model
        from recommender.catalog_files import load_catalog

        return build_model(load_catalog(catalog_path))
    from recommender.model_files import load_model

    return load_model(model_path)


def profile_of(argument: str) -> str | dict[str, Any]:
    """The text of the argument, or of standard input for "-"; an object where it is JSON."""
    text = argument
    if argument == "-":
        raw = sys.stdin.buffer.read()
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", errors="replace")
        if "\x00" in text:
            msg = "standard input is binary, not text. Save the CV as plain text first."
            raise click.ClickException(msg)
    if text.lstrip().startswith("{"):
        with contextlib.suppress(ValueError, RecursionError):
            found = json.loads(text)
            if isinstance(found, dict):
                return found
    return text


def columns_of(mapped: Sequence[str]) -> dict[str, str]:
    """Field to heading, from FIELD=HEADING."""
    return dict(_mapping(item) for item in mapped)


def headings_of(keep: str | None) -> tuple[str, ...]:
    """Headings from a list with commas."""
    return tuple(part.strip() for part in keep.split(",") if part.strip()) if keep else ()


def _mapping(item: str) -> tuple[str, str]:
    field, sign, heading = item.partition("=")
    if not sign or not field.strip():
        msg = f"--map takes FIELD=HEADING, got {item!r}"
        raise click.UsageError(msg)
    return field.strip(), heading.strip().strip('"')


def dump(data: Any) -> str:
    """JSON without raw control characters."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found.group()):04x}", text)
