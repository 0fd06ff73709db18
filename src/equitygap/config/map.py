"""The part of the config that says where the shapes of the areas are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from equitygap.config.fields import Name, Part


class Map(Part):
    """Shapes of the areas, for maps in a report."""

    path: Name
    """A GeoJSON file of polygons: relative to the config, absolute, or remote."""
    key: Name
    """The property of a shape that says which area it is."""
    match: Literal["area", "code"] = "area"
    """What that property holds: the name of the area, or its `code`."""

    def with_paths(self, changed: Callable[[str], str]) -> Map:
        """Return the part with the path of its file changed."""
        return self.model_copy(update={"path": changed(self.path)})
