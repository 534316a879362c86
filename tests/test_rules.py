"""Rules: what they ask, what they may not ask, and what becomes of a profile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import Catalog, RecommenderError
from recommender.facts import DEGREES, education
from recommender.rules import KINDS, Facts, Route, Rule, RuleError, Verdict, default_rules, judge, load_rules, route_for
from recommender.rules_judging import _JUDGES
from recommender.rules_personal import personal_reason
from recommender.rules_records import number


@pytest.fixture
def rules_in(tmp_path):
    """Load rules from the text of a file."""

    def load(text):
        path = tmp_path / "rules.toml"
        path.write_text(text, encoding="utf-8")
        return load_rules(path)

    return load


def rule_of(load, kind, what):
    """The one rule of a kind."""
    [rule] = load(f'[[rule]]\nid = "r"\nkind = "{kind}"\n{what}\n')
    return rule


LAW = 'any_of = ["LLB", "BA LLB", "LLM"]'
# Kind, what it asks, the profile, the outcome.
JUDGED = [
    ("degree", LAW, {"Degree": "LLB"}, "pass"),
    ("degree", LAW, {"Degree": "B.A. LL.B. (Hons)"}, "pass"),
    ("degree", LAW, {"Degree": "BBA LLB"}, "pass"),  # an integrated law degree is an LLB
    ("degree", LAW, {"Degree": "LLM"}, "pass"),
    ("degree", LAW, {"Degree": "pursuing LLB"}, "fail"),
    ("degree", LAW, {"Degree": "B.Com, LLB 2nd year"}, "fail"),
    ("degree", LAW, {"Degree": "LLB discontinued"}, "fail"),
    ("degree", LAW, {"Degree": "B.Com"}, "fail"),
    ("degree", LAW, {"Degree": "12th pass"}, "fail"),
    ("degree", LAW, {"Degree": "graduate, pursuing LLB"}, "fail"),
    ("degree", LAW, {"Degree": "graduate"}, "unknown"),
    ("degree", LAW, {"Degree": "MBA"}, "unknown"),  # the first degree is not said
    ("degree", LAW, {"Degree": "CA"}, "unknown"),
    ("degree", LAW, {"Degree": "qwerty"}, "unknown"),
    ("degree", LAW, {}, "unknown"),
    ("degree", LAW, {"College": "LLB College"}, "unknown"),
    ("degree", LAW, {"Candidate Name": "LLB"}, "unknown"),
    ("degree", 'any_of = ["B.Tech"]', {"Degree": "pursuing M.Tech, graduate"}, "unknown"),
    ("degree", 'any_of = ["M.Tech"]', {"Degree": "B.Tech, pursuing M.Tech"}, "fail"),
    ("degree", 'any_of = ["B.Tech", "M.Tech"]', {"Degree": "pursuing M.Tech"}, "unknown"),
    ("degree", 'any_of = ["MBA"]', {"Degree": "PGDM"}, "pass"),
    ("degree", 'any_of = ["B.E."]', {"Degree": "B.Tech"}, "pass"),
    ("degree", 'any_of = ["B.Pharm"]\nmaybe = ["B.Sc"]', {"Degree": "B.Sc"}, "unknown"),
    ("degree", 'any_of = ["B.Pharm"]\nmaybe = ["B.Sc"]', {"Degree": "B.Sc, B.Pharm"}, "pass"),
    ("education_level", 'min = "UG"', {"Degree": "B.Com"}, "pass"),
    ("education_level", 'min = "graduate"', {"Degree": "MBA"}, "pass"),
    ("education_level", 'min = "UG"', {"Degree": "HSC"}, "fail"),
    ("education_level", 'min = "UG"', {"Degree": "12th, pursuing B.Com"}, "fail"),
    ("education_level", 'min = "UG"', {"Degree": "final year B.Tech"}, "fail"),
    ("education_level", 'min = "UG"', {"Degree": "pursuing MBA"}, "unknown"),
    ("education_level", 'min = "UG"', {"Degree": "B.Com dropout"}, "fail"),
    ("education_level", 'min = "UG"', {"Degree": "CA"}, "unknown"),
    ("education_level", 'min = "PG"', {"Degree": "B.Com"}, "fail"),
    ("education_level", 'min = "10+2"', {"Degree": "10th"}, "fail"),
    ("education_level", 'min = "UG"', {}, "unknown"),
    ("experience", "min = 2", {"Experience": "2.6 yrs"}, "pass"),
    ("experience", "min = 2", {"Experience": "2"}, "pass"),
    ("experience", "min = 2", {"Experience": "fresher"}, "fail"),
    ("experience", "min = 2", {"Experience": "since 2019"}, "unknown"),
    ("experience", "max = 3", {"Experience": "5 years"}, "fail"),
    ("experience", "min = 1\nmax = 3", {"Experience": "3 years"}, "pass"),
    ("shift", 'any_of = ["US"]', {"Shift": "any"}, "pass"),
    ("shift", 'any_of = ["US"]', {"Shift": "night"}, "pass"),
    ("shift", 'any_of = ["UK"]', {"Shift": "rotational"}, "pass"),
    ("shift", 'any_of = ["US"]', {"Shift": "no night shift"}, "fail"),
    ("shift", 'any_of = ["US"]', {"Shift": "day only"}, "fail"),
    ("shift", 'any_of = ["rotational"]', {"Shift": "day and night"}, "pass"),
    ("shift", 'any_of = ["US"]', {"Shift": "yes"}, "unknown"),
    ("shift", 'any_of = ["US"]', {}, "unknown"),
    ("language", 'any_of = ["German"]', {"Languages": "English, German B2"}, "pass"),
    ("language", 'any_of = ["German"]', {"Languages": "English, learning German"}, "fail"),
    ("language", 'any_of = ["German"]', {"Languages": "multilingual"}, "unknown"),
    ("language", 'any_of = ["Tamil"]', {"Mother Tongue": "Tamil"}, "unknown"),
    ("location", 'any_of = ["Bengaluru"]', {"Location": "Bangalore"}, "pass"),
    ("location", 'any_of = ["NCR"]', {"Location": "Gurgaon"}, "pass"),
    ("location", 'any_of = ["Noida"]', {"Location": "Delhi NCR"}, "pass"),
    ("location", 'any_of = ["Pune"]', {"Location": "Mumbai"}, "fail"),
    ("location", 'any_of = ["Pune"]', {"Location": "Mumbai", "Willing to relocate": "Yes"}, "pass"),
    ("location", 'any_of = ["Pune"]', {"Location": "Pune", "Preferred Location": "Mumbai"}, "fail"),
    ("location", 'any_of = ["Pune"]', {"Location": "Jhumri Telaiya"}, "unknown"),
    ("location", 'any_of = ["Remote"]', {"Location": "WFH"}, "pass"),
    ("location", 'any_of = ["Remote"]', {"Willing to relocate": "yes"}, "unknown"),
    ("location", 'any_of = ["Pune"]', {"Hometown": "Mumbai"}, "unknown"),
    ("notice", "max = 30", {"Notice Period": "immediate"}, "pass"),
    ("notice", "max = 30", {"Notice Period": "1 month"}, "pass"),
    ("notice", "max = 30", {"Notice Period": "2 months"}, "fail"),
    ("notice", "max = 30", {"Notice Period": "serving NP"}, "unknown"),
    ("pay", "max = 500000", {"Expected CTC": "4.5 LPA"}, "pass"),
    ("pay", 'max = "5 LPA"', {"Expected CTC": "35k pm"}, "pass"),
    ("pay", 'max = "5 LPA"', {"Expected CTC": "6-8 LPA"}, "fail"),
    ("pay", 'max = "5 LPA"', {"Expected CTC": "negotiable"}, "unknown"),
    ("pay", 'max = "5 LPA"', {"Current CTC": "9 LPA"}, "unknown"),
    ("cgpa", "min = 7", {"CGPA": "7.8"}, "pass"),
    ("cgpa", "min = 7", {"CGPA": "7.8/10"}, "pass"),
    ("cgpa", "min = 7", {"CGPA": "6.9"}, "fail"),
    ("cgpa", "min = 7", {"CGPA": "3.6/4"}, "unknown"),
    ("cgpa", "min = 7", {"CGPA": "3.6"}, "unknown"),  # may be of four
    ("cgpa", "min = 3\nscale = 4", {"CGPA": "3.6/4"}, "pass"),
    ("cgpa", "min = 7", {"Percentage": "78%"}, "unknown"),
    ("cgpa", "min = 7", {}, "unknown"),
    ("percentage", "min = 60", {"Percentage": "68.5"}, "pass"),
    ("percentage", "min = 60", {"Percentage": "55%"}, "fail"),
    ("percentage", "min = 60", {"CGPA": "9.1"}, "unknown"),
    ("percentage", "min = 60", {"10th %": "85"}, "unknown"),
    ("backlogs", "max = 0", {"Backlogs": "Nil"}, "pass"),
    ("backlogs", "max = 0", {"Backlogs": "history of 1, all cleared"}, "pass"),
    ("backlogs", "max = 0", {"Backlogs": "2 active"}, "fail"),
    ("backlogs", "max = 0", {"Backlogs": "yes"}, "unknown"),
    ("year_of_passing", "min = 2020\nmax = 2023", {"YOP": "2021"}, "pass"),
    ("year_of_passing", "min = 2020\nmax = 2023", {"YOP": "2018-19"}, "fail"),
    ("year_of_passing", "max = 2023", {"YOP": "2019, 2021"}, "unknown"),
    ("year_of_passing", "max = 2023", {"Year of Birth": "2024"}, "unknown"),
]


@pytest.mark.parametrize(("kind", "what", "profile", "expected"), JUDGED)
def test_judged_by_hand(rules_in, kind, what, profile, expected):
    """Pass and fail only where the profile says so; silence and what cannot be read are unknown."""
    [verdict] = judge((rule_of(rules_in, kind, what),), Facts.of(profile))
    assert verdict.outcome == expected
    assert verdict.rule_id == "r"
    assert verdict.sentence.endswith(".")
    assert verdict.sentence.count(". ") == verdict.sentence.count("Rs. ")


def test_every_kind_is_judged_each_way():
    """The table holds a pass, a fail and an unknown of each kind; each kind has a judge."""
    assert {(kind, outcome) for kind, _, _, outcome in JUDGED} == {
        (k, o) for k in KINDS for o in ("pass", "fail", "unknown")
    }
    assert set(_JUDGES) == set(KINDS)


def test_sentences():
    """A verdict says what was read, and why."""
    [law] = default_rules("legal_services")
    assert judge((law,), Facts.of({"Degree": "B.Com, pursuing LLB"})) == (
        Verdict("law-degree", "fail", "LLB (pursued, not held)", "LLB is pursued, not held."),
    )
    pay = Rule("pay", "pay", maximum=500_000)
    assert judge((pay,), Facts.of({"Expected CTC": "6 LPA"})) == (
        Verdict(
            "pay",
            "fail",
            "Rs. 6,00,000 a year expected",
            "The profile says Rs. 6,00,000 a year expected; asked is at most 5,00,000 rupees a year.",
        ),
    )
    assert (
        judge((pay,), Facts.of({"Expected CTC": "as per norms"}))[0].sentence
        == "The profile speaks of the pay it expects, but not so that it can be read for certain."
    )
    assert judge((pay,), Facts.of({}))[0].sentence == "The profile does not say the pay it expects."


def test_a_whole_file(rules_in):
    """A recruiter's file is read in its order; names are made canonical, texts are made where they lack."""
    assert rules_in(
        """
        [[rule]]
        id = "law-degree"
        kind = "degree"
        any_of = ["ll.b.", "BA LLB", "L.L.M."]
        text = "A law degree from any recognised university."

        [[rule]]
        id = "join-soon"
        kind = "notice"
        max = 30

        [[rule]]
        id = "budget"
        kind = "pay"
        max = "6 LPA"
        source = "the client"
        """
    ) == (
        Rule("law-degree", "degree", "A law degree from any recognised university.", any_of=("LLB", "BA LLB", "LLM")),
        Rule("join-soon", "notice", "at most 30 days of notice", maximum=30.0),
        Rule("budget", "pay", "at most 6,00,000 rupees a year", maximum=600_000, source="the client"),
    )


