"""A profile in, the general skills and the marks of BPO work that it shows out.

Kept apart from the score: they say nothing about which domain fits. They explain why nothing fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from recommender.analyser import FieldTokens
from recommender.catalog import Catalog, GeneralSkill, Skill
from recommender.lexicon import Lexicon
from recommender.tokens import runs


class Sign(NamedTuple):
    """Where a sign stands: the general skill it shows, or the BPO mark it is; field, character span and the very words."""

    name: str
    field: str
    start: int
    end: int
    words: str


class Readiness:
    """Finds signs of the general skills, and marks of pure BPO work.

    Parameters
    ----------
    catalog : Catalog
        Whose general skills and BPO marks.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._skills = {skill.id: skill for skill in catalog.general_skills}
        forms = {skill.name: skill.forms for skill in catalog.skills}
        of_skills = [Skill(s.id, _with_forms(s.signs, forms)) for s in catalog.general_skills]
        self.general = Lexicon((), of_skills, (), frozenset())
        self.bpo = Lexicon((), [Skill(mark, (mark,)) for mark in catalog.bpo_marks], (), frozenset())

    def general_skills(self, said: Sequence[FieldTokens]) -> dict[GeneralSkill, tuple[Sign, ...]]:
        """General skills that a profile shows, in the catalogue's order, each with its signs."""
        found: dict[str, list[Sign]] = {name: [] for name in self._skills}
        for sign in _find(self.general, said):
            found[sign.name].append(sign)
        return {self._skills[name]: tuple(signs) for name, signs in found.items() if signs}

    def bpo_marks(self, said: Sequence[FieldTokens]) -> tuple[Sign, ...]:
        """Marks of BPO work in a profile, in order."""
        return tuple(_find(self.bpo, said))


def _find(lexicon: Lexicon, said: Sequence[FieldTokens]) -> Iterator[Sign]:
    heads = {form[0] for form in lexicon.forms}
    for one in said:
        for first, last in runs(one.tokens):
            run = one.repaired[first:last]
            for found in () if heads.isdisjoint(run) else lexicon.find(run, frozenset(), run):
                start, end = one.tokens[first + found.first].start, one.tokens[first + found.last].end
                yield Sign(found.name, one.field, start, end, one.text[start:end])


def _with_forms(signs: tuple[str, ...], forms: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(form for sign in signs for form in (sign, *forms.get(sign, ())))
