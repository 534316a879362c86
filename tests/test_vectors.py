"""Terms to TF-IDF vectors."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from recommender.background import Background
from recommender.vectors import count_terms, counts_to_vectors, inverse_document_frequency

VOCABULARY = {term: column for column, term in enumerate("abcdef")}
DOCUMENTS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), min_size=1, max_size=6)


def _background(size, **frequencies):
    return Background(size, 0, frequencies, dict.fromkeys(frequencies, 0), frozenset())


def _idf(background, vocabulary=("bank", "ledger", "paint", "title")):
    roles = [{"ledger", "bank"}, {"ledger"}, {"paint"}]
    domains = [{"ledger", "bank", "title"}, {"paint"}]
    columns = {term: column for column, term in enumerate(vocabulary)}
    return inverse_document_frequency(columns, roles, domains, background).tolist()


def test_idf_by_hand():
    """Rarity over three roles and over two domains: ln 2 + ln 1.5, ln 4/3 + ln 1.5, for a heading ln 4 + ln 1.5."""
    expected = [round(math.log(x), 9) for x in (3, 2, 3, 6)]
    assert expected == _idf(_background(1000))


def test_idf_shrinks_where_general_work_uses_the_word():
    """Background rarity below 1 scales the weight; from 1 on it does not count."""
    # (1 + 9) / (1 + 4) = 2, so ln 2 of the weight; 9 of 9 leave nothing; 2 of 9 give ln(10/3) > 1
    expected = [round(math.log(3) * math.log(2), 9), 0.0, round(math.log(3), 9), round(math.log(6), 9)]
    assert expected == _idf(_background(9, bank=4, ledger=9, paint=2))


def test_idf_asks_the_background_for_the_whole_phrase():
    """A term of two stems is looked up as one run."""
    roles, domains = [{"prior art"}, set()], [{"prior art"}, set()]
    background = _background(9, **{"prior art": 4, "prior": 9, "art": 9})
    expected = [round(2 * math.log(1.5) * math.log(2), 9)]
    assert expected == inverse_document_frequency({"prior art": 0}, roles, domains, background).tolist()


def test_idf_of_what_everything_holds_is_a_tenth():
    """A term in every role and domain weighs 0.1, and less where general work uses it; never more than a rarer one."""
    held = [{"x"}, {"x"}]
    assert [0.1] == inverse_document_frequency({"x": 0}, held, held, _background(1000)).tolist()
    assert [round(0.1 * math.log(2), 9)] == inverse_document_frequency(
        {"x": 0}, held, held, _background(9, x=4)
    ).tolist()


@given(
    st.lists(st.sets(st.sampled_from("abcdef")), max_size=6),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9)),
)
@settings(deadline=None, max_examples=60)
def test_idf_is_finite_and_not_negative(roles, frequencies):
    """No weight is negative or infinite, and each has at most nine digits."""
    idf = inverse_document_frequency(VOCABULARY, roles, roles, _background(9, **frequencies))
    assert np.all(np.isfinite(idf))
    assert np.all(idf >= 0)
    assert np.array_equal(np.round(idf, 9), idf)


def test_counts_are_sorted_and_leave_strangers_out():
    """Columns ascend, repetitions are counted, unknown terms are left out, empty documents stay as empty rows."""
    counts = count_terms([["c", "a", "c", "zz"], [], ["zz"]], VOCABULARY)
    assert counts.shape == (3, 6)
    assert [0, 2] == counts.indices.tolist()
    assert [1, 2] == counts.data.tolist()
    assert [0, 2, 2, 2] == counts.indptr.tolist()


def test_no_documents_make_a_matrix_without_rows():
    """Nothing in, nothing out, with the width of the vocabulary."""
    assert (0, 6) == count_terms([], VOCABULARY).shape


@given(DOCUMENTS)
@settings(deadline=None, max_examples=60)
def test_counts_equal_scikit_learn(documents):
    """Counts are CountVectorizer's."""
    expected = CountVectorizer(analyzer=lambda terms: terms, vocabulary=VOCABULARY).transform(documents)
    assert np.array_equal(expected.toarray(), count_terms(documents, VOCABULARY).toarray())


@given(DOCUMENTS, st.lists(st.floats(0, 10), min_size=6, max_size=6))
@settings(deadline=None, max_examples=60)
def test_vectors_equal_scikit_learn(documents, idf):
    """Vectors are TfidfTransformer's with sublinear frequencies."""
    counts = count_terms(documents, VOCABULARY)
    weights = np.array([0.0 if w < 1e-6 else w for w in idf])
    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = weights
    expected = transformer.transform(counts).toarray()
    assert np.allclose(expected, counts_to_vectors(counts, weights).toarray(), rtol=0, atol=1e-12)


def test_vector_by_hand():
    """Counts 3 and 1 with weights 1 and 2 give (1 + ln 3, 2) over its length."""
    vector = counts_to_vectors(count_terms([["a", "a", "a", "b"]], VOCABULARY), np.array([1.0, 2, 5, 5, 5, 5]))
    first = 1 + math.log(3)
    assert [first / math.hypot(first, 2), 2 / math.hypot(first, 2), 0, 0, 0, 0] == pytest.approx(vector.toarray()[0])


def test_a_row_without_weight_stays_zero():
    """Terms that weigh nothing give a zero vector and no division by zero."""
    vector = counts_to_vectors(count_terms([["a"], []], VOCABULARY), np.zeros(6))
    assert 0.0 == abs(vector.toarray()).max()


def test_the_counts_are_left_as_they_came():
    """Making vectors does not change the counts."""
    counts = count_terms([["a", "a", "b"]], VOCABULARY)
    counts_to_vectors(counts, np.ones(6))
    assert [2, 1] == counts.data.tolist()
