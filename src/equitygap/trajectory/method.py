"""How a promise is assessed: every choice that is not part of the promise itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from equitygap.errors import UsageError, did_you_mean
from equitygap.words import SCHEMES


@dataclass(frozen=True)
class Method:
    """How to assess: the model, the scheme, the bands of the probability, and what the model leaves out.

    `distrusted` gives, for models whose projections the data do not support, the flag that says so; their
    verdicts are inconclusive.
    """

    model: str = "default"
    scheme: str = "probability"
    exclude: tuple[float, ...] = ()
    on_track: float = 0.66
    off_track: float = 0.33
    comparable_sources: tuple[str, ...] = ()
    horizon: float | None = None
    shock: float | None = None
    confidence: float = 0.95
    seed: int = 0
    distrusted: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.scheme not in SCHEMES:
            raise UsageError(f"there is no scheme '{self.scheme}'{did_you_mean(self.scheme, SCHEMES)}")
        if not 0 < self.off_track <= self.on_track < 1:
            raise UsageError(
                "the bands must satisfy 0 < off_track ≤ on_track < 1, "
                f"but got {self.off_track:g} and {self.on_track:g}"
            )
        if not 0 < self.confidence < 1:
            raise UsageError(f"the confidence must lie between 0 and 1, but got {self.confidence:g}")
