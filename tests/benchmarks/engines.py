"""What each engine costs on the same candidates: one process, two, Dask and Spark, in turn.

    python tests/benchmarks/engines.py candidates.csv [--rounds 3] [--workers 2] [--rows-a-part 25000]

Every run is a process of its own over the same Parquet file, timed from start to end; so is a run over the first 100
rows, which is the start-up. Prints two Markdown tables: times with ratios, and what docs/scale.md reckons with. Spark is
left out where pyspark or Java is missing. Quote ratios, not seconds.
"""

from __future__ import annotations

import argparse
import importlib.util
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

PAGE = Path(__file__).resolve().parents[2] / "docs" / "spark.md"
FEW = 100


def one(source: str, target: str, workers: int) -> None:
    """The batch runner."""
    from recommender import score_csv

    score_csv(source, f"{target}.parquet", jobs=workers)


def dask(source: str, target: str, workers: int) -> None:
    """The Dask engine on processes of this machine."""
    from recommender.cluster import score_cluster

    score_cluster(source, target, jobs=workers)


def spark(source: str, target: str, workers: int) -> None:
    """The recipe of docs/spark.md."""
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    code = "\n".join(blocks).replace("candidates.parquet", source).replace('"ranked"', repr(target))
    exec(code.replace("local[2]", f"local[{workers}]"), {"__name__": "recipe"})  # noqa: S102 (our own page)


ENGINES: dict[str, Callable[[str, str, int], None]] = {"one": one, "two": one, "dask": dask, "spark": spark}
NAMES = {
    "one": "one process",
    "two": "{n} processes (joblib)",
    "dask": "Dask, {n} workers",
    "spark": "Spark, local[{n}]",
}


class Run(NamedTuple):
    """One whole run: seconds on the clock, seconds of the processors, and megabytes of its largest process."""

    clock: float
    work: float
    memory: float


def timed(engine: str, source: Path, folder: Path, workers: int) -> Run:
    """Run an engine as a process of its own."""
    target = folder / f"out-{engine}"
    shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, __file__, str(source), "--engine", engine, "--target", str(target)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*command, "--workers", str(workers)], check=True, capture_output=True, text=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, used, float(done.stdout.split()[-1]))


def peak() -> float:
    """Megabytes of the largest process of this run."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def compare(csv: Path, rounds: int, workers: int, rows_a_part: int, folder: Path) -> None:
    """Time all engines in turn and print the tables."""
    frame = pd.read_csv(csv, dtype=str, keep_default_na=False)
    whole, few = folder / "whole.parquet", folder / "few.parquet"
    frame.to_parquet(whole, row_group_size=rows_a_part, compression="zstd", index=False)
    frame.head(FEW).to_parquet(few, index=False)
    spark_too = importlib.util.find_spec("pyspark") and shutil.which("java")
    engines = [name for name in ENGINES if name != "spark" or spark_too]
    short: dict[str, list[Run]] = {name: [] for name in engines}
    full: dict[str, list[Run]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name in engines:
            used = 1 if name == "one" else workers
            short[name].append(timed(name, few, folder, used))
            full[name].append(timed(name, whole, folder, used))
    print(
        f"{len(frame):,} rows, {rows_a_part:,} a part, {rounds} rounds in turn; Python {platform.python_version()}, {platform.machine()}\n"
    )
    print(
        "| engine | seconds | of one process | start-up, seconds | rows a second after start-up | processor seconds | MB of the largest process |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|")
    base = _median(full["one"], "clock")
    for name in engines:
        print(_line(name, len(frame), workers, base, short[name], full[name]))
    _sizes(len(frame), csv, whole, folder / "out-one.parquet")


def _median(runs: list[Run], what: str) -> float:
    return statistics.median(getattr(run, what) for run in runs)


def _line(name: str, rows: int, workers: int, base: float, short: list[Run], full: list[Run]) -> str:
    """One line of the table; what the Java machine of Spark uses is not seen from here."""
    took, begun = _median(full, "clock"), _median(short, "clock")
    rate = f"{rows / (took - begun):,.0f}" if took > 1.2 * begun else "too few rows"
    seen = ["?", "?"] if name == "spark" else [f"{_median(full, 'work'):.1f}", f"{_median(full, 'memory'):.0f}"]
    cells = [NAMES[name].format(n=workers), f"{took:.1f}", f"{took / base:.2f}", f"{begun:.1f}", rate, *seen]
    return f"| {' | '.join(cells)} |"


def _sizes(rows: int, csv: Path, parquet: Path, ranked: Path) -> None:
    print("\n| file | bytes a row | 100 million rows, GB |\n|---|---:|---:|")
    for name, path in (("input, CSV", csv), ("input, Parquet", parquet), ("output, Parquet", ranked)):
        each = path.stat().st_size / rows
        print(f"| {name} | {each:.0f} | {each / 10:.0f} |")


def main() -> None:
    """Time the engines, or be one of them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rows-a-part", type=int, default=25_000)
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--target", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.engine:
        ENGINES[given.engine](str(given.source), given.target, given.workers)
        print(peak())
        return
    with tempfile.TemporaryDirectory(prefix="kpo-engines-") as folder:
        compare(given.source, given.rounds, given.workers, given.rows_a_part, Path(folder))


if __name__ == "__main__":
    main()
