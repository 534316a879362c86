"""Degrees that other degrees show."""

import pytest

from recommender import KPORecommender
from recommender.degrees_shown import with_degrees_shown


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([], set()),
        (["llb"], {"llb"}),
        (["llm"], {"llm", "llb"}),
        (["llm ipr"], {"llm ipr", "llm", "llb"}),
        (["m pharm", "talli"], {"m pharm", "b pharm", "talli"}),
        (["m tech", "mba", "b com"], {"m tech", "mba", "b com"}),
        (["bba llb"], {"bba llb", "llb"}),
    ],
)
def test_a_degree_shows_what_cannot_be_missing_below_it(terms, expected):
    """An LLM shows an LLB; an M.Tech shows no B.Tech, since other degrees lead there too."""
    assert expected == with_degrees_shown(terms)


@pytest.mark.parametrize(
    ("text", "domain_id", "lower"),
    [
        ("LLM, document review, Relativity, privilege log", "legal_services", "LLB"),
        ("pursuing LL.M., document review, Relativity, privilege log", "legal_services", "LLB"),
        ("M.Pharm, ICSR processing, MedDRA coding, narrative writing, Argus", "pharma_biotech", "B.Pharm"),
    ],
)
def test_an_explanation_asks_nobody_for_a_lower_degree(
    model: KPORecommender, text: str, domain_id: str, lower: str
) -> None:
    """What a higher degree shows is not missing, and no next step."""
    explanation = model.explain(text, domain_id)
    role = next(r for r in model.catalog_[domain_id].roles if r.id == explanation.roles[0].role_id)
    assert lower in {requirement.name for requirement in role.requirements}
    assert lower not in {requirement.name for requirement in explanation.missing}
    assert lower not in {step.names for step in explanation.next_steps}
    without = model.explain(
        text.replace("LLM, ", "").replace("pursuing LL.M., ", "").replace("M.Pharm, ", ""), domain_id
    )
    assert lower in {requirement.name for requirement in without.missing}
