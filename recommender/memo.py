"""Words and labels in, what the reference makes of them out, remembered: each is read once, whoever asks.

The memos are bounded and shared between threads: one thread learns at a time, and what a thread holds of a memo never
changes under its hands.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import ModelArrays, Numbers
from recommender.hint_kernels import Labels
from recommender.identity import labels_in
from recommender.ranker import Ranker
from recommender.scan_kernels import Words, marks_of
from recommender.text_table import UNSEEN, TextTable
from recommender.tokens import LONGEST_KEPT, kept_normal, normal

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
        self._learning = Lock()
        self._clear()

    def _clear(self) -> None:
        """Forget every word."""
        self._table, self._own = TextTable(), dict[str, int]()
        room = len(self._table.table.entry_at) - 1
        is_word = np.zeros(2 * len(self._known), np.bool_)
        is_word[: len(self._known)] = [self._analyser.is_word(stem) for stem in self._known]
        self.words = Words(
            self._table.table, np.zeros(room, np.int32), np.zeros(room, np.bool_), np.zeros(room, np.int16), is_word
        )

    @property
    def count(self) -> int:
        """How many words are known."""
        return self._table.count

    def learn(
        self, known: Words, points: NDArray[np.uint32], starts: Numbers, stops: Numbers
    ) -> tuple[Words, list[int]] | None:
        """Read words that somebody found to be new; each may stand several times.

        Parameters
        ----------
        known : Words
            In which they were not.
        points : ndarray of uint32
            Code points in which they stand.
        starts, stops : ndarray of shape (n_words,)
            Where each begins and ends.

        Returns
        -------
        Words and list of int, or None
            In which they are, and their numbers; numbers of `known` stay good. None if they do not, because everything
            was forgotten.
        """
        text = text_of(points)
        said = [text[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]
        places = {word: place for place, word in enumerate(said)}
        with self._learning:
            if self._table.count > _MOST_WORDS or self._table.letters > _MOST_LETTERS:
                self._clear()
            if known.table.seed != self.words.table.seed:
                return None
            numbers = {} if known is self.words else self._numbers(points, places, starts, stops)
            fresh = [word for word in places if word not in numbers] if numbers else list(places)
            if fresh:
                numbers.update(zip(fresh, range(self._table.count, self._table.count + len(fresh)), strict=True))
                at = [places[word] for word in fresh]
                self._add(points, fresh, starts[at], stops[at])
            return self.words, [numbers[word] for word in said]

    def _numbers(
        self, points: NDArray[np.uint32], places: dict[str, int], starts: Numbers, stops: Numbers
    ) -> dict[str, int]:
        """Numbers of the words that another thread has learnt meanwhile."""
        find = self._table.number_of
        found = {word: find(points, int(starts[place]), int(stops[place])) for word, place in places.items()}
        return {word: number for word, number in found.items() if number != UNSEEN}

    def _add(self, points: NDArray[np.uint32], words: list[str], starts: Numbers, stops: Numbers) -> None:
        first = self._table.count
        self._table.add(points, starts, stops)
        room = len(self._table.table.entry_at) - 1
        _, stem_of, capital, marks, _ = self.words
        if room > len(stem_of):
            stem_of, capital, marks = _longer(stem_of, room), _longer(capital, room), _longer(marks, room)
        for entry, word in enumerate(words, first):
            stem = kept_normal(word) if len(word) <= LONGEST_KEPT else normal(word)
            stem_of[entry] = self._number(self._analyser.mended[stem]) if stem else UNSEEN
            capital[entry] = word.isupper()
            marks[entry] = marks_of(word)
        self.words = Words(self._table.table, stem_of, capital, marks, self.words.is_word)

    def _number(self, stem: str) -> int:
        found = self._known.get(stem)
        if found is not None:
            return found
        number = self._own.setdefault(stem, len(self._known) + len(self._own))
        is_word = self.words.is_word
        if number == len(is_word):
            is_word = _longer(is_word, 2 * number)
            self.words = self.words._replace(is_word=is_word)
        is_word[number] = self._analyser.is_word(stem)
        return number


class LabelMemo:
    """What stood before signs, and whether it is a label of identity.

    Attributes
    ----------
    labels : Labels
        What is known now; replaced, never changed, when labels are learnt.
    """

    def __init__(self) -> None:
        self._learning = Lock()
        self._clear()

    def _clear(self) -> None:
        self._table, self._seen = TextTable(), dict[str, bool]()
        self.labels = Labels(self._table.table, np.zeros(len(self._table.table.entry_at) - 1, np.bool_))

    def learn(self, texts: Iterable[str]) -> None:
        """Learn what stands before the signs of some texts."""
        found = {before: blanked for text in texts for before, blanked in labels_in(text).items()}
        with self._learning:
            if len(self._seen) > _MOST_LABELS:
                self._clear()
            fresh = {before: blanked for before, blanked in found.items() if before not in self._seen}
            if not fresh:
                return
            self._seen.update(fresh)
            ends = np.cumsum([len(before) for before in fresh])
            first = self._table.count
            self._table.add(code_points("".join(fresh)), np.append(0, ends[:-1]), ends)
            blanked = self.labels.blanked
            room = len(self._table.table.entry_at) - 1
            if room > len(blanked):
                blanked = _longer(blanked, room)
            blanked[first : self._table.count] = list(fresh.values())
            self.labels = Labels(self._table.table, blanked)


def code_points(text: str) -> NDArray[np.uint32]:
    """A text as an array of its code points, which may be written to."""
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), np.uint32)


def text_of(points: NDArray[np.uint32]) -> str:
    """The text of some code points."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def _longer(values: NDArray[_Kind], size: int) -> NDArray[_Kind]:
    """A copy with zeros at its end."""
    made = np.zeros(size, values.dtype)
    made[: len(values)] = values
    return made
