"""Charts as SVG and PNG, without a browser and without a network."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

from equitygap.errors import UsageError
from equitygap.present.charts.theme import theme

#: Width of a chart, in pixels, where nothing says how wide.
WIDTH = 700


def svg(spec: Mapping[str, Any], *, width: int = WIDTH, dark: bool = False) -> str:
    """Return a chart as SVG; the same chart gives the same text.

    Raises UsageError where vl-convert-python is not installed.
    """
    drawn = _converter().vegalite_to_svg(
        at_width(spec, width), config=theme(dark), vl_version=_version(), allowed_base_urls=[]
    )
    return _numbered_anew(str(drawn))


def png(spec: Mapping[str, Any], *, width: int = WIDTH, scale: float = 2.0, dark: bool = False) -> bytes:
    """Return a chart as PNG, `scale` times as large as its pixels on the page. Raises as `svg`."""
    return bytes(
        _converter().vegalite_to_png(
            at_width(spec, width),
            config=theme(dark),
            vl_version=_version(),
            allowed_base_urls=[],
            scale=scale,
        )
    )


@cache
def javascript() -> str:
    """Return the script that draws charts in a page: Vega, Vega-Lite and `window.vegaEmbed`."""
    return str(_converter().javascript_bundle(vl_version=_version()))


def at_width(spec: Mapping[str, Any], width: int) -> dict[str, Any]:
    """Return a chart with a fixed width in pixels; panels share it evenly."""
    out = copy.deepcopy(dict(spec))
    if "facet" not in out:
        return out | {"width": width}
    panel = out["usermeta"]["equitygap"]
    columns = max(1, min(panel["count"], width // (panel["panel"] + panel["margin"])))
    out["columns"] = columns
    out["spec"]["width"] = width // columns - panel["margin"]
    return out


def _version() -> str:
    """Return the newest Vega-Lite of the specs' own major version."""
    known: list[str] = _converter().get_vegalite_versions()
    return max((one for one in known if one.startswith("6.")), key=_numbers)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _numbered_anew(drawn: str) -> str:
    """Count the clip paths from 1: the converter goes on counting from chart to chart."""
    found = dict.fromkeys(re.findall(r'id="((?:clip|gradient_)\d+)"', drawn))
    number = {old: f"part{place}" for place, old in enumerate(found, start=1)}
    return re.sub(
        r'(id="|url\(#)((?:clip|gradient_)\d+)(?=["\)])',
        lambda match: match[1] + number.get(match[2], match[2]),
        drawn,
    )


def _converter() -> ModuleType:
    try:
        import vl_convert
    except ImportError:
        raise UsageError(
            "charts need vl-convert-python, which is not installed: pip install 'equitygap[report]'"
        ) from None
    return vl_convert
