"""`python -m equitygap` is the command line."""

from equitygap.cli import main

main()
