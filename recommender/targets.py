"""The paths of a run in, the same paths out where they may be written: no input and no other output is written over."""

from __future__ import annotations

import glob
import os
import sys
from pathlib import Path

from recommender.errors import TableError
from recommender.files import is_special, same_file


def rejects_beside(target: str | Path) -> str:
    """Where rejects are named by default: beside the target; nowhere for standard output and devices."""
    if str(target) == "-" or is_special(target):
        return ""
    path = Path(target)
    return str((path.with_suffix("") if path.suffix.lower() == ".gz" else path).with_suffix(".rejects.csv"))


def check_paths(source: str, target: str, rejects: str) -> None:
    """Refuse to write over the input, or one output over the other, through links too.

    Raises
    ------
    TableError
        Which names the two.
    """
    if source == "-" and target != "-" and _is_standard_input(target):
        _refuse(target, "output", "input")
    if rejects == "-" == target:
        _refuse("-", "rejects file", "output")
    pairs = (
        ("output", target, "input", source),
        ("rejects file", rejects, "input", source),
        ("rejects file", rejects, "output", target),
    )
    for what, path, other, second in pairs:
        if path and "-" not in (path, second):
            if same_file(path, second):
                _refuse(path, what, other)
            if other == "input" and any(same_file(path, one) for one in _read_with(second)):
                msg = f"{path}: the {what} lies among the files that are read. Choose another folder."
                raise TableError(msg)


def _refuse(path: str, what: str, other: str) -> None:
    msg = f"{path}: the {what} is the same file as the {other}. Choose another path."
    raise TableError(msg)


def _read_with(source: str) -> list[str]:
    """Files that a folder or a pattern stands for; none for a plain path."""
    if Path(source).is_dir():
        return [str(path) for path in Path(source).rglob("*") if path.is_file()]
    return [] if Path(source).exists() else glob.glob(source, recursive=True)  # noqa: PTH207 (patterns hold folders)


def stands(path: str) -> bool:
    """Whether an earlier run left a file there, which this run must not leave standing as if it were its own."""
    return bool(path) and Path(path).is_file()


def _is_standard_input(target: str | Path) -> bool:
    try:
        return os.path.samestat(os.fstat(sys.stdin.fileno()), Path(target).stat())
    except (OSError, ValueError, AttributeError):
        return False
