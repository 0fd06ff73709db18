from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from equitygap import tables as declared
from equitygap.errors import OutputError, UsageError
from equitygap.present.charts.areas import areas_chart, latest
from equitygap.present.charts.contributions import contributions_chart
from equitygap.present.charts.figures import write_figures
from equitygap.present.charts.gallery import AT_MOST, charts_of
from equitygap.present.charts.maps import level_map
from equitygap.present.charts.parts import SCHEMA, apart
from equitygap.present.charts.rendering import at_width, javascript, png, svg
from equitygap.present.charts.scorecard import scorecard_chart
from equitygap.present.charts.theme import DARK, LIGHT, theme
from equitygap.present.charts.wording import Wording, stem

WORDING = Wording(labels={"life_expectancy": "Life expectancy at birth"}, units={"life_expectancy": "years"})

HOSTILE = (
    "<script>alert(1)</script>",
    "O'Hare \"& <b>",
    "=cmd()",
    "line\nbreak",
    "a.b[c]",
    "x" * 300,
    "' + alert(1) + '",
    "\\",
)


def a_path(focus: str, benchmark: str = "Loop") -> pd.DataFrame:
    observed = [(2010, 12.0, "before_baseline"), (2012, 11.0, ""), (2016, 12.0, ""), (2020, 12.6, "")]
    rows = [(year, "observed", gap, gap - 2, gap + 2, note) for year, gap, note in observed]
    rows += [(year, "required", 11 - (year - 2012) * 0.3, None, None, "") for year in range(2012, 2031)]
    rows += [(year, "projected", 13.0, 13 - year / 500, 13 + year / 500, "") for year in range(2021, 2031)]
    frame = pd.DataFrame(rows, columns=["year", "kind", "value", "lower", "upper", "note"])
    return frame.assign(metric="life_expectancy", benchmark=benchmark, focus=focus, group=None)


def a_verdict(row, focus: str, benchmark: str = "Loop") -> pd.DataFrame:
    return pd.DataFrame([row(focus=focus, benchmark=benchmark)])


def some_gaps(focus: str, benchmark: str = "Loop") -> pd.DataFrame:
    rows = [(year, year, 82.0 - i, 70.0, 12.0 - i) for i, year in enumerate((2010, 2012, 2016))]
    frame = pd.DataFrame(rows, columns=["start", "end", "benchmark_value", "focus_value", "gap"])
    return frame.assign(
        metric="life_expectancy",
        benchmark=benchmark,
        focus=focus,
        group=None,
        lower=None,
        upper=None,
        note="",
    )


def some_estimates(*areas: str) -> pd.DataFrame:
    rows = [
        ("life_expectancy", area, year, year, 70.0 + i, 69.0 + i, 71.0 + i, f"source of {year}")
        for i, area in enumerate(areas)
        for year in (2010, 2012)
    ]
    return pd.DataFrame(rows, columns=["metric", "area", "start", "end", "value", "lower", "upper", "source"])


def some_contributions(focus: str, benchmark: str = "Loop", causes=("Cancers", "All others")) -> pd.DataFrame:
    rows = [
        (age, cause, 0.5 - place) for place, cause in enumerate(causes) for age in ("0-14", "15-64", "65+")
    ]
    frame = pd.DataFrame(rows, columns=["age", "cause", "contribution"])
    return frame.assign(
        metric="life_expectancy",
        benchmark=benchmark,
        focus=focus,
        start=2019,
        end=2019,
        lower=frame["contribution"] - 0.1,
        upper=frame["contribution"] + 0.1,
        note="",
    )


def a_scorecard(*areas: str) -> pd.DataFrame:
    achieved = [-580.0, 40.0, 150.0, None]
    rows = [
        ("Health", "life_expectancy", area, achieved[place % 4], "off_track", None)
        for place, area in enumerate(areas)
    ]
    return pd.DataFrame(rows, columns=["domain", "metric", "area", "percent_achieved", "status", "label"])


def shapes(*areas: str | None) -> dict[str, object]:
    features = [
        {
            "type": "Feature",
            "area": area,
            "label": area or "elsewhere",
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[[i, 0], [i + 1, 0], [i + 1, 1], [i, 1], [i, 0]]]],
            },
        }
        for i, area in enumerate(areas)
    ]
    return {"type": "FeatureCollection", "features": features, "without": ["Nowhere"]}


