"""recommender.analyser: with a lexicon worked by hand, and with the packaged model."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Catalog, KPORecommender
from recommender.analyser import Analyser, Evidence
from recommender.catalog import Abbreviation, Skill
from recommender.lexicon import Lexicon
from recommender.spelling import Speller
from recommender.tokens import stems

STOP = frozenset({"and", "of", "the", "in", "be"})


@pytest.fixture(scope="module")
def small() -> Analyser:
    """An analyser small enough to work by hand."""
    lexicon = Lexicon(
        ("document review", "prior art search", "Tally"),
        (Skill("document review", ("doc review",)),),
        (Abbreviation("PAS", "prior art search", ("patent",)),),
        STOP,
    )
    return Analyser(lexicon, STOP, Speller({"document": 1, "ledger": 1}, frozenset()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("and the of", []),
        ("a b 12 7 &", []),
        ("Tally", ["talli"]),
        ("ledgers and ledger", ["ledger"]),
        ("doc review", ["doc", "review", "document review", "document"]),
        ("reviewed documents", ["review", "document"]),
        ("documents reviewed", ["document", "review", "document review"]),
        ("documents, reviewed", ["document", "review"]),
        ("documents\nreviewed", ["document", "review"]),
        ("documetn review", ["document", "review", "document review"]),
        ("PAS", ["pas"]),
        ("PAS patents", ["pas", "patent", "prior art search", "prior", "art", "search"]),
    ],
)
def test_terms_by_hand(small: Analyser, text: str, expected: list[str]) -> None:
    """A form yields the skill, the words of its name and its own words; a phrase does not run across a separator."""
    assert expected == small.terms({"text": text})


def test_what_stands_in_one_field_is_context_in_all(small: Analyser) -> None:
    """A witness in the experience resolves an abbreviation among the skills."""
    assert "prior art search" in small.terms({"skills": "PAS", "experience": "patents"})
    assert "prior art search" not in small.terms({"skills": "PAS", "experience": "tally"})


def test_a_phrase_does_not_run_from_field_to_field(small: Analyser) -> None:
    """The last word of one field and the first of the next are no skill."""
    assert ["document", "review"] == small.terms({"skills": "document", "experience": "review"})


def test_evidence_by_hand(small: Analyser) -> None:
    """Each term comes with its field, its place as written and how it was found."""
    expected = [
        Evidence("patent", "skills", 0, 7, "word"),
        Evidence("pas", "skills", 9, 12, "word"),
        Evidence("prior art search", "skills", 9, 12, "context"),
        Evidence("prior", "skills", 9, 12, "context"),
        Evidence("art", "skills", 9, 12, "context"),
        Evidence("search", "skills", 9, 12, "context"),
        Evidence("ledger", "text", 0, 6, "repair"),
        Evidence("doc", "text", 8, 11, "word"),
        Evidence("review", "text", 12, 18, "word"),
        Evidence("document review", "text", 8, 18, "form"),
        Evidence("document", "text", 8, 18, "form"),
        Evidence("review", "text", 8, 18, "form"),
    ]
    assert expected == list(small.find({"skills": "patents, PAS", "text": "ledegr, doc review"}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B Tech mechanical, BE", True),
        ("B TECH MECHANICAL, BE", False),
        ("B TECH MECHANICAL\nCivil, BE", True),
        ("Civil mechanical\nMAY BE", False),
        ("may be mechanical", False),
    ],
)
def test_capitals_mean_nothing_on_a_line_of_capitals(text: str, expected: bool) -> None:
    """An everyday word is an abbreviation in capitals only, on a line that has small letters too."""
    degrees = Lexicon(("B.E.",), (), (Abbreviation("BE", "B.E.", ("mechanical",)),), STOP)
    assert expected == ("b e" in Analyser(degrees, STOP).terms({"text": text}))


def test_documents_keep_their_repetitions(small: Analyser) -> None:
    """In a document a word counts as often as it stands; a profile's terms are a set."""
    assert ["ledger", "ledger", "talli"] == small.document_terms("ledger ledgers\nTally")
    assert ["ledger", "talli"] == small.terms({"text": "ledger ledgers\nTally"})


