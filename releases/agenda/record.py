"""Writing what an edition says of an event and its lectures, in the transaction that publishes it."""

from base64 import b32encode
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Model

from releases.agenda.readings import row_of, sort_key
from releases.document import EventDay, EventFacts, ReleaseDocument, load
from releases.models import Edition, EditionBilling, EditionEvent, EditionLecture, ShortAddress

BATCH = 100
# 35 bits: among 20,000 releases and events about one in two hundred sites meets a second one of the same beginning.
_SHORTEST = 7


class Tables(NamedTuple):
    """The models that are written; a migration brings those of its day."""

    edition: type[Model] = Edition
    short_address: type[Model] = ShortAddress
    event: type[Model] = EditionEvent
    lecture: type[Model] = EditionLecture
    billing: type[Model] = EditionBilling


TABLES = Tables()


def record(edition: Edition, document: ReleaseDocument, tables: Tables = TABLES) -> None:
    """Note the edition's short address, event and lectures; once for each edition."""
    short_address(edition.release_uid, tables)
    if edition.form == "notice":
        _record_notice(edition, document, tables)
    elif document.event and document.event.uid:
        _record_event(edition, document, tables)
        _record_lectures(edition, document.event, tables)


def short_address(uid: UUID, tables: Tables = TABLES):
    """The short address of ``uid``, given now if it has none: the beginning of its digits, longer where that is taken."""
    uid = UUID(str(uid))
    digits = b32encode(uid.bytes).decode().rstrip("=").lower()
    for length in range(_SHORTEST, len(digits)):
        try:
            with transaction.atomic():
                return tables.short_address.objects.get_or_create(uid=uid, defaults={"code": digits[:length]})[0]
        except IntegrityError:
            continue
    return tables.short_address.objects.get_or_create(uid=uid, defaults={"code": digits})[0]


def _record_event(edition: Edition, document: ReleaseDocument, tables: Tables) -> None:
    event = document.event
    facts = EventFacts(
        **{
            name: getattr(event, name)
            for name in ("uid", "title", "theme", "days", "mode", "place", "organisers", "audience")
        }
    )
    _write_event(edition, facts.model_copy(update={"title": event.title or document.title}), tables)


def _record_notice(edition: Edition, document: ReleaseDocument, tables: Tables) -> None:
    """A calendar has to say what is off: the notice keeps the days of the page that it replaces, and no more."""
    told = tables.event.objects.filter(edition__release_id=edition.release_id, edition__number__lt=edition.number)
    # What was approved and taken back before its minute was never public.
    last = told.exclude(edition__live_until=F("edition__live_from")).order_by("-edition__number").first()
    if last:
        days = tuple(EventDay.model_validate(day) for day in last.facts["days"])
        _write_event(edition, EventFacts(uid=last.facts["uid"], title=document.title, days=days), tables)


def _write_event(edition: Edition, facts: EventFacts, tables: Tables) -> None:
    tables.event.objects.create(
        edition=edition,
        address=short_address(UUID(facts.uid), tables),
        year=(facts.first_day or edition.release_date).year,
        first_day=facts.first_day,
        last_day=facts.last_day,
        facts=facts.model_dump(mode="json"),
    )


def _record_lectures(edition: Edition, event: EventFacts, tables: Tables) -> None:
    sessions = [(order, session) for order, session in enumerate(event.sessions) if session.topic]
    lectures = tables.lecture.objects.bulk_create(
        tables.lecture(
            edition=edition, order=order, heading=session.heading, topic=session.topic, held_on=event.first_day
        )
        for order, session in sessions
    )
    tables.billing.objects.bulk_create(
        tables.billing(
            lecture=lecture,
            order=order,
            name=speaker.name,
            kana=speaker.kana,
            row=row_of(speaker.kana),
            reading_key=sort_key(speaker.kana),
            affiliation=speaker.affiliation,
            position=speaker.position,
            role=speaker.role,
            honorific=speaker.honorific,
        )
        for lecture, (_, session) in zip(lectures, sessions, strict=True)
        for order, speaker in enumerate(session.speakers)
    )


def rebuild(tables: Tables = TABLES) -> Iterator[tuple[int, int]]:
    """Make everything but the short addresses anew from the documents; yields (done, of all)."""
    numbers = list(tables.edition.objects.order_by("pk").values_list("pk", flat=True))
    for place in range(0, len(numbers), BATCH):
        batch = numbers[place : place + BATCH]
        with transaction.atomic():
            tables.event.objects.filter(edition__in=batch).delete()
            tables.billing.objects.filter(lecture__edition__in=batch).delete()
            tables.lecture.objects.filter(edition__in=batch).delete()
            # In the order of publication: a notice looks back at the page before it.
            for edition in tables.edition.objects.filter(pk__in=batch).order_by("pk"):
                record(edition, load(edition.document), tables)
        yield place + len(batch), len(numbers)
