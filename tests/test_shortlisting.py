"""The best candidates for one domain or role."""

import csv
import io
from pathlib import Path

import pytest

from recommender import KPORecommender, RecommenderError, UnknownDomainError
from recommender.rules import default_rules, load_rules
from recommender.shortlisting import COLUMNS, find_wanted, shortlist_csv

HEAD = "Candidate ID,Name,Qualification,Key Skills,Notice Period\n"


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(
        HEAD
        + 'A,Maya,LLB,"document review, Relativity",30 days\n'
        + 'B,Ruby,pursuing LLB,"document review, Relativity, privilege log",immediate\n'
        + 'C,Asha,B.Com,"Tally, GST returns",\n'
        + 'D,Lal,LLB,"document review, Relativity",90 days\n'
        + 'E,Bano,,"document review, privilege review, redaction",\n'
        + "F,Gul,8th,driving truck,\n"
        + 'G,Om,8th,"cooking rice",\n',
        encoding="utf-8",
    )
    return path


def test_the_list_is_what_scoring_each_and_sorting_gives(
    model: KPORecommender, sample_csv: Path, tmp_path: Path
) -> None:
    """Every candidate scored alone, without those of status no_match, sorted by score: the same ids and scores."""
    out = tmp_path / "list.csv"
    done = shortlist_csv(sample_csv, out, model, find_wanted(model, "medical_services"), top=1_000)
    scored, refused = [], 0
    for row in rows_of(sample_csv):
        score, status = model.score_domains(row)["medical_services"], model.recommend(row).status
        scored += [(row["Candidate ID"], f"{score:.9f}")] if score > 0 and status != "no_match" else []
        refused += score > 0 and status == "no_match"
    scored.sort(key=lambda pair: -float(pair[1]))
    assert scored == [(row["candidate_id"], row["score"]) for row in rows_of(out)]
    assert refused > 0
    assert {"listed": len(scored), "removed": 0, "not listed": done.scored - len(scored)} == done.statuses


@pytest.mark.parametrize("top", [1, 3, 10])
def test_a_shorter_list_is_the_head_of_a_longer_one(
    model: KPORecommender, sample_csv: Path, tmp_path: Path, top: int
) -> None:
    """Top k is a prefix of top 50."""
    wanted = find_wanted(model, "legal_services")
    for name, count in (("short.csv", top), ("long.csv", 50)):
        shortlist_csv(sample_csv, tmp_path / name, model, wanted, top=count)
    assert rows_of(tmp_path / "long.csv")[:top] == rows_of(tmp_path / "short.csv")


def test_ties_stand_in_input_order(model: KPORecommender, people: Path, tmp_path: Path) -> None:
    """A and D say the same: A stands first; of a list of one that ties, A is kept."""
    wanted = find_wanted(model, "legal_services", "document_review_attorney")
    shortlist_csv(people, tmp_path / "o.csv", model, wanted)
    ids = [row["candidate_id"] for row in rows_of(tmp_path / "o.csv")]
    assert ids.index("A") == ids.index("D") - 1


def test_a_role_is_scored_by_its_own_cosine(model: KPORecommender, people: Path, tmp_path: Path) -> None:
    """With --role the score is the role's cosine, as a recommendation shows it for its best role."""
    wanted = find_wanted(model, "legal_services", "document_review_attorney")
    shortlist_csv(people, tmp_path / "o.csv", model, wanted)
    first = rows_of(tmp_path / "o.csv")[0]
    source = next(row for row in rows_of(people) if row["Candidate ID"] == first["candidate_id"])
    roles = {
        role.role_id: role.score
        for role in model.recommend({k: source[k] for k in ("Qualification", "Key Skills")})[0].roles
    }
    assert f"{roles['document_review_attorney']:.9f}" == first["score"]


def test_must_haves_are_shown_and_missing(model: KPORecommender, people: Path, tmp_path: Path) -> None:
    """Shown and missing together are the role's must-haves."""
    wanted = find_wanted(model, "legal_services", "document_review_attorney")
    shortlist_csv(people, tmp_path / "o.csv", model, wanted)
    row = next(r for r in rows_of(tmp_path / "o.csv") if r["candidate_id"] == "A")
    role = model.catalog_["legal_services"].roles[wanted.role]
    must = {r.name for r in role.requirements if r.level == "must" and r.kind != "activity"}
    shown, missing = (set(filter(None, row[c].split("; "))) for c in ("must_haves_shown", "must_haves_missing"))
    assert must == shown | missing
    assert {"document review", "Relativity", "LLB"} <= shown
    assert not shown & missing


def test_who_shows_nothing_specific_is_not_listed(model: KPORecommender, tmp_path: Path) -> None:
    """A score from shared words alone is no place on a list, however long; who is left out is counted."""
    path = tmp_path / "people.csv"
    path.write_text(
        'Candidate ID,Key Skills\nV,"cook, kitchen, review of menus"\nL,"LLB, document review"\n', encoding="utf-8"
    )
    cook = {"Key Skills": "cook, kitchen, review of menus"}
    assert model.score(cook, "legal_services") > 0
    assert "no_match" == model.recommend(cook).status
    done = shortlist_csv(path, tmp_path / "o.csv", model, find_wanted(model, "legal_services"), top=10)
    assert ["L"] == [row["candidate_id"] for row in rows_of(tmp_path / "o.csv")]
    assert {"listed": 1, "removed": 0, "not listed": 1} == done.statuses


