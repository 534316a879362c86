"""Roles of all domains for a profile."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender import KPORecommender, Profile, load_catalog
from recommender.roles import ROLE_COLUMNS, RankedRole, RoleFinder, role_rows

CLERK = Profile.from_text("bank reconciliation, bookkeeping")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A finder over three roles in two domains."""
    path = tmp_path_factory.mktemp("tiny") / "tiny.csv"
    path.write_text(
        "id,domain,title,requirements\n"
        "clerk,Books,Ledger clerk,bookkeeping; Tally Prime; bank reconciliation\n"
        "payer,Books,Payables clerk,accounts payable; invoice matching; Tally Prime\n"
        "drawer,Art,Animator,rigging; Blender; key-frame animation\n",
        encoding="utf-8",
    )
    return RoleFinder(KPORecommender().fit(load_catalog(path)).ranker_)


def test_roles_come_from_all_domains_best_first(tiny):
    """Only roles that share a term are found; a domain's own document is no role."""
    profile = Profile.from_text("bookkeeping, bank reconciliation, rigging")
    (found,) = tiny.find([profile])
    assert [("clerk", "books"), ("drawer", "art")] == [(r.role_id, r.domain_id) for r in found]
    assert [1, 2] == [r.rank for r in found]
    assert ("Ledger clerk", "Books") == (found[0].role, found[0].domain)
    assert sorted((r.score for r in found), reverse=True) == [r.score for r in found]


def test_scores_are_those_of_the_roles_in_a_recommendation(model):
    """A role's cosine is the same here as under its domain."""
    profile = Profile.from_text("LLB, contract drafting, redlining, patent search, Westlaw")
    (found,) = RoleFinder(model.ranker_).find([profile], 500)
    scores = {(r.domain_id, r.role_id): r.score for r in found}
    ranked = model.recommend(profile, top_k=15)
    expected = {(r.domain_id, one.role_id): one.score for r in ranked for one in r.roles if one.score > 0}
    assert len(expected) > 10
    assert expected.items() <= scores.items()


def test_scores_are_those_of_scikit_learn(model):
    """TfidfVectorizer with the model's terms and weights gives the same roles and cosines, to 1e-9."""
    vectorizer = TfidfVectorizer(analyzer=lambda terms: terms, sublinear_tf=True, vocabulary=model.vocabulary_)
    vectorizer.fit([[]])
    vectorizer.idf_ = model.idf_
    texts = [(key, text) for key, domain_id, text in model.catalog_.documents() if key != domain_id]
    documents = vectorizer.transform([model.document_terms(text) for _, text in texts])
    profile = Profile.from_text("GST returns, Tally, TDS, payroll in Excel")
    cosines = np.round((vectorizer.transform([model.profile_terms(profile)]) @ documents.T).toarray()[0], 9)
    expected = np.argsort(-cosines, kind="stable")[:10]
    (found,) = RoleFinder(model.ranker_).find([profile], 10)
    assert [texts[position][0] for position in expected] == [f"{r.domain_id}/{r.role_id}" for r in found]
    assert cosines[expected].tolist() == pytest.approx([r.score for r in found], abs=1.1e-9)


def test_every_profile_keeps_its_place(tiny):
    """Nobody, and who shows nothing, get an empty answer at their place; each finds what it finds alone."""
    blank, unknown = Profile.from_text(""), Profile.from_text("xyzzy")
    found = tiny.find([blank, CLERK, unknown, CLERK], 1)
    assert [0, 1, 0, 1] == [len(one) for one in found]
    assert found[1] == found[3] == tiny.find([CLERK], 1)[0]
    assert [] == tiny.find([])


def test_equal_positions_stay_in_the_files_order(tmp_path):
    """Two openings of the same words tie; the one that stands first comes first, also where only one is asked for."""
    path = tmp_path / "positions.csv"
    rows = "".join(f"p{i},Desk {i % 2},Clerk,bookkeeping; payroll\n" for i in range(6))
    path.write_text("id,domain,title,requirements\n" + rows, encoding="utf-8")
    finder = RoleFinder(KPORecommender().fit(load_catalog(path)).ranker_)
    for top_k in (1, 4, 6):
        (found,) = finder.find([Profile.from_text("payroll")], top_k)
        assert ["p0", "p2", "p4", "p1", "p3", "p5"][:top_k] == [r.role_id for r in found]


@pytest.mark.parametrize("top_k", [0, -3, 2.0, True, "5"])
def test_top_k_is_a_whole_number(tiny, top_k):
    """As for the ranking of domains."""
    with pytest.raises(ValueError, match=f"^top_k must be a whole number of 1 or more, got {top_k!r}\\.$"):
        tiny.find([CLERK], top_k)


def test_rows_have_the_columns():
    """One row a role under the columns' names; a score never exceeds its column's."""
    found = [RankedRole(1, "clerk", "Ledger clerk", "books", "Books", 0.5)]
    expected = {"rank": 1, "role_id": "clerk", "role": "Ledger clerk", "domain_id": "books", "domain": "Books"}
    assert {**expected, "score": 0.5} == found[0].to_dict()
    assert [{"candidate_id": "c7", **expected, "score": 0.5}] == [
        dict(zip(ROLE_COLUMNS, row, strict=True)) for row in role_rows("c7", found)
    ]


def test_who_has_no_role_keeps_a_row():
    """Nobody is lost from the output."""
    assert [["c7", "", "", "", "", "", ""]] == role_rows("c7", [])
