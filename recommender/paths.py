"""Where the catalogue and the packaged model lie: inside an installed wheel, else beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def packaged(*parts: str) -> Path:
    """Path of a packaged data file or folder.

    A wheel carries `datasets/` and `models/` as `recommender/_data/...` (see pyproject.toml, force-include); an
    editable install does not see those,
    so the checkout's own folders serve.

    Parameters
    ----------
    *parts : str
        Path below the data root, for example ``"models"`` or ``"datasets", "catalogue"``.

    Returns
    -------
    pathlib.Path
        The path in the wheel where it exists, else the path in the checkout (which may not exist).
    """
    installed = _PACKAGE.joinpath("_data", *parts)
    return installed if installed.exists() else _PACKAGE.parent.joinpath(*parts)
