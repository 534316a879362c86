"""The catalogue's records, and what the packaged catalogue holds."""

from dataclasses import FrozenInstanceError

import pytest

from recommender import Catalog, Domain, Role, UnknownDomainError
from recommender.catalog import LEVELS, Requirement
from recommender.catalog_parse import parse_catalog

ORDER = """research_development financial_services web_applications business_technical_analysis learning_solutions
    animation_design market_research pharma_biotech medical_services writing_content legal_services ip_research
    data_analytics network_management training_consultancy""".split()
TWELVE = """computer_proficiency internet_search analysis_reporting information_resources theoretical_knowledge
    communication english enunciation interpersonal job_specific self_driven strategic_thinking""".split()

CLERK = Role(
    "clerk", "Clerk", ("Munim",), (Requirement("Tally", "tool", "must"), Requirement("counts cash", "activity", "nice"))
)
BOOKS = Domain("books", "Books", (CLERK,), "Keeps books.", ("F&A",), ("B.Com",), ("commerce",), ("shop clerk",))
SMALL = Catalog((BOOKS, Domain("art", "Art", (Role("drawer", "Animator", (), ()),))))


# ------------------------------------------------------------------ records


def test_a_catalogue_iterates_over_its_domains():
    """Iteration, length and lookup by id."""
    assert ["books", "art"] == [domain.id for domain in SMALL]
    assert 2 == len(SMALL)
    assert BOOKS is SMALL["books"]


@pytest.mark.parametrize("domain_id", ["Books", "", 0, None, ["books"]])
def test_an_unknown_id_is_refused(domain_id):
    """An id that is not there is named, with those that are."""
    with pytest.raises(UnknownDomainError, match=r"^Unknown domain .*\. The catalogue has: books, art\.$"):
        SMALL[domain_id]


def test_documents_are_the_very_texts():
    """One text a domain with all that it says, one a role with titles and requirements; notes stay out."""
    clerk = "Clerk\nMunim\nTally\ncounts cash"
    assert [
        ("books", "books", f"Books\nF&A\nKeeps books.\nB.Com\ncommerce\nshop clerk\n{clerk}"),
        ("books/clerk", "books", clerk),
        ("art", "art", "Art\n\nAnimator"),
        ("art/drawer", "art", "Animator"),
    ] == list(SMALL.documents())


def test_requirement_names_leave_activities_out():
    """Skills, tools and qualifications once each, with their kind."""
    assert {"Tally": "tool"} == SMALL.requirement_names()


def test_records_cannot_be_changed():
    """The catalogue is immutable."""
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        BOOKS.name = "Other"
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'domains'"):
        SMALL.domains = ()


def test_a_requirement_reads_as_its_name():
    """The text of a requirement is its name."""
    assert "Tally" == str(CLERK.requirements[0])


# ---------------------------------------------------------------- packaged


def test_the_fifteen_domains_stand_in_the_documented_order(catalog):
    """The packaged catalogue has the fifteen KPO domains in their order."""
    assert ORDER == [domain.id for domain in catalog]


def test_every_domain_has_eight_roles(catalog):
    """Each domain has at least eight roles, with distinct ids and titles."""
    for domain in catalog:
        assert len(domain.roles) >= 8, domain.id
        assert len(domain.roles) == len({r.id for r in domain.roles}) == len({r.title for r in domain.roles}), domain.id


def test_every_role_asks_for_twelve_things_over_three_levels(catalog):
    """Each role has at least twelve requirements, some at each level, an activity, and no title twice."""
    for domain in catalog:
        for role in domain.roles:
            place = f"{domain.id}/{role.id}"
            assert len(role.requirements) >= 12, place
            assert set(LEVELS) == {requirement.level for requirement in role.requirements}, place
            assert "activity" in {requirement.kind for requirement in role.requirements}, place
            assert role.title not in role.titles, place


def test_there_are_twelve_hundred_distinct_skills(catalog):
    """At least 1,200 skills, tools and qualifications that differ in more than capitals."""
    assert len({name.casefold() for name in catalog.requirement_names()}) >= 1200


def test_every_abbreviation_means_a_known_skill(catalog):
    """What an abbreviation means is a skill of the catalogue, or nothing that counts."""
    known = {*catalog.requirement_names(), *(skill.name for skill in catalog.skills), ""}
    assert [] == [entry for entry in catalog.abbreviations if entry.means not in known]
    assert len(catalog.abbreviations) >= 100


def test_the_twelve_skills_of_any_kpo_job_are_there(catalog):
    """The twelve general skills, each with signs."""
    assert TWELVE == [skill.id for skill in catalog.general_skills]
    assert all(skill.name and len(skill.signs) >= 3 for skill in catalog.general_skills)


def test_bpo_marks_are_there(catalog):
    """Phrases of pure BPO work are marked, none twice."""
    assert {"voice process", "telecalling", "customer care"} <= set(catalog.bpo_marks)
    assert len(catalog.bpo_marks) == len({mark.casefold() for mark in catalog.bpo_marks})


def test_pay_is_dated_and_sourced(catalog):
    """Pay is never given without its date and source."""
    assert catalog.pay
    for fact in catalog.pay:
        assert "Rs." in fact.text
        assert "20" in fact.date
        assert fact.source.strip()


def test_every_course_has_a_source(catalog):
    """Each domain has courses, each with who gives it, to whom, and where that is written."""
    for domain in catalog:
        assert len(domain.courses) >= 3, domain.id
        for course in domain.courses:
            assert course.opens_to in {"10+2", "graduate", "professional"}, (domain.id, course.name)
            assert course.name.strip()
            assert course.by.strip()
            assert course.source.strip()


def test_every_domain_tells_who_enters(catalog):
    """Each domain has a summary, aliases, education, subjects, backgrounds, shifts and notes."""
    for domain in catalog:
        told = (domain.summary, domain.aliases, domain.education, domain.subjects, domain.backgrounds, domain.shifts)
        assert all((*told, domain.entry_note, domain.conditions_note)), domain.id


def test_no_domain_claims_another_ones_name(catalog):
    """A domain's name or alias belongs to no other domain."""
    owners = {}
    for domain in catalog:
        for name in {domain.name.casefold(), *(alias.casefold() for alias in domain.aliases)}:
            owners.setdefault(name, []).append(domain.id)
    assert {} == {name: ids for name, ids in owners.items() if len(ids) > 1}


def test_the_packaged_texts_hold_no_stray_blanks(catalog):
    """No requirement, title or form has blanks at its ends or inside a run of them."""
    texts = [r.name for d in catalog for role in d.roles for r in role.requirements]
    texts += [t for d in catalog for role in d.roles for t in (role.title, *role.titles)]
    texts += [form for skill in catalog.skills for form in (skill.name, *skill.forms)]
    assert [] == [text for text in texts if " ".join(text.split()) != text]


def test_plain_data_give_the_catalogue_back(catalog):
    """`raw` is enough to rebuild every record."""
    assert catalog == parse_catalog(catalog.raw, "again")
