"""The estimator, on catalogues small enough to work by hand and on the packaged model."""

import copy
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from recommender import (
    Catalog,
    KPORecommender,
    ModelError,
    Profile,
    ProfileError,
    UnknownDomainError,
    load_catalog,
)
from recommender.background import Background
from recommender.catalog_parse import parse_catalog
from recommender.confidence import Calibration

NO_BACKGROUND = Background(1000, 0, {}, {}, frozenset())
TEXTS = (
    "B.Com, CA Inter, Tally, GST returns, 2 yrs in a CA office",
    "M.Pharm, ICSR processing, MedDRA coding, narrative writing, Argus",
    "LLB. Privilege review in Relativity, redlining of NDAs; now at a district court",
    "CCNA; OSPF, BGP, NOC shift, ticket triage",
    "Maya, rigging, key-frame animation, Blender",
)


def _domain(domain_id, name, **roles):
    """A domain whose roles have their id as title."""
    return {
        "id": domain_id,
        "name": name,
        "role": [{"id": role, "title": role, "must": {"skills": list(skills)}} for role, skills in roles.items()],
    }


def _catalog(*domains, **common):
    return parse_catalog({"files": {f"{d['id']}.toml": d for d in domains}, "common": common}, "by hand")


@pytest.fixture(scope="module")
def hand() -> KPORecommender:
    """Two domains, three roles, no word known to general work."""
    return KPORecommender().fit(
        _catalog(
            _domain("alpha", "Alpha", clerk=("ledger", "vouch", "audit"), teller=("ledger", "bank")),
            _domain("beta", "Beta", painter=("sketch", "paint")),
        ),
        background=NO_BACKGROUND,
    )


@pytest.fixture(scope="module")
def tied() -> KPORecommender:
    """Two domains that are the same but for their ids, the later file first in the order, and a third."""
    same = {"name": "Same", "clerk": ("ledger", "audit")}
    return KPORecommender().fit(
        _catalog(
            _domain("aaa", **same),
            _domain("mmm", "Other", painter=("sketch", "paint")),
            _domain("zzz", **same),
            order=["zzz", "mmm", "aaa"],
        ),
        background=NO_BACKGROUND,
    )


# ------------------------------------------------------------------ by hand


def test_vocabulary_and_weights_by_hand(hand):
    """The vocabulary is alphabetical; ln 2 for a word of two roles, ln 3 of one, ln 6 of a domain's name."""
    expected = {"ledger": 2, "alpha": 6, "beta": 6}
    expected |= dict.fromkeys(("clerk", "vouch", "audit", "teller", "bank", "painter", "sketch", "paint"), 3)
    assert sorted(expected) == list(hand.vocabulary_)
    assert {t: round(math.log(x), 9) for t, x in expected.items()} == {
        term: float(hand.idf_[column]) for term, column in hand.vocabulary_.items()
    }


def test_documents_are_each_domain_then_its_roles(hand):
    """Documents stand in the catalogue's order, one a domain and one a role."""
    assert ("alpha", "alpha/clerk", "alpha/teller", "beta", "beta/painter") == hand.document_ids_
    assert (5, 11) == hand.document_vectors_.shape


def test_score_by_hand(hand):
    """The word "ledger" scores half its cosine with the domain's document and half that with the teller's."""
    two, three, six = math.log(2), math.log(3), math.log(6)
    twice = (1 + math.log(2)) * two  # it stands twice in the domain's document
    own = twice / math.sqrt(six**2 + 5 * three**2 + twice**2)
    clerk = two / math.sqrt(3 * three**2 + two**2)
    teller = two / math.sqrt(2 * three**2 + two**2)
    assert {"alpha": pytest.approx(0.5 * own + 0.5 * teller, abs=1e-9), "beta": 0.0} == hand.score_domains("ledger")
    roles = hand.recommend("ledger")[0].roles
    assert [("teller", pytest.approx(teller, abs=1e-9)), ("clerk", pytest.approx(clerk, abs=1e-9))] == [
        (role.role_id, role.score) for role in roles
    ]


