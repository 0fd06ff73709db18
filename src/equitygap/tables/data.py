"""The tables that are read, and what is found wrong with them."""

from __future__ import annotations

from typing import Final

from equitygap.tables.column import PLACE, columns

COUNTS: Final = columns(
    *PLACE,
    ("age", "text", "age band"),
    ("[cause]", "text", "cause of death; rows without one are all causes"),
    ("deaths", "number", "deaths in the period"),
    ("population", "number", "person-years in the period"),
    ("[population_standard_error]", "number", "standard error of the population"),
    ("[note]", "text", "why a figure is missing"),
)

RATES: Final = columns(
    *PLACE,
    ("age", "text", "age band"),
    ("[cause]", "text", "cause of death; rows without one are all causes"),
    ("rate", "number", "deaths per person-year"),
    ("[standard_error]", "number", "standard error of the rate"),
    ("[note]", "text", "why a figure is missing"),
)

RECORDS: Final = columns(
    ("area", "text", "name of the area"),
    ("year", "year", "year of the event"),
    ("age", "number", "age in completed years"),
    ("[group]", "text", "stratum"),
    ("[cause]", "text", "cause of death"),
    ("[weight]", "number", "how many persons the row stands for; 1 where absent"),
)

ESTIMATES: Final = columns(
    ("metric", "text", "what is measured"),
    *PLACE,
    ("value", "number", "the estimate"),
    ("[standard_error]", "number", "standard error of the estimate"),
    ("[lower]", "number", "lower confidence limit"),
    ("[upper]", "number", "upper confidence limit"),
    ("[population]", "number", "person-years of the period"),
    ("[source]", "text", "who published the figure, by which method"),
    ("[vintage]", "text", "which edition of the publication"),
    ("[rank]", "number", "place in an order of disadvantage; 1 is the most disadvantaged"),
    ("[numerator]", "number", "persons or events that the value counts; a total, where the value is a mean"),
    ("[denominator]", "number", "persons or person-years among which they are counted"),
    ("[margin_of_error]", "number", "half of a 90 % interval, as in the American Community Survey"),
    ("[unit]", "text", "unit of the value, held against that of the metric"),
    ("[note]", "text", "why a figure is missing or special"),
)

PROBLEMS: Final = columns(
    ("severity", "text", "error or warning"),
    ("check", "text", "name of the check"),
    ("file", "text", "the file"),
    ("row", "integer", "line in the file, counting the header as line 1"),
    ("column", "text", "the column"),
    ("area", "text", "the area"),
    ("value", "text", "what was found"),
    ("message", "text", "what is wrong and what to do"),
)

RESPONSES: Final = columns(
    *PLACE,
    ("[item]", "text", "which question was asked"),
    ("[answer]", "number", "the answer on the item's scale; empty where there is none"),
    ("[present]", "number", "step of Cantril's ladder on which the respondent stands, 0 to 10"),
    ("[future]", "number", "step expected in five years, 0 to 10"),
    ("[class]", "text", "thriving, struggling, suffering or unclassified, where the two steps are not given"),
    ("[count]", "number", "how many gave these answers; 1 where absent"),
    ("[weight]", "number", "survey weight of each; 1 where absent"),
    ("[source]", "text", "who gave the figures, by which method"),
)

CASH_FLOWS: Final = columns(
    *PLACE,
    ("kind", "text", "cost or benefit"),
    ("amount", "number", "the amount, 0 or more"),
    ("currency", "text", "its currency and price level, such as USD 2018"),
    ("[item]", "text", "what it was for"),
    ("[note]", "text", "why a figure is missing or special"),
    ("[source]", "text", "who gave the figures, by which method"),
)

PARTNER_RECORDS: Final = columns(
    ("[metric]", "text", "what the partner reports on"),
    *PLACE,
    ("partner", "text", "the partner; several joined by ` + ` where the counts are of what they share"),
    ("[person]", "text", "key of the person, the same with every partner"),
    ("[reached]", "number", "1 if the person counts, 0 if not"),
    ("[numerator]", "number", "how many persons count, where persons are not given one by one"),
    ("[denominator]", "number", "of how many"),
    ("[source]", "text", "who gave the figures, by which method"),
)

DROPPED: Final = columns(
    ("file", "text", "the records"),
    ("reason", "text", "why they are not counted as they are"),
    ("outcome", "text", "dropped, or redistributed in proportion to the others"),
    ("records", "integer", "how many records"),
    ("deaths", "number", "how many deaths or persons they stand for"),
)
