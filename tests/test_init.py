"""The package's face."""

import importlib
import subprocess
import sys

import pytest

import recommender

CONTRACT = """recommend recommend_many score score_frame score_csv explain KPORecommender Catalog Domain Role Profile
    Recommendation Recommendations Explanation BatchReport load_catalog load_model save_model RecommenderError
    CatalogError ProfileError UnknownDomainError ModelError TableError""".split()


@pytest.mark.parametrize("name", sorted({*CONTRACT, *recommender.__all__}))
def test_public_names_are_importable(name):
    """Every name of the contract and of `__all__` is there, and says what it is."""
    value = getattr(recommender, name)
    assert name in recommender.__all__
    assert name == "__version__" or value.__doc__


def test_all_is_sorted_and_without_doubles():
    """`__all__` is in order, and `dir` shows it."""
    assert sorted(set(recommender.__all__)) == sorted(recommender.__all__) == dir(recommender)


def test_star_import_gives_all():
    """`from recommender import *` gives `__all__`."""
    got: dict[str, object] = {}
    exec("from recommender import *", got)  # noqa: S102
    assert set(recommender.__all__) == set(got) - {"__builtins__"}


def test_an_unknown_name_is_an_attribute_error():
    """What the package does not have is an AttributeError."""
    with pytest.raises(AttributeError, match="has no attribute 'recomend'"):
        recommender.recomend  # noqa: B018


def test_the_import_is_light():
    """Importing the package loads no heavy library, and a ranking does without scikit-learn and pandas."""
    code = """
import sys
import recommender
heavy = {"numpy", "scipy", "pandas", "sklearn", "joblib", "click"}
print(sorted(heavy & set(sys.modules)))
recommender.recommend("LLB, contract drafting")
print(sorted({"pandas", "sklearn"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    assert "[]\n[]\n" == done.stdout


def test_the_version_is_the_distributions():
    """The version is the one that is installed."""
    from importlib.metadata import version

    assert version("kpo-recommender") == recommender.__version__


def test_every_name_has_one_home():
    """Each public name is looked up in one module, which has it."""
    places = [(name, home) for home, names in recommender._HOMES.items() for name in names]
    assert sorted({*recommender.__all__} - {"__version__"}) == sorted(name for name, _ in places)
    for name, home in places:
        assert hasattr(importlib.import_module(f"recommender.{home}"), name)