def everything(row, focus: list[str], benchmark: str = "Loop") -> dict[str, pd.DataFrame]:
    curve = pd.DataFrame(
        [(w, y, 0.4 + 0.05 * w) for w in (1, 3) for y in (2020, 2030)], columns=["window", "year", "power"]
    )
    measures = pd.DataFrame(
        [("gini", y, y, 0.03, 0.02, 0.04) for y in (2010, 2012)],
        columns=["measure", "start", "end", "value", "lower", "upper"],
    )
    return {
        "trajectory": pd.concat([a_verdict(row, one, benchmark) for one in focus]),
        "path": pd.concat([a_path(one, benchmark) for one in focus]),
        "gaps": pd.concat([some_gaps(one, benchmark) for one in focus]),
        "estimates": some_estimates(benchmark, *focus, "A", "B", "C"),
        "contributions": some_contributions(focus[0], benchmark),
        "power_curve": curve.assign(
            metric="life_expectancy", benchmark=benchmark, focus=focus[0], group=None
        ),
        "inequality": measures.assign(metric="life_expectancy", group=None),
        "scorecard": a_scorecard(*focus),
    }


@pytest.fixture
def charts(row):
    tables = everything(row, ["Austin", "West Garfield Park"])
    return charts_of(tables, wording=WORDING, features=shapes("Austin", "Loop", None))


def test_a_report_has_a_chart_of_everything_in_order(charts):
    assert [chart.name for chart in charts] == [
        "overview",
        "trajectory-austin",
        "trajectory-west-garfield-park",
        "levels-austin",
        "levels-west-garfield-park",
        "contributions-austin-2019",
        "map-level-life-expectancy",
        "map-gap-life-expectancy-loop",
        "inequality-life-expectancy",
        "areas-life-expectancy",
        "scorecard",
        "power-austin",
    ]


def test_nothing_is_drawn_of_nothing():
    assert charts_of({}) == ()


def test_every_chart_is_vega_lite_that_compiles_without_a_warning(charts, capfd):
    converter = pytest.importorskip("vl_convert")
    for chart in charts:
        assert chart.spec["$schema"] == SCHEMA
        converter.vegalite_to_vega(at_width(chart.spec, 700), show_warnings=True)
        out, err = capfd.readouterr()
        assert (out, err) == ("", ""), chart.name


def test_every_chart_says_what_it_shows_and_can_be_told_the_area(charts):
    for chart in charts:
        assert chart.spec["description"] == chart.description != ""
        assert chart.spec["params"] == [{"name": "area", "value": None}]
        assert set(chart.rows.columns) <= set(declared.names(chart.table))


def test_no_chart_names_a_colour(charts):
    for chart in charts:
        assert "#" not in json.dumps(chart.spec)


def test_a_trajectory_tells_its_figures(charts):
    trajectory = next(chart for chart in charts if chart.name == "trajectory-west-garfield-park")
    assert trajectory.title == "West Garfield Park against Loop: off track"
    assert trajectory.description == (
        "The gap in life expectancy at birth between Loop and West Garfield Park, observed: 12.0 in 2010, "
        "12.6 (10.6 to 14.6) years in 2020. Promised: 5.6 by 2030. If things go on: 13.9 (9.2 to 18.6). "
        "Chance of reaching the target: 3 %. Status: off track."
    )


def test_panels_carry_their_status_and_say_who_has_no_chart_of_their_own(row):
    focus = [f"Area {place}" for place in range(AT_MOST + 3)]
    found = charts_of(everything(row, focus), wording=WORDING)
    panels = {one["panel"] for one in found[0].spec["data"]["values"]}
    assert panels == {f"{name}\noff track" for name in focus}
    assert f"The first {AT_MOST} also have a chart of their own" in found[0].description
    assert sum(chart.name.startswith("trajectory") for chart in found) == AT_MOST


def test_lines_of_two_sources_are_not_joined(charts):
    levels = next(chart for chart in charts if chart.name == "levels-austin")
    pieces = {row["year"]: row["piece"] for row in levels.spec["data"]["values"] if row["part"] == "focus"}
    assert len(set(pieces.values())) == 3
    inequality = next(chart for chart in charts if chart.name.startswith("inequality"))
    assert {row["piece"] for row in inequality.spec["data"]["values"]} == {"source of 2010", "source of 2012"}


