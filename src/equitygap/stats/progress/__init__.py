"""Promises and how they are kept: paths, targets, published progress schemes, and who moved."""
