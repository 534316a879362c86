"""Texts in, their numbers out: a table that compiled code looks up and Python fills.

A hash leads to a place, every character is compared. What a thread holds of the table is a `Table`, which never changes
under its hands: new texts stand behind the old ones, and the places are a copy.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Self

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
        Factor of the hash, odd: unforeseeable, so that no list can be made whose texts all fall on one place.
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
def hash_step(h: Any, point: Any, seed: Any) -> Any:
    """The hash of one code point more; that of none is 0."""
    return h * seed + np.uint64(point)


@inner
def hash_points(points: Any, start: int, end: int, seed: Any) -> Any:
    """A hash of some code points."""
    h = np.uint64(0)
    for i in range(start, end):
        h = hash_step(h, points[i], np.uint64(seed))
    return h


@inner
def _place(h: Any, mask: Any) -> Any:
    """The place to which a hash leads, by all of its bits."""
    h = (h ^ (h >> np.uint64(32))) * np.uint64(0x9E3779B97F4A7C15)
    return (h >> np.uint64(32)) & mask


@inner
def find_hashed(points: Any, start: int, end: int, h: Any, table: Any) -> int:
    """As `find_entry`, where the hash is known."""
    slots, entry_at, arena = table.slots, table.entry_at, table.arena
    # Unsigned places: those that could be negative would be looked at twice.
    mask, begin, size = np.uint64(len(slots) - 1), np.uint64(start), np.uint64(end - start)
    place = _place(h, mask)
    while slots[place] >= 0:
        entry = np.uint64(slots[place])
        first = np.uint64(entry_at[entry])
        if np.uint64(entry_at[entry + np.uint64(1)]) - first == size:
            same = True
            for k in range(size):
                if arena[first + k] != points[begin + k]:
                    same = False
                    break
            if same:
                return int(np.int64(entry))
        place = (place + np.uint64(1)) & mask
    return UNSEEN


@compiled
def find_entry(points: Any, start: int, end: int, table: Any) -> int:
    """The number of a text: a hash leads there, every character is compared. `UNSEEN` if it is not in the table."""
    return find_hashed(points, start, end, hash_points(points, start, end, table.seed), table)


@compiled
def enter_texts(count: int, points: Any, starts: Any, stops: Any, table: Any, entries: Any) -> tuple[int, int]:
    """Look up texts, and put those into a table that are not there yet.

    Parameters
    ----------
    count : int
        How many texts it has.
    points, starts, stops
        Code points, and where the texts begin and end among them.
    table : Table
        Every second slot is taken at most, and `entry_at` has room for as many texts.
    entries : ndarray of int32
        Receives the number of each text.

    Returns
    -------
    int, int
        For how many texts there was room, and how many the table has now.
    """
    slots, entry_at, arena = table.slots, table.entry_at, table.arena
    mask = np.uint64(len(slots) - 1)
    for i in range(len(starts)):
        start, stop = starts[i], stops[i]
        h = hash_points(points, start, stop, table.seed)
        entry = find_hashed(points, start, stop, h, table)
        if entry == UNSEEN:
            first = entry_at[count]
            if count == len(slots) // 2 or first + stop - start > len(arena):
                return i, count
            entry = count
            for k in range(stop - start):
                arena[first + k] = points[start + k]
            entry_at[entry + 1] = first + stop - start
            place = _place(h, mask)
            while slots[place] >= 0:
                place = (place + np.uint64(1)) & mask
            slots[place] = entry
            count += 1
        entries[i] = entry
    return len(starts), count


class TextTable(NamedTuple):
    """A table that does not change; a longer one can be made of it.

    Attributes
    ----------
    table : Table
    size : int
        How many texts it has.
    """

    table: Table
    size: int = 0

    @classmethod
    def empty(cls) -> Self:
        """A table without texts."""
        return cls(
            Table(
                int.from_bytes(os.urandom(7)) | 1,
                np.full(2 * _FIRST_ROOM, UNSEEN, np.int32),
                np.zeros(_FIRST_ROOM + 1, np.int64),
                np.zeros(_LETTERS_A_TEXT * _FIRST_ROOM, np.uint32),
            )
        )

    @property
    def room(self) -> int:
        """How many texts can be there before it grows."""
        return len(self.table.slots) // 2

    @property
    def letters(self) -> int:
        """How many code points all texts have."""
        return int(self.table.entry_at[self.size])

    def spans(self, first: int) -> NDArray[np.int64]:
        """Where each text from the first given on begins in the arena, and where the last ends."""
        return self.table.entry_at[first : self.size + 1]

    def entered(
        self, points: NDArray[np.uint32], starts: NDArray[np.int32], stops: NDArray[np.int32]
    ) -> tuple[Self, NDArray[np.int32]]:
        """A table that has some texts too, and their numbers.

        Of two tables that are made of the same one, only one can be kept: they share what stands behind its texts.

        Parameters
        ----------
        points : ndarray of uint32
            Code points in which the texts stand; each may stand several times.
        starts, stops : ndarray of shape (n_texts,), int32
            Where.
        """
        entries, done = np.empty(len(starts), np.int32), 0
        table, count = self.table._replace(slots=self.table.slots.copy()), self.size
        while done < len(starts):
            more, count = enter_texts(count, points, starts[done:], stops[done:], table, entries[done:])
            done += more
            if done < len(starts):
                table = _with_room(table, count, int(stops[done] - starts[done]))
        return self._replace(table=table, size=count), entries


def _with_room(table: Table, count: int, letters: int) -> Table:
    """A table with room for one more text of so many letters."""
    seed, slots, entry_at, arena = table
    while entry_at[count] + letters > len(arena):
        arena = np.append(arena, np.zeros_like(arena))
    if count < len(slots) // 2:
        return Table(seed, slots, entry_at, arena)
    grown = Table(
        seed, np.full(2 * len(slots), UNSEEN, np.int32), np.append(entry_at, np.zeros(count, np.int64)), arena
    )
    at = entry_at[: count + 1].astype(np.int32)
    enter_texts(0, arena, at[:-1], at[1:], grown, np.empty(count, np.int32))
    return grown
