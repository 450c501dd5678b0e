"""Where an address that nothing answers has moved to: earlier forms of pages and other spellings of indexes.

Asked only after a 404, and of live editions only, so that what is not public cannot be told from what never was.
"""

import re
from datetime import datetime

from django.db.models import Q

from releases import addresses
from releases.models import Edition
from releases.models.edition import LegacyFile

# No address of ours is longer, and PostgreSQL takes no NUL.
_PLAUSIBLE = re.compile(r"/[^\x00]{0,299}")
_MAX_FOLDERS = 12
# The index holds these alone, and is used where the question says so too.
_STORED = ~Q(legacy_path="")
# Until 2018 the folders bore the year of 平成.
_HEISEI = 1988


def new_address(path: str, query: str, series_path: str, at: datetime) -> str | None:
    """The public address of what ``path`` (and ``query``, may be empty) once named; None if nothing public did."""
    if not _PLAUSIBLE.fullmatch(path):
        return None
    target = _page(path, query, series_path, at) or _index(path, series_path, at)
    return target if target != path else None


def _page(path: str, query: str, series_path: str, at: datetime) -> str | None:
    spellings = _spellings(path, query)
    live = Edition.objects.live(at).without_document()
    wanted = Q(legacy_path__in=spellings) & _STORED
    if in_series := re.search(rf"/{_last_folder(series_path)}/([0-9]{{4}}|[0-9]{{2}})/([a-z0-9-]+)\.html$", path):
        wanted |= Q(year=_year(in_series[1]), slug=in_series[2])
    found = sorted(live.filter(wanted), key=lambda edition: _rank(edition.legacy_path, spellings))
    if not found and path.endswith((".html", ".htm")):
        # The bureau's own folder may have stood before it; two pages of one name tell nothing.
        in_folder = live.alias(file=LegacyFile()).filter(_STORED, file=path.rpartition("/")[2])
        found = list(in_folder.filter(legacy_path__endswith=path)[:2])
        found = found if len(found) == 1 else []
    return found[0].path if found else None


def _spellings(path: str, query: str) -> list[str]:
    """What an old address may have been stored as, the likeliest first: with the query, and without leading folders."""
    starts = [match.start() for match in re.finditer("/", path)][:_MAX_FOLDERS]
    return [*([f"{path}?{query}"] if query else []), *(path[start:] for start in starts)]


def _rank(legacy_path: str, spellings: list[str]) -> int:
    return spellings.index(legacy_path) if legacy_path in spellings else len(spellings)


def _index(path: str, series_path: str, at: datetime) -> str | None:
    folder = path.removesuffix("index.html").rstrip("/") + "/"
    if folder == "/":
        return addresses.home()
    match = re.search(rf"/{_last_folder(series_path)}/(?:([0-9]{{4}}|[0-9]{{2}})/)?$", folder)
    if match is None:
        return None
    if match[1] is None:
        return addresses.series_index(series_path)
    year = _year(match[1])
    is_public = Edition.objects.live(at).filter(year=year).exists()
    return addresses.year_index(series_path, year) if is_public else None


def _last_folder(series_path: str) -> str:
    return re.escape(series_path.strip("/").rpartition("/")[2])


def _year(folder: str) -> int:
    return int(folder) + _HEISEI if len(folder) == 2 else int(folder)
