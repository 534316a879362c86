"""What a profile would score with a text added, against scoring the changed profile."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import KPORecommender, Profile
from recommender.next_steps import Additions, Change, score_profile

# Abbreviations of several meanings, and words that decide for one of them or for none.
SHORT = ("GCP", "CA", "CS", "SAP", "AR", "PR", "ID", "NLP", "CMA", "AE")
WORDS = (
    *(
        "AWS",
        "kubernetes",
        "clinical trial",
        "ICH",
        "investigator",
        "audit",
        "icai",
        "california",
        "competitor",
        "SWOT",
    ),
    *(
        "icsi",
        "B.Tech",
        "fico",
        "sdtm",
        "unity",
        "denial",
        "debtors",
        "press",
        "survey",
        "photoshop",
        "python",
        "coach",
    ),
    *("LLB", "voice process", "zzgrblx", "cooking", "MS Office", "fresher"),
)
said = st.lists(st.sampled_from((*SHORT, *WORDS)), min_size=1, max_size=12).map(", ".join)
profiles = st.builds(Profile, skills=said, text=st.one_of(st.just(""), said))
texts = st.lists(st.sampled_from((*SHORT, *WORDS, "ICH-GCP", "Google Cloud", "GCP\nICH\ninvestigator")), max_size=4)


def additions_to(model: KPORecommender, profile: Profile) -> Additions:
    ranker = model.ranker_
    read = ranker.analyser.read(profile.by_field())
    evidence = list(ranker.analyser.find_in(read))
    return Additions(ranker, read, evidence, score_profile(ranker, list(dict.fromkeys(e.term for e in evidence))))


@settings(deadline=None)
@given(profiles, texts)
def test_outcomes_are_those_of_the_changed_profile(model, profile, texts):
    """Scores and order equal those of the profile with the text added, to the bit; so does the status."""
    outcomes = additions_to(model, profile).outcomes(texts)
    changed = [profile.with_skill(text) for text in texts]
    assert [list(model.score_domains(each).values()) for each in changed] == [outcome.scores for outcome in outcomes]
    assert [model.ranker_.score([each]).order[0].tolist() for each in changed] == [o.order for o in outcomes]
    assert [model.recommend(each).status for each in changed] == [outcome.status for outcome in outcomes]


@settings(deadline=None)
@given(profiles, texts)
def test_terms_and_signals_are_those_of_the_changed_profile(model, profile, texts):
    """What a text brings and takes gives the terms of the changed profile, and the figures that its status is judged by."""
    additions, ranker = additions_to(model, profile), model.ranker_
    for text in texts:
        change = additions.change(text)
        block = ranker.score([profile.with_skill(text)])
        held = set(model.profile_terms(profile))
        assert set(block.said[0]) == held - set(change.gone) | set(change.new)
        assert block.vectors[[0]].indices.tolist() == additions._changed(change).tolist()
        assert (len(change.new), set()) == (len(set(change.new)), held & set(change.new))
        if block.ranked(0):
            expected = asdict(ranker.signals(block, 0))
            got = additions.signals(change, block.scores[0].tolist(), block.order[0].tolist())
            assert expected == pytest.approx(asdict(got), abs=1e-12)


def test_an_addition_that_decides_an_abbreviation_takes_its_old_meaning_away(model):
    """GCP beside AWS is Google Cloud; with three words of clinical trials added it is ICH-GCP."""
    found = additions_to(model, Profile(skills="GCP, AWS")).change("clinical trial, ICH investigator")
    assert {"googl cloud", "googl"} <= set(found.gone)
    assert {"ich gcp"} <= set(found.new)
    assert "aws" not in {*found.new, *found.gone}


def test_a_term_said_twice_stays_when_one_of_its_places_goes(model):
    """Who also writes Google Cloud in full keeps it, whatever GCP comes to mean."""
    found = additions_to(model, Profile(skills="GCP, AWS, Google Cloud")).change("clinical trial, ICH investigator")
    assert [] == found.gone
    assert "ich gcp" in found.new


def test_what_is_there_already_changes_nothing(model):
    """A text whose terms the profile has all brings none."""
    assert Change([], []) == additions_to(model, Profile(skills="Tally, GST returns")).change("Tally")
    assert [] == additions_to(model, Profile(skills="Tally")).outcomes([])


@settings(deadline=None)
@given(profiles)
def test_one_profile_is_scored_as_in_a_block(model, profile):
    """The short way gives the very vectors, cosines, scores and order of the reference."""
    expected = model.ranker_.score([profile])
    got = score_profile(model.ranker_, model.profile_terms(profile))
    assert (expected.said, expected.terms) == (got.said, got.terms)
    assert expected.vectors.indices.tolist() == got.vectors.indices.tolist()
    assert expected.vectors.data.tolist() == got.vectors.data.tolist()
    assert np.array_equal(expected.similarities, got.similarities)
    assert np.array_equal(expected.scores, got.scores)
    assert np.array_equal(expected.order, got.order)


def test_a_profile_without_a_known_term_scores_nothing(model):
    """An empty profile has a row without weight, and status no_match until something is added."""
    additions = additions_to(model, Profile(text="zzgrblx"))
    assert "no_match" == additions.status
    [outcome] = additions.outcomes(["LLB, document review, privilege review, redaction, Relativity"])
    assert (
        model.recommend("LLB, document review, privilege review, redaction, Relativity, zzgrblx").status
        == outcome.status
    )
    assert "no_match" != outcome.status
