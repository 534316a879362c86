"""Profiles in, rankings out, by compiled code: the one fast path beside the reference.

    texts -> code points -> hints -> identity blanked -> tokens -> memo of words -> rank_rows -> arrays

A word is read by the reference's own tokeniser, stemmer and speller the first time it stands somewhere, and by a memo
from then on; everything after is arithmetic on numbers. The memo is bounded, a match in it is compared character by
character, and what it holds changes no result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import ModelArrays
from recommender.characters import CharacterTable
from recommender.compiling import is_at_hand
from recommender.fast_results import Namer
from recommender.headings import FIELDS
from recommender.hint_kernels import NEW_LABEL_HINT, Labels, hint_identity
from recommender.identity import EVERY_HINT, HEAD_HINT, blank_hinted
from recommender.memo import LabelMemo, Memo, code_points, text_of
from recommender.profile import MAX_CHARACTERS
from recommender.rank_kernels import ROLES_SHOWN, Desk, Ranked, Read, rank_rows
from recommender.ranker import Ranker
from recommender.results import Recommendations
from recommender.scan_kernels import LOOK_HINT, Tokens, Words, scan_tokens
from recommender.text_table import UNSEEN

# A desk is renewed long before its stamps run over.
_LAST_STAMP = 1 << 30
# Characters of a block: what is held in memory at a time, about 40 bytes for each.
BLOCK = 1 << 20
# More than any role lacks.
MOST_MISSING = 1 << 30
_TEXT = FIELDS.index("text")


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
        self.memo, self._labels, self._characters = Memo(self.arrays, ranker), LabelMemo(), CharacterTable()
        self._idle: list[_Bench] = []

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
        most_missing: int = MOST_MISSING,
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
        most_missing : int, optional
            How many of what is missing are listed at most, the first ones; all by default.
        blanked : bool, default False
            Whether identity has been blanked already.
        allowed : collection of int, optional
            Positions of the domains to rank; all by default.

        Returns
        -------
        Ranked
        """
        return self.rank_points(
            code_points("".join(texts)),
            np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts))),
            top_k=top_k,
            places=places,
            most_missing=most_missing,
            blanked=blanked,
            allowed=allowed,
        )

    def rank_points(
        self,
        points: NDArray[np.uint32],
        ends: NDArray[np.int64],
        *,
        top_k: int,
        places: int,
        most_missing: int = MOST_MISSING,
        blanked: bool = False,
        allowed: Collection[int] | None = None,
    ) -> Ranked:
        """As `rank`, for texts given as code points.

        Parameters
        ----------
        points : ndarray of uint32
            All texts, one after the other; identity is blanked in them.
        ends : ndarray of shape (n_texts,), int64
            Where each text ends.
        """
        try:
            bench = self._idle.pop()
        except IndexError:  # all are taken by other threads
            bench = _Bench(self._ranker, self.arrays, self.memo, self._labels, self._characters)
        try:
            read = bench.read(points, ends, blanked=blanked)
            return bench.rank(read, allowed, top_k, places, most_missing)
        finally:
            self._idle.append(bench)

    def bits_for(self, points: NDArray[np.uint32]) -> NDArray[np.uint16]:
        """What is known of characters, at least of those given as code points."""
        self._characters.add_pages(points)
        return self._characters.bits


