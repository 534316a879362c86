"""A ranker in, flat arrays of the same knowledge out: what the compiled path reads.

Stems, terms, skills, requirements and documents become numbers. Terms of the vocabulary come first, so that their
number is their column; every other stem that the catalogue knows follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.catalog import Requirement
from recommender.collecting import collection_paused
from recommender.form_tree import FormTree
from recommender.lexicon import Meaning
from recommender.ranker import Ranker
from recommender.requirements import RequirementIndex

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

    @collection_paused()
    def __init__(self, ranker: Ranker) -> None:
        said = _Said(ranker)
        self.ids = _numbered(ranker.vocabulary, said.stems(), ranker.other_work, ranker.requirements.term_of.values())
        self.depth = max(map(len, said.runs), default=0)
        self.text = _text_arrays(said, self.ids, ranker.analyser.stop_words)
        asked = _Asked(ranker, self.ids)
        self.requirements = asked.requirements
        self.score = _score_arrays(ranker, asked, self.ids)


def _numbered(vocabulary: Mapping[str, int], *others: Iterable[str]) -> dict[str, int]:
    """Numbers of stems and terms: those of the vocabulary keep theirs, others follow in the order in which they stand."""
    ids = dict(vocabulary)
    new = [term for term in dict.fromkeys(chain(*others)) if term not in ids]
    ids.update(zip(new, count(len(ids))))
    return ids


# ----------------------------------------------------------------------- text


class _Said:
    """What a ranker's lexicons say, in an order of their own: forms, abbreviations, signs of general skills, BPO marks."""

    def __init__(self, ranker: Ranker) -> None:
        lexicon, readiness = ranker.analyser.lexicon, ranker.readiness
        self.forms, self.general, self.bpo = lexicon.forms, readiness.general.forms, readiness.bpo.forms
        self.meanings = lexicon.meanings
        self.runs = [*self.forms, *self.meanings, *self.general, *self.bpo]
        meant = (meaning.name for meanings in self.meanings.values() for meaning in meanings)
        names = dict.fromkeys(chain(chain.from_iterable(self.forms.values()), meant))
        names.pop("", None)
        self.skills = {name: ranker.analyser.skill_terms(name) for name in names}
        # What is part of the abbreviation itself is no witness of it.
        self.near = {key: [_near(key, meaning) for meaning in meanings] for key, meanings in self.meanings.items()}

    def stems(self) -> Iterable[str]:
        """Every stem and term."""
        near = (words for groups in self.near.values() for group in groups for words in group)
        return chain.from_iterable(chain(self.runs, near, self.skills.values()))


def _near(key: tuple[str, ...], meaning: Meaning) -> list[tuple[str, ...]]:
    return [words for words in meaning.near if not set(key).intersection(words)]


def _text_arrays(said: _Said, ids: Mapping[str, int], stop_words: Iterable[str]) -> TextArrays:
    tree = FormTree.of(*_ragged_numbers(said.runs, ids), len(ids))
    nodes, number = len(tree.head), dict(zip(said.skills, count())) | {"": _NOTHING}
    ends = np.split(tree.end, np.cumsum([len(said.forms), len(said.meanings), len(said.general)]))
    form_at, forms = _at_nodes(ends[0], list(said.forms.values()), nodes)
    meaning_at, meanings = _at_nodes(ends[1], list(said.meanings.values()), nodes)
    _, near = _at_nodes(ends[1], list(said.near.values()), nodes)
    group_at, groups = ragged(near)
    terms = _ragged_numbers(list(said.skills.values()), ids)
    child_mask = _masks(_owners(tree.child_at), tree.child_number, nodes)
    child_mask[0] = 0
    return TextArrays(
        tree.root,
        tree.child_at,
        tree.child_number,
        tree.child,
        child_mask,
        _masks(tree.child_number, _owners(tree.child_at), len(tree.root)),
        _node_bits(tree, ends, [ids[word] for word in stop_words if word in ids]),
        *_joined(form_at, _numbers(map(number.__getitem__, forms)), *terms),
        meaning_at,
        _numbers(number[meaning.name] for meaning in meanings),
        group_at,
        *_ragged_numbers(groups, ids),
        *terms,
    )


def _node_bits(tree: FormTree, ends: Sequence[Numbers], stop_words: Sequence[int]) -> Bits:
    bits = np.zeros(len(tree.head), np.uint8)
    for places, bit in zip(ends, (FORM, MEANS, IS_GENERAL, IS_BPO), strict=True):
        bits[places] |= bit
    bits[np.isin(tree.head, stop_words) & (bits & MEANS > 0)] |= CAPITALS
    return bits


