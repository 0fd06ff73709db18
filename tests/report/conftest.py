"""Reports made once: of West Side United, and of a question in which every name is hostile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from equitygap import config as configs
from equitygap import pipeline
from equitygap.cli import main
from hostile_names import HOSTILE

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Made:
    """A report, and the tables that the same run wrote."""

    file: Path
    folder: Path

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{name}.parquet")


def run(*arguments: object) -> int:
    """Run the program in this process; return its exit code."""
    before, sys.argv = sys.argv, ["equitygap", *map(str, arguments)]
    try:
        with pytest.raises(SystemExit) as done:
            main()
    finally:
        sys.argv = before
    return int(done.value.code or 0)


def made(folder: Path, name: str, change: Callable[[dict[str, Any]], None] | None = None) -> Made:
    """Run a config of the project with its outputs in `folder`."""
    content = yaml.safe_load((ROOT / "configs" / f"{name}.yaml").read_text(encoding="utf-8"))
    if change:
        change(content)
    return written(folder, anchored(content))


def anchored(value: Any) -> Any:
    """Return a config with its files named from the root, so that it can lie anywhere."""
    if isinstance(value, dict):
        return {key: anchored(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [anchored(inner) for inner in value]
    is_file = isinstance(value, str) and value.startswith("../")
    return str(ROOT / value.removeprefix("../")) if is_file else value


def written(folder: Path, content: Mapping[str, Any]) -> Made:
    """Run a config with its outputs in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    out = {"folder": str(folder / "out"), "report": str(folder / "out" / "page.html")}
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({**content, "outputs": out}), encoding="utf-8")
    assert run("run", path) == 0
    return Made(folder / "out" / "page.html", folder / "out")


def _three(content: dict[str, Any]) -> None:
    content["comparisons"][0]["focus"] = ["Austin", "West Garfield Park", "West Town"]
    content["comparisons"][0]["pool"] = "The three"


@pytest.fixture(scope="session")
def west(tmp_path_factory) -> Made:
    """West Side United, with three of its neighborhoods."""
    return made(tmp_path_factory.mktemp("west"), "west-side-united", _three)


@pytest.fixture(scope="session")
def halving(tmp_path_factory) -> Made:
    """Deaths by age, with scenarios, roads and power."""
    return made(tmp_path_factory.mktemp("halving"), "halving-the-gap")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> Made:
    """Names, sources and a title that are markup, scripts, formulas and several lines."""
    folder = tmp_path_factory.mktemp("hostile")
    data = folder / "data.csv"
    hostile_estimates().to_csv(data, index=False)
    names = [HOSTILE[name] for name in ("markup", "table", "formula", "lines", "end")]
    return written(
        folder,
        {
            "title": HOSTILE["markup"] + HOSTILE["end"],
            "data": [{"path": str(data)}],
            "metrics": {
                "life_expectancy": {"label": HOSTILE["quotes"], "unit": HOSTILE["markup"], "better": "higher"}
            },
            "comparisons": [
                {"metric": "life_expectancy", "benchmark": HOSTILE["quotes"], "focus": names, "pool": "=1+1"}
            ],
            "target": {"reduce": "50%", "baseline": 2012, "by": 2025},
        },
    )


def hostile_estimates() -> pd.DataFrame:
    years = range(2012, 2021)
    return pd.DataFrame(
        [
            {
                "metric": "life_expectancy",
                "area": name,
                "year": year,
                "value": 80 - 2 * place + 0.1 * (year - 2012) + 0.3 * (year * (place + 1) % 3),
                "standard_error": 0.4,
                "population": 50_000,
                "source": HOSTILE["markup"] + HOSTILE["table"],
            }
            for place, name in enumerate(HOSTILE.values())
            for year in years
        ]
    )


@pytest.fixture(scope="session")
def results() -> tuple[Any, Any]:
    """The results and config of West Side United, without a file."""
    config = configs.load(ROOT / "configs" / "west-side-united.yaml")
    return config, pipeline.run(config)


@pytest.fixture
def program(monkeypatch, capsys):
    """Run the program; return the exit code, what came out, and what was said."""

    def run_(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(*arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run_
