"""What tables that read one input share: it is closed with the table, knows how far it is read, and is summed up meanwhile."""

from __future__ import annotations

import hashlib
import os
import threading
from types import TracebackType
from typing import Self

from recommender.raw_input import Raw

_BLOCK = 1 << 20
# Below this size a thread costs more than it saves.
_WORTH_A_THREAD = 1 << 22


class Checksum:
    """The SHA-256 of an input, ready when it is asked for.

    Parameters
    ----------
    raw : Raw
        A file that has a descriptor is read through one of its own; any other is read at once, and is at its start again.
    """

    def __init__(self, raw: Raw) -> None:
        self._raw, self._sum, self._stopped = raw, hashlib.sha256(), False
        self._error: OSError | None = None
        self._thread: threading.Thread | None = None
        self._value = ""
        if raw.size < _WORTH_A_THREAD or not hasattr(os, "pread"):
            self._value = raw.digest()
            return
        try:
            own = os.dup(raw.file.fileno())
        except (OSError, ValueError):  # in memory
            self._value = raw.digest()
            return
        self._thread = threading.Thread(target=self._sum_up, args=(own,), name="checksum")
        self._thread.start()

    def _sum_up(self, own: int) -> None:
        at = 0
        try:
            while not self._stopped and (block := os.pread(own, _BLOCK, at)):
                self._sum.update(block)
                at += len(block)
        except OSError as error:
            self._error = error
        finally:
            os.close(own)

    def value(self) -> str:
        """The checksum in hexadecimal.

        Raises
        ------
        TableError
            If the input could not be read.
        """
        if self._thread is not None:
            self._thread.join()
            with self._raw.reading():
                if self._error is not None:
                    raise self._error
            self._value, self._thread = self._sum.hexdigest(), None
        return self._value

    def stop(self) -> None:
        """Nobody will ask any more."""
        self._stopped = True
        if self._thread is not None:
            self._thread.join()


class RawTable:
    """A table that reads one input.

    Attributes
    ----------
    digest : str
        SHA-256 of the bytes that the user gave, in hexadecimal.
    """

    _raw: Raw
    _checksum: Checksum | None = None
    _digest = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes that the user gave, in hexadecimal."""
        return self._digest or (self._checksum.value() if self._checksum else "")

    @digest.setter
    def digest(self, value: str) -> None:
        self._digest = value

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the input."""
        if self._checksum is not None:
            self._checksum.stop()
        self._raw.file.close()

    def consumed(self) -> float:
        """Share of the bytes that has been read so far, from 0 to 1."""
        return 1.0 if self._raw.file.closed else min(1.0, self._raw.file.tell() / max(1, self._raw.size))