def test_the_largest_cause_comes_first_with_its_total():
    chart = contributions_chart(some_contributions("Austin"), wording=WORDING)
    panels = list(dict.fromkeys(row["panel"] for row in chart.spec["data"]["values"]))
    assert panels == ["Cancers\n1.50 in all", "All others\n-1.50 in all"]
    assert {row["part"] for row in chart.spec["data"]["values"]} == {"worse", "better"}


def test_areas_are_in_order_and_the_benchmark_is_named():
    estimates = some_estimates("Loop", "Austin", "A", "B").sample(frac=1, random_state=1)
    chart = areas_chart(estimates, wording=WORDING, benchmarks={"Loop"}, focus={"Austin"})
    names = [row["name"] for row in chart.spec["data"]["values"]]
    assert names == ["Loop (benchmark)", "Austin", "A", "B"]


def test_the_latest_period_is_one_that_most_areas_have():
    estimates = some_estimates(*"ABCDE")
    lonely = estimates.head(1).assign(start=2020, end=2020)
    assert set(latest(pd.concat([estimates, lonely]))["end"]) == {2012}


def test_a_map_greys_what_has_no_figure_and_names_what_has_no_shape():
    estimates = some_estimates("Austin", "Loop", "Nowhere")
    chart = level_map(estimates, shapes("Austin", "Loop", None), wording=WORDING)
    unknown, known = (layer["data"]["values"] for layer in chart.spec["layer"])
    assert [row["told"] for row in unknown] == ["elsewhere: no data"]
    assert [row["told"] for row in known] == [
        "Austin: 70.0 (69.0 to 71.0) years",
        "Loop: 71.0 (70.0 to 72.0) years",
    ]
    assert chart.description.endswith("There is no shape for Nowhere.")


def test_levels_are_in_percent_and_gaps_in_percentage_points():
    wording = Wording(units={"smoking": "percent of adults"})
    assert wording.axis("smoking") == "Smoking (percent of adults)"
    assert wording.gap("smoking") == "Gap in smoking (percentage points)"


def test_rows_of_one_metric_are_told_apart_by_their_areas():
    chart = scorecard_chart(a_scorecard("Belmont Cragin", "Loop", "A", "B"), wording=WORDING)
    names = [row["name"] for row in chart.spec["data"]["values"]]
    assert names[0].startswith("Belmont Cragin: ")
    assert len(set(names)) == len(names)


def test_a_bar_beyond_the_scale_keeps_its_figure():
    chart = scorecard_chart(a_scorecard("Austin", "Loop", "A", "B"), wording=WORDING)
    first = chart.spec["data"]["values"][0]
    assert (first["value"], first["words"]) == (-100.0, "-580 %, off track")
    assert "3 of 4 rows" in chart.description


