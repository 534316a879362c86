"""Texts in, their numbers out: a table that compiled code looks up and Python fills.

A hash leads to a place, every character is compared. What a thread holds of the table is a `Table`, which never changes
under its hands: new texts stand behind the old ones, and the places are a copy.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.compiling import compiled, inner

UNSEEN = -1
_FIRST_ROOM = 1 << 11
_LETTERS_A_TEXT = 8


class Table(NamedTuple):
    """Texts and where to find them.

    Attributes
    ----------
    seed : int
        Salt of the hash: unforeseeable, so that no list can be made whose texts all fall on one place.
    slots : ndarray of int32
        Open addressing over the numbers of texts; -1 where free; a power of two long.
    entry_at : ndarray of int64
        Where each text begins in the arena; one more than texts.
    arena : ndarray of uint32
        Code points of all texts.
    """

    seed: int
    slots: NDArray[np.int32]
    entry_at: NDArray[np.int64]
    arena: NDArray[np.uint32]


@inner
def hash_step(h: Any, point: Any) -> Any:
    """The hash of one code point more."""
    h = (h ^ np.uint64(point)) * np.uint64(0x9E3779B97F4A7C15)
    return h ^ (h >> np.uint64(29))


@inner
def hash_points(points: Any, start: int, end: int, seed: int) -> Any:
    """A hash of some code points."""
    h = np.uint64(seed)
    for i in range(start, end):
        h = hash_step(h, points[i])
    return h


@inner
def find_hashed(points: Any, start: int, end: int, h: Any, table: Any) -> int:
    """As `find_entry`, where the hash is known."""
    slots, entry_at, arena = table.slots, table.entry_at, table.arena
    mask = len(slots) - 1
    place = np.int64(h >> np.uint64(2)) & mask
    while slots[place] >= 0:
        entry = slots[place]
        first = entry_at[entry]
        if entry_at[entry + 1] - first == end - start:
            same = True
            for k in range(end - start):
                if arena[first + k] != points[start + k]:
                    same = False
                    break
            if same:
                return int(entry)
        place = (place + 1) & mask
    return UNSEEN


@compiled
def find_entry(points: Any, start: int, end: int, table: Any) -> int:
    """The number of a text: a hash leads there, every character is compared. `UNSEEN` if it is not in the table."""
    return find_hashed(points, start, end, hash_points(points, start, end, table.seed), table)


@compiled
def add_entries(first: int, points: Any, starts: Any, stops: Any, table: Any) -> None:
    """Put texts that are not there yet into a table that has room, numbered from `first` on."""
    slots, entry_at, arena = table.slots, table.entry_at, table.arena
    mask = len(slots) - 1
    for i in range(len(starts)):
        entry, start, end = first + i, starts[i], stops[i]
        at = entry_at[entry]
        for k in range(end - start):
            arena[at + k] = points[start + k]
        entry_at[entry + 1] = at + end - start
        place = np.int64(hash_points(points, start, end, table.seed) >> np.uint64(2)) & mask
        while slots[place] >= 0:
            place = (place + 1) & mask
        slots[place] = entry


class TextTable:
    """A table that grows.

    Attributes
    ----------
    table : Table
        As it is now; replaced, never changed, when texts are added.
    count : int
        How many texts there are.
    """

    def __init__(self) -> None:
        self.count = 0
        self.table = Table(
            int.from_bytes(os.urandom(7)),
            np.full(2 * _FIRST_ROOM, UNSEEN, np.int32),
            np.zeros(_FIRST_ROOM + 1, np.int64),
            np.zeros(_LETTERS_A_TEXT * _FIRST_ROOM, np.uint32),
        )

    @property
    def letters(self) -> int:
        """How many code points all texts have."""
        return int(self.table.entry_at[self.count])

    def number_of(self, points: NDArray[np.uint32], start: int, stop: int) -> int:
        """The number of a text that stands in some code points; `UNSEEN` if it is not here."""
        return find_entry(points, start, stop, self.table)

    def add(self, points: NDArray[np.uint32], starts: NDArray[Any], stops: NDArray[Any]) -> None:
        """Add texts that are not there yet and are different from each other.

        Parameters
        ----------
        points : ndarray of uint32
            Code points in which they stand.
        starts, stops : ndarray of shape (n_texts,)
            Where.
        """
        seed, slots, entry_at, arena = self.table
        letters = self.letters + int((stops - starts).sum())
        while letters > len(arena):
            arena = np.append(arena, np.zeros_like(arena))
        room = len(entry_at) - 1
        if self.count + len(starts) <= room:
            table = Table(seed, slots.copy(), entry_at, arena)
        else:
            while self.count + len(starts) > room:
                room *= 2
            entry_at = np.append(entry_at, np.zeros(room + 1 - len(entry_at), np.int64))
            table = Table(seed, np.full(2 * room, UNSEEN, np.int32), entry_at, arena)
            at = entry_at[: self.count + 1]
            add_entries(0, arena, at[:-1].copy(), at[1:].copy(), table)
        add_entries(self.count, points, starts.astype(np.int64), stops.astype(np.int64), table)
        self.table, self.count = table, self.count + len(starts)
