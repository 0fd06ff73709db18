"""The report: what a committee opens.

`page` says what stands in it, `html` and `markdown` write it down. Nothing here computes a figure.
"""
