"""Building the packaged model."""

import tomllib

from recommender import save_model
from recommender.build import build_model, load_calibration
from recommender.paths import packaged


def test_the_packaged_model_is_rebuilt_byte_for_byte(catalog, tmp_path):
    """models/ is what the packaged catalogue, background and calibration give today."""
    save_model(build_model(catalog), tmp_path)
    for name in ("catalog.json", "manifest.json", "model.npz"):
        assert (packaged("models") / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_the_calibration_is_the_packaged_files():
    """A built model has the figures of datasets/calibration.toml."""
    with packaged("datasets", "calibration.toml").open("rb") as file:
        figures = tomllib.load(file)
    assert figures == load_calibration().to_dict()


def test_a_catalogue_of_ones_own_gets_the_packaged_calibration(tiny_catalog):
    """Building fits the catalogue that is given."""
    model = build_model(tiny_catalog)
    assert load_calibration() == model.calibration
    assert ["books", "art"] == list(model.score_domains("x"))
