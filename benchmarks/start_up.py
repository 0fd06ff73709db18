"""Time of the program beside that of its floor: the imports that it cannot do without.

python benchmarks/start_up.py [ROUNDS]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[1]
PROGRAM = [sys.executable, "-m", "equitygap"]
#: Modules are compiled once and kept, as they are wherever the program is used twice.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

COMMAND_LINE = "import typer, rich.console"
ANALYSIS = "import pandas, scipy.special"
#: What is asked of the program, and its floor in Python.
ASKED = {
    "`--help`": (["--help"], COMMAND_LINE),
    "`--version`": (["--version"], COMMAND_LINE),
    "`run`, the demo's analysis": (
        ["run", "configs/west-side-united.yaml", "--format", "table"],
        ANALYSIS,
    ),
}


def seconds(command: list[str]) -> tuple[float, float]:
    """Return the wall time of a process, and the processor time that it and its threads took."""
    before, start = _spent(), perf_counter()
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True)
    return perf_counter() - start, _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compared(command: list[str], floor: list[str], rounds: int) -> list[tuple[float, float]]:
    """Return the medians of command and floor, in turns so that both meet the same load: wall, processor."""
    seconds(command), seconds(floor)
    pairs = [(seconds(command), seconds(floor)) for _ in range(rounds)]
    return [
        (median(ours[i] for ours, _ in pairs), median(theirs[i] for _, theirs in pairs)) for i in range(2)
    ]


def main(rounds: int = 21) -> None:
    print("| asked | floor | wall | ratio | processor | ratio |")
    print("|---|---|---|---|---|---|")
    for name, (arguments, floor) in ASKED.items():
        found = compared([*PROGRAM, *arguments], [sys.executable, "-c", floor], rounds)
        cells = [f"{ours * 1e3:.0f} to {theirs * 1e3:.0f} ms | {ours / theirs:.2f}" for ours, theirs in found]
        print(f"| {name} | `{floor}` | {' | '.join(cells)} |")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
