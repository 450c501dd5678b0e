"""Feeds of the series: one description of what is new, written down in four forms.

``contents`` says what a feed holds, ``rss``, ``atom``, ``rdf`` and ``jsonfeed`` write it.
"""
