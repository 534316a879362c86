"""A word that nobody knows in, the known word that is one slip away out.

One slip is one letter dropped, doubled, replaced, or two neighbours swapped (Damerau-Levenshtein distance 1). Only
words of six letters and more are repaired, only towards
the vocabulary, and never a word that is right English: those are given at construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

MIN_LENGTH = 6


class Speller:
    """Repairs one-letter slips against a vocabulary.

    Parameters
    ----------
    targets : mapping of str to int
        Words (stems) that a repair may lead to, with how common each is: of two candidates the commoner wins.
    known : set of str
        Words that are right as they are.

    Attributes
    ----------
    targets : mapping of str to int
        Those that are long enough and plain ASCII letters.
    """

    def __init__(self, targets: Mapping[str, int], known: AbstractSet[str]) -> None:
        self.targets = {word: count for word, count in targets.items() if _repairable(word, MIN_LENGTH - 1)}
        self._known = known
        self._longest = max(map(len, self.targets), default=0)
        self._by_deletion: dict[str, list[str]] | None = None

    def is_right(self, word: str) -> bool:
        """Whether a word is left as it is without a look at what is near."""
        return word in self.targets or word in self._known

    def repair(self, word: str) -> str:
        """The vocabulary's word that `word` was meant to be, or `word` itself."""
        if word in self.targets or word in self._known or not _repairable(word, MIN_LENGTH):
            return word
        if len(word) > self._longest + 1:
            return word
        return self._nearest(word)

    def _nearest(self, word: str) -> str:
        by_deletion = self._by_deletion
        if by_deletion is None:
            by_deletion = self._by_deletion = self._all_deletions()  # whole at once: another thread may be looking
        keys = deletions(word)
        if word not in by_deletion and by_deletion.keys().isdisjoint(keys):
            return word
        near = {t for key in (word, *keys) for t in by_deletion.get(key, ()) if one_slip(word, t)}
        return min(near, key=lambda t: (-self.targets[t], t)) if near else word

    def _all_deletions(self) -> dict[str, list[str]]:
        """The targets that each word may lead to: themselves, and what is left of them when one letter is dropped."""
        made = defaultdict(list)
        for target in self.targets:
            for key in (target, *deletions(target)):
                made[key].append(target)
        return made


def _repairable(word: str, length: int) -> bool:
    return len(word) >= length and word.isascii() and word.isalpha()


def deletions(word: str) -> list[str]:
    """Every word that is left when one letter is dropped."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def one_slip(a: str, b: str) -> bool:
    """Whether two different words are one insertion, deletion, replacement or swap of neighbours apart.

    Examples
    --------
    >>> one_slip("accural", "accrual"), one_slip("patent", "patient"), one_slip("form", "from"), one_slip("abc", "cab")
    (True, True, True, False)
    """
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1 or a == b:
        return False
    i = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])


def guarded(targets: Iterable[str], dictionary: Iterable[str]) -> set[str]:
    """The dictionary's words that a repair would otherwise change: those one slip away from a target.

    Parameters
    ----------
    targets : iterable of str
        Words a repair may lead to.
    dictionary : iterable of str
        Right words.

    Returns
    -------
    set of str
    """
    targets = {word for word in targets if _repairable(word, MIN_LENGTH - 1)}
    speller = Speller(dict.fromkeys(targets, 0), frozenset())
    return {word for word in dictionary if word not in targets and speller.repair(word) != word}
