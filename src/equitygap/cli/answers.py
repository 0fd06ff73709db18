"""Answers on their way out: the table, and for people sentences and pictures beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from equitygap.cli.show import show
from equitygap.cli.talk import say
from equitygap.config.scenarios import Power
from equitygap.present import files
from equitygap.present.grid import Companions
from equitygap.present.pictures import CHARACTERS
from equitygap.present.text import can_carry

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.config import Config

Tables = Mapping[str, "pd.DataFrame"]

#: The tables of which `run` shows the first that there is.
HEADLINES: Final = ("trajectory", "gaps")

#: The tables that `run` shows after the verdict, for people.
ANSWERS: Final = (
    "scorecard",
    "partner_contributions",
    "sensitivity",
    "contributions",
    "what_if",
    "solutions",
    "power",
    "inequality",
    "inequality_change",
)

#: Comparisons that sentences speak of.
AT_MOST: Final = 20

_COMPARISON: Final = ("metric", "benchmark", "focus", "group", "start", "end", "start_2", "end_2")
_FOR_PEOPLE: Final = {"table", "markdown"}


def show_answer(
    name: str,
    tables: Tables,
    config: Config,
    options: Mapping[str, Any],
    *,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write the table `name` as `--format` and `--output` say, with what people see beside it.

    Beside a file, sentences and pictures are said on standard error; a pipe gets the table alone.
    """
    has_file = options.get("output") is not None
    looked_at = has_file or for_people(options)
    said = _said(name, tables) if looked_at else []
    frame = _latest(tables[name]) if name == "inequality" and for_people(options) else tables[name]
    show(frame, name, options, metadata=metadata, companions=Companions(sentences=said))
    if looked_at:
        plain = not can_carry(sys.stderr.encoding, CHARACTERS)
        pictures = _PICTURES[name](tables, config, plain) if name in _PICTURES else []
        for line in (*(said if has_file else ()), *pictures):
            say(line)
    if name == "contributions":
        _say_the_sum(tables[name])


def for_people(options: Mapping[str, Any]) -> bool:
    """Return whether people read what is written."""
    output: Path | None = options.get("output")
    return files.format_of(options.get("format", "auto"), output, sys.stdout) in _FOR_PEOPLE


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each metric's last period: beside a verdict, people ask how unequal it is now."""
    last = frame.groupby(["metric", "group"], dropna=False)["end"].transform("max")
    return frame[frame["end"] == last]


def _say_the_sum(frame: pd.DataFrame) -> None:
    from equitygap.decompose import sum_sentence

    say(sum_sentence(frame))


def _said(name: str, tables: Tables) -> list[str]:
    """Return the sentences on a table, for no more comparisons than people read."""
    if name not in _SENTENCES:
        return []
    table, sentences = _SENTENCES[name]
    # Counts are of all rows.
    few, left_out = (tables[table], 0) if table == "scorecard" else _few(tables[table])
    return [*sentences(few), *([f"And {left_out:,} more comparisons."] if left_out else [])]


def _few(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows of the first comparisons, and how many more there are."""
    keys = [name for name in _COMPARISON if name in frame]
    if not keys:
        return frame, 0
    number = frame.groupby(keys, sort=False, dropna=False).ngroup()
    return frame[number < AT_MOST], max(int(number.max()) + 1 - AT_MOST, 0)


def _of_contributions(frame: pd.DataFrame) -> list[str]:
    from equitygap.decompose import sentences

    return sentences(frame)


def _of_solutions(frame: pd.DataFrame) -> list[str]:
    from equitygap.scenario import sentences

    return sentences(frame)


def _of_power(frame: pd.DataFrame) -> list[str]:
    from equitygap.power import sentences

    return sentences(frame)


def _of_scorecard(frame: pd.DataFrame) -> list[str]:
    from equitygap.present.tallies import tallies

    return tallies(frame)


def _of_counts(frame: pd.DataFrame) -> list[str]:
    from equitygap.present.tallies import levelling_down

    return levelling_down(frame)


def _bars(tables: Tables, config: Config, plain: bool) -> list[str]:
    from equitygap.present.pictures import contribution_pictures

    return contribution_pictures(tables["contributions"], plain=plain)


def _curves(tables: Tables, config: Config, plain: bool) -> list[str]:
    from equitygap.present.pictures import power_pictures

    wanted = (config.power or Power()).power
    return power_pictures(tables["power_curve"], wanted=wanted, plain=plain)


#: The table that sentences speak of, and what makes them.
_SENTENCES: Final[Mapping[str, tuple[str, Callable[[pd.DataFrame], list[str]]]]] = {
    "contributions": ("contributions", _of_contributions),
    "scorecard": ("scorecard", _of_scorecard),
    "scorecard_counts": ("scorecard", _of_counts),
    "solutions": ("solutions", _of_solutions),
    "power": ("power", _of_power),
    "power_curve": ("power", _of_power),
}
_PICTURES: Final[Mapping[str, Callable[[Tables, Config, bool], Sequence[str]]]] = {
    "contributions": _bars,
    "power": _curves,
    "power_curve": _curves,
}
