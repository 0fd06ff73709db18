"""Shapes of the areas, matched with the data by name or by code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from equitygap.config import Config
from equitygap.errors import DataError
from equitygap.names import normalised
from equitygap.sources import geojson
from equitygap.sources.content import fetch

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Shapes:
    """Geometries by the property that the config names, and where they come from."""

    geometries: Mapping[str, Mapping[str, Any]]
    file: str
    sha256: str


def read_shapes(config: Config) -> Shapes | None:
    """Read the shapes that the config names; none where it names none. Raises DataError."""
    if config.map is None:
        return None
    content = fetch(config.map.path)
    return Shapes(geojson.shapes(content, config.map.key), content.label, content.sha256)


def features_of(shapes: Shapes, estimates: pd.DataFrame, match: str) -> dict[str, Any]:
    """Return the shapes with the areas of the data that they are, as a GeoJSON FeatureCollection.

    Every feature has `area`, the name in the data or None, and `label`, its own; `without` of the collection
    lists areas of the data that have no shape. Raises DataError where no shape is an area of the data.
    """
    if match == "code" and "code" not in estimates:
        raise DataError(f"{shapes.file}: the shapes are matched by code, but the data hold no column `code`")
    there = estimates.dropna(subset=[match])
    keys = there[match].astype(str)
    known = dict(zip(map(normalised, keys), there["area"].astype(str), strict=True))
    matched = {name: known.get(normalised(name)) for name in shapes.geometries}
    if not any(matched.values()):
        raise DataError(
            f"{shapes.file}: no shape is an area of the data: the shapes have '{next(iter(matched))}', "
            f"the data '{next(iter(keys), '')}'; check `key` and `match` under `map`"
        )
    features = [
        {"type": "Feature", "area": matched[name], "label": matched[name] or name, "geometry": geometry}
        for name, geometry in shapes.geometries.items()
    ]
    drawn = set(matched.values())
    without = [area for area in estimates["area"].astype(str).unique() if area not in drawn]
    return {"type": "FeatureCollection", "features": features, "without": without}
