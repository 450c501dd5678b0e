"""The feed in its four forms: valid by the rules of each, the same releases in all, every year within reach."""

import json
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import fastfeedparser
import feedparser
import jsonschema
import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from lxml import etree

from releases import lifecycle, photo_store
from releases.lifecycle import Change
from releases.models import AnnouncedFeed, Category, Photo
from tests.builders import make_bureau, make_release, make_user, publish
from tests.pictures import upload

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
FORMS = {
    "rss": "/e-komfo/rss.xml",
    "atom": "/e-komfo/atom.xml",
    "rdf": "/e-komfo/rss1.rdf",
    "json": "/e-komfo/feed.json",
}
ATOM = "{http://www.w3.org/2005/Atom}"
ATOM_RULES = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "language": {"type": "string"},
        "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "hubs": {"type": "array", "items": {"type": "object", "required": ["type", "url"]}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "content_html", "date_published"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "content_html": {"type": "string"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "image": {"type": "string", "pattern": "^https?://"},
                    "date_published": {
                        "type": "string",
                        "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+\-]\d\d:\d\d$",
                    },
                    "date_modified": {
                        "type": "string",
                        "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+\-]\d\d:\d\d$",
                    },
                    "attachments": {"type": "array", "items": {"required": ["url", "mime_type"]}},
                },
            },
        },
    },
}


@pytest.fixture
def releases():
    """Three releases: with a photo and a field, corrected and shown anew, withdrawn."""
    make_bureau(feed_authority="example.jp,2026:e-komfo")
    field = Category.objects.create(slug="ict", label="ICT利活用")
    first = make_release(by=make_user(), slug="first", title="一つ目 <&>", release_date=date(2021, 5, 1))
    first.categories.add(field)
    Photo.objects.create(release=first, file=photo_store.store_upload(upload()), alt="会場")
    publish(first)
    second = make_release(by=make_user(), slug="second", title="二つ目", release_date=date(2022, 2, 1))
    publish(second)
    second.lead = "<p>直した本文です。</p>"
    second.save()
    lifecycle.note_edit(second, make_user())
    second.refresh_from_db()
    publish(second, change=Change("erratum", "本文を直しました。", shown_anew=True))
    third = make_release(by=make_user(), slug="third", title="三つ目", release_date=date(2022, 2, 2))
    publish(third)
    lifecycle.withdraw(third, make_user("approver"), "誤りのため。")
    return first, second, third


def rss_faults(root: etree._Element) -> list[str]:
    """What the specification of RSS 2.0 forbids."""
    (channel,) = root.findall("channel")
    faults = [f"channel without {name}" for name in ("title", "link", "description") if not channel.findtext(name)]
    faults += [] if root.get("version") == "2.0" else ["version"]
    guids = [item.findtext("guid") for item in channel.findall("item")]
    faults += ["a guid twice"] if len(set(guids)) != len(guids) else []
    for item in channel.findall("item"):
        faults += [] if item.findtext("title") or item.findtext("description") else ["item without words"]
        faults += [f"{name} twice" for name in ("title", "link", "guid", "pubDate") if len(item.findall(name)) > 1]
        for enclosure in item.findall("enclosure"):
            faults += [name for name in ("url", "length", "type") if not enclosure.get(name)]
        try:
            datetime.strptime(item.findtext("pubDate"), "%a, %d %b %Y %H:%M:%S %z")
        except ValueError:
            faults.append(item.findtext("pubDate"))
    return faults


def test_atom_is_valid(client, releases):
    response = client.get(FORMS["atom"])
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    ATOM_RULES.assertValid(etree.fromstring(response.content))


def test_the_rules_of_atom_find_a_fault(client, releases):
    root = etree.fromstring(client.get(FORMS["atom"]).content)
    root.remove(root.find(f"{ATOM}id"))
    assert not ATOM_RULES.validate(root)


