"""Colours and type of every chart, on light and on dark ground; charts name styles, never colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

FONT: Final = "'Liberation Sans', Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Palette:
    """The colours on one ground. Lines keep a contrast of 3, text one of 4.5 (WCAG 2.2, AA)."""

    ground: str
    ink: str
    quiet: str
    grid: str
    observed: str
    promised: str
    projected: str
    worse: str
    better: str
    no_data: str
    ramp: tuple[str, ...]


#: Hues after Okabe and Ito (2008), Color Universal Design, darkened or lightened for contrast.
LIGHT: Final = Palette(
    ground="#ffffff",
    ink="#1b1b1b",
    quiet="#595959",
    grid="#e3e3e3",
    observed="#1b1b1b",
    promised="#0067a5",
    projected="#b34700",
    worse="#b34700",
    better="#0067a5",
    no_data="#ececec",
    ramp=("#f0e9c8", "#e3bd6d", "#cf8a3c", "#a3552c", "#642a28"),
)
DARK: Final = Palette(
    ground="#16181c",
    ink="#f2f2f2",
    quiet="#b4b8be",
    grid="#363a41",
    observed="#f2f2f2",
    promised="#6cc0f0",
    projected="#f0a95a",
    worse="#f0a95a",
    better="#6cc0f0",
    no_data="#2b2e34",
    ramp=("#4a2a26", "#8a4a2c", "#c47b3d", "#e3b565", "#f5e7b8"),
)


def theme(dark: bool = False) -> dict[str, Any]:
    """Return the Vega config that gives every chart its colours and type; the ground is see-through."""
    colours = DARK if dark else LIGHT
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": _axis(colours),
        "header": {
            "labelColor": colours.ink,
            "labelFontSize": 12,
            "labelFontWeight": "bold",
            "labelAnchor": "start",
            "labelPadding": 4,
        },
        "legend": {
            "labelColor": colours.ink,
            "titleColor": colours.quiet,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "titleLimit": 0,
        },
        "title": {
            "color": colours.ink,
            "subtitleColor": colours.quiet,
            "fontSize": 15,
            "subtitleFontSize": 12,
            "anchor": "start",
            "frame": "bounds",
            "offset": 10,
        },
        "style": _styles(colours),
        "range": {"ramp": list(colours.ramp), "heatmap": list(colours.ramp)},
    }


def _axis(colours: Palette) -> dict[str, Any]:
    return {
        "labelColor": colours.quiet,
        "titleColor": colours.quiet,
        "domainColor": colours.quiet,
        "tickColor": colours.quiet,
        "gridColor": colours.grid,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelLimit": 260,
    }


def _styles(colours: Palette) -> dict[str, Any]:
    """Lines differ by dash and points by shape too, so that nothing hangs on colour."""
    text = {"fontSize": 11}
    return {
        "observed": {"color": colours.observed, "strokeWidth": 2},
        "observed-point": {"color": colours.observed, "size": 40, "opacity": 1},
        "earlier-point": {"fill": colours.ground, "color": colours.observed, "size": 40, "strokeWidth": 1.5},
        "interval": {"color": colours.observed, "strokeWidth": 1.2, "strokeOpacity": 0.6},
        "promised": {"color": colours.promised, "strokeWidth": 2, "strokeDash": [6, 4]},
        "promised-point": {"color": colours.promised, "size": 90, "shape": "diamond", "opacity": 1},
        "projected": {"color": colours.projected, "strokeWidth": 2, "strokeDash": [2, 2]},
        "projected-band": {"color": colours.projected, "fillOpacity": 0.18},
        "projected-point": {"color": colours.projected, "size": 60, "shape": "square", "opacity": 1},
        "hidden-point": {"fillOpacity": 0, "strokeOpacity": 0, "size": 120},
        "zero": {"color": colours.quiet, "strokeWidth": 1},
        "now": {"color": colours.quiet, "strokeWidth": 1, "strokeDash": [1, 3]},
        "goal": {"color": colours.quiet, "strokeWidth": 1, "strokeDash": [4, 3]},
        "plain": {"color": colours.observed, "strokeWidth": 1.5},
        "promised-bar": {"color": colours.promised},
        "worse-bar": {"color": colours.worse},
        "better-bar": {"color": colours.better},
        "no-data": {
            "color": colours.no_data,
            "stroke": colours.quiet,
            "strokeWidth": 0.5,
            "strokeDash": [2, 2],
        },
        "area-shape": {"stroke": colours.quiet, "strokeWidth": 0.5},
        "halo": {**text, "color": colours.ground, "stroke": colours.ground, "strokeWidth": 4},
        "label": {**text, "color": colours.ink},
        "quiet-label": {**text, "color": colours.quiet},
        "promised-label": {**text, "color": colours.promised},
        "projected-label": {**text, "color": colours.projected},
    }
