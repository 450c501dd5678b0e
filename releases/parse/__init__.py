"""The importer's reading half: a draft or an old page becomes a ReleaseDocument, and nothing of it is lost.

``read`` makes lines of a file, ``parse`` reads them. Pure functions: no database, no request, no file system. Every
line that is not blank goes to fields of the document, to the site around it ("chrome"), or stays in ``unplaced``.
"""

from importlib import import_module

from releases.parse.findings import CODES, Finding, ParseRefused, Severity
from releases.parse.result import DateNamed, ParsedRelease, PersonNamed, PhotoDraft, PlacedLine
from releases.parse.source import CHROME, Line, LinkMark, Picture, Source

__all__ = [
    "CHROME",
    "CODES",
    "DateNamed",
    "Finding",
    "Line",
    "LinkMark",
    "ParseRefused",
    "ParsedRelease",
    "PersonNamed",
    "PhotoDraft",
    "Picture",
    "PlacedLine",
    "Severity",
    "Source",
    "parse",
    "read",
]

# Reading needs hundreds of patterns and the libraries for Word and HTML: a third of a second at the start of every worker
# and command, most of which never read a draft. They come with the first reading.
_WITH_THE_FIRST_READING = {"parse": "assemble", "read": "files"}


def __getattr__(name: str):
    if name not in _WITH_THE_FIRST_READING:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WITH_THE_FIRST_READING[name]}"), name)
