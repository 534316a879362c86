"""Profiles in, rankings out, by compiled code: the one fast path beside the reference.

    texts -> code points -> hints -> identity blanked -> tokens -> memo of words -> rank_rows -> arrays

A word is read by the reference's own tokeniser, stemmer and speller the first time it stands somewhere, and by a memo
from then on; everything after is arithmetic on numbers. The memo is bounded, a match in it is compared character by
character, and what it holds changes no result.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import ModelArrays
from recommender.characters import CharacterTable
from recommender.compiling import is_at_hand
from recommender.fast_results import Namer
from recommender.headings import FIELDS
from recommender.identity import blank_hinted
from recommender.profile import MAX_CHARACTERS
from recommender.rank_kernels import ROLES_SHOWN, Desk, Ranked, Read, rank_rows
from recommender.ranker import Ranker
from recommender.results import Recommendations
from recommender.scan_kernels import UNSEEN, add_entry, find_entry, first_unknown, hint_identity, scan_tokens
from recommender.tokens import normal

_MOST_WORDS = 1 << 18
_MOST_LETTERS = 1 << 22
# Characters of a block: what is held in memory at a time, about 40 bytes for each.
BLOCK = 1 << 20
_TEXT = FIELDS.index("text")


class Memo:
    """Words already read, and the numbers of their stems.

    Parameters
    ----------
    arrays : ModelArrays
        Numbers of the stems that the catalogue knows.
    ranker : Ranker
        Whose analyser reads a word the first time.
    """

    def __init__(self, arrays: ModelArrays, ranker: Ranker) -> None:
        self._analyser, self._known = ranker.analyser, arrays.ids
        self.clear()

    def clear(self) -> None:
        """Forget every word."""
        # Unforeseeable, so that no list can be made whose words all fall on one place.
        self.seed = int.from_bytes(os.urandom(7))
        self.count = 0
        self.slots = np.full(1 << 12, UNSEEN, np.int32)
        self.entry_at = np.zeros((1 << 11) + 1, np.int64)
        self.arena = np.zeros(1 << 14, np.uint32)
        self.stem_of = np.zeros(1 << 11, np.int32)
        self.capital = np.zeros(1 << 11, np.bool_)
        self._own: dict[str, int] = {}
        self.is_word = np.zeros(2 * len(self._known), np.bool_)
        self.is_word[: len(self._known)] = [self._analyser.is_word(stem) for stem in self._known]

    @property
    def stems(self) -> int:
        """How many stems have a number."""
        return len(self._known) + len(self._own)

    @property
    def full(self) -> bool:
        """Whether it is time to forget."""
        return self.count > _MOST_WORDS or int(self.entry_at[self.count]) > _MOST_LETTERS

    def learn(self, points: NDArray[np.uint32], start: int, stop: int) -> int:
        """Entry of a word that may not be there yet."""
        entry: int = find_entry(points, start, stop, self.seed, self.slots, self.entry_at, self.arena)
        if entry != UNSEEN:
            return entry
        entry, size = self.count, stop - start
        self._make_room(int(self.entry_at[entry]) + size)
        word = points[start:stop].tobytes().decode("utf-32-le", "surrogatepass")
        stem = normal(word)
        self.stem_of[entry] = self._number(self._analyser.repair(stem)) if stem else UNSEEN
        self.capital[entry] = word.isupper()
        add_entry(entry, points, start, stop, self.seed, self.slots, self.entry_at, self.arena)
        self.count += 1
        return entry

    def _number(self, stem: str) -> int:
        found = self._known.get(stem)
        if found is not None:
            return found
        number = self._own.setdefault(stem, self.stems)
        if number == len(self.is_word):
            self.is_word = np.append(self.is_word, np.zeros_like(self.is_word))
        self.is_word[number] = self._analyser.is_word(stem)
        return number

    def _make_room(self, letters: int) -> None:
        while letters > len(self.arena):
            self.arena = np.append(self.arena, np.zeros_like(self.arena))
        if self.count < len(self.stem_of):
            return
        self.stem_of = np.append(self.stem_of, np.zeros_like(self.stem_of))
        self.capital = np.append(self.capital, np.zeros_like(self.capital))
        self.entry_at = np.append(self.entry_at, np.zeros(len(self.entry_at) - 1, np.int64))
        self.slots = np.full(2 * len(self.slots), UNSEEN, np.int32)
        again, self.count = self.count, 0
        at = self.entry_at.tolist()
        for entry in range(again):
            add_entry(entry, self.arena, at[entry], at[entry + 1], self.seed, self.slots, self.entry_at, self.arena)
        self.count = again


class FastRanker:
    """Ranks blocks of profiles by compiled code, bit for bit as the reference does.

    Parameters
    ----------
    ranker : Ranker
        The reference.
    """

    def __init__(self, ranker: Ranker) -> None:
        self.arrays = ModelArrays(ranker)
        self.names = Namer(ranker.catalog, self.arrays.requirements)
        self._characters = CharacterTable()
        self._memo = Memo(self.arrays, ranker)
        self._domains = len(ranker.catalog)
        self._documents = ranker.documents.shape[0]
        self._everywhere = np.ones(self._domains, np.bool_)
        self._lock = Lock()
        self._desk = self._new_desk(len(self._memo.is_word), 1 << 12)

    def recommend(
        self,
        profiles: Sequence[Mapping[str, str]],
        *,
        top_k: int,
        reasons: bool,
        blanked: bool = False,
        allowed: Collection[int] | None = None,
    ) -> list[Recommendations]:
        """What the reference recommends for profiles given as their texts by field; parameters as for `rank`."""
        found: list[Recommendations] = []
        for texts in blocks(profiles):
            ranked = self.rank(texts, top_k=top_k, places=top_k if reasons else 0, blanked=blanked, allowed=allowed)
            found += self.names.recommendations(ranked)
        return found

    def rank(
        self,
        texts: Sequence[str],
        *,
        top_k: int,
        places: int,
        blanked: bool = False,
        allowed: Collection[int] | None = None,
    ) -> Ranked:
        """Rank the domains for a block of profiles.

        Parameters
        ----------
        texts : sequence of str
            The fields of every profile, in the order of `FIELDS`; empty where nothing was said.
        top_k : int
            How many domains at most.
        places : int
            For how many of them what matched and what is missing is listed.
        blanked : bool, default False
            Whether identity has been blanked already.
        allowed : collection of int, optional
            Positions of the domains to rank; all by default.

        Returns
        -------
        Ranked
        """
        among = self._everywhere
        if allowed is not None:
            among = np.zeros(self._domains, np.bool_)
            among[list(allowed)] = True
        with self._lock:
            if self._memo.full:
                self._memo.clear()
            return self._rank(self._read(texts, blanked=blanked), among, len(texts) // len(FIELDS), top_k, places)

    # ------------------------------------------------------------------ reading

    def _read(self, texts: Sequence[str], *, blanked: bool) -> Read:
        points = _points("".join(texts))
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
        bits = self._characters.bits
        while (place := first_unknown(points, bits)) >= 0:
            self._characters.add_page(int(points[place]))
        if not blanked:
            self._blank(texts, points, ends)
        starts, stops, entries = (np.empty(len(points), np.int32) for _ in range(3))
        upto = np.empty(len(ends), np.int64)
        memo = self._memo
        unseen = scan_tokens(
            points, ends, bits, memo.seed, memo.slots, memo.entry_at, memo.arena, starts, stops, entries, upto
        )
        if unseen:
            for token in np.flatnonzero(entries[: upto[-1]] == UNSEEN).tolist():
                entries[token] = memo.learn(points, int(starts[token]), int(stops[token]))
        return Read(points, bits, ends, starts, stops, entries, upto, memo.stem_of, memo.capital, memo.is_word)

    def _blank(self, texts: Sequence[str], points: NDArray[np.uint32], ends: NDArray[np.int64]) -> None:
        """Blank identity in the code points, where a hint says that there may be some."""
        hints = np.empty(len(ends), np.int32)
        hint_identity(points, ends, self._characters.bits, hints)
        for place in np.flatnonzero(hints).tolist():
            text = texts[place]
            blank = blank_hinted(text, int(hints[place]), heads=place % len(FIELDS) == _TEXT)
            if blank is not text:
                points[ends[place] - len(text) : ends[place]] = _points(blank)

    # ------------------------------------------------------------------ ranking

    def _rank(self, read: Read, allowed: NDArray[np.bool_], profiles: int, top_k: int, places: int) -> Ranked:
        top_k = min(top_k, self._domains)
        places = min(places, top_k)
        ranked = _room(profiles, top_k, places)
        desk, row = self._desk_for(int(read.upto[-1]) if len(read.upto) else 0), 0
        while True:
            row = rank_rows(read, self.arrays.text, self.arrays.score, desk, ranked, allowed, len(FIELDS), places, row)
            if row == profiles:
                return ranked
            ranked = ranked._replace(listed=np.append(ranked.listed, np.empty_like(ranked.listed)))

    def _desk_for(self, tokens: int) -> Desk:
        """A desk with room for so many tokens, and for every stem."""
        stems = len(self._memo.is_word)
        if tokens > len(self._desk.tokens) or stems > len(self._desk.seen):
            self._desk = self._new_desk(stems, max(tokens, len(self._desk.tokens)))
        return self._desk

    def _new_desk(self, stems: int, tokens: int) -> Desk:
        return Desk(
            stamp=np.zeros(1, np.int64),
            seen=np.zeros(stems, np.int64),
            present=np.zeros(stems, np.int64),
            said=np.empty(stems, np.int32),
            columns=np.empty(stems, np.int32),
            stems=np.empty(tokens, np.int32),
            tokens=np.empty(tokens, np.int32),
            opens=np.empty(tokens, np.bool_),
            sums=np.empty(self._documents),
            scores=np.empty(self._domains),
            found=np.empty(len(self.arrays.requirements) + 1, np.int32),
            nodes=np.empty(self.arrays.depth + 1, np.int32),
        )


def is_compiled() -> bool:
    """Whether an earlier process has compiled what is needed here, so that making a `FastRanker` takes no time."""
    return is_at_hand(rank_rows)


def blocks(profiles: Sequence[Mapping[str, str]]) -> Iterator[list[str]]:
    """Texts of profiles, in the order of `FIELDS`, cut into blocks of bounded size."""
    texts: list[str] = []
    size = 0
    for profile in profiles:
        made = [profile.get(field, "")[:MAX_CHARACTERS] for field in FIELDS]
        length = sum(map(len, made))
        if texts and size + length > BLOCK:
            yield texts
            texts, size = [], 0
        texts += made
        size += length
    if texts:
        yield texts


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), np.uint32)


def _room(profiles: int, top_k: int, places: int) -> Ranked:
    return Ranked(
        status=np.empty(profiles, np.int32),
        reasons=np.empty(profiles, np.int32),
        confidence=np.empty(profiles),
        size=np.empty(profiles, np.int32),
        domain=np.empty((profiles, top_k), np.int32),
        score=np.empty((profiles, top_k)),
        role=np.full((profiles, top_k, ROLES_SHOWN), -1, np.int32),
        role_score=np.empty((profiles, top_k, ROLES_SHOWN)),
        listed_at=np.zeros(2 * profiles * places + 1, np.int64),
        listed=np.empty(64 + 32 * profiles * places, np.int32),
    )
