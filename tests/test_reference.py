"""Vectors and scores against an independently built scikit-learn vectoriser, over all labelled candidates."""

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from recommender import KPORecommender, Profile

LABELLED = Path(__file__).resolve().parent.parent / "datasets" / "labelled"
OWN = 0.5  # the domain's own document; the other half is its best role's


def _profile(row):
    return Profile(
        education=row["education"],
        skills=row["skills"],
        experience=row["experience_years"],
        current_role=row.get("current_role") or "",
        text=row["summary"],
    )


@pytest.fixture(scope="module")
def candidates() -> list[Profile]:
    """The labelled candidates: two tables and a folder of CVs."""
    found = []
    for name in ("profiles_a.csv", "profiles_b.csv"):
        with (LABELLED / name).open(encoding="utf-8", newline="") as file:
            found += [_profile(row) for row in csv.DictReader(file)]
    cvs = sorted((LABELLED / "cv").glob("*.txt"))
    return found + [Profile.from_text(path.read_text(encoding="utf-8")) for path in cvs]


def _vectoriser(model, analyzer):
    made = TfidfVectorizer(analyzer=analyzer, vocabulary=model.vocabulary_, sublinear_tf=True)
    made.idf_ = model.idf_
    return made


@pytest.fixture(scope="module")
def reference(model, candidates):
    """Vectors of candidates, vectors of documents, and their cosines, all by scikit-learn."""
    profiles = _vectoriser(model, model.profile_terms).transform(candidates)
    texts = [text for _, _, text in model.catalog_.documents()]
    documents = _vectoriser(model, model.document_terms).transform(texts)
    return profiles, documents, cosine_similarity(profiles, documents)


def _pooled(catalog, cosines):
    """Domain scores of one candidate by hand: half its own document, half its best role."""
    scores, start = {}, 0
    for domain in catalog:
        roles = cosines[start + 1 : start + 1 + len(domain.roles)]
        scores[domain.id] = OWN * cosines[start] + (1 - OWN) * max(roles)
        start += 1 + len(domain.roles)
    return scores


def test_the_labelled_candidates_are_there(candidates):
    """Two hundred and thirty candidates of two tables and fifteen CVs stand behind the comparison."""
    assert len(candidates) == 140 + 90 + 15


def test_profile_vectors_are_those_of_scikit_learn(model, candidates, reference):
    """Every candidate's vector is TfidfVectorizer's."""
    ours = model.ranker_.score(candidates).vectors
    assert abs(reference[0] - ours).max() <= 1e-9


def test_document_vectors_are_those_of_scikit_learn(model, reference):
    """Every document's vector is TfidfVectorizer's."""
    assert abs(reference[1] - model.document_vectors_).max() <= 1e-9


def test_vectors_have_length_one_or_nothing(model, candidates):
    """A vector has length 1, or is zero."""
    vectors = model.ranker_.score(candidates).vectors
    lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1))
    assert np.all((np.abs(lengths - 1) < 1e-12) | (lengths == 0))


def test_scores_are_pooled_cosines(model, candidates, reference):
    """Every domain's score is half its own and half its best role's cosine by scikit-learn."""
    for candidate, cosines in zip(candidates, reference[2], strict=True):
        expected = _pooled(model.catalog_, cosines)
        got = model.score_domains(candidate)
        assert list(expected) == list(got)
        assert max(abs(expected[name] - got[name]) for name in expected) <= 1e-9


def test_role_scores_are_cosines_best_first(model, candidates, reference):
    """A recommendation shows its best three roles with scikit-learn's cosines."""
    place = {name: i for i, (name, _, _) in enumerate(model.catalog_.documents())}
    for cosines, result in zip(reference[2], model.recommend_many(candidates, top_k=3), strict=True):
        for item in result:
            roles = [cosines[place[f"{item.domain_id}/{role.id}"]] for role in model.catalog_[item.domain_id].roles]
            assert np.allclose(sorted(roles, reverse=True)[:3], [r.score for r in item.roles], rtol=0, atol=1e-9)
            for role in item.roles:
                expected = cosines[place[f"{item.domain_id}/{role.role_id}"]]
                assert expected == pytest.approx(role.score, abs=1e-9)


