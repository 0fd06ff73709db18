"""The command, and the report that `run` leaves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from equitygap.present.charts import rendering

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path) -> Path:
    """Why life is shorter in West Garfield Park: a small config with a chart or none."""
    content = yaml.safe_load((ROOT / "configs" / "why-west-garfield-park.yaml").read_text(encoding="utf-8"))
    content["data"][0]["path"] = str(ROOT / "sample_data" / "usaleep_loop_west_garfield_park.csv")
    path = tmp_path / "why.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def test_the_file_is_what_the_option_says(program, config, tmp_path):
    code, out, err = program("report", config, "--output", tmp_path / "new" / "page.html")
    assert (code, out) == (0, "")
    assert "wrote" in err
    assert (tmp_path / "new" / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_pipe_gets_the_page_and_the_format_can_be_named(program, config):
    assert program("report", config)[1].startswith("<!DOCTYPE html>")
    assert program("report", config, "--format", "markdown")[1].startswith("# The Loop against")
    assert program("report", config, "--output", "-", "--format", "markdown")[1].startswith("# The Loop")


def test_an_extension_says_markdown(program, config, tmp_path):
    program("report", config, "--output", tmp_path / "page.md")
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# The Loop against")


def test_two_runs_give_the_same_bytes(program, config, tmp_path):
    for name in ("first", "second"):
        program("report", config, "--output", tmp_path / f"{name}.html")
    assert (tmp_path / "first.html").read_bytes() == (tmp_path / "second.html").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--format", "markdwon"), 2, "did you mean 'markdown'?"),
        (("--output", "/dev/null/page.html"), 12, "cannot write"),
    ],
)
def test_what_cannot_be_done_is_told(program, config, arguments, code, message):
    found, out, err = program("report", config, *arguments)
    assert (found, out) == (code, "")
    assert message in " ".join(err.split())


def test_a_terminal_wants_a_file(program, config, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    code, _, err = program("report", config)
    assert code == 2
    assert "--output" in err


def test_without_the_extra_markdown_still_works(program, config, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    rendering.javascript.cache_clear()
    code, out, err = program("report", config, "--output", tmp_path / "page.html")
    assert (code, out) == (2, "")
    assert "pip install 'equitygap[report]'" in err
    assert not (tmp_path / "page.html").exists()
    assert program("report", config, "--format", "markdown")[0] == 0


def test_figures_go_into_a_folder(program, config, tmp_path):
    code, _, err = program(
        "report", config, "--output", tmp_path / "page.html", "--figures", tmp_path / "figures"
    )
    assert code == 0
    assert "figures" in err
    names = {path.suffix for path in (tmp_path / "figures").iterdir()}
    assert names == {".svg", ".png"}
