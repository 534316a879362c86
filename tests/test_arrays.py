"""What the compiled path reads says what the ranker says."""

from itertools import pairwise

import numpy as np
import pytest

from recommender import load_model

pytest.importorskip("numba", reason="the fast path needs numba")

import numba

from recommender.arrays import CAPITALS, FORM, MEANS, ModelArrays
from recommender.rank_kernels import Desk, _sort_columns


@pytest.fixture(scope="module")
def ranker():
    return load_model().ranker_


@pytest.fixture(scope="module")
def arrays(ranker):
    return ModelArrays(ranker)


def _bits(mask):
    return {place for place in range(64) if int(mask) >> place & 1}


def _lists(at, values):
    return [values[a:b].tolist() for a, b in pairwise(at.tolist())]


def test_masks_hold_what_their_lists_hold(arrays):
    """A search is spared only where it would fail: each set of bits is that of its list, no more and no less."""
    text, score = arrays.text, arrays.score
    children = _lists(text.child_at, text.child_stem)
    assert not text.child_mask[0]
    assert [{stem % 64 for stem in stems} for stems in children[1:]] == list(map(_bits, text.child_mask[1:]))
    parents = [set() for _ in text.root]
    for node, stems in enumerate(children):
        for stem in stems:
            parents[stem].add(node % 64)
    assert parents == list(map(_bits, text.parent_mask))
    asked = _lists(score.asked_at, score.asked_domain)
    assert [{domain % 64 for domain in domains} for domains in asked] == list(map(_bits, score.asked_mask))
    required = _lists(score.required_at, score.required_domain)
    known = [{domain % 64 for domain in domains} for domains in required[: len(score.idf)]]
    assert known == list(map(_bits, score.required_mask[: len(score.idf)]))
    assert not score.required_mask[len(score.idf) :].any()


def test_nodes_say_the_terms_of_their_forms(arrays, ranker):
    """Each form leads to a node that says its skills' terms, in order; nodes of abbreviations say so."""
    text, lexicon, analyser = arrays.text, ranker.analyser.lexicon, ranker.analyser

    def node_of(key):
        node = text.root[arrays.ids[key[0]]]
        for stem in key[1:]:
            a, b = text.child_at[node], text.child_at[node + 1]
            node = text.child[a + np.searchsorted(text.child_stem[a:b], arrays.ids[stem])]
        return node

    for key, names in lexicon.forms.items():
        node = node_of(key)
        terms = [arrays.ids[term] for name in names for term in analyser.skill_terms(name)]
        assert terms == text.node_term[text.node_at[node] : text.node_at[node + 1]].tolist()
        assert text.node_bits[node] & FORM
    for key in lexicon.meanings:
        bits = text.node_bits[node_of(key)]
        assert bits & MEANS
        assert (key[0] in analyser.stop_words) == bool(bits & CAPITALS)
    ends = np.diff(text.node_at) > 0
    assert (ends == (text.node_bits & FORM > 0)).all()


def test_columns_come_in_order():
    """Terms in any order come out ascending, at every edge of the words of bits, and leave no bit behind."""
    terms, beyond = 3 * 4096 + 100, 50
    desk = Desk(*(np.zeros(terms + beyond + 1, np.int64) for _ in Desk._fields))

    @numba.njit
    def run(desk, said, terms):
        return _sort_columns(desk, said, terms)

    rng = np.random.default_rng(3)
    edges = [0, 62, 63, 64, 4032, 4095, 4096, 8191, 8192, terms - 1, terms, terms + beyond - 1]
    for size in (0, 1, 7, 400, terms + beyond):
        said = rng.permutation(terms + beyond)[:size]
        said = rng.permutation(np.union1d(said, edges)) if size else said
        desk.said[: len(said)] = said
        expected = sorted(term for term in said.tolist() if term < terms)
        assert len(expected) == run(desk, len(said), terms)
        assert expected == desk.columns[: len(expected)].tolist()
        assert not desk.words.any()
        assert not desk.summary.any()
