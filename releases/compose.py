"""compose: the working copy of a release as a ReleaseDocument.

The only way from the models to anything that is shown, previewed or approved.
"""

from collections import defaultdict

from django.db.models import Prefetch, prefetch_related_objects

from bureau.models import Bureau, Contact
from events.models import Appearance, Event, Session
from releases import document as doc
from releases.identity import series_of
from releases.models import Attachment, Photo, Release


def compose(release: Release) -> doc.ReleaseDocument:
    """Return what the page of ``release`` says as it stands in the database; a fixed number of queries."""
    release = Release.objects.select_related("contact", "event").get(pk=release.pk)
    prefetch_related_objects([release], *_parts())
    of_session, of_section, of_lead = _photos_by_place(release)
    event = release.event and _event(release.event, of_session)
    bureau, director = Bureau.headed_on((event and event.last_day) or release.release_date)
    return doc.ReleaseDocument(
        series=series_of(bureau),
        year=release.year,
        slug=release.slug,
        legacy_path=release.legacy_path,
        kind=doc.Term(code=release.kind, label=release.get_kind_display()),
        categories=tuple(doc.Term(code=item.slug, label=item.label) for item in release.categories.all()),
        release_date=release.release_date,
        title=release.title,
        subtitle=release.subtitle,
        director=director and doc.Person(name=director.name, kana=director.kana),
        lead=release.lead,
        photos=tuple(of_lead),
        event=event,
        sections=tuple(
            doc.Section(
                heading=section.heading,
                body=section.body,
                placement=section.placement,
                photos=tuple(of_section[section.pk]),
            )
            for section in release.sections.all()
        ),
        closing=release.closing,
        notes=tuple(doc.Note(marker=note.marker, body=note.body) for note in release.notes.all()),
        attachments=tuple(
            doc.AttachmentItem(title=item.title, key=item.file.key, bytes=item.file.bytes, pages=item.file.pages)
            for item in release.attachments.all()
        ),
        links=tuple(
            doc.Link(
                label=link.label,
                url=link.url,
                intro=link.intro,
                media=link.media,
                size=link.size,
                new_window=link.new_window,
            )
            for link in release.links.all()
        ),
        contact=release.contact and contact_point(release.contact),
    )


def _parts() -> tuple[str | Prefetch, ...]:
    """What hangs on a release, each with what it names itself."""
    return (
        "categories",
        "sections",
        "notes",
        "links",
        Prefetch("attachments", Attachment.objects.select_related("file")),
        Prefetch("photos", Photo.objects.select_related("file")),
        "event__days",
        "event__organisers",
        "event__counts",
        "event__videos",
        "event__survey_comments",
        Prefetch("event__sessions", Session.objects.select_related("kind")),
        Prefetch("event__sessions__appearances", Appearance.objects.select_related("speaker")),
    )


def contact_point(contact: Contact) -> doc.ContactPoint:
    return doc.ContactPoint(
        division=contact.division,
        persons=contact.person_list,
        tel=contact.tel,
        fax=contact.fax,
        email=contact.email,
        form_url=contact.form_url,
        note=contact.note,
    )


def _photos_by_place(release: Release):
    of_session: dict[int, list] = defaultdict(list)
    of_section: dict[int, list] = defaultdict(list)
    of_lead: list[doc.PhotoItem] = []
    for photo in release.photos.all():
        if photo.session_id:
            place = of_session[photo.session_id]
        elif photo.section_id:
            place = of_section[photo.section_id]
        else:
            place = of_lead
        place.append(_photo(photo))
    return of_session, of_section, of_lead


def _photo(photo: Photo) -> doc.PhotoItem:
    return doc.PhotoItem(
        key=photo.file.key,
        width=photo.file.width,
        height=photo.file.height,
        alt=photo.alt,
        caption=photo.caption,
        focal_x=photo.focal_x,
        focal_y=photo.focal_y,
        renditions=tuple(doc.Rendition(**rendition) for rendition in photo.file.renditions),
    )


def _event(event: Event, photos: dict[int, list]) -> doc.EventFacts:
    return doc.EventFacts(
        uid=str(event.uid),
        title=event.title,
        theme=event.theme,
        days=tuple(
            doc.EventDay(date=day.date, last_date=day.last_date, starts=day.starts_at, ends=day.ends_at)
            for day in event.days.all()
        ),
        mode=event.mode,
        place=event.place,
        organisers=tuple(
            doc.Organiser(name=body.name, standing=body.standing, alias=body.alias) for body in event.organisers.all()
        ),
        purpose=event.purpose,
        audience=event.audience,
        counts=tuple(
            doc.Count(label=count.label, number=count.number, unit=count.unit, qualifier=count.qualifier)
            for count in event.counts.all()
        ),
        videos=tuple(doc.Video(title=video.title, url=video.url, intro=video.intro) for video in event.videos.all()),
        sessions=tuple(_session(session, photos[session.pk]) for session in event.sessions.all()),
        survey=doc.Survey(
            intro=event.survey_intro,
            comments=tuple(comment.text for comment in event.survey_comments.all() if comment.is_cleared),
        ),
    )


def _session(session: Session, photos: list) -> doc.SessionItem:
    return doc.SessionItem(
        kind=doc.Term(code=session.kind.code, label=session.kind.label),
        heading=session.shown_heading,
        intro=session.intro,
        topic=session.topic,
        starts=session.starts_at,
        ends=session.ends_at,
        speakers=tuple(_billing(appearance) for appearance in session.appearances.all()),
        summary=session.summary,
        photos=tuple(photos),
    )


def _billing(appearance: Appearance) -> doc.Billing:
    return doc.Billing(
        name=appearance.speaker.name,
        kana=appearance.speaker.kana,
        affiliation=appearance.affiliation,
        position=appearance.position,
        honorific=appearance.shown_honorific,
        role=appearance.role,
        on_behalf_of=appearance.on_behalf_of,
    )
