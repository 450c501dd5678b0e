"""Addresses are promises: they are written out here, and old ones go on leading to their page."""

from datetime import date

import pytest

from releases import addresses, lifecycle
from tests.builders import make_bureau, make_release, make_user, publish


def test_the_addresses_of_the_series():
    assert addresses.home() == "/"
    assert addresses.series_index("e-komfo/") == "/e-komfo/"
    assert addresses.year_index("e-komfo/", 2021) == "/e-komfo/2021/"
    assert addresses.release_page("e-komfo/", 2021, "0108si") == "/e-komfo/2021/0108si.html"
    assert addresses.release_page("soutsu/kanto/e-komfo/", 2021, "0108si") == "/soutsu/kanto/e-komfo/2021/0108si.html"
    assert addresses.feed("e-komfo/") == "/e-komfo/rss.xml"
    assert addresses.photos("e-komfo/") == "/e-komfo/photos/"


def test_absolute_addresses_have_the_sites_own_host(settings):
    settings.SITE_URL = "https://www.example.jp"
    assert addresses.absolute("/e-komfo/") == "https://www.example.jp/e-komfo/"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/e-komfo/2021/0108si.html", (2021, "0108si")),
        ("/e-komfo/2021/0108si.html#top", (2021, "0108si")),
        ("http://localhost:8000/e-komfo/2021/0108si.html", (2021, "0108si")),
        ("/e-komfo/2021/", None),
        ("/other/2021/0108si.html", None),
        ("https://www.example.jp/e-komfo/2021/0108si.html", None),
    ],
)
def test_a_link_into_the_series_is_known_as_one(url, target):
    assert addresses.points_into_series(url, "e-komfo/") == target


HEISEI = "/soutsu/kanto/e-komfo/26/0606so.html"
OLD_SYSTEM = "/soutsu/kanto/if/e-komfo/e-22/k2209/k220908k.html"
NUMBERED = "/soutsu/kanto/01sotsu03_20130312-1.html"


@pytest.fixture
def archive(db):
    """Pages that once stood at other addresses."""
    make_bureau()
    for day, slug, old in (
        (date(2014, 6, 6), "0606so", HEISEI),
        (date(2010, 9, 8), "0908k", OLD_SYSTEM),
        (date(2013, 3, 12), "0312-1", NUMBERED),
        (date(2012, 1, 5), "0105k", "/news.cgi?id=120105"),
        (date(2019, 6, 5), "0605r2", ""),
    ):
        publish(make_release(release_date=day, slug=slug, legacy_path=old, title=f"{slug}の発表", by=make_user()))


@pytest.mark.parametrize(
    ("old", "page"),
    [
        (HEISEI, "/e-komfo/2014/0606so.html"),
        ("/e-komfo/26/0606so.html", "/e-komfo/2014/0606so.html"),
        ("/soutsu/kanto/e-komfo/2014/0606so.html", "/e-komfo/2014/0606so.html"),
        (OLD_SYSTEM, "/e-komfo/2010/0908k.html"),
        ("/if/e-komfo/e-22/k2209/k220908k.html", "/e-komfo/2010/0908k.html"),
        (NUMBERED, "/e-komfo/2013/0312-1.html"),
        ("/01sotsu03_20130312-1.html", "/e-komfo/2013/0312-1.html"),
        ("/www/soutsu/kanto/01sotsu03_20130312-1.html", "/e-komfo/2013/0312-1.html"),
        (f"{NUMBERED}?from=mail", "/e-komfo/2013/0312-1.html"),
        ("/news.cgi?id=120105", "/e-komfo/2012/0105k.html"),
        ("/soutsu/kanto/e-komfo/2019/0605r2.html", "/e-komfo/2019/0605r2.html"),
        ("/index.html", "/"),
        ("/e-komfo", "/e-komfo/"),
        ("/e-komfo/index.html", "/e-komfo/"),
        ("/soutsu/kanto/e-komfo/", "/e-komfo/"),
        ("/e-komfo/2014", "/e-komfo/2014/"),
        ("/e-komfo/2014/index.html", "/e-komfo/2014/"),
        ("/e-komfo/26/", "/e-komfo/2014/"),
        ("/soutsu/kanto/e-komfo/26/index.html", "/e-komfo/2014/"),
    ],
)
def test_an_old_address_leads_to_the_page_in_one_step(archive, client, old, page):
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, page)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/news.cgi",
        "/news.cgi?id=999999",
        "/e-komfo/26/9999zz.html",
        "/e-komfo/27/0606so.html",
        "/e-komfo/2015/",
        "/elsewhere/0606",
        "/so.html",
    ],
)
def test_an_address_that_never_was_leads_nowhere(archive, client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_an_old_address_is_no_way_around_a_withdrawal(archive, client):
    edition = lifecycle.Edition.objects.get(slug="0606so")
    lifecycle.withdraw(edition.release, make_user("approver"), "誤りがあったため。")
    assert client.get(HEISEI)["Location"] == "/e-komfo/2014/0606so.html"
    assert client.get("/e-komfo/2014/0606so.html").status_code == 410


def test_a_name_that_two_old_pages_bear_leads_to_neither(archive, client):
    for year, folder in ((2011, "23"), (2012, "24")):
        old = f"/soutsu/kanto/if/{folder}/k0401.html"
        publish(make_release(release_date=date(year, 4, 1), slug="0401k", legacy_path=old, by=make_user()))
    assert client.get("/k0401.html").status_code == 404


def test_the_old_address_of_a_draft_leads_nowhere(client, db):
    make_release(legacy_path="/old/draft.html", by=make_user())
    assert client.get("/old/draft.html").status_code == 404


def test_a_form_sent_to_an_old_address_is_not_led_on(archive, client):
    assert client.post(HEISEI).status_code == 404
