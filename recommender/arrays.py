"""A ranker in, flat arrays of the same knowledge out: what the compiled path reads.

Stems, terms, skills, requirements and documents become numbers. Terms of the vocabulary come first, so that their
number is their column; every other stem that the catalogue knows follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.catalog import Requirement
from recommender.lexicon import Lexicon
from recommender.ranker import Ranker

Numbers = NDArray[np.int32]
Reals = NDArray[np.float64]
# Without a sign, compiled code asks at no place whether it counts from the end: worth it where most time is spent.
Places = NDArray[np.uint32]
Masks = NDArray[np.int64]
Bits = NDArray[np.uint8]
Flags = NDArray[np.bool_]

# Bits of a node of the tree, see `TextArrays.node_bits`.
FORM, MEANS, CAPITALS, IS_BPO, IS_GENERAL = (1 << bit for bit in range(5))

# Numbers are kept as a set by their last six bits: a number whose bit is not set is not there.
SET_SIZE, SIX_BITS = 64, 63

_NOTHING = -1


class TextArrays(NamedTuple):
    """All surface forms as one tree over stems; ragged lists as positions and values.

    Attributes
    ----------
    root : ndarray of shape (n_stems + 1,)
        Node that each stem leads to from the start; 0 for none, and at the end for a stem that the catalogue does not know.
    child_at, child_stem, child : ndarray
        Children of each node, by ascending stem.
    child_mask : ndarray of shape (n_nodes,), int64
        Of each node the last six bits of its children's stems, as a set; empty for the start, which `root` serves.
    parent_mask : ndarray of shape (n_stems + 1,), int64
        Of each stem the last six bits of the nodes whose child it leads to, as a set.
    node_bits : ndarray of shape (n_nodes,), uint8
        Whether a node is a form (`FORM`), an abbreviation (`MEANS`), one that counts only in capitals (`CAPITALS`), a mark
        of BPO work (`IS_BPO`), a sign of a general skill (`IS_GENERAL`).
    node_at, node_term : ndarray
        Terms of the skills that a node's form means.
    meaning_at, meaning : ndarray
        Skills that a node's abbreviation may mean; -1 for nothing that counts.
    group_at, part_at, part : ndarray
        Near words of each meaning: groups of stems which must all stand in the profile.
    skill_at, skill_term : ndarray
        Terms of each skill.
    """

    root: Numbers
    child_at: Numbers
    child_stem: Numbers
    child: Numbers
    child_mask: Masks
    parent_mask: Masks
    node_bits: Bits
    node_at: Numbers
    node_term: Numbers
    meaning_at: Numbers
    meaning: Numbers
    group_at: Numbers
    part_at: Numbers
    part: Numbers
    skill_at: Numbers
    skill_term: Numbers


class ScoreArrays(NamedTuple):
    """Document vectors by term, the catalogue's layout, requirements, and the calibration.

    Attributes
    ----------
    idf : ndarray of shape (n_terms,)
    posting_at, posting_document, posting_value : ndarray
        For each term the documents that hold it, and their weights.
    own : ndarray of shape (n_domains + 1,)
        Document of each domain, followed by its roles' documents; one more than domains.
    asked_at, asked_domain : ndarray
        For each term the domains whose own document holds it.
    asked_mask : ndarray of shape (n_terms,), int64
        Of each term the last six bits of those domains, as a set.
    required_at, required_domain, required : ndarray
        For each stem the domains that ask for it as a skill, and the requirement.
    required_mask : ndarray of shape (n_stems,), int64
        Of each stem the last six bits of those domains, as a set; empty for what is no term of the vocabulary.
    minus_weight : ndarray of shape (n_requirements,)
        Weight of each requirement's term, negated.
    telling, entry : ndarray of bool
        Whether a requirement points to few domains; whether it is a qualification by which people enter its domain.
    need_at, need_term, need : ndarray
        For each document of a role the terms and requirements at the levels must and should.
    other_work, other_known : ndarray of shape (n_stems,)
        Log ratio of other work to knowledge work, 0 where unknown; whether it is known.
    settings : ndarray of shape (12,)
        Own weight, intercept, six weights, and the thresholds of status.
    """

    idf: Reals
    posting_at: Places
    posting_document: Places
    posting_value: Reals
    own: Numbers
    asked_at: Numbers
    asked_domain: Numbers
    asked_mask: Masks
    required_at: Numbers
    required_domain: Numbers
    required: Numbers
    required_mask: Masks
    minus_weight: Reals
    telling: Flags
    entry: Flags
    need_at: Numbers
    need_term: Numbers
    need: Numbers
    other_work: Reals
    other_known: Flags
    settings: Reals


class _Node:
    """One node of the tree while it is built."""

    __slots__ = ("bpo", "children", "forms", "general", "meanings")

    def __init__(self) -> None:
        self.children: dict[int, int] = {}
        self.forms: tuple[str, ...] = ()
        self.meanings: list[tuple[str, list[list[int]]]] = []
        self.bpo = self.general = False


class ModelArrays:
    """A ranker's knowledge as arrays.

    Parameters
    ----------
    ranker : Ranker
        A learned catalogue.

    Attributes
    ----------
    ids : dict of str to int
        Number of each stem or term.
    text : TextArrays
    score : ScoreArrays
    requirements : list of Requirement
        By number.
    depth : int
        Length of the longest form.
    """

    def __init__(self, ranker: Ranker) -> None:
        self.ids: dict[str, int] = dict(ranker.vocabulary)
        self._skills: dict[str, int] = {}
        self._nodes: list[_Node] = [_Node()]
        self.requirements: list[Requirement] = []
        self.depth = 0
        lexicons = (ranker.analyser.lexicon, ranker.readiness.general, ranker.readiness.bpo)
        self._plant(*lexicons)
        stop_words = ranker.analyser.stop_words
        skills = [[self.id_of(term) for term in ranker.analyser.skill_terms(name)] for name in self._skills]
        required = self._required(ranker)
        needs = self._needs(ranker)
        other = {self.id_of(term): ratio for term, ratio in ranker.other_work.items()}
        self.text = self._text_arrays(skills, {self.id_of(word) for word in stop_words})
        self.score = self._score_arrays(ranker, required, needs, other)

    def id_of(self, term: str) -> int:
        """Number of a stem or term; a new one for a new term."""
        return self.ids.setdefault(term, len(self.ids))

    # -------------------------------------------------------------------- text

    def _plant(self, main: Lexicon, general: Lexicon, bpo: Lexicon) -> None:
        for key, names in main.forms.items():
            self._node(key).forms = names
            for name in names:
                self._skill(name)
        for key, meanings in main.meanings.items():
            node = self._node(key)
            for meaning in meanings:
                # What is part of the abbreviation itself is no witness of it.
                groups = [near for near in meaning.near if not set(near) & set(key)]
                node.meanings.append((meaning.name, [[self.id_of(part) for part in near] for near in groups]))
                self._skill(meaning.name)
        for key in general.forms:
            self._node(key).general = True
        for key in bpo.forms:
            self._node(key).bpo = True

    def _node(self, key: Sequence[str]) -> _Node:
        place = 0
        self.depth = max(self.depth, len(key))
        for stem in key:
            children = self._nodes[place].children
            place = children.setdefault(self.id_of(stem), len(self._nodes))
            if place == len(self._nodes):
                self._nodes.append(_Node())
        return self._nodes[place]

    def _skill(self, name: str) -> int:
        return self._skills.setdefault(name, len(self._skills)) if name else _NOTHING

    def _text_arrays(self, skills: list[list[int]], stop_words: set[int]) -> TextArrays:
        nodes = self._nodes
        root = np.zeros(len(self.ids) + 1, np.int32)
        for stem, node in nodes[0].children.items():
            root[stem] = node
        children = [sorted(node.children.items()) for node in nodes]
        child_at, pairs = _ragged(children)
        child_stem = _numbers(stem for stem, _ in pairs)
        meanings = [meaning for node in nodes for meaning in node.meanings]
        group_at, groups = _ragged([near for _, near in meanings])
        forms = _ragged_numbers([[self._skill(name) for name in node.forms] for node in nodes])
        terms = _ragged_numbers(skills)
        child_mask = _masks(_owners(child_at), child_stem, len(nodes))
        child_mask[0] = 0
        capitals = np.zeros(len(nodes), np.bool_)
        for word in stop_words & nodes[0].children.keys():
            capitals[self._below(nodes[0].children[word])] = True
        return TextArrays(
            root,
            child_at,
            child_stem,
            _numbers(node for _, node in pairs),
            child_mask,
            _masks(child_stem, _owners(child_at), len(root)),
            _node_bits(nodes, capitals),
            *_joined(*forms, *terms),
            *_ragged_numbers([[self._skill(name) for name, _ in node.meanings] for node in nodes]),
            group_at,
            *_ragged_numbers(groups),
            *terms,
        )

    def _below(self, node: int) -> list[int]:
        """A node and all that grow from it."""
        return [node, *(place for child in self._nodes[node].children.values() for place in self._below(child))]

    # ------------------------------------------------------------------- score

    def _required(self, ranker: Ranker) -> dict[int, list[tuple[int, int]]]:
        """For each term the domains that ask for it and the number of the requirement there."""
        found: dict[int, list[tuple[int, int]]] = {}
        for position, domain in enumerate(ranker.catalog):
            for term, requirement in ranker.requirements.of_domain(domain).items():
                found.setdefault(self.id_of(term), []).append((position, len(self.requirements)))
                self.requirements.append(requirement)
        return found

    def _needs(self, ranker: Ranker) -> list[list[tuple[int, int]]]:
        """For each document (none for a domain's own) what its role asks for at the levels must and should."""
        numbers: dict[int, int] = {}
        needs: list[list[tuple[int, int]]] = []
        for domain in ranker.catalog:
            needs.append([])
            for place in range(len(domain.roles)):
                asked = ranker.requirements.asked_for(domain.id, place)
                needs.append([(self.id_of(term), self._number(requirement, numbers)) for term, requirement in asked])
        return needs

    def _number(self, requirement: Requirement, numbers: dict[int, int]) -> int:
        """Number of one requirement of one role: its level is its role's own."""
        number = numbers.setdefault(id(requirement), len(self.requirements))
        if number == len(self.requirements):
            self.requirements.append(requirement)
        return number

    def _score_arrays(
        self,
        ranker: Ranker,
        required: dict[int, list[tuple[int, int]]],
        needs: list[list[tuple[int, int]]],
        other: dict[int, float],
    ) -> ScoreArrays:
        by_term = ranker.documents.T.tocsr()
        position_of = {int(own): position for position, own in enumerate(ranker.layout.own)}
        asked = [
            [position_of[d] for d in by_term.indices[a:b].tolist() if d in position_of]
            for a, b in zip(by_term.indptr[:-1].tolist(), by_term.indptr[1:].tolist(), strict=True)
        ]
        asked_at, asked_domain = _ragged_numbers(asked)
        required_at, pairs = _ragged([required.get(stem, []) for stem in range(len(self.ids))])
        required_domain = _numbers(domain for domain, _ in pairs)
        required_mask = _masks(_owners(required_at), required_domain, len(self.ids))
        required_mask[len(ranker.idf) :] = 0
        need_at, needed = _ragged(needs)
        calibration = ranker.calibration
        index = ranker.requirements
        ratios, known = np.zeros(len(self.ids)), np.zeros(len(self.ids), np.bool_)
        ratios[list(other)], known[list(other)] = list(other.values()), True
        return ScoreArrays(
            ranker.idf.astype(np.float64),
            by_term.indptr.astype(np.uint32),
            by_term.indices.astype(np.uint32),
            by_term.data.astype(np.float64),
            np.append(ranker.layout.own, ranker.documents.shape[0]).astype(np.int32),
            asked_at,
            asked_domain,
            _masks(_owners(asked_at), asked_domain, len(ranker.idf)),
            required_at,
            required_domain,
            _numbers(number for _, number in pairs),
            required_mask,
            np.array([-index.weight(requirement) for requirement in self.requirements], np.float64),
            np.array([bool(index.telling((requirement,))) for requirement in self.requirements], np.bool_),
            self._entry(ranker, required),
            need_at,
            _numbers(term for term, _ in needed),
            _numbers(number for _, number in needed),
            ratios,
            known,
            np.array(
                [ranker.own_weight, calibration.intercept, *calibration.weights, *calibration.thresholds()], np.float64
            ),
        )

    def _entry(self, ranker: Ranker, required: dict[int, list[tuple[int, int]]]) -> Flags:
        entry = np.zeros(len(self.requirements), np.bool_)
        for pairs in required.values():
            for position, number in pairs:
                entry[number] = self.requirements[number].name in ranker.catalog.domains[position].education
        return entry


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int32)