@pytest.fixture(scope="module")
def full(model: KPORecommender, catalog: Catalog) -> Analyser:
    """An analyser of the whole packaged catalogue, put together from its parts."""
    stop_words = {stem for word in catalog.stop_words for stem in stems(word)}
    lexicon = Lexicon(catalog.requirement_names(), catalog.skills, catalog.abbreviations, stop_words)
    return Analyser(lexicon, stop_words, Speller(model.targets_, model.guarded_words_))


# Term written, a profile that holds it in fitting context, the skill's term that it must give.
KEPT = [
    ("R", "R, Python, regression", "r program"),
    ("C", "C, embedded firmware, microcontroller", "c program"),
    ("C++", "C++ developer", "c++"),
    ("C#", "C#, MVC", "c#"),
    (".NET", ".NET, MVC", ".net framework"),
    ("Node.js", "Node.js, Express", "node js"),
    ("NodeJS", "NodeJS, Express", "node js"),
    ("M&A", "M&A due diligence", "merger and acquisition"),
    ("P&L", "P&L and balance sheet", "profit and loss analysis"),
    ("FP&A", "FP&A, budgets", "financial plan and analysis"),
    ("B.E.", "B.E. Mechanical", "b e"),
    ("B.Com", "B.Com, Tally", "b com"),
    ("LL.B", "LL.B, drafting", "llb"),
    ("M.B.B.S", "M.B.B.S, clinical practice", "mbbs"),
    ("Ph.D", "Ph.D in chemistry", "ph d"),
    ("CPC-A", "CPC-A, coder", "aapc cpc"),
    ("ICD-10-CM", "ICD-10-CM coding", "icd 10 cm"),
    ("21 CFR Part 11", "21 CFR Part 11 validation", "21 cfr part 11"),
    ("10+2", "10+2 pass", "10+2"),
    ("US GAAP", "US GAAP, audit", "us gaap"),
    ("IT", "IT support, networking", "desktop support"),
    ("QA/QC", "QA/QC laboratory", "qa"),
    ("QA/QC", "QA/QC laboratory", "qc"),
    ("2D/3D", "2D/3D animation", "2d"),
    ("2D/3D", "2D/3D animation", "3d animation"),
    ("UI/UX", "UI/UX, Figma", "ui design"),
    ("UI/UX", "UI/UX, Figma", "ux"),
    ("एक्सेल", "एक्सेल, कार्य", "microsoft excel"),
    ("विधि स्नातक", "विधि स्नातक", "llb"),
    ("सांख्यिकी", "सांख्यिकी", "statistic"),
]

# What a careless cutting of these terms leaves.
DEBRIS = {
    "r",
    "c",
    "f",
    "a",
    "m",
    "p",
    "b",
    "d",
    "e",
    "l",
    "s",
    "&",
    "10",
    "11",
    "21",
    "2",
    "con",
    "snatak",
    "एक",
    "सेल",
    "विध",
}


@pytest.mark.parametrize(("written", "text", "term"), KEPT, ids=[f"{written} {term}" for written, _, term in KEPT])
def test_terms_of_the_trade_are_kept_whole(model: KPORecommender, written: str, text: str, term: str) -> None:
    """A short or dotted term, in fitting context, gives a term that the model knows, and no debris."""
    assert written in text
    got = set(model.profile_terms(text))
    assert set() == got & DEBRIS
    assert term in got & set(model.vocabulary_)


@pytest.mark.parametrize(("written", "context"), [("R&D", "engineer, prototypes"), ("F&A", "invoices, ledgers")])
def test_departments_give_a_term_of_their_own(model: KPORecommender, written: str, context: str) -> None:
    """A department (R&D, F&A) tells something that the words beside it do not."""
    own = set(model.profile_terms(f"{written}, {context}")) - set(model.profile_terms(context))
    assert own & set(model.vocabulary_)


