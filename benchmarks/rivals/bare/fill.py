"""Usage: python -m bare.fill documents.json"""

import json
import os
import sys

import django

ENDINGS = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}


def formats(photo: dict) -> dict[str, list[int]]:
    """The widths of a photo's files by their ending."""
    found: dict[str, list[int]] = {}
    for rendition in sorted(photo["renditions"], key=lambda each: each["width"]):
        found.setdefault(ENDINGS[rendition["format"]], []).append(rendition["width"])
    return found


def fill(documents: list[dict]) -> None:
    from django.db import connection

    from bare import models

    with connection.schema_editor() as editor:
        for name in ("Release", "Session", "Speaker", "Billing", "Photo", "Comment"):
            editor.create_model(getattr(models, name))
    for told in documents:
        document = told["document"]
        event, contact, series = document["event"] or {}, document["contact"] or {}, document["series"]
        day, survey = next(iter(event.get("days", ())), {}), event.get("survey", {})
        release = models.Release.objects.create(
            **{name: told[name] for name in ("published_at", "changed_at", "correction", "short_code", "event_code")},
            **{name: document[name] for name in ("year", "slug", "release_date", "title", "subtitle", "lead")},
            **{name: document[name] for name in ("closing", "notes", "links")},
            **{name: series[name] for name in ("ministry", "bureau", "label", "address", "ancestors")},
            **{name: event.get(name, "") for name in ("theme", "place", "audience", "purpose")},
            **{name: event.get(name, []) for name in ("organisers", "counts", "videos")},
            **{name: contact.get(name, "") for name in ("division", "tel", "fax", "email")},
            **{name: day.get(name) for name in ("starts", "ends")},
            series=series["name"],
            kind=document["kind"]["label"],
            categories=document["categories"],
            description=told["description"],
            event_title=event.get("title", ""),
            held_on=day.get("date"),
            is_online=event.get("mode") in ("online", "hybrid"),
            survey_intro=survey.get("intro", ""),
            persons=contact.get("persons", []),
        )
        parts = [*event.get("sessions", ()), *document["sections"]]
        for order, part in enumerate(parts):
            session = models.Session.objects.create(
                release=release,
                order=order,
                heading=part["heading"],
                topic=part.get("topic", ""),
                intro=part.get("intro", ""),
                starts=part.get("starts"),
                ends=part.get("ends"),
                summary=part.get("summary") or part.get("body", ""),
            )
            for place, person in enumerate(part.get("speakers", ())):
                speaker, _ = models.Speaker.objects.get_or_create(name=person["name"], kana=person["kana"])
                billed = {name: person[name] for name in ("affiliation", "position", "honorific")}
                models.Billing.objects.create(session=session, speaker=speaker, order=place, **billed)
            for place, photo in enumerate(part["photos"]):
                shown = {name: photo[name] for name in ("key", "width", "height", "alt", "caption")}
                models.Photo.objects.create(session=session, order=place, formats=formats(photo), **shown)
        for order, text in enumerate(survey.get("comments", ())):
            models.Comment.objects.create(release=release, order=order, text=text)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bare.settings"
    django.setup()
    with open(sys.argv[1], encoding="utf-8") as file:
        fill(json.load(file))
