"""Explanations as users get them."""

import json

import pytest

from recommender import Contrast, Explanation
from recommender.catalog import Requirement
from recommender.explanation import Contribution, MatchedRequirement, NextStep, Place, TermContrast
from recommender.results import RoleScore

TALLY, GST = Requirement("Tally", "tool", "must"), Requirement("GST <returns>", "skill", "must")
RECON = Requirement("bank reconciliation", "skill", "should")
RECON_AT, TALLY_AT = Place("text", 8, 19, "bank  recon", "form"), Place("text", 0, 5, "Tally", "word")
EXPLANATION = Explanation(
    domain_id="books",
    domain="Books <b>",
    score=0.5,
    rank=2,
    status="review",
    contributions=(Contribution("bank reconcili", 0.3125, (RECON_AT,)), Contribution("tally", 0.125, (TALLY_AT,))),
    matched=(MatchedRequirement(RECON, 0.3125, (RECON_AT,)), MatchedRequirement(TALLY, 0.125, (TALLY_AT,))),
    words=(Contribution("shop", 0.0625, (Place("text", 23, 27, "shop", "word"),)),),
    roles=(RoleScore("clerk", "Clerk", 0.25),),
    missing=(GST,),
    next_steps=(NextStep((GST,), 0.75, 0.25, 1, "match"),),
    best_three=None,
    general_skills={"English": ("fluent English",)},
    general_lacking=("Enunciation",),
    bpo_marks=("voice process",),
    unasked=("zzz",),
    fields={"text": "Tally;  bank  recon; <i>shop</i>"[:19] + " <i>shop"},
)


def test_an_explanation_is_plain_data():
    """Everything comes as plain data that JSON keeps."""
    got = EXPLANATION.to_dict()
    assert json.loads(json.dumps(got)) == got
    place = {"field": "text", "start": 8, "end": 19, "words": "bank  recon", "via": "form"}
    assert {"term": "bank reconcili", "value": 0.3125, "places": [place]} == got["contributions"][0]
    expected = {"name": "bank reconciliation", "kind": "skill", "level": "should", "value": 0.3125, "places": [place]}
    assert expected == got["matched"][0]
    assert [{"add": ["GST <returns>"], "score": 0.75, "gain": 0.25, "rank": 1, "status": "match"}] == got["next_steps"]
    assert ("books", 0.5, 2, "review", ["zzz"]) == tuple(
        got[key] for key in ("domain_id", "score", "rank", "status", "unasked")
    )
    assert got["best_three"] is None


def test_an_explanation_reads_as_lines():
    """What counted stands with its share, its level and what was written, where that differs."""
    lines = str(EXPLANATION).split("\n")
    assert "Books <b>: score 0.500, place 2, best role Clerk" == lines[0]
    assert [
        "  0.3125  bank reconciliation [should]  (you wrote: bank recon)",
        "  0.1250  Tally [must]",
        "  0.0625  shop",
    ] == lines[2:5]


def test_sentences_say_what_is_missing_and_what_would_help():
    """The sentences name place, what counted, what must be had, and the best next step with its exact figures."""
    said = "\n".join(EXPLANATION.sentences())
    assert "Books <b> is number 2 of the domains, with a score of 0.500; the best role is Clerk." in said
    assert "bank reconciliation (from “bank recon”); Tally." in said
    assert "The role must have, and the profile does not show: GST <returns>." in said
    assert "GST <returns> (score 0.500 to 0.750, place 2 to 1, review to match)" in said
    assert "voice process" in said


def test_html_marks_the_very_words_and_escapes_the_rest():
    """The profile is shown with the words that counted marked; no text becomes markup."""
    page = EXPLANATION._repr_html_()
    assert "<mark>Tally</mark>;  <mark>bank  recon</mark> &lt;i&gt;shop" in page
    assert "Books &lt;b&gt;" in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_a_contrast_says_who_is_ahead():
    """A contrast names the lead and what decides."""
    found = Contrast("books", "art", -0.25, (TermContrast("tally", 0.25, (TALLY_AT,)), TermContrast("rig", -0.5, ())))
    assert ["books is 0.250 behind art:", "  +0.2500  Tally", "  -0.5000  rig"] == str(found).split("\n")
    expected = {
        "domain_id": "books",
        "other_id": "art",
        "difference": -0.25,
        "terms": [
            {"term": "tally", "difference": 0.25, "words": ["Tally"]},
            {"term": "rig", "difference": -0.5, "words": []},
        ],
    }
    assert expected == found.to_dict()


@pytest.mark.parametrize(
    "text", ["Tally & <b>GST</b> returns\n\nbank  reconciliation", "TALLY; tally, Tally", "F&A, R&D"]
)
def test_marks_leave_the_text_as_it_was(model, text):
    """Taking the marks out of the page gives the escaped profile back."""
    import html

    explanation = model.explain(text, "financial_services")
    page = explanation._repr_html_()
    assert html.escape(text) in page.replace("<mark>", "").replace("</mark>", "")
    assert "<mark>" in page
