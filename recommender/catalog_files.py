"""Catalogue files in, a validated `Catalog` out.

Three forms come through one door: a folder of TOML files (one a domain, and `common.toml` for what they share), a CSV
with the columns id, domain, title, requirements, or
the JSON inside a model. The rule enforced here: a damaged catalogue gives one error with file, key and the mend, and
never half a catalogue.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from recommender.catalog import Catalog
from recommender.catalog_parse import parse_catalog
from recommender.collecting import collection_paused
from recommender.errors import CatalogError
from recommender.paths import packaged

_CSV_COLUMNS = ("id", "domain", "title", "requirements")
_LONGEST_CELL = 4_000_000


@collection_paused()
def load_catalog(path: str | Path | None = None) -> Catalog:
    """Read and validate a catalogue.

    Parameters
    ----------
    path : str or Path, optional
        A folder of TOML files, a CSV file (columns id, domain, title, requirements; requirements separated by ``;``, or by commas
        where there is none) or
        a ``catalog.json``. None: the packaged catalogue.
        Where a catalogue brings no `common.toml`, words and surface forms of the packaged one serve it.

    Returns
    -------
    Catalog

    Raises
    ------
    CatalogError
        If a file is missing, cannot be parsed, or contradicts itself.

    Examples
    --------
    >>> catalog = load_catalog()
    >>> len(catalog), catalog["legal_services"].name
    (15, 'Legal Services')
    """
    source = packaged("datasets", "catalogue") if path is None else Path(path)
    if source.is_dir():
        raw = _read_folder(source)
    elif not source.exists():
        msg = f"{source}: no such catalogue. Give a folder of TOML files or a CSV with the columns {', '.join(_CSV_COLUMNS)}."
        raise CatalogError(msg)
    elif source.suffix.lower() == ".json":
        raw = _read_json(source)
    elif source.suffix.lower() == ".toml":
        raw = {"files": {source.name: _read_toml(source)}}
    else:
        raw = _read_csv(source)
    if "common" not in raw:
        raw["common"] = _inherited()
    return parse_catalog(raw, str(source))


def _inherited() -> dict[str, Any]:
    """What a catalogue without `common.toml` takes over: the shared words, and every packaged skill's surface forms and abbreviations."""
    own = _read_folder(packaged("datasets", "catalogue"))
    common = {key: value for key, value in own["common"].items() if key != "order"}
    common["abbreviation"] = list(common.get("abbreviation", []))
    forms: dict[str, dict[str, None]] = {}
    for table in (own["common"], *own["files"].values()):
        for name, found in table.get("skills", {}).items():
            forms.setdefault(name, {}).update(dict.fromkeys(found))
        if table is not own["common"]:
            common["abbreviation"].extend(table.get("abbreviation", []))
    common["skills"] = {name: list(found) for name, found in forms.items()}
    return common


def _read_folder(folder: Path) -> dict[str, Any]:
    paths = sorted(folder.glob("*.toml"))
    tables = {path.name: _read_toml(path) for path in paths}
    raw: dict[str, Any] = {"files": {name: table for name, table in tables.items() if name != "common.toml"}}
    if not raw["files"]:
        msg = f"{folder}: no TOML file of a domain here. Add one file for each domain; the packaged datasets/catalogue shows the form."
        raise CatalogError(msg)
    if "common.toml" in tables:
        raw["common"] = tables["common.toml"]
    return raw


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read as UTF-8 text: {error}. Save the file as UTF-8."
        raise CatalogError(msg) from None
    except (ValueError, RecursionError) as error:
        msg = f"{path}: not valid TOML: {str(error)[:200]}. Mend that line."
        raise CatalogError(msg) from None


def _read_json(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path}: not a JSON catalogue: {error}. Rebuild it with 'kpo model build'."
        raise CatalogError(msg) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("files"), dict):
        msg = f"{path}: not a JSON catalogue: no 'files' object. Rebuild it with 'kpo model build'."
        raise CatalogError(msg)
    return raw


def _read_csv(path: Path) -> dict[str, Any]:
    """One row a role: its domain (id or name), its title, and its requirements separated by semicolons."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        msg = f"{path}: cannot be read as a UTF-8 CSV: {error}. Columns expected: {', '.join(_CSV_COLUMNS)}."
        raise CatalogError(msg) from None
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if not set(_CSV_COLUMNS) <= set(header) or len(set(header)) < len(header):
        msg = f"{path}, line 1: expected the columns {', '.join(_CSV_COLUMNS)}, each once, got {', '.join(header) or 'nothing'}. Rename the columns."
        raise CatalogError(msg)
    files: dict[str, Any] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            msg = f"{path}, row {number}: {len(row)} cells where the header has {len(header)}. Quote cells that hold a comma."
            raise CatalogError(msg)
        _add_role(files, dict(zip(header, (cell.strip() for cell in row), strict=True)), f"{path}, row {number}")
    return {"files": files}


def _add_role(files: dict[str, Any], cells: dict[str, str], where: str) -> None:
    separator = ";" if ";" in cells["requirements"] else ","
    parts = (part.strip() for part in cells["requirements"].split(separator))
    requirements = list(dict.fromkeys(part for part in parts if part))
    if not cells["domain"] or not cells["title"] or not requirements:
        msg = f"{where}: domain, title and requirements must not be empty. Fill them or delete the row."
        raise CatalogError(msg)
    domain_id = slug(cells["domain"])
    known = files.get(domain_id)
    if known and known["name"].casefold() != cells["domain"].casefold():
        msg = f"{where}: the domains {known['name']!r} and {cells['domain']!r} are one id, {domain_id!r}. Rename one of them."
        raise CatalogError(msg)
    table = files.setdefault(domain_id, {"id": domain_id, "name": cells["domain"], "role": []})
    table["role"].append(
        {"id": cells["id"] or slug(cells["title"]), "title": cells["title"], "must": {"skills": requirements}}
    )


def slug(text: str) -> str:
    """An id from a name: lower-case words joined by underscores.

    Examples
    --------
    >>> slug("Legal Services (LPO)")
    'legal_services_lpo'
    """
    return re.sub(r"[^\w\u0900-\u0dff]+", "_", text.casefold()).strip("_") or "unnamed"
