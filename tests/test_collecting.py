"""The collector of cycles, put off."""

import gc

import pytest

from recommender import CatalogError, load_catalog
from recommender.collecting import collection_paused, collection_resumed


@pytest.fixture(autouse=True)
def _as_before():
    yield
    gc.enable()


def test_it_is_off_inside_and_on_afterwards():
    """Also where blocks stand inside each other."""
    with collection_paused():
        with collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_for_a_while():
    """A block inside one that puts it off may have it on; where it is on, nothing changes."""
    with collection_paused():
        with collection_resumed():
            assert gc.isenabled()
        assert not gc.isenabled()
    with collection_resumed():
        assert gc.isenabled()
    assert gc.isenabled()


def test_what_was_off_stays_off():
    """A caller's own choice holds."""
    gc.disable()
    with collection_paused():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_an_error_turns_it_on_again(tmp_path):
    """A catalogue that cannot be read leaves the process as it was."""
    with pytest.raises(CatalogError, match="no such catalogue"):
        load_catalog(tmp_path / "absent.csv")
    assert gc.isenabled()