def test_a_profile_equal_to_a_one_role_domain_scores_nearly_one():
    """A domain without words of its own, said in full, scores exactly 1."""
    alike = _catalog(_domain("a", "paint", paint=("sketch",)), _domain("b", "bank", bank=("ledger",)))
    model = KPORecommender(own_weight=0.0).fit(alike, background=NO_BACKGROUND)
    assert {"a": 1.0, "b": 0.0} == model.score_domains("sketch, paint")


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_own_weight_mixes_linearly(hand, share):
    """The score moves on a straight line from the best role's cosine to the domain's own."""
    ends = [KPORecommender(own_weight=w).fit(hand.catalog_, background=NO_BACKGROUND) for w in (0.0, 1.0, share)]
    role, own, mixed = (model.score_domains("vouch, bank")["alpha"] for model in ends)
    assert share * own + (1 - share) * role == pytest.approx(mixed, abs=2e-9)


def test_repeating_a_word_does_not_pay(hand):
    """Saying a word ten times scores as saying it once."""
    assert hand.score_domains("ledger, bank") == hand.score_domains("ledger, bank" + ", bank" * 9)


def test_signals_by_hand(hand):
    """What confidence is judged from: score, lead, terms asked for, skills met, all words said, known or not.

    Two skills of one role each, among five words, are telling in a catalogue of few roles.
    """
    block = hand.ranker_.score([Profile.from_text("ledger, audit, clerk, sketch, zzgrblx")])
    signals = hand.ranker_.signals(block, 0)
    scores = hand.score_domains("ledger, audit, clerk, sketch, zzgrblx")
    lead = 1 - scores["beta"] / scores["alpha"]
    assert (scores["alpha"], pytest.approx(lead)) == (signals.score, signals.lead)
    assert (3, 2, 5, 0.0, True) == (signals.terms, signals.skills, signals.words, signals.other, signals.telling)


def test_other_work_is_summed_over_the_root_of_its_words(hand):
    """Log ratios of the words said add up, over the square root of their number."""
    background = Background(100, 20, {"ledger": 10, "cook": 30}, {"ledger": 8, "cook": 0}, frozenset())
    model = KPORecommender().fit(hand.catalog_, background=background)
    # (2 + 1/2) / 81 outside against (8 + 1/2) / 21 inside; 30.5 / 81 against 0.5 / 21
    ledger = round(math.log((2.5 / 81) / (8.5 / 21)), 4)
    cook = round(math.log((30.5 / 81) / (0.5 / 21)), 4)
    block = model.ranker_.score([Profile.from_text("ledger and cook"), Profile.from_text("ledger")])
    expected = [(ledger + cook) / math.sqrt(2), ledger]
    assert expected == pytest.approx([model.ranker_.signals(block, row).other for row in (0, 1)])


def test_repair_can_be_switched_off(hand):
    """The slip "sketcch" is mended to "sketch" by default, and not with repair=False."""
    strict = KPORecommender(repair=False).fit(hand.catalog_, background=NO_BACKGROUND)
    assert hand.score_domains("sketch") == hand.score_domains("sketcch") != strict.score_domains("sketcch")
    assert {"alpha": 0.0, "beta": 0.0} == strict.score_domains("sketcch")


# --------------------------------------------------------------------- ties


def test_ties_go_to_the_catalogues_order(tied):
    """Domains that are the same score the same, and come in the order of the catalogue, not of files or ids."""
    result = tied.recommend("ledger, audit")
    assert ["zzz", "aaa"] == [item.domain_id for item in result]
    assert result[0].score == result[1].score > 0
    assert [1, 2] == [item.rank for item in result]


