"""The command line: parse, call one function, present. A command is a file of this room."""

from __future__ import annotations

import gc
import os
import sys
from typing import Literal

import typer

from equitygap.cli.commands import COMMANDS
from equitygap.cli.talk import say
from equitygap.errors import EquityGapError

_RICH: Literal["rich"] | None = "rich" if sys.stdout.isatty() else None

app = typer.Typer(
    name="equitygap",
    help="Says whether a promise to close a health gap is being kept.",
    no_args_is_help=True,
    # Plain help where no person is looking: it starts in half the time.
    rich_markup_mode=_RICH,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("equitygap"))
        raise typer.Exit()


@app.callback()
def _everywhere(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    """Options of the program itself."""


for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


def main() -> None:
    """Run the command line; what a user can put right ends with one message and its own exit code."""
    _make_ready_for_a_short_life()
    try:
        app()
    except EquityGapError as error:
        say(str(error), kind="error")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        say(
            "this is a defect of equitygap, not of your input; please report it with the lines below",
            kind="error",
        )
        raise
    finally:
        gc.freeze()  # The system takes everything back at once; no need to look for garbage before.


def _make_ready_for_a_short_life() -> None:
    # The matrices are small: threads would wait for one another longer than they compute.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nearly all that a start makes lives to the end, so that looking for garbage in it is seldom worth it.
    gc.set_threshold(50_000)