# What a name may hold.


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_nothing_but_a_value(row, name):
    tables = everything(row, [name, "Austin"], benchmark=f"{name} B")
    for chart in charts_of(tables, wording=WORDING, features=shapes(name, "Austin")):
        structure = json.dumps(_without_data(chart.spec))
        assert json.dumps(name)[1:-1] not in structure.replace("\\\\n", ""), chart.name
        assert set(chart.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def _without_data(node):
    """The spec without its values and titles: what Vega could take for an expression or a field."""
    if isinstance(node, dict):
        left = {key: value for key, value in node.items() if key not in ("values", "description")}
        # Titles of axes and legends are text.
        return {key: _without_data(value) for key, value in left.items() if key != "title"}
    return [_without_data(one) for one in node] if isinstance(node, list) else node


def test_hostile_names_are_drawn_as_text(row):
    pytest.importorskip("vl_convert")
    tables = everything(row, list(HOSTILE))
    overview = charts_of(tables, wording=WORDING)[0]
    tree = ElementTree.fromstring(svg(overview.spec))
    assert not [one for one in tree.iter() if one.tag.endswith("script")]
    texts = {one.text for one in tree.iter() if one.text}
    assert {"=cmd()", "line break", "a.b[c]"} <= texts


def test_names_that_come_to_the_same_stem_are_told_apart(row):
    tables = everything(row, ["O'Hare", "O Hare", "東京", "京都"])
    names = [chart.name for chart in charts_of(tables, wording=WORDING)]
    assert len(set(names)) == len(names)
    assert {"trajectory-o-hare", "trajectory-o-hare-2", "trajectory", "trajectory-2"} <= set(names)


# Drawing.


@pytest.fixture
def one(row):
    pytest.importorskip("vl_convert")
    return charts_of(everything(row, ["Austin"]), wording=WORDING)[0]


def test_the_same_chart_gives_the_same_svg(one):
    first = svg(one.spec)
    assert svg(one.spec) == first
    assert "clip1" not in first
    assert svg(one.spec, dark=True) != first


def test_nothing_in_a_chart_leads_out(one):
    drawn = svg(one.spec)
    assert "http" not in drawn.replace("http://www.w3.org/", "")


def test_data_are_never_fetched(one):
    spec = {**one.spec, "data": {"url": "https://example.org/data.csv"}}
    with pytest.raises(ValueError, match="not allowed"):
        svg(spec)


def test_a_png_is_as_wide_as_asked(one):
    drawn = png(one.spec, width=340, scale=2.0)
    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20], "big") == 680


def test_the_script_is_of_the_version_that_the_charts_ask_for():
    pytest.importorskip("vl_convert")
    assert "vegaEmbed" in javascript()


@pytest.mark.parametrize(("width", "columns"), [(340, 1), (700, 2), (100, 1)])
def test_panels_share_the_width(charts, width, columns):
    spec = at_width(charts[0].spec, width)
    assert (spec["columns"], spec["spec"]["width"]) == (columns, width // columns - 50)


def test_figures_are_files_of_both_kinds_with_a_title(one, tmp_path):
    twin = replace(one, name="Trajectory/Austin", title="The other & one")
    written = write_figures([one, twin], tmp_path / "new")
    assert [path.name for path in written] == [
        "trajectory-austin.svg",
        "trajectory-austin.png",
        "trajectory-austin-2.svg",
        "trajectory-austin-2.png",
    ]
    assert "The other &amp; one" in written[2].read_text(encoding="utf-8")
    before = [path.read_bytes() for path in written]
    assert [path.read_bytes() for path in write_figures([one, twin], tmp_path / "new")] == before


def test_a_chart_that_cannot_be_drawn_leaves_no_figure(one, tmp_path):
    broken = replace(one, name="broken", spec={**one.spec, "layer": "nonsense"})
    with pytest.raises(ValueError, match="Vega"):
        write_figures([one, broken], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_told(one, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        write_figures([one], tmp_path / "taken")


def test_without_the_converter_it_says_what_to_install(one, monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(UsageError, match=r"pip install 'equitygap\[report\]'"):
        svg(one.spec)


# Looks.


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_lines_stand_out_from_the_ground(palette):
    for name in ("ink", "quiet", "observed", "promised", "projected", "worse", "better"):
        assert _contrast(getattr(palette, name), palette.ground) >= 4.5, name


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_classes_of_a_map_differ_in_lightness(palette):
    lightness = [_luminance(colour) for colour in palette.ramp]
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))


def test_every_style_that_a_chart_names_is_in_the_theme(charts):
    named = set()
    for chart in charts:
        named |= {layer["mark"]["style"] for layer in chart.spec.get("layer") or chart.spec["spec"]["layer"]}
    for dark in (False, True):
        assert named <= set(theme(dark)["style"])


def test_lines_differ_without_colour():
    styles = theme()["style"]
    dashes = [str(styles[name].get("strokeDash")) for name in ("observed", "promised", "projected", "now")]
    assert len(set(dashes)) == 4


def test_labels_are_moved_apart_even_where_all_are_the_same():
    places = sorted(apart([1.0, 1.0, 1.0], 0.2))
    assert all(over - below >= 0.2 - 1e-3 for below, over in pairwise(places))


@pytest.mark.parametrize(("parts", "expected"), [(("a", None), "a"), (("", ""), "chart"), (("../x",), "x")])
def test_stems_are_safe(parts, expected):
    assert stem(*parts) == expected
