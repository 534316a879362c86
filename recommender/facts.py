"""What Indian profiles say in, plain facts out: one pure parser a format.

Each takes a text and gives a value, or None where it cannot be read for certain: unknown, never guessed. At most 10,000
characters are looked at. The parsers stand in the modules `facts_*`; this one is where the others take them from.
"""

from __future__ import annotations

from recommender.facts_choices import SHIFTS, languages, shifts
from recommender.facts_degrees import DEGREES, LEVELS, degree_name
from recommender.facts_education import Education, education
from recommender.facts_marks import Grade, active_backlogs, grade
from recommender.facts_pay import pay_per_year
from recommender.facts_places import ANYWHERE, REMOTE, locations
from recommender.facts_time import notice_days, years_of_experience
from recommender.facts_year import year_of_passing

__all__ = [
    "ANYWHERE",
    "DEGREES",
    "LEVELS",
    "REMOTE",
    "SHIFTS",
    "Education",
    "Grade",
    "active_backlogs",
    "degree_name",
    "education",
    "grade",
    "languages",
    "locations",
    "notice_days",
    "pay_per_year",
    "shifts",
    "year_of_passing",
    "years_of_experience",
]
