"""`equitygap init`: a starter folder."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from equitygap.cli.talk import say
from equitygap.errors import OutputError


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must not hold these files yet.")],
) -> None:
    """Make a folder with a config to fill in, a small data file to try it on, and the config's schema.

    Example: equitygap init my-initiative
    """
    from equitygap.config import schema as of_config
    from equitygap.present.whole import unwritable, written_whole

    starter = resources.files("equitygap") / "starter"
    texts = {name: (starter / name).read_text("utf-8") for name in ("equitygap.yaml", "life_expectancy.csv")}
    texts["equitygap.schema.json"] = json.dumps(of_config(), indent=2, ensure_ascii=False) + "\n"
    there = [name for name in texts if (folder / name).exists()]
    if there:
        raise OutputError(f"{folder} already holds {', '.join(there)}; name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(str(folder), error) from error
    for name, text in texts.items():
        with written_whole(folder / name) as sink:
            sink.write(text.encode())
        say(f"wrote {folder / name}")
    say(f"now try: equitygap run {folder / 'equitygap.yaml'}")
