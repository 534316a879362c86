"""Cosines to pooled scores and orders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from recommender.scoring import Layout, best_roles, cosines, direction, pool, rank

# Three domains: documents 0 | 1 2 3 4, 5 | 6, 7 | 8 9
LAYOUT = Layout(np.array([0, 5, 7]), (np.arange(1, 5), np.arange(6, 7), np.arange(8, 10)))
SHARE = 0.5
ROWS = st.lists(st.floats(0, 1), min_size=10, max_size=10)


def test_pool_by_hand():
    """A share of the domain's own document, the rest of its best role."""
    row = np.array([[0.5, 0.1, 0.9, 0.3, 0.2, 0.25, 0.5, 1.0, 0.0, 0.7]])
    assert [0.7, 0.375, 0.85] == pytest.approx(pool(row, LAYOUT, 0.5)[0].tolist(), abs=1e-9)
    assert [0.82, 0.45, 0.76] == pytest.approx(pool(row, LAYOUT, 0.2)[0].tolist(), abs=1e-9)
    assert [0.5, 0.25, 1.0] == pool(row, LAYOUT, 1.0)[0].tolist()
    assert [0.9, 0.5, 0.7] == pool(row, LAYOUT, 0.0)[0].tolist()


def test_a_cosine_over_one_is_clipped():
    """Cosines over 1 score 1, by however little or much; below 0 they score 0."""
    assert [1.0, 1.0, 1.0] == pool(np.full((1, 10), 1.001), LAYOUT, SHARE)[0].tolist()
    assert [0.0, 0.0, 0.0] == pool(np.full((1, 10), -0.001), LAYOUT, SHARE)[0].tolist()
    assert [1.0, 1.0, 1.0] == pool(np.full((1, 10), 1.0000000000000002), LAYOUT, SHARE)[0].tolist()


@given(ROWS)
@settings(deadline=None, max_examples=60)
def test_scores_lie_between_the_worst_and_the_best_cosine(row):
    """A convex combination lies within its parts and has at most nine digits."""
    for score, own, roles in zip(pool(np.array([row]), LAYOUT, SHARE)[0], LAYOUT.own, LAYOUT.roles, strict=True):
        parts = [row[own], *(row[position] for position in roles)]
        assert min(parts) - 1e-9 <= score <= max(parts) + 1e-9
        assert float(f"{score:.9f}") == score


@given(st.lists(ROWS, min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_a_row_scores_the_same_alone(rows):
    """The rows around a profile change no bit of its scores."""
    together = pool(np.array(rows), LAYOUT, SHARE)
    alone = np.vstack([pool(np.array([row]), LAYOUT, SHARE) for row in rows])
    assert np.array_equal(alone, together)


def test_best_roles_keep_the_order_on_ties():
    """Best first; cosines equal in nine digits stay in the catalogue's order."""
    row = np.array([[0.0, 0.2, 0.5, 0.2 + 1e-12, 0.5, 0, 0, 0, 0, 0]])
    assert [2, 4, 1, 3] == best_roles(row, LAYOUT, 0)[0].tolist()


def test_rank_keeps_the_order_on_ties():
    """Best first, ties by position, each row for itself."""
    scores = np.array([[0.2, 0.5, 0.2, 0.5], [0.0, 0.0, 0.0, 0.0]])
    assert [[1, 3, 0, 2], [0, 1, 2, 3]] == rank(scores).tolist()


@given(st.lists(st.sampled_from([0.0, 0.1, 0.5, 1.0]), min_size=1, max_size=30))
@settings(deadline=None, max_examples=60)
def test_rank_is_pythons_stable_sort(scores):
    """The order is that of a stable sort."""
    assert sorted(range(len(scores)), key=lambda i: -scores[i]) == rank(np.array([scores]))[0].tolist()


def test_cosines_are_dot_products():
    """The product of unit rows and unit columns is dense and has one row a profile."""
    profiles = sparse.csr_array(np.array([[0.6, 0.8, 0.0], [0.0, 0.0, 0.0]]))
    documents = sparse.csr_array(np.array([[1.0, 0.0], [0.0, 0.6], [0.0, 0.8]]))
    got = cosines(profiles, documents)
    assert isinstance(got, np.ndarray)
    assert [[0.6, pytest.approx(0.48)], [0.0, 0.0]] == got.tolist()


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=30)
def test_direction_gives_the_score(seed):
    """The profile's product with a domain's direction is the domain's pooled score."""
    random = np.random.default_rng(seed)
    documents = random.random((10, 4))
    documents /= np.linalg.norm(documents, axis=1, keepdims=True)
    profile = random.random(4)
    profile /= np.linalg.norm(profile)
    similarities = (documents @ profile)[None, :]
    for position, expected in enumerate(pool(similarities, LAYOUT, SHARE)[0]):
        best = int(best_roles(similarities, LAYOUT, position)[0, 0])
        toward = direction(sparse.csr_array(documents), int(LAYOUT.own[position]), best, SHARE)
        assert expected == pytest.approx(profile @ toward, abs=1e-9)
