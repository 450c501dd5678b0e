"""The importer's reading half: a draft or an old page becomes a ReleaseDocument, and nothing of it is lost.

``read`` makes lines of a file, ``parse`` reads them. Pure functions: no database, no request, no file system. Every
line that is not blank goes to fields of the document, to the site around it ("chrome"), or stays in ``unplaced``.
"""

from releases.parse.assemble import parse
from releases.parse.files import MAX_BYTES, read
from releases.parse.findings import CODES, Finding, ParseRefused, Severity
from releases.parse.result import DateNamed, ParsedRelease, PersonNamed, PhotoDraft, PlacedLine
from releases.parse.source import CHROME, Line, LinkMark, Picture, Source

__all__ = [
    "CHROME",
    "CODES",
    "MAX_BYTES",
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
