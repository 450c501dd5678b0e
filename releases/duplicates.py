"""複製: last year's release as the beginning of this year's."""

import re
from datetime import date

from bureau.richtext import SafeBody
from releases.compose import compose
from releases.document import EventFacts, ReleaseDocument, Survey
from releases.fill import fill
from releases.models import Release

_YEAR = re.compile(r"20\d{2}")


def duplicate(release: Release, *, user, day: date, with_programme: bool, with_photos: bool) -> Release:
    """A new draft that says what ``release`` says, of the day ``day``.

    What belongs to that one occasion is left out: days of the event, counts, comments, videos, attached files, the old address. The year
    in titles follows the day. Without ``with_programme`` sessions keep their headings only.
    """
    document = compose(release)
    event = document.event and _event(document.event, with_programme)
    copy = document.model_copy(
        update={
            "release_date": day,
            "year": day.year,
            "slug": _free_slug(document, day),
            "legacy_path": "",
            "attachments": (),
            "title": _this_year(document.title, release.release_date, day),
            "subtitle": _this_year(document.subtitle, release.release_date, day),
            "event": event and event.model_copy(update={"title": _this_year(event.title, release.release_date, day)}),
        }
    )
    if not with_photos:
        copy = _without_photos(copy)
    return fill(copy, user=user)


def _event(event: EventFacts, with_programme: bool) -> EventFacts:
    sessions = event.sessions
    if not with_programme:
        bare = {"topic": "", "speakers": (), "summary": SafeBody(), "starts": None, "ends": None}
        sessions = tuple(session.model_copy(update=bare) for session in sessions)
    return event.model_copy(
        update={"uid": "", "days": (), "counts": (), "videos": (), "survey": Survey(), "sessions": sessions}
    )


def _without_photos(document: ReleaseDocument) -> ReleaseDocument:
    event = document.event
    if event:
        bare = tuple(session.model_copy(update={"photos": ()}) for session in event.sessions)
        event = event.model_copy(update={"sessions": bare})
    sections = tuple(section.model_copy(update={"photos": ()}) for section in document.sections)
    return document.model_copy(update={"photos": (), "event": event, "sections": sections})


def _this_year(text: str, then: date, now: date) -> str:
    """The years that the old text names, moved by as many as lie between the two days."""
    return _YEAR.sub(lambda match: str(int(match[0]) + now.year - then.year), text)


def _free_slug(document: ReleaseDocument, day: date) -> str:
    sign = re.sub(r"^\d{4}", "", document.slug)
    base = f"{day:%m%d}{sign}" if document.slug[:4].isdigit() else document.slug
    slug, number = base, 2
    while Release.objects.kept().filter(year=day.year, slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug
