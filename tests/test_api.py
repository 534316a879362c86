"""The functions that most users need."""

import pandas as pd
import pytest

import recommender
from recommender import (
    KPORecommender,
    ModelError,
    Profile,
    ProfileError,
    RecommenderError,
    TableError,
    UnknownDomainError,
    explain,
    recommend,
    recommend_many,
    score,
    score_frame,
)

LAW = "LLB, privilege review in Relativity, redlining"
BOOKS = {"education": "B.Com, CA Inter", "skills": "Tally, GST returns, bank reconciliation"}


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> KPORecommender:
    """A model of another catalogue."""
    path = tmp_path_factory.mktemp("own") / "own.csv"
    path.write_text(
        "id,domain,title,requirements\nbaker,Bakery,Baker,dough kneading; sourdough\n"
        "mechanic,Garage,Mechanic,brake bleeding; wheel alignment\n",
        encoding="utf-8",
    )
    return KPORecommender().fit(recommender.load_catalog(path))


def test_the_packaged_model_serves_by_default(model):
    """Without a model each function does what the packaged model does."""
    assert model.recommend(LAW).to_dict() == recommend(LAW).to_dict()
    assert [model.recommend(p).to_dict() for p in (LAW, BOOKS)] == [r.to_dict() for r in recommend_many([LAW, BOOKS])]
    assert model.score_domains(LAW)["legal_services"] == score(LAW, "legal_services") > 0
    assert model.explain(LAW, "legal_services") == explain(LAW, "legal_services")


def test_another_model_may_be_given(own):
    """Each function takes a model."""
    assert "bakery" == recommend("sourdough", model=own)[0].domain_id
    assert ["bakery", "garage"] == [r[0].domain_id for r in recommend_many(["sourdough", "brake bleeding"], model=own)]
    assert score("sourdough", "bakery", model=own) > 0.0 == score("sourdough", "garage", model=own)
    assert "garage" == explain("brake bleeding", "garage", model=own).domain_id
    frame = pd.DataFrame({"skills": ["sourdough"]})
    assert ["Bakery"] == score_frame(frame, top_k=1, model=own)["domain_1"].tolist()


def test_text_mapping_and_profile_meet():
    """The same words score the same as a text, a mapping and a Profile."""
    expected = {d.domain_id: d.score for d in recommend(LAW, top_k=15)}
    for same in (Profile(text=LAW), Profile.from_text(LAW), {"summary": LAW}, {"Remarks": LAW, "Name": "Maya"}):
        assert expected == {d.domain_id: d.score for d in recommend(same, top_k=15)}


@pytest.mark.parametrize("name", ["Maya Sharma", "Ruby Rails", "Julia Python", "Tally Singh", "Excel D'Souza"])
def test_a_name_scores_nothing(name):
    """A candidate gets the same scores under any name, in a mapping and in a text."""
    nameless = recommend(BOOKS, top_k=15).to_dict()
    assert nameless == recommend({"Candidate Name": name, **BOOKS, "E-mail": "maya@blender.org"}, top_k=15).to_dict()
    scores = {d.domain_id: d.score for d in recommend(f"Name: {name}\n{LAW}", top_k=15)}
    assert {d.domain_id: d.score for d in recommend(LAW, top_k=15)} == scores


def test_the_score_is_the_rankings():
    """The score is the number that the ranking shows, and 0.0 for a domain that is not in it."""
    shown = {item.domain_id: item.score for item in recommend(LAW, top_k=15)}
    for domain in recommender.load_catalog():
        assert shown.get(domain.id, 0.0) == score(LAW, domain.id)


def test_top_k_and_among_are_passed_on():
    """Recommending takes top_k and among."""
    assert 1 == len(recommend(LAW, top_k=1))
    assert ["legal_services"] == [item.domain_id for item in recommend(LAW, among=["legal_services"])]
    assert [2, 2] == [len(result) for result in recommend_many([LAW, BOOKS], top_k=2)]


@pytest.mark.parametrize(
    "call",
    [
        lambda: score(LAW, "law"),
        lambda: score(LAW, None),
        lambda: explain(LAW, "law"),
        lambda: recommend(LAW, among=["law"]),
    ],
)
def test_an_unknown_domain_is_refused(call):
    """Each function that takes a domain names the ones there are."""
    with pytest.raises(UnknownDomainError, match=r"^Unknown domain .*The catalogue has: research_development, "):
        call()


@pytest.mark.parametrize("call", [recommend, lambda p: score(p, "legal_services"), lambda p: recommend_many([p])])
def test_what_is_no_profile_is_refused(call):
    """Each function refuses what is no profile."""
    with pytest.raises(ProfileError, match="A profile is a text, a mapping or a Profile; got int"):
        call(7)


UNFITTED = {
    "recommend": lambda m: recommend(LAW, model=m),
    "recommend_many": lambda m: recommend_many([LAW], model=m),
    "score": lambda m: score(LAW, "legal_services", model=m),
    "explain": lambda m: explain(LAW, "legal_services", model=m),
    "score_frame": lambda m: score_frame(pd.DataFrame({"skills": ["x"]}), model=m),
}


@pytest.mark.parametrize("name", UNFITTED)
def test_an_unfitted_model_says_so(name):
    """A model that was never fitted is refused in the package's own words."""
    with pytest.raises(ModelError, match="not fitted yet"):
        UNFITTED[name](KPORecommender())


def test_a_frame_keeps_index_and_order():
    """score_frame scores each row as recommend does, under the frame's own index."""
    frame = pd.DataFrame({"Qualification": ["LLB", "B.Com"], "Key Skills": ["redlining", "Tally"]}, index=["z", "a"])
    got = score_frame(frame, top_k=2)
    expected = recommend_many(
        [Profile(education="LLB", skills="redlining"), Profile(education="B.Com", skills="Tally")]
    )
    assert ["z", "a"] == got.index.tolist()
    assert [r[0].domain for r in expected] == got["domain_1"].tolist()
    assert [r[1].score for r in expected] == got["score_2"].tolist()
    assert [r.status for r in expected] == got["status"].tolist()


def test_a_frame_without_usable_columns_is_refused():
    """A frame that says nothing about candidates is refused."""
    with pytest.raises(TableError, match="frame") as caught:
        score_frame(pd.DataFrame({"zip": ["1"]}))
    assert isinstance(caught.value, RecommenderError)
