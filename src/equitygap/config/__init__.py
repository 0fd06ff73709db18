"""The YAML config: declared once in `models`, read with positions, described for editors by `schema`."""

from __future__ import annotations

from equitygap.config.models import Config, is_remote
from equitygap.config.reading import build, load, overridden
from equitygap.config.schema import schema

__all__ = ["Config", "build", "is_remote", "load", "overridden", "schema"]