def test_ranking_follows_the_reference(model, candidates, reference):
    """Domains come in the order of the reference's scores, those without any left out."""
    for cosines, result in zip(reference[2], model.recommend_many(candidates, top_k=15), strict=True):
        pooled = _pooled(model.catalog_, cosines)
        assert {name for name, score in pooled.items() if score > 5e-10} == {item.domain_id for item in result}
        scores = [pooled[item.domain_id] for item in result]
        assert all(first >= second - 1e-9 for first, second in pairwise(scores))


def test_alone_and_among_many_are_bit_identical(model, candidates):
    """A candidate gets the same bits alone, in a list, and in a shuffled list."""
    together = [result.to_dict() for result in model.recommend_many(candidates)]
    assert [model.recommend(candidate).to_dict() for candidate in candidates] == together
    order = np.random.default_rng(7).permutation(len(candidates)).tolist()
    shuffled = model.recommend_many([candidates[i] for i in order])
    assert [together[i] for i in order] == [result.to_dict() for result in shuffled]


@pytest.mark.parametrize("size", [1, 7, 100])
def test_chunks_are_bit_identical(model, candidates, size):
    """The size of a chunk changes nothing."""
    some = candidates[::5]
    together = [result.to_dict() for result in model.recommend_many(some, top_k=15)]
    chunks = [some[i : i + size] for i in range(0, len(some), size)]
    assert together == [r.to_dict() for chunk in chunks for r in model.recommend_many(chunk, top_k=15)]


def test_scores_lie_in_range_with_nine_digits(model, candidates):
    """Scores lie in [0, 1] and have at most nine digits."""
    for candidate in candidates:
        for score in model.score_domains(candidate).values():
            assert 0.0 <= score <= 1.0
            assert float(f"{score:.9f}") == score


def test_contributions_add_up_for_every_candidate(model, candidates, reference):
    """Contributions add up to the score, and each is the candidate's weight times the pooled documents'."""
    names = [domain.id for domain in model.catalog_]
    for number, (candidate, cosines) in enumerate(zip(candidates, reference[2], strict=True)):
        pooled = _pooled(model.catalog_, cosines)
        for name in {max(pooled, key=pooled.__getitem__), names[number % len(names)]}:
            explanation = model.explain(candidate, name)
            total = sum(contribution.value for contribution in explanation.contributions)
            assert pooled[name] == pytest.approx(total, abs=1e-9)
            assert explanation.score == pytest.approx(total, abs=1e-9)
            gathered = sum(item.value for item in (*explanation.matched, *explanation.words))
            assert explanation.score == pytest.approx(gathered, abs=1e-9)


def test_places_are_the_candidates_own_words(model, candidates):
    """Every place of a contribution is a slice of the field it names."""
    seen = 0
    for number, candidate in enumerate(candidates):
        names = [domain.id for domain in model.catalog_]
        for contribution in model.explain(candidate, names[number % len(names)]).contributions:
            assert contribution.places
            for place in contribution.places:
                assert getattr(candidate, place.field)[place.start : place.end] == place.words
                assert place.words.strip() == place.words != ""
                seen += 1
    assert seen > 1000


def test_a_catalogue_of_ones_own_equals_the_reference(tiny_catalog):
    """The same holds for a small catalogue of a user's own, with another share."""
    own = KPORecommender(own_weight=0.2).fit(tiny_catalog)
    texts = ["Tally Prime, bank reconciliation", "rigging and Blender", "invoice matching; key frame animation"]
    profiles = _vectoriser(own, own.profile_terms).transform(texts)
    documents = _vectoriser(own, own.document_terms).transform(text for _, _, text in tiny_catalog.documents())
    for text, (books, clerk, payer, art, drawer) in zip(texts, cosine_similarity(profiles, documents), strict=True):
        expected = {"books": 0.2 * books + 0.8 * max(clerk, payer), "art": 0.2 * art + 0.8 * drawer}
        assert expected == pytest.approx(own.score_domains(text), abs=1e-9)
