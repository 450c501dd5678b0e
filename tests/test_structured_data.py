"""What machines read on a page: every fact equal to the document's, in the shapes that search engines ask for."""

import json
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from releases import lifecycle
from releases.lifecycle import Change
from releases.models import ShortAddress
from releases.render import render
from releases.structured_data import of_event_page
from tests.builders import make_release, make_user, publish
from tests.documents import make_document, make_event, make_full_document, make_series, make_session
from tests.indexing import publish_documents

HOST = "http://localhost:8000"

# Required and recommended properties, as the search engines' own papers on Article, Event and Breadcrumb name them.
REQUIRED = {
    "NewsArticle": {"headline", "datePublished", "dateModified", "author", "image"},
    "Event": {"name", "startDate", "location"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
    "Place": {"name", "address"},
    "VirtualLocation": {"url"},
    "Person": {"name"},
    "Organization": {"name"},
    "GovernmentOrganization": {"name"},
}
RECOMMENDED_OF_EVENT = {
    "description",
    "endDate",
    "eventStatus",
    "eventAttendanceMode",
    "image",
    "organizer",
    "performer",
}


def graph_of(html: str) -> dict[str, dict]:
    """The nodes of the page's one data block by their type."""
    (block,) = HTMLParser(html).css('script[type="application/ld+json"]')
    data = json.loads(block.text())
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def nodes_in(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from nodes_in(item)


def test_every_shape_has_what_search_engines_require():
    graph = graph_of(render(make_full_document()))
    seen = set()
    for node in nodes_in(list(graph.values())):
        kind = node.get("@type", "")
        seen.add(kind)
        assert REQUIRED.get(kind, set()) <= node.keys(), node
        assert all(value not in ("", None, []) for value in node.values()), node
    assert set(REQUIRED) <= seen
    assert graph["Event"].keys() >= RECOMMENDED_OF_EVENT


def test_the_facts_of_the_event_are_those_of_the_document():
    document = make_full_document()
    event, node = document.event, graph_of(render(document))["Event"]
    assert node["name"] == event.title
    assert node["startDate"] == "2022-01-20T13:30:00+09:00"
    assert node["endDate"] == "2022-02-01"
    assert node["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in node["location"]] == ["Place", "VirtualLocation"]
    assert node["location"][0]["name"] == event.place
    organisers = [(body["name"], body.get("alternateName", "")) for body in node["organizer"]]
    assert organisers == [(body.name, body.alias) for body in event.organisers]
    assert len(node["subEvent"]) == len(event.sessions)
    for session, part in zip(event.sessions, node["subEvent"], strict=True):
        assert session.heading in part["name"]
        assert part.get("about", "") == session.topic
        assert part["superEvent"]["@id"] == node["@id"]
        told = [
            (
                role["performer"]["name"],
                role["performer"].get("alternateName", ""),
                role["performer"].get("jobTitle", ""),
                role["performer"].get("affiliation", {}).get("name", ""),
            )
            for role in part.get("performer", ())
        ]
        assert told == [(who.name, who.kana, who.position, who.affiliation) for who in session.speakers]
        for role, who in zip(part.get("performer", ()), session.speakers, strict=True):
            assert (who.role or session.heading) in role["roleName"]
            assert who.on_behalf_of in role["roleName"]
    assert {person["name"] for person in node["performer"]} == {
        who.name for session in event.sessions for who in session.speakers
    }


def test_the_article_and_the_way_to_it_are_those_of_the_page():
    document = make_full_document()
    html = render(document)
    graph = graph_of(html)
    article = graph["NewsArticle"]
    assert article["headline"] == document.full_title
    assert article["url"] == HTMLParser(html).css_first('link[rel="canonical"]').attributes["href"]
    assert article["datePublished"] == "2022-02-03"
    assert article["keywords"] == ["ICT利活用"]
    assert article["about"]["@id"] == graph["Event"]["@id"]
    assert article["publisher"]["@id"] == graph["GovernmentOrganization"]["@id"]
    assert graph["GovernmentOrganization"]["name"] == document.series.bureau
    shown = [item.text(strip=True) for item in HTMLParser(html).css(".breadcrumb li")]
    assert [item["name"] for item in graph["BreadcrumbList"]["itemListElement"]] == shown
    images = set(re.findall(rf"{HOST}(/e-komfo/photos/[^\"]+)", json.dumps(article["image"])))
    assert len(images) == len(document.all_photos)
    assert all(image in html for image in images)


def test_a_stated_reading_is_told_and_a_missing_one_is_not_guessed():
    nameless = make_session(speakers=(make_session().speakers[0].model_copy(update={"kana": ""}),))
    node = graph_of(render(make_document(event=make_event(sessions=(nameless,)))))["Event"]
    assert "alternateName" not in node["performer"][0]


def test_the_hours_of_sessions_are_told_where_the_event_has_one_day():
    facts = make_event(sessions=(make_session(starts="13:40", ends="14:20"),))
    (part,) = graph_of(render(make_document(event=facts)))["Event"]["subEvent"]
    assert (part["startDate"], part["endDate"]) == ("2022-01-20T13:40:00+09:00", "2022-01-20T14:20:00+09:00")


@pytest.mark.parametrize("event", [None, make_event(days=())])
def test_without_a_day_there_is_an_article_and_no_event(event):
    graph = graph_of(render(make_document(event=event)))
    assert "Event" not in graph
    assert "about" not in graph["NewsArticle"]


def test_an_event_that_is_called_off_says_so():
    document = make_document(event=make_event(), kind={"code": "cancellation", "label": "開催中止"})
    assert graph_of(render(document))["Event"]["eventStatus"] == "https://schema.org/EventCancelled"


@pytest.mark.parametrize("attack", ["</script><script>alert(1)</script>", "<!--<script>", "\u2028\\u003c & \" '"])
def test_no_text_leaves_the_data_block(attack):
    document = make_document(title=attack.replace("\u2028", ""), event=make_event(title="x" + attack))
    html = render(document)
    # The data and the script that sets readings; no third one.
    assert html.count("<script") == 2
    assert graph_of(html)["NewsArticle"]["headline"] == document.title


def test_the_page_of_an_event_tells_it_at_its_own_address():
    document = make_full_document()
    graph = {node["@type"]: node for node in of_event_page(document, "見本", "/e-komfo/events/abc/")["@graph"]}
    assert graph["Event"]["url"] == f"{HOST}/e-komfo/events/abc/"
    assert graph["BreadcrumbList"]["itemListElement"][-1]["item"] == f"{HOST}/e-komfo/events/abc/"


def test_a_preview_of_another_series_points_to_its_own_addresses():
    document = make_document(series=make_series(path="soutsu/mihon/"))
    assert graph_of(render(document))["NewsArticle"]["url"] == f"{HOST}/soutsu/mihon/2022/0203si.html"


# On the site


@pytest.mark.django_db
def test_a_page_tells_when_it_was_published_and_corrected(client):
    at = datetime(2026, 11, 2, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    with time_machine.travel(at, tick=False):
        release = make_release(slug="1102si", release_date=date(2026, 11, 2), by=make_user())
        publish(release)
    release.title = "直した表題"
    release.save()
    with time_machine.travel(at + timedelta(days=1), tick=False):
        lifecycle.note_edit(release, release.edited_by)
        publish(release, change=Change("erratum", "表題を直しました。"))
        html = client.get("/e-komfo/2026/1102si.html").content.decode()
    article = graph_of(html)["NewsArticle"]
    assert article["datePublished"] == "2026-11-02T10:00:00+09:00"
    assert article["dateModified"] == "2026-11-03T10:00:00+09:00"
    assert article["correction"] == ["表題を直しました。"]
    said = {node.attributes["property"]: node.attributes["content"] for node in HTMLParser(html).css("meta[property]")}
    assert said["og:title"] == article["headline"] == "直した表題"
    assert said["og:url"] == article["url"]
    assert said["article:published_time"] == article["datePublished"]
    assert said["article:modified_time"] == article["dateModified"]


@pytest.mark.django_db
def test_a_short_address_leads_to_the_page_and_stands_on_it(client):
    release = make_release(slug="0203si", by=make_user())
    publish(release)
    short = f"/r/{ShortAddress.objects.get(uid=release.uid).code}"
    page = HTMLParser(client.get("/e-komfo/2022/0203si.html").content.decode())
    assert page.css_first(".share-address").text() == HOST + short
    answer = client.get(short)
    assert (answer.status_code, answer["Location"]) == (301, "/e-komfo/2022/0203si.html")
    lifecycle.withdraw(release, make_user("approver"), "誤りのため。")
    assert client.get(short, follow=True).status_code == 410


@pytest.mark.django_db
def test_a_short_address_of_nothing_public_is_unknown(client):
    release = make_release(by=make_user())
    with time_machine.travel(datetime(2026, 11, 2, tzinfo=ZoneInfo("Asia/Tokyo"))):
        publish(release, live_from=datetime(2099, 1, 1, tzinfo=ZoneInfo("Asia/Tokyo")))
    short = f"/r/{ShortAddress.objects.get(uid=release.uid).code}"
    waiting, never = client.get(short), client.get("/r/aaaaaaa")
    assert waiting.status_code == never.status_code == 404
    assert waiting.content == never.content


@pytest.mark.django_db
def test_a_page_leads_to_its_event(client):
    publish_documents([make_full_document()])
    page = client.get("/e-komfo/2022/0203si-n0.html").content.decode()
    assert re.search(r'href="/e-komfo/events/[a-z2-7]{7}/"', page)
