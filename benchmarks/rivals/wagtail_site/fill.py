"""Usage: python -m wagtail_site.fill documents.json; photos lie under their keys in the folder RIVAL_PHOTOS."""

import json
import os
import sys
from pathlib import Path

import django


def fill(documents: list[dict], photos: Path) -> None:
    from django.core.files import File
    from django.core.management import call_command
    from wagtail.images.models import Image
    from wagtail.models import Page, Site

    from wagtail_site.models import HomePage, ReleasePage, YearPage

    call_command("makemigrations", "wagtail_site", verbosity=0)
    call_command("migrate", verbosity=0)
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(title="ホーム", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    series = home.add_child(instance=HomePage(title=documents[0]["series"]["name"], slug="e-komfo"))

    images: dict[str, Image] = {}

    def image(photo: dict) -> int:
        if photo["key"] not in images:
            source = max(photos.glob(f"**/{photo['key']}/*.jpg"), key=lambda path: path.stat().st_size)
            with source.open("rb") as file:
                images[photo["key"]] = Image.objects.create(
                    title=photo["alt"][:200], file=File(file, f"{photo['key']}.jpg")
                )
        return images[photo["key"]].pk

    years: dict[int, YearPage] = {}
    for document in sorted(documents, key=lambda each: each["release_date"]):
        year = document["year"]
        if year not in years:
            title = f"{document['series']['name']}({year}年)"
            years[year] = series.add_child(instance=YearPage(title=title, slug=str(year)))
        event, contact = document["event"] or {}, document["contact"] or {}
        sessions = [
            {
                "type": "session",
                "value": {
                    "heading": part["heading"],
                    "topic": part.get("topic", ""),
                    "speakers": [
                        {name: person[name] for name in ("affiliation", "position", "name", "kana", "honorific")}
                        for person in part.get("speakers", ())
                    ],
                    "summary": part.get("summary") or part.get("body", ""),
                    "photos": [
                        {"image": image(photo), "alt": photo["alt"], "caption": photo["caption"]}
                        for photo in part["photos"]
                    ],
                },
            }
            for part in [*event.get("sessions", ()), *document["sections"]]
        ]
        comments = event.get("survey", {}).get("comments", ())
        links = [{"label": link["label"], "url": link["url"]} for link in document["links"]]
        page = ReleasePage(
            title=document["title"],
            slug=document["slug"],
            bureau=f"{document['series']['ministry']} {document['series']['bureau']}",
            series=document["series"]["name"],
            kind=document["kind"]["label"],
            release_date=document["release_date"],
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
            sessions=json.dumps(sessions),
            comments=json.dumps([{"type": "comment", "value": text} for text in comments]),
            notes=json.dumps([{"type": "note", "value": note} for note in document["notes"]]),
            links=json.dumps([{"type": "link", "value": link} for link in links]),
        )
        years[year].add_child(instance=page)
        page.save_revision().publish()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "wagtail_site.settings"
    django.setup()
    with open(sys.argv[1], encoding="utf-8") as told:
        fill(json.load(told), Path(os.environ["RIVAL_PHOTOS"]))
