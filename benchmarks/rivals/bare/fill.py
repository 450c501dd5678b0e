"""Usage: python -m bare.fill documents.json"""

import json
import os
import sys

import django


def fill(documents: list[dict]) -> None:
    from django.db import connection

    from bare import models

    with connection.schema_editor() as editor:
        for name in ("Release", "Session", "Speaker", "Billing", "Photo", "Comment", "Note", "Link"):
            editor.create_model(getattr(models, name))
    for document in documents:
        event, contact = document["event"] or {}, document["contact"] or {}
        release = models.Release.objects.create(
            year=document["year"],
            slug=document["slug"],
            bureau=f"{document['series']['ministry']} {document['series']['bureau']}",
            series=document["series"]["name"],
            kind=document["kind"]["label"],
            release_date=document["release_date"],
            title=document["title"],
            subtitle=document["subtitle"],
            director=(document["director"] or {}).get("name", ""),
            lead=document["lead"],
            place=event.get("place", ""),
            held_on=next((day["date"] for day in event.get("days", ())), None),
            closing=document["closing"],
            division=contact.get("division", ""),
            tel=contact.get("tel", ""),
            fax=contact.get("fax", ""),
            email=contact.get("email", ""),
        )
        parts = [*event.get("sessions", ()), *document["sections"]]
        for order, part in enumerate(parts):
            session = models.Session.objects.create(
                release=release,
                order=order,
                heading=part["heading"],
                topic=part.get("topic", ""),
                summary=part.get("summary") or part.get("body", ""),
            )
            for place, person in enumerate(part.get("speakers", ())):
                speaker, _ = models.Speaker.objects.get_or_create(name=person["name"], kana=person["kana"])
                told = {name: person[name] for name in ("affiliation", "position", "honorific")}
                models.Billing.objects.create(session=session, speaker=speaker, order=place, **told)
            for place, photo in enumerate(part["photos"]):
                told = {name: photo[name] for name in ("key", "width", "height", "alt", "caption")}
                models.Photo.objects.create(session=session, order=place, **told)
        for order, text in enumerate(event.get("survey", {}).get("comments", ())):
            models.Comment.objects.create(release=release, order=order, text=text)
        for order, note in enumerate(document["notes"]):
            models.Note.objects.create(release=release, order=order, **note)
        for order, link in enumerate(document["links"]):
            models.Link.objects.create(release=release, order=order, label=link["label"], url=link["url"])


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bare.settings"
    django.setup()
    with open(sys.argv[1], encoding="utf-8") as file:
        fill(json.load(file))