def test_rss_is_valid(client, releases):
    assert rss_faults(etree.fromstring(client.get(FORMS["rss"]).content)) == []


def test_json_feed_is_valid(client, releases):
    response = client.get(FORMS["json"])
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    jsonschema.validate(response.json(), JSON_FEED)


def test_rss_1_names_each_item_in_its_sequence(client, releases):
    response = client.get(FORMS["rdf"])
    assert response["Content-Type"] == "application/rdf+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    about = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    named = [li.get(f"{about}resource") for li in root.iter(f"{about}li")]
    assert named == [item.get(f"{about}about") for item in root.iter("{http://purl.org/rss/1.0/}item")]
    assert len(named) == 2


@pytest.mark.parametrize("form", ["rss", "atom", "rdf"])
def test_two_readers_find_the_same_entries(client, releases, form):
    content = client.get(FORMS[form]).content
    parsed = feedparser.parse(content)
    assert not parsed.bozo
    titles = ["二つ目", "一つ目 <&>"]
    assert [entry.title.replace("&lt;&amp;&gt;", "<&>") for entry in parsed.entries] == titles
    other = fastfeedparser.parse(content)
    assert [entry.link for entry in other.entries] == [entry.link for entry in parsed.entries]


def test_all_forms_tell_of_the_same_releases(client, releases):
    items = client.get(FORMS["json"]).json()["items"]
    ids = [item["id"] for item in items]
    assert ids == [f"tag:example.jp,2026:e-komfo:{release.uid}" for release in releases[1::-1]]
    assert [entry.id for entry in feedparser.parse(client.get(FORMS["atom"]).content).entries] == ids
    assert [entry.id for entry in feedparser.parse(client.get(FORMS["rss"]).content).entries] == ids


def test_a_correction_shown_anew_moves_updated_and_not_published(client, releases):
    second, first = feedparser.parse(client.get(FORMS["atom"]).content).entries
    assert second.updated > second.published
    assert first.updated == first.published


def test_a_withdrawn_release_leaves_and_atom_says_so(client, releases):
    root = etree.fromstring(client.get(FORMS["atom"]).content)
    (gone,) = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert gone.get("ref") == f"tag:example.jp,2026:e-komfo:{releases[2].uid}"
    for address in FORMS.values():
        assert "三つ目" not in client.get(address).content.decode()


def test_a_photo_goes_along(client, releases):
    entry = feedparser.parse(client.get(FORMS["rss"]).content).entries[1]
    (enclosure,) = entry.enclosures
    assert enclosure.type == "image/jpeg"
    answer = client.get(urlsplit(enclosure.href).path)
    assert int(enclosure.length) == len(b"".join(answer.streaming_content))
    assert entry.media_content[0]["url"] == enclosure.href


def test_the_archives_reach_every_release(client, releases):
    for form in ("rss", "atom"):
        seen, address = set(), FORMS[form]
        while address:
            feed = feedparser.parse(client.get(urlsplit(address).path).content)
            seen |= {entry.title for entry in feed.entries}
            links = {link.rel: link.href for link in feed.feed.links}
            if "/feeds/" in address:
                assert urlsplit(links["current"]).path == FORMS[form]
            address = links.get("prev-archive")
        assert {title[:3] for title in seen} == {"一つ目", "二つ目"}


def test_a_year_without_releases_has_no_archive(client, releases):
    assert client.get("/e-komfo/feeds/2020/atom.xml").status_code == 404
    assert client.get("/e-komfo/feeds/2021/feed.json").status_code == 404


def test_a_field_has_a_page_and_feeds_of_its_own(client, releases):
    page = client.get("/e-komfo/category/ict/").content.decode()
    assert "一つ目" in page
    assert "二つ目" not in page
    for address in ("rss.xml", "atom.xml", "rss1.rdf", "feed.json"):
        content = client.get(f"/e-komfo/category/ict/{address}").content.decode()
        assert f"http://localhost:8000/e-komfo/category/ict/{address}" in page
        assert "一つ目" in content
        assert "二つ目" not in content
    assert client.get("/e-komfo/category/none/").status_code == 404
    assert client.get("/e-komfo/category/none/rss.xml").status_code == 404


