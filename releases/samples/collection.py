"""The sample releases as they lie in ``documents/``: TOML in the shape of a ReleaseDocument, shortened.

Left out is what the site knows by itself: the series, the year, and the labels of kinds. Contacts and policy fields
stand there by the codes of ``bureau.toml``; a photo names its picture, an attached
file its paper. The table ``life`` tells what became of the
release.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from bureau import eras
from releases.document import ContactPoint, Line, Lines, Part, ReleaseDocument, Series, Term
from releases.models import AttachmentFile, PhotoFile, Release

FOLDER = Path(__file__).parent
PICTURES = FOLDER / "pictures"
PAPERS = FOLDER / "papers"

# A sample keeps its identity whatever becomes of its address: ids are made of names within this space.
_NAMES = UUID("6f0b5a44-41a3-4c5c-9d0c-3f6d0e6a7d11")
_ERA_DATE = re.compile(r"令和(元|\d{1,2})年(\d{1,2})月(\d{1,2})日")


class Correction(Part):
    """Until the day ``on`` the page said ``wrong`` where the document says ``right``."""

    on: date
    note: Lines
    wrong: Line
    right: Line


class Withdrawal(Part):
    """The page was withdrawn on that day."""

    on: date
    reason: Lines


class Uncleared(Part):
    """A comment of the survey that is not published; ``verbatim`` as it was written."""

    text: Lines
    verbatim: Lines


class Life(Part):
    """What became of a release. With ``seen_on`` its dates are those of that day, and move with the day of loading."""

    seen_on: date | None = None
    is_draft: bool = False
    correction: Correction | None = None
    withdrawal: Withdrawal | None = None
    uncleared: tuple[Uncleared, ...] = ()


@dataclass(frozen=True)
class Site:
    """What documents take from the site: its identity, and the terms behind the codes of the files."""

    series: Series
    contacts: Mapping[str, ContactPoint]
    categories: Mapping[str, Term]
    session_kinds: Mapping[str, Term]


@dataclass(frozen=True)
class Sample:
    """A release of the collection; ``fields`` are those of its file, ``name`` is the file's."""

    name: str
    fields: Mapping[str, Any]
    life: Life

    @property
    def uid(self) -> UUID:
        """The identifier of the release."""
        return uuid5(_NAMES, self.name)

    @property
    def event_uid(self) -> UUID | None:
        """The identifier of its event; releases that give an event the same ``uid`` share it."""
        event = self.fields.get("event")
        return uuid5(_NAMES, f"event {event.get('uid', self.name)}") if event else None

    @property
    def release_date(self) -> date:
        return self.fields["release_date"]

    @property
    def pictures(self) -> frozenset[str]:
        """Names of the pictures that its photos show."""
        return frozenset(_pictures_in(self.fields))

    @property
    def papers(self) -> frozenset[str]:
        """Names of the PDF files that are attached to it."""
        return frozenset(item["paper"] for item in self.fields.get("attachments", ()))

    def document(
        self, site: Site, photos: Mapping[str, PhotoFile], papers: Mapping[str, AttachmentFile]
    ) -> ReleaseDocument:
        """The document as it stands today; ``photos`` and ``papers`` are the stored files by the names in the collection."""
        fields = _with_photos(self.fields, photos)
        if "attachments" in fields:
            fields["attachments"] = [_with_paper(item, papers) for item in fields["attachments"]]
        in_order = list(site.categories)
        if "event" in fields:
            fields["event"] |= {
                "uid": str(self.event_uid),
                "sessions": [_with_kind(session, site) for session in fields["event"].get("sessions", ())],
            }
        return ReleaseDocument.model_validate(
            {
                **fields,
                "series": site.series,
                "year": self.release_date.year,
                "kind": Term(code=fields["kind"], label=Release.Kind(fields["kind"]).label),
                "categories": [
                    site.categories[code] for code in sorted(fields.get("categories", ()), key=in_order.index)
                ],
                "contact": site.contacts[fields["contact"]],
            }
        )

    def before_correction(self, document: ReleaseDocument) -> ReleaseDocument:
        """``document`` as it was first published, with what was corrected later."""
        correction = self.life.correction
        if correction is None:
            return document
        first = _changed(
            document.to_json(),
            lambda leaf: leaf.replace(correction.right, correction.wrong) if isinstance(leaf, str) else leaf,
        )
        return ReleaseDocument.model_validate(first)


def contents() -> dict[str, Any]:
    """``bureau.toml``: the bureau, its ancestors and directors, contacts and policy fields by their codes."""
    return tomllib.loads((FOLDER / "bureau.toml").read_text(encoding="utf-8"))


def samples(today: date) -> list[Sample]:
    """All samples in the order of their dates, as they stand on ``today``."""
    read = (_read(path, today) for path in sorted(FOLDER.glob("documents/*.toml")))
    return sorted(read, key=lambda sample: (sample.release_date, sample.name))


def _read(path: Path, today: date) -> Sample:
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    life = Life.model_validate(fields.pop("life", {}))
    if life.seen_on:
        # By whole weeks, so that every weekday stays right.
        weeks = timedelta(weeks=(today - life.seen_on).days // 7)
        section = fields["slug"].lstrip("0123456789")
        fields = _changed(fields, lambda leaf: _moved(leaf, weeks))
        fields["slug"] = f"{fields['release_date']:%m%d}{section}"
    return Sample(path.stem, fields, life)


def _moved(leaf: Any, by: timedelta) -> Any:
    """A date later by ``by``, or a text in which every date is; anything else as it is."""

    def later(match: re.Match) -> str:
        year = eras.REIWA.base + (1 if match[1] == "元" else int(match[1]))
        return eras.format_era(date(year, int(match[2]), int(match[3])) + by)

    if isinstance(leaf, date):
        return leaf + by
    return _ERA_DATE.sub(later, leaf) if isinstance(leaf, str) else leaf


def _changed(node: Any, change: Callable[[Any], Any]) -> Any:
    """``node`` with every value that is neither table nor list replaced by ``change(value)``."""
    if isinstance(node, dict):
        return {key: _changed(value, change) for key, value in node.items()}
    if isinstance(node, list):
        return [_changed(value, change) for value in node]
    return change(node)


def _with_kind(session: dict, site: Site) -> dict:
    """A session whose kind has its label, and is its heading unless there is another."""
    kind = site.session_kinds[session["kind"]]
    return {"heading": kind.label, **session, "kind": kind}


def _pictures_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict) and "picture" in node:
        yield node["picture"]
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _pictures_in(child)


def _with_paper(item: Mapping[str, str], papers: Mapping[str, AttachmentFile]) -> dict[str, Any]:
    file = papers[item["paper"]]
    return {"title": item["title"], "key": file.key, "bytes": file.bytes, "pages": file.pages}


def _with_photos(node: Any, photos: Mapping[str, PhotoFile]) -> Any:
    """``node`` with the stored file of every picture that it names."""
    if isinstance(node, list):
        return [_with_photos(value, photos) for value in node]
    if not isinstance(node, dict):
        return node
    node = {key: _with_photos(value, photos) for key, value in node.items()}
    if "picture" in node:
        file = photos[node.pop("picture")]
        node |= {"key": file.key, "width": file.width, "height": file.height, "renditions": file.renditions}
    return node
