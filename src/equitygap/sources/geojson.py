"""Shapes of areas from GeoJSON, flattened so that they can be drawn as they are."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from equitygap.errors import did_you_mean
from equitygap.sources.content import Content

#: Latitudes beyond which Mercator's projection grows without bound.
_FURTHEST: Final = 85.0
_SHAPES: Final = ("Polygon", "MultiPolygon")


def shapes(content: Content, key: str) -> dict[str, dict[str, Any]]:
    """Return the geometry of every area by its `key` among the properties, flattened to a plane.

    Longitudes and latitudes go through Mercator's projection, so that a town keeps its shape; coordinates
    that are plane already stay. `y` grows to the north. Areas without a geometry are left out. Raises
    DataError for what is not a GeoJSON FeatureCollection, for a property that is not there, for one that
    two areas share, and for a shape that is no polygon.
    """
    features = _features(content)
    names = [_name(content, feature, key) for feature in features]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise content.error(f"two areas have the {key} '{twice}'; name a property that tells them apart")
    found = {
        name: _polygons(content, feature["geometry"], name)
        for name, feature in zip(names, features, strict=True)
        if feature.get("geometry")
    }
    if not found:
        raise content.error("no area has a shape")
    flat = _is_global(found)
    return {name: _geometry(polygons, flat) for name, polygons in found.items()}


def _features(content: Content) -> list[dict[str, Any]]:
    try:
        tree = json.loads(content.data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise content.error(f"is not GeoJSON: {error}") from None
    features = tree.get("features") if isinstance(tree, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise content.error("is not GeoJSON: expected a FeatureCollection with its `features`")
    if not features:
        raise content.error("holds no areas")
    return features


def _name(content: Content, feature: Mapping[str, Any], key: str) -> str:
    properties = feature.get("properties") or {}
    value = properties.get(key) if isinstance(properties, dict) else None
    if value is None or isinstance(value, (dict, list)):
        known = list(properties)
        holds = f"; the properties are {', '.join(known)}" if known else "; there are no properties"
        raise content.error(f"an area has no property '{key}'{did_you_mean(key, known)}{holds}")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _polygons(content: Content, geometry: Any, name: str) -> list[Any]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _SHAPES:
        raise content.error(f"the shape of '{name}' must be a Polygon or a MultiPolygon, but is {kind}")
    try:
        parts = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
        rings = [[[_point(point) for point in ring] for ring in part] for part in parts]
    except (KeyError, TypeError, ValueError, IndexError):
        raise content.error(f"the shape of '{name}' cannot be read: its coordinates are no rings") from None
    return rings


def _point(point: Any) -> tuple[float, float]:
    x, y = float(point[0]), float(point[1])
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError("a coordinate must be finite")
    return x, y


def _points(found: Mapping[str, list[Any]]) -> Iterator[tuple[float, float]]:
    return (
        point for polygons in found.values() for polygon in polygons for ring in polygon for point in ring
    )


def _is_global(found: Mapping[str, list[Any]]) -> bool:
    """Whether coordinates are longitudes and latitudes rather than metres or feet on a plane."""
    return all(abs(x) <= 180 and abs(y) <= 90 for x, y in _points(found))


def _geometry(polygons: list[Any], flat: bool) -> dict[str, Any]:
    placed = [[[_mercator(*p) if flat else p for p in ring] for ring in polygon] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": placed}


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Project to degrees on a plane, rounded to about a metre."""
    bounded = math.radians(max(-_FURTHEST, min(_FURTHEST, latitude)))
    north = math.degrees(math.log(math.tan(math.pi / 4 + bounded / 2)))
    return round(longitude, 5), round(north, 5)
