import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import area_kernels
from equitygap.aggregate.engines.whole_areas import map_whole_areas, whole
from equitygap.errors import DataError
from interrupts import heard

SETTINGS = {"by": "area", "schema": area_kernels.SCHEMA}


def table(areas):
    return pa.table({"area": pa.array(areas, pa.string()), "value": pa.array(range(len(areas)), pa.int64())})


@given(st.lists(st.integers(1, 12)), st.integers(1, 9), st.integers(1, 9))
def test_a_cut_never_goes_through_an_area(sizes, step, rows):
    areas = [f"a{i}" for i, size in enumerate(sizes) for _ in range(size)]
    given_rows = table(areas)
    parts = list(whole(given_rows.to_batches(max_chunksize=step), ["area"], rows=rows))
    assert [value for part in parts for value in part["value"].to_pylist()] == list(range(len(areas)))
    seen = [set(part["area"].to_pylist()) for part in parts]
    assert sum(map(len, seen)) == len(sizes)
    assert all(len(part) < rows + step + 2 * max(sizes) for part in parts)


def test_an_area_named_by_two_columns_or_by_none():
    rows = pa.table({"area": ["a", "a", None, None], "group": ["F", "M", "M", None], "value": [1, 2, 3, 4]})
    parts = list(whole(rows.to_batches(max_chunksize=1), ["area", "group"], rows=1))
    assert [part["value"].to_pylist() for part in parts] == [[1], [2], [3], [4]]


@given(st.lists(st.sampled_from(["b", "a", "ä", "", None])))
def test_rows_come_sorted_and_an_areas_own_in_their_order(areas):
    found = map_whole_areas(table(areas), area_kernels.rows_and_order, workers=1, **SETTINGS)
    expected = {}
    for i, area in enumerate(areas):
        expected.setdefault(area, []).append(str(i))
    order = sorted((area for area in expected if area is not None), key=lambda area: area.encode())
    order += [None] if None in expected else []
    assert found.to_pylist() == [
        {"area": area, "rows": len(expected[area]), "digits": " ".join(expected[area])} for area in order
    ]


def test_any_number_of_workers_gives_the_same_table():
    areas = [f"{i * 37 % 101}" for i in range(1000)]
    one, two = (
        map_whole_areas(table(areas), area_kernels.rows_and_order, workers=workers, **SETTINGS)
        for workers in (1, 2)
    )
    assert one == two
    assert len(one) == 101


@pytest.mark.parametrize(
    ("kernel", "error", "message"),
    [
        (area_kernels.refuse, DataError, "^area a cannot be$"),
        (area_kernels.divide_by_zero, ZeroDivisionError, "division by zero"),
        (area_kernels.be_killed, DataError, "a worker process was ended from outside.*use fewer workers"),
    ],
)
def test_what_goes_wrong_in_a_worker_reaches_the_user(kernel, error, message):
    with pytest.raises(error, match=message):
        map_whole_areas(table(["a", "b"] * 20), kernel, workers=2, **SETTINGS)


def test_an_interrupt_ends_everything_at_once_and_quietly(tmp_path):
    script = tmp_path / "interrupted.py"
    script.write_text(
        "import sys, area_kernels, pyarrow as pa\n"
        "from equitygap.aggregate.engines.whole_areas import map_whole_areas\n"
        "if __name__ == '__main__':\n"
        "    table = pa.table({'area': ['a', 'b'], 'value': [1, 2]})\n"
        "    try:\n"
        "        map_whole_areas(\n"
        "            table, area_kernels.sleep, by='area', schema=area_kernels.SCHEMA, workers=2\n"
        "        )\n"
        "    except KeyboardInterrupt:\n"
        "        sys.exit(130)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(area_kernels.__file__).parent)}
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
        preexec_fn=heard,
    )
    with process:
        assert process.stdout.readline() == "asleep\n"
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said == ""
