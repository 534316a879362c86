"""What became of each chunk in, a finished run out: parts that grow, a journal beside them, the final names at the end.

Killed at any moment, a run leaves either the old files, or parts and a journal that a later run goes on from to the same
bytes. The journal never says more than what is safely on disk.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from recommender.chunks import Ranked
from recommender.conversions import convert
from recommender.errors import RecommenderError, TableError
from recommender.files import beside, digest_of
from recommender.journal import Journal, State
from recommender.outputs import Kind, Schema, header
from recommender.parts import Part, Sink, open_sink
from recommender.rejects import COLUMNS, reject_bytes, reject_rows

COMMIT_SECONDS = 2.0
GO_ON = "run the same command again to go on"


class Goal(NamedTuple):
    """What a run is to write.

    Attributes
    ----------
    output, rejects : str
        Paths; `rejects` is empty if they are named nowhere.
    always : bool
        Whether the file of rejects is written also if it is empty.
    schema, kind : Schema, Kind
        Columns and format of the output.
    """

    output: str
    rejects: str
    always: bool
    schema: Schema
    kind: Kind


class Run:
    """A run while it lasts; a context manager, which leaves nothing behind if the block fails, or all that is needed to go on.

    Parameters
    ----------
    goal : Goal
        What is written.
    binding : callable
        See `Journal`.
    resume : bool
        Whether to go on where an earlier run was broken off, and to leave what is needed for that.

    Attributes
    ----------
    state : State
        How far the run is; beyond the start if an earlier one is gone on with.
    """

    def __init__(self, goal: Goal, binding: Callable[[], Mapping[str, Any]], *, resume: bool) -> None:
        self._goal, self._resume = goal, resume
        self._journal = Journal(goal.output, binding)
        self._output: Sink
        self._rejects: Sink | None = None
        self._lasting = False

    def __enter__(self) -> Self:
        self._output = open_sink(self._goal.output)
        try:
            self._rejects = open_sink(self._goal.rejects) if self._goal.rejects else None
            self._parts = [sink for sink in (self._output, self._rejects) if isinstance(sink, Part)]
            self._lasting = len(self._parts) == (1 if self._rejects is None else 2)
            self.state = self._earlier() or self._anew()
        except BaseException:
            self._drop(keep=self._journal.exists())
            raise
        self._committed = time.monotonic()
        return self

    def _earlier(self) -> State | None:
        """The state of the run to go on with."""
        if not self._resume:
            return None
        if not self._lasting or self._goal.output == "-":
            msg = (
                f"{self._goal.output}: --resume needs files to go on with, not a pipe or a device. Give --output FILE."
            )
            raise TableError(msg)
        if not self._journal.exists():
            return None
        state = self._journal.read()
        sizes = dict(zip(("output", "rejects"), (state.output_bytes, state.rejects_bytes), strict=True))
        whole = [self._restored(part, size, state.finished.get(what)) for part, (what, size) in self._named(sizes)]
        return state if all(whole) else None

    def _named(self, sizes: Mapping[str, int]) -> list[tuple[Part, tuple[str, int]]]:
        return list(zip(self._parts, sizes.items(), strict=False))

    @staticmethod
    def _restored(part: Part, size: int, digest: str | None) -> bool:
        """Whether a part holds what the journal says, or has become the target already."""
        if part.length() >= size:
            part.cut(size)
            return True
        part.settled = bool(digest) and Path(part.target).is_file() and digest_of(part.target) == digest
        return part.settled

    def _anew(self) -> State:
        goal = self._goal
        if self._lasting:
            self._journal.remove()
        for part in self._parts:
            part.settled = False
            part.cut(0)
        self._output.write(header(goal.schema, goal.kind))
        if self._rejects is not None and goal.always:
            self._rejects.write(reject_bytes([COLUMNS]))
        return State()

    def take(self, ranked: Ranked) -> None:
        """Write what became of a chunk, and commit it if the last commit is some time ago."""
        state, most = self.state, self._goal.kind.most
        if most is not None and state.written + ranked.written > most:
            msg = f"{self._goal.output}: more than {most} rows, and a sheet of Excel holds no more. Write .csv, .parquet or .jsonl."
            raise TableError(msg)
        self._output.write(ranked.data)
        if ranked.rejects and self._rejects is not None:
            first = [] if self._rejects.size else [COLUMNS]
            self._rejects.write(reject_bytes([*first, *reject_rows(ranked.rejects)]))
        state.add(ranked.rows, ranked.written, ranked.tally, [reject.code for reject in ranked.rejects])
        if time.monotonic() - self._committed >= COMMIT_SECONDS:
            self._commit()

    def _commit(self) -> None:
        for sink in (self._output, self._rejects):
            if sink is not None:
                sink.sync()
        if self._lasting:
            if not self.state.finished:
                self.state.output_bytes = self._output.size
                self.state.rejects_bytes = self._rejects.size if self._rejects else 0
            self._journal.write(self.state)
        self._committed = time.monotonic()

    def finish(self, reports: Callable[[State, str], None]) -> None:
        """Give the files their names.

        Parameters
        ----------
        reports : callable
            Is given the state and where rejects are named (empty: nowhere); writes the reports of the run, which stand before the output does.
        """
        names_rejects = self._rejects is not None and (self._goal.always or self.state.rejected > 0)
        made = self._complete()
        reports(self.state, self._goal.rejects if names_rejects else "")
        if self._rejects is not None and names_rejects:
            self._rejects.settle()
        elif self._rejects is not None:
            self._rejects.drop(keep=False)
        self._output.settle(made)
        if self._lasting:
            self._journal.remove()

    def _complete(self) -> Path | None:
        """Everything on disk, converted, and the journal saying so; the converted file."""
        goal, output, made = self._goal, self._output, None
        for sink in (output, self._rejects):
            if sink is not None:
                sink.sync()
        if isinstance(output, Part) and not output.settled:
            made = convert(output.path, goal.output, goal.schema, goal.kind) if goal.kind.made else None
            digests = {"output": digest_of(made) if made else output.digest()}
            if isinstance(self._rejects, Part) and not self._rejects.settled:
                digests["rejects"] = self._rejects.digest()
            self.state.output_bytes, self.state.rejects_bytes = output.size, self._rejects.size if self._rejects else 0
            self.state.finished = digests
        if self._journal_stands():
            self._commit()
        return made

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if value is None:
            return
        self._drop(keep=self._resume and self._journal_stands())
        if self._resume and isinstance(value, KeyboardInterrupt):
            said = f"interrupted; {GO_ON}"
            raise type(value)(said) from None
        if self._resume and isinstance(value, RecommenderError):
            said = f"{value} Then {GO_ON}."
            raise type(value)(said) from None

    def _journal_stands(self) -> bool:
        return self._lasting and self._journal.exists()

    def _drop(self, *, keep: bool) -> None:
        for sink in (self._rejects, self._output):
            if sink is not None:
                sink.drop(keep=keep)
        with contextlib.suppress(OSError, TableError):
            if self._lasting:
                beside(self._goal.output, "made").unlink(missing_ok=True)
                if not keep:
                    self._journal.remove()
