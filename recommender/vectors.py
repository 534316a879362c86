"""Terms in, TF-IDF vectors out.

The vectors are those of scikit-learn's `TfidfVectorizer(analyzer=..., sublinear_tf=True)` with this vocabulary and
these idf values, to 1e-9; a test builds both.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.background import Background

Vector = NDArray[np.float64]
# What a term weighs at least that every role and domain asks for: a catalogue of one role must still rank.
_LEAST = 0.1


def inverse_document_frequency(
    vocabulary: Mapping[str, int],
    roles: Sequence[AbstractSet[str]],
    domains: Sequence[AbstractSet[str]],
    background: Background,
) -> Vector:
    """How telling each term is: asked for by few roles, in few domains, and not everywhere in general work.

    ``idf(t) = (ln((1 + R) / (1 + r_t)) + ln((1 + D) / (1 + d_t))) * min(1, ln((1 + N) / (1 + n_t)))`` with R roles of
    which r_t hold the term, D domains of which d_t do, and N documents of general work of which n_t do. What each part
    is worth stands in docs/adr/0003; the sum of the first two is at least 0.1.

    Parameters
    ----------
    vocabulary : mapping of str to int
        Term to column.
    roles, domains : sequence of set of str
        Terms of each role's document, and of each domain's.
    background : Background
        Frequencies over general work.

    Returns
    -------
    ndarray of shape (n_terms,)
        Not negative; rounded to 9 digits, so that every platform's logarithm gives the same bytes.
    """
    of_roles = Counter(term for terms in roles for term in terms)
    of_domains = Counter(term for terms in domains for term in terms)
    idf = np.zeros(len(vocabulary))
    for term, column in vocabulary.items():
        telling = _rarity(len(roles), of_roles[term]) + _rarity(len(domains), of_domains[term])
        idf[column] = max(telling, _LEAST) * min(1.0, _rarity(background.size, background.frequency(term.split(" "))))
    return np.round(idf, 9)


def _rarity(size: int, holding: int) -> float:
    return math.log((1 + size) / (1 + holding))


def counts_to_vectors(counts: sparse.csr_array, idf: Vector) -> sparse.csr_array:
    """Unit TF-IDF vectors of documents.

    Parameters
    ----------
    counts : csr_array of shape (n_documents, n_terms)
        How often each document holds each term.
    idf : ndarray of shape (n_terms,)
        Weights.

    Returns
    -------
    csr_array of shape (n_documents, n_terms)
        ``(1 + ln tf) * idf``, rows of Euclidean length 1; a row without weight stays zero.
    """
    weights = counts.astype(np.float64)
    weights.data = (1.0 + np.log(weights.data)) * idf[weights.indices]
    row_of = np.repeat(np.arange(len(weights.indptr) - 1), np.diff(weights.indptr))
    # bincount adds one after the other, so that every way of computing a length gives the same bits.
    lengths = np.sqrt(np.bincount(row_of, weights.data * weights.data, len(weights.indptr) - 1))
    lengths[lengths == 0.0] = 1.0
    weights.data /= lengths[row_of]
    return weights


def count_terms(documents: Iterable[Sequence[str]], vocabulary: Mapping[str, int]) -> sparse.csr_array:
    """Term counts of documents, columns ascending; terms outside the vocabulary are left out."""
    indptr, indices, data = [0], [], []
    for terms in documents:
        counted = sorted(Counter(vocabulary[term] for term in terms if term in vocabulary).items())
        indices += [column for column, _ in counted]
        data += [count for _, count in counted]
        indptr.append(len(indices))
    shape = (len(indptr) - 1, len(vocabulary))
    return sparse.csr_array(
        (np.array(data, np.int64), np.array(indices, np.int32), np.array(indptr, np.int32)), shape=shape
    )
