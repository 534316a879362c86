"""Profiles in, rankings out, by compiled code: the one fast path beside the reference.

    texts -> code points -> hints -> identity blanked -> tokens -> memo of words -> rank_rows -> arrays

A word is read by the reference's own tokeniser, stemmer and speller the first time it stands somewhere, and by a memo
from then on; everything after is arithmetic on numbers. The memo is bounded, a match in it is compared character by
character, and what it holds changes no result.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import ModelArrays, Numbers
from recommender.characters import CharacterTable
from recommender.compiling import is_at_hand
from recommender.fast_results import Namer
from recommender.headings import FIELDS
from recommender.identity import blank_hinted
from recommender.profile import MAX_CHARACTERS
from recommender.rank_kernels import ROLES_SHOWN, Desk, Ranked, Read, rank_rows
from recommender.ranker import Ranker
from recommender.results import Recommendations
from recommender.scan_kernels import UNSEEN, add_entries, first_unknown, hint_identity, scan_tokens
from recommender.tokens import LONGEST_KEPT, kept_normal, normal

_MOST_WORDS = 1 << 18
_MOST_LETTERS = 1 << 22
# A desk is renewed long before its stamps run over.
_LAST_STAMP = 1 << 30
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

    def learn(self, points: NDArray[np.uint32], text: str, starts: Numbers, stops: Numbers) -> list[int]:
        """Entries of words that are not there yet; each may stand several times.

        Parameters
        ----------
        points : ndarray of uint32
            Code points of a text.
        text : str
            The same text.
        starts, stops : ndarray of shape (n_words,)
            Where the words begin and end.
        """
        found: dict[str, int] = {}
        entries, firsts = [], []
        for place, (start, stop) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
            word = text[start:stop]
            entry = found.get(word)
            if entry is None:
                entry = found[word] = self.count + len(found)
                firsts.append(place)
            entries.append(entry)
        self._add(points, list(found), starts[firsts], stops[firsts])
        return entries

    def _add(self, points: NDArray[np.uint32], words: list[str], starts: Numbers, stops: Numbers) -> None:
        self._make_room(len(words), int(self.entry_at[self.count] + (stops - starts).sum()))
        for entry, word in enumerate(words, self.count):
            stem = kept_normal(word) if len(word) <= LONGEST_KEPT else normal(word)
            self.stem_of[entry] = self._number(self._analyser.mended[stem]) if stem else UNSEEN
            self.capital[entry] = word.isupper()
        add_entries(self.count, points, starts, stops, self.seed, self.slots, self.entry_at, self.arena)
        self.count += len(words)

    def _number(self, stem: str) -> int:
        found = self._known.get(stem)
        if found is not None:
            return found
        number = self._own.setdefault(stem, self.stems)
        if number == len(self.is_word):
            self.is_word = np.append(self.is_word, np.zeros_like(self.is_word))
        self.is_word[number] = self._analyser.is_word(stem)
        return number

    def _make_room(self, words: int, letters: int) -> None:
        while letters > len(self.arena):
            self.arena = np.append(self.arena, np.zeros_like(self.arena))
        if self.count + words <= len(self.stem_of):
            return
        while self.count + words > len(self.stem_of):
            self.stem_of = np.append(self.stem_of, np.zeros_like(self.stem_of))
            self.capital = np.append(self.capital, np.zeros_like(self.capital))
            self.entry_at = np.append(self.entry_at, np.zeros(len(self.entry_at) - 1, np.int64))
        self.slots = np.full(2 * len(self.stem_of), UNSEEN, np.int32)
        at = self.entry_at[: self.count + 1].astype(np.int32)
        add_entries(0, self.arena, at[:-1].copy(), at[1:].copy(), self.seed, self.slots, self.entry_at, self.arena)


class FastRanker:
    """Ranks blocks of profiles by compiled code, bit for bit as the reference does; threads may call it at once.

    Parameters
    ----------
    ranker : Ranker
        The reference.

    Attributes
    ----------
    arrays : ModelArrays
        What the reference knows.
    names : Namer
        Turns numbers back into what users know.
    """

    def __init__(self, ranker: Ranker) -> None:
        self._ranker = ranker
        self.arrays = ModelArrays(ranker)
        self.names = Namer(ranker.catalog, self.arrays.requirements)
        self._idle: list[_Bench] = [_Bench(ranker, self.arrays)]

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
        fields = {field: [profile.get(field, "") for profile in profiles] for field in FIELDS}
        for texts in blocks(fields, len(profiles)):
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
        try:
            bench = self._idle.pop()
        except IndexError:  # all are taken by other threads
            bench = _Bench(self._ranker, self.arrays)
        try:
            return bench.rank(texts, top_k, places, allowed, blanked=blanked)
        finally:
            self._idle.append(bench)


class _Bench:
    """Where one thread works: a memo, room, and what is known of characters."""

    def __init__(self, ranker: Ranker, arrays: ModelArrays) -> None:
        self._arrays = arrays
        self._characters = CharacterTable()
        self.memo = Memo(arrays, ranker)
        self._domains = len(ranker.catalog)
        self._documents = ranker.documents.shape[0]
        self._everywhere = np.ones(self._domains, np.bool_)
        self._desk = self._new_desk(len(self.memo.is_word), 1 << 12)

    def rank(
        self, texts: Sequence[str], top_k: int, places: int, allowed: Collection[int] | None, *, blanked: bool
    ) -> Ranked:
        """What `FastRanker.rank` does."""
        among = self._everywhere
        if allowed is not None:
            among = np.zeros(self._domains, np.bool_)
            among[list(allowed)] = True
        if self.memo.full:
            self.memo.clear()
        return self._rank(self._read(texts, blanked=blanked), among, len(texts) // len(FIELDS), top_k, places)

    # ------------------------------------------------------------------ reading

    def _read(self, texts: Sequence[str], *, blanked: bool) -> Read:
        text = "".join(texts)
        points = _points(text)
        ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
        bits = self._characters.bits
        while (place := first_unknown(points, bits)) >= 0:
            self._characters.add_page(int(points[place]))
        if not blanked and self._blank(texts, points, ends):
            text = points.tobytes().decode("utf-32-le", "surrogatepass")
        starts, stops, entries = (np.empty(len(points), np.int32) for _ in range(3))
        upto = np.empty(len(ends), np.int64)
        memo = self.memo
        unseen = scan_tokens(
            points, ends, bits, memo.seed, memo.slots, memo.entry_at, memo.arena, starts, stops, entries, upto
        )
        if unseen:
            places = np.flatnonzero(entries[: upto[-1]] == UNSEEN)
            entries[places] = memo.learn(points, text, starts[places], stops[places])
        return Read(points, bits, ends, starts, stops, entries, upto, memo.stem_of, memo.capital, memo.is_word)

    def _blank(self, texts: Sequence[str], points: NDArray[np.uint32], ends: NDArray[np.int64]) -> bool:
        """Blank identity in the code points, where a hint says that there may be some; whether there was any."""
        changed = False
        hints = np.empty(len(ends), np.int32)
        hint_identity(points, ends, self._characters.bits, hints)
        for place in np.flatnonzero(hints).tolist():
            text = texts[place]
            blank = blank_hinted(text, int(hints[place]), self._hints_of, heads=place % len(FIELDS) == _TEXT)
            if blank is not text:
                points[ends[place] - len(text) : ends[place]] = _points(blank)
                changed = True
        return changed

    def _hints_of(self, text: str) -> int:
        """Hints of one text, all of whose characters are known."""
        found = np.empty(1, np.int32)
        hint_identity(_points(text), np.array([len(text)]), self._characters.bits, found)
        return int(found[0])

    # ------------------------------------------------------------------ ranking

    def _rank(self, read: Read, allowed: NDArray[np.bool_], profiles: int, top_k: int, places: int) -> Ranked:
        top_k = min(top_k, self._domains)
        places = min(places, top_k)
        ranked = _room(profiles, top_k, places)
        desk, row = self._desk_for(int(read.upto[-1]) if len(read.upto) else 0), 0
        while True:
            row = rank_rows(
                read, self._arrays.text, self._arrays.score, desk, ranked, allowed, len(FIELDS), places, row
            )
            if row == profiles:
                return ranked
            ranked = ranked._replace(listed=np.append(ranked.listed, np.empty_like(ranked.listed)))

    def _desk_for(self, tokens: int) -> Desk:
        """A desk with room for so many tokens, and for every stem."""
        stems = len(self.memo.is_word)
        worn = int(self._desk.stamp[0]) > _LAST_STAMP
        if worn or tokens >= len(self._desk.tokens) or stems > len(self._desk.seen):
            self._desk = self._new_desk(stems, max(tokens, len(self._desk.tokens) - 1))
        return self._desk

    def _new_desk(self, stems: int, tokens: int) -> Desk:
        terms = len(self._arrays.score.idf)
        words = (terms >> 6) + 1
        return Desk(
            stamp=np.zeros(1, np.int32),
            marked=np.zeros(1, np.int32),
            seen=np.zeros(stems, np.int32),
            present=np.zeros(stems, np.int32),
            said=np.empty(stems + 1, np.int32),
            columns=np.empty(terms, np.int32),
            words=np.zeros(words, np.int64),
            summary=np.zeros((words >> 6) + 1, np.int64),
            field_at=np.empty(len(FIELDS) + 1, np.int32),
            stems=np.empty(tokens + 1, np.int32),
            tokens=np.empty(tokens + 1, np.int32),
            opens=np.empty(tokens + 1, np.bool_),
            heads=np.empty(tokens + 1, np.int32),
            sums=np.empty(self._documents),
            scores=np.empty(self._domains),
            found=np.empty(len(self._arrays.requirements) + 1, np.int32),
            nodes=np.empty(self._arrays.depth + 1, np.int32),
        )


def is_compiled() -> bool:
    """Whether an earlier process has compiled what is needed here, so that making a `FastRanker` takes no time."""
    return is_at_hand(rank_rows)


def blocks(fields: Mapping[str, Sequence[str]], profiles: int) -> Iterator[list[str]]:
    """Texts of profiles given field by field, in the order of `FIELDS` profile by profile, cut into blocks of bounded size."""
    nothing = [""] * profiles
    columns = [_bounded(fields.get(field, nothing)) for field in FIELDS]
    sizes = sum(np.fromiter(map(len, column), np.int64, profiles) for column in columns)
    ends = np.cumsum(sizes)
    first = 0
    while first < profiles:
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + BLOCK, "right")))
        yield list(chain.from_iterable(zip(*(column[first:last] for column in columns), strict=True)))
        first = last


def _bounded(texts: Sequence[str]) -> Sequence[str]:
    if max(map(len, texts), default=0) <= MAX_CHARACTERS:
        return texts
    return [text[:MAX_CHARACTERS] for text in texts]


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
