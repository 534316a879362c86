"""Full rankings of twenty short profiles, compared exactly.

After a change that is meant to move rankings, regenerate with

    python tests/test_golden.py

read the difference line by line, and name it in CHANGELOG.md under *Rankings changed*.
"""

import json
from pathlib import Path

import pytest

from recommender import load_model

GOLDEN = Path(__file__).resolve().parent / "golden" / "ranking.json"
PROFILES = (
    "M.Tech machine design; SolidWorks, ANSYS, GD&T, DFMEA; made valve prototypes and test rigs for two years",
    "B.Com, article assistant in a CA office: bank reconciliation, TDS and GST returns, Tally Prime, month-end close",
    "BCA. React, Node.js, REST APIs, MySQL, Git; built an online shop for a saree store",
    "Business analyst, 4 yrs: user stories, BRD and FRD, UAT, process maps in Visio, Jira, stakeholder workshops",
    "Turns a teacher's notes into e-learning: storyboards, Articulate Storyline, SCORM, assessments, ADDIE",
    "Rigging and key-frame animation in Maya, Blender modelling, compositing in Nuke, showreel on request",
    "Questionnaire design, focus groups, SPSS cross tabs, competitor profiles, market sizing of two-wheelers",
    "M.Pharm; ICSR processing, MedDRA coding, causality assessment, narrative writing in Argus",
    "GNM nurse; ICD-10-CM and CPT coding, HCC, denial management, HIPAA, reads discharge summaries",
    "Writes blog posts and product descriptions, edits copy for style and grammar, SEO keywords, WordPress",
    "LLB; privilege review in Relativity, contract abstraction, redlining of NDAs, legal research on Westlaw",
    "Prior art searches in Orbit and Espacenet, claim charts, freedom to operate, patent drafting for chemists",
    "SQL, Python, Power BI dashboards, regression and clustering in scikit-learn, A/B tests, data cleaning",
    "CCNA; OSPF, BGP, VLANs, firewall rules, watches NOC alarms at night and escalates outages",
    "Trains new joiners in soft skills and voice and accent, training needs analysis, facilitation, feedback forms",
    "school teacher of maths for ten years, sets question papers, makes worksheets and small videos for class VIII",
    "junior advocate in a district court, drafts notices and plaints, reads case law, wants a desk job",
    "lab technician: HPLC, titration, stability samples, batch records, GMP audits",
    "fresher, B.Sc statistics, Excel pivots, final-year project on a household survey",
    "shop accounts: writes the khata, bills, stock register, pays suppliers, files GST with the munim",
)


def _ranking(model, text):
    return [[item.domain_id, item.score] for item in model.recommend(text, top_k=15)]


@pytest.fixture(scope="module")
def golden() -> dict:
    """The rankings as they were when they were last looked at."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_file_holds_these_profiles(golden):
    """There is one full ranking for each profile and none besides."""
    assert list(PROFILES) == list(golden)
    assert 20 == len(golden)


@pytest.mark.parametrize("text", PROFILES)
def test_rankings_are_as_they_were(model, golden, text):
    """Ids, order and scores are exactly those of the file."""
    assert golden[text] == _ranking(model, text)


def test_every_domain_is_first_for_somebody(golden, catalog):
    """The first fifteen profiles, one for each domain in the catalogue's order, get their own domain."""
    assert [domain.id for domain in catalog] == [golden[text][0][0] for text in PROFILES[:15]]


if __name__ == "__main__":
    found = {text: _ranking(load_model(), text) for text in PROFILES}
    lines = [
        f" {json.dumps(text, ensure_ascii=False)}: [\n"
        + ",\n".join(f"  {json.dumps(pair)}" for pair in ranking)
        + "\n ]"
        for text, ranking in found.items()
    ]
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
