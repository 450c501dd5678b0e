"""fill: a ReleaseDocument becomes a working copy, in one transaction.

The way back from ``compose``: used for samples, for drafts read by the importer, and to bring an edition back.
compose(fill(document)) equals the document, but for the series and the director, which are the bureau's of today.
"""

from django.db import transaction

from bureau.models import Contact
from events.models import (
    Appearance,
    Count,
    Event,
    EventDay,
    Organiser,
    Session,
    SessionKind,
    Speaker,
    SurveyComment,
    Video,
)
from releases import document as doc
from releases.models import Attachment, AttachmentFile, Category, Note, Photo, PhotoFile, RelatedLink, Release, Section
from releases.search import index


class FillError(ValueError):
    """The document needs something that is not here; the message (Japanese) says what."""


@transaction.atomic
def fill(document: doc.ReleaseDocument, *, into: Release | None = None, user=None) -> Release:
    """Write ``document`` into a new working copy, or into ``into`` (saved or not) in place of what stands there.

    An event known by its uid is written over; speakers are matched by name and reading, contacts by all their fields.
    Raises ``FillError`` where the file of a photo or an attachment is missing, and IntegrityError where the address is taken.
    """
    release = into or Release(created_by=user)
    event, sessions = (None, [])
    if document.event:
        event, sessions = _fill_event(document.event, release)
    release.kind = document.kind.code
    release.release_date = document.release_date
    release.slug = document.slug
    release.legacy_path = document.legacy_path
    release.title = document.title
    release.subtitle = document.subtitle
    release.event = event
    release.lead = document.lead
    release.closing = document.closing
    release.contact = document.contact and _contact(document.contact)
    release.edited_by = user
    if release.pk:
        release.version += 1
    release.save()
    release.categories.set(_category(term) for term in document.categories)
    _fill_parts(document, release, sessions)
    index.add_working_copy(release)
    return release


def _fill_parts(document: doc.ReleaseDocument, release: Release, sessions: list[Session]) -> None:
    for rows in (release.photos, release.sections, release.notes, release.attachments, release.links):
        rows.all().delete()
    sections = [
        Section.objects.create(
            release=release, heading=item.heading, body=item.body, placement=item.placement, order=number
        )
        for number, item in enumerate(document.sections)
    ]
    for number, note in enumerate(document.notes):
        Note.objects.create(release=release, marker=note.marker, body=note.body, order=number)
    for number, link in enumerate(document.links):
        RelatedLink.objects.create(
            release=release,
            intro=link.intro,
            label=link.label,
            url=link.url,
            media=link.media,
            size=link.size,
            new_window=link.new_window,
            order=number,
        )
    for number, item in enumerate(document.attachments):
        Attachment.objects.create(release=release, file=_attachment_file(item), title=item.title, order=number)
    places = [(item, {}) for item in document.photos]
    for item, session in zip(document.event.sessions if document.event else (), sessions, strict=True):
        places += [(photo, {"session": session}) for photo in item.photos]
    for item, section in zip(document.sections, sections, strict=True):
        places += [(photo, {"section": section}) for photo in item.photos]
    for number, (item, place) in enumerate(places):
        Photo.objects.create(
            release=release,
            file=_photo_file(item.key),
            alt=item.alt,
            caption=item.caption,
            focal_x=item.focal_x,
            focal_y=item.focal_y,
            order=number,
            **place,
        )


def _photo_file(key: str) -> PhotoFile:
    file = PhotoFile.objects.filter(key=key).first()
    if file is None:
        raise FillError(f"写真「{key}」のファイルがありません。写真を登録し直してください。")
    return file


def _attachment_file(item: doc.AttachmentItem) -> AttachmentFile:
    file = AttachmentFile.objects.filter(key=item.key).first()
    if file is None:
        raise FillError(f"資料「{item.title}」のファイルがありません。登録し直してください。")
    return file


