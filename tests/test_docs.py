"""The pages in docs/: generated ones are fresh, named functions exist, and recipes work as they stand."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from equitygap import cli, config, tables, words

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))  # the generator is a script, not a package

import config_page  # noqa: E402
import generate  # noqa: E402
import page_parts  # noqa: E402

METHODS = (DOCS / "methods.md").read_text("utf-8")
#: Tables of words each of which the page on methods has to name.
EXPLAINED = (
    *("MODELS", "SCHEMES", "STATUSES", "MECHANISMS", "RELIABILITIES", "PATHS", "BENCHMARKS", "METHODS"),
    *("AX_METHODS", "VARIANCES", "OPEN_AGES", "SMALL_AREAS", "RATE_METRICS"),
)
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "CONTRIBUTING.md"])


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_says_what_the_code_says(name):
    assert (DOCS / name).read_text("utf-8") == generate.PAGES[name](), "run: python docs/generate.py"


def test_every_table_has_an_introduction_and_every_list_of_words_a_heading():
    assert set(generate.TABLES) == set(tables.ALL)
    assert set(page_parts.HEADINGS) == set(page_parts.word_tables())


@pytest.mark.parametrize("key", config_page.keys(), ids="-".join)
def test_every_key_of_the_config_has_an_example(key):
    assert key in config_page.examples(), "give it one in docs/config_examples.yaml"


@pytest.mark.parametrize("text", config_page.EXAMPLES.read_text("utf-8").split("\n---\n"))
def test_the_examples_are_configs(text, tmp_path):
    (tmp_path / "example.yaml").write_text(text, encoding="utf-8")
    config.load(tmp_path / "example.yaml")


@pytest.mark.parametrize(
    "reference", sorted(set(re.findall(r"`([a-z_.0-9]+:[A-Za-z_0-9]+)`", METHODS)) - {"module:function"})
)
def test_the_kernels_that_methods_name_exist(reference):
    module, name = reference.split(":")
    assert hasattr(import_module(f"equitygap.{module}"), name)


@pytest.mark.parametrize("table", ["gaps", "trajectory", "backtest", "calibration"])
def test_methods_explain_every_computed_column(table):
    labels = {"metric", "benchmark", "focus", "group", "start", "end", "horizon", "comparison"}
    shown = set(re.findall(r"`(\w+)`|^(\w+)  ", METHODS, re.MULTILINE))
    named = {name for pair in shown for name in pair if name} | {"standard_error", "lower", "upper", "note"}
    assert set(tables.names(table)) - labels - named == set()


@pytest.mark.parametrize("registry", EXPLAINED)
def test_methods_name_every_choice(registry):
    assert [name for name in getattr(words, registry) if not re.search(rf"\b{name}\b", METHODS)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        place, _, anchor = target.partition("#")
        if place.startswith("http"):
            continue
        other = (page.parent / place) if place else page
        assert other.exists(), target
        assert not anchor or anchor in anchors(other.read_text("utf-8")), target


def test_the_files_that_contributors_are_sent_to_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = {name for name in re.findall(r"`([\w/.]+(?:\.py|\.md|\.yaml|/))`", text) if "NAME" not in name}
    homes = (ROOT, ROOT / "src" / "equitygap", ROOT / "src" / "equitygap" / "validate")
    assert [name for name in sorted(named) if not any((home / name).exists() for home in homes)] == []


def anchors(text: str) -> list[str]:
    """Return the anchors that GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings]


def test_terms_of_the_glossary_are_in_order():
    terms = re.findall(r"^\*\*(.+?)\*\*", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    assert terms == sorted(terms, key=str.casefold)


COOKBOOK = (DOCS / "cookbook.md").read_text("utf-8")
RECIPES = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", COOKBOOK, re.MULTILINE | re.DOTALL))
BLOCK = re.compile(r"```(\w+) ?(\S*)\n(.*?)```", re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the sample data, the configs and every file that the cookbook shows."""
    for name in ("sample_data", "configs"):
        (tmp_path / name).symlink_to(ROOT / name)
    for _, name, text in BLOCK.findall(COOKBOOK):
        if name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_recipes_work(recipe, folder, monkeypatch, capsys):
    for language, name, text in BLOCK.findall(RECIPES[recipe]):
        if language == "console":
            for shown in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, lines = shown.replace("\\\n", " ").partition("\n")
                run = in_a_shell if re.search("[|&]", command) else in_this_process
                assert_in_order(lines, run(command, monkeypatch, capsys))
        elif language == "python":
            test = doctest.DocTestParser().get_doctest(text, {}, recipe, None, 0)
            assert doctest.DocTestRunner().run(test).failed == 0
        elif language == "yaml" and "data" in yaml.safe_load(text):
            config.load(folder / name)


def in_this_process(command: str, monkeypatch, capsys) -> str:
    """Run one command and return what it said; it costs a tenth of a process of its own."""
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with pytest.raises(SystemExit) as end:
        sys.exit(cli.main())
    out, err = capsys.readouterr()
    assert not end.value.code, err
    return out + err


def in_a_shell(command: str, *_: object) -> str:
    """Run commands that are joined by the shell and return what they said."""
    program = f'equitygap() {{ "{sys.executable}" -m equitygap "$@"; }}'
    done = subprocess.run(
        ["/bin/sh", "-c", f"{program}\n{command}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def assert_in_order(lines: str, said: str) -> None:
    """Look for the lines shown, cut at each `…`, one after the other."""
    position = 0
    for piece in filter(None, (part.strip() for line in lines.splitlines() for part in line.split("…"))):
        assert piece in said[position:]
        position = said.index(piece, position) + len(piece)