def test_a_tie_is_a_close_call(tied):
    """Two equal domains never make a match."""
    sure = KPORecommender(calibration=Calibration(intercept=50.0)).fit(tied.catalog_, background=NO_BACKGROUND)
    result = sure.recommend("ledger, audit")
    assert "review" == result.status
    assert "two_domains_close" in result.reasons


def test_equal_roles_keep_their_order():
    """Roles that ask for the same come in the catalogue's order."""
    twins = {"zeta": ("sketch",), "eta": ("sketch",)}
    domain = _domain("a", "Art", **twins)
    for role in domain["role"]:
        role["title"] = "painter"
    model = KPORecommender().fit(_catalog(domain, _domain("b", "Bank", clerk=("ledger",))), background=NO_BACKGROUND)
    assert ["zeta", "eta"] == [role.role_id for role in model.recommend("sketch")[0].roles]


# ------------------------------------------------------------------- prefix


@pytest.mark.parametrize("text", TEXTS)
def test_a_shorter_ranking_is_a_prefix(model, text):
    """The ranking with top_k=k is the first k of the one with k+1, with the same status and confidence."""
    results = [model.recommend(text, top_k=k) for k in range(1, 17)]
    for k, (short, long) in enumerate(pairwise(results), 1):
        assert tuple(short) == tuple(long)[: len(short)]
        assert len(short) <= k
        assert (short.status, short.reasons, short.confidence) == (long.status, long.reasons, long.confidence)
    assert 15 >= len(results[-1]) == len(results[-2])


def test_five_domains_are_the_default(model):
    """Without top_k at most five come."""
    assert model.recommend(TEXTS[0], top_k=5).to_dict() == model.recommend(TEXTS[0]).to_dict()


def test_a_numpy_integer_is_a_whole_number(model):
    """top_k may come from an array."""
    assert 2 == len(model.recommend(TEXTS[0], top_k=np.int64(2)))


@pytest.mark.parametrize("top_k", [0, -1, 2.0, "3", True, None])
def test_a_bad_top_k_is_refused(model, top_k):
    """top_k must be a whole number of 1 or more."""
    with pytest.raises(ValueError, match="top_k must be a whole number of 1 or more, got "):
        model.recommend("LLB", top_k=top_k)


# -------------------------------------------------------------------- among


@given(st.sets(st.integers(0, 14), min_size=1), st.sampled_from(TEXTS))
@settings(deadline=None, max_examples=40)
def test_among_keeps_scores_and_order(model, positions, text):
    """Ranking among some domains drops the others and changes no score."""
    names = [domain.id for domain in model.catalog_]
    allowed = {names[position] for position in positions}
    expected = [(i.domain_id, i.score, i.roles) for i in model.recommend(text, top_k=15) if i.domain_id in allowed]
    got = model.recommend(text, top_k=15, among=allowed)
    assert expected == [(item.domain_id, item.score, item.roles) for item in got]
    assert list(range(1, len(expected) + 1)) == [item.rank for item in got]


@pytest.mark.parametrize("among", [["law"], ["legal_services", "law"], "law", [None], [["x"]]])
def test_among_must_name_known_domains(model, among):
    """An id that the catalogue does not have is refused by name, with the ids that it has."""
    with pytest.raises(UnknownDomainError, match=r"^Unknown domain .*The catalogue has: research_development, "):
        model.recommend("LLB", among=among)


@pytest.mark.parametrize(("text", "among"), [("sketch, paint", ["alpha"]), ("sketch, paint", [])])
def test_an_empty_ranking_has_no_confidence(hand, text, among):
    """Where no allowed domain scores, the ranking is empty, is no match, says why, and confidence is 0."""
    result = hand.recommend(text, among=among)
    assert 0 == len(result)
    assert ("no_match", 0.0) == (result.status, result.confidence)
    assert result.reasons


# -------------------------------------------------------------- empty, odd