def test_every_page_leads_programs_and_people_to_the_feeds(client, releases):
    html = client.get("/e-komfo/").content.decode()
    for kind in ("application/rss+xml", "application/atom+xml", "application/feed+json"):
        assert f'<link rel="alternate" type="{kind}"' in html
    explained = client.get("/e-komfo/feeds/").content.decode()
    assert "RSSの使い方" in explained
    assert "ICT利活用" in explained


def test_an_opened_feed_has_a_style_sheet_that_is_there(client, releases):
    content = client.get(FORMS["atom"]).content.decode()
    assert '<?xml-stylesheet type="text/css" href="/static/site/feed.css"?>' in content
    assert (Path(__file__).parents[1] / "static/site/feed.css").exists()


# WebSub


class Hub(BaseHTTPRequestHandler):
    """Hears what it is told, and refuses while ``is_ill``."""

    heard: list[str]
    is_ill = False

    def do_POST(self):
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if not self.is_ill:
            assert said["hub.mode"] == ["publish"]
            self.heard += said["hub.url"]
        self.send_response(503 if self.is_ill else 204)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def hub(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Hub.heard, Hub.is_ill = [], False
    Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBSUB_HUB_URL = f"http://127.0.0.1:{server.server_port}/"
    yield Hub
    server.shutdown()
    server.server_close()


def ping() -> int:
    with pytest.raises(SystemExit) as ended:
        call_command("ping_websub", stdout=StringIO())
    return ended.value.code


def test_the_hub_is_told_once_of_each_change_and_at_the_minute(client, hub):
    make_bureau()
    noon = datetime(2026, 12, 1, 12, 0, tzinfo=TOKYO)
    with time_machine.travel(noon - timedelta(hours=1), tick=False) as clock:
        publish(make_release(by=make_user(), title="先の発表"))
        assert ping() == 0
        assert sorted(urlsplit(address).path for address in hub.heard) == sorted(FORMS.values())
        hub.heard.clear()
        publish(make_release(by=make_user(), title="解禁の発表"), live_from=noon)
        assert ping() == 0
        assert hub.heard == []
        clock.move_to(noon)
        assert ping() == 0
        assert len(hub.heard) == 4
        hub.heard.clear()
        assert ping() == 0
        assert hub.heard == []


def test_a_hub_that_does_not_answer_is_told_next_time_and_hurts_nothing(client, hub):
    hub.is_ill = True
    publish(make_release(by=make_user()))
    assert client.get(FORMS["rss"]).status_code == 200
    assert ping() == 1
    assert not AnnouncedFeed.objects.exists()
    hub.is_ill = False
    assert ping() == 0
    assert len(hub.heard) == 4


def test_the_feed_names_the_hub_where_there_is_one(client, hub, settings, releases):
    for form in ("rss", "atom"):
        links = feedparser.parse(client.get(FORMS[form]).content).feed.links
        assert settings.WEBSUB_HUB_URL in {link.href for link in links if link.rel == "hub"}
    assert client.get(FORMS["json"]).json()["hubs"] == [{"type": "WebSub", "url": settings.WEBSUB_HUB_URL}]


def test_without_a_hub_the_command_says_what_is_missing(client):
    with pytest.raises(CommandError, match="WEBSUB_HUB_URL"):
        call_command("ping_websub")


def test_json_is_utf8_and_keeps_every_kanji(client):
    publish(make_release(by=make_user(), title="髙﨑と葛\U000e0100城"))
    assert json.loads(client.get(FORMS["json"]).content)["items"][0]["title"].startswith("髙﨑と葛\U000e0100城")