@pytest.mark.parametrize("text", ["R", "C", "R&D", "F&A", "B", "D, E", "10", "2 + years", "IT", "US", "be"])
def test_letters_alone_are_no_terms(model: KPORecommender, text: str) -> None:
    """A single letter, a number or an everyday word gives no debris."""
    assert set() == set(model.profile_terms(text)) & DEBRIS


@pytest.mark.parametrize(
    "spellings",
    [
        ("B.Com", "B. Com", "B Com", "BCom", "b.com", "B.COM"),
        ("LLB", "LL.B", "L.L.B", "LL. B", "ll.b."),
        ("Ph.D", "PhD", "Ph. D", "ph.d."),
        ("MBBS", "M.B.B.S", "M. B. B. S.", "mbbs"),
        ("M.Sc", "M. Sc.", "MSc", "m.sc"),
        ("P&L", "P & L", "p&l"),
        ("M&A", "M & A"),
        ("ICD-10-CM", "ICD 10 CM", "icd10cm"),
        ("US GAAP", "US-GAAP", "us gaap"),
        ("Node.js", "NodeJS", "node js", "NODE.JS"),
        ("Power BI", "PowerBI", "power-bi"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_spellings_of_a_skill_meet(model: KPORecommender, spellings: tuple[str, ...]) -> None:
    """However a skill is written, and wherever it stands, its term is found."""
    name = next(
        term
        for term in model.profile_terms(f"Skills: {spellings[0]}")
        if " " in term or len(spellings[0]) == 4 or term == "llb"
    )
    missing = [
        s for s in spellings for text in (s, f"{s}, Tally", f"GST, {s}") if name not in model.profile_terms(text)
    ]
    assert [] == missing


@pytest.mark.parametrize(
    ("one", "many"),
    [
        *(("contract", "contracts"), ("query", "queries"), ("invoice", "invoices"), ("analysis", "analyses")),
        *(("matrix", "matrices"), ("taxes", "tax"), ("case law", "case laws"), ("storyboard", "storyboards")),
        *(("API", "APIs"), ("NDA", "NDAs"), ("KPI", "KPIs"), ("SLA", "SLAs"), ("SOP", "SOPs"), ("LLM", "LLMs")),
        *(("RFP", "RFPs"), ("CRF", "CRFs"), ("PDF", "PDFs"), ("REST API", "REST APIs")),
        *(("financial modeling", "financial modelling"), ("counseling", "counselling"), ("labeling", "labelling")),
    ],
)
def test_singular_and_plural_meet(model: KPORecommender, one: str, many: str) -> None:
    """Either form of a word of the trade gives the same known terms."""
    known = set(model.vocabulary_)
    expected = known & set(model.profile_terms(one))
    assert expected
    assert expected == known & set(model.profile_terms(many))


def test_news_is_not_new(model: KPORecommender) -> None:
    """What is new and the news differ: "news" is a subject of work; the stop word "new" does not swallow it."""
    assert ["news"] == model.profile_terms("news")


# Short form, a witness, the meaning's term.
MEANINGS = [
    ("CPC", "medical coder, denials", "aapc cpc"),
    ("CPC", "patent, Espacenet", "cooperativ patent classification"),
    ("CPC", "civil suit, advocate, court", "code of civil procedur"),
    ("CA", "articleship, audit, GST", "charter accountant"),
    ("IP", "patents and trademarks", "intellectual properti right"),
    ("IP", "router, subnet", "tcp ip"),
    ("IP", "DRG coder, discharge", "inpatient code"),
    ("PV", "ICSR, MedDRA, drug safety", "pharmacovigilanc"),
    ("SOC", "SIEM, Splunk, phishing", "securiti operation"),
    ("SOC", "battery cells, lithium", "state of charg estimation"),
    ("GCP", "AWS, Kubernetes", "googl cloud"),
    ("GCP", "clinical trials, consent", "ich gcp"),
    ("NLP", "Python, BERT", "natural languag process"),
    ("NLP", "life coach, soft skills trainer", "neuro linguistic program"),
    ("CS", "ICSI, secretarial, board meeting", "compani secretari"),
    ("AR", "Unity, headset", "augment realiti"),
    ("AR", "debtors, ledger, dunning", "account receivabl"),
    ("AR", "denials, payer, EOB", "ar call"),
    ("SAP", "HANA, ABAP", "sap erp"),
    ("SAP", "SDTM, TLF, CDISC", "statistical analysis plan"),
    ("BA", "BRD, UAT, stakeholders", "business analysis"),
]


@pytest.mark.parametrize(("form", "context", "term"), MEANINGS)
def test_context_resolves_an_abbreviation(model: KPORecommender, form: str, context: str, term: str) -> None:
    """With its witnesses a short form gives its meaning and none of its other ones; on either side, in any field."""
    others = {other for known, _, other in MEANINGS if known == form} - {term}
    for profile in (f"{form}, {context}", f"{context}; {form}", {"skills": form, "experience": context}):
        got = set(model.profile_terms(profile))
        assert term in got
        assert set() == got & others


@pytest.mark.parametrize("form", sorted({form for form, _, _ in MEANINGS} | {"R", "C", "ML", "CMA", "CPA", "BE", "MD"}))
@pytest.mark.parametrize("context", ["", ", punctual, hardworking", ", 3 yrs, Pune"])
def test_without_a_witness_an_abbreviation_means_nothing(model: KPORecommender, form: str, context: str) -> None:
    """No short form is resolved without a word that bears it out; itself is all that it may give."""
    alone = set(model.profile_terms(context))
    assert set(model.profile_terms(form + context)) - alone <= {form.lower()}


def test_a_witness_for_nothing_outvotes(model: KPORecommender) -> None:
    """The form "CS" beside computers is no company secretary, "CA" beside California no accountant."""
    assert "compani secretari" not in model.profile_terms("CS, computer engineering, algorithms")
    assert "charter accountant" not in model.profile_terms("San Diego, CA, USA")


@pytest.mark.parametrize(
    "text", ["I want to be an engineering trainee", "it helps us, in production", "ask me about design"]
)
def test_everyday_words_are_no_degrees(model: KPORecommender, text: str) -> None:
    """The words "be", "me", "it" and "us" in small letters are no short forms, whatever stands beside them."""
    assert set() == {"b e", "m e", "desktop support", "us gaap"} & set(model.profile_terms(text))


@pytest.mark.parametrize("text", ["Tally, GST returns", "patent search, Espacenet", "SQL; Python; Tableau"])
def test_repeating_words_pays_nothing(model: KPORecommender, text: str) -> None:
    """A profile that says everything ten times has the terms and the scores of one that says it once."""
    repeated = "\n".join([text] * 10)
    assert model.profile_terms(text) == model.profile_terms(repeated)
    assert model.score_domains(text) == model.score_domains(repeated)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(["R&D", "CPC", "C++", "patents", "B. Com", "accural", "कौशल", "10+2", "IT", "\n", "."]),
        max_size=10,
    )
)
def test_evidence_stands_in_the_text(full: Analyser, words: list[str]) -> None:
    """Every evidence's span lies in its field and holds a word; the terms are the evidence's, each once."""
    fields = {"text": " ".join(words), "skills": "; ".join(words[:3])}
    found = list(full.find(fields))
    for evidence in found:
        written = fields[evidence.field][evidence.start : evidence.end]
        assert written
        assert written == written.strip()
        assert evidence.via in {"word", "repair", "form", "context"}
    assert list(dict.fromkeys(evidence.term for evidence in found)) == full.terms(fields)
