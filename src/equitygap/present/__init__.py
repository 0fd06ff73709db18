"""Tables for people and for programs: the terminal, files, Markdown, and sentences.

`files.write` is the way out for every table; the rest serves it. Nothing here computes a figure.
Importing this package loads neither pandas nor pyarrow nor rich.
"""