@pytest.mark.parametrize(
    "profile", ["", " \n\t ", Profile(), {"skills": ""}, {"skills": None, "education": float("nan")}]
)
def test_an_empty_profile_is_no_match(model, profile):
    """A profile that says nothing gets an empty ranking with the reason, and scores 0 everywhere."""
    result = model.recommend(profile)
    assert ((), "no_match", ("empty_profile",), 0.0) == (result.items, result.status, result.reasons, result.confidence)
    assert {0.0} == set(model.score_domains(profile).values())


@pytest.mark.parametrize("profile", ["qwerty zxcvb", "!!! ???", "12345", {"skills": "zzgrblx"}])
def test_unknown_words_are_no_match(model, profile):
    """A profile with no known term gets an empty ranking with the reason."""
    result = model.recommend(profile)
    assert ((), "no_match", ("no_known_term",), 0.0) == (result.items, result.status, result.reasons, result.confidence)


@pytest.mark.parametrize("profile", [None, 3, 2.5, b"LLB", ["LLB"], ("LLB",), object()])
def test_other_things_are_no_profile(model, profile):
    """What is no text, mapping or Profile is refused."""
    with pytest.raises(ProfileError, match="A profile is a text, a mapping or a Profile; got "):
        model.recommend(profile)


def test_no_candidates_give_no_rankings(model):
    """An empty list gives an empty list."""
    assert [] == model.recommend_many([])


def test_many_takes_any_iterable_in_order(model):
    """A generator works; results come in input order."""
    expected = [model.recommend(text)[0].domain_id for text in TEXTS]
    assert expected == [result[0].domain_id for result in model.recommend_many(text for text in TEXTS)]
    assert 5 == len(set(expected))


def test_scores_come_for_every_domain_in_order(model):
    """score_domains names each domain once, in the catalogue's order."""
    assert [domain.id for domain in model.catalog_] == list(model.score_domains("LLB"))


def test_a_catalogue_of_one_role_still_ranks():
    """Where nothing tells domains apart, known words rank the one domain there is, and strangers do not."""
    single = KPORecommender().fit(_catalog(_domain("a", "Art", painter=("sketch",))), background=NO_BACKGROUND)
    assert ["a"] == [item.domain_id for item in single.recommend("sketch")]
    assert ("no_known_term",) == single.recommend("ledger").reasons


# --------------------------------------------------------------- properties


ODD = {"Excel", "patent", "zzz", "—", "é", "डेटा", "C++"}
WORDS = sorted({word for text in TEXTS for word in text.split()} | ODD)


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
@settings(deadline=None, max_examples=80)
def test_whatever_is_said_scores_within_range_and_is_explained(model, text):
    """Scores lie in [0, 1], rankings descend, and contributions add up to the score, for any text."""
    result = model.recommend(text, top_k=15)
    scores = [item.score for item in result]
    assert sorted(scores, reverse=True) == scores
    assert all(0.0 < score <= 1.0 for score in scores)
    assert 0.0 <= result.confidence <= 1.0
    for domain_id in ("legal_services", *(item.domain_id for item in result[:1])):
        explanation = model.explain(text, domain_id)
        total = sum(contribution.value for contribution in explanation.contributions)
        assert explanation.score == pytest.approx(total, abs=1e-9)
        assert explanation.score == model.score_domains(text)[domain_id]
        for contribution in explanation.contributions:
            assert contribution.value > 0.0
            assert all(text[p.start : p.end] == p.words for p in contribution.places)


@given(st.permutations(TEXTS[0].split(", ")))
@settings(deadline=None, max_examples=20)
def test_the_order_of_a_list_changes_no_bit(model, parts):
    """The entries of a skill list may stand in any order."""
    assert model.score_domains(TEXTS[0]) == model.score_domains(", ".join(parts))


@given(st.lists(st.sampled_from(TEXTS), max_size=6))
@settings(deadline=None, max_examples=20)
def test_a_profile_gets_the_same_bits_in_any_company(model, texts):
    """What stands beside a profile in a list changes nothing."""
    assert [model.recommend(text).to_dict() for text in texts] == [r.to_dict() for r in model.recommend_many(texts)]


