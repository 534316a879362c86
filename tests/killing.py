"""Run as a script: runs that are killed by SIGKILL, gone on with, and end in the same bytes; prints what happened as JSON.

One warm process forks a child for each run, so that a killed run costs milliseconds.

    python tests/killing.py FOLDER NAME at-random SEED KILLS
    python tests/killing.py FOLDER NAME at-every-step
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from recommender import running, score_csv
from recommender.build import build_model
from recommender.catalog_files import load_catalog

STEPS = ("write", "sync", "cut")
MODEL = []


def table(path, rows):
    """A list with good rows and rejects of three kinds, without an id column, so that ids are row numbers."""
    kinds = ["Tally Prime,x\n", '"Blender, rigging",=1+1\n', "accounts payable,\n", "bookkeeping\n", "\n", "a,b,c\n"]
    lines = [kinds[(n * 7 + n // 5) % len(kinds)] for n in range(rows)]
    path.write_text("skills,remarks\n" + "".join(lines))


def run(folder, name, *, resume=True, chunk_size=20):
    """One run; every chunk is committed."""
    running.COMMIT_SECONDS = 0.0
    return score_csv(
        folder / "in.csv",
        folder / name,
        model=MODEL[0],
        chunk_size=chunk_size,
        resume=resume,
        report=folder / "page.html",
        run_report=folder / "run.json",
        keep=("remarks",),
    )


def content(folder, name):
    """What a finished run leaves, but for times."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in {"run.json", "tiny.csv"}}
    data = json.loads((folder / "run.json").read_text())
    untimed = {key: data[key] for key in data if key not in {"started", "seconds", "rows_per_second"}}
    return {**found, "run.json": json.dumps(untimed).replace(name, "NAME")}


def child(work):
    """Fork a child that does the work; its number."""
    number = os.fork()
    if number == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException as error:  # noqa: BLE001 (a child says what it met)
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        finally:
            os._exit(code)
    return number


def at_random(folder, name, seed, kills):
    """Kill a run at random moments until it has been killed so often, then let it end."""
    moments, killed, longest = random.Random(seed), 0, 0.06
    while True:
        number = child(lambda: run(folder, name))
        if killed < kills:
            time.sleep(moments.uniform(0, longest))
            os.kill(number, signal.SIGKILL)
        status = os.waitpid(number, 0)[1]
        if not os.WIFSIGNALED(status):
            if killed >= kills or status:
                return {"killed": killed, "status": status}
            (folder / name).unlink()  # it ended too soon: begin again
            continue
        killed += 1


def stepped(folder, name, last):
    """A run that kills itself at its step number `last`, before or in the middle of it; a step changes something on disk."""
    steps = [0]

    def counted(function, half=None):
        def step(*arguments, **options):
            steps[0] += 1
            if steps[0] == last:
                if half:
                    half(*arguments)
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)

        return step

    def half_written(part, data):
        part._file.write(data[: len(data) // 2])
        part._file.flush()

    part = running.Part
    part.write = counted(part.write, half_written)
    for owner, method in ((part, "cut"), (Path, "replace"), (Path, "unlink"), (Path, "chmod"), (os, "fsync")):
        setattr(owner, method, counted(getattr(owner, method)))
    run(folder, name)
    return steps[0]


def at_every_step(folder, name):
    """Kill a run at its first step, another at its second, and so on to the last; each is gone on with to the end."""
    expected, wrong, step = content(folder, name), [], 0
    while True:
        step += 1
        for path in folder.iterdir():
            if path.name not in {"in.csv", "tiny.csv"}:
                path.unlink()
        (folder / name).write_bytes(b"old")
        status = os.waitpid(child(lambda last=step: stepped(folder, name, last)), 0)[1]
        if not os.WIFSIGNALED(status):
            return {"steps": step - 1, "wrong": wrong, "status": status}
        if (folder / name).read_bytes() not in {b"old", expected[name]}:
            wrong.append(f"{step}: half written")
        ended = os.waitpid(child(lambda: run(folder, name)), 0)[1]
        if ended or content(folder, name) != expected:
            wrong.append(f"{step}: not the same")


def main():
    folder, name, how, *rest = sys.argv[1:]
    folder = Path(folder)
    MODEL.append(build_model(load_catalog(folder / "tiny.csv")))
    table(folder / "in.csv", 2_000 if how == "at-random" else 40)
    whole = folder.with_name("whole")
    whole.mkdir()
    (whole / "in.csv").write_bytes((folder / "in.csv").read_bytes())
    began = time.monotonic()
    run(whole, name, resume=False)
    seconds = time.monotonic() - began
    expected = content(whole, name)
    if how == "at-random":
        done = at_random(folder, name, *map(int, rest))
        # Paths in the reports differ between the two folders.
        same = {n: content(folder, name)[n] == data for n, data in expected.items() if n != "run.json"}
        done |= {"same": same, "names": sorted(content(folder, name))}
        done |= {"expected names": sorted(expected)}
    else:
        run(folder, name)
        done = at_every_step(folder, name)
    print(json.dumps(done | {"seconds": seconds}))


if __name__ == "__main__":
    main()