class _Bench:
    """Where one thread works: it has room of its own, and shares what is known of words, labels and characters."""

    def __init__(
        self, ranker: Ranker, arrays: ModelArrays, memo: Memo, labels: LabelMemo, characters: CharacterTable
    ) -> None:
        self._arrays, self._memo, self._labels, self._characters = arrays, memo, labels, characters
        self._domains = len(ranker.catalog)
        self._documents = ranker.documents.shape[0]
        self._everywhere = np.ones(self._domains, np.bool_)
        self._desk = self._new_desk(len(memo.words.is_word), 1 << 12)

    # ------------------------------------------------------------------ reading

    def read(self, points: NDArray[np.uint32], ends: NDArray[np.int64], *, blanked: bool) -> Read:
        """The tokens of some texts, identity blanked in them."""
        texts, hints = np.arange(len(ends)), np.empty(len(ends), np.int32)
        while True:
            bits, labels, known = self._characters.bits, self._labels.labels, self._memo.words
            tokens = _room_for_tokens(len(points), len(ends))
            count = scan_tokens(points, ends, texts, bits, known, labels, tokens, hints, 0)
            if count < 0:
                self._characters.add_pages(points[-1 - count :])
                continue
            words = self._learnt(points, known, tokens, hints, count)
            if words is not None and not blanked:
                blanked = True
                changed = self._blank(points, ends, bits, labels, hints)
                if changed:
                    tokens = _without(tokens, changed, count, ends)
                    count = scan_tokens(points, ends, np.array(changed), bits, words, labels, tokens, hints, count)
                    words = self._learnt(points, words, tokens, None, count)
            if words is not None:
                return Read(points, bits, ends, *tokens, words.stem_of, words.capital, words.is_word)

    def _learnt(
        self, points: NDArray[np.uint32], words: Words, tokens: Tokens, hints: NDArray[np.int32] | None, count: int
    ) -> Words | None:
        """What is known of words when those that are new are learnt; None if all words were forgotten meanwhile.

        Where hints are given, those of a text in which a new word may mean something for identity say so.
        """
        new = np.flatnonzero(tokens.entries[:count] == UNSEEN)
        if not new.size:
            return words
        learnt = self._memo.learn(words, points, tokens.starts[new], tokens.stops[new])
        if learnt is None:
            return None
        words, tokens.entries[new] = learnt
        if hints is not None:
            telling = new[words.marks[tokens.entries[new]] != 0]
            hints[np.searchsorted(tokens.last, telling, "right")] |= LOOK_HINT
        return words

    def _blank(
        self,
        points: NDArray[np.uint32],
        ends: NDArray[np.int64],
        bits: NDArray[np.uint16],
        labels: Labels,
        hints: NDArray[np.int32],
    ) -> list[int]:
        """Blank identity in the code points, where a hint says that there may be some; texts in which there was."""
        marked = np.flatnonzero(hints)
        if not marked.size:
            return []
        looked = marked[hints[marked] & LOOK_HINT != 0]
        if looked.size:
            hint_identity(points, ends, looked, bits, labels, hints)
        changed, unlabelled = [], []
        for place in marked.tolist():
            hint, heads = int(hints[place]), place % len(FIELDS) == _TEXT
            if not hint & (EVERY_HINT if heads else EVERY_HINT - HEAD_HINT):
                continue
            which, here = np.array([place]), slice(int(ends[place - 1]) if place else 0, int(ends[place]))

            def look(text: str, which: NDArray[np.int64] = which, here: slice = here) -> int:
                points[here] = code_points(text)
                hint_identity(points, ends, which, bits, labels, hints)
                return int(hints[which[0]])

            text = text_of(points[here])
            if hint & NEW_LABEL_HINT:
                unlabelled.append(text)
            blank = blank_hinted(text, hint, look, heads=heads)
            if blank is not text:
                points[here] = code_points(blank)
                changed.append(place)
        if unlabelled:
            self._labels.learn(unlabelled)
        return changed

    # ------------------------------------------------------------------ ranking

    def rank(self, read: Read, allowed: Collection[int] | None, top_k: int, places: int, most_missing: int) -> Ranked:
        """Rankings of profiles that have been read; parameters as for `FastRanker.rank_points`."""
        among = self._everywhere
        if allowed is not None:
            among = np.zeros(self._domains, np.bool_)
            among[list(allowed)] = True
        profiles, top_k = len(read.ends) // len(FIELDS), min(top_k, self._domains)
        places = min(places, top_k)
        ranked = _room(profiles, top_k, places)
        desk, row = self._desk_for(_most_tokens(read), len(read.is_word)), 0
        knows, asked = (read, self._arrays.text, self._arrays.score, desk), (len(FIELDS), places, most_missing)
        while True:
            row = rank_rows(*knows, ranked, among, *asked, row)
            if row == profiles:
                return ranked
            ranked = ranked._replace(listed=np.append(ranked.listed, np.empty_like(ranked.listed)))

    def _desk_for(self, tokens: int, stems: int) -> Desk:
        """A desk with room for so many tokens, and for so many stems."""
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


def _room_for_tokens(points: int, texts: int) -> Tokens:
    return Tokens(
        np.empty(points, np.int32),
        np.empty(points, np.int32),
        np.empty(points, np.int32),
        np.empty(texts, np.int32),
        np.empty(texts, np.int32),
    )


def _without(tokens: Tokens, texts: list[int], count: int, ends: NDArray[np.int64]) -> Tokens:
    """Tokens without those of some texts, with room behind the `count` first for their new ones."""
    for text in texts:
        tokens.entries[tokens.first[text] : tokens.last[text]] = 0
    room = sum(int(ends[text] - ends[text - 1] if text else ends[text]) for text in texts)
    if count + room <= len(tokens.entries):
        return tokens
    more = np.empty(room, np.int32)
    return tokens._replace(
        starts=np.append(tokens.starts, more),
        stops=np.append(tokens.stops, more),
        entries=np.append(tokens.entries, more),
    )


def _most_tokens(read: Read) -> int:
    """How many tokens the longest profile has."""
    return int((read.last - read.first).reshape(-1, len(FIELDS)).sum(1).max(initial=0))


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
