"""What a page says, for machines: schema.org as JSON-LD, made from the document that the page is made from."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from releases import addresses
from releases.document import (
    AttachmentItem,
    Billing,
    EventDay,
    EventFacts,
    PhotoItem,
    ReleaseDocument,
    Series,
    SessionItem,
)

TOKYO = ZoneInfo("Asia/Tokyo")
CONTEXT = "https://schema.org"
_MODES = {
    "venue": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
# schema.org has no word for 後援; who lends a name contributes.
_STANDINGS = {"主催": "organizer", "共催": "organizer", "協賛": "sponsor"}
CANCELLATION = "cancellation"

Node = dict[str, Any]


def of_release(
    document: ReleaseDocument,
    *,
    description: str,
    photos: str,
    files: str,
    published_at: datetime | None = None,
    changed_at: datetime | None = None,
    corrections: Sequence[str] = (),
    event_url: str = "",
) -> Node:
    """The page of ``document``: article, event, bureau, breadcrumb.

    ``published_at`` and ``changed_at`` come from the editions (the release date where there is none, as in a preview);
    ``event_url`` is the path of the event's own page, ``photos`` and ``files`` those under which
    renditions and attached files lie.
    """
    page = addresses.absolute(addresses.release_page(document.series.path, document.year, document.slug))
    bureau = _bureau(document.series)
    event = of_event(document, url=event_url and addresses.absolute(event_url), page=page, photos=photos)
    published = _moment(published_at) if published_at else document.release_date.isoformat()
    article = {
        "@type": "NewsArticle",
        "@id": f"{page}#article",
        "mainEntityOfPage": page,
        "url": page,
        "headline": document.full_title,
        "description": description,
        "inLanguage": "ja",
        "datePublished": published,
        "dateModified": _moment(changed_at) if changed_at else published,
        "articleSection": document.kind.label,
        "keywords": [category.label for category in document.categories],
        "isAccessibleForFree": True,
        "image": [image for photo in document.all_photos if (image := picture(photo, photos))],
        "author": {"@id": bureau["@id"]},
        "publisher": {"@id": bureau["@id"]},
        "correction": list(corrections),
        "associatedMedia": [_file(item, files, document.slug) for item in document.attachments],
        "about": {"@id": event["@id"]} if event else None,
    }
    crumbs = breadcrumb(
        document.series,
        (
            document.series.index_title(document.year),
            addresses.absolute(addresses.year_index(document.series.path, document.year)),
        ),
        (document.full_title, page),
    )
    nodes = [article, event, bureau, crumbs]
    return {"@context": CONTEXT, "@graph": [_said(node) for node in nodes if node]}


def of_event_page(document: ReleaseDocument, title: str, url: str) -> Node:
    """The page of an event, at the path ``url``."""
    address = addresses.absolute(url)
    release = addresses.absolute(addresses.release_page(document.series.path, document.year, document.slug))
    crumbs = breadcrumb(
        document.series, ("行事", addresses.absolute(addresses.events(document.series.path))), (title, address)
    )
    photos = addresses.photos(document.series.path)
    nodes = [of_event(document, url=address, page=release, photos=photos), _bureau(document.series), crumbs]
    return {"@context": CONTEXT, "@graph": [_said(node) for node in nodes if node]}


def of_event(document: ReleaseDocument, *, url: str, page: str, photos: str) -> Node | None:
    """The document's event with a subEvent for each session; None where no day is stated, which an event must have."""
    event = document.event
    if not event or not event.days:
        return None
    identifier = f"{url or page}#event"
    first = min(event.days, key=lambda day: (day.date, day.starts or time.min))
    last = max(event.days, key=lambda day: (day.last_date or day.date, day.ends or time.min))
    is_off = document.kind.code == CANCELLATION
    location = _location(event, url or page)
    node: Node = {
        "@type": "Event",
        "@id": identifier,
        "identifier": event.uid,
        "name": event.title or document.title,
        "alternativeHeadline": event.theme,
        "url": url or page,
        "inLanguage": "ja",
        "startDate": _start(first),
        "endDate": _end(last),
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if is_off else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/{_MODES[event.mode]}" if event.mode else "",
        "location": location,
        "description": event.theme or document.full_title,
        "audience": {"@type": "Audience", "audienceType": event.audience} if event.audience else None,
        "image": [image for photo in document.all_photos if (image := picture(photo, photos))],
        "performer": _people(event),
        "subEvent": [
            _session(session, number, event, identifier, location) for number, session in enumerate(event.sessions, 1)
        ],
    }
    for body in event.organisers:
        organisation = _said({"@type": "Organization", "name": body.name, "alternateName": body.alias})
        if body.name == document.series.bureau:
            organisation["url"] = addresses.absolute(addresses.home())
        node.setdefault(_STANDINGS.get(body.standing, "contributor"), []).append(organisation)
    return node


