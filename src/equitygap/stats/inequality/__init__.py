"""Measures of inequality across groups, with standard errors and limits, over many settings at once."""
