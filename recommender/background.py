"""Published background statistics in, figures of how general a word is out.

The table counts, for stems and runs of two and three stems, how many of the 1,016 O*NET occupations use them ("team"
700, "prior art" none). It is rebuilt by
`python -m recommender.background OCCUPATIONS.csv TARGET.csv`; datasets/README.md gives source and licence.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from recommender.paths import packaged
from recommender.tokens import stems

_MIN_COUNT = 3
_MAX_RUN = 3


@dataclass(frozen=True)
class Background:
    """Document frequencies over a corpus of general work, and right English words.

    Attributes
    ----------
    size : int
        Number of documents counted.
    frequencies : dict of str to int
        Documents that hold a stem, or a run of stems joined by spaces; what fewer than three documents hold is left
        out.
    words : frozenset of str
        Stems of right English words of five letters and more.
    """

    size: int
    frequencies: dict[str, int]
    words: frozenset[str]

    def frequency(self, run: Sequence[str]) -> int:
        """Documents that hold a run of stems; 0 for runs over three stems or too rare to be listed."""
        return self.frequencies.get(" ".join(run), 0)


@lru_cache(maxsize=1)
def load_background() -> Background:
    """The packaged background statistics, read once."""
    folder = packaged("datasets", "background")
    with (folder / "onet_frequencies.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        size = int(next(rows)[1])
        frequencies = {run: int(count) for run, count in rows}
    words = frozenset((folder / "english_stems.txt").read_text(encoding="ascii").split())
    return Background(size, frequencies, words)


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
        CSV with the columns title, description, tasks, technology, alternate_titles.
    target : Path
        The table to write; its first row is ("documents", number of documents).
    """
    csv.field_size_limit(10**9)
    with occupations.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("title", "description", "tasks", "technology", "alternate_titles")
    counts = count_documents([" . ".join(row[column] for column in columns) for row in rows])
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("documents", len(rows)))
        writer.writerows(sorted((run, count) for run, count in counts.items() if count >= _MIN_COUNT))


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
