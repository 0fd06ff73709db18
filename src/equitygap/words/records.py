"""What reads records, and what becomes of the records that cannot be counted."""

from __future__ import annotations

from typing import Final

ENGINES: Final = {
    "duckdb": "on this machine, within a limit of memory, the rest on disk (the default)",
    "spark": "on a Spark cluster, or on this machine as one",
}

#: Why a record is not counted; the first that applies.
DROPPED: Final = {
    "filtered_out": "`where` leaves it out",
    "no_area": "the area is empty",
    "unknown_area": "the area is not in the crosswalk",
    "outside_crosswalk": "the crosswalk gives away less than the whole of the area",
    "no_year": "the year is empty, or no year",
    "outside_windows": "the year is in none of the windows",
    "no_age": "the age is empty, or a value that means unknown",
    "unreadable_age": "the age is no number of years from 0 to 130",
    "outside_bands": "the age is in none of the bands",
    "no_cause": "the cause is empty",
    "code_not_mapped": "the cause's code is in none of the groups",
}

OUTCOMES: Final = {
    "dropped": "not counted",
    "redistributed": "counted in proportion to the deaths whose age and cause are known",
}
