"""Texts in, terms out: the step that decides what counts.

A *term* is a stem, or the canonical name of a skill of several words as a run of stems ("prior art search"). A surface
form yields the skill's term, the words of its
canonical name and its own words, so that "doc review" and "document review" meet. Single letters and function words are
no terms by themselves. Candidates' terms are
a set: repeating a word does not pay. Documents keep their repetitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from recommender.lexicon import Lexicon
from recommender.spelling import Speller
from recommender.tokens import runs, stems, tokenize


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
    """

    def __init__(self, lexicon: Lexicon, stop_words: Iterable[str], speller: Speller | None = None) -> None:
        self._lexicon = lexicon
        self._stop_words = frozenset(stop_words)
        self._speller = speller
        self._skill_terms: dict[str, tuple[str, ...]] = {}

    def skill_terms(self, name: str) -> tuple[str, ...]:
        """The terms of a canonical skill: the skill itself, then the words of its name."""
        found = self._skill_terms.get(name)
        if found is None:
            run = stems(name)
            words = tuple(word for word in run if self._is_word(word)) if len(run) > 1 else ()
            found = self._skill_terms[name] = (" ".join(run), *words)
        return found

    def find(self, fields: Mapping[str, str]) -> Iterator[Evidence]:
        """Every term of a profile with the place where it stands.

        Parameters
        ----------
        fields : mapping of str to str
            Texts by name of field. What stands in one is context for abbreviations in all.

        Yields
        ------
        Evidence
            In the order of the fields; one for each occurrence.
        """
        said = []
        for field, text in fields.items():
            tokens = list(tokenize(text))
            repaired = [self._repair(token.stem) for token in tokens]
            shown = any(c.islower() for c in text)
            said.append((field, tokens, repaired, [text[t.start : t.end] if shown else "" for t in tokens]))
        present = frozenset(stem for _, _, repaired, _ in said for stem in repaired)
        for field, tokens, repaired, written in said:
            for token, stem in zip(tokens, repaired, strict=True):
                if self._is_word(stem):
                    yield Evidence(stem, field, token.start, token.end, "word" if stem == token.stem else "repair")
            for first, last in runs(tokens):
                for skill in self._lexicon.find(repaired[first:last], present, written[first:last]):
                    via = "context" if skill.by_context else "form"
                    for term in self.skill_terms(skill.name):
                        yield Evidence(
                            term, field, tokens[first + skill.first].start, tokens[first + skill.last].end, via
                        )

    def terms(self, fields: Mapping[str, str]) -> list[str]:
        """Distinct terms of a profile, in the order in which they first stand."""
        return list(dict.fromkeys(evidence.term for evidence in self.find(fields)))

    def document_terms(self, text: str) -> list[str]:
        """Terms of a catalogue document, repetitions kept."""
        terms: list[str] = []
        for line in text.split("\n"):
            seen = {(evidence.term, evidence.start) for evidence in self.find({"document": line})}
            terms += [term for term, _ in sorted(seen, key=lambda pair: (pair[1], pair[0]))]
        return terms

    def _repair(self, stem: str) -> str:
        return self._speller.repair(stem) if self._speller else stem

    def _is_word(self, stem: str) -> bool:
        if stem in self._stop_words or stem == "&":
            return False
        return len(stem) > 1 and not stem.isdigit()
