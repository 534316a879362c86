"""A target path in, a file that is complete or absent out.

What is written goes to a new file beside the target, is flushed to disk, and takes the target's name at the end. A
target that is no regular file (a pipe, a device) is written as it comes.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from recommender.errors import TableError


@contextlib.contextmanager
def replaced(target: str | Path) -> Iterator[IO[str]]:
    """A text file to write to; it becomes `target` when the block ends well, and vanishes when it does not.

    Parameters
    ----------
    target : str or Path
        Path, or "-" for standard output.

    Yields
    ------
    text file
        UTF-8, newlines as written.

    Raises
    ------
    TableError
        If the disk is full or the folder cannot be written; the old file stays as it was.
    """
    if str(target) == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    special = Path(target).exists() and not Path(target).is_file()
    try:
        with _written_through(target) if special else _replacement(Path(os.path.realpath(target))) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"{target}: cannot be written: {error.strerror or error}. The old file, if any, is untouched; free space or choose another path."
        raise TableError(msg) from None


def _written_through(target: str | Path) -> IO[str]:
    return Path(target).open("w", encoding="utf-8", newline="")


@contextlib.contextmanager
def _replacement(path: Path) -> Iterator[IO[str]]:
    handle, name = tempfile.mkstemp(prefix=".kpo-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def same_file(a: str | Path, b: str | Path) -> bool:
    """Whether two paths are one file, also through links."""
    try:
        return Path(a).samefile(b)
    except OSError:
        return os.path.realpath(a) == os.path.realpath(b)
