"""Times `kpo batch` and another program in turn on the same files, and single calls; prints Markdown tables.

    python tests/benchmarks/speed.py --peer PEER.py --rounds 3 short.csv long.csv
    python tests/benchmarks/speed.py --scaling short.csv
    python tests/benchmarks/speed.py --calls short.csv

PEER.py takes an input and an output path. Of each file every command runs once unmeasured. Runs are in turn, and what
counts is the ratio: machines are noisy. Standard output holds tables only.
"""

import argparse
import csv
import itertools
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROWS = (1_000, 10_000, 100_000, 1_000_000, 2_000_000)


def _run(command: list[str]) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds and peak MiB of a command and its children."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in {0, 3}:
        msg = f"{' '.join(command)} failed"
        raise SystemExit(msg)
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def _kpo(source: Path, folder: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "recommender.cli", "batch", str(source), "-o", f"{folder}/ours.csv", "-q", *options]


def against(peer: Path, sources: list[Path], rounds: int) -> None:
    """Ratios to the peer: one worker, two workers, without reasons."""
    print("| file | command | wall s | CPU s | peak MiB | times the peer's speed |\n|---|---|---:|---:|---:|---:|")
    for source in sources:
        with tempfile.TemporaryDirectory() as folder:
            commands = {
                "peer": [sys.executable, str(peer), str(source), f"{folder}/peer.csv"],
                "kpo batch": _kpo(source, folder),
                "kpo batch --no-reasons": _kpo(source, folder, "--no-reasons"),
                "kpo batch --jobs 2": _kpo(source, folder, "--jobs", "2"),
            }
            for command in commands.values():
                _run(command)
            taken = _in_turn(commands, rounds)
        peers = [wall for wall, _, _ in taken["peer"]]
        for name, runs in taken.items():
            wall, cpu, peak = (statistics.median(figure) for figure in zip(*runs, strict=True))
            ratio = statistics.median(p / run[0] for p, run in zip(peers, runs, strict=True))
            print(f"| {source.name} | {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {ratio:.2f} |", flush=True)


def _in_turn(commands: dict[str, list[str]], rounds: int) -> dict[str, list[tuple[float, float, int]]]:
    taken: dict[str, list[tuple[float, float, int]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(_run(command))
    return taken


def scaling(source: Path, most: int) -> None:
    """Time and memory over the number of rows, made by repeating the file under new ids."""
    print("| rows | wall s | CPU s | peak MiB | rows a second after start-up |\n|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        first = None
        for rows in (rows for rows in _ROWS if rows <= most):
            _repeat(source, Path(folder) / "in.csv", rows)
            wall, cpu, peak = _run(_kpo(Path(folder) / "in.csv", folder))
            first = first or (rows, wall)
            rate = f"{(rows - first[0]) / (wall - first[1]):,.0f}" if rows > first[0] else ""
            print(f"| {rows:,} | {wall:.2f} | {cpu:.2f} | {peak} | {rate} |", flush=True)


def _repeat(source: Path, target: Path, rows: int) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        header, *people = csv.reader(file)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        people = itertools.islice(itertools.cycle(people), rows)
        writer.writerows([f"R{number}", *person[1:]] for number, person in enumerate(people))


def calls(source: Path) -> None:
    """Microseconds of a single `recommend` and `explain`, after the first."""
    from recommender import explain, load_model, recommend

    with source.open(encoding="utf-8", newline="") as file:
        people = list(itertools.islice(csv.DictReader(file), 500))
    load_model().prepare()
    line = "B.Com, CA Inter, Tally, GST returns, 2 yrs"
    print("| call | median | 95th percentile |\n|---|---:|---:|")
    for name, call, items in (
        ("recommend(line of text)", recommend, [line] * 500),
        (f"recommend(row of {source.name})", recommend, people),
        (f"explain(row of {source.name}, domain)", lambda one: explain(one, "data_analytics"), people[:200]),
    ):
        call(items[0])
        taken = sorted(_timed(call, item) for item in items)
        print(f"| {name} | {taken[len(taken) // 2]:,.0f} µs | {taken[int(0.95 * len(taken))]:,.0f} µs |")


def _timed(call, item) -> float:
    start = time.perf_counter()
    call(item)
    return 1e6 * (time.perf_counter() - start)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scaling", action="store_true")
    parser.add_argument("--most", type=int, default=_ROWS[-1])
    parser.add_argument("--calls", action="store_true")
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}\n", flush=True)
    if asked.peer:
        against(asked.peer, asked.sources, asked.rounds)
    if asked.scaling:
        scaling(asked.sources[0], asked.most)
    if asked.calls:
        calls(asked.sources[0])


if __name__ == "__main__":
    main()
