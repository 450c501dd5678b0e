"""Everybody can read the public pages, by the rules of WCAG.

axe-core judges what a program can judge; what needs a person's judgement is no part of this.
"""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.clerk import PASSWORD, ready, sign_in

SOURCE = Path(__file__).with_name("seminar_2021.txt").read_text(encoding="utf-8")
SERIES = "/e-komfo/"
RELEASE = SERIES + "2022/0203si.html"
PREPARE = f"""
import json
import re
from django.test import Client
from releases import intake, parse, lifecycle
from releases.document import load
from releases.fill import fill
from releases.photo_store import store_upload
from tests.builders import make_bureau, make_release, make_user, publish
from tests.documents import make_full_document
from tests.pictures import upload
make_bureau(series_description="地域の情報通信の話題です。", address="見本県見本市1-1")
writer = make_user()
clerk = make_user("approver", username="clerk", password={PASSWORD!r})
text = json.dumps(make_full_document().to_json())
for photo in make_full_document().all_photos:
    text = text.replace(photo.key, store_upload(upload()).key)
report = fill(load(json.loads(text)), user=writer)
publish(report)
corrected = make_release(slug="0204si", title="訂正する発表", by=writer)
publish(corrected)
corrected.title = "訂正した発表"
corrected.save()
lifecycle.note_edit(corrected, writer)
publish(corrected, change=lifecycle.Change("erratum", "日付を改めました。"))
gone = make_release(slug="0202si", title="取り下げる発表", by=writer)
publish(gone)
lifecycle.withdraw(gone, clerk, "誤りがあったため。")
waiting = make_release(slug="0205si", title="確認を待つ発表", by=writer)
lifecycle.submit(waiting, writer)
taken = intake.take_in(parse.read({SOURCE!r}.encode(), filename=""), name="", user=clerk)
event_page = re.search(r'href="(/e-komfo/events/[a-z2-7]{{7,26}}/)"', Client(HTTP_HOST="127.0.0.1").get({RELEASE!r}).content.decode())[1]
print(json.dumps({{"event_page": event_page, "report": report.pk, "event": report.event_id, "waiting": waiting.pk, "intake": taken.pk}}))
"""
PUBLIC = (
    "/",
    SERIES,
    SERIES + "2022/",
    RELEASE,
    SERIES + "2022/0204si.html",
    SERIES + "2022/0202si.html",
    "/search/",
    "/search/?q=セミナー",
    "/search/?q=どこにもない言葉",
    SERIES + "events/",
    SERIES + "events/2022/",
    "{event_page}",
    SERIES + "lectures/",
    SERIES + "lectures/themes/",
    SERIES + "feeds/",
    SERIES + "accessibility/",
    SERIES + "guide/",
    SERIES + "category/ict/",
    "/api/",
    "/none.html",
)
LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}
# JIS X 8341-3:2016 is WCAG 2.0; what came after it is asked for as well.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}


@pytest.fixture(scope="module")
def office(site_factory):
    """A running site with every kind of page; ``keys`` has the numbers of what staff open."""
    site = site_factory()
    site.keys = json.loads(site.python(PREPARE))
    return site


@pytest.fixture(params=LOOKS)
def look(request):
    return LOOKS[request.param]


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{page.url} {fault['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for fault in found
        for node in fault["nodes"]
    ]


def test_no_public_page_breaks_a_rule(office, new_context, complaints, look):
    # axe tries its own styles, which the policy of the pages refuses.
    complaints.allow("404|410|inline style|style-src")
    page = new_context(**look).new_page()
    found = []
    for address in PUBLIC:
        page.goto(office.url + address.format(**office.keys))
        found += faults(page)
    assert found == []


STAFF = (
    "",
    "guide/",
    "password_change/",
    "second-factor/",
    "releases/release/",
    "releases/release/?q=セミナー",
    "releases/release/add/",
    "releases/release/{report}/change/",
    "releases/release/{report}/history/",
    "releases/{waiting}/steps/approve/",
    "releases/{report}/steps/",
    "releases/{report}/log/",
    "releases/{report}/links/",
    "releases/{report}/copy/",
    "releases/intake/",
    "releases/intake/{intake}/",
    "releases/bin/",
    "events/event/",
    "events/event/add/",
    "events/event/{event}/change/",
    "events/{event}/comments/",
    "events/speaker/",
    "events/speaker/1/change/",
    "bureau/alert/add/",
    "bureau/contact/",
)


def test_no_staff_screen_breaks_a_rule(office, new_context, complaints, look):
    complaints.allow("inline style|style-src")
    page = new_context(**look).new_page()
    page.goto(f"{office.url}/admin/")
    found = faults(page)
    sign_in(page, office, "clerk")
    for address in STAFF:
        page.goto(f"{office.url}/admin/{address.format(**office.keys)}")
        if page.locator("textarea[data-type=ckeditortype]").count():
            ready(page)
        found += faults(page)
    assert found == []
