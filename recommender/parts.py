"""Bytes in, a file beside the target that grows, is kept or dropped, and takes the target's name at the end.

The name of a part follows from the target's, so that a later run finds it. One run at a time holds it. What is no
regular file (standard output, a pipe, a device) is written as it comes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from pathlib import Path
from typing import IO, Any, Protocol

from recommender.errors import TableError
from recommender.files import beside, digest_of, is_special, open_part, sync_folder, take_place, writing


class Sink(Protocol):
    """Where the bytes of a run go."""

    size: int

    def write(self, data: bytes) -> None:
        """Add bytes."""

    def sync(self) -> None:
        """Make what was written last."""

    def settle(self, made: Path | None = None) -> None:
        """The run ended well: become the target; `made` is what the part was converted to."""

    def drop(self, *, keep: bool) -> None:
        """The run ended badly: leave no trace, or all that is needed to go on."""


def open_sink(target: str) -> Sink:
    """A part for a regular file, else the thing itself."""
    return Through(target) if target == "-" or is_special(target) else Part(target)


class Part:
    """A part file, locked.

    Parameters
    ----------
    target : str
        What it becomes at the end.

    Raises
    ------
    TableError
        If it cannot be opened, or another run holds it.
    """

    def __init__(self, target: str) -> None:
        self.target, self.path, self.size, self.settled = target, beside(target, "part"), 0, False
        # What is written here is summed up on the way; None where the beginning was written by an earlier run.
        self._sum: Any = hashlib.sha256()
        with writing(target):
            self._file = open_part(self.path, target)

    def length(self) -> int:
        """Bytes that stand in the file."""
        return os.fstat(self._file.fileno()).st_size

    def cut(self, size: int) -> None:
        """Go on after the first `size` bytes."""
        with writing(self.target):
            self._file.truncate(size)
            self._file.seek(size)
        self.size, self._sum = size, None if size else hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Add bytes."""
        with writing(self.target):
            self._file.write(data)
        self.size += len(data)
        if self._sum is not None:
            self._sum.update(data)

    def sync(self) -> None:
        """Make what was written last."""
        with writing(self.target):
            self._file.flush()
            os.fsync(self._file.fileno())

    def digest(self) -> str:
        """SHA-256 of what stands in the file after `sync`, in hexadecimal."""
        return digest_of(self.path) if self._sum is None else str(self._sum.hexdigest())

    def settle(self, made: Path | None = None) -> None:
        """Become the target."""
        final = Path(os.path.realpath(self.target))
        with writing(self.target):
            if os.name == "nt":
                self._file.close()  # Windows renames no open file
            if not self.settled:
                take_place(made or self.path, final)
                sync_folder(final.parent)
            if made or self.settled:
                self.path.unlink(missing_ok=True)
            self._file.close()

    def drop(self, *, keep: bool) -> None:
        """Close the file, and remove it unless a later run is to go on with it and it holds something."""
        if self._file.closed:
            return
        with contextlib.suppress(OSError):
            if not keep or not self.length():
                self.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._file.close()


class Through:
    """Standard output, a pipe or a device, which takes bytes as they come."""

    def __init__(self, target: str) -> None:
        self.target, self.size = target, 0
        self._file: IO[bytes] | None = None
        if target != "-":
            with writing(target):
                self._file = Path(target).open("wb")  # noqa: SIM115 (closed at the end)
        elif sys.stdout is None:
            msg = "-: cannot be written: standard output is closed. Give --output FILE."
            raise TableError(msg)

    def write(self, data: bytes) -> None:
        """Pass bytes on."""
        self.size += len(data)
        if self._file is None:
            sys.stdout.write(data.decode())
            return
        with writing(self.target):
            self._file.write(data)

    def sync(self) -> None:
        """Pass on what is held back."""
        if self._file is None:
            sys.stdout.flush()
            return
        with writing(self.target):
            self._file.flush()

    def settle(self, made: Path | None = None) -> None:  # noqa: ARG002 (nothing is converted here)
        """Pass on the rest."""
        self.sync()
        self.drop(keep=True)

    def drop(self, *, keep: bool) -> None:  # noqa: ARG002 (what was passed on is gone)
        """Close what was opened here."""
        with contextlib.suppress(OSError):
            if self._file is not None:
                self._file.close()
