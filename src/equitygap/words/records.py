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
    "no_group": "a column of the group is empty",
    "no_year": "the year is empty, or no year",
    "outside_windows": "the year is in none of the windows",
    "no_cause": "the cause is empty, or a code that means unknown",
    "code_not_mapped": "the cause's code is in none of the groups",
    "no_age": "the age is empty, or a value that means unknown",
    "unreadable_age": "the age is no number of years from 0 to 130",
    "outside_bands": "the age is in none of the bands",
}

OUTCOMES: Final = {
    "dropped": "not counted",
    "redistributed": "counted in proportion to the deaths whose age and cause are known",
}

#: Ways to put codes of the tenth revision of the International Classification of Diseases into groups.
CAUSE_LISTS: Final = {
    "icd10-chapters": "the chapters of ICD-10 (WHO)",
    "nchs-leading-causes": "the causes that NCHS ranks, and all others together",
    "nchs-113-causes": "the 113 selected causes of NCHS",
    "as-given": "the causes as the records write them",
}

AGE_GRIDS: Final = {
    "abridged-85": "0, 1-4, then bands of five years up to 85+",
    "abridged-90": "0, 1-4, then bands of five years up to 90+",
    "five-year-85": "bands of five years up to 85+",
    "ten-year-85": "0, 1-4, then bands of ten years from 5-14 up to 85+, as in CDC WONDER",
    "single-85": "single years up to 85+",
    "single-100": "single years up to 100+",
}
