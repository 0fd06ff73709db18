"""Decompositions as CONTRIBUTIONS tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from equitygap import tables
from equitygap.decompose.schedules import Floats

if TYPE_CHECKING:
    import pandas as pd

Words = NDArray[np.object_]

_NO_ERROR: Final = "rate_standard_error_missing"


@dataclass(frozen=True)
class Piece:
    """Contributions (comparisons P, groups of ages, causes) and their variances, nan where withheld.

    `labels` holds the columns that name each comparison, `total` (P,) its contributions' sum, `note` (P,)
    what is to be said of it, and `residual` the largest error of those sums.
    """

    labels: pd.DataFrame
    value: Floats
    variance: Floats
    total: Floats
    note: Words
    residual: float

    def negative(self) -> Piece:
        """Return the piece with its signs turned."""
        return replace(self, value=-self.value, total=-self.total)

    def plus(self, other: Piece) -> Piece:
        """Return the sum of two pieces, independent of each other."""
        return replace(
            self,
            value=self.value + other.value,
            variance=self.variance + other.variance,
            total=self.total + other.total,
            note=joined(self.note, other.note),
            residual=self.residual + other.residual,
        )


def joined(*notes: Words) -> Words:
    """Join arrays of words, each word once, in order."""
    rows = (" ".join(row).split() for row in zip(*notes, strict=True))
    return np.array([" ".join(dict.fromkeys(words)) for words in rows], dtype=object)


def contributions_table(
    pieces: Sequence[Piece], *, ages: Sequence[str], causes: Sequence[str | None], confidence: float
) -> pd.DataFrame:
    """Lay out a row for each comparison, side, age and cause; pieces are sides of the same comparisons."""
    import pandas as pd

    total = np.sum([piece.total for piece in pieces], axis=0)
    rows = pd.concat([_rows(piece, total, ages, causes, confidence) for piece in pieces], ignore_index=True)
    if len(pieces) > 1:
        comparison = np.tile(np.repeat(np.arange(len(total)), len(ages) * len(causes)), len(pieces))
        rows = rows.iloc[np.argsort(comparison, kind="stable")].reset_index(drop=True)
    out = rows[[name for name in tables.names("contributions") if name in rows]]
    out.attrs["largest_residual"] = sum(piece.residual for piece in pieces)
    return out


def _rows(
    piece: Piece, total: Floats, ages: Sequence[str], causes: Sequence[str | None], confidence: float
) -> pd.DataFrame:
    cells = len(ages) * len(causes)
    out = piece.labels.loc[piece.labels.index.repeat(cells)].reset_index(drop=True)
    out["age"] = np.tile(np.repeat(np.array(ages, dtype=object), len(causes)), len(total))
    if causes[0] is not None:
        out["cause"] = np.tile(np.array(causes, dtype=object), len(total) * len(ages))
    value, error = piece.value.reshape(-1), np.sqrt(piece.variance.reshape(-1))
    # Where nobody died on either side the variance comes to 0, which is no certainty.
    nobody = (value == 0) & (error == 0)
    error = np.where(nobody, np.nan, error)
    whole, z = np.repeat(total, cells), ndtri(0.5 + confidence / 2)
    out["contribution"], out["standard_error"] = value, error
    out["lower"], out["upper"] = value - z * error, value + z * error
    out["share"] = np.divide(value, whole, out=np.full_like(value, np.nan), where=whole != 0)
    out["note"] = _notes(np.repeat(piece.note, cells), value, error, whole, nobody)
    return out.drop(columns="group") if out["group"].isna().all() else out


def _notes(note: Words, value: Floats, error: Floats, whole: Floats, nobody: NDArray[np.bool_]) -> Words:
    """Return each row's note: why it is withheld, has no interval or no share; else None."""
    shown = ~np.isnan(value)
    reasons = (
        (nobody, "nobody_died_here"),
        (shown & np.isnan(error) & ~nobody, _NO_ERROR),
        (shown & (whole == 0), "gap_is_zero"),
    )
    for where, word in reasons:
        note[where] = joined(note[where], np.full(where.sum(), word, dtype=object))
    note[note == ""] = None
    return note
