"""A target path in, a file that is complete or absent out.

What is written goes to a new file beside the target, is flushed to disk, and takes the target's name at the end. A
target that is no regular file (a pipe, a device) is written as it comes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from recommender.errors import TableError

try:
    import fcntl
except ImportError:  # no such locks on Windows
    fcntl = None  # type: ignore[assignment]

ONLY_MINE = 0o600
_LONGEST_NAME = 255


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
    with (
        writing(target),
        _written_through(target) if is_special(target) else _replacement(str(target)) as file,
    ):
        yield file


@contextlib.contextmanager
def writing(target: str | Path) -> Iterator[None]:
    """Whatever the system refuses while writing is a `TableError` in one line; a reader that went away stays one."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"{target}: cannot be written: {error.strerror or error}. The old file, if any, is untouched; free space or choose another path."
        raise TableError(msg) from None


def _written_through(target: str | Path) -> IO[str]:
    return Path(target).open("w", encoding="utf-8", newline="")


@contextlib.contextmanager
def _replacement(target: str) -> Iterator[IO[str]]:
    part = beside(target, "part")
    with io.TextIOWrapper(open_part(part, target), encoding="utf-8", newline="") as file:
        try:
            file.truncate(0)
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.name == "nt":
                file.close()  # Windows renames no open file
            take_place(part, Path(os.path.realpath(target)))
        except BaseException:
            part.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                file.close()
            raise


def beside(target: str | Path, what: str) -> Path:
    """Where a run keeps what is not finished: a hidden name, which follows from the target's, in the folder of the file itself."""
    path = Path(os.path.realpath(target))
    name = f".{path.name}.kpo.{what}"
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()}.kpo.{what}"
    return path.with_name(name)


def open_part(part: Path, target: str) -> io.BufferedRandom:
    """Open a part, or make it; one run at a time holds it until it is closed.

    Raises
    ------
    TableError
        If another run holds it.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        file = os.fdopen(os.open(part, flags, ONLY_MINE), "r+b")
        try:
            _lock(file, target)
            # The run that held the lock may have given the file its final name meanwhile.
            if part.exists() and os.path.samestat(os.fstat(file.fileno()), part.stat()):
                return file
        except BaseException:
            file.close()
            raise
        file.close()


def _lock(file: IO[bytes], target: str) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        msg = f"{target}: another run is writing it. Wait until that one has ended, or choose another path."
        raise TableError(msg) from None
    except OSError:
        return  # a file system without locks


def take_place(new: Path, path: Path) -> None:
    """Give a finished file the name of a target, and the mode that the target has or any new file gets."""
    new.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
    new.replace(path)


def sync_folder(path: Path) -> None:
    """Make a change of names in a folder last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def is_special(target: str | Path) -> bool:
    """Whether something stands there that cannot be replaced: a pipe, a device, a folder."""
    return Path(target).exists() and not Path(target).is_file()


def digest_of(path: str | Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
