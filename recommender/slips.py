"""Words in, those with a slip out, each with the word that was meant: `Speller.repair` for many words at once, compiled.

Targets, and what is left of each when one letter is dropped, are numbers in a sorted table. The same numbers of a word
lead to the few targets that are then compared with it letter by letter, so the numbers decide nothing by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.compiling import compiled, inner
from recommender.spelling import MIN_LENGTH, Speller

_NONE = -1
# Odd, so that what is multiplied by it can be told apart by its upper bits.
_FACTOR = 0x9E3779B97F4A7C15
_BITS = 64
_Keys = NDArray[np.uint64]


class _Table(NamedTuple):
    """What the compiled search reads.

    Attributes
    ----------
    letters : ndarray of uint32
        All targets, the one that wins over others first.
    letters_at : ndarray of shape (n_targets + 1,), int64
        Where each begins.
    powers : ndarray of uint64
        What a letter is multiplied by at each place of a word: one more than the longest target has letters.
    keys : ndarray of uint64
        The numbers of all targets and of what is left of them, ascending.
    owners : ndarray of int32
        The target of each key.
    keys_at : ndarray of int32
        Where the keys with the same upper bits begin.
    shift : int
        How many bits of a key are not among the upper ones.
    """

    letters: NDArray[np.uint32]
    letters_at: NDArray[np.int64]
    powers: _Keys
    keys: _Keys
    owners: NDArray[np.int32]
    keys_at: NDArray[np.int32]
    shift: int


class Slips:
    """Finds slips in many words at once.

    Parameters
    ----------
    speller : Speller
        The authority: what it would say is what is said here.
    """

    def __init__(self, speller: Speller) -> None:
        self._speller = speller
        self._targets = sorted(sorted(speller.targets), key=speller.targets.__getitem__, reverse=True)
        self._table = _table(self._targets)

    def mended(self, words: Sequence[str]) -> dict[str, str]:
        """Those words that the speller changes, and the words that it makes of them."""
        found = np.empty(len(words), np.int64)
        find_targets(*_joined(words), self._table, found)
        near = np.flatnonzero(found != _NONE)
        pairs = zip(near.tolist(), found[near].tolist(), strict=True)
        return {words[i]: self._targets[target] for i, target in pairs if not self._speller.is_right(words[i])}


def _joined(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Code points of words, one after the other, and where each word begins; one more than words."""
    points = np.frombuffer(bytearray("".join(words).encode("utf-32-le", "surrogatepass")), np.uint32)
    begins = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), out=begins[1:])
    return points, begins


def _table(targets: Sequence[str]) -> _Table:
    letters, letters_at = _joined(targets)
    by_length = defaultdict(list)
    for target, word in enumerate(targets):
        by_length[len(word)].append(target)
    powers = np.full(max(by_length, default=0) + 1, _FACTOR, np.uint64)
    powers[0] = 1
    np.cumprod(powers, out=powers)
    keys, owners = [np.empty(0, np.uint64)], [np.empty(0, np.int32)]
    for length, those in by_length.items():
        owner = np.array(those, np.int32)
        rows = letters[letters_at[owner][:, None] + np.arange(length)].astype(np.uint64)
        made = _keys(rows, powers)
        keys += made
        owners += [owner] * len(made)
    every, whose = np.concatenate(keys), np.concatenate(owners)
    order = np.argsort(every)
    every, whose = every[order], whose[order]
    bits = max(1, len(every).bit_length())
    upper = (every >> np.uint64(_BITS - bits)).astype(np.int64)
    keys_at = np.searchsorted(upper, np.arange((1 << bits) + 1)).astype(np.int32)
    return _Table(letters, letters_at, powers, every, whose, keys_at, _BITS - bits)


def _keys(words: _Keys, powers: _Keys) -> list[_Keys]:
    """Numbers of words of one length: without their first letter, without their second ..., and whole.

    A word's number is the sum of its letters times the powers of their places, modulo 2 to the 64. When the gap moves on
    by one letter, only that letter's place changes.
    """
    last = words.shape[1] - 1
    keys = [words[:, 1:] @ powers[:last]]
    for i in range(last):
        keys.append(keys[-1] + (words[:, i] - words[:, i + 1]) * powers[i])
    keys.append(keys[-1] + words[:, last] * powers[last])
    return keys


@compiled
def find_targets(points: Any, begins: Any, table: Any, found: Any) -> None:
    """The target that each word may be meant to be; -1 for none.

    Parameters
    ----------
    points : ndarray of uint32
        Code points of all words, one after the other.
    begins : ndarray of shape (n_words + 1,), int64
        Where each word begins.
    table : _Table
        The targets.
    found : ndarray of shape (n_words,), int64
        Receives the targets.
    """
    for i in range(len(found)):
        found[i] = _target(points, begins[i], begins[i + 1], table)


@inner
def _target(points: Any, start: int, end: int, table: Any) -> int:
    """The first of the targets one slip away from a word; -1 for none, and for a word that is never mended."""
    last = end - start - 1
    if last + 1 < MIN_LENGTH or last >= len(table.powers) or not _plain(points, start, end):
        return _NONE
    nowhere = len(table.letters_at)
    key = np.uint64(0)
    for i in range(last):
        key += np.uint64(points[start + 1 + i]) * table.powers[i]
    best = _first_near(points, start, end, key, table, nowhere)
    for i in range(last):
        key += (np.uint64(points[start + i]) - np.uint64(points[start + i + 1])) * table.powers[i]
        best = _first_near(points, start, end, key, table, best)
    key += np.uint64(points[end - 1]) * table.powers[last]
    best = _first_near(points, start, end, key, table, best)
    return best if best < nowhere else _NONE


@inner
def _plain(points: Any, start: int, end: int) -> bool:
    """Whether there are ASCII letters only."""
    for i in range(start, end):
        c = points[i] | 32
        if c < ord("a") or c > ord("z"):
            return False
    return True


@inner
def _first_near(points: Any, start: int, end: int, key: Any, table: Any, best: int) -> int:
    """The first target before `best` that has a key and is one slip away from a word; `best` where there is none."""
    upper = np.int64(key >> np.uint64(table.shift))
    for place in range(table.keys_at[upper], table.keys_at[upper + 1]):
        target = table.owners[place]
        if table.keys[place] == key and target < best:
            at, stop = table.letters_at[target], table.letters_at[target + 1]
            if _one_slip(points, start, end, table.letters, at, stop):
                best = target
    return best


@inner
def _one_slip(a: Any, i: int, end: int, b: Any, k: int, stop: int) -> bool:
    """As `recommender.spelling.one_slip`, for the words `a[i:end]` and `b[k:stop]`."""
    longer = (end - i) - (stop - k)
    if longer > 1 or longer < -1:
        return False
    while i < end and k < stop and a[i] == b[k]:
        i += 1
        k += 1
    if longer > 0:
        return _same(a, i + 1, end, b, k)
    if longer < 0:
        return _same(a, i, end, b, k + 1)
    if i == end:
        return False
    if _same(a, i + 1, end, b, k + 1):
        return True
    return i + 1 < end and a[i] == b[k + 1] and a[i + 1] == b[k] and _same(a, i + 2, end, b, k + 2)


@inner
def _same(a: Any, i: int, end: int, b: Any, k: int) -> bool:
    """Whether `a[i:end]` stands in `b` from `k` on."""
    for j in range(end - i):
        if a[i + j] != b[k + j]:
            return False
    return True
