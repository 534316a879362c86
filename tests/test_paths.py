"""Where packaged data lies."""

import pytest

from recommender import paths


@pytest.mark.parametrize(
    "parts", [("models",), ("datasets", "catalogue"), ("datasets", "background"), ("datasets", "calibration.toml")]
)
def test_what_the_package_needs_exists(parts):
    """The packaged model and data are found."""
    assert paths.packaged(*parts).exists()


def test_a_wheels_data_come_first(tmp_path, monkeypatch):
    """Data inside the package win over the checkout's; what neither has is looked for in the checkout."""
    package = tmp_path / "recommender"
    (package / "_data" / "models").mkdir(parents=True)
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert package / "_data" / "models" == paths.packaged("models")
    assert tmp_path / "datasets" / "catalogue" == paths.packaged("datasets", "catalogue")
