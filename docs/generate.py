"""Writes the pages of this folder that repeat what the code declares: run `python docs/generate.py`.

A page is made of one declaration: `tables` (columns), `words` (words), the config's JSON Schema and
`config_examples.yaml` (config), the command line (commands). Change the declaration, not the page; a test
compares the two.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from config_page import config_page
from page_parts import page, table, word_heading, word_tables

from equitygap import errors, tables

FOLDER: Final = Path(__file__).parent

#: Characters of a line on `commands.md`.
_WIDTH: Final = 100

#: What a table is for. A table that is not here gets its columns only.
TABLES: Final = {
    "records": "Input: one row for each death or person.",
    "responses": "Input: answers to a survey, one by one or counted.",
    "cash_flows": "Input: costs and benefits by area and year.",
    "partner_records": "Input: whom partners serve, person by person or counted.",
    "counts": "Input: deaths and person-years by area, period and age.",
    "rates": "Input: as counts, for publishers who give death rates and no deaths.",
    "life_tables": "One row for each age band of each area and period.",
    "estimates": "What publishers give, what life tables make, and what gaps and trajectories start from.",
    "gaps": "One row for each comparison and period.",
    "path": "One row for each comparison, year and kind: what was observed, promised, fitted and projected.",
    "trajectory": "The verdict: one row for each comparison.",
    "contributions": "Years of a gap, or of its change, by age and cause.",
    "what_if": "The gap if rates change: one row for each scenario.",
    "solutions": "What it takes to reach a target: one row for each road.",
    "deaths_to_avert": "The deaths that a road means, by age and cause.",
    "power": "What change can be told from chance, and when: one row for each comparison and window.",
    "power_curve": "The chance of telling the promised path from no change, by last year of data.",
    "inequality": "Summary measures across areas.",
    "inequality_change": "How these measures changed between two periods: the later less the earlier.",
    "backtest": "How past forecasts fared: one row for each model, horizon and comparison, and for `all`.",
    "calibration": "How often what was said came true, by bin of the probability.",
    "sensitivity": "Returns under other assumptions: one row for each input and end of its range.",
    "partner_contributions": "Whom each partner reaches: alone, with others, and all together.",
    "scorecard": "One row for each metric of an area.",
    "scorecard_counts": "How many rows of a scorecard have each status.",
    "problems": "What `equitygap validate` finds: one row for each problem.",
    "dropped": "What `equitygap aggregate` does not count, by reason.",
    "checks": "What `equitygap check` decides: one row for each verdict, and for all that may fail.",
    "changes": "What changed since the last run, as `equitygap check --against` sees it.",
}


def columns_page() -> str:
    """Return the page on every table and its columns."""
    parts = [
        "# Columns of every table",
        "`start` and `end` are years, both inclusive, and equal for a single year. An input may give `year`,"
        " or `period` written `2015-2017`, in their place. On the time axis a period stands at its mid-point,"
        " (start + end)/2. An input may lack the columns marked *optional*. A column that has no meaning here"
        " is ignored, and that is said. A missing number is empty, and `note` or `flags` says why in the"
        " words of [words.md](words.md#flags-and-notes-flags-note).",
    ]
    for name, columns in tables.ALL.items():
        rows = [(f"`{c.name}`", c.kind, c.meaning + " *(optional)*" * c.optional) for c in columns]
        parts += [f"## {name}", TABLES.get(name, ""), table(("column", "holds", "meaning"), rows)]
    return page(parts)


def words_page() -> str:
    """Return the page on every word that a user may type or read."""
    parts = ["# Words", "Every name that can be typed, and every word that can stand in a result."]
    for constant, entries in word_tables().items():
        parts += [f"## {word_heading(constant)}", *_words(entries)]
    return page(parts)


def _words(entries: Any) -> Iterator[str]:
    if not isinstance(entries, Mapping):
        yield ", ".join(f"`{name}`" for name in entries)
    elif all(isinstance(meaning, Mapping) for meaning in entries.values()):
        for name, inner in entries.items():
            yield f"### {name}"
            yield from _words(inner)
    else:
        rows = [
            (f"`{name}`", *((said,) if isinstance(said, str) else said)) for name, said in entries.items()
        ]
        yield table(("word", "meaning") if len(rows[0]) == 2 else ("word", "severity", "meaning"), rows)


def commands_page() -> str:
    """Return the page with the help of every command."""
    codes = sorted((error.exit_code, str(error.__doc__)) for error in errors.EquityGapError.__subclasses__())
    rows = [("0", "Done."), *((str(code), text) for code, text in codes), ("130", "Interrupted.")]
    parts = [
        "# Commands",
        "Data go to standard output and talk to standard error, so that commands can be piped. On a terminal"
        " a table is shown, in a pipe CSV. Options override the config.",
        table(("exit code", "meaning"), rows),
    ]
    for name, text in helps().items():
        parts += [f"## {name}", f"```text\n{text}\n```"]
    return page(parts)


def helps() -> dict[str, str]:
    """Return the help of the program and of each command."""
    from typer.main import get_command

    from equitygap.cli import app

    app.rich_markup_mode = None  # as in a pipe: the page must not depend on where it is made
    group: Any = get_command(app)
    size = {"terminal_width": _WIDTH, "max_content_width": _WIDTH}
    above = group.make_context("equitygap", [], resilient_parsing=True, **size)
    found = {"equitygap": group.get_help(above)}
    for name, command in group.commands.items():
        context = command.make_context(name, [], parent=above, resilient_parsing=True, **size)
        found[name] = command.get_help(context)
    return {name: text.strip() for name, text in found.items()}


PAGES: Final[dict[str, Callable[[], str]]] = {
    "columns.md": columns_page,
    "words.md": words_page,
    "config.md": config_page,
    "commands.md": commands_page,
}


def main() -> None:
    """Write every page."""
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
        print(f"wrote docs/{name}", file=sys.stderr)


if __name__ == "__main__":
    main()
