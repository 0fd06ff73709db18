from __future__ import annotations

import json
import math

import pytest

from equitygap.errors import DataError
from equitygap.sources.content import Content
from equitygap.sources.geojson import shapes

SQUARE = [[[-87.0, 41.0], [-86.0, 41.0], [-86.0, 42.0], [-87.0, 42.0], [-87.0, 41.0]]]


def feature(name: object = "Loop", geometry: object = None, **properties: object) -> dict[str, object]:
    shape = {"type": "Polygon", "coordinates": SQUARE} if geometry is None else geometry
    return {"type": "Feature", "properties": {"area": name, **properties}, "geometry": shape}


def read(*features: object, key: str = "area"):
    tree = {"type": "FeatureCollection", "features": list(features)}
    return shapes(Content(json.dumps(tree).encode(), "map.geojson", "map.geojson", ""), key)


def test_longitudes_and_latitudes_are_flattened_by_mercator():
    triangle = [[[-87.0, 0.0], [-87.0, 45.0], [-86.0, 89.0], [-87.0, 0.0]]]
    found = read(feature(geometry={"type": "Polygon", "coordinates": triangle}))["Loop"]["coordinates"][0][0]
    # Mercator's ordinate of 45 degrees is the inverse hyperbolic sine of 1; beyond 85 degrees it is cut.
    assert found[0] == (-87.0, 0.0)
    assert found[1] == (-87.0, pytest.approx(math.degrees(math.asinh(1.0)), abs=1e-5))
    assert found[2][1] == pytest.approx(math.degrees(math.asinh(math.tan(math.radians(85.0)))), abs=1e-5)


def test_coordinates_on_a_plane_stay():
    plane = [[[1e6, 2e6], [1e6 + 5, 2e6], [1e6 + 5, 2e6 + 5], [1e6, 2e6]]]
    found = read(feature(geometry={"type": "Polygon", "coordinates": plane}))
    assert found["Loop"]["coordinates"][0][0][1] == (1e6 + 5, 2e6)


def test_areas_without_a_shape_are_left_out_and_codes_are_text():
    bare = {"type": "Feature", "properties": {"area": 8}, "geometry": None}
    assert list(read(bare, feature(7), feature(2.0))) == ["7", "2"]


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([], "holds no areas"),
        ([feature(), feature()], "two areas have the area 'Loop'"),
        ([{"properties": {"ara": "Loop"}}], "no property 'area' .did you mean 'ara'"),
        ([{"properties": None}], "there are no properties"),
        ([feature(geometry={"type": "Point", "coordinates": [0, 0]})], "must be a Polygon or a MultiPolygon"),
        ([feature(geometry={"type": "Polygon", "coordinates": 3})], "cannot be read"),
        ([feature(geometry={"type": "Polygon", "coordinates": [[["a", "b"]]]})], "cannot be read"),
        ([feature(geometry={"type": "Polygon"})], "cannot be read"),
        ([{"properties": {"area": "Loop"}, "geometry": None}], "no area has a shape"),
    ],
)
def test_what_is_wrong_is_said(features, message):
    with pytest.raises(DataError, match=message) as raised:
        read(*features)
    assert str(raised.value).startswith("map.geojson: ")


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"type": "Feature"}', '{"features": [1]}', "\xff", "[" * 10**5]
)
def test_what_is_no_geojson_is_refused(text):
    with pytest.raises(DataError, match="is not GeoJSON"):
        shapes(Content(text.encode("latin-1"), "map.geojson", "map.geojson", ""), "area")
