"""What a run has done in, a file that a later run can go on from out; it is replaced whole or not at all.

The journal binds input, model and options: a run whose inputs changed is refused, since its two halves would not fit.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from recommender.errors import TableError
from recommender.files import ONLY_MINE, beside, sync_folder, writing
from recommender.tally import Tally

FORMAT = 1
_SHOWN = 60


@dataclass
class State:
    """How far a run is.

    Attributes
    ----------
    rows, rejected, written : int
        Rows of the input that are done; those of them that were rejected; rows of the output.
    codes : Counter of str
        Rejected rows by code.
    output_bytes, rejects_bytes : int
        Lengths of the parts.
    tally : Tally
        Counts over the scored rows.
    finished : dict of str to str
        SHA-256 of output and rejects once both are whole; empty before.
    """

    rows: int = 0
    rejected: int = 0
    written: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    output_bytes: int = 0
    rejects_bytes: int = 0
    tally: Tally = field(default_factory=Tally)
    finished: dict[str, str] = field(default_factory=dict)

    def add(self, rows: int, written: int, tally: Tally, codes: Sequence[str]) -> None:
        """Count one more chunk; `codes` are those of its rejects."""
        self.rows += rows
        self.written += written
        self.rejected += len(codes)
        self.codes.update(codes)
        self.tally.merge(tally)

    def to_dict(self) -> dict[str, Any]:
        """The state as plain data."""
        return {**vars(self), "tally": vars(self.tally)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The state that `to_dict` gave."""
        counts: dict[str, Any] = dict(data["tally"])
        counts |= {name: Counter(part) for name, part in counts.items() if isinstance(part, dict)}
        return cls(**{**data, "codes": Counter(data["codes"]), "tally": Tally(**counts)})


class Journal:
    """The journal of one target.

    Parameters
    ----------
    target : str
        What the run writes.
    binding : callable
        Gives what must not change from one half of a run to the other, by name; asked when it is first needed.
    """

    def __init__(self, target: str, binding: Callable[[], Mapping[str, Any]]) -> None:
        self._target, self._path, self._ask = target, beside(target, "journal"), binding

    def exists(self) -> bool:
        """Whether there is something to go on from."""
        return self._path.is_file()

    def read(self) -> State:
        """The state in which the run was broken off.

        Raises
        ------
        TableError
            If the journal is damaged, or is that of another input, model, version or other options.
        """
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            then, state = data["binding"], State.from_dict(data["state"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            msg = f"{self._path}: this journal of a run that was broken off cannot be read. Run without --resume to start anew."
            raise TableError(msg) from None
        now = self._binding()
        changed = [name for name in {**then, **now} if then.get(name) != now.get(name)]
        if changed:
            said = "; ".join(f"{name} was {_short(then.get(name))}, is {_short(now.get(name))}" for name in changed)
            msg = f"{self._target}: cannot go on with the run that was broken off: {said}. Give what was given then, or run without --resume to start anew."
            raise TableError(msg)
        return state

    def write(self, state: State) -> None:
        """Replace the journal, to last."""
        new = self._path.with_name(self._path.name + ".new")
        text = json.dumps({"binding": self._binding(), "state": state.to_dict()}, ensure_ascii=True)
        with writing(self._target):
            new.unlink(missing_ok=True)
            with os.fdopen(
                os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_MINE), "w", encoding="ascii"
            ) as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
            sync_folder(self._path.parent)

    def remove(self) -> None:
        """Leave nothing to go on from."""
        with writing(self._target):
            for path in (self._path, self._path.with_name(self._path.name + ".new")):
                path.unlink(missing_ok=True)

    def _binding(self) -> dict[str, Any]:
        bound = {"journal format": FORMAT, **self._ask()}
        return dict(json.loads(json.dumps(bound)))


def _short(value: object) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
