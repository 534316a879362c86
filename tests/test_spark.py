"""The recipe of docs/spark.md, run as it stands."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from recommender import score_csv

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine"),
    pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="the extra [parquet] is not installed"),
]
PAGE = Path(__file__).resolve().parent.parent / "docs" / "spark.md"


def _blocks():
    found = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert 2 == len(found)
    return found


def _run(code, folder):
    (folder / "recipe.py").write_text(code, encoding="utf-8")
    settings = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    return subprocess.run(
        [sys.executable, "recipe.py"],
        cwd=folder,
        env=settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def candidates(sample_csv, tmp_path):
    """The sample candidates ten times over, as Parquet in several row groups."""
    frame = pd.read_csv(sample_csv, dtype=str, keep_default_na=False)
    frame = pd.concat([frame.assign(**{"Candidate ID": frame["Candidate ID"] + f"-{n}"}) for n in range(10)])
    frame.to_parquet(tmp_path / "candidates.parquet", row_group_size=100, index=False)
    frame.to_csv(tmp_path / "candidates.csv", index=False)
    return frame


def test_the_recipe(candidates, tmp_path):
    """Spark gives every candidate once, with the very cells of the one-machine run, floats to the bit."""
    done = _run("\n".join(_blocks()), tmp_path)
    assert 0 == done.returncode, done.stderr[-2000:]
    score_csv(tmp_path / "candidates.csv", tmp_path / "one.parquet")
    expected = pd.read_parquet(tmp_path / "one.parquet").sort_values("candidate_id", ignore_index=True)
    found = pd.read_parquet(tmp_path / "ranked").sort_values("candidate_id", ignore_index=True)
    assert len(candidates) == len(found)
    pd.testing.assert_frame_equal(expected, found, check_exact=True)


def test_a_list_without_ids_is_refused():
    """Without an id column the recipe says what is missing, since rows have no numbers on Spark."""
    names = {}
    exec(_blocks()[0], names)  # noqa: S102 (our own page)
    with pytest.raises(ValueError, match="give each candidate an id column"):
        names["rank"](pd.DataFrame(columns=["skills"]))
