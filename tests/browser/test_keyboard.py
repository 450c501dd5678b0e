"""Every page can be walked with the Tab key, and one always sees where one is."""

import pytest

from tests.browser.clerk import ready, sign_in
from tests.browser.test_accessibility import PUBLIC, RELEASE, STAFF, office

__all__ = ["office"]

# What Tab reaches, by the rules of HTML; a group of radio buttons is one stop, and what is folded away is none.
REACHABLE = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex='0']")].filter((element) =>
  !element.disabled && element.type !== "hidden" && element.tabIndex >= 0
  && element.checkVisibility({ visibilityProperty: true })
  && !(element.type === "radio" && element.name && [...document.getElementsByName(element.name)].some((other) => other !== element && (other.checked || (!element.checked && other.compareDocumentPosition(element) & 4))))
).length
"""
HERE = """
async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  window.first ??= element;
  window.last = window.here;
  window.here = element;
  const isAgain = window.here !== window.last && element === window.first && !!window.last;
  // The parts of a date field are stops of their own, all of them the field.
  const isSame = window.here === window.last;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const isMarked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  return {
    isAgain, isSame, isMarked, what: element.outerHTML.slice(0, 160),
    isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""


def walk(page, at_most: int = 1500) -> tuple[int, list[str]]:
    """Press Tab until the walk begins again: (stops, what was not seen or not marked)."""
    wrong, stops = [], 0
    for _ in range(at_most):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            # Past the end of the page. A walk that began in the middle, where the page set the caret, goes on at the top.
            continue
        if here["isAgain"]:
            break
        stops += not here["isSame"]
        if not here["isSame"] and not (here["isSeen"] and here["isMarked"]):
            wrong.append(f"{page.url} seen={here['isSeen']} marked={here['isMarked']}: {here['what']}")
    return stops, wrong


@pytest.mark.parametrize(("width", "addresses"), [(1280, PUBLIC), (390, (RELEASE, PUBLIC[6]))])
def test_the_public_site_is_walked_by_tab_with_the_place_always_seen(office, new_context, complaints, width, addresses):
    complaints.allow("404|410")
    page = new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce").new_page()
    wrong = []
    for address in addresses:
        page.goto(office.url + address.format(**office.keys))
        reachable = page.evaluate(REACHABLE)
        stops, unseen = walk(page)
        wrong += unseen
        if stops < reachable:
            wrong.append(f"{address}: {stops} stops of {reachable}")
    assert wrong == []


def test_the_first_stop_leads_past_what_every_page_repeats(office, page):
    page.goto(office.url + PUBLIC[3])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "本文へ移動"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_the_way_of_a_release_through_the_office_is_walked_by_tab(office, new_context):
    page = new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce").new_page()
    sign_in(page, office, "clerk")
    wrong = []
    way = [address for address in STAFF if not address.startswith(("bureau/", "password"))]
    for address in way:
        page.goto(f"{office.url}/admin/{address.format(**office.keys)}")
        if page.locator("textarea[data-type=ckeditortype]").count():
            ready(page)
        stops, unseen = walk(page, at_most=40)
        wrong += unseen
        assert stops > 5, address
    assert wrong == []
