"""Every registry has the names of `words`, and every column has its meaning."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import equitygap
from equitygap import tables, words
from equitygap.ages.named import AGE_GRIDS
from equitygap.aggregate.engines import ENGINES
from equitygap.forecast import MODELS
from equitygap.sources import LAYOUTS
from equitygap.stats.decomposition import METHODS
from equitygap.stats.progress.paths import PATHS
from equitygap.stats.progress.schemes import SCHEMES

SOURCE = Path(equitygap.__file__).parent


@pytest.mark.parametrize(
    ("registry", "names"),
    [
        (MODELS, set(words.MODELS) - {"default"}),
        (PATHS, set(words.PATHS)),
        (SCHEMES, set(words.SCHEMES) - {"probability"}),
        (LAYOUTS, set(words.LAYOUTS)),
        (METHODS, set(words.METHODS)),
        (ENGINES, set(words.ENGINES)),
        (AGE_GRIDS, set(words.AGE_GRIDS)),
    ],
)
def test_registries_hold_the_names_of_words(registry, names):
    assert set(registry) == names


def test_the_verdict_raises_known_flags_only():
    tree = ast.parse((SOURCE / "trajectory" / "flags.py").read_text("utf-8"))
    keys = {
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    assert keys
    assert keys <= set(words.FLAGS)


@pytest.mark.parametrize("name", tables.ALL)
def test_tables_have_distinct_columns_with_a_meaning(name):
    columns = tables.ALL[name]
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.meaning and column.kind in {"text", "number", "year", "integer"} for column in columns)


def test_every_word_has_a_meaning_on_one_line():
    for listing in (words.MODELS, words.SCHEMES, words.STATUSES, words.FLAGS, words.MECHANISMS):
        assert all(meaning and "\n" not in meaning for meaning in listing.values())


def test_public_names_are_what_they_say():
    assert sorted(equitygap.__all__) == equitygap.__all__
    for name in equitygap.__all__:
        assert getattr(equitygap, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'frobnicate'"):
        _ = equitygap.frobnicate
