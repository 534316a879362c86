"""Texts in, terms out: the step that decides what counts.

A *term* is a stem, or the canonical name of a skill of several words as a run of stems ("prior art search"). A surface
form yields the skill's term, the words of its canonical name and its own words, so that "doc review" and "document
review" meet. Single letters and function words are
no terms by themselves. Candidates' terms are
a set: repeating a word does not pay. Documents keep their repetitions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple, TypeVar

from recommender.lexicon import Lexicon
from recommender.spelling import Speller
from recommender.tokens import LONGEST_KEPT, Token, runs, stems, tokenize

_MEMO = 8_192
_WORDS_KEPT = 65_536
_T = TypeVar("_T")
_SINGLE = ("word", "repair")


class Evidence(NamedTuple):
    """Where a term was found.

    Attributes
    ----------
    term : str
        The term.
    field : str
        Field of the profile.
    start, end : int
        Character span in the field's text.
    via : str
        "word", "repair" (a slip mended), "form" (a surface form of a skill) or "context" (an abbreviation resolved by
        its neighbours).
    """

    term: str
    field: str
    start: int
    end: int
    via: str


@dataclass(frozen=True, slots=True)
class FieldTokens:
    """One field of a profile, cut into tokens.

    Attributes
    ----------
    field, text : str
        Its name and text.
    tokens : list of Token
        As they stand.
    repaired : list of str
        Their stems, slips mended.
    written : list of str
        The tokens as written; empty texts on a line in capitals throughout, where capitals mean nothing.
    """

    field: str
    text: str
    tokens: list[Token]
    repaired: list[str]
    written: list[str]


class _Memo(dict[str, _T]):
    """What a function said of each word, up to a number of words."""

    def __init__(self, function: Callable[[str], _T]) -> None:
        self._function = function

    def __missing__(self, word: str) -> _T:
        found = self._function(word)
        if len(word) <= LONGEST_KEPT:
            if len(self) >= _WORDS_KEPT:
                self.clear()
            self[word] = found
        return found


class Analyser:
    """Turns texts into terms.

    Parameters
    ----------
    lexicon : Lexicon
        Surface forms of skills.
    stop_words : iterable of str
        Stems that are no terms.
    speller : Speller, optional
        Repairs slips in candidates' words; None leaves words as they are.

    Attributes
    ----------
    speller : Speller or None
        As given.
    mended : mapping of str to str
        Any stem, a slip in it mended; what was looked up is remembered, within bounds.
    """

    def __init__(self, lexicon: Lexicon, stop_words: Iterable[str], speller: Speller | None = None) -> None:
        self.lexicon = lexicon
        self.stop_words = frozenset(stop_words)
        self.speller = speller
        self._skill_terms: dict[str, tuple[str, ...]] = {}
        self._read_once: dict[str, FieldTokens] = {}
        self.mended = _Memo(self.repair)
        self._words = _Memo(self.is_word)

    def skill_terms(self, name: str) -> tuple[str, ...]:
        """The terms of a canonical skill: the skill itself, then the words of its name."""
        found = self._skill_terms.get(name)
        if found is None:
            run = self.lexicon.stems.get(name) or stems(name)
            words = tuple(word for word in run if self.is_word(word)) if len(run) > 1 else ()
            found = self._skill_terms[name] = (" ".join(run), *words)
        return found

    def read(self, fields: Mapping[str, str]) -> list[FieldTokens]:
        """Tokens of each field, slips mended."""
        found, mend = [], self.mended
        for field, text in fields.items():
            tokens = list(tokenize(text))
            repaired = [mend[token.stem] for token in tokens]
            found.append(FieldTokens(field, text, tokens, repaired, _as_written(text, tokens)))
        return found

    def find(self, fields: Mapping[str, str]) -> Iterator[Evidence]:
        """Every term of a profile with the place where it stands.

        Parameters
        ----------
        fields : mapping of str to str
            Texts by name of field. What stands in one is context for abbreviations in all.

        Returns
        -------
        iterator of Evidence
            In the order of the fields; one for each occurrence.
        """
        return self.find_in(self.read(fields))

    def find_in(self, said: Sequence[FieldTokens]) -> Iterator[Evidence]:
        """As `find`, for a profile already read."""
        present = frozenset(stem for tokens in said for stem in tokens.repaired)
        for tokens in said:
            yield from self.evidence(tokens, present)

    def evidence(self, said: FieldTokens, present: AbstractSet[str]) -> Iterator[Evidence]:
        """Terms of one field, given the stems of the whole profile."""
        field, tokens, words = said.field, said.tokens, self._words
        for token, stem in zip(tokens, said.repaired, strict=True):
            if words[stem]:
                yield Evidence(stem, field, token.start, token.end, "word" if stem == token.stem else "repair")
        for first, last in runs(tokens):
            for skill in self.lexicon.find(said.repaired[first:last], present, said.written[first:last]):
                via = "context" if skill.by_context else "form"
                start, end = tokens[first + skill.first].start, tokens[first + skill.last].end
                for term in self.skill_terms(skill.name):
                    yield Evidence(term, field, start, end, via)

    def terms(self, fields: Mapping[str, str]) -> list[str]:
        """Distinct terms of a profile, in the order in which they first stand."""
        return list(dict.fromkeys(evidence.term for evidence in self.find(fields)))

    def added(self, text: str) -> FieldTokens:
        """The tokens of a skill's text, read once: the same skills are missing for many."""
        found = self._read_once.get(text)
        if found is None:
            if len(self._read_once) >= _MEMO:
                self._read_once.clear()
            (found,) = self.read({"added": text})
            self._read_once[text] = found
        return found

    def document_terms(self, text: str) -> list[str]:
        """Terms of a catalogue document: each word as often as it stands, each skill as often as it is named.

        A skill's words count on top only where they do not stand there themselves: "doc review" brings "document".
        """
        return [term for line in text.split("\n") for term in self.line_terms(line)]

    def line_terms(self, line: str) -> tuple[str, ...]:
        """Terms of one line of a catalogue document: each line is a text of its own."""
        found = list(self.find({"document": line}))
        words = {evidence.term for evidence in found if evidence.via in _SINGLE}
        return tuple([e.term for e in found if e.via in _SINGLE or e.term not in words])

    def repair(self, stem: str) -> str:
        """A stem, a slip in it mended."""
        return self.speller.repair(stem) if self.speller else stem

    def is_word(self, stem: str) -> bool:
        """Whether a stem is a term by itself."""
        if stem in self.stop_words or stem == "&":
            return False
        return len(stem) > 1 and not stem.isdigit()


def _as_written(text: str, tokens: Sequence[Token]) -> list[str]:
    """Tokens as they stand in the text, or empty on a line without a small letter."""
    if "\n" not in text:
        shown = any(c.islower() for c in text)
        return [text[t.start : t.end] if shown else "" for t in tokens]
    lines = text.split("\n")
    mixed = [any(c.islower() for c in line) for line in lines]
    ends = list(accumulate(len(line) + 1 for line in lines))
    return [text[t.start : t.end] if mixed[bisect_right(ends, t.start)] else "" for t in tokens]
