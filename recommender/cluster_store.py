"""Paths and URLs in, files read and published out: the one place that knows fsspec.

What is published is complete or absent: a local file takes its name when it is on disk, an object store shows an object
when its upload ends, and elsewhere the file is renamed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from recommender.errors import RecommenderError, TableError

_ATOMIC_PUT = frozenset("s3 s3a gs gcs abfs abfss az adl oci r2 memory".split())
_STAMPS = ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "last_modified", "modified", "created")
_TEMPORARY = ".kpo-tmp"


class Input(NamedTuple):
    """A file of candidates: its URL, and what changes when its content does (size, and checksum or time)."""

    url: str
    stamp: str


def needed(module: str) -> Any:
    """A module of the extra, or the line that installs it."""
    try:
        return import_module(module)
    except ImportError:
        msg = f"the engine 'dask' needs {module.partition('.')[0]}, which is not installed. Run: pip install \"kpo-recommender[dask]\""
        raise RecommenderError(msg) from None


def place(url: str) -> tuple[Any, str]:
    """The filesystem of a path or URL, and the path there.

    Raises
    ------
    TableError
        If no filesystem is known under the URL's first word, or its package is missing.
    """
    try:
        filesystem, path = needed("fsspec.core").url_to_fs(url)
    except (ImportError, ValueError) as error:
        msg = f"{url}: this kind of URL cannot be used: {error}. Install the package for it, or give a path."
        raise TableError(msg) from None
    return filesystem, str(path)


def is_local(filesystem: Any) -> bool:
    """Whether paths of a filesystem are paths of this machine."""
    return "file" in _protocols(filesystem)


def shown(url: str) -> str:
    """A URL as a message names it: a path where it is a file of this machine."""
    filesystem, path = place(url)
    return path if is_local(filesystem) else url


def _protocols(filesystem: Any) -> tuple[str, ...]:
    named = filesystem.protocol
    return (named,) if isinstance(named, str) else tuple(named)


@contextlib.contextmanager
def readable(url: str) -> Iterator[None]:
    """Turn an error of the filesystem into one line that names the file."""
    try:
        yield
    except OSError as error:
        msg = f"{shown(url)}: cannot be read: {_why(error)}. Check the path and your rights."
        raise TableError(msg) from None


@contextlib.contextmanager
def writable(url: str) -> Iterator[None]:
    """Turn an error of the filesystem into one line that names the file."""
    try:
        yield
    except OSError as error:
        msg = f"{shown(url)}: cannot be written: {_why(error)}. Parts that are finished stay; free space and run again."
        raise TableError(msg) from None


def _why(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


def find_inputs(sources: Sequence[str]) -> list[Input]:
    """Files of candidates under paths, folders, patterns or URLs; those of a folder or pattern in the order of names.

    Names that begin with a dot or an underscore are no candidates'.

    Raises
    ------
    TableError
        If nothing is there, or a file is named twice.
    """
    found = [each for source in sources for each in _find(source)]
    twice = next((url for url, count in Counter(item.url for item in found).items() if count > 1), None)
    if twice is not None:
        msg = f"{shown(twice)}: is named twice among the inputs, so that its rows would count twice. Name it once."
        raise TableError(msg)
    if not found:
        msg = f"{', '.join(sources) or 'source'}: no file of candidates is there. Check the path or pattern."
        raise TableError(msg)
    return found


def _find(source: str) -> list[Input]:
    filesystem, path = place(source)
    with readable(source):
        if filesystem.isfile(path):
            return [Input(url_of(source, path), stamp(url_of(source, path)))]
        inside = filesystem.glob(path) if any(sign in path for sign in "*?[") else filesystem.ls(path, detail=False)
        names = [name for name in sorted(inside) if not name.rsplit("/", 1)[-1].startswith((".", "_"))]
        urls = [url_of(source, name) for name in names if filesystem.isfile(name)]
        return [Input(url, stamp(url)) for url in urls]


def url_of(source: str, path: str) -> str:
    """The URL of a path on the filesystem of another URL; it names the same host."""
    filesystem, own = place(source)
    source, own = source.rstrip("/"), own.rstrip("/")
    if is_local(filesystem) or not source.endswith(own):
        return str(filesystem.unstrip_protocol(path))
    return source.removesuffix(own) + path


def stamp(url: str) -> str:
    """What changes when a file's content does: its size, and its checksum or else its time."""
    filesystem, path = place(url)
    filesystem.invalidate_cache()
    with readable(url):
        info = filesystem.info(path)
    return f"{info['size']} bytes, {next((f'{k} {info[k]}' for k in _STAMPS if info.get(k) is not None), 'no time')}"


