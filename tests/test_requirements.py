"""Requirements met and missing."""

import numpy as np
import pytest

from recommender.catalog import Catalog, Domain, Requirement, Role
from recommender.engine import KPORecommender
from recommender.requirements import RequirementIndex


class _Analyser:
    """Terms of a skill: its lower-case name."""

    @staticmethod
    def skill_terms(name):
        return (name.lower(),)


def _role(role_id, **kinds):
    asked = [Requirement(*(name, kind, level)) for kind, pairs in kinds.items() for name, level in pairs]
    return Role(role_id, role_id, (), tuple(sorted(asked, key=lambda r: ("must", "should", "nice").index(r.level))))


FIRST = _role(
    "first",
    skill=[("Audit", "must"), ("Tally", "should"), ("Excel", "nice")],
    activity=[("counts cash", "must")],
    qualification=[("LLB", "must")],
)
SECOND = _role("second", skill=[("Tally", "must")], tool=[("Excel", "nice"), ("Odd", "should")])
DOMAIN = Domain("books", "Books", (FIRST, SECOND))
VOCABULARY = {"audit": 0, "tally": 1, "excel": 2, "llb": 3}


@pytest.fixture(scope="module")
def index() -> RequirementIndex:
    """An index in which the terms weigh 5, 2, 1 and 4, and one is not in the vocabulary."""
    return RequirementIndex(Catalog((DOMAIN,)), _Analyser(), VOCABULARY, np.array([5.0, 2.0, 1.0, 4.0]))


def test_what_counts_most_stands_first(index):
    """Matched requirements come by weight, at the highest level that a role of the domain asks for."""
    expected = [
        ("LLB", "qualification", "must"),
        ("Tally", "skill", "must"),
        ("Excel", "skill", "nice"),
        ("Odd", "tool", "should"),
    ]
    found = index.matched(DOMAIN, ["excel", "odd", "tally", "llb", "stranger"])
    assert [name for name, *_ in expected] == [r.name for r in found]
    assert expected[:2] == [(r.name, r.kind, r.level) for r in found[:2]]


def test_nothing_shown_nothing_matched(index):
    """Without a term of the domain nothing is matched."""
    assert () == index.matched(DOMAIN, ["stranger"]) == index.matched(DOMAIN, [])


def test_missing_is_must_then_should_without_activities(index):
    """What the role asks for at must and should and the terms do not show; no activities, no nice-to-haves."""
    assert ["Audit", "LLB", "Tally"] == [r.name for r in index.missing(FIRST, frozenset())]
    assert ["LLB"] == [r.name for r in index.missing(FIRST, frozenset({"audit", "tally"}))]
    assert [] == [r.name for r in index.missing(SECOND, frozenset({"tally", "odd"}))]


def test_matched_and_missing_never_meet(model):
    """No requirement is both matched and missing, and the missing ones are the best role's."""
    for text in ("LLB, privilege review, Relativity", "Tally, GST returns", "CCNA, OSPF"):
        for item in model.recommend(text, top_k=3):
            matched, missing = {r.name for r in item.matched}, {r.name for r in item.missing}
            assert not matched & missing
            roles = {role.id: role for role in model.catalog_[item.domain_id].roles}
            asked = {r.name for r in roles[item.roles[0].role_id].requirements if r.level != "nice"}
            assert missing <= asked


def test_a_surface_form_meets_the_requirement(tmp_path):
    """What the catalogue calls by one name and a candidate by another is matched, and is not missing."""
    from recommender import load_catalog

    path = tmp_path / "law.toml"
    path.write_text(
        'id = "law"\nname = "Law"\n[[role]]\nid = "reader"\ntitle = "reader"\n[role.must]\n'
        'skills = ["document review", "redaction"]\n'
        '[[role]]\nid = "clerk"\ntitle = "clerk"\n[role.must]\nskills = ["filing"]\n'
        '[skills]\n"document review" = ["doc rvw"]\n',
        encoding="utf-8",
    )
    item = KPORecommender().fit(load_catalog(path)).recommend("doc rvw")[0]
    assert (["document review"], ["redaction"]) == ([r.name for r in item.matched], [r.name for r in item.missing])


def test_single_words_of_a_phrase_do_not_meet_it(model):
    """Several words must stand as the phrase: "review" and "privilege" apart are no privilege review."""
    apart = model.recommend("privilege; LLB; review", among=["legal_services"])[0]
    together = model.recommend("LLB; privilege review", among=["legal_services"])[0]
    assert "privilege review" not in [r.name for r in apart.matched]
    assert "privilege review" in [r.name for r in together.matched]
