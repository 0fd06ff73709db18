"""Why two life expectancies differ: years of the difference by age and cause, with their variances.

Every method writes a contribution as slope × difference of the rates, c_xk = s_xk (m²_xk − m¹_xk), so a cause
whose rates are equal contributes its zero, and causes add up to their age.
"""

from equitygap.stats.decomposition.split import METHODS, Decomposition, decompose

__all__ = ["METHODS", "Decomposition", "decompose"]
