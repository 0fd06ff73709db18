"""How long the report of West Side United takes and how large it is, beside a floor of imports."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOOR = [sys.executable, "-c", "import typer, pandas, vl_convert"]


def seconds(command: list[str]) -> float:
    """Run a command; return how long it took."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main(rounds: int = 5) -> None:
    """Run both in turns, so that a busy machine slows both."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        report = [sys.executable, "-m", "equitygap", "report"]
        report += [str(ROOT / "configs" / "west-side-united.yaml"), "--output", str(page)]
        pairs = [(seconds(report), seconds(FLOOR)) for _ in range(rounds)]
        took, floor = zip(*pairs, strict=True)
        print(f"report {min(took):.1f} s at best, {statistics.median(took):.1f} s in the middle of {rounds}")
        print(f"floor  {min(floor):.1f} s at best, {statistics.median(floor):.1f} s")
        print(f"size   {page.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
