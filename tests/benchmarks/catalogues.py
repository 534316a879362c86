"""Large catalogues: the ten nearest of 150 to 100,000 open positions for each candidate, against other ways in turn.

    python tests/benchmarks/catalogues.py [--positions 10000,100000] [--profiles 1000]

Prints two Markdown tables: how long it takes to read, build, save and load a catalogue of so many positions, and how long one
candidate takes by each way (best of three runs, taken in turn, in one process with one thread), and in brackets as a multiple
of ours: under 1.0 is where we lose. Seconds are the processor's, so that other work on the machine does not count. All ways
get the same unit vectors; that all find the same is checked on the way.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import sparse

from recommender import KPORecommender, load_catalog, load_model, save_model
from recommender import nearest as nearest_module
from recommender.build import build_model
from recommender.labelled import read_labelled
from recommender.nearest import top_documents
from recommender.profile import Profile
from recommender.vectors import Vector, count_terms, counts_to_vectors

LABELLED = Path(__file__).resolve().parents[2] / "datasets" / "labelled"
CITIES = "Pune Chennai Noida Gurugram Kochi Jaipur Indore Mohali Nagpur Mysuru Vadodara Coimbatore Lucknow".split()
TOP, TURNS, BLOCK = 10, 3, 64 * 2**20
Way = Callable[[sparse.csr_array, sparse.csr_array], Vector]


def write_positions(path: Path, count: int) -> None:
    """Write a catalogue of open positions: a packaged role's title, some of what it asks for, and some of what others do."""
    rng = random.Random(7)
    catalog = load_catalog()
    roles = [(domain, role) for domain in catalog for role in domain.roles]
    asked = {domain.id: sorted({r.name for role in domain.roles for r in role.requirements}) for domain in catalog}
    anything = sorted(catalog.requirement_names())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "domain", "title", "requirements"])
        for number in range(count):
            domain, role = rng.choice(roles)
            own = rng.sample(role.requirements, min(len(role.requirements), rng.randint(2, 6)))
            names = [r.name for r in own] + rng.sample(asked[domain.id], rng.randint(1, 2))
            names += rng.sample(anything, rng.randint(0, 1))
            title = rng.choice((role.title, *role.titles))
            writer.writerow([f"P{number:06d}", f"{domain.name}, {rng.choice(CITIES)}", title, "; ".join(names)])


def candidates(count: int) -> list[Profile]:
    """Candidates put together from the labelled ones: education of one, skills of another, text of a third."""
    rng = random.Random(7)
    files = ("profiles_a.csv", "profiles_b.csv", "own.csv")
    pool = [labelled.profile for name in files for labelled in read_labelled(LABELLED / name)]
    mixed = (rng.choices(pool, k=3) for _ in range(count))
    return [Profile(education=a.education, skills=b.skills, text=c.text) for a, b, c in mixed]


def vectors_of(model: KPORecommender, profiles: list[Profile]) -> sparse.csr_array:
    """Unit vectors of candidates."""
    terms = [model.profile_terms(profile) for profile in profiles]
    return counts_to_vectors(count_terms(terms, model.vocabulary_), model.idf_)


# ------------------------------------------------------------------- the ways


def ours(profiles: sparse.csr_array, documents: sparse.csr_array) -> Vector:
    """Our compiled search."""
    return top_documents(profiles, documents, TOP)[1]


def ours_without_numba(profiles: sparse.csr_array, documents: sparse.csr_array) -> Vector:
    """What stands in for it where numba is absent."""
    kept, nearest_module.compiled_search = nearest_module.compiled_search, lambda: None
    try:
        return top_documents(profiles, documents, TOP)[1]
    finally:
        nearest_module.compiled_search = kept


def scikit_learn(profiles: sparse.csr_array, documents: sparse.csr_array) -> Vector:
    """`cosine_similarity`, as many rows at a time as 64 MiB hold, then `argpartition`."""
    from sklearn.metrics.pairwise import cosine_similarity

    by_document, found = sparse.csr_array(documents.T), []
    rows = max(1, BLOCK // (8 * documents.shape[1]))
    for first in range(0, profiles.shape[0], rows):
        similarities = cosine_similarity(profiles[first : first + rows], by_document)
        best = np.argpartition(-similarities, TOP - 1, axis=1)[:, :TOP]
        found.append(-np.sort(-np.take_along_axis(similarities, best, 1), axis=1))
    return np.vstack(found)


def sparse_dot_topn(profiles: sparse.csr_array, documents: sparse.csr_array) -> Vector:
    """`sp_matmul_topn` with `threshold=0.0`, sorted."""
    from sparse_dot_topn import sp_matmul_topn

    best = sp_matmul_topn(sparse.csr_matrix(profiles), sparse.csr_matrix(documents), TOP, threshold=0.0, sort=True)
    found = np.zeros((profiles.shape[0], TOP))
    for row in range(best.shape[0]):
        cosines = best.data[best.indptr[row] : best.indptr[row + 1]]
        found[row, : len(cosines)] = cosines
    return found


WAYS: tuple[Way, ...] = (ours, ours_without_numba, scikit_learn, sparse_dot_topn)


def times(profiles: sparse.csr_array, documents: sparse.csr_array) -> list[float]:
    """Microseconds a candidate by each way; stops where one finds anything else than ours."""
    expected = np.round(ours(profiles, documents), 9)
    for way in WAYS:  # also warms up imports and compilers
        np.testing.assert_allclose(way(profiles, documents), expected, rtol=0, atol=1.1e-9)
    best = [float("inf")] * len(WAYS)
    for _ in range(TURNS):
        for place, way in enumerate(WAYS):
            start = time.process_time()
            way(profiles, documents)
            best[place] = min(best[place], time.process_time() - start)
    return [1e6 * seconds / profiles.shape[0] for seconds in best]


def built(folder: Path, count: int) -> tuple[KPORecommender, list[float]]:
    """A model of so many positions, and the seconds to read, build, save and load it."""
    steps, start = [], time.process_time()
    catalog = load_catalog(folder / "positions.csv")
    steps.append(time.process_time() - start)
    model = build_model(catalog)
    steps.append(time.process_time() - start)
    save_model(model, folder / str(count))
    steps.append(time.process_time() - start)
    loaded = load_model(folder / str(count))
    steps.append(time.process_time() - start)
    return loaded, np.diff(steps, prepend=0.0).tolist()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--positions", default="150,1000,10000,100000")
    parser.add_argument("--profiles", type=int, default=1000)
    chosen = parser.parse_args()
    profiles = candidates(chosen.profiles)
    building, searching = [], []
    for count in map(int, chosen.positions.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            write_positions(Path(folder) / "positions.csv", count)
            model, seconds = built(Path(folder), count)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        building.append(f"| {count:,} | " + " | ".join(f"{s:.1f}" for s in seconds) + f" | {peak:,} |")
        roles = np.concatenate(model.ranker_.layout.roles)
        documents = sparse.csr_array(model.document_vectors_[roles].T)
        found = times(vectors_of(model, profiles), documents)
        ratios = [f"{us:,.0f} us ({us / found[0]:.1f})" for us in found]
        searching.append(f"| {count:,} | {documents.nnz / count:.0f} | " + " | ".join(ratios) + " |")
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}; {chosen.profiles:,} candidates\n")
    print("| positions | read s | build s | save s | load s | peak MiB so far |\n|---|---|---|---|---|---|")
    print("\n".join(building), "\n")
    print("| positions | terms each | " + " | ".join(way.__name__ for way in WAYS) + " |\n|" + "---|" * (2 + len(WAYS)))
    print("\n".join(searching))


if __name__ == "__main__":
    main()
