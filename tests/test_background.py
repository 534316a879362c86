"""recommender.background."""

import csv
import math
from collections import Counter
from pathlib import Path

import pytest

from recommender.background import Background, build, build_words, count_documents, load_background

ROOT = Path(__file__).resolve().parent.parent
OCCUPATIONS = ROOT.parent / "shared" / "onet" / "occupations.csv"
COLUMNS = ("title", "description", "tasks", "technology", "alternate_titles", "tier")


def write_occupations(path: Path, rows: list[tuple[str, ...]]) -> None:
    """Write a corpus of occupations."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def test_documents_are_counted_once_for_each_run() -> None:
    """A run of one to three stems counts once a document, and does not cross a sentence."""
    got = count_documents(["Review patents. Review contracts", "reviews patents; tax", ""])
    expected = {"review": 2, "patent": 2, "contract": 1, "tax": 1, "review patent": 2, "review contract": 1}
    assert Counter(expected) == got


def test_runs_have_at_most_three_stems() -> None:
    """Four words give runs of one, two and three."""
    assert {"a", "b", "c", "d", "a b", "b c", "c d", "a b c", "b c d"} == set(count_documents(["a b c d"]))


def test_a_table_is_built_as_by_hand(tmp_path: Path) -> None:
    """First the numbers of documents, then each run that three of them hold, sorted, with the count of knowledge work."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    write_occupations(
        source,
        [
            ("Patent clerk", "files patents", "", "Excel", "", "core"),
            ("Patents analyst", "reads", "Prior art", "Excel", "", "weak"),
            ("Baker", "bakes", "", "Excel", "patent", "no"),
            ("Cook", "cooks; prior art", "", "", "", ""),
            ("Poet", "prior art", "", "", "", ""),
        ],
    )
    build(source, target)
    expected = "documents,5,2\nart,3,1\nexcel,3,2\npatent,3,2\nprior,3,1\nprior art,3,1\n"
    assert expected == target.read_bytes().decode("utf-8")


def test_a_word_list_is_built_as_by_hand(tmp_path: Path) -> None:
    """Stems of five letters and more of plain words, each once, sorted; all else is left out."""
    one, two, target = tmp_path / "one.txt", tmp_path / "two.txt", tmp_path / "out.txt"
    one.write_text("Patents\npatent\ncat\nclient's\ncafé\n\n", encoding="utf-8")
    two.write_text("diaries\ndiary\nCODES\nladders\n", encoding="utf-8")
    build_words([one, two], target)
    assert "diari\nladder\npatent\n" == target.read_bytes().decode("ascii")


@pytest.fixture
def small() -> Background:
    """Ten documents, four of knowledge work."""
    return Background(
        10, 4, {"team": 7, "audit": 4, "team lead": 3}, {"team": 2, "audit": 4, "team lead": 0}, frozenset()
    )


def test_frequency_of_a_run(small: Background) -> None:
    """A run's frequency is that of its stems in a row; 0 for what is not listed."""
    assert (7, 3, 0, 0) == tuple(map(small.frequency, (("team",), ("team", "lead"), ("lead",), ("a", "b", "c", "d"))))


def test_other_work_by_hand(small: Background) -> None:
    """The log of (other + 1/2)/(6 + 1) over (inside + 1/2)/(4 + 1), for single stems only."""
    expected = {"team": round(math.log((5.5 / 7) / (2.5 / 5)), 4), "audit": round(math.log((0.5 / 7) / (4.5 / 5)), 4)}
    assert expected == small.other_work()
    assert (0.452, -2.5337) == tuple(expected.values())


def test_the_packaged_table_is_read_as_it_is_written() -> None:
    """Sizes and counts are those that the csv module reads from the file."""
    with (ROOT / "datasets" / "background" / "onet_frequencies.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    got = load_background()
    assert (int(head[1]), int(head[2])) == (got.size, got.knowledge)
    assert {run: int(count) for run, count, _ in rows} == got.frequencies
    assert {run: int(inside) for run, _, inside in rows} == got.knowledge_frequencies


def test_the_packaged_table_is_possible() -> None:
    """No run stands in more documents than there are, nor in more of knowledge work than of all; rare ones are left out."""
    got = load_background()
    assert (1016, 0) == (got.size, got.frequency(("prior", "art")))
    for run, count in got.frequencies.items():
        inside = got.knowledge_frequencies[run]
        assert 3 <= count <= got.size
        assert max(0, count - (got.size - got.knowledge)) <= inside <= min(count, got.knowledge)
        assert 1 <= len(run.split(" ")) <= 3


def test_dictionary_words_are_plain_stems() -> None:
    """Right English stems are plain lower-case letters."""
    words = load_background().words
    assert {"account", "patent", "patient", "diari"} <= words
    assert not [word for word in words if not (word.isascii() and word.isalpha() and word.islower())]


@pytest.mark.skipif(not OCCUPATIONS.exists(), reason="O*NET's occupations are not beside this repository")
def test_the_committed_table_is_what_the_source_gives(tmp_path: Path) -> None:
    """Rebuilding from O*NET's occupations gives the committed bytes."""
    build(OCCUPATIONS, tmp_path / "out.csv")
    committed = (ROOT / "datasets" / "background" / "onet_frequencies.csv").read_bytes()
    assert committed == (tmp_path / "out.csv").read_bytes()
