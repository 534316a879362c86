"""Facts and rules in, a verdict for each rule out: pass, fail or unknown.

Rules come from the catalogue (`default_rules`) or from a recruiter's TOML file (`load_rules`). What a profile does not
say, or not for certain, is unknown, and unknown is no reason to leave anybody out. No rule asks who a person is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from recommender import facts as read
from recommender.errors import RecommenderError
from recommender.facts_education import Education
from recommender.facts_profile import Facts
from recommender.paths import packaged
from recommender.rules_judging import judge_one
from recommender.rules_personal import personal_reason

__all__ = [
    "KINDS",
    "Facts",
    "Route",
    "Rule",
    "RuleError",
    "Verdict",
    "default_rules",
    "judge",
    "load_rules",
    "route_for",
]
