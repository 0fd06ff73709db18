"""Scalars stay text, and what a config has no use for is refused, with its place."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equitygap.config import load, yaml_nodes
from equitygap.config.yaml_nodes import read
from equitygap.errors import ConfigError

DATA = "data: [{path: a.csv}]\n"
IN_ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _each_loader(request, monkeypatch):
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml_nodes, "_Loader", getattr(yaml, request.param))


SURVIVORS = [
    "01001020100",
    "0100102",
    "NO",
    "on",
    "12:30:45",
    "1e3",
    "0x1F",
    "2020-01-01",
    ".inf",
    "=",
]


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize("scalar", SURVIVORS)
def test_plain_scalars_stay_text(loading, scalar):
    assert loading(f"{DATA}comparisons: [{{focus: [{scalar}]}}]\n").comparisons[0].focus == (scalar,)


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_an_unquoted_null_is_none(loading, written):
    assert loading(f"{DATA}minimum_population: {written}\n").minimum_population is None


@pytest.mark.parametrize("written", ["'null'", '"~"', "!!str null"])
def test_a_quoted_or_tagged_null_is_text(loading, written):
    assert loading(f"{DATA}title: {written}\n").title == written.removeprefix("!!str ").strip("'\"")


@IN_ONE_FOLDER
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(tmp_path, text):
    path = tmp_path / "c.yaml"
    path.write_text(DATA + yaml.safe_dump({"title": text}, default_style='"'), encoding="utf-8")
    assert load(path).title == text


@IN_ONE_FOLDER
@given(st.from_regex(r"[0-9A-Za-z]([0-9A-Za-z_.:+-]*[0-9A-Za-z])?", fullmatch=True))
def test_any_plain_word_survives(tmp_path, word):
    path = tmp_path / "c.yaml"
    path.write_text(f"{DATA}comparisons:\n- benchmark: {word}\n", encoding="utf-8")
    expected = None if word in ("null", "Null", "NULL") else word
    assert load(path).comparisons[0].benchmark == expected


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = {
    "empty": ("", "c.yaml: the file is empty"),
    "only a comment": ("# nothing\n", "c.yaml: the file is empty"),
    "a list": ("- a\n", "c.yaml:1:1: found a list, expected a mapping"),
    "a word": ("hello\n", "c.yaml:1:1: found 'hello', expected a mapping"),
    "only null": ("~\n", "c.yaml:1:1: found nothing, expected a mapping"),
    "not UTF-8": (b"title: x\nb: \xff\n", "c.yaml:2:4: found byte 0xff, expected text in UTF-8"),
    "UTF-16": ("title: x".encode("utf-16-le"), "c.yaml:1:2: found the control character '\\x00'"),
    "binary": (b"PAR1\x15\x04", "c.yaml:1:5: found the control character '\\x15'"),
    "an escape sequence": ("title: \x1b[31mred\n", "c.yaml:1:8: found the control character '\\x1b'"),
    "an open bracket": ("a: 1\nb: [1\n", "c.yaml:3:1: not valid YAML"),
    "a tab": ("a:\n\tb: 1\n", "c.yaml:2:1: not valid YAML"),
    "wrong indentation": ("é: ü\n b: 2\n", "c.yaml:2:3: not valid YAML"),
    "two documents": ("a: 1\n---\nb: 2\n", "c.yaml:2:1: found a second document, expected one"),
    "an unknown alias": ("a: *nope\n", "c.yaml:1:4: the alias '*nope' has no complete anchor"),
    "an alias to itself": ("a: &a [*a]\n", "c.yaml:1:8: the alias '*a' has no complete anchor"),
    "a bomb": (BOMB, "more than 100,000 values, aliases written out"),
    "a pit": ("[" * 100_000, "c.yaml:1:52: nested more than 50 levels deep"),
    "a stair": ("- " * 100_000, "nested more than 50 levels deep"),
    "a list as key": ("? [a]\n: b\n", "c.yaml:1:3: found a list, mapping or alias as a key"),
}


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_config_is_refused(loading, text, message):
    with pytest.raises(ConfigError) as error:
        loading(text)
    assert message in str(error.value)
    assert "\x1b" not in str(error.value)


TOLD = {
    "a key twice": ("seed: 1\nseed: 2", "c.yaml:3:1: the key 'seed' is given twice, first at 2:1"),
    "a tag that runs code": (
        "title: !!python/object/apply:os.system [x]",
        "c.yaml:2:8: title: found the tag",
    ),
    "a private tag": ("title: !secret x", "c.yaml:2:8: title: found the tag '!secret'"),
    "a number's tag": ("seed: !!int 3", "c.yaml:2:7: seed: found the tag '!!int'"),
    "a merge": ("outputs: {<<: {folder: x}}", "c.yaml:2:11: outputs.<<: merge keys (<<) are not used"),
    "an empty key": ("outputs: {~: x}", "c.yaml:2:11: outputs.~: found the key '~', expected text"),
}


@pytest.mark.parametrize(("text", "message"), TOLD.values(), ids=TOLD)
def test_what_a_config_has_no_use_for_is_told_once(loading, text, message):
    with pytest.raises(ConfigError) as error:
        loading(DATA + text)
    assert str(error.value).startswith(message)
    assert str(error.value).count("c.yaml:") == 1


def test_an_alias_stands_for_its_anchor(loading):
    config = loading(DATA + "comparisons: [{focus: &west [Austin]}, {focus: *west}]\n")
    assert config.comparisons[0].focus == config.comparisons[1].focus == ("Austin",)
    assert config.position("comparisons", 1, "focus", 0) == "c.yaml:2:48"


def test_a_byte_order_mark_and_windows_lines_do_no_harm(loading):
    text = f"\ufeff{DATA}seed: two\n".replace("\n", "\r\n")
    with pytest.raises(ConfigError, match=r"c\.yaml:2:7: seed: found 'two'"):
        loading(text)


def test_a_file_that_is_not_there_or_not_a_file(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yaml: no such file"):
        read(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="is a folder, expected a YAML file"):
        read(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        read(Path("a\0b"))
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be read: Not a directory"):
        read(tmp_path / "file" / "c.yaml")


def test_values_are_counted_whether_written_out_or_not(loading, monkeypatch):
    monkeypatch.setattr(yaml_nodes, "LARGEST_DOCUMENT", 9)
    with pytest.raises(ConfigError, match=r"c\.yaml:1:24: more than 9 values"):
        loading("[a, [b, c, d, e, f, g, h]]")


def test_a_file_of_data_is_not_read_whole(loading, monkeypatch):
    monkeypatch.setattr(yaml_nodes, "LARGEST_FILE", 10)
    with pytest.raises(ConfigError, match="larger than 10 bytes"):
        loading(DATA)


KEYS = st.sampled_from(
    ["data", "path", "target", "by", "baseline", "trajectory", "accept", "focus", "metrics"]
)
TREES = st.recursive(
    st.none() | st.text("x2%:{é", max_size=3) | st.sampled_from(["2012", "50%", "linear", "a.csv"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@IN_ONE_FOLDER
@given(st.text(st.characters(exclude_categories=["Cs"])) | TREES.map(yaml.safe_dump))
def test_whatever_stands_in_a_file_the_answer_is_a_config_or_a_config_error(tmp_path, text):
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    with contextlib.suppress(ConfigError):
        load(path)
