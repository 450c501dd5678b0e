"""Every page that a reader or an approver comes to by links keeps to its content policy: nothing is refused by it, nothing
stands in the page that it would have to allow, and nobody else is asked.
"""

import json
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.clerk import ready, sign_in
from tests.browser.test_accessibility import PREPARE

# Told by the browser itself, with what it refused.
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""
# What stands in the page itself, and what it links to on this site.
LOOK = """() => ({
  refused: window.refused,
  inline: [...document.querySelectorAll(
    "style, [style], script:not([src]):not([type='application/ld+json']):not([type='application/json'])")]
    .map((element) => element.outerHTML.slice(0, 120)),
  handlers: [...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes].filter(({ name }) => name.startsWith("on")).map(({ name }) => `${element.tagName} ${name}`)),
  links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
})"""
AT_LEAST = {"reader": 20, "approver": 40}
AT_MOST = 50
# Asking for them is a step, not a look.
LEFT_OUT = ("/admin/logout/", "/admin/jsi18n/")


@pytest.fixture(scope="module")
def office(site_factory):
    site = site_factory()
    site.keys = json.loads(site.python(PREPARE))
    return site


def is_page(site, address: str) -> bool:
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" != site.url or parts.path.startswith(LEFT_OUT):
        return False
    # Files are kept, not shown.
    return parts.path.endswith(("/", ".html")) or "." not in parts.path.rpartition("/")[2]


def crawl(site, page: Page, start: str, below: str) -> dict[str, dict]:
    """What was seen on each page that links lead to from ``start``; of one screen, one query."""
    page.add_init_script(LISTEN)
    waiting, known, seen = [site.url + start], {start}, {}
    while waiting and len(seen) < AT_MOST:
        address = waiting.pop(0)
        page.goto(address)
        if page.locator("textarea[data-type=ckeditortype]").count():
            ready(page)
        seen[address] = page.evaluate(LOOK)
        for link in (urldefrag(link).url for link in seen[address]["links"]):
            path = urlsplit(link).path
            if is_page(site, link) and path.startswith(below) and path not in known:
                known.add(path)
                waiting.append(link)
    return seen


def test_no_page_for_readers_meets_its_policy(office, new_context, complaints):
    complaints.allow("404|410")
    seen = crawl(office, new_context().new_page(), "/", "/")
    readers = {address: found for address, found in seen.items() if "/admin/" not in address}
    assert len(readers) >= AT_LEAST["reader"]
    for address, found in readers.items():
        assert (found["refused"], found["inline"], found["handlers"]) == ([], [], []), address


def test_no_page_for_staff_meets_its_policy(office, new_context, complaints):
    page = new_context().new_page()
    # A dialog of the editor has a frame of its own making.
    complaints.allow("javascript:")
    sign_in(page, office, "clerk")
    seen = crawl(office, page, "/admin/", "/admin/")
    assert len(seen) >= AT_LEAST["approver"]
    for address, found in seen.items():
        assert found["refused"] == [], address
        # The editor sets styles and event attributes by hand, on the form alone (docs/security.md).
        if "/change/" not in address and "/add/" not in address:
            assert (found["inline"], found["handlers"]) == ([], []), address