def test_order_is_kept(rules_in):
    """Verdicts stand in the order of the rules."""
    rules = rules_in("".join(f'[[rule]]\nid = "{name}"\nkind = "notice"\nmax = 30\n' for name in ("b", "a", "c")))
    assert [verdict.rule_id for verdict in judge(rules, Facts())] == ["b", "a", "c"]


PERSONAL = """age|max-age|min_age|DOB|date-of-birth|under-30-years-old|young|gender|sex|male|female-only|women|men|ladies|religion|hindu|muslim|christian|caste|category|OBC|SC|ST|brahmin|EWS
community|ethnicity|race|marital-status|married|unmarried|maritalStatus|nationality|citizenship|domicile|native-place|disability|handicapped|PwD|photo|photograph|name|surname|candidateName|father
institute|college|university|IIT|NIT|IIM|NLU|institution|आयु|लिंग|धर्म|जाति""".replace("\n", "|").split("|")


@pytest.mark.parametrize("word", PERSONAL)
def test_personal_rules_are_refused(rules_in, word):
    """As an id, as a kind, as a value, as a key of a rule and as a table: refused, and the error says why."""
    why = r"says (who a person is, not what they can do|where somebody studied, not what they learnt), so no rule may ask for it"
    good = 'any_of = ["LLB"]'
    for text in (
        f'[[rule]]\nid = "{word}"\nkind = "degree"\n{good}\n',
        f'[[rule]]\nid = "r"\nkind = "{word}"\n{good}\n',
        f'[[rule]]\nid = "r"\nkind = "degree"\nany_of = ["LLB", "{word}"]\n',
        f'[[rule]]\nid = "r"\nkind = "language"\nany_of = ["English ({word})"]\n',
        f'[[rule]]\nid = "r"\nkind = "degree"\n{good}\n"{word}" = "x"\n',
        f'[["{word}"]]\nid = "r"\n',
    ):
        with pytest.raises(RuleError, match=why):
            rules_in(text)


