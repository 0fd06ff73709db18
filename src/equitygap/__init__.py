"""equitygap: says whether a promise to close a health gap is being kept."""
