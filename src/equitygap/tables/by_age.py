"""The tables of life tables, and of gaps by age and cause."""

from __future__ import annotations

from typing import Final

from equitygap.tables.column import COMPARISON, INTERVAL, NOTE, columns

LIFE_TABLES: Final = columns(
    ("area", "text", "name of the area"),
    ("[group]", "text", "stratum"),
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("age", "text", "age band"),
    ("width", "number", "width of the band in years; infinite for the open one"),
    ("ax", "number", "years lived in the band by those who die in it"),
    ("mx", "number", "death rate"),
    ("qx", "number", "probability of dying in the band"),
    ("lx", "number", "survivors to the start of the band, of 100,000"),
    ("dx", "number", "deaths in the band, of 100,000"),
    ("Lx", "number", "person-years lived in the band"),
    ("Tx", "number", "person-years lived from the band on"),
    ("ex", "number", "life expectancy at the start of the band"),
    *INTERVAL,
    NOTE,
)

CONTRIBUTIONS: Final = columns(
    *COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("[start_2]", "year", "first year of the second period"),
    ("[end_2]", "year", "last year of the second period"),
    ("[side]", "text", "benchmark or focus, where the change of a gap is decomposed"),
    ("age", "text", "age band"),
    ("[cause]", "text", "cause of death"),
    ("contribution", "number", "years of the gap that the band and cause make"),
    *INTERVAL,
    ("share", "number", "contribution as a share of the gap"),
    NOTE,
)

WHAT_IF: Final = columns(
    *COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("scenario", "text", "name of the scenario, or `as observed`"),
    ("year", "number", "year of a scenario that is phased in"),
    ("phase", "number", "share of the changes in effect"),
    ("benchmark_value", "number", "the benchmark's expectancy"),
    ("focus_value", "number", "the focus's expectancy under the scenario"),
    ("gap", "number", "the gap under the scenario, positive when the focus is worse off"),
    *INTERVAL,
    ("closed", "number", "years of today's gap that the scenario closes"),
    ("closed_lower", "number", "its lower confidence limit"),
    ("closed_upper", "number", "its upper confidence limit"),
    ("[target_gap]", "number", "gap that is the target"),
    ("[share_of_target]", "number", "years closed as a share of those that the target asks for"),
    ("[share_lower]", "number", "its lower confidence limit"),
    ("[share_upper]", "number", "its upper confidence limit"),
    ("deaths_averted_per_year", "number", "fewer deaths a year in the focus, at its present population"),
    NOTE,
)

SOLUTIONS: Final = columns(
    *COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("road", "text", "the causes and ages whose rates fall"),
    ("toward", "text", "what a reduction of 100 % leads to: zero or the benchmark's rates"),
    ("gap", "number", "the gap today"),
    ("target_gap", "number", "gap that is the target"),
    ("reduction", "number", "share of the rates, or of their excess, that has to go"),
    *INTERVAL,
    ("smallest_gap", "number", "gap that remains when all of it goes; empty where nobody would die"),
    ("deaths_averted_per_year", "number", "fewer deaths a year that this means, at the present population"),
    ("years_gained", "number", "years of expectancy that the target asks for"),
    ("years_per_death", "number", "years gained for each death a year that is averted"),
    NOTE,
)

DEATHS_TO_AVERT: Final = columns(
    *COMPARISON,
    ("start", "year", "first year of the period"),
    ("end", "year", "last year of the period, inclusive"),
    ("road", "text", "the causes and ages whose rates fall"),
    ("age", "text", "age band"),
    ("[cause]", "text", "cause of death"),
    ("deaths_per_year", "number", "deaths a year today"),
    ("deaths_averted_per_year", "number", "fewer deaths a year on this road"),
    ("years_gained", "number", "years of expectancy gained by them; they add up to what the target asks for"),
    ("years_per_death", "number", "years of expectancy gained by averting one more death a year here, today"),
    NOTE,
)