@contextlib.contextmanager
def local_copy(url: str, scratch: str | None = None) -> Iterator[str]:
    """The path of a file on this machine: its own, or that of a copy which lasts as long as the block."""
    filesystem, path = place(url)
    if is_local(filesystem):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="kpo-", dir=scratch) as folder:
        copy = str(Path(folder) / path.rsplit("/", 1)[-1])
        with readable(url):
            filesystem.get_file(path, copy)
        yield copy


def publish(file: Path, url: str) -> None:
    """Put a finished file of this machine at a path or URL: complete or not at all."""
    filesystem, path = place(url)
    folder, _, name = path.rpartition("/")
    temporary = f"{folder}/.{name}.{uuid4().hex}{_TEMPORARY}"
    with writable(url):
        if set(_protocols(filesystem)) & _ATOMIC_PUT:
            filesystem.put_file(str(file), path)
            return
        filesystem.makedirs(folder, exist_ok=True)
        if is_local(filesystem):
            _copy_through(file, Path(temporary), Path(path))
            return
        filesystem.put_file(str(file), temporary)
        if filesystem.exists(path):
            filesystem.rm_file(path)
        filesystem.mv(temporary, path)


def _copy_through(file: Path, temporary: Path, target: Path) -> None:
    try:
        with file.open("rb") as source, temporary.open("xb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def publish_json(document: Any, url: str) -> None:
    """Put a document at a path or URL as JSON; the same document gives the same bytes."""
    publish_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", url)


def publish_text(text: str, url: str) -> None:
    """Put a text at a path or URL, in UTF-8."""
    with tempfile.TemporaryDirectory(prefix="kpo-") as folder:
        file = Path(folder) / "text"
        file.write_text(text, encoding="utf-8")
        publish(file, url)


def read_json(url: str) -> Any:
    """The document at a path or URL; None where there is none or it is no JSON."""
    filesystem, path = place(url)
    try:
        return json.loads(filesystem.cat_file(path))
    except (FileNotFoundError, ValueError):
        return None


def size_of(url: str) -> int | None:
    """Bytes of a file; None where there is none."""
    filesystem, path = place(url)
    filesystem.invalidate_cache()
    try:
        return int(filesystem.info(path)["size"])
    except FileNotFoundError:
        return None


def names_in(url: str) -> list[str]:
    """Names of what lies in a folder; none where there is no folder.

    Raises
    ------
    TableError
        If a file is there and no folder.
    """
    filesystem, path = place(url)
    filesystem.invalidate_cache()
    if filesystem.isfile(path):
        msg = f"{url}: this is a file; the parts of a run need a folder. Give another path."
        raise TableError(msg)
    try:
        return [entry.rstrip("/").rsplit("/", 1)[-1] for entry in filesystem.ls(path, detail=False)]
    except FileNotFoundError:
        return []


def is_leftover(name: str) -> bool:
    """Whether a killed process left this file half written."""
    return name.startswith(".") and name.endswith(_TEMPORARY)


def sweep(url: str) -> None:
    """Remove what killed workers left half written in a folder."""
    filesystem, path = place(url)
    for name in names_in(url):
        if is_leftover(name):
            filesystem.rm_file(f"{path}/{name}")
