"""A list of candidates of any length in, a folder of ranked parts out, on the machines of a Dask cluster.

    inputs -> shapes -> parts -> workers (cluster_parts.score_part) -> part files, receipts -> manifest, _SUCCESS

A run that stopped goes on when it is started again, and a worker that dies costs the part it was at; no row is lost or
doubled, because a part is published whole under a name that only it can have.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from recommender._version import __version__
from recommender.cluster_parts import model_checksum, score_part
from recommender.cluster_plan import (
    RUN,
    Run,
    Settings,
    bind,
    check_free,
    check_kept,
    cut,
    digest_of,
    folder_url,
    manifest,
)
from recommender.cluster_reading import columns_of_all, shape_of
from recommender.cluster_report import ClusterReport
from recommender.cluster_store import find_inputs, needed, publish_json, publish_text, shown, size_of, sweep
from recommender.cluster_writing import ENDINGS
from recommender.errors import RecommenderError

MANIFEST, SUCCESS = "_manifest.json", "_SUCCESS"
_WAIT = 60


def score_cluster(
    source: str | Path | Sequence[str | Path],
    target: str | Path,
    *,
    scheduler: Any = None,
    jobs: int = 2,
    top_k: int = 3,
    columns: Mapping[str, str] | None = None,
    layout: str = "wide",
    reasons: bool = True,
    keep: Sequence[str] = (),
    model_path: str | Path | None = None,
    form: str = "parquet",
    progress: Callable[[int, int], object] = lambda _done, _parts: None,
) -> ClusterReport:
    """Score a list of candidates on a Dask cluster; every row as `score_csv` scores it.

    A script that calls this without `scheduler` starts processes, so it must call it under
    ``if __name__ == "__main__":``.

    Parameters
    ----------
    source : str, Path, or sequence of these
        Parquet or CSV: a file, a folder, a pattern, or a URL that fsspec knows (``s3://bucket/in/*.parquet``).
    target : str or Path
        Folder or URL for the parts; new, empty, or left by the same run.
    scheduler : str or distributed.Client, optional
        Address of a cluster, or a client of it; None: a cluster of processes on this machine, for this run.
    jobs : int, default 2
        Worker processes where `scheduler` is None.
    top_k : int, default 3
        Domains for each candidate.
    columns : mapping of str to str, optional
        Field to heading, where the usual headings do not fit.
    layout : str, default "wide"
        "wide": one row a candidate; "long": one row for each ranked domain.
    reasons : bool, default True
        Whether matched and missing skills are looked up; without them those two columns stay empty.
    keep : sequence of str
        Headings of columns that are copied to the end.
    model_path : str or Path, optional
        Folder of a model, which every worker must see; the packaged one by default.
    form : str, default "parquet"
        Form of the parts: "parquet" or "csv".
    progress : callable, optional
        Is told how many parts are finished, and of how many, after each.

    Returns
    -------
    ClusterReport

    Raises
    ------
    TableError
        If an input cannot be read, the output cannot be written, or `target` holds another run.
    RecommenderError
        If the extra [dask] is missing, the cluster does not answer, or a worker has another model.
    ValueError
        If an option is out of range.
    """
    _check_options(top_k, jobs, layout, form)
    needed("distributed")
    model = None if model_path is None else str(Path(model_path).resolve())
    settings = Settings(
        __version__, model_checksum(model), top_k, layout, reasons, dict(columns or {}), tuple(keep), form
    )
    sources = [str(source)] if isinstance(source, str | Path) else [str(each) for each in source]
    inputs, folder = find_inputs(sources), folder_url(str(target))
    bound = bind(inputs, settings)
    known = check_free(folder, bound)
    with _client(scheduler, jobs) as client:
        shapes = _gather(client, shape_of, [(item.url, settings.columns) for item in inputs])
        headings, found = columns_of_all(shapes, settings.columns, ", ".join(sources))
        check_kept(headings, settings)
        if not known:
            publish_json(bound, f"{folder}/{RUN}")
        run = Run(digest_of(bound), folder, headings, settings, model)
        parts = cut(inputs, shapes, numbered=found.candidate_id is None)
        receipts = _gather(client, score_part, [(part, run) for part in parts], progress)
    _finish(folder, manifest(bound, found, receipts), all(receipt["skipped"] for receipt in receipts))
    return ClusterReport.of(receipts, found, shown(folder))


def _check_options(top_k: int, jobs: int, layout: str, form: str) -> None:
    for name, value in (("top_k", top_k), ("jobs", jobs)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            msg = f"{name} must be a whole number of 1 or more, got {value!r}."
            raise ValueError(msg)
    for name, chosen, known in (("layout", layout, ("wide", "long")), ("form", form, tuple(ENDINGS))):
        if chosen not in known:
            msg = f"{name} must be one of {', '.join(known)}, got {chosen!r}."
            raise ValueError(msg)


@contextlib.contextmanager
def _client(scheduler: Any, jobs: int) -> Iterator[Any]:
    """A client of the cluster: the user's own, one of an address, or one of processes that end with the block."""
    distributed = needed("distributed")
    if isinstance(scheduler, distributed.Client):
        yield scheduler
    elif scheduler is not None:
        with _connected(str(scheduler)) as client:
            yield client
    else:
        with (
            tempfile.TemporaryDirectory(prefix="kpo-dask-") as scratch,
            distributed.LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                local_directory=scratch,
                silence_logs="CRITICAL",
            ) as cluster,
            distributed.Client(cluster, set_as_default=False) as client,
        ):
            yield client


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    distributed = needed("distributed")
    try:
        client = distributed.Client(address, set_as_default=False, timeout=_WAIT)
    except (OSError, ValueError) as error:
        msg = f"{address}: no Dask scheduler answers there: {error}. Check the address, such as tcp://10.0.0.5:8786."
        raise RecommenderError(msg) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_WAIT)
        except TimeoutError:
            msg = f"{address}: the scheduler has no worker after {_WAIT} seconds. Start some with 'dask worker {address}'."
            raise RecommenderError(msg) from None
        yield client


def _gather(
    client: Any,
    step: Callable[..., Any],
    calls: Sequence[tuple[Any, ...]],
    progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> list[Any]:
    """Results of a step on the workers, in order; the first error ends it."""
    distributed = needed("distributed")
    futures = client.map(step, *zip(*calls, strict=True), pure=False)
    place = {future.key: at for at, future in enumerate(futures)}
    results: list[Any] = [None] * len(futures)
    finished = distributed.as_completed(futures, loop=client.loop, with_results=True)
    try:
        for done, (future, result) in enumerate(finished, start=1):
            results[place[future.key]] = result
            progress(done, len(futures))
    except distributed.KilledWorker as error:
        what = calls[place[error.task]][0]
        msg = f"{getattr(what, 'name', what)}: {error.allowed_failures + 1} of the workers that had this part in hand died (out of memory?). Give the workers more memory and run again; finished parts stay."
        raise RecommenderError(msg) from None
    finally:
        client.cancel(futures)
    return results


def _finish(folder: str, document: Mapping[str, Any], nothing_new: bool) -> None:
    """Write the manifest, and last the file that says all is there; neither again where nothing was new."""
    if nothing_new and size_of(f"{folder}/{SUCCESS}") is not None:
        return
    sweep(folder)
    publish_json(document, f"{folder}/{MANIFEST}")
    publish_text("", f"{folder}/{SUCCESS}")
