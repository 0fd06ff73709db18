"""Records, one row a death or a person, of any size → COUNTS, on this machine or on a cluster.

`engines` knows the libraries that read and add up; everything else is written once, for all of them.
"""
