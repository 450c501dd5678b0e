"""Search in the text of releases: one reading of letters (folding), the same tokens for both databases, one index.

    document ──passages──▶ text ──folding──▶ stream ──tokens──▶ index (sqlite.py, postgresql.py)
    what a reader types ──query──▶ needles ──tokens──▶ match in the index ──▶ editions in force

A needle is found where it stands in a passage's stream: that is the whole rule, and the index is only its quick way.
"""
