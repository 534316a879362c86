"""What each ingredient of the ranking is worth: each switched off alone, on the tune half.

    python tests/benchmarks/ablation.py

Prints a Markdown table: lenient hit@1, hit@3 and MRR with the ingredient off, over all labelled candidates of the tune half.
Every ingredient is switched off by replacing one function or one input, so that what remains is the shipped code.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from unittest import mock

import numpy as np

from recommender import Catalog, KPORecommender, load_catalog
from recommender import engine as engine_module
from recommender.background import Background, load_background
from recommender.evaluating import rank_all
from recommender.evaluation import Ranked, hit_at, lenient_hit, reciprocal_rank
from recommender.labelled import NONE, Labelled, read_labelled
from recommender.robustness import WAYS
from recommender.tokens import Token

LABELLED = Path(__file__).resolve().parents[2] / "datasets" / "labelled"
FILES = ("profiles_a.csv", "profiles_b.csv", "own.csv")


def candidates() -> list[Labelled]:
    """The tune half of the labelled candidates that fit a domain."""
    found = [c for name in FILES for c in read_labelled(LABELLED / name, half="tune")]
    return [c for c in found if c.primary != NONE]


def figures(model: KPORecommender, labelled: list[Labelled]) -> list[float]:
    """Lenient hit@1, hit@3, MRR, and lenient hit@1 with a typo in every long word."""
    ranked: list[Ranked] = rank_all(model, [c.profile for c in labelled])
    pairs = list(zip(ranked, labelled, strict=True))
    chosen = (lenient_hit, lambda r, c: hit_at(3, r, c), reciprocal_rank)
    means = [float(np.mean([figure(r, c) for r, c in pairs])) for figure in chosen]
    spoilt = rank_all(model, [WAYS["a typo in every long word"](c.profile) for c in labelled])
    return [*means, float(np.mean([lenient_hit(r, c) for r, c in zip(spoilt, labelled, strict=True)]))]


def fitted(catalog: Catalog, **params: object) -> KPORecommender:
    """A model of the catalogue."""
    return KPORecommender(**params).fit(catalog)


@contextlib.contextmanager
def no_stemming() -> Iterator[None]:
    """Words are compared as they are."""
    from recommender import tokens

    tokens.kept_normal.cache_clear()
    with mock.patch.object(tokens, "stem", lambda word: word):
        yield
    tokens.kept_normal.cache_clear()


@contextlib.contextmanager
def default_tokens() -> Iterator[None]:
    """scikit-learn's default token pattern in place of ours, stems kept."""
    import re

    from recommender import analyser, engine, lexicon, tokens

    pattern = re.compile(r"(?u)\b\w\w+\b")

    def tokenize(text: str) -> Iterator[Token]:
        for found in pattern.finditer(text):
            yield Token(tokens.kept_normal(found.group()), found.start(), found.end(), opens=False)

    def stems(text: str) -> tuple[str, ...]:
        return tuple(token.stem for token in tokenize(text)) or (text,)

    def stems_of(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {text: stems(text) for text in texts}

    with (
        mock.patch.object(analyser, "tokenize", tokenize),
        mock.patch.object(analyser, "stems", stems),
        mock.patch.object(lexicon, "stems_of", stems_of),
        mock.patch.object(engine, "stems_of", stems_of),
    ):
        yield


def without_forms(catalog: Catalog) -> Catalog:
    """No surface forms beside canonical names."""
    return dataclasses.replace(catalog, skills=())


def without_abbreviations(catalog: Catalog) -> Catalog:
    """No abbreviation is resolved."""
    return dataclasses.replace(catalog, abbreviations=())


def global_abbreviations(catalog: Catalog) -> Catalog:
    """Every abbreviation means its first meaning wherever it stands."""
    from recommender.catalog import Skill

    first = {}
    for entry in catalog.abbreviations:
        if entry.means:
            first.setdefault(entry.form, entry.means)
    extra = tuple(Skill(means, (form,)) for form, means in first.items())
    return dataclasses.replace(catalog, abbreviations=(), skills=(*catalog.skills, *extra))


def without_activities(catalog: Catalog) -> Catalog:
    """Roles ask for skills, tools and qualifications only."""

    def bare(role):
        return dataclasses.replace(role, requirements=tuple(r for r in role.requirements if r.kind != "activity"))

    domains = tuple(dataclasses.replace(d, roles=tuple(map(bare, d.roles))) for d in catalog)
    return dataclasses.replace(catalog, domains=domains)


def without_stop_words(catalog: Catalog) -> Catalog:
    """Every word may count."""
    return dataclasses.replace(catalog, stop_words=frozenset())


def rows() -> Iterator[tuple[str, Callable[[], KPORecommender]]]:
    """Name and maker of each variant."""
    catalog = load_catalog()
    yield "everything", lambda: fitted(catalog)
    yield "repair of slips off", lambda: fitted(catalog, repair=False)
    yield "surface forms off", lambda: fitted(without_forms(catalog))
    yield "abbreviations off", lambda: fitted(without_abbreviations(catalog))
    yield "abbreviations global, not by context", lambda: fitted(global_abbreviations(catalog))
    yield "activities off", lambda: fitted(without_activities(catalog))
    yield "stop words off", lambda: fitted(without_stop_words(catalog))
    yield "domain document only", lambda: fitted(catalog, own_weight=1.0)
    yield "best role's document only", lambda: fitted(catalog, own_weight=0.0)

    def no_titles() -> KPORecommender:
        with mock.patch.object(engine_module, "_fields_of_work", return_value=[]):
            return fitted(catalog)

    yield "role titles and domain names as terms off", no_titles

    def no_background() -> KPORecommender:
        real = load_background()
        return KPORecommender().fit(catalog, background=Background(real.size, real.knowledge, {}, {}, real.words))

    yield "background frequencies off", no_background

    def patched_idf(which: str) -> Callable[[], KPORecommender]:
        def make() -> KPORecommender:
            real = engine_module.inverse_document_frequency

            def changed(vocabulary, roles, domains, background):
                kept = (roles, []) if which == "roles" else ([], domains)
                return real(vocabulary, *kept, background)

            with mock.patch.object(engine_module, "inverse_document_frequency", changed):
                return fitted(catalog)

        return make

    yield "idf from roles only", patched_idf("roles")
    yield "idf from domains only", patched_idf("domains")

    def binary() -> KPORecommender:
        real = engine_module.count_terms

        def ones(documents, vocabulary):
            counts = real(documents, vocabulary)
            counts.data[:] = 1
            return counts

        with mock.patch.object(engine_module, "count_terms", ones):
            return fitted(catalog)

    yield "binary counts in documents", binary


def main() -> None:
    """Print the table."""
    labelled = candidates()
    print(f"{len(labelled)} candidates of the tune half\n")
    print("| variant | lenient hit@1 | hit@3 | MRR | lenient with typos |\n|---|---|---|---|---|")
    for name, make in rows():
        print("| {} | {:.3f} | {:.3f} | {:.3f} | {:.3f} |".format(name, *figures(make(), labelled)), flush=True)
    for name, context in (("stems off", no_stemming), ("default token pattern", default_tokens)):
        with context():
            print(
                "| {} | {:.3f} | {:.3f} | {:.3f} | {:.3f} |".format(name, *figures(fitted(load_catalog()), labelled)),
                flush=True,
            )


if __name__ == "__main__":
    main()
