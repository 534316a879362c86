"""A fitted recommender in, a model folder out; and back, verified.

A model is ``manifest.json`` (format, parameters, checksums), ``model.npz`` (vocabulary, weights and counts) and
``catalog.json``. No pickle: loading
runs no code. The same catalogue gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender._version import __version__
from recommender.catalog_parse import parse_catalog
from recommender.confidence import Calibration
from recommender.engine import KPORecommender
from recommender.errors import CatalogError, ModelError
from recommender.paths import packaged

FORMAT = 1
MANIFEST, ARRAYS, CATALOG = "manifest.json", "model.npz", "catalog.json"


def save_model(model: KPORecommender, path: str | Path) -> None:
    """Write a fitted recommender as a model folder.

    Parameters
    ----------
    model : KPORecommender
        Fitted.
    path : str or Path
        The folder; made where it does not exist.

    Raises
    ------
    ModelError
        If the model is not fitted or the folder cannot be written.
    """
    if not hasattr(model, "catalog_"):
        msg = "The KPORecommender to save is not fitted. Call fit(catalog) first."
        raise ModelError(msg)
    folder = Path(path)
    arrays = io.BytesIO()
    np.savez(arrays, allow_pickle=False, **_arrays(model))
    files = {CATALOG: _json(model.catalog_.raw), ARRAYS: arrays.getvalue()}
    manifest = _json(_manifest(model, files))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in {**files, MANIFEST: manifest}.items():
            part = folder / f"{name}.part"
            part.write_bytes(data)
            part.replace(folder / name)
    except OSError as error:
        msg = f"{folder}: the model cannot be written: {error}. Give a folder that you may write to."
        raise ModelError(msg) from None


def load_model(path: str | Path | None = None) -> KPORecommender:
    """Read a model folder and verify it.

    Parameters
    ----------
    path : str or Path, optional
        The folder; None: the packaged model, which is read once.

    Returns
    -------
    KPORecommender
        Ready to recommend.

    Raises
    ------
    ModelError
        If a file is missing, does not have its checksum, or was written by an incompatible version.
    """
    return _packaged_model() if path is None else _load(Path(path))


@lru_cache(maxsize=1)
def _packaged_model() -> KPORecommender:
    return _load(packaged("models"))


def verify_model(path: str | Path | None = None) -> dict[str, Any]:
    """Check a model folder's files against its manifest.

    Returns
    -------
    dict
        The manifest.

    Raises
    ------
    ModelError
        As `load_model`.
    """
    folder = packaged("models") if path is None else Path(path)
    manifest = _read_manifest(folder)
    for name, expected in manifest["sha256"].items():
        if name not in (ARRAYS, CATALOG):
            _damaged(folder / MANIFEST, f"it names a file {name!r} that no model has")
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            _damaged(folder / name, str(error.strerror))
        if found != expected:
            _damaged(folder / name, f"its SHA-256 is {found[:12]}..., the manifest says {str(expected)[:12]}...")
    return manifest


def _load(folder: Path) -> KPORecommender:
    manifest = verify_model(folder)
    try:
        catalog = parse_catalog(json.loads((folder / CATALOG).read_text(encoding="utf-8")), str(folder / CATALOG))
        with np.load(folder / ARRAYS, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        parameters = manifest["parameters"]
        model = KPORecommender(
            own_weight=parameters["own_weight"],
            repair=parameters["repair"],
            calibration=Calibration.from_dict(manifest["calibration"]),
        )
        words = _unpack(arrays["vocabulary"])
        shape = (len(arrays["indptr"]) - 1, len(words))
        counts = sparse.csr_array((arrays["counts"], arrays["indices"], arrays["indptr"]), shape=shape)
        vocabulary = {term: column for column, term in enumerate(words)}
        other = dict(zip(_unpack(arrays["other_work"]), arrays["other_work_ratios"].tolist(), strict=True))
        targets = dict(zip(_unpack(arrays["targets"]), arrays["target_counts"].tolist(), strict=True))
        return model.restore(catalog, vocabulary, arrays["idf"], counts, other, targets, _unpack(arrays["guarded"]))
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        zipfile.BadZipFile,
        CatalogError,
    ) as error:
        _damaged(folder, f"{type(error).__name__}: {error}")


def _damaged(place: Path, what: str) -> NoReturn:
    msg = f"{place}: the model is missing or damaged: {what}. Install the package again, or rebuild with 'kpo model build'."
    raise ModelError(msg) from None


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        _damaged(path, str(error.strerror))
    except (ValueError, RecursionError):
        _damaged(path, "not JSON")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("sha256"), dict):
        _damaged(path, "no 'sha256' object")
    if manifest.get("format") != FORMAT:
        msg = f"{path}: model format {manifest.get('format')!r}; this version ({__version__}) reads format {FORMAT}. Rebuild the model with 'kpo model build'."
        raise ModelError(msg)
    if set(manifest["sha256"]) != {ARRAYS, CATALOG}:
        _damaged(path, f"it must name {ARRAYS} and {CATALOG}")
    return manifest


def _manifest(model: KPORecommender, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "parameters": {
            "own_weight": model.own_weight,
            "repair": model.repair,
        },
        "calibration": (model.calibration or Calibration()).to_dict(),
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "domains": len(model.catalog_),
        "roles": sum(len(domain.roles) for domain in model.catalog_),
        "terms": len(model.vocabulary_),
    }


def _arrays(model: KPORecommender) -> dict[str, NDArray[Any]]:
    counts = model.counts_
    return {
        "counts": counts.data.astype("<i8"),
        "indices": counts.indices.astype("<i4"),
        "indptr": counts.indptr.astype("<i4"),
        "idf": model.idf_.astype("<f8"),
        "vocabulary": _pack(model.vocabulary_),
        "other_work": _pack(model.other_work_),
        "other_work_ratios": np.array(list(model.other_work_.values()), "<f8"),
        "targets": _pack(model.targets_),
        "target_counts": np.array(list(model.targets_.values()), "<i4"),
        "guarded": _pack(sorted(model.guarded_words_)),
    }


def _pack(words: Any) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _unpack(packed: NDArray[np.uint8]) -> list[str]:
    text = packed.tobytes().decode()
    return text.split("\n") if text else []


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
