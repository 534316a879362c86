"""A fitted recommender in, a model folder out; and back, verified.

A model is ``manifest.json`` (format, parameters, checksums), ``model.npz`` (vocabulary, weights and counts) and
``catalog.json``. No pickle: loading
runs no code. The same catalogue gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender._version import __version__
from recommender.catalog_parse import parse_catalog
from recommender.collecting import collection_paused
from recommender.confidence import Calibration
from recommender.engine import KPORecommender
from recommender.errors import ModelError, RecommenderError
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
        If the model is not fitted.
    RecommenderError
        If the folder cannot be written.
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
        raise RecommenderError(msg) from None


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
    if manifest.get("manifest_sha256") != _own_checksum(manifest):
        _damaged(folder / MANIFEST, "its own checksum does not fit")
    return manifest


@collection_paused()
def _load(folder: Path) -> KPORecommender:
    manifest = verify_model(folder)
    try:
        return _restored(
            manifest, (folder / CATALOG).read_bytes(), (folder / ARRAYS).read_bytes(), str(folder / CATALOG)
        )
    except Exception as error:  # noqa: BLE001 (whatever a damaged file raises, it is a damaged model)
        _damaged(folder, f"{type(error).__name__}: {error}")


def _restored(manifest: dict[str, Any], catalog_bytes: bytes, array_bytes: bytes, where: str) -> KPORecommender:
    catalog = parse_catalog(json.loads(catalog_bytes), where)
    with np.load(io.BytesIO(array_bytes), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    words = _unpack(arrays["vocabulary"])
    vocabulary = {term: column for column, term in enumerate(words)}
    counts = _counts(arrays, sum(1 + len(domain.roles) for domain in catalog), len(words))
    _require(len(vocabulary) == len(words), "a term stands twice")
    _require(arrays["idf"].shape == (len(words),), "one weight a term")
    _require(bool((arrays["idf"] >= 0).all() and np.isfinite(arrays["idf"]).all()), "weights are not negative")
    other = dict(zip(_unpack(arrays["other_work"]), arrays["other_work_ratios"].tolist(), strict=True))
    targets = dict(zip(_unpack(arrays["targets"]), arrays["target_counts"].tolist(), strict=True))
    model = _with_settings(manifest)
    return model.restore(catalog, vocabulary, arrays["idf"], counts, other, targets, _unpack(arrays["guarded"]))


def _counts(arrays: dict[str, NDArray[Any]], documents: int, terms: int) -> sparse.csr_array:
    """Term counts of documents, checked before compiled code sees them."""
    data, indices, indptr = arrays["counts"], arrays["indices"], arrays["indptr"]
    _require(all(a.ndim == 1 and a.dtype.kind == "i" for a in (data, indices, indptr)), "counts are whole numbers")
    _require(len(indptr) == documents + 1 and len(data) == len(indices), "one row a document of the catalogue")
    _require(
        indptr[0] == 0 and indptr[-1] == len(data) and bool((np.diff(indptr) >= 0).all()), "rows follow each other"
    )
    _require(bool((indices >= 0).all() and (indices < terms).all() and (data > 0).all()), "counts of known terms")
    counts = sparse.csr_array((data, indices, indptr), shape=(documents, terms))
    counts.check_format(full_check=True)
    return counts


def _with_settings(manifest: dict[str, Any]) -> KPORecommender:
    own_weight, repair = manifest["parameters"]["own_weight"], manifest["parameters"]["repair"]
    calibration = Calibration.from_dict(manifest["calibration"])
    figures = [own_weight, calibration.intercept, *calibration.weights, *calibration.thresholds()]
    _require(all(isinstance(f, int | float) and not isinstance(f, bool) for f in figures), "settings are numbers")
    _require(0 <= own_weight <= 1 and isinstance(repair, bool), "own_weight is a share, repair is true or false")
    _require(len(calibration.weights) == len(Calibration().weights), "one weight a signal")
    return KPORecommender(own_weight=own_weight, repair=repair, calibration=calibration)


def _require(holds: bool, what: str) -> None:
    if not holds:
        msg = f"it does not hold that {what}"
        raise ValueError(msg)


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


def _own_checksum(manifest: dict[str, Any]) -> str:
    rest = {key: value for key, value in manifest.items() if key != "manifest_sha256"}
    return hashlib.sha256(_json(rest)).hexdigest()


def _manifest(model: KPORecommender, files: dict[str, bytes]) -> dict[str, Any]:
    manifest = {
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
    return {**manifest, "manifest_sha256": _own_checksum(manifest)}


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
