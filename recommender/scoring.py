"""Unit vectors in, scores out: cosines with every document, pooled into one score a domain.

A domain's score is a fixed convex combination of the cosines with the domain's own document and with its best roles'
documents. For one profile it is linear in the profile's
terms, so contributions add up. Sparse products keep the order of summation, so that one profile scores the same alone
and among a million.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.rounding import DECIMALS
from recommender.vectors import Vector


@dataclass(frozen=True, slots=True)
class Layout:
    """Which document is whose: positions of the documents of each domain.

    Attributes
    ----------
    own : ndarray of shape (n_domains,)
        Position of each domain's own document.
    roles : tuple of ndarray
        For each domain the positions of its roles' documents, in the catalogue's order.
    """

    own: NDArray[np.intp]
    roles: tuple[NDArray[np.intp], ...]


def cosines(profiles: sparse.csr_array, documents: sparse.csr_array) -> Vector:
    """Cosine of every profile with every document.

    Parameters
    ----------
    profiles : csr_array of shape (n_profiles, n_terms)
        Unit rows, columns ascending.
    documents : csr_array of shape (n_terms, n_documents)
        Unit columns.

    Returns
    -------
    ndarray of shape (n_profiles, n_documents)
    """
    return np.asarray((profiles @ documents).toarray())


def best_roles(similarities: Vector, layout: Layout, domain: int) -> NDArray[np.intp]:
    """Positions of a domain's role documents for each profile, best first; ties in the catalogue's order.

    Parameters
    ----------
    similarities : ndarray of shape (n_profiles, n_documents)
    layout : Layout
    domain : int
        Position of the domain.

    Returns
    -------
    ndarray of shape (n_profiles, n_roles of the domain)
    """
    positions = layout.roles[domain]
    order = np.argsort(-np.round(similarities[:, positions], DECIMALS), axis=1, kind="stable")
    return positions[order]


def pool(similarities: Vector, layout: Layout, own_weight: float) -> Vector:
    """Domain scores from document cosines: ``own_weight * cos(own) + (1 - own_weight) * cos(best role)``.

    Parameters
    ----------
    similarities : ndarray of shape (n_profiles, n_documents)
    layout : Layout
    own_weight : float
        Share of the domain's own document; the rest is the best role's.

    Returns
    -------
    ndarray of shape (n_profiles, n_domains)
        In [0, 1], rounded to 9 digits.
    """
    best = np.stack([similarities[:, positions].max(axis=1) for positions in layout.roles], axis=1)
    scores = own_weight * similarities[:, layout.own] + (1.0 - own_weight) * best
    return np.asarray(np.round(np.clip(scores, 0.0, 1.0), DECIMALS), np.float64)


def direction(documents: sparse.csr_array, own: int, best_role: int, own_weight: float) -> Vector:
    """The one vector whose product with a profile is a domain's score, given the domain's best role.

    Parameters
    ----------
    documents : csr_array of shape (n_documents, n_terms)
        Unit rows.
    own, best_role : int
        Positions of the domain's own document and of its best role's.
    own_weight : float
        As in `pool`.

    Returns
    -------
    ndarray of shape (n_terms,)
    """
    return np.asarray(np.array([own_weight, 1.0 - own_weight]) @ documents[[own, best_role]], np.float64)


def rank(scores: Vector) -> NDArray[np.intp]:
    """Positions of the domains of each profile, best first; ties go to the catalogue's order.

    Parameters
    ----------
    scores : ndarray of shape (n_profiles, n_domains)
        Rounded scores.

    Returns
    -------
    ndarray of shape (n_profiles, n_domains)
    """
    return np.argsort(-scores, axis=1, kind="stable")
