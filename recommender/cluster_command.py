"""What `kpo batch --engine dask` was given in, a run on a cluster and its report out."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

import click

from recommender.cluster import score_cluster
from recommender.cluster_report import ClusterReport
from recommender.engine import KPORecommender
from recommender.model_files import save_model


def run_on_dask(
    candidates: str,
    output: str,
    *,
    scheduler: str | None = None,
    model_path: str | None = None,
    built: Callable[[], KPORecommender] | None = None,
    unused: Mapping[str, Any] | None = None,
    quiet: bool = False,
    **options: Any,
) -> ClusterReport:
    """Run `score_cluster` for the command line.

    Parameters
    ----------
    candidates, output : str
        Inputs and folder: paths, patterns or URLs.
    scheduler : str, optional
        Address of a cluster; None: processes on this machine.
    model_path : str, optional
        Folder of a model.
    built : callable, optional
        Gives the model of the user's own catalogue; only for a cluster on this machine, which can read its files.
    unused : mapping of str to object, optional
        Options that this engine does not have; one that is set is refused.
    quiet : bool, default False
        Whether to show no progress, which a terminal alone sees anyway.
    **options
        Of `score_cluster`.

    Raises
    ------
    click.UsageError
        If an option does not go with this engine.
    """
    _check(candidates, output, unused or {}, remote_catalogue=bool(scheduler and built))
    progress = _show if not quiet and sys.stderr.isatty() else _hide
    with tempfile.TemporaryDirectory(prefix="kpo-model-") as folder:
        if built is not None:
            save_model(built(), folder)
            model_path = folder
        return score_cluster(
            candidates, output, scheduler=scheduler, model_path=model_path, progress=progress, **options
        )


def _check(candidates: str, output: str, unused: Mapping[str, Any], *, remote_catalogue: bool) -> None:
    if "-" in (candidates, output):
        msg = "--engine dask reads files and writes a folder; - cannot be used"
        raise click.UsageError(msg)
    if remote_catalogue:
        msg = "--catalog cannot be used with --scheduler: run 'kpo model build --catalog PATH --output FOLDER' and give --model FOLDER, which every worker must see"
        raise click.UsageError(msg)
    for name, value in unused.items():
        if value:
            msg = f"{name} cannot be used with --engine dask"
            raise click.UsageError(msg)


def _show(done: int, parts: int) -> None:
    click.echo(f"\r{done} of {parts} parts" + ("\n" if done == parts else ""), err=True, nl=False)


def _hide(_done: int, _parts: int) -> None:
    pass
