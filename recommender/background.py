"""Published background statistics in, figures of how general a word is, and of how far it belongs to other work, out.

The table counts, for stems and runs of two and three stems, how many of the 1,016 O*NET occupations use them ("team"
700,
"prior art" none), and how many of those that are knowledge work of our kind. It is rebuilt by
`python -m recommender.background occupations OCCUPATIONS.csv TARGET.csv`, and the list of right English words by
`python -m recommender.background words WORDS ... TARGET.txt`; datasets/README.md gives source and licence.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from recommender.paths import packaged
from recommender.stems import stem
from recommender.tokens import stems

_MIN_COUNT = 3
_MAX_RUN = 3
_MIN_WORD = 5


@dataclass(frozen=True)
class Background:
    """Document frequencies over a corpus of general work, and right English words.

    Attributes
    ----------
    size : int
        Number of documents counted.
    knowledge : int
        How many of them describe knowledge work of the kind this package ranks.
    frequencies : dict of str to int
        Documents that hold a stem, or a run of stems joined by spaces; what fewer than three documents hold is left
        out.
    knowledge_frequencies : dict of str to int
        The same among the documents of knowledge work.
    words : frozenset of str
        Stems of right English words of five letters and more.
    """

    size: int
    knowledge: int
    frequencies: dict[str, int]
    knowledge_frequencies: dict[str, int]
    words: frozenset[str]

    def frequency(self, run: Sequence[str]) -> int:
        """Documents that hold a run of stems; 0 for runs over three stems or too rare to be listed."""
        return self.frequencies.get(" ".join(run), 0)

    def other_work(self) -> dict[str, float]:
        """For each single stem the log ratio of its use in other work to its use in knowledge work (add 1/2, 4 digits)."""
        other = self.size - self.knowledge
        ratios = {}
        for run, count in self.frequencies.items():
            if " " not in run:
                inside = self.knowledge_frequencies[run]
                outside = (count - inside + 0.5) / (other + 1)
                ratios[run] = round(math.log(outside * (self.knowledge + 1) / (inside + 0.5)), 4)
        return ratios


@lru_cache(maxsize=1)
def load_background() -> Background:
    """The packaged background statistics, read once."""
    folder = packaged("datasets", "background")
    with (folder / "onet_frequencies.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        _, size, knowledge = next(rows)
        counted = [(run, int(count), int(inside)) for run, count, inside in rows]
    return Background(
        size=int(size),
        knowledge=int(knowledge),
        frequencies={run: count for run, count, _ in counted},
        knowledge_frequencies={run: inside for run, _, inside in counted},
        words=frozenset((folder / "english_stems.txt").read_text(encoding="ascii").split()),
    )


def count_documents(texts: list[str]) -> Counter[str]:
    """How many texts hold each run of one to three stems."""
    counts: Counter[str] = Counter()
    for text in texts:
        seen = set()
        for sentence in text.replace(";", ".").split("."):
            run = stems(sentence)
            seen |= {" ".join(run[i : i + n]) for n in range(1, _MAX_RUN + 1) for i in range(len(run) - n + 1)}
        counts.update(seen)
    return counts


def build(occupations: Path, target: Path) -> None:
    """Count O*NET's occupations and write the table.

    Parameters
    ----------
    occupations : Path
        CSV with the columns title, description, tasks, technology, alternate_titles, tier ("core" and "weak" mark
        knowledge work).
    target : Path
        The table to write; its first row is ("documents", their number, the number of those of knowledge work).
    """
    csv.field_size_limit(10**9)
    with occupations.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("title", "description", "tasks", "technology", "alternate_titles")
    texts = [" . ".join(row[column] for column in columns) for row in rows]
    ours = [text for text, row in zip(texts, rows, strict=True) if row["tier"] in {"core", "weak"}]
    counts, inside = count_documents(texts), count_documents(ours)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("documents", len(texts), len(ours)))
        writer.writerows(sorted((run, count, inside[run]) for run, count in counts.items() if count >= _MIN_COUNT))


def build_words(lists: list[Path], target: Path) -> None:
    """Write the stems, of five letters and more, of the words in lists of right English words.

    Parameters
    ----------
    lists : list of Path
        Text files, one word a line; words with other signs than ASCII letters are left out.
    target : Path
        The file to write, one stem a line, sorted.
    """
    words = {line.strip().lower() for path in lists for line in path.read_text(encoding="utf-8").splitlines()}
    found = {stem(word) for word in words if word.isascii() and word.isalpha()}
    target.write_text("".join(f"{word}\n" for word in sorted(found) if len(word) >= _MIN_WORD), encoding="ascii")


if __name__ == "__main__":
    *sources, destination = map(Path, sys.argv[2:])
    if sys.argv[1] == "words":
        build_words(sources, destination)
    else:
        build(sources[0], destination)
