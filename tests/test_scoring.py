"""Cosines to pooled scores and orders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from recommender.scoring import Layout, best_roles, cosines, direction, pool, rank, role_shares

# Three domains: documents 0 | 1 2 3 4, 5 | 6, 7 | 8 9
LAYOUT = Layout(np.array([0, 5, 7]), (np.arange(1, 5), np.arange(6, 7), np.arange(8, 10)))
WEIGHTS = (0.4, (0.3, 0.2, 0.1))
ROWS = st.lists(st.floats(0, 1), min_size=10, max_size=10)


@pytest.mark.parametrize(
    ("roles", "expected"),
    [(1, [0.6]), (2, [0.4, 0.2]), (3, [0.3, 0.2, 0.1]), (9, [0.3, 0.2, 0.1])],
)
def test_shares_left_over_go_to_the_best_role(roles, expected):
    """A domain with fewer roles than shares gives the rest to its best role."""
    assert expected == pytest.approx(role_shares(roles, (0.3, 0.2, 0.1)).tolist())


def test_shares_do_not_change_the_weights():
    """The weights handed in stay as they are."""
    weights = np.array([0.3, 0.2, 0.1])
    role_shares(1, weights)
    assert [0.3, 0.2, 0.1] == weights.tolist()


def test_pool_by_hand():
    """0.4 own + 0.3, 0.2, 0.1 of the best three; one role takes 0.6; two take 0.4 and 0.2."""
    row = np.array([[0.5, 0.1, 0.9, 0.3, 0.2, 0.25, 0.5, 1.0, 0.0, 0.7]])
    expected = [0.4 * 0.5 + 0.3 * 0.9 + 0.2 * 0.3 + 0.1 * 0.2, 0.4 * 0.25 + 0.6 * 0.5, 0.4 * 1.0 + 0.4 * 0.7]
    assert expected == pytest.approx(pool(row, LAYOUT, WEIGHTS)[0].tolist(), abs=1e-9)


def test_a_cosine_over_one_is_clipped():
    """Cosines that rounding lifts over 1 score 1."""
    assert [1.0, 1.0, 1.0] == pool(np.full((1, 10), 1.0000000000000002), LAYOUT, WEIGHTS)[0].tolist()


@given(ROWS)
@settings(deadline=None, max_examples=60)
def test_scores_lie_between_the_worst_and_the_best_cosine(row):
    """A convex combination lies within its parts and has at most nine digits."""
    for score, own, roles in zip(pool(np.array([row]), LAYOUT, WEIGHTS)[0], LAYOUT.own, LAYOUT.roles, strict=True):
        parts = [row[own], *(row[position] for position in roles)]
        assert min(parts) - 1e-9 <= score <= max(parts) + 1e-9
        assert float(f"{score:.9f}") == score


@given(st.lists(ROWS, min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_a_row_scores_the_same_alone(rows):
    """The rows around a profile change no bit of its scores."""
    together = pool(np.array(rows), LAYOUT, WEIGHTS)
    alone = np.vstack([pool(np.array([row]), LAYOUT, WEIGHTS) for row in rows])
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
    for position, expected in enumerate(pool(similarities, LAYOUT, WEIGHTS)[0]):
        ordered = best_roles(similarities, LAYOUT, position)[0]
        toward = direction(sparse.csr_array(documents), int(LAYOUT.own[position]), ordered, WEIGHTS)
        assert expected == pytest.approx(profile @ toward, abs=1e-9)
