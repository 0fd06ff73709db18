"""The import map: which room may import which, and nothing else.

Arrows point down only. The rooms of `WORDS` are for all and import nothing of ours, but for `ages` and
`names`, which import `errors`. A module that is missing from the map fails, and so does a room that is gone.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "src" / "equitygap"

WORDS = {"tables", "words", "errors", "names", "ages", "loaded", "streams", "units"}
KERNELS = {"stats"}
BASE = {
    "lifetable",
    "rates",
    "pooling",
    "gap",
    "forecast",
    "decompose",
    "inequality",
    "composite",
    "survey",
    "investment",
    "partners",
    "disclosure",
    "uncertainty",
}
COMPOUND = {"trajectory", "backtest", "scenario", "power", "scorecard", "checking"}
WIRING = {"config", "sources", "validate", "aggregate"}

MAY_IMPORT: dict[str, set[str]] = {
    "__init__": {"cli", "present", "pipeline"} | WIRING | COMPOUND | BASE | {"panel"} | WORDS,
    "__main__": {"cli"},
    "cli": {"present", "pipeline"} | WIRING | COMPOUND | BASE | WORDS,
    "present": WORDS,
    "pipeline": WIRING | COMPOUND | BASE | {"panel"} | WORDS,
    **{room: WORDS for room in WIRING},
    **{room: BASE | {"panel"} | KERNELS | WORDS for room in COMPOUND},
    # A promise gets the same verdict on a scorecard as alone.
    "scorecard": BASE | {"trajectory", "panel"} | KERNELS | WORDS,
    **{room: {"panel"} | KERNELS | WORDS for room in BASE},
    "panel": KERNELS | WORDS,
    "stats": set(),
    "tables": set(),
    "words": set(),
    "loaded": set(),
    "streams": set(),
    "errors": set(),
    "ages": {"errors"},
    "names": {"errors"},
    "units": set(),
}

#: Libraries that only some rooms may know.
ONLY_IN = {
    "typer": {"cli"},
    "rich": {"present", "cli"},
    "pydantic": {"config"},
    "yaml": {"config"},
    "narwhals": {"validate", "sources", "aggregate"},
    "duckdb": {"aggregate"},
    "pyspark": {"aggregate"},
    "vl_convert": {"present"},
    "jinja2": {"present"},
}

FILES = sorted(ROOT.rglob("*.py"))


def room_of(path: Path) -> str:
    relative = path.relative_to(ROOT)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            # `from equitygap import gap` names a room in its second half.
            found += [f"{module}.{a.name}" for a in node.names] if module == "equitygap" else [module]
    return found


def test_the_map_has_no_room_that_is_gone():
    assert set(MAY_IMPORT) == {room_of(path) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path):
    room = room_of(path)
    assert room in MAY_IMPORT, f"the room '{room}' is missing from the map"
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("equitygap.")}
    assert ours <= MAY_IMPORT[room] | {room, "__version__"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_libraries_stay_in_their_rooms(path):
    room = room_of(path)
    libraries = {name.split(".")[0] for name in imports(path)}
    for library, rooms in ONLY_IN.items():
        assert library not in libraries or room in rooms, f"{library} is not for {room}"


@pytest.mark.parametrize("path", sorted((ROOT / "stats").rglob("*.py")), ids=lambda p: p.name)
def test_kernels_see_numpy_and_scipy_only(path):
    allowed = {
        "numpy",
        "scipy",
        "equitygap",
        "__future__",
        "dataclasses",
        "collections",
        "typing",
        "math",
        "functools",
    }
    assert {name.split(".")[0] for name in imports(path)} <= allowed


def test_there_are_no_circles():
    def visit(room: str, above: tuple[str, ...]) -> None:
        assert room not in above, f"circle: {' → '.join([*above, room])}"
        for below in MAY_IMPORT[room]:
            visit(below, (*above, room))

    visit("__init__", ())
