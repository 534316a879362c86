"""A profile and a domain in, an `Explanation` or a `Contrast` out.

Every figure is exact: shares of terms add up to the score, and a next step is the score of the profile with the skill added
on a line of its own (`Profile.with_skill`).
"""

from __future__ import annotations

from collections.abc import Sequence

from recommender.catalog import LEVELS, Requirement
from recommender.degrees_shown import with_degrees_shown
from recommender.explaining import by_requirement, contrasts, contributions, unasked
from recommender.explanation import Contrast, Contribution, Explanation, NextStep
from recommender.next_steps import Additions, score_profile
from recommender.profile import Profile
from recommender.ranker import Ranker, Scored
from recommender.scoring import direction

_TOGETHER = 3


def explain_domain(ranker: Ranker, profile: Profile, position: int) -> Explanation:
    """Why the domain at a position scores what it does for a profile."""
    fields = profile.by_field()
    said = ranker.analyser.read(fields)
    evidence = list(ranker.analyser.find_in(said))
    block = score_profile(ranker, list(dict.fromkeys([found.term for found in evidence])))
    counted = contributions(evidence, _shares(ranker, block, position), fields)
    item = ranker.recommendation(block, 0, position, 1)
    matched, words = by_requirement(counted, item.matched, ranker.requirements.term_of)
    additions = Additions(ranker, said, evidence, block)
    missing = _missing(ranker, block, position)
    steps, three = _next_steps(additions, position, missing, item.score)
    shown = ranker.readiness.general_skills(said)
    return Explanation(
        domain_id=item.domain_id,
        domain=item.domain,
        score=item.score,
        rank=_place(block, 0, position),
        status=additions.status,
        contributions=counted,
        matched=matched,
        words=tuple(sorted(words, key=lambda c: (-c.value, c.term))),
        roles=item.roles,
        missing=missing,
        next_steps=steps,
        best_three=three,
        general_skills={skill.name: tuple(dict.fromkeys(s.words for s in signs)) for skill, signs in shown.items()},
        general_lacking=tuple(skill.name for skill in ranker.catalog.general_skills if skill not in shown),
        bpo_marks=tuple(dict.fromkeys(sign.words for sign in ranker.readiness.bpo_marks(said))),
        unasked=unasked(evidence, counted),
        fields=fields,
    )


def contrast_domains(ranker: Ranker, profile: Profile, position: int, other: int) -> Contrast:
    """Which terms of a profile decide between two domains."""
    fields = profile.by_field()
    evidence = list(ranker.analyser.find(fields))
    block = score_profile(ranker, list(dict.fromkeys([found.term for found in evidence])))
    sides: list[Sequence[Contribution]] = [
        contributions(evidence, _shares(ranker, block, place), fields) for place in (position, other)
    ]
    domains = ranker.catalog.domains
    difference = float(block.scores[0, position] - block.scores[0, other])
    return Contrast(domains[position].id, domains[other].id, difference, contrasts(*sides))


def _shares(ranker: Ranker, block: Scored, position: int) -> dict[str, float]:
    """Share of the score of the first profile of a block of each term that has one."""
    ordered, _ = ranker.roles_in_order(block, 0, position)
    own = int(ranker.layout.own[position])
    toward = direction(ranker.documents, own, own + 1 + ordered[0], ranker.own_weight)
    row = block.vectors[[0]]
    share = row.data * toward[row.indices]
    term_of = {ranker.vocabulary[term]: term for term in block.terms[0]}
    counts = share > 0.0
    return {term_of[c]: v for c, v in zip(row.indices[counts].tolist(), share[counts].tolist(), strict=True)}


def _place(block: Scored, row: int, position: int) -> int:
    return int(block.order[row].tolist().index(position)) + 1


def _missing(ranker: Ranker, block: Scored, position: int) -> tuple[Requirement, ...]:
    """What the best role asks for at any level and the profile does not show; by level, then by what it is worth.

    A degree is shown by one that cannot be had without it.
    """
    ordered, _ = ranker.roles_in_order(block, 0, position)
    role = ranker.catalog.domains[position].roles[ordered[0]]
    missing = ranker.requirements.missing(role, with_degrees_shown(block.said[0]), levels=LEVELS)
    return tuple(sorted(missing, key=lambda r: (LEVELS.index(r.level), -ranker.requirements.weight(r))))


def _next_steps(
    additions: Additions, position: int, missing: Sequence[Requirement], score: float
) -> tuple[tuple[NextStep, ...], NextStep | None]:
    """What adding each missing skill would change: what the role asks for first, then what is nice to have."""
    steps = _steps(additions, position, [(requirement,) for requirement in missing], score)
    ranked = tuple(sorted(steps, key=lambda s: (s.requirements[0].level == "nice", -s.gain)))
    if len(ranked) < _TOGETHER:
        return ranked, None
    together = tuple(step.requirements[0] for step in ranked[:_TOGETHER])
    return ranked, _steps(additions, position, [together], score)[0]


def _steps(
    additions: Additions, position: int, groups: Sequence[tuple[Requirement, ...]], score: float
) -> list[NextStep]:
    outcomes = additions.outcomes(["\n".join(requirement.name for requirement in group) for group in groups])
    return [
        NextStep(
            requirements=group,
            score=outcome.scores[position],
            gain=outcome.scores[position] - score,
            rank=outcome.order.index(position) + 1,
            status=outcome.status,
        )
        for group, outcome in zip(groups, outcomes, strict=True)
    ]