# ---------------------------------------------------------------- explaining


def test_explain_points_at_the_very_words(model):
    """Spans are those of the field that says it: exact places for a skill of two words and a word."""
    profile = Profile(education="LLB", skills="Tally Prime,  privilege review", text="none")
    explanation = model.explain(profile, "legal_services")
    phrases = {(p.field, p.start, p.end, p.words) for c in explanation.contributions if " " in c.term for p in c.places}
    words = {c.term: {(p.field, p.start, p.end, p.words) for p in c.places} for c in explanation.contributions}
    assert ("skills", 14, 30, "privilege review") in phrases
    assert {("education", 0, 3, "LLB")} == words["llb"]
    assert ("skills", 24, 30, "review") in words["review"]


def test_explain_agrees_with_the_ranking(model):
    """Score, place, status, roles, matched and missing are those of the ranking."""
    result = model.recommend(TEXTS[2], top_k=15)
    for item in result:
        explanation = model.explain(TEXTS[2], item.domain_id)
        assert (item.domain, item.score, item.rank) == (explanation.domain, explanation.score, explanation.rank)
        assert (item.roles, result.status) == (explanation.roles, explanation.status)
        assert set(item.matched) == {matched.requirement for matched in explanation.matched}
        assert set(item.missing) == {r for r in explanation.missing if r.level != "nice"}


def test_explain_names_words_that_do_not_count(model):
    """Words that the domain does not ask for are listed."""
    assert {"zzgrblx", "ospf"} <= set(model.explain("LLB, zzgrblx, OSPF", "legal_services").unasked)


@pytest.mark.parametrize("text", TEXTS)
def test_next_steps_are_what_adding_the_skill_gives(model, text):
    """Each next step is the score, place and status that the profile gets with the skill added, to the bit."""
    domain_id = model.recommend(text)[0].domain_id
    profile = Profile.from_text(text)
    explanation = model.explain(profile, domain_id)
    assert len(explanation.next_steps) == len(explanation.missing) > 3
    for step in (*explanation.next_steps, explanation.best_three):
        longer = profile
        for requirement in step.requirements:
            longer = longer.with_skill(requirement.name)
        result = model.recommend(longer, top_k=15)
        assert (model.score_domains(longer)[domain_id], result.status) == (step.score, step.status)
        assert step.score - explanation.score == step.gain
        assert [item.rank for item in result if item.domain_id == domain_id] == [step.rank]
    kinds = [step.requirements[0].level == "nice" for step in explanation.next_steps]
    assert sorted(kinds) == kinds
    for nice in (False, True):
        gains = [step.gain for step, is_nice in zip(explanation.next_steps, kinds, strict=True) if is_nice == nice]
        assert sorted(gains, reverse=True) == gains


@given(st.sampled_from(TEXTS), st.integers(0, 14), st.integers(0, 14))
@settings(deadline=None, max_examples=30)
def test_contrasts_add_up(model, text, one, other):
    """The terms' differences add up to the difference of two scores, and turn their sign with the domains."""
    names = [domain.id for domain in model.catalog_]
    found = model.contrast(text, names[one], names[other])
    scores = model.score_domains(text)
    assert scores[names[one]] - scores[names[other]] == pytest.approx(found.difference, abs=1e-12)
    assert found.difference == pytest.approx(sum(term.difference for term in found.terms), abs=2e-9)
    back = {term.term: -term.difference for term in model.contrast(text, names[other], names[one]).terms}
    assert back == {term.term: term.difference for term in found.terms}


def test_explain_of_nothing_is_empty(model):
    """An empty profile has score 0 and no contributions."""
    explanation = model.explain("", "legal_services")
    assert (0.0, (), (), ()) == (explanation.score, explanation.contributions, explanation.matched, explanation.unasked)
    assert "no_match" == explanation.status


