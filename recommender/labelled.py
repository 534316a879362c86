"""A CSV of labelled candidates in, profiles with their labels out.

`primary` is the best domain ("none": fits no KPO domain), `acceptable` are others that a fair counsellor would accept,
separated by bars. Every other column is read as any
table of candidates is. The halves "tune" and "check" are fixed by the id alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from recommender.errors import TableError
from recommender.profile import Profile
from recommender.tables import CandidateTable, Reject

HALVES = ("all", "tune", "check")
NONE = "none"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One candidate with the labels of a person."""

    id: str
    profile: Profile
    primary: str
    acceptable: frozenset[str]

    @property
    def right(self) -> frozenset[str]:
        """Domains that count as right; empty for a candidate who fits none."""
        return self.acceptable | {self.primary} - {NONE}

    @property
    def half(self) -> str:
        """Either "tune" or "check", by the id."""
        return "tune" if hashlib.sha256(self.id.encode()).digest()[-1] % 2 == 0 else "check"


def read_labelled(path: str | Path, *, half: str = "all") -> list[Labelled]:
    """Labelled candidates of a CSV, or of a folder of plain-text CVs whose file names are the labels.

    Parameters
    ----------
    path : str or Path
        CSV with the columns id, primary, acceptable and any usual headings; or a folder of ``<domain id>.txt``.
    half : str, default "all"
        "all", "tune" or "check".

    Returns
    -------
    list of Labelled
        In the order of the file.

    Raises
    ------
    TableError
        If the file cannot be read, has no column 'primary', or a row is damaged.
    """
    folder = Path(path)
    rows = _from_folder(folder) if folder.is_dir() else _from_csv(folder)
    if not rows:
        msg = (
            f"{path}: no labelled candidate here. Give a CSV with the columns id, primary, acceptable and the profile."
        )
        raise TableError(msg)
    return [row for row in rows if half in ("all", row.half)]


def _from_folder(folder: Path) -> list[Labelled]:
    paths = sorted(folder.glob("*.txt"))
    return [
        Labelled(f"cv-{p.stem}", Profile.from_text(p.read_text(encoding="utf-8")), p.stem, frozenset()) for p in paths
    ]


def _from_csv(path: Path) -> list[Labelled]:
    with CandidateTable(path) as table:
        if "primary" not in table.headings:
            msg = f"{path}: no column 'primary' with the right domain of each row. Add it ('none' for who fits no domain)."
            raise TableError(msg)
        primary = table.headings.index("primary")
        acceptable = table.headings.index("acceptable") if "acceptable" in table.headings else None
        found = []
        for number, row in enumerate(table, 1):
            if isinstance(row, Reject):
                msg = f"{path}, line {row.line}: {row.message}. Mend the row: an evaluation leaves none out."
                raise TableError(msg)
            cells, columns = row.cells, table.columns
            candidate_id = cells[columns.candidate_id] if columns.candidate_id is not None else str(number)
            others = frozenset(filter(None, cells[acceptable].split("|"))) if acceptable is not None else frozenset()
            found.append(Labelled(candidate_id, Profile(**columns.gather(cells)), cells[primary].strip(), others))
        return found
