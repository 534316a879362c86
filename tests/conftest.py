"""Fixtures that several test files share."""

from pathlib import Path

import pytest

from recommender import Catalog, KPORecommender, load_catalog, load_model

# Programs of their own, which need what the tests do not.
collect_ignore = ["benchmarks", "fuzz"]

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def model() -> KPORecommender:
    """The packaged model."""
    return load_model()


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The packaged catalogue."""
    return load_catalog()


@pytest.fixture(scope="session")
def sample_csv() -> Path:
    """The sample candidates."""
    return REPOSITORY / "datasets" / "samples" / "candidates.csv"


@pytest.fixture
def tiny_catalog(tmp_path: Path) -> Catalog:
    """Two domains with three roles, small enough to work by hand."""
    path = tmp_path / "tiny.csv"
    path.write_text(
        "id,domain,title,requirements\n"
        "clerk,Books,Ledger clerk,bookkeeping; Tally Prime; bank reconciliation\n"
        "payer,Books,Payables clerk,accounts payable; invoice matching; Tally Prime\n"
        "drawer,Art,Animator,rigging; Blender; key-frame animation\n",
        encoding="utf-8",
    )
    return load_catalog(path)
