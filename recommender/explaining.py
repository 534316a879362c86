"""Evidence and shares of a score in, contributions with their places out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from recommender.analyser import Evidence
from recommender.results import Contribution, Place


def contributions(
    evidence: Iterable[Evidence], values: Mapping[str, float], fields: Mapping[str, str]
) -> tuple[Contribution, ...]:
    """What each term adds to a score and where the profile says it.

    Parameters
    ----------
    evidence : iterable of Evidence
        Every place of every term.
    values : mapping of str to float
        Term to its share of the score; the shares add up to it.
    fields : mapping of str to str
        The profile's texts.

    Returns
    -------
    tuple of Contribution
        Terms that add something; greatest first, then alphabetical.
    """
    places: dict[str, list[Place]] = {term: [] for term, value in values.items() if value > 0.0}
    for found in evidence:
        if found.term in places:
            words = fields[found.field][found.start : found.end]
            places[found.term].append(Place(found.field, found.start, found.end, words, found.via))
    made = (Contribution(term, values[term], tuple(said)) for term, said in places.items())
    return tuple(sorted(made, key=lambda c: (-c.value, c.term)))


def unasked(evidence: Iterable[Evidence], counted: Iterable[Contribution]) -> tuple[str, ...]:
    """Single words of a profile that add nothing to a score, alphabetical."""
    asked = {contribution.term for contribution in counted}
    return tuple(sorted({found.term for found in evidence if found.term not in asked and " " not in found.term}))
