from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from equitygap.config import Config, load

Loading = Callable[[str | bytes], Config]


@pytest.fixture
def loading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loading:
    """Load a config from its text; it is called `c.yaml` in messages."""
    monkeypatch.chdir(tmp_path)

    def load_text(text: str | bytes) -> Config:
        Path("c.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(Path("c.yaml"))

    return load_text
