"""What a file may hold, how it may be laid out, and what may be wrong with it."""

from __future__ import annotations

from typing import Final

SEVERITIES: Final = ("error", "warning")

#: What `validate` looks for, with its severity.
CHECKS: Final = {
    "unreadable_file": (
        "error",
        "the file is not a table: empty, binary, HTML, truncated or wrongly encoded",
    ),
    "ragged_row": ("error", "a row has more or fewer cells than the header"),
    "missing_column": ("error", "a required column is missing"),
    "duplicate_column": ("error", "two columns have the same name"),
    "wrong_type": ("error", "a cell is not a number, or not a period"),
    "missing_value": ("error", "a required cell is empty"),
    "not_finite": ("error", "a number is infinite or not a number"),
    "duplicate_key": ("error", "two rows describe the same thing"),
    "period_reversed": ("error", "a period ends before it starts"),
    "negative_standard_error": ("error", "a standard error is negative"),
    "interval_excludes_estimate": ("error", "an interval does not contain its estimate"),
    "impossible_value": ("error", "a value is outside of what the metric can be"),
    "age_grid": ("error", "the age bands of an area have a gap or an overlap"),
    "no_open_age": ("error", "the last age band of an area is not open"),
    "age_order": ("warning", "the age bands of an area are not in order; they are sorted"),
    "negative_deaths": ("error", "deaths are negative"),
    "deaths_exceed_population": ("error", "more deaths than person-years"),
    "population_not_positive": ("error", "the population is zero, negative or missing"),
    "negative_weight": ("error", "a record's weight is negative"),
    "excessive_weight": ("error", "a record stands for a thousand million persons or more"),
    "negative_rate": ("error", "a rate is negative"),
    "outside_scale": ("error", "an answer is not on its scale, or a class is not known"),
    "unknown_flow": ("error", "a cash flow is neither a cost nor a benefit, or its amount is negative"),
    "mixed_currency": ("error", "amounts of one area are in several currencies, or one is no money"),
    "impossible_count": ("error", "a count or weight is negative, or counts contradict each other"),
    "parts_impossible": ("error", "a numerator or denominator cannot be, or stands alone"),
    "parts_contradict": ("error", "a figure is not what it is said to be made of"),
    "unit_differs": ("error", "figures of one metric have different units"),
    "unknown_area": ("error", "an area named in the question is not in the data"),
    "unknown_metric": ("error", "a metric named in the question is not in the data"),
    "baseline_not_in_data": ("error", "there is no figure at the baseline"),
    "suspicious_zero": ("warning", "zero cells may be suppressed ones"),
    "interval_asymmetric": ("warning", "an interval is not symmetric around its estimate"),
    "overlapping_periods": ("warning", "periods of the same area overlap"),
    "rounded_input": ("warning", "figures are rounded coarsely"),
    "name_normalised": ("warning", "area names match only after case and blanks are ignored"),
    "formula_like": ("warning", "a name begins like a formula, which a spreadsheet may run"),
    "record_not_counted": ("warning", "a record cannot be counted; it is left out, and told by its reason"),
    "mixed_sources": ("warning", "one series comes from more than one source"),
}

TABLES: Final = {
    "estimates": "a value by metric, area and period",
    "counts": "deaths and person-years by area, period and age",
    "rates": "death rates by area, period and age",
    "records": "one row per death or person",
    "responses": "answers to a survey: one row per respondent, or per answer with its count",
    "cash_flows": "costs and benefits by area and year",
    "partner_records": "whom partners serve: one row per partner and person, or counts with their overlaps",
}

LAYOUTS: Final = {
    "tidy": "one row per figure, in the columns of this tool (or renamed to them)",
    "usaleep": "NCHS USALEEP: life expectancies (A) or life tables (B) of U.S. census tracts",
    "wonder": "CDC WONDER: text export of a mortality query",
    "acs": "American Community Survey: table export or API JSON, with margins of error",
    "places": "CDC PLACES: long table of prevalences",
    "chicago": "Chicago Data Portal tables by year, or a Chicago Health Atlas download",
}

FORMATS: Final = ("auto", "table", "csv", "json", "jsonl", "parquet", "markdown")