def _contact(point: doc.ContactPoint) -> Contact:
    # What cannot be reached any more is kept as it was written, and not offered for new releases.
    is_active = bool(point.tel or point.email or point.form_url)
    contact, _ = Contact.objects.get_or_create(
        division=point.division,
        persons="、".join(point.persons),
        tel=point.tel,
        fax=point.fax,
        email=point.email,
        form_url=point.form_url,
        note=point.note,
        defaults={"is_active": is_active},
    )
    return contact


def _category(term: doc.Term) -> Category:
    category, _ = Category.objects.get_or_create(slug=term.code, defaults={"label": term.label})
    return category


def _fill_event(facts: doc.EventFacts, release: Release) -> tuple[Event, list[Session]]:
    event = (facts.uid and Event.objects.filter(uid=facts.uid).first()) or release.event or Event()
    if facts.uid:
        event.uid = facts.uid
    if event.pk:
        event.version += 1
    event.title = facts.title
    event.theme = facts.theme
    event.mode = facts.mode or Event.Mode.VENUE
    event.place = facts.place
    event.purpose = facts.purpose
    event.audience = facts.audience
    event.survey_intro = facts.survey.intro
    event.save()
    kept_apart = event.survey_comments.filter(is_cleared=False)
    for rows in (event.days, event.organisers, event.counts, event.videos):
        rows.all().delete()
    event.survey_comments.exclude(pk__in=kept_apart).delete()
    for day in facts.days:
        EventDay.objects.create(
            event=event, date=day.date, last_date=day.last_date, starts_at=day.starts, ends_at=day.ends
        )
    for number, body in enumerate(facts.organisers):
        Organiser.objects.create(event=event, standing=body.standing, name=body.name, alias=body.alias, order=number)
    for number, count in enumerate(facts.counts):
        Count.objects.create(event=event, order=number, **count.model_dump())
    for number, video in enumerate(facts.videos):
        Video.objects.create(event=event, order=number, **video.model_dump())
    for number, text in enumerate(facts.survey.comments):
        SurveyComment.objects.create(event=event, text=text, order=number)
    # Rows are written over in their order rather than made anew: photos of the event's other release point at them.
    rows = list(event.sessions.all())
    for surplus in rows[len(facts.sessions) :]:
        surplus.delete()
    rows += [Session(event=event) for _ in range(len(facts.sessions) - len(rows))]
    return event, [
        _fill_session(row, item, number) for number, (row, item) in enumerate(zip(rows, facts.sessions, strict=False))
    ]


def _fill_session(session: Session, item: doc.SessionItem, number: int) -> Session:
    kind, _ = SessionKind.objects.get_or_create(code=item.kind.code, defaults={"label": item.kind.label})
    session.kind = kind
    session.heading = "" if item.heading == kind.label else item.heading
    session.intro = item.intro
    session.topic = item.topic
    session.starts_at = item.starts
    session.ends_at = item.ends
    session.summary = item.summary
    session.order = number
    session.save()
    session.appearances.all().delete()
    for place, billing in enumerate(item.speakers):
        speaker = _speaker(billing)
        by_side = "" if speaker.is_own_side else Appearance.Honorific.SHI.value
        Appearance.objects.create(
            session=session,
            speaker=speaker,
            affiliation=billing.affiliation,
            position=billing.position,
            honorific=Appearance.Honorific.BY_SIDE if billing.honorific == by_side else billing.honorific,
            role=billing.role,
            on_behalf_of=billing.on_behalf_of,
            order=place,
        )
    return session


def _speaker(billing: doc.Billing) -> Speaker:
    known = Speaker.objects.filter(name=billing.name, kana=billing.kana).order_by("pk").first()
    # Own staff are named without 氏; anybody else without it says so at the appearance, where it can be changed.
    return known or Speaker.objects.create(name=billing.name, kana=billing.kana, is_own_side=billing.honorific == "")
