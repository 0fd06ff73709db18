"""A run's results as the material of a report, and the report on its way out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

from equitygap.cli.outputs import make_folder
from equitygap.cli.talk import say
from equitygap.config import Config, is_remote
from equitygap.config.scenarios import Power
from equitygap.errors import UsageError, did_you_mean
from equitygap.present import files
from equitygap.present.charts.gallery import charts_of
from equitygap.present.charts.rendering import javascript
from equitygap.present.charts.wording import Wording
from equitygap.present.report.material import Material, Problem, Provenance
from equitygap.present.whole import written_whole

if TYPE_CHECKING:
    import pandas as pd

    from equitygap.pipeline import Inputs, Results

#: Comparisons that sentences on a table speak of.
AT_MOST: Final = 20

#: What a page may be written as.
FORMATS: Final = ("auto", "html", "markdown")

STANDARD_OUTPUT: Final = Path("-")


def destination(output: Path | None, format: str, config: Config) -> tuple[Path, str]:
    """Return the file to write to and the format; UsageError where either cannot be told.

    The config's `outputs.report` stands in for a file that is not named, and a pipe for both.
    """
    if format not in FORMATS:
        raise UsageError(
            f"--format must be {' or '.join(FORMATS)}, but is '{format}'{did_you_mean(format, FORMATS)}"
        )
    named = output or (Path(config.outputs.report) if config.outputs.report else None)
    if named is None and sys.stdout.isatty():
        raise UsageError("where to? Name a file with --output, or set outputs.report in the config")
    target = named or STANDARD_OUTPUT
    is_markdown = files.FORMAT_OF_EXTENSION.get(target.suffix.lower()) == "markdown"
    return target, format if format != "auto" else "markdown" if is_markdown else "html"


def write_page(found: Material, target: Path, format: str, library: Callable[[], str]) -> None:
    """Write the report, whole or not at all; `-` is standard output."""
    content = page_text(found, format, library).encode()
    if target == STANDARD_OUTPUT:
        files.put(sys.stdout, [content])
        return
    make_folder(target.parent)
    with written_whole(target) as sink:
        sink.write(content)
    say(f"wrote {target}")


def write_figures_to(folder: Path | None, found: Material) -> None:
    """Write every chart into a folder, where one is named."""
    if folder is None:
        return
    from equitygap.present.charts.figures import write_figures

    written = write_figures(found.charts, folder)
    say(f"wrote {len(written)} figures into {folder}")


def page_text(found: Material, format: str, library: Callable[[], str] = javascript) -> str:
    """Return the report as HTML or Markdown; `library` gives the script of the charts."""
    from equitygap.present.report.page import page_of

    if format == "markdown":
        from equitygap.present.report.markdown import markdown

        return markdown(page_of(found))
    from equitygap.present.report.html import html

    try:
        return html(page_of(found), library)
    except UsageError as error:
        raise UsageError(f"{error} (--format markdown needs nothing)") from None


def material(config: Config, results: Results) -> Material:
    """Return what a report on the results is made from."""
    inputs, estimates = results.inputs, results.inputs.estimates
    labels, units = _labels(config), _units(config, estimates)
    wording = Wording(
        labels=labels, units=units, confidence=config.confidence, power=(config.power or Power()).power
    )
    return Material(
        title=config.title,
        tables=results.tables,
        estimates=estimates,
        charts=charts_of(
            {**results.tables, "estimates": estimates},
            wording=wording,
            features=inputs.features,
        ),
        labels=labels,
        units=units,
        pools=tuple(one.pool for one in config.comparisons if one.pool),
        said=_said(results.tables),
        choices=_choices(config, inputs, results.tables),
        excluded=tuple(_excluded(config)),
        read=tuple(map(_short(inputs), inputs.notes)),
        problems=_problems(inputs),
        confidence=config.confidence,
        provenance=Provenance(
            inputs={_name(path): digest for path, digest in inputs.hashes.items()},
            config=config.hash,
            version=version("equitygap"),
            seed=config.seed,
        ),
    )


def _labels(config: Config) -> dict[str, str]:
    return {name: metric.label for name, metric in config.metrics.items() if metric.label}


def _units(config: Config, estimates: pd.DataFrame) -> dict[str, str]:
    """Return units by metric, as the config has them; only that of life expectancies needs no saying."""
    known = {name: "years" for name in estimates["metric"].unique() if name.startswith("life_expectancy")}
    return known | {name: metric.unit for name, metric in config.metrics.items() if metric.unit}


def _said(tables: Mapping[str, pd.DataFrame]) -> dict[str, Sequence[str]]:
    """Return the sentences that the rooms have on their tables."""
    from equitygap.decompose import sentences as on_contributions
    from equitygap.power import sentences as on_power
    from equitygap.scenario import sentences as on_solutions

    speakers: dict[str, Callable[[pd.DataFrame], list[str]]] = {
        "contributions": on_contributions,
        "solutions": on_solutions,
        "power": on_power,
    }
    return {name: speak(tables[name])[:AT_MOST] for name, speak in speakers.items() if name in tables}


def _choices(config: Config, inputs: Inputs, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the methods that served, by kind."""
    found = {}
    if "contributions" in tables and config.decompose:
        found["decompose"] = config.decompose.method
    if any(one.table in ("counts", "rates") for one in inputs.tables):
        found |= {"life_table": "", "small_area": config.life_table.small_area}
    return found


def _excluded(config: Config) -> Iterator[str]:
    """Say what the config leaves out on purpose."""
    if config.trajectory.exclude:
        years = ", ".join(f"{year:g}" for year in config.trajectory.exclude)
        yield f"Years that the model leaves out: {years}."
    for source in config.data:
        for column, values in source.where.items():
            yield f"{_name(source.path)}: only rows whose {column} is {' or '.join(values)}."
        for one in source.accept:
            what = " ".join(str(part) for part in (one.check, one.area, _year(one.year)) if part)
            yield f"{_name(source.path)}: {what}, a problem that is accepted. {one.why or ''}".rstrip()
    if config.minimum_population is not None:
        yield f"Figures of fewer than {config.minimum_population:,.0f} person-years are withheld."


def _year(year: float | None) -> str:
    return "" if year is None else f"{year:g}"


def _problems(inputs: Inputs) -> tuple[Problem, ...]:
    found = (
        Problem(
            one.severity,
            one.check,
            _name(one.file) + (f", line {one.row}" if one.row is not None else ""),
            one.area or "",
            one.message,
        )
        for one in inputs.problems
    )
    return tuple(dict.fromkeys(found))


def _short(inputs: Inputs) -> Callable[[str], str]:
    """Files are named without their folders, so that the page is the same wherever they lie."""

    def short(text: str) -> str:
        for path in inputs.hashes:
            text = text.replace(path, _name(path))
        return text

    return short


def _name(path: str) -> str:
    return path if is_remote(path) else PureWindowsPath(path).name
