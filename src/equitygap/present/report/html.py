"""A page as one HTML file that needs nothing else: styles, scripts, charts and their data are inside.

Without scripts the page is complete: every chart stands there as SVG, with its text and its table.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from equitygap.present.charts import Chart
from equitygap.present.charts.rendering import javascript, svg
from equitygap.present.charts.theme import DARK, LIGHT, theme
from equitygap.present.report.content import Page
from equitygap.present.text import shortest, words_of

#: Nothing is loaded from anywhere, and no script runs but those that the page came with.
_POLICY: Final = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_HARMLESS: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
#: What a picture says of each mark; in the page its title, text and table speak for all of them.
_SPOKEN: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_PERCENT: Final = re.compile(r"(?<=[0-9]) %")
_ID: Final = re.compile(r'(\bid="|url\(#|href="#)([\w-]+)')


@dataclass(frozen=True)
class Drawing:
    """A chart as it stands in the page: a picture, and the description from which scripts draw it anew."""

    svg: Markup
    spec: Markup


def html(page: Page, library: Callable[[], str] = javascript) -> str:
    """Return the page as HTML; the same page gives the same text. `library` gives the script of the charts.

    Raises UsageError where what draws charts is not installed.
    """
    drawings = {chart.name: _drawing(chart) for chart in page.pictures()}
    scripts = [library(), _file("script.js")] if drawings else []
    style = _variables() + _file("style.css")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"words": words_of, "exact": _exact, "unbroken": _unbroken}
    return environment.from_string(_file("page.html.jinja")).render(
        page=page,
        drawings=drawings,
        style=Markup(style),
        theme=_json(theme()),
        library=Markup(scripts[0]) if scripts else "",
        script=Markup(scripts[1]) if scripts else "",
        policy=_POLICY.format(scripts=_hashes(scripts), styles=_hashes([style])),
    )


def _drawing(chart: Chart) -> Drawing:
    # Pictures number their parts from one, and a page has many pictures.
    own = _ID.sub(lambda found: f"{found[1]}{chart.name}-{found[2]}", _SPOKEN.sub("", svg(chart.spec)))
    return Drawing(Markup(own), _json(chart.spec))


def _json(value: Mapping[str, Any]) -> Markup:
    """Return JSON that cannot end the element in which it stands."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_HARMLESS))


def _hashes(texts: Iterable[str]) -> str:
    digests = (b64encode(sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"


def _exact(value: float | int) -> str:
    return shortest(value) if isinstance(value, float) else str(value)


def _unbroken(text: str) -> str:
    """Return text in which a number and its percent sign stay on one line."""
    return _PERCENT.sub("\N{NO-BREAK SPACE}%", text)


def _file(name: str) -> str:
    return files("equitygap.present.report").joinpath(name).read_text(encoding="utf-8")


def _variables() -> str:
    """Return the charts' colours as variables of the page, and rules that give dark ground to light pictures.

    A picture names its colours; a rule for each turns it into the variable, which the dark scheme changes.
    """
    light, dark = _colours(LIGHT), _colours(DARK)
    rules = [
        f'.picture [{what}="{colour}"]{{{what}:var(--{name})}}'
        for name, colour in light.items()
        for what in ("fill", "stroke")
    ]
    return (
        f":root{{{_declared(light)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_declared(dark)}}}}}\n"
        + "\n".join(rules)
        + "\n"
    )


def _colours(palette: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in asdict(palette).items():
        named = {name: value} if isinstance(value, str) else {f"{name}-{i}": v for i, v in enumerate(value)}
        found |= {key.replace("_", "-"): colour for key, colour in named.items()}
    return found


def _declared(colours: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())
