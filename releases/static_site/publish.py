"""A run of publication: what changed since the last one is asked for and written, in an order that readers never notice."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
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
from releases.static_site.keys import frame_key, keys_of_pages
from releases.static_site.list_keys import keys_of_events, keys_of_lists

SAVED_EVERY = 1000
_NOWHERE = "/404.html"
# What browsers and robots ask for by themselves.
UNLINKED = ("/favicon.ico", "/robots.txt", "/sitemap.xml")
# What forms and scripts lead to.
SEARCH = (addresses.search(), addresses.search_texts("letters"))
# What stays with the application: staff's screens, and answers to words of the reader's own. Short addresses are moves.
_LEFT_OUT = (settings.ADMIN_ADDRESS, "/-/", addresses.short(""))

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """What a run did. ``broken`` are addresses that pages of the site name and that do not answer with 200."""

    pages: int
    written: int
    removed: int
    broken: tuple[str, ...]
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
        self._broken: set[str] = set()

    def run(self) -> Report:
        """Bring the folder up to now. A run that is cut off is taken up by the next one."""
        at = timezone.now()
        version = read_version(at)
        frame = frame_key(at)
        application = Application(version.moments)
        # Photos and files first, then the pages that show them, then what leads to the pages, and removals at the end.
        self._photos(at)
        self._attachments(at)
        named = self._known_pages(application, at, frame)
        self._linked_pages(application, version, named, frame)
        moved_changed = self._around(application, at, version, frame)
        self.folder.keep_only(self._seen)
        self.folder.save()
        return Report(
            pages=sum(name.startswith(f"{SITE}/") for name in self._seen),
            written=self.folder.written,
            removed=self.folder.removed,
            broken=tuple(sorted(self._broken)),
            proof=self.folder.prove(),
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
                return
            with source:
                self.folder.copy(name, key, source)
        self._stored_names.add(name)
        self._seen.add(name)

    def _known_pages(self, application: Application, at: datetime, frame: str) -> set[str]:
        """What can be told from keys: only what has changed is asked for. Returns the addresses that it names."""
        series = Bureau.current().series_path
        pages = [
            *keys_of_pages(at, frame),
            *keys_of_events(at, series, frame),
            *keys_of_lists(at, series, frame),
        ]
        known = {address for address, _ in pages}
        named: set[str] = set()
        taken = 0
        for number, (address, key) in enumerate(pages, start=1):
            name = _name_of(address)
            self._seen.add(name)
            if self.folder.has(name, key):
                named.update(self.folder.state[name]["names"])
            else:
                # What is known without the page need not be remembered with it.
                named |= self._take(application, address, key, beside=known)
                taken += 1
                if taken % SAVED_EVERY == 0:
                    self.folder.save()
            self._progress(number, len(pages))
        return named

    def _linked_pages(self, application: Application, version: SiteVersion, named: set[str], frame: str) -> None:
        """Everything else that a reader can come to from the home page, asked for anew with each version."""
        key = digest("version", version.mark, frame)
        waiting = deque(sorted({addresses.home(), *UNLINKED, *SEARCH, *named}))
        asked = set(waiting)
        while waiting:
            address = waiting.popleft()
            name = _name_of(address)
            if name in self._seen or address.startswith(_LEFT_OUT):
                continue
            if self.folder.has(name, key):
                self._seen.add(name)
                found = set(self.folder.state[name]["names"])
            else:
                found = self._take(application, address, key)
            for further in sorted(found - asked):
                asked.add(further)
                waiting.append(further)

    def _take(self, application: Application, address: str, key: str, *, beside: set[str] = frozenset()) -> set[str]:
        answer = application.get(address)
        if answer.status != 200:
            # A page may name what was never there; that is the page's to mend, not ours to hide.
            if address not in UNLINKED:
                self._broken.add(address)
            return set()
        name = _name_of(address)
        self._seen.add(name)
        names = {other for other in answer.names if other not in beside and f"{SITE}{other}" not in self._stored_names}
        self.folder.write(name, key, answer.bodies, names)
        return names

    def _around(self, application: Application, at: datetime, version: SiteVersion, frame: str) -> bool:
        """The page for unknown addresses, those of withdrawn pages, and where old addresses lead."""
        missing = application.get(_NOWHERE)
        self._record(f"{SITE}{_NOWHERE}", version.mark, missing.bodies)
        for notice in Edition.objects.live(at).notices().without_document():
            name = f"{GONE}{notice.path}"
            key = digest(notice.seal, frame)
            self._broken.discard(notice.path)
            self._seen.add(name)
            if not self.folder.has(name, key):
                self.folder.write(name, key, application.get(notice.path).bodies)
        before = self.folder.state.get(MOVED)
        self._record(MOVED, "", {"": "".join(_moved_lines(at)).encode()})
        return before != self.folder.state[MOVED]

    def _record(self, name: str, key: str, bodies: dict[str, bytes]) -> None:
        self._seen.add(name)
        self.folder.write(name, key, bodies)


def _moved_lines(at: datetime) -> Iterator[str]:
    for edition in Edition.objects.live(at).exclude(legacy_path="").without_document().order_by("legacy_path"):
        if edition.legacy_path != edition.path and not set(edition.legacy_path) & set(' ;{}"\\$?'):
            yield f"{edition.legacy_path} {edition.path};\n"
    codes = dict(ShortAddress.objects.values_list("uid", "code"))
    for edition in Edition.objects.live(at).without_document().order_by("release_uid"):
        if edition.release_uid in codes:
            yield f"{addresses.short(codes[edition.release_uid])} {edition.path};\n"


def _name_of(address: str) -> str:
    """The file of an address: a folder's is its index.html."""
    return f"{SITE}{address}index.html" if address.endswith("/") else f"{SITE}{address}"
