"""Evidence and shares of a score in, contributions, requirement by requirement, out.

The score is a sum over terms. Each term's share goes to the requirement it belongs to, and what belongs to none stays a word;
so requirements and words together add up to the score exactly.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from recommender.analyser import Evidence
from recommender.catalog import Requirement
from recommender.explanation import Contribution, MatchedRequirement, Place, TermContrast


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


def by_requirement(
    counted: Sequence[Contribution], matched: Sequence[Requirement], term_of: Mapping[str, str]
) -> tuple[tuple[MatchedRequirement, ...], tuple[Contribution, ...]]:
    """Contributions gathered by requirement, and the words that belong to none.

    A requirement's term is its own; a word belongs to the requirement inside whose places it stands everywhere, and the
    longer requirement takes it first.

    Parameters
    ----------
    counted : sequence of Contribution
        Of all terms.
    matched : sequence of Requirement
        Skills, tools and qualifications that the profile shows.
    term_of : mapping of str to str
        Requirement name to its term.

    Returns
    -------
    tuple of MatchedRequirement, tuple of Contribution
        Both greatest first; their values add up to those of `counted`.
    """
    left = {contribution.term: contribution for contribution in counted}
    owned = {term_of[requirement.name] for requirement in matched}
    words = [c for c in counted if " " not in c.term and c.term not in owned and c.places]
    starts = sorted([(c.places[0].field, c.places[0].start, order) for order, c in enumerate(words)])
    gathered = []
    for requirement in sorted(matched, key=lambda r: -len(term_of[r.name])):
        own = left.get(term_of[requirement.name])
        if own is None:
            continue
        near = (words[order] for order in sorted(_starting_in(own.places, starts)))
        inside = [own, *(c for c in near if c.term in left and _within(c, own.places))]
        for contribution in inside:
            del left[contribution.term]
        gathered.append(MatchedRequirement(requirement, sum(c.value for c in inside), own.places))
    ranked = tuple(sorted(gathered, key=lambda m: (-m.value, m.requirement.name)))
    return ranked, tuple(left.values())


def _starting_in(spans: Iterable[Place], starts: Sequence[tuple[str, int, int]]) -> set[int]:
    """Of words, given as the sorted starts of their first places, those that first stand inside some spans."""
    return {
        order
        for span in spans
        for _, _, order in starts[
            bisect_left(starts, (span.field, span.start, 0)) : bisect_left(starts, (span.field, span.end, 0))
        ]
    }


def _within(word: Contribution, spans: Sequence[Place]) -> bool:
    """Whether a word stands nowhere but inside some spans."""
    for place in word.places:
        for span in spans:
            if span.start <= place.start and place.end <= span.end and place.field == span.field:
                break
        else:
            return False
    return True


def unasked(evidence: Iterable[Evidence], counted: Iterable[Contribution]) -> tuple[str, ...]:
    """Single words of a profile that add nothing to a score, alphabetical."""
    terms = {found.term for found in evidence}.difference(contribution.term for contribution in counted)
    return tuple(sorted([term for term in terms if " " not in term]))


def contrasts(first: Sequence[Contribution], second: Sequence[Contribution]) -> tuple[TermContrast, ...]:
    """By how much each term speaks for one domain over another; what decides most first.

    Parameters
    ----------
    first, second : sequence of Contribution
        Of one profile to the scores of two domains.

    Returns
    -------
    tuple of TermContrast
        Whose differences add up to the difference of the scores.
    """
    one, other = ({c.term: c for c in side} for side in (first, second))
    made = []
    for term in {**one, **other}:
        a, b = one.get(term), other.get(term)
        places = a.places if a else b.places if b else ()
        made.append(TermContrast(term, (a.value if a else 0.0) - (b.value if b else 0.0), places))
    return tuple(sorted(made, key=lambda t: (-abs(t.difference), t.term)))