@pytest.mark.parametrize(
    "text",
    ["Women only.", "Not married.", "Below 30 years of age.", "Hindus preferred.", "No Muslims.", "Male candidates."],
)
def test_personal_texts_are_refused(rules_in, text):
    """A rule that judges something else may not pass a personal wish on in its text."""
    with pytest.raises(RuleError, match="says who a person is"):
        rules_in(f'[[rule]]\nid = "r"\nkind = "notice"\nmax = 30\ntext = "{text}"\n')


@pytest.mark.parametrize(
    "name",
    [
        *DEGREES,
        *KINDS,
        "language",
        "languages",
        "day shift",
        "US",
        "NCR",
        "law-degree",
        "join-soon",
        "budget",
        "Ph.D",
        "M. Sc.",
    ],
)
def test_lawful_words_are_not_refused(name):
    """No degree and no kind is taken for something personal."""
    assert personal_reason(name) is None


BROKEN = [
    ("", r"no \[\[rule\]\] in the file\. Write \[\[rule\]\]"),
    ("[[rule]\n", "no valid TOML"),
    ("rule = 1\n", "key 'rule' must be a list of tables, got 1"),
    ("rule = [1]\n", r"\[\[rule\]\] number 1: expected a table, got 1"),
    ("x = 1\n", r"unknown key 'x'\. Write \[\[rule\]\]"),
    ('[[rule]]\nkind = "notice"\nmax = 3\n', "key 'id' must be a text, got None"),
    ('[[rule]]\nid = " "\nkind = "notice"\nmax = 3\n', "key 'id' must be a text, got ' '"),
    ('[[rule]]\nid = "r"\nmax = 3\n', "key 'kind' must be a text, got None"),
    ('[[rule]]\nid = "r"\nkind = "height-of-desk"\n', "says who a person is"),
    (
        '[[rule]]\nid = "r"\nkind = "typing"\n',
        r"number 1 \(r\): unknown kind 'typing'\. The kinds are degree, education_level, experience",
    ),
    ('[[rule]]\nid = "r"\nkind = "degree"\n', r"key 'any_of' must be a list of texts with at least one, got None"),
    (
        '[[rule]]\nid = "r"\nkind = "degree"\nany_of = []\n',
        r"key 'any_of' must be a list of texts with at least one, got \[\]",
    ),
    ('[[rule]]\nid = "r"\nkind = "degree"\nany_of = "LLB"\n', "key 'any_of' must be a list"),
    ('[[rule]]\nid = "r"\nkind = "degree"\nany_of = [1]\n', "key 'any_of' must be a list"),
    (
        '[[rule]]\nid = "r"\nkind = "degree"\nany_of = ["XYZ"]\n',
        "unknown degree 'XYZ'. Known are, among others, BA LLB",
    ),
    ('[[rule]]\nid = "r"\nkind = "degree"\nany_of = ["graduate"]\n', "unknown degree 'graduate'"),
    ('[[rule]]\nid = "r"\nkind = "degree"\nany_of = ["LLB"]\nmin = 1\n', "a rule of the kind degree has no 'min'"),
    ('[[rule]]\nid = "r"\nkind = "degree"\nany_of = ["LLB"]\nanyof = 1\n', "unknown key 'anyof'"),
    ('[[rule]]\nid = "r"\nkind = "degree"\nany_of = ["LLB"]\ntext = 1\n', "key 'text' must be a text, got 1"),
    (
        '[[rule]]\nid = "r"\nkind = "education_level"\nmin = "B.Com"\n',
        "unknown level 'B.Com'. The levels are X, XII, diploma, UG, PG, doctorate",
    ),
    ('[[rule]]\nid = "r"\nkind = "education_level"\nmin = 3\n', "key 'min' must be a text, got 3"),
    ('[[rule]]\nid = "r"\nkind = "experience"\n', "a rule of the kind experience needs min or max"),
    ('[[rule]]\nid = "r"\nkind = "experience"\nmin = "2"\n', "key 'min' must be a number from 0 to 60, got '2'"),
    ('[[rule]]\nid = "r"\nkind = "experience"\nmin = true\n', "key 'min' must be a number"),
    ('[[rule]]\nid = "r"\nkind = "experience"\nmin = nan\n', "key 'min' must be a number"),
    ('[[rule]]\nid = "r"\nkind = "experience"\nmin = -1\n', "key 'min' must be a number from 0 to 60, got -1"),
    ('[[rule]]\nid = "r"\nkind = "experience"\nmin = 5\nmax = 2\n', "min 5 is over max 2. Swap them"),
    ('[[rule]]\nid = "r"\nkind = "notice"\nmin = 5\n', "a rule of the kind notice has no 'min'"),
    ('[[rule]]\nid = "r"\nkind = "pay"\nmax = 6\n', "must be a number from 12000 to 100000000 rupees a year, got 6"),
    ('[[rule]]\nid = "r"\nkind = "pay"\nmax = "35000"\n', "pay '35000' cannot be read for certain"),
    ('[[rule]]\nid = "r"\nkind = "cgpa"\nscale = 10\n', "a rule of the kind cgpa needs min"),
    (
        '[[rule]]\nid = "r"\nkind = "shift"\nany_of = ["moonlight"]\n',
        "unknown shift 'moonlight'. Known are, among others, day, UK, US",
    ),
    ('[[rule]]\nid = "r"\nkind = "language"\nany_of = ["Klingon"]\n', "unknown language 'Klingon'"),
    (
        '[[rule]]\nid = "r"\nkind = "location"\nany_of = ["Atlantis"]\n',
        "unknown location 'Atlantis'. Known are, among others, Agartala",
    ),
    (
        '[[rule]]\nid = "r"\nkind = "notice"\nmax = 1\n[[rule]]\nid = "r"\nkind = "notice"\nmax = 2\n',
        "two rules have the id 'r'. Rename one of them",
    ),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_broken_files(rules_in, text, message):
    """Each error says where, what, what came and what to do."""
    with pytest.raises(RuleError, match=message) as caught:
        rules_in(text)
    assert "rules.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, RecommenderError)
    assert isinstance(caught.value, ValueError)


def test_files_that_cannot_be_read(tmp_path):
    """A missing file, a folder and a file that is not UTF-8 are named."""
    with pytest.raises(RuleError, match=r"none\.toml: no such file\. Give the path"):
        load_rules(tmp_path / "none.toml")
    with pytest.raises(RuleError, match="cannot be read"):
        load_rules(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'x = "\xe9"')
    with pytest.raises(RuleError, match="not UTF-8 at byte 5"):
        load_rules(tmp_path / "latin.toml")


def test_default_rules(catalog: Catalog):
    """Three domains have a usual hard rule, each with its text and source; the others have none."""
    ids = {domain.id: [rule.id for rule in default_rules(domain.id)] for domain in catalog}
    assert {domain: names for domain, names in ids.items() if names} == {
        "legal_services": ["law-degree"],
        "ip_research": ["technical-degree"],
        "pharma_biotech": ["life-science-degree"],
    }
    assert all(rule.text and rule.source for domain in catalog for rule in default_rules(domain.id))
    assert default_rules("a_domain_of_my_own") == ()


@pytest.mark.parametrize(
    ("domain_id", "said", "expected"),
    [
        ("legal_services", "LLB", "pass"),
        ("legal_services", "B.Com, pursuing LLB", "fail"),
        ("legal_services", "B.Com, Company Secretary", "unknown"),
        ("legal_services", "B.Tech", "fail"),
        ("ip_research", "B.E. Mechanical", "pass"),
        ("ip_research", "M.Sc Chemistry", "pass"),
        ("ip_research", "LLB", "unknown"),
        ("ip_research", "BA English", "fail"),
        ("ip_research", "B.Tech final year", "fail"),
        ("pharma_biotech", "B.Pharm", "pass"),
        ("pharma_biotech", "M.Sc Biotechnology", "unknown"),
        ("pharma_biotech", "B.Com", "fail"),
    ],
)
def test_default_rules_judge(domain_id, said, expected):
    """The statutory qualification, held, pursued, or of a subject that a person has to look at."""
    [verdict] = judge(default_rules(domain_id), Facts.of({"Education": said}))
    assert verdict.outcome == expected


@pytest.mark.parametrize(
    ("said", "has_route"),
    [
        ("12th pass", True),
        ("10+2, pursuing B.Com", True),
        ("10th, HSC 2019", True),
        ("B.Com", False),
        ("10th", False),
        ("ITI", False),
        ("CA, 12th", False),
    ],
)
def test_the_route_of_10_plus_2(said, has_route):
    """Who holds 10+2 and nothing above it gets the course-first route, with its source."""
    route = route_for(education(said))
    assert (route is not None) == has_route
    if route:
        assert isinstance(route, Route)
        assert "course" in route.text
        assert route.source


def test_no_education_no_route():
    """What is not said opens no route."""
    assert route_for(None) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2.0, "2"), (2.6, "2.6"), (1950, "1950"), (35000, "35,000"), (450000, "4,50,000"), (12345678, "1,23,45,678")],
)
def test_number(value, expected):
    """Figures as they are written in India."""
    assert number(value) == expected


