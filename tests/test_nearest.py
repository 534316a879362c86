"""The nearest documents of profiles, without all cosines at once."""

import builtins
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.metrics.pairwise import cosine_similarity

from recommender import nearest
from recommender.nearest import insert_nearest, top_documents

WEIGHTS = st.sampled_from([0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 1 / 3, 0.5, 1.0])


def _csr(rows):
    return sparse.csr_array(np.asarray(rows, np.float64))


def _unit(rng, n_rows, n_terms, density=0.3):
    rows = rng.random((n_rows, n_terms)) * (rng.random((n_rows, n_terms)) < density)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return _csr(rows / np.where(lengths == 0, 1, lengths))


def _reference(profiles, documents, k):
    """The whole matrix by SciPy, stable-sorted: which documents, and their cosines as SciPy sums them."""
    cosines = (profiles @ documents).toarray()
    key = np.round(cosines, 9)
    order = np.argsort(-key, axis=1, kind="stable")[:, : min(k, documents.shape[1])]
    kept = np.take_along_axis(key, order, 1) > 0
    return np.where(kept, order, -1), np.where(kept, np.take_along_axis(cosines, order, 1), 0.0)


@pytest.fixture(params=["compiled", "without numba", "interpreted"])
def way(request, monkeypatch):
    """Each way by which the same is found."""
    if request.param == "compiled":
        pytest.importorskip("numba", reason="numba is not installed")
    else:
        found = insert_nearest if request.param == "interpreted" else None
        monkeypatch.setattr(nearest, "compiled_search", lambda: found)
    return request.param


def _check(profiles, documents, k):
    positions, cosines = top_documents(profiles, documents, k)
    expected_positions, expected_cosines = _reference(profiles, documents, k)
    assert np.array_equal(expected_positions, positions)
    assert expected_cosines.tobytes() == cosines.tobytes()


# ------------------------------------------------------------------- by hand


@pytest.mark.usefixtures("way")
def test_the_nearest_by_hand():
    """Best first, none beyond those over 0, and a profile without terms finds nothing."""
    profiles = _csr([[0.6, 0.8, 0.0], [0.0, 0.0, 0.0]])
    documents = _csr([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]).T
    positions, cosines = top_documents(profiles, sparse.csr_array(documents), 3)
    assert [[2, 0, -1], [-1, -1, -1]] == positions.tolist()
    assert [[0.8, 0.6, 0.0], [0.0, 0.0, 0.0]] == cosines.tolist()


@pytest.mark.usefixtures("way")
def test_ties_go_to_the_document_that_stands_first():
    """Cosines equal in nine digits are a tie, also at the last place; the raw cosines are given."""
    documents = sparse.csr_array(_csr([[0.2], [0.5], [0.2 + 1e-12], [0.5], [0.5 + 3e-9]]).T)
    positions, cosines = top_documents(_csr([[1.0]]), documents, 4)
    assert [4, 1, 3, 0] == positions[0].tolist()
    assert [0.5 + 3e-9, 0.5, 0.5, 0.2] == cosines[0].tolist()
    assert [4, 1, 3, 0, 2] == top_documents(_csr([[1.0]]), documents, 9)[0][0].tolist()
    assert 0.2 + 1e-12 == top_documents(_csr([[1.0]]), documents, 9)[1][0, 4]


@pytest.mark.usefixtures("way")
def test_what_is_zero_in_nine_digits_is_not_found():
    """4e-10 shows as 0.000000000, 6e-10 as 0.000000001; also where more than k are over 0 unrounded."""
    documents = sparse.csr_array(_csr([[4e-10], [6e-10], [0.0], [4e-10]]).T)
    for k in (2, 3, 4):
        assert [1, *[-1] * (k - 1)] == top_documents(_csr([[1.0]]), documents, k)[0][0].tolist()


@pytest.mark.usefixtures("way")
def test_a_billionth_nearer_is_nearer():
    """The least difference that counts is seen, also after the places are full; a smaller one is a tie."""
    for extra, expected in ((0.6e-9, 1), (0.4e-9, 0)):
        documents = sparse.csr_array(_csr([[0.5], [0.5 + extra]]).T)
        assert [[expected]] == top_documents(_csr([[1.0]]), documents, 1)[0].tolist()


@pytest.mark.usefixtures("way")
def test_there_may_be_nobody_and_nothing():
    """No profiles, no documents, no terms: empty answers of the right shape."""
    assert (0, 2) == top_documents(_csr(np.zeros((0, 3))), _csr(np.zeros((3, 2))), 5)[0].shape
    assert (2, 0) == top_documents(_csr(np.ones((2, 3))), _csr(np.zeros((3, 0))), 5)[1].shape
    assert [[-1], [-1]] == top_documents(_csr(np.zeros((2, 0))), _csr(np.zeros((0, 4))), 1)[0].tolist()


