"""What is answered: releases as documents, and their parts as rows that name the release they stand in."""

from collections.abc import Callable, Iterator
from typing import Any

from releases import addresses
from releases.document import ReleaseDocument
from releases.models import Edition

Row = dict[str, Any]

LICENCE = {
    "name": "公共データ利用規約（第1.0版）（PDL1.0）",
    "url": "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
}


def identity(edition: Edition) -> Row:
    """What every row says of its release: permanent id, address, title, day, and which state of it this is."""
    return {
        "release_id": str(edition.release_uid),
        "url": addresses.absolute(edition.path),
        "title": edition.title,
        "release_date": edition.release_date.isoformat(),
        "kind": edition.kind,
        "edition": edition.number,
        "published_at": edition.published_at.isoformat(),
        "updated_at": edition.live_from.isoformat(),
    }


def release(edition: Edition) -> Row:
    """A release whole, its document under the schema that it names."""
    document = edition.content.to_json()
    return {**identity(edition), "document": {"$schema": addresses.absolute(addresses.api("schema.json")), **document}}


def releases(edition: Edition) -> Iterator[Row]:
    yield release(edition)


def events(edition: Edition) -> Iterator[Row]:
    """The event that a release tells of."""
    event = edition.content.event
    if event:
        told = event.model_dump(mode="json", exclude={"sessions", "survey"})
        yield {**identity(edition), "event": told}


def sessions(edition: Edition) -> Iterator[Row]:
    for number, session in enumerate(_sessions(edition.content), start=1):
        told = session.model_dump(mode="json", exclude={"photos"})
        yield {**identity(edition), "number": number, "session": told}


def speakers(edition: Edition) -> Iterator[Row]:
    """People as billed on that day; nobody is joined with anybody else."""
    for number, session in enumerate(_sessions(edition.content), start=1):
        for billing in session.speakers:
            told = billing.model_dump(mode="json")
            yield {
                **identity(edition),
                "session": {"number": number, "heading": session.heading, "topic": session.topic},
                "speaker": told,
            }


def comments(edition: Edition) -> Iterator[Row]:
    """Comments of the survey as they are published."""
    event = edition.content.event
    for number, text in enumerate(event.survey.comments if event else (), start=1):
        yield {**identity(edition), "number": number, "comment": text}


def _sessions(document: ReleaseDocument):
    return document.event.sessions if document.event else ()


COLLECTIONS: dict[str, Callable[[Edition], Iterator[Row]]] = {
    "releases": releases,
    "events": events,
    "sessions": sessions,
    "speakers": speakers,
    "comments": comments,
}
