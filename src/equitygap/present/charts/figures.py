"""Charts as files: an SVG and a PNG of each, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap
from typing import Any, Final

from equitygap.present.charts import Chart
from equitygap.present.charts.rendering import WIDTH, png, svg
from equitygap.present.charts.theme import LIGHT
from equitygap.present.charts.wording import distinct, stem
from equitygap.present.whole import unwritable, written_whole

#: Pixels that a letter of the title takes, on average.
_LETTER: Final = 8


def write_figures(charts: Iterable[Chart], folder: Path) -> list[Path]:
    """Write each chart as NAME.svg and NAME.png into a folder, and return the files.

    The folder is made where it is not there. A name holds letters, digits and hyphens only, whatever the
    areas are called; a name that comes again gets a number. Raises OutputError, and UsageError where the
    charts cannot be drawn.
    """
    charts = list(charts)
    names = distinct(stem(chart.name) for chart in charts)
    drawn = {f"{name.replace(' ', '-')}": titled(chart) for name, chart in zip(names, charts, strict=True)}
    # All are drawn before the first is written, so that a chart that fails leaves the folder as it was.
    files = {
        folder / f"{name}{ending}": content
        for name, spec in drawn.items()
        for ending, content in ((".svg", svg(spec).encode()), (".png", png(spec)))
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(str(folder), error) from error
    for path, content in files.items():
        with written_whole(path) as sink:
            sink.write(content)
    return list(files)


def titled(chart: Chart, width: int = WIDTH) -> dict[str, Any]:
    """Return the chart's spec with its title in the picture, on a ground that is not see-through."""
    lines = wrap(chart.title, width // _LETTER) or [""]
    return {**chart.spec, "title": {"text": lines}, "background": LIGHT.ground}
