from __future__ import annotations

import json
from pathlib import Path

import pytest

from equitygap import pipeline
from equitygap.config import load
from equitygap.errors import ConfigError, DataError

ROOT = Path(__file__).parents[1]

FIGURES = """metric,area,code,year,value
life_expectancy,Loop,032,2012,82
life_expectancy,Austin,025,2012,72
life_expectancy,Nowhere,099,2012,70
"""


def a_config(folder: Path, how: str, *names: str) -> Path:
    square = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    features = [
        {"properties": {"key": name}, "geometry": {"type": "Polygon", "coordinates": square}}
        for name in names
    ]
    shapes = {"type": "FeatureCollection", "features": features}
    (folder / "shapes.geojson").write_text(json.dumps(shapes))
    (folder / "figures.csv").write_text(FIGURES)
    config = folder / "config.yaml"
    config.write_text(f"data:\n  - path: figures.csv\nmap: {{path: shapes.geojson, {how}}}\n")
    return config


@pytest.mark.parametrize(
    ("how", "names"),
    [("key: key", ("loop ", "AUSTIN", "Lake")), ("key: key, match: code", ("032", "025", "001"))],
)
def test_shapes_are_matched_by_name_or_code(tmp_path, how, names):
    features = pipeline.read(load(a_config(tmp_path, how, *names))).features
    assert [one["area"] for one in features["features"]] == ["Loop", "Austin", None]
    assert features["features"][2]["label"] == names[2]
    assert features["without"] == ["Nowhere"]


def test_the_file_counts_among_the_inputs(tmp_path):
    inputs = pipeline.read(load(a_config(tmp_path, "key: key", "Loop")))
    assert [Path(name).name for name in inputs.hashes] == ["figures.csv", "shapes.geojson"]


def test_where_the_file_lies_does_not_change_the_hash_of_the_config(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    first = load(a_config(tmp_path, "key: key", "Loop"))
    assert load(a_config(tmp_path / "elsewhere", "key: key", "Loop")).hash == first.hash


def test_shapes_of_which_none_is_in_the_data_are_refused(tmp_path):
    inputs = pipeline.read(load(a_config(tmp_path, "key: key", "32")))
    with pytest.raises(
        DataError, match=r"no shape is an area of the data: the shapes have '32', the data 'Loop'"
    ):
        _ = inputs.features


def test_an_absent_file_and_an_absent_key_are_told(tmp_path):
    config = a_config(tmp_path, "key: key", "Loop")
    (tmp_path / "shapes.geojson").unlink()
    with pytest.raises(DataError, match="there is no such file"):
        pipeline.read(load(config))
    with pytest.raises(ConfigError, match="'key' is missing"):
        load(a_config(tmp_path, "match: area", "Loop"))


def test_every_community_area_of_chicago_has_its_shape():
    features = pipeline.read(load(ROOT / "configs" / "west-side-united.yaml")).features
    assert len(features["features"]) == 77
    assert features["without"] == []
    assert all(one["area"] for one in features["features"])
