"""Unit vectors of profiles and documents in, the nearest documents of each profile out, however many documents there are.

One row of cosines, or a few, is in memory at a time, never all profiles by all documents. The rule enforced here: cosines
are summed in the order of SciPy's sparse product, ranked by what they are in nine digits, and ties go to the document that
stands first, so that both ways of finding them give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.rounding import STEPS
from recommender.vectors import Vector

Positions = NDArray[np.int64]
_Search = Callable[..., None]
# Bytes of cosines in memory at a time, and what one cosine of a sparse product takes: a value and a column.
_BLOCK = 64 * 2**20
_ENTRY = 12
# Up to so many documents a profile the compiled search is faster: it keeps them in order by insertion.
_MOST_INSERTED = 200


def top_documents(profiles: sparse.csr_array, documents: sparse.csr_array, k: int) -> tuple[Positions, Vector]:
    """The k nearest documents of every profile.

    Parameters
    ----------
    profiles : csr_array of shape (n_profiles, n_terms)
        Unit rows of float64, columns ascending.
    documents : csr_array of shape (n_terms, n_documents)
        Unit columns of float64, as for `recommender.scoring.cosines`.
    k : int
        How many at most, 1 or more.

    Returns
    -------
    positions : ndarray of shape (n_profiles, min(k, n_documents))
        Documents, best first; ties in nine digits by position; -1 where no more have a cosine that is over 0 in nine
        digits.
    cosines : ndarray of the same shape
        Theirs, not rounded; 0.0 where there is no document.

    Raises
    ------
    ValueError
        If `k` is not 1 or more, or the terms of profiles and documents are not the same in number.
    """
    if k < 1:
        msg = f"k must be a whole number of 1 or more, got {k!r}."
        raise ValueError(msg)
    if profiles.shape[1] != documents.shape[0]:
        msg = (
            f"profiles have {profiles.shape[1]} terms, documents {documents.shape[0]}: give vectors of one vocabulary."
        )
        raise ValueError(msg)
    shape = (profiles.shape[0], min(k, documents.shape[1]))
    positions: Positions = np.full(shape, -1, np.int64)
    cosines = np.zeros(shape)
    search = compiled_search() if shape[1] <= _MOST_INSERTED else None
    if search is None:
        _top_by_product(profiles, documents, positions, cosines)
    elif shape[1]:
        of_profiles = (profiles.indptr, profiles.indices, profiles.data)
        of_documents = (documents.indptr, documents.indices, documents.data)
        search(*of_profiles, *of_documents, positions, cosines, np.zeros(documents.shape[1]), np.zeros(shape[1]))
    return positions, cosines


@lru_cache(maxsize=1)
def compiled_search() -> _Search | None:
    """`insert_nearest` as machine code; None where numba is not installed."""
    try:
        from recommender.compiling import compiled
    except ImportError:
        return None
    return compiled(insert_nearest)


def insert_nearest(
    profile_starts: NDArray[np.int32],
    profile_terms: NDArray[np.int32],
    profile_weights: Vector,
    term_starts: NDArray[np.int32],
    term_documents: NDArray[np.int32],
    term_weights: Vector,
    positions: Positions,
    cosines: Vector,
    sums: Vector,
    steps: Vector,
) -> None:
    """Fill in the nearest documents of each profile: add up one row of cosines, go through it once, insert what is near.

    Documents come in order of position, so a later one stands behind all that are as near. Nothing here but loops over
    numbers, for numba; `sums` is the row, of length n_documents, `steps` room for k figures.
    """
    k = len(steps)
    for row in range(len(profile_starts) - 1):
        sums[:] = 0.0
        for at in range(profile_starts[row], profile_starts[row + 1]):
            weight, term = profile_weights[at], profile_terms[at]
            for entry in range(term_starts[term], term_starts[term + 1]):
                sums[term_documents[entry]] += weight * term_weights[entry]
        found, too_far = 0, 0.0
        for document in range(len(sums)):
            if sums[document] <= too_far:
                continue
            step = np.rint(sums[document] * STEPS)
            if step < 1.0 or (found == k and step <= steps[k - 1]):
                continue
            found = min(found + 1, k)
            place = found - 1
            while place > 0 and steps[place - 1] < step:
                steps[place] = steps[place - 1]
                positions[row, place] = positions[row, place - 1]
                cosines[row, place] = cosines[row, place - 1]
                place -= 1
            steps[place], positions[row, place], cosines[row, place] = step, document, sums[document]
            if found == k:  # a whole step lower than need be: what is skipped unrounded is surely too far
                too_far = (steps[k - 1] - 1.0) / STEPS


def _top_by_product(
    profiles: sparse.csr_array, documents: sparse.csr_array, positions: Positions, cosines: Vector
) -> None:
    """The same with SciPy's sparse product, as many profiles at a time as fit the memory."""
    size = max(1, _BLOCK // (_ENTRY * max(1, documents.shape[1])))
    for first in range(0, profiles.shape[0], size):
        block = profiles[first : first + size] @ documents
        for row in range(block.shape[0]):
            entries = slice(block.indptr[row], block.indptr[row + 1])
            near, found = _nearest(block.indices[entries], block.data[entries], positions.shape[1])
            positions[first + row, : len(near)] = near
            cosines[first + row, : len(near)] = found


def _nearest(documents: NDArray[np.int32], cosines: Vector, k: int) -> tuple[NDArray[np.int32], Vector]:
    """The k best of one row of cosines that stand in any order."""
    steps = np.rint(cosines * STEPS)
    least = max(1.0, np.partition(steps, -k)[-k]) if len(steps) > k else 1.0
    kept = np.flatnonzero(steps >= least)
    kept = kept[np.lexsort((documents[kept], -steps[kept]))[:k]]
    return documents[kept], cosines[kept]
