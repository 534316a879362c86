"""Words and labels in, what the reference makes of them out, remembered: each is read once, whoever asks.

The memos are bounded and shared between threads: one thread learns at a time, and what a thread holds of a memo never
changes under its hands.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count, pairwise
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import ModelArrays, Numbers
from recommender.hint_kernels import Labels
from recommender.identity import labels_in
from recommender.ranker import Ranker
from recommender.scan_kernels import Words, marks_of
from recommender.slips import Slips
from recommender.text_table import UNSEEN, TextTable
from recommender.tokens import normal

_MOST_WORDS = 1 << 18
_MOST_LETTERS = 1 << 22
_MOST_LABELS = 1 << 14
_Kind = TypeVar("_Kind", bound=np.generic)


class Memo:
    """Words already read, and the numbers of their stems.

    Parameters
    ----------
    arrays : ModelArrays
        Numbers of the stems that the catalogue knows.
    ranker : Ranker
        Whose analyser reads a word the first time.

    Attributes
    ----------
    words : Words
        What is known now; replaced, never changed, when words are learnt.
    """

    def __init__(self, arrays: ModelArrays, ranker: Ranker) -> None:
        self._analyser, self._known = ranker.analyser, arrays.ids
        speller = self._analyser.speller
        self._slips = Slips(speller) if speller else None
        self._learning = Lock()
        self._forget()

    def _forget(self) -> None:
        """Forget every word."""
        self._table = TextTable.empty()
        # Numbers of the stems that stood somewhere, and how many stems have a number.
        self._numbers, self._stems = {"": UNSEEN}, len(self._known)
        is_word = np.zeros(2 * len(self._known), np.bool_)
        is_word[: len(self._known)] = [self._analyser.is_word(stem) for stem in self._known]
        room = self._table.room
        self.words = Words(
            self._table.table, np.zeros(room, np.int32), np.zeros(room, np.bool_), np.zeros(room, np.int16), is_word
        )

    @property
    def count(self) -> int:
        """How many words are known."""
        return self._table.size

    def learn(
        self, known: Words, points: NDArray[np.uint32], starts: Numbers, stops: Numbers
    ) -> tuple[Words, Numbers] | None:
        """Read words that somebody found to be new; each may stand several times.

        Parameters
        ----------
        known : Words
            In which they were not.
        points : ndarray of uint32
            Code points in which they stand.
        starts, stops : ndarray of shape (n_words,), int32
            Where each begins and ends.

        Returns
        -------
        Words and ndarray of shape (n_words,), or None
            In which they are, and their numbers; numbers of `known` stay good. None if they do not, because everything
            was forgotten.
        """
        with self._learning:
            if self._table.size > _MOST_WORDS or self._table.letters > _MOST_LETTERS:
                self._forget()
            if known.table.seed != self.words.table.seed:
                return None
            table, entries = self._table.entered(points, starts, stops)
            words = self._read(table)
            # Last of all: what is interrupted before leaves the memo as it was.
            self._table, self.words = table, words
            return words, entries

    def _read(self, table: TextTable) -> Words:
        """Find stem and case of the words that a table has more than the one so far."""
        first, last = self._table.size, table.size
        if first == last:  # another thread was quicker
            return self.words
        spans = table.spans(first)
        text = text_of(table.table.arena[spans[0] : spans[-1]])
        words = [text[start:stop] for start, stop in pairwise((spans - spans[0]).tolist())]
        stems = [normal(word) for word in words]
        self._number([stem for stem in dict.fromkeys(stems) if stem not in self._numbers])
        _, stem_of, capital, marks, _ = self.words
        stem_of, capital, marks = (
            _longer(stem_of, table.room),
            _longer(capital, table.room),
            _longer(marks, table.room),
        )
        stem_of[first:last] = [self._numbers[stem] for stem in stems]
        capital[first:last] = [word.isupper() for word in words]
        marks[first:last] = [marks_of(word) for word in words]
        return Words(table.table, stem_of, capital, marks, self.words.is_word)

    def _number(self, stems: list[str]) -> None:
        """Give each of some stems the number of what it is when a slip in it is mended."""
        mended = self._slips.mended(stems) if self._slips else {}
        numbers, known, first = self._numbers, self._known, self._stems
        own = dict.fromkeys(stem for stem in stems if stem not in known and stem not in mended)
        own |= dict.fromkeys(meant for meant in mended.values() if meant not in known and meant not in numbers)
        is_word = self.words.is_word
        while first + len(own) > len(is_word):
            is_word = _longer(is_word, 2 * len(is_word))
        is_word[first : first + len(own)] = [self._analyser.is_word(stem) for stem in own]
        self.words = self.words._replace(is_word=is_word)
        self._stems += len(own)
        numbers.update(zip(own, count(first)))
        numbers.update((stem, known[stem]) for stem in stems if stem in known and stem not in mended)
        numbers.update((stem, known[meant] if meant in known else numbers[meant]) for stem, meant in mended.items())


class LabelMemo:
    """What stood before signs, and whether it is a label of identity.

    Attributes
    ----------
    labels : Labels
        What is known now; replaced, never changed, when labels are learnt.
    """

    def __init__(self) -> None:
        self._learning = Lock()
        self._forget()

    def _forget(self) -> None:
        self._table = TextTable.empty()
        self.labels = Labels(self._table.table, np.zeros(self._table.room, np.bool_))

    def learn(self, texts: Iterable[str]) -> None:
        """Learn what stands before the signs of some texts."""
        found = {before: blanked for text in texts for before, blanked in labels_in(text).items()}
        ends = np.cumsum([len(before) for before in found], dtype=np.int32)
        starts = np.append(np.int32(0), ends)[: len(ends)]
        with self._learning:
            if self._table.size > _MOST_LABELS:
                self._forget()
            table, entries = self._table.entered(code_points("".join(found)), starts, ends)
            blanked = _longer(self.labels.blanked, table.room)
            blanked[entries] = list(found.values())
            self._table, self.labels = table, Labels(table.table, blanked)


def code_points(text: str) -> NDArray[np.uint32]:
    """A text as an array of its code points, which may be written to."""
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), np.uint32)


def text_of(points: NDArray[np.uint32]) -> str:
    """The text of some code points."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def _longer(values: NDArray[_Kind], size: int) -> NDArray[_Kind]:
    """The values themselves, or a copy with zeros at its end where there have to be more."""
    if size == len(values):
        return values
    made = np.zeros(size, values.dtype)
    made[: len(values)] = values
    return made
