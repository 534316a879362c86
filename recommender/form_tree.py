"""Runs of numbers in, one tree of all of them as arrays out: how compiled code finds the longest form first.

Nodes are numbered level by level, and within a level by parent and number, so that the children of a node stand side
by side in ascending order. Node 0 is the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_NONE = -1


class FormTree(NamedTuple):
    """A tree over runs of numbers.

    Attributes
    ----------
    root : ndarray of shape (n_numbers + 1,), int32
        Node that each number leads to from the start; 0 for none, and at the end for a number that is not known.
    child_at : ndarray of shape (n_nodes + 1,), int32
        Where the children of each node begin in the next two.
    child_number, child : ndarray of shape (n_nodes - 1,), int32
        Number that leads to a child, and the child.
    head : ndarray of shape (n_nodes,), int32
        Number with which every run through a node begins; -1 for the start.
    end : ndarray of shape (n_runs,), int32
        Node at which each run ends.
    """

    root: NDArray[np.int32]
    child_at: NDArray[np.int32]
    child_number: NDArray[np.int32]
    child: NDArray[np.int32]
    head: NDArray[np.int32]
    end: NDArray[np.int32]

    @classmethod
    def of(cls, run_at: NDArray[np.int32], said: NDArray[np.int32], numbers: int) -> FormTree:
        """The tree of some runs.

        Parameters
        ----------
        run_at : ndarray of shape (n_runs + 1,)
            Where each run begins in `said`.
        said : ndarray
            All runs, one after the other.
        numbers : int
            What is said is from 0 to this, less one.
        """
        lengths, end = np.diff(run_at), np.zeros(len(run_at) - 1, np.int64)
        parents, led_by, heads = [], [], np.array([_NONE])
        for level in range(int(lengths.max(initial=0))):
            going = np.flatnonzero(lengths > level)
            steps, step = np.unique(end[going] * numbers + said[run_at[going] + level], return_inverse=True)
            end[going] = len(heads) + step
            parent, number = np.divmod(steps, numbers)
            heads = np.append(heads, heads[parent] if level else number)
            parents.append(parent)
            led_by.append(number)
        child_number = _joined(led_by)
        root = np.zeros(numbers + 1, np.int32)
        top = int(np.count_nonzero(_joined(parents) == 0))
        root[child_number[:top]] = np.arange(1, top + 1)
        child_at = np.cumsum(np.bincount(_joined(parents) + 1, minlength=len(heads) + 1))
        return cls(
            root,
            child_at.astype(np.int32),
            child_number.astype(np.int32),
            np.arange(1, len(heads), dtype=np.int32),
            heads.astype(np.int32),
            end.astype(np.int32),
        )


def _joined(parts: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *parts])
