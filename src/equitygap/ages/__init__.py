"""Age bands as publishers write them: labels to bounds, and the checks a grid of bands must pass.

Tables by age become arrays in `equitygap.ages.grids`, which is not imported here: reading a label needs no
NumPy.
"""

from equitygap.ages.bands import Band, grid_problems, parse_band

__all__ = ["Band", "grid_problems", "parse_band"]