def _session(session: SessionItem, number: int, event: EventFacts, whole: str, location) -> Node:
    """A session; its hours need no day of their own only where the event has one day."""
    day = event.days[0]
    is_dated = len(event.days) == 1 and not day.last_date
    node = {
        "@type": "Event",
        "@id": f"{whole}-{number}",
        "name": f"{session.heading}「{session.topic}」" if session.topic else session.heading,
        "about": session.topic,
        "startDate": _joined(day.date, session.starts) if is_dated else event.first_day.isoformat(),
        "endDate": _joined(day.date, session.ends) if is_dated and session.ends else "",
        "superEvent": {"@id": whole},
        "location": location,
        "performer": [
            _said(
                {
                    "@type": "PerformanceRole",
                    "roleName": " ".join(
                        part
                        for part in (
                            speaker.role or session.heading,
                            f"（{speaker.on_behalf_of} 代理）" if speaker.on_behalf_of else "",
                        )
                        if part
                    ),
                    "performer": _person(speaker),
                }
            )
            for speaker in session.speakers
        ],
    }
    return _said(node)


def _people(event: EventFacts) -> list[Node]:
    people = {}
    for session in event.sessions:
        for speaker in session.speakers:
            people.setdefault((speaker.name, speaker.kana), _person(speaker))
    return list(people.values())


def _person(speaker: Billing) -> Node:
    """A person as billed that day; the reading only where it was stated."""
    node = {
        "@type": "Person",
        "name": speaker.name,
        "alternateName": speaker.kana,
        "jobTitle": speaker.position,
        "affiliation": {"@type": "Organization", "name": speaker.affiliation} if speaker.affiliation else None,
    }
    return _said(node)


def _location(event: EventFacts, url: str) -> list[Node]:
    places: list[Node] = []
    if event.place:
        places.append({"@type": "Place", "name": event.place, "address": event.place})
    if event.mode in ("online", "hybrid"):
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _bureau(series: Series) -> Node:
    home = addresses.absolute(addresses.home())
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{home}#bureau",
        "name": series.bureau,
        "url": home,
        "address": series.address,
        "parentOrganization": {"@type": "GovernmentOrganization", "name": series.ministry} if series.ministry else None,
    }


def breadcrumb(series: Series, *pages: tuple[str, str]) -> Node:
    """The way to a page as its breadcrumb shows it: the series' ancestors, then (name, absolute address) of ``pages``."""
    way = [*((crumb.label, crumb.url) for crumb in series.ancestors), *pages]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            _said({"@type": "ListItem", "position": number, "name": name, "item": address})
            for number, (name, address) in enumerate(way, start=1)
        ],
    }


def picture(photo: PhotoItem, photos: str) -> str:
    """The absolute address of the photo's widest JPEG under ``photos``; "" without one."""
    jpegs = [rendition for rendition in photo.renditions if rendition.format == "jpeg"]
    if not jpegs:
        return ""
    widest = max(jpegs, key=lambda rendition: rendition.width)
    return addresses.absolute(addresses.photo(photos, photo.key, widest))


def _file(item: AttachmentItem, files: str, slug: str) -> Node:
    """An attached file; its key is the digest of its bytes."""
    return {
        "@type": "MediaObject",
        "name": item.title,
        "contentUrl": addresses.absolute(addresses.attachment(files, slug, item.key)),
        "encodingFormat": "application/pdf",
        "contentSize": str(item.bytes),
        "sha256": item.key,
        "inLanguage": "ja",
    }


def _start(day: EventDay) -> str:
    return _joined(day.date, day.starts)


def _end(day: EventDay) -> str:
    return _joined(day.last_date or day.date, day.ends)


def _joined(day: date, clock: time | None) -> str:
    return _moment(datetime.combine(day, clock, tzinfo=TOKYO)) if clock else day.isoformat()


def _moment(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat(timespec="seconds")


def _said(node: Node) -> Node:
    """``node`` without what says nothing: a search engine takes an empty text for a mistake."""
    return {name: item for name, item in node.items() if item}
