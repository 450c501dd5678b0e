"""A run of publication: what changed since the last one is asked for and written, in an order that readers never notice."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Count, Sum, TextField
from django.db.models.functions import Cast, Length
from django.utils import timezone

from bureau.models import Bureau
from releases import addresses
from releases.attachment_store import open_attachment
from releases.models import Edition, PhotoFile, ShortAddress
from releases.models.edition import EditionAttachment, EditionPhoto
from releases.photo_store import open_rendition, rendition_names
from releases.site_version import SiteVersion, read_version
from releases.static_site.answers import Application
from releases.static_site.digests import digest
from releases.static_site.folder import GONE, MOVED, SITE, Folder
from releases.static_site.keys import (
    Key,
    Public,
    frame_key,
    keys_of_releases,
    keys_of_year_files,
    keys_of_years,
)
from releases.static_site.list_keys import EventKeys, keys_of_category_feeds, keys_of_lists
from releases.static_site.portions import Portions
from releases.static_site.workers import WORTH_IT, Taken, batched, file_of, take, take_all

SAVED_EVERY = 500
_NOWHERE = "/404.html"
# What browsers and robots ask for by themselves.
UNLINKED = ("/favicon.ico", "/robots.txt", "/sitemap.xml")
# What forms and scripts lead to.
SEARCH = (addresses.search(), addresses.search_texts("letters"))
# What nothing that is published changes.
STEADY = (settings.STATIC_URL, "/favicon.ico", "/robots.txt", addresses.search_texts("letters"))
# What stays with the application: staff's screens, and answers to words of the reader's own. Short addresses are moves.
_LEFT_OUT = (settings.ADMIN_ADDRESS, "/-/", addresses.short(""))

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """What a run did. ``broken`` are addresses that pages of the site name and that do not answer with 200."""

    pages: int
    written: int
    removed: int
    broken: list[str]
    proof: str
    version: SiteVersion
    moved_changed: bool


class Publication:
    """Writes the site as it is at one moment into ``root``; ``progress(done, all)`` is told of release pages and indexes."""

    def __init__(self, root: Path, progress: Progress = lambda done, total: None):
        self.folder = Folder(root)
        self._progress = progress
        self._seen: set[str] = set()
        self._stored_names: set[str] = set()
        self._known: set[str] = set()
        self._broken: set[str] = set()
        self._is_whole = True

    def run(self) -> Report:
        """Bring the folder up to now. A run that is cut off is taken up by the next one."""
        at = timezone.now()
        version = read_version(at)
        frame = frame_key(at)
        mark = digest(version.mark, frame, _renditions())
        if last := self.folder.last(mark):
            return Report(**last, written=0, removed=0, version=version, moved_changed=False)
        return self._run(at, version, frame, mark)

    def _run(self, at: datetime, version: SiteVersion, frame: str, mark: str) -> Report:
        public = Public(at, Bureau.current().series_path, frame)
        portions = Portions(self.folder.root)
        self._moments, self._application = version.moments, Application(version.moments, portions)
        # Photos and files first, then the pages that show them, then what leads to the pages, and removals at the end.
        self._photos(at)
        self._attachments(at)
        self._keyed_pages(public)
        self._linked_pages(version, frame)
        moved_changed = self._around(at, version, frame)
        self.folder.keep_only(self._seen)
        if self.folder.written or self.folder.removed:
            portions.keep_only((row.seal, row.series_path, row.year, row.slug) for row in public.pages)
        told = {
            "pages": sum(name.startswith(f"{SITE}/") for name in self._seen),
            "broken": sorted(self._broken),
            "proof": self.folder.prove(),
        }
        # What the private store did not hand out is asked for again, whether or not anything else changes.
        self.folder.record.end(mark if self._is_whole else "", told)
        return Report(
            **told,
            written=self.folder.written,
            removed=self.folder.removed,
            version=version,
            moved_changed=moved_changed,
        )

    def _photos(self, at: datetime) -> None:
        shown = EditionPhoto.objects.filter(edition__in=Edition.objects.live(at)).order_by("key").distinct()
        base = {
            path: addresses.photos(path)
            for path in Edition.objects.live(at).values_list("series_path", flat=True).distinct()
        }
        renditions = dict(PhotoFile.objects.filter(key__in=shown.values("key")).values_list("key", "renditions"))
        for series, key in shown.values_list("edition__series_path", "key"):
            for rendition in rendition_names(renditions.get(key, ())):
                self._store(f"{SITE}{base[series]}{key}/{rendition}", key, partial(open_rendition, key, rendition))

    def _attachments(self, at: datetime) -> None:
        named = EditionAttachment.objects.filter(edition__in=Edition.objects.live(at)).order_by("key", "edition_id")
        for series, slug, key in named.values_list("edition__series_path", "edition__slug", "key"):
            name = f"{SITE}{addresses.attachment(addresses.files(series), slug, key)}"
            self._store(name, key, partial(open_attachment, key))

    def _store(self, name: str, key: str, opened: Callable[[], BinaryIO | None]) -> None:
        """Take over a file of the private store, which is asked only for what is not here yet."""
        if not self.folder.has(name, key):
            source = opened()
            if source is None:
                self._is_whole = False
                return
            with source:
                self.folder.copy(name, key, source)
        self._stored_names.add(name)
        self._seen.add(name)

    def _keyed_pages(self, public: Public) -> None:
        """What can be told from keys: only what has changed is asked for.

        The pages that people read go first, then what leads to them, then files with the texts of a whole year.
        """
        events = EventKeys(public)
        in_a_year = max(1, len(public.pages) // max(1, len(public.by_year)))
        steps = [
            (1, [[key] for key in (*keys_of_releases(public), *events.pages())]),
            (
                1,
                [
                    [key]
                    for key in (*keys_of_years(public), *events.years(), *events.sitemaps(), *keys_of_lists(public))
                ],
            ),
            (1, [[key] for key in keys_of_category_feeds(public)]),
            (in_a_year, list(keys_of_year_files(public))),
        ]
        self._known = {address for _, step in steps for run in step for address, _ in run}
        done, total = 0, len(self._known)
        for weight, step in steps:
            for number in self._bring_up(step, weight):
                done += number
                self._progress(done, total)

    def _bring_up(self, runs: list[list[Key]], weight: int) -> Iterator[int]:
        """Write what has changed; a run of keys, the work of ``weight`` pages, is for one process.

        Yields how many pages more are as they should be.
        """
        keys, changed = {}, []
        for run in runs:
            missing = []
            for address, key in run:
                name = file_of(address)
                if self.folder.has(name, key):
                    self._seen.add(name)
                else:
                    keys[address] = key
                    missing.append(address)
            if missing:
                changed.append(missing)
        yield sum(map(len, runs)) - len(keys)
        for number, taken in enumerate(self._taken(changed, weight), start=1):
            self._note(taken, keys[taken.address])
            if number % SAVED_EVERY == 0:
                self.folder.record.save()
            yield 1

    def _taken(self, runs: list[list[str]], weight: int) -> Iterator[Taken]:
        if len(runs) == 1 or len(runs) * weight < WORTH_IT:
            return (take(self._application, self.folder.root, address) for run in runs for address in run)
        return take_all(self.folder.root, self._moments, batched(runs, weight))

    def _linked_pages(self, version: SiteVersion, frame: str) -> None:
        """Everything else that a reader can come to from the home page, asked for anew with each version."""
        anew, steady = digest("version", version.mark, frame), digest("frame", frame)
        waiting = deque(sorted({addresses.home(), *UNLINKED, *SEARCH, *self.folder.record.named(self._seen)}))
        asked = set(waiting)
        while waiting:
            address = waiting.popleft()
            name = file_of(address)
            if name in self._seen or address.startswith(_LEFT_OUT):
                continue
            key = steady if address.startswith(STEADY) else anew
            if self.folder.has(name, key):
                self._seen.add(name)
            else:
                self._note(take(self._application, self.folder.root, address), key)
            for further in sorted(self.folder.record.named([name]) - asked) if name in self._seen else ():
                asked.add(further)
                waiting.append(further)

    def _note(self, taken: Taken, key: str) -> None:
        if taken.status != 200:
            # A page may name what was never there; that is the page's to mend, not ours to hide.
            if taken.address not in UNLINKED:
                self._broken.add(taken.address)
            return
        name = file_of(taken.address)
        self._seen.add(name)
        self.folder.written += taken.written
        # What is known without the page need not be remembered with it.
        names = {other for other in taken.names - self._known if f"{SITE}{other}" not in self._stored_names}
        self.folder.record.note(name, key, taken.sums, names)

    def _around(self, at: datetime, version: SiteVersion, frame: str) -> bool:
        """The page for unknown addresses, those of withdrawn pages, and where old addresses lead."""
        missing = self._application.get(_NOWHERE)
        self._record(f"{SITE}{_NOWHERE}", version.mark, missing.bodies)
        for notice in Edition.objects.live(at).notices().without_document():
            name = f"{GONE}{notice.path}"
            key = digest(notice.seal, frame)
            self._broken.discard(notice.path)
            self._seen.add(name)
            if not self.folder.has(name, key):
                self.folder.write(name, key, self._application.get(notice.path).bodies)
        lines = "".join(_moved_lines(at))
        before, now = self.folder.record.key(MOVED), digest(lines)
        self._record(MOVED, now, {"": lines.encode()})
        return before != now

    def _record(self, name: str, key: str, bodies: dict[str, bytes]) -> None:
        self._seen.add(name)
        self.folder.write(name, key, bodies)


def _renditions() -> tuple:
    """What changes when photos that are public get further renditions, which is no change of the site's version."""
    told = Cast("renditions", TextField())
    return tuple(PhotoFile.objects.aggregate(number=Count("pk"), length=Sum(Length(told))).values())


def _moved_lines(at: datetime) -> Iterator[str]:
    live = Edition.objects.live(at)
    parts = ("series_path", "year", "slug")
    for old, *page in live.exclude(legacy_path="").order_by("legacy_path").values_list("legacy_path", *parts):
        path = addresses.release_page(*page)
        if old != path and not set(old) & set(' ;{}"\\$?'):
            yield f"{old} {path};\n"
    codes = dict(ShortAddress.objects.values_list("uid", "code"))
    for uid, *page in live.order_by("release_uid").values_list("release_uid", *parts):
        if uid in codes:
            yield f"{addresses.short(codes[uid])} {addresses.release_page(*page)};\n"
