"""The public site as files: the same bytes as the application serves, written so that a second run writes what changed.

``keys`` tells what each page depends on, ``answers`` asks the application, ``folder`` writes, ``publish`` does a run.
"""
