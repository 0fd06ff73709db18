"""`equitygap schema`: the config's JSON Schema, for editors."""

from __future__ import annotations

import json


def schema() -> None:
    """Print the JSON Schema of the config.

    Example: equitygap schema > equitygap.schema.json
    """
    from equitygap.config import schema as of_config

    print(json.dumps(of_config(), indent=2, ensure_ascii=False))
