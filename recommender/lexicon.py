"""Surface forms in, skills found in a run of tokens out.

A *form* is a sequence of stems that means a skill; where it is one skill's own name it means that skill, where it is
another form of several it means them all.
An *abbreviation* is a form with several possible meanings, resolved by the words that stand in the same profile, never
globally: without a witness it
means nothing, unless a skill or degree is really called so ("MCA"), which then is what it means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

from recommender.catalog import Abbreviation, Skill
from recommender.errors import CatalogError
from recommender.tokens import stems_of


class Meaning(NamedTuple):
    """One meaning of an abbreviation: the skill's name (empty: nothing that counts) and, each as stems, what must stand near."""

    name: str
    near: tuple[tuple[str, ...], ...]

    def witnesses(self, present: AbstractSet[str], key: tuple[str, ...]) -> int:
        """How many of the near words the profile holds; the abbreviation is no witness of itself."""
        return sum(all(part in present and part not in key for part in near) for near in self.near)


class Found(NamedTuple):
    """A skill found at tokens ``first`` to ``last`` (inclusive), by a plain form or by an abbreviation resolved in context."""

    name: str
    first: int
    last: int
    by_context: bool


class Lexicon:
    """All surface forms of a catalogue, ready to be found.

    Parameters
    ----------
    names : iterable of str
        Canonical skill names; each is a form of itself.
    skills : iterable of Skill
        Other forms of canonical names.
    abbreviations : iterable of Abbreviation
        One entry a meaning.
    stop_words : set of str
        Stems that are everyday words: an abbreviation spelled like one ("IT", "US", "BE") counts only in capitals.

    Attributes
    ----------
    forms : dict of tuple of str to tuple of str
        Stems of each form, and the skills it means.
    meanings : dict of tuple of str to list of Meaning
        Stems of each abbreviation, and what it may mean.
    stems : dict of str to tuple of str
        Stems of every name, form and near word as it is written in the catalogue.
    """

    def __init__(
        self,
        names: Iterable[str],
        skills: Iterable[Skill],
        abbreviations: Iterable[Abbreviation],
        stop_words: AbstractSet[str],
    ) -> None:
        names, skills, abbreviations = list(names), list(skills), list(abbreviations)
        self._stop_words = stop_words
        self.stems = stems_of(_texts(names, skills, abbreviations))
        self.meanings: dict[tuple[str, ...], list[Meaning]] = {}
        for entry in abbreviations:
            near = tuple(self.stems[word] for word in entry.near)
            self.meanings.setdefault(self.stems[entry.form], []).append(Meaning(entry.means, near))
        self.forms: dict[tuple[str, ...], tuple[str, ...]] = {}
        for name in names:
            self._add(self.stems[name], name)
        titles = set(self.forms)
        for skill in skills:
            for form in skill.forms:
                key = self.stems[form]
                if key not in titles:
                    self._add(key, skill.name)

    def _add(self, key: tuple[str, ...], name: str) -> None:
        """Record a form, unless it is an everyday word ("skilling") or declared an abbreviation of that very skill."""
        if not key:
            msg = f"Skill {name!r} has a form without a letter or digit. Delete that form."
            raise CatalogError(msg)
        if len(key) == 1 and key[0] in self._stop_words:
            return
        if key in self.meanings and name in [meaning.name for meaning in self.meanings[key]]:
            return
        others = self.forms.get(key, ())
        if name not in others:
            self.forms[key] = (*others, name)

    @cached_property
    def _witnesses(self) -> dict[str, set[str]]:
        """For each first stem of an abbreviation the near words of all that begin with it."""
        found: dict[str, set[str]] = {}
        for key, meanings in self.meanings.items():
            parts = {part for meaning in meanings for words in meaning.near for part in words}
            found.setdefault(key[0], set()).update(parts)
        return found

    @cached_property
    def _heads(self) -> frozenset[str]:
        """First stems of abbreviations."""
        return frozenset(self._witnesses)

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """For each first stem the lengths of what may begin there, the longest first."""
        sizes: dict[str, set[int]] = {}
        for key in (*self.forms, *self.meanings):
            sizes.setdefault(key[0], set()).add(len(key))
        return {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()}

    def words(self) -> set[str]:
        """Every stem that stands in some form."""
        return {part for key in (*self.forms, *self.meanings) for part in key}

    def deciding(self, run: Sequence[str]) -> set[str]:
        """Stems that could decide the meaning of something in a run of stems: the near words of its abbreviations."""
        heads = self._heads.intersection(run)
        return set().union(*(self._witnesses[head] for head in heads))

    def find(self, run: Sequence[str], present: AbstractSet[str], written: Sequence[str]) -> Iterator[Found]:
        """Skills in a run of stems.

        Parameters
        ----------
        run : sequence of str
            Stems, in order.
        present : set of str
            Stems of the whole profile: the context of abbreviations.
        written : sequence of str
            The tokens as they were written, one for each stem; empty texts where capitals mean nothing (a text in
            capitals throughout).

        Yields
        ------
        Found
            Every plain form, also inside a longer one ("GAAP" in "US GAAP"); and abbreviations that no plain form
            covers and whose context decides for one meaning.
        """
        covered, lengths = -1, self._lengths
        for first, head in enumerate(run):
            for length in lengths.get(head, ()):
                if length > len(run) - first:
                    continue
                key = tuple(run[first : first + length])
                last = first + length - 1
                if last > covered and key in self.meanings:
                    meaning = self._resolve(key, present, written[first])
                    if meaning is not None:
                        covered = last
                        if meaning:
                            yield Found(meaning, first, last, by_context=True)
                        continue
                for name in self.forms.get(key, ()):
                    covered = max(covered, last)
                    yield Found(name, first, last, by_context=False)

    def _resolve(self, key: tuple[str, ...], present: AbstractSet[str], written: str) -> str | None:
        """The meaning with the most witnesses; None on a tie, without a witness, or for an everyday word not in capitals."""
        if key[0] in self._stop_words and not written.isupper():
            return None
        ranked = sorted(
            ((meaning.witnesses(present, key), meaning.name) for meaning in self.meanings[key]),
            key=lambda pair: -pair[0],
        )
        best, name = ranked[0]
        tied = any(count == best and other != name for count, other in ranked[1:])
        return None if best == 0 or tied else name


def _texts(names: Iterable[str], skills: Iterable[Skill], abbreviations: Iterable[Abbreviation]) -> Iterator[str]:
    """All that is written in a catalogue as the name or form of something, or near an abbreviation."""
    yield from names
    for skill in skills:
        yield skill.name
        yield from skill.forms
    for entry in abbreviations:
        yield entry.form
        yield entry.means
        yield from entry.near