def _ragged(lists: Sequence[Sequence[Any]]) -> tuple[Numbers, list[Any]]:
    """Where each list begins (one more than lists), and all values one after the other."""
    return _numbers(accumulate(map(len, lists), initial=0)), [value for one in lists for value in one]


def _ragged_numbers(lists: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    at, values = _ragged(lists)
    return at, np.array(values, np.int32)


def _owners(at: Numbers) -> Numbers:
    """For each value of ragged lists the number of its list."""
    return np.repeat(np.arange(len(at) - 1, dtype=np.int32), np.diff(at))


def _masks(owners: Numbers, values: Numbers, size: int) -> Masks:
    """Of each owner the last six bits of its values, as a set."""
    masks = np.zeros(size, np.int64)
    np.bitwise_or.at(masks, owners, np.left_shift(1, values & SIX_BITS, dtype=np.int64))
    return masks


def _joined(at: Numbers, lists: Numbers, value_at: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """Ragged lists of the numbers of ragged lists, as ragged lists of these lists' values."""
    sizes = np.diff(value_at)[lists]
    ends = np.append(0, np.cumsum(sizes))
    places = np.arange(ends[-1]) + np.repeat(value_at[lists] - ends[:-1], sizes)
    return ends[at].astype(np.int32), values[places]


def _node_bits(nodes: Sequence[_Node], capitals: Flags) -> Bits:
    return np.array(
        [
            FORM * bool(node.forms)
            | (MEANS | CAPITALS * capital) * bool(node.meanings)
            | IS_BPO * node.bpo
            | IS_GENERAL * node.general
            for node, capital in zip(nodes, capitals.tolist(), strict=True)
        ],
        np.uint8,
    )