@pytest.mark.parametrize("domain", ["law", "", None, 3, ["legal_services"]])
def test_explain_needs_a_known_domain(model, domain):
    """An unknown domain is refused by name."""
    with pytest.raises(UnknownDomainError, match=r"^Unknown domain .*The catalogue has: research_development, "):
        model.explain("LLB", domain)


# ------------------------------------------------------- scikit-learn's ways


def test_parameters_are_stored_as_given():
    """The constructor stores and does nothing else."""
    calibration = Calibration(intercept=-1.0)
    expected = {"own_weight": 7, "repair": False, "calibration": calibration}
    assert expected == KPORecommender(**expected).get_params()
    assert expected["calibration"] is KPORecommender(**expected).calibration
    assert {"own_weight": 0.5, "repair": True, "calibration": None} == KPORecommender().get_params(deep=False)


def test_clone_is_unfitted_with_the_same_parameters(hand):
    """scikit-learn's clone gives the parameters and nothing learned."""
    copied = clone(KPORecommender(own_weight=0.3, repair=False, calibration=Calibration(intercept=1.0)))
    assert {"own_weight": 0.3, "repair": False, "calibration": Calibration(intercept=1.0)} == copied.get_params()
    with pytest.raises(ModelError, match="not fitted yet"):
        clone(hand).recommend("ledger")


def test_refitting_leaves_nothing_of_the_old(hand, tied):
    """A second fit gives what a first one on the same catalogue would."""
    again = KPORecommender().fit(hand.catalog_, background=NO_BACKGROUND)
    again.recommend("sketcch")
    assert again is again.fit(tied.catalog_, background=NO_BACKGROUND)
    assert tied.vocabulary_ == again.vocabulary_
    assert tied.idf_.tolist() == again.idf_.tolist()
    assert tied.recommend("ledger, paint").to_dict() == again.recommend("ledger, paint").to_dict()


def test_fitting_twice_gives_the_same_bits(hand):
    """The same catalogue gives the same weights and vectors."""
    again = KPORecommender().fit(hand.catalog_, background=NO_BACKGROUND)
    assert hand.idf_.tobytes() == again.idf_.tobytes()
    assert hand.document_vectors_.data.tobytes() == again.document_vectors_.data.tobytes()


def test_set_params_takes_effect_at_the_next_fit(hand):
    """A fitted model scores as fitted until it is fitted again."""
    model = KPORecommender().fit(hand.catalog_, background=NO_BACKGROUND)
    before = model.score_domains("ledger")
    assert model is model.set_params(own_weight=1.0)
    assert before == model.score_domains("ledger")
    assert before != model.fit(hand.catalog_, background=NO_BACKGROUND).score_domains("ledger")


def test_set_params_refuses_what_is_no_parameter():
    """An unknown parameter is named together with those there are."""
    with pytest.raises(ValueError, match=r"KPORecommender has no parameter 'ownweight'. It has: own_weight, repair, "):
        KPORecommender().set_params(ownweight=1)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), float("inf"), -float("inf"), 5])
def test_bad_weights_are_refused_when_fitting(tiny_catalog, share):
    """A share outside 0 to 1 is refused by fit, with the value."""
    with pytest.raises(ValueError, match=f"own_weight must be a share from 0 to 1, got {share}"):
        KPORecommender(own_weight=share).fit(tiny_catalog)


UNFITTED = {
    "recommend": lambda m: m.recommend("x"),
    "recommend_many": lambda m: m.recommend_many(["x"]),
    "recommend_many of nobody": lambda m: m.recommend_many([]),
    "score_domains": lambda m: m.score_domains("x"),
    "explain": lambda m: m.explain("x", "legal_services"),
    "contrast": lambda m: m.contrast("x", "legal_services", "ip_research"),
    "profile_terms": lambda m: m.profile_terms("x"),
    "document_terms": lambda m: m.document_terms("x"),
}


