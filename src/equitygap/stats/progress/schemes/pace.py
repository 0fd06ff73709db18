"""The Sustainable Development Report's trend: actual linear pace against the pace needed."""

from __future__ import annotations

from typing import Final

from equitygap.stats.progress.schemes.reading import Outcome, Reading, against_required, by_cut_offs, settle

_CUT_OFFS: Final = ((1.0, "on_track_or_maintaining"), (0.5, "moderately_improving"), (0.0, "stagnating"))


def sdsn(reading: Reading) -> Outcome:
    """Judge by actual over needed annual change, ((F - B)/(t - b)) / ((T - B)/(t* - b)): 1, 0.5 and 0.

    A target that is met is `on_track_or_maintaining`; met, but moving the wrong way, it is `stagnating`.
    Categories as published in the Sustainable Development Report's dashboards (SDSN); that `stagnating` ends
    at 50 % of the pace needed is common knowledge about it, not verified in a source.
    """
    pace = against_required(reading.improvement / reading.years, reading.asked / reading.years_promised)
    return settle(
        reading.incomplete(),
        [
            (reading.met & (reading.improvement < 0), "stagnating"),
            (reading.met, "on_track_or_maintaining"),
            *by_cut_offs(pace, _CUT_OFFS),
        ],
        otherwise="decreasing",
        score=pace,
    )
