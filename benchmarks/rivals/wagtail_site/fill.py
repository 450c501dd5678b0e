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
    series = home.add_child(instance=HomePage(title=documents[0]["document"]["series"]["name"], slug="e-komfo"))

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
    for told in sorted(documents, key=lambda each: each["document"]["release_date"]):
        document = told["document"]
        year = document["year"]
        if year not in years:
            title = f"{document['series']['name']}({year}年)"
            years[year] = series.add_child(instance=YearPage(title=title, slug=str(year)))
        event, contact, bureau = document["event"] or {}, document["contact"] or {}, document["series"]
        day, survey = next(iter(event.get("days", ())), {}), event.get("survey", {})
        sessions = [
            {
                "type": "session",
                "value": {
                    "heading": part["heading"],
                    "topic": part.get("topic", ""),
                    "intro": part.get("intro", ""),
                    "starts": part.get("starts"),
                    "ends": part.get("ends"),
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
        comments = survey.get("comments", ())
        names = ("label", "url", "intro", "size", "new_window")
        links = [{name: link[name] for name in names} for link in document["links"]]
        page = ReleasePage(
            **{name: told[name] for name in ("published_at", "changed_at", "correction", "short_code", "event_code")},
            **{name: document[name] for name in ("title", "slug", "release_date", "subtitle", "lead", "closing")},
            **{name: bureau[name] for name in ("ministry", "bureau", "label", "address", "ancestors")},
            **{name: event.get(name, "") for name in ("theme", "place", "audience", "purpose")},
            **{name: event.get(name, []) for name in ("organisers", "counts", "videos")},
            **{name: contact.get(name, "") for name in ("division", "tel", "fax", "email")},
            **{name: day.get(name) for name in ("starts", "ends")},
            year=year,
            series=bureau["name"],
            kind=document["kind"]["label"],
            categories=document["categories"],
            description=told["description"],
            event_title=event.get("title", ""),
            held_on=day.get("date"),
            is_online=event.get("mode") in ("online", "hybrid"),
            survey_intro=survey.get("intro", ""),
            persons=contact.get("persons", []),
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