@pytest.mark.parametrize("call", UNFITTED)
def test_an_unfitted_model_says_so(call):
    """Everything but fit needs a fitted model."""
    with pytest.raises(ModelError, match=r"not fitted yet. Call fit\(catalog\) first, or use load_model\(\)."):
        UNFITTED[call](KPORecommender())


def test_a_deep_copy_recommends_the_same(hand):
    """copy.deepcopy gives an equal, separate model."""
    copied = copy.deepcopy(hand)
    expected = hand.recommend("ledger, paint").to_dict()
    assert expected == copied.recommend("ledger, paint").to_dict()
    copied.idf_[:] = 0.0
    assert expected == hand.recommend("ledger, paint").to_dict()


def test_recommending_teaches_nothing(hand):
    """Candidates change no learned figure."""
    before = (dict(hand.vocabulary_), hand.idf_.tobytes(), dict(hand.targets_), hand.guarded_words_)
    hand.recommend_many(["zzgrblx ledger", "sketcch zzgrblx"] * 5)
    assert before == (hand.vocabulary_, hand.idf_.tobytes(), hand.targets_, hand.guarded_words_)


# --------------------------------------------------------- own catalogues


def test_a_csv_of_ones_own_works(tiny_catalog):
    """A catalogue from a small CSV ranks its own domains."""
    model = KPORecommender().fit(tiny_catalog)
    assert ["books", "art"] == list(model.score_domains("x"))
    assert ("art", "drawer") == (
        model.recommend("Blender and rigging")[0].domain_id,
        model.recommend("Blender and rigging")[0].roles[0].role_id,
    )
    assert "payer" == model.recommend("invoice matching, accounts payable")[0].roles[0].role_id


TOML = """
id = "{id}"
name = "{name}"
[[role]]
id = "first"
title = "{title}"
[role.must]
skills = [{skills}]
[[role]]
id = "second"
title = "helper"
[role.must]
skills = ["broom sweeping"]
"""
BAKERY = TOML.format(id="bakery", name="Bakery", title="baker", skills='"dough kneading", "sourdough"')
GARAGE = TOML.format(id="garage", name="Garage", title="mechanic", skills='"brake bleeding", "wheel alignment"')


def test_a_single_toml_of_ones_own_works(tmp_path):
    """A catalogue of one TOML file ranks its one domain and tells its roles apart."""
    path = tmp_path / "bakery.toml"
    path.write_text(BAKERY, encoding="utf-8")
    result = KPORecommender().fit(load_catalog(path)).recommend("kneading of dough, sourdough")
    assert [("bakery", "first")] == [(item.domain_id, item.roles[0].role_id) for item in result]


def test_a_folder_of_tomls_of_ones_own_works(tmp_path):
    """A folder of TOML files ranks its domains, with and without a common.toml."""
    for name, text in (("bakery", BAKERY), ("garage", GARAGE)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    for common in (None, 'order = ["garage", "bakery"]\n[skills]\n"wheel alignment" = ["tracking job"]\n'):
        if common:
            (tmp_path / "common.toml").write_text(common, encoding="utf-8")
        model = KPORecommender().fit(load_catalog(tmp_path))
        assert "garage" == model.recommend("brake bleeding")[0].domain_id
        assert "bakery" == model.recommend("sourdough")[0].domain_id
    assert ["garage", "bakery"] == list(model.score_domains("x"))
    assert model.score_domains("wheel alignment")["garage"] == pytest.approx(
        model.explain("wheel alignment", "garage").score
    )
    assert "wheel alignment" in [r.name for r in model.recommend("tracking job")[0].matched]


def test_the_packaged_catalogue_is_left_alone(hand, catalog):
    """Fitting does not change the catalogue it is given."""
    before = copy.deepcopy(catalog)
    assert isinstance(hand.catalog_, Catalog)
    KPORecommender().fit(catalog)
    assert before == catalog
    assert before.raw == catalog.raw
