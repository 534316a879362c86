"""A profile read and scored, and texts to add to it, in; what it would score with each of them added, out.

A text is added on a line of its own (`Profile.with_skill`), so it changes a profile by the terms that it brings, and by the
abbreviations whose meaning it decides. Only these are looked up. The vectors go through the functions that score every
profile: the scores equal those of the changed profile to the bit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.analyser import Evidence, FieldTokens
from recommender.confidence import NO_MATCH, Signals
from recommender.ranker import _MUCH, Ranker, Scored
from recommender.scoring import cosines, pool, rank
from recommender.tokens import runs
from recommender.vectors import Vector, counts_to_vectors

Columns = NDArray[np.int32]


class Change(NamedTuple):
    """Terms that a text brings to a profile, and those that it takes: an abbreviation may come to mean something else."""

    new: list[str]
    gone: list[str]


class Outcome(NamedTuple):
    """A changed profile: score of each domain, positions of the domains best first, and status."""

    scores: list[float]
    order: list[int]
    status: str


def score_profile(ranker: Ranker, said: list[str]) -> Scored:
    """As `Ranker.score_terms` for one profile, given as its distinct terms: without counting what counts once."""
    column = ranker.vocabulary
    terms = [term for term in said if term in column]
    columns = np.array(sorted([column[term] for term in terms]), np.int32)
    return Scored([said], [terms], *_score(ranker, [columns]))


def _score(ranker: Ranker, rows: Sequence[Columns]) -> tuple[sparse.csr_array, Vector, Vector, NDArray[np.intp]]:
    """Vectors, cosines, scores and order of profiles given as their columns, ascending."""
    ends = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    shape = (len(rows), len(ranker.vocabulary))
    counts = sparse.csr_array((np.ones(ends[-1], np.int64), np.concatenate(rows), ends), shape=shape)
    vectors = counts_to_vectors(counts, ranker.idf)
    similarities = cosines(vectors, ranker._by_term)
    scores = pool(similarities, ranker.layout, ranker.own_weight)
    return vectors, similarities, scores, rank(scores)


class Additions:
    """One profile, and what texts would change if they stood in it.

    Parameters
    ----------
    ranker : Ranker
        What scores.
    said : sequence of FieldTokens
        The profile, read.
    evidence : sequence of Evidence
        Every place of every term.
    block : Scored
        The profile scored, as first row.
    """

    def __init__(
        self, ranker: Ranker, said: Sequence[FieldTokens], evidence: Sequence[Evidence], block: Scored
    ) -> None:
        self._ranker, self._said, self._evidence = ranker, said, evidence
        self._terms = block.said[0]
        self._held = frozenset(self._terms)
        self._columns = block.vectors[[0]].indices
        self._present = frozenset(stem for one in said for stem in one.repaired)
        self._first = block.scores[0].tolist(), block.order[0].tolist()
        self._domains: dict[int, tuple[int, ...]] = {}

    def outcomes(self, texts: Sequence[str]) -> list[Outcome]:
        """What the profile would score with each text added, one at a time.

        Parameters
        ----------
        texts : sequence of str
            Each is added by itself.

        Returns
        -------
        list of Outcome
            One a text.
        """
        if not texts:
            return []
        changes = [self.change(text) for text in texts]
        _, _, scores, order = _score(self._ranker, [self._changed(change) for change in changes])
        rows = zip(changes, scores.tolist(), order.tolist(), strict=True)
        return [Outcome(row, places, self._status(change, row, places)) for change, row, places in rows]

    # ------------------------------------------------------------------- terms

    def change(self, text: str) -> Change:
        """What a text changes among the terms of the profile."""
        analyser = self._ranker.analyser
        added = analyser.added(text)
        fresh = frozenset(added.repaired) - self._present
        around = self._present | fresh if fresh else self._present
        moved = Counter(found.term for found in analyser.evidence(added, around))
        for witnesses, run in self._unclear if fresh else ():
            if not witnesses.isdisjoint(fresh):
                moved.update(found.term for found in analyser.evidence(run, around))
                moved.subtract(found.term for found in analyser.evidence(run, self._present))
        new = [term for term, times in moved.items() if times > 0 and term not in self._held]
        return Change(new, [term for term, times in moved.items() if times < 0 and self._times[term] + times == 0])

    @cached_property
    def _times(self) -> Counter[str]:
        """How often the profile says each term."""
        return Counter(found.term for found in self._evidence)

    @cached_property
    def _unclear(self) -> list[tuple[set[str], FieldTokens]]:
        """Runs with an abbreviation, each with the stems that could decide what it means."""
        found, lexicon = [], self._ranker.analyser.lexicon
        for one in self._said:
            for first, last in runs(one.tokens):
                run = one.repaired[first:last]
                if not lexicon._heads.isdisjoint(run):
                    cut = FieldTokens(one.field, one.text, one.tokens[first:last], run, one.written[first:last])
                    found.append((lexicon.deciding(run), cut))
        return found

    def _changed(self, change: Change) -> Columns:
        """Columns of the changed profile, ascending."""
        new, gone = (self._columns_of(terms) for terms in change)
        kept = np.setdiff1d(self._columns, gone, assume_unique=True) if len(gone) else self._columns
        return np.sort(np.concatenate((kept, new)))

    def _columns_of(self, terms: Sequence[str]) -> Columns:
        column = self._ranker.vocabulary
        return np.array([column[term] for term in terms if term in column], np.int32)

    # ------------------------------------------------------------------ status

    @property
    def status(self) -> str:
        """Status of the profile as it is."""
        return self._status(Change([], []), *self._first)

    def _status(self, change: Change, scores: Sequence[float], order: Sequence[int]) -> str:
        if scores[order[0]] <= 0.0:
            return NO_MATCH
        return self._ranker.calibration.judge(self.signals(change, scores, order))[0]

    def signals(self, change: Change, scores: Sequence[float], order: Sequence[int]) -> Signals:
        """As `Ranker.signals` of the changed profile, from what has changed: every figure there is a sum over terms."""
        position = order[0]
        if position not in self._domains:
            self._domains[position] = self._shown(position, self._terms)
        sides = self._domains[position], self._shown(position, change.new), self._shown(position, change.gone)
        terms, skills, telling, entry = (old + new - gone for old, new, gone in zip(*sides, strict=True))
        words = len(self._terms) + len(change.new) - len(change.gone)
        first, second = scores[position], scores[order[1]] if len(order) > 1 else 0.0
        return Signals(
            score=first,
            lead=(first - second) / first,
            terms=terms,
            skills=skills,
            words=words,
            other=self._otherness(change),
            telling=telling * _MUCH >= words or entry > 0,
        )

    def _shown(self, position: int, terms: Sequence[str]) -> tuple[int, ...]:
        """How many of some terms a domain asks for; skills, telling skills and qualifications of entry among them."""
        ranker = self._ranker
        domain, column = ranker.catalog.domains[position], ranker.vocabulary
        skills = ranker.requirements.matched(domain, terms)
        telling = ranker.requirements.telling(skills)
        entry = sum(requirement.name in domain.education for requirement in telling)
        asked = ranker._asked[position].intersection([column[term] for term in terms if term in column])
        return len(asked), len(skills), len(telling), entry

    def _otherness(self, change: Change) -> float:
        total, known = self._other
        for terms, sign in zip(change, (1, -1), strict=True):
            for ratio in self._ratios(terms):
                total, known = total + sign * ratio, known + sign
        return total / math.sqrt(known) if known else 0.0

    @cached_property
    def _other(self) -> tuple[float, int]:
        """Sum of the log ratios of other work to knowledge work over the profile's terms, and how many have one."""
        total, known = 0.0, 0
        for ratio in self._ratios(self._terms):
            total, known = total + ratio, known + 1
        return total, known

    def _ratios(self, terms: Iterable[str]) -> list[float]:
        of = self._ranker.other_work
        return [of[term] for term in terms if term in of]