@pytest.mark.parametrize("k", [0, -1])
def test_k_is_one_or_more(k):
    """Nothing to find is a slip."""
    with pytest.raises(ValueError, match=f"^k must be a whole number of 1 or more, got {k}\\.$"):
        top_documents(_csr([[1.0]]), _csr([[1.0]]), k)


def test_another_vocabulary_is_refused():
    """Compiled code never reads beyond the documents' terms."""
    with pytest.raises(ValueError, match=r"^profiles have 2 terms, documents 1: give vectors of one vocabulary\.$"):
        top_documents(_csr([[1.0, 0.0]]), _csr([[1.0]]), 1)


# ----------------------------------------------------- by another implementation


@pytest.mark.parametrize("k", [1, 3, 10, 200, 201, 1000])
def test_bits_of_the_whole_matrix(way, k):
    """Whatever the way and k: documents and cosines of SciPy's whole product, stable-sorted, bit for bit."""
    rng = np.random.default_rng(k)
    documents = _unit(rng, 300, 40)
    documents = sparse.vstack([documents, documents[:150]], format="csr")  # every second one is a tie
    _check(_unit(rng, 4 if way == "interpreted" else 40, 40), sparse.csr_array(documents.T), k)


@pytest.mark.usefixtures("way")
@given(
    st.lists(st.lists(WEIGHTS, min_size=4, max_size=4), min_size=1, max_size=4),
    st.lists(st.lists(WEIGHTS, min_size=4, max_size=4), min_size=1, max_size=12),
    st.integers(1, 13),
)
@settings(deadline=None, max_examples=60)
def test_few_different_weights_make_many_ties(profiles, documents, k):
    """Where nearly everything is a tie, the order is still that of the reference."""
    _check(_csr(profiles), sparse.csr_array(_csr(documents).T), k)


def test_best_cosines_are_those_of_scikit_learn():
    """The k highest of `cosine_similarity`, to 1e-12."""
    rng = np.random.default_rng(5)
    profiles, documents = _unit(rng, 30, 60), _unit(rng, 500, 60)
    expected = -np.sort(-cosine_similarity(profiles, documents), axis=1)[:, :10]
    assert expected == pytest.approx(top_documents(profiles, sparse.csr_array(documents.T), 10)[1], abs=1e-12)


@pytest.mark.usefixtures("way")
def test_a_profile_finds_the_same_alone():
    """Other rows and the size of a block change no bit."""
    rng = np.random.default_rng(6)
    profiles, documents = _unit(rng, 9, 30), sparse.csr_array(_unit(rng, 80, 30).T)
    together = top_documents(profiles, documents, 5)
    alone = [top_documents(profiles[[row]], documents, 5) for row in range(9)]
    assert together[0].tobytes() == b"".join(positions.tobytes() for positions, _ in alone)
    assert together[1].tobytes() == b"".join(cosines.tobytes() for _, cosines in alone)


def test_blocks_of_the_product_join(monkeypatch):
    """A block of one, four and of all profiles gives the same."""
    rng = np.random.default_rng(8)
    profiles, documents = _unit(rng, 10, 30), sparse.csr_array(_unit(rng, 50, 30).T)
    monkeypatch.setattr(nearest, "compiled_search", lambda: None)
    for size in (1, 4 * 12 * 50, 10**9):
        monkeypatch.setattr(nearest, "_BLOCK", size)
        _check(profiles, documents, 7)


# -------------------------------------------------------------------- limits


@pytest.mark.parametrize("limit_mib", [{"compiled": 8, "without numba": 40}])
def test_no_matrix_of_all_by_all(way, limit_mib, monkeypatch):
    """2,000 profiles by 20,000 documents are 305 MiB of cosines: a row, or a block, is all that is held."""
    if way == "interpreted":
        pytest.skip("too slow uncompiled; its memory is that of the compiled one")
    rng = np.random.default_rng(9)
    documents = sparse.csr_array(sparse.random_array((500, 20_000), density=0.01, rng=rng, format="csr"))
    profiles = sparse.csr_array(sparse.random_array((2_000, 500), density=0.02, rng=rng, format="csr"))
    monkeypatch.setattr(nearest, "_BLOCK", 8 * 2**20)
    top_documents(profiles[:1], documents, 10)
    tracemalloc.start()
    try:
        top_documents(profiles, documents, 10)
        assert tracemalloc.get_traced_memory()[1] < limit_mib[way] * 2**20
    finally:
        tracemalloc.stop()


def test_without_numba_the_product_serves(monkeypatch):
    """An import error is no error: the search is None, and the answers are the same."""
    real = builtins.__import__

    def refuse(name, *rest):
        if name in {"numba", "recommender.compiling"}:
            raise ImportError(name)
        return real(name, *rest)

    nearest.compiled_search.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)
    try:
        assert nearest.compiled_search() is None
        monkeypatch.undo()
        _check(_csr([[0.6, 0.8]]), _csr([[1.0, 0.0], [0.5, 0.5]]), 2)
    finally:
        nearest.compiled_search.cache_clear()
