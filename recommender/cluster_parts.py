"""One part of a cluster's run in, its files out: what happens inside a worker.

    a file (or a row group of one) -> chunks of rows -> score_partition -> part file, rejects, and last its receipt

Every step can be done again, by another worker too, and gives the same files; a part with a receipt is never done again.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender._version import __version__
from recommender.cluster_plan import Part, Run
from recommender.cluster_reading import rows_of
from recommender.cluster_store import needed, publish, publish_json, read_json, shown, size_of, stamp, writable
from recommender.cluster_writing import ENDINGS, RankingFile
from recommender.errors import RecommenderError, TableError
from recommender.frames import score_partition
from recommender.headings import match_columns
from recommender.model_files import verify_model
from recommender.outputs import Schema
from recommender.rows import Options, RowWriter, as_text
from recommender.table_parts import Reject, Row

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 10_000
RECEIPTS, REJECTS = "_parts", "_rejects"
_NUMBER = "number of the row in the whole list"


def score_part(part: Part, run: Run) -> dict[str, Any]:
    """Score one part and publish it, unless that was done before; its receipt, and whether it was skipped."""
    done = receipt(part, run)
    if done is not None:
        return {**done, "skipped": True}
    _check_worker(run)
    with tempfile.TemporaryDirectory(prefix="kpo-", dir=_scratch()) as folder:
        made = _score_into(Path(folder), part, run)
    publish_json(made, f"{run.target}/{RECEIPTS}/{part.name}.json")
    return {**made, "skipped": False}


def receipt(part: Part, run: Run) -> dict[str, Any] | None:
    """The receipt of a part that is finished: written by this very run, all its files there in full size."""
    found = read_json(f"{run.target}/{RECEIPTS}/{part.name}.json")
    if not isinstance(found, dict) or found.get("run") != run.digest:
        return None
    whole = all(size_of(f"{run.target}/{file['name']}") == file["bytes"] for file in found["files"])
    return found if whole else None


def _check_worker(run: Run) -> None:
    """Refuse on a machine that would score otherwise."""
    here = (__version__, model_checksum(run.model_path))
    if here != (run.settings.version, run.settings.model_sha256):
        msg = f"{run.model_path or 'the packaged model'}: a worker has version {here[0]} and model {here[1][:12]}, the run began with version {run.settings.version} and model {run.settings.model_sha256[:12]}. Install the same on every worker."
        raise RecommenderError(msg)


@lru_cache(maxsize=2)
def model_checksum(path: str | None) -> str:
    """The checksum of a model's manifest; the files are verified once a process."""
    return str(verify_model(path)["manifest_sha256"])


def _scratch() -> str | None:
    """The worker's own folder, which goes with it."""
    try:
        return str(needed("distributed").get_worker().local_directory)
    except ValueError:
        return None


def _score_into(folder: Path, part: Part, run: Run) -> dict[str, Any]:
    """Write the part's files in a folder and publish them; the receipt."""
    settings = run.settings
    name, rejects = part.name + ENDINGS[settings.form], folder / "rejects.csv"
    schema = Schema.of(Options(settings.top_k, settings.layout, settings.reasons), settings.keep)
    notes: list[str] = []
    scored, rejected, statuses, codes = 0, 0, Counter[str](), Counter[str]()
    with (
        writable(name),
        RankingFile(folder / name, schema) as out,
        rejects.open("w", encoding="utf-8", newline="") as bad,
    ):
        writer = RowWriter(bad)
        writer.write([("line", "code", "message")])
        for first, chunk in _chunks(part, run, notes):
            rows = [(first + place, row.cells) for place, row in enumerate(chunk) if isinstance(row, Row)]
            named = [row for row in chunk if isinstance(row, Reject)]
            ranked = _ranked(rows, run)
            out.write(ranked)
            writer.write((str(row.line), row.code, as_text(row.message)) for row in named)
            scored, rejected = scored + len(rows), rejected + len(named)
            codes.update(row.code for row in named)
            statuses.update(ranked["status"] if settings.layout == "wide" else ())
    if stamp(part.url) != part.stamp:
        msg = f"{shown(part.url)}: changed while the run was going on. Start again, into another folder."
        raise TableError(msg)
    files = [_publish(rejects, f"{REJECTS}/{part.name}.csv", run)] if rejected else []
    files.append(_publish(folder / name, name, run))
    counts = {"rows": scored + rejected, "scored": scored, "rejected": rejected}
    counted = {"statuses": dict(sorted(statuses.items())), "reject_codes": dict(sorted(codes.items()))}
    return {"run": run.digest, **part._asdict(), **counts, **counted, "notes": notes, "files": files}


def _chunks(part: Part, run: Run, notes: list[str]) -> Iterator[tuple[int, list[Row | Reject]]]:
    """Rows of the part in stretches, each with the number of its first row; at the end the reader's notes."""
    number = part.first_row or 1
    with rows_of(part.url, part.group, run.headings, run.settings.columns, _scratch()) as (rows, said):
        while chunk := list(islice(rows, CHUNK)):
            yield number, chunk
            number += len(chunk)
        notes += said


def _ranked(rows: Sequence[tuple[int, list[str]]], run: Run) -> pd.DataFrame:
    """Score rows; without an id column the candidates' ids are the rows' numbers in the whole list."""
    import pandas as pd

    frame = pd.DataFrame([cells for _, cells in rows], columns=list(run.headings), dtype=object)
    settings, columns = run.settings, dict(run.settings.columns)
    if match_columns(run.headings, columns).candidate_id is None:
        frame[_NUMBER] = [str(number) for number, _ in rows]
        columns["candidate_id"] = _NUMBER
    return score_partition(
        frame,
        run.model_path,
        top_k=settings.top_k,
        columns=columns,
        layout=settings.layout,
        reasons=settings.reasons,
        keep=settings.keep,
    )


def _publish(file: Path, name: str, run: Run) -> dict[str, Any]:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    publish(file, f"{run.target}/{name}")
    return {"name": name, "bytes": file.stat().st_size, "sha256": digest}