FACTS = st.dictionaries(
    st.sampled_from(
        [
            "Degree",
            "Experience",
            "Shift",
            "Languages",
            "Location",
            "Notice Period",
            "Expected CTC",
            "CGPA",
            "Percentage",
            "Backlogs",
            "YOP",
            "Name",
            "Age",
        ]
    ),
    st.one_of(st.text(max_size=30), st.sampled_from([str(v) for _, _, p, _ in JUDGED for v in p.values()])),
)
RULES = (
    Rule("d", "degree", any_of=("LLB",), maybe=("CS",)),
    Rule("l", "education_level", level="UG"),
    Rule("e", "experience", minimum=1, maximum=3),
    Rule("s", "shift", any_of=("US",)),
    Rule("g", "language", any_of=("German",)),
    Rule("p", "location", any_of=("Pune",)),
    Rule("n", "notice", maximum=30),
    Rule("c", "pay", maximum=500_000),
    Rule("a", "cgpa", minimum=7),
    Rule("%", "percentage", minimum=60),
    Rule("b", "backlogs", maximum=0),
    Rule("y", "year_of_passing", minimum=2020),
)


@given(FACTS)
def test_no_profile_is_too_odd(profile):
    """Each rule gets one verdict, whatever the profile; a rule about what is not said is unknown."""
    verdicts = judge(RULES, Facts.of(profile))
    assert [verdict.rule_id for verdict in verdicts] == [rule.id for rule in RULES]
    assert {verdict.outcome for verdict in verdicts} <= {"pass", "fail", "unknown"}


@given(FACTS, st.text(max_size=20))
def test_identity_changes_no_verdict(profile, written):
    """Name, age, gender and the rest change nothing."""
    plain = {heading: value for heading, value in profile.items() if heading not in {"Name", "Age"}}
    marked = {
        **plain,
        "Name": written,
        "Age": written,
        "Gender": "F",
        "Religion": written,
        "Category": "OBC",
        "College": written,
    }
    assert judge(RULES, Facts.of(marked)) == judge(RULES, Facts.of(plain))


def test_silence_fails_nobody():
    """A profile that says nothing fails no rule."""
    assert {verdict.outcome for verdict in judge(RULES, Facts())} == {"unknown"}