def _at_nodes(ends: Numbers, lists: Sequence[Sequence[Any]], nodes: int) -> tuple[Numbers, list[Any]]:
    """As `ragged`, for lists of which each stands at a node of its own."""
    sizes = np.zeros(nodes + 1, np.int32)
    sizes[ends + 1] = _numbers(map(len, lists))
    in_order = (lists[place] for place in np.argsort(ends).tolist())
    return np.cumsum(sizes, dtype=np.int32), list(chain.from_iterable(in_order))


# ---------------------------------------------------------------------- score


class _Asked:
    """What domains and roles ask for, by number: first that of the domains, then that of the roles.

    Attributes
    ----------
    requirements : list of Requirement
        By number.
    terms : ndarray of shape (n_requirements,)
        Their terms.
    domains : ndarray
        Domain of each of the first ones.
    entry : ndarray of shape (n_requirements,), bool
        Whether it is a qualification by which people enter its domain.
    sizes : list of int
        For each document (0 for a domain's own) how many of the others are its role's.
    """

    def __init__(self, ranker: Ranker, ids: Mapping[str, int]) -> None:
        index, catalog = ranker.requirements, ranker.catalog
        of_domains = [list(index.of_domain(domain).items()) for domain in catalog]
        of_roles = [asked for domain in catalog for asked in _of_roles(index, domain.id, len(domain.roles))]
        asked = [pair for pairs in chain(of_domains, of_roles) for pair in pairs]
        self.requirements: list[Requirement] = [requirement for _, requirement in asked]
        self.terms = _numbers(ids[term] for term, _ in asked)
        self.domains = np.repeat(np.arange(len(of_domains), dtype=np.int32), [len(pairs) for pairs in of_domains])
        self.entry = np.zeros(len(asked), np.bool_)
        self.entry[: len(self.domains)] = [
            requirement.name in domain.education
            for domain, pairs in zip(catalog, of_domains, strict=True)
            for _, requirement in pairs
        ]
        self.sizes = [len(pairs) for pairs in of_roles]


def _of_roles(index: RequirementIndex, domain_id: str, roles: int) -> list[list[tuple[str, Requirement]]]:
    """What each document of a domain asks for at the levels must and should; its own asks for nothing."""
    return [[], *(index.asked_for(domain_id, place) for place in range(roles))]


def _score_arrays(ranker: Ranker, asked: _Asked, ids: Mapping[str, int]) -> ScoreArrays:
    idf, calibration = ranker.idf.astype(np.float64), ranker.calibration
    by_term = ranker.documents.T.tocsr()
    own = np.append(ranker.layout.own, ranker.documents.shape[0]).astype(np.int32)
    domain_of = np.full(ranker.documents.shape[0], _NOTHING, np.int32)
    domain_of[own[:-1]] = np.arange(len(own) - 1)
    domain = domain_of[by_term.indices]
    asked_at = np.append(np.int32(0), np.cumsum(domain >= 0, dtype=np.int32))[by_term.indptr]
    asked_domain = domain[domain >= 0]
    first = len(asked.domains)
    stems = asked.terms[:first]
    by_stem = np.argsort(stems, kind="stable").astype(np.int32)
    required_mask = _masks(stems, asked.domains, len(ids))
    required_mask[len(idf) :] = 0
    weight = np.append(idf, 0.0)[np.minimum(asked.terms, len(idf))]
    ratios = np.full(len(ids), np.nan)
    ratios[[ids[term] for term in ranker.other_work]] = list(ranker.other_work.values())
    return ScoreArrays(
        idf,
        by_term.indptr.astype(np.uint32),
        by_term.indices.astype(np.uint32),
        by_term.data.astype(np.float64),
        own,
        asked_at,
        asked_domain,
        _masks(_owners(asked_at), asked_domain, len(idf)),
        np.cumsum(np.bincount(stems + 1, minlength=len(ids) + 1), dtype=np.int32),
        asked.domains[by_stem],
        by_stem,
        required_mask,
        -weight,
        (weight > 0.0) & (weight >= ranker.requirements.telling_from),
        asked.entry,
        _numbers(accumulate(asked.sizes, initial=0)),
        asked.terms[first:],
        np.arange(first, len(asked.terms), dtype=np.int32),
        np.nan_to_num(ratios),
        ~np.isnan(ratios),
        np.array([ranker.own_weight, calibration.intercept, *calibration.weights, *calibration.thresholds()]),
    )


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int32)


def ragged(lists: Sequence[Sequence[Any]]) -> tuple[Numbers, list[Any]]:
    """Where each list begins (one more than lists), and all values one after the other."""
    return _numbers(accumulate(map(len, lists), initial=0)), list(chain.from_iterable(lists))


def _ragged_numbers(lists: Sequence[Sequence[str]], ids: Mapping[str, int]) -> tuple[Numbers, Numbers]:
    """As `ragged`, for stems and terms given as their numbers."""
    at, terms = ragged(lists)
    return at, _numbers(map(ids.__getitem__, terms))


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