@pytest.mark.parametrize(("role", "listed"), [("clm_abstraction_analyst", ["C"]), ("ediscovery_specialist", [])])
def test_a_role_lists_nobody_without_a_word_of_it(
    model: KPORecommender, tmp_path: Path, role: str, listed: list[str]
) -> None:
    """One word of the domain is a score for the roles that ask for it, and no place on the list of another role."""
    path = tmp_path / "people.csv"
    path.write_text('Candidate ID,Qualification,Key Skills\nC,B.Com,"Tally, GST returns, contract"\n', encoding="utf-8")
    shortlist_csv(path, tmp_path / "o.csv", model, find_wanted(model, "legal_services", role))
    assert listed == [row["candidate_id"] for row in rows_of(tmp_path / "o.csv")]


@pytest.mark.parametrize("degree", ["LLM", "LL.M.", "BA LLB", "LLM (pursuing)"])
def test_a_higher_degree_shows_a_must_have(model: KPORecommender, tmp_path: Path, degree: str) -> None:
    """Nobody has, or studies for, an LLM without an LLB; an integrated law degree is one."""
    path = tmp_path / "people.csv"
    path.write_text(
        f'Candidate ID,Qualification,Key Skills\nA,{degree},"document review, Relativity"\n', encoding="utf-8"
    )
    wanted = find_wanted(model, "legal_services", "document_review_attorney")
    shortlist_csv(path, tmp_path / "o.csv", model, wanted)
    [row] = rows_of(tmp_path / "o.csv")
    assert "LLB" in row["must_haves_shown"].split("; ")
    assert "LLB" not in row["must_haves_missing"].split("; ")


def test_rules_report_and_demote_nobody(model: KPORecommender, people: Path, tmp_path: Path) -> None:
    """Holding passes, pursuing fails, silence is unknown; the order is the same as without rules."""
    wanted, rules = find_wanted(model, "legal_services"), default_rules("legal_services")
    shortlist_csv(people, tmp_path / "with.csv", model, wanted, rules=rules)
    shortlist_csv(people, tmp_path / "without.csv", model, wanted)
    said = {row["candidate_id"]: row["rules"] for row in rows_of(tmp_path / "with.csv")}
    assert {"A": "law-degree: pass", "B": "law-degree: fail", "E": "law-degree: unknown"}.items() <= said.items()
    assert list(said) == [row["candidate_id"] for row in rows_of(tmp_path / "without.csv")]


def test_a_required_rule_removes_and_names_only_who_fails(model: KPORecommender, people: Path, tmp_path: Path) -> None:
    """Who fails is named with the rule; who is unknown stays; rows are accounted for."""
    wanted, rules = find_wanted(model, "legal_services"), default_rules("legal_services")
    done = shortlist_csv(people, tmp_path / "o.csv", model, wanted, rules=rules, required=("law-degree",))
    listed = {row["candidate_id"] for row in rows_of(tmp_path / "o.csv")}
    removed = rows_of(tmp_path / "o.removed.csv")
    assert {"A", "D", "E"} <= listed
    assert "B" not in listed
    assert ("B", "law-degree") in {(row["candidate_id"], row["rule"]) for row in removed}
    assert all(row["why"] for row in removed)
    assert done.rows == done.scored + done.rejected
    assert done.scored == sum(done.statuses.values())
    assert len(removed) == done.statuses["removed"]


def test_a_recruiters_own_rules_are_read_from_other_columns(
    model: KPORecommender, people: Path, tmp_path: Path
) -> None:
    """A notice period of 30 days passes a limit of 45, 90 fails, nothing said is unknown."""
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nid = "soon"\nkind = "notice"\nmax = 45\n', encoding="utf-8")
    shortlist_csv(people, tmp_path / "o.csv", model, find_wanted(model, "legal_services"), rules=load_rules(path))
    said = {row["candidate_id"]: row["rules"] for row in rows_of(tmp_path / "o.csv")}
    assert {"A": "soon: pass", "D": "soon: fail", "E": "soon: unknown"}.items() <= said.items()


def test_names_stand_only_where_asked(model: KPORecommender, people: Path, tmp_path: Path) -> None:
    """Without --keep-columns no name is written; with it the column stands at the end."""
    wanted = find_wanted(model, "legal_services")
    shortlist_csv(people, tmp_path / "a.csv", model, wanted)
    assert "Maya" not in (tmp_path / "a.csv").read_text(encoding="utf-8")
    shortlist_csv(people, tmp_path / "b.csv", model, wanted, keep=("Name",))
    rows = rows_of(tmp_path / "b.csv")
    assert (*COLUMNS, "Name") == tuple(rows[0])
    assert {"A": "Maya", "D": "Lal"}.items() <= {row["candidate_id"]: row["Name"] for row in rows}.items()


def test_what_is_not_there_is_refused(model: KPORecommender, people: Path, tmp_path: Path) -> None:
    """Unknown domain, role and rule are named with what there is."""
    with pytest.raises(UnknownDomainError, match="legal_services"):
        find_wanted(model, "law")
    with pytest.raises(RecommenderError, match=r"Unknown role 'judge'.*document_review_attorney"):
        find_wanted(model, "legal_services", "judge")
    with pytest.raises(RecommenderError, match=r"--require tall: no such rule\. The rules are: none"):
        shortlist_csv(people, tmp_path / "o.csv", model, find_wanted(model, "legal_services"), required=("tall",))
    assert not (tmp_path / "o.csv").exists()
