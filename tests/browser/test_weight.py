"""A page comes quickly and stands still: little to carry, one style sheet to wait for, nothing that moves."""

from tests.browser.test_accessibility import PUBLIC, RELEASE, office

__all__ = ["office"]

SHIFT = """
() => new Promise((resolve) => {
  let total = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) total += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  window.scrollTo(0, document.body.scrollHeight);
  setTimeout(() => resolve(total), 600);
})
"""
MOST_BYTES = 60 * 1024


def test_nothing_on_a_page_moves_while_it_loads(office, new_context, complaints):
    complaints.allow("404|410")
    for width in (1280, 390):
        page = new_context(viewport={"width": width, "height": 800}).new_page()
        for address in PUBLIC:
            page.goto(office.url + address.format(**office.keys))
            assert page.evaluate(SHIFT) == 0, (width, address)


def test_a_report_weighs_little_before_its_photos_and_waits_for_one_sheet(office, page):
    carried = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on(
        "Network.loadingFinished", lambda event: carried.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto(office.url + RELEASE, wait_until="networkidle")
    weight = sum(size for request, size in carried.items() if kinds[request] != "Image")
    assert 0 < weight < MOST_BYTES
    assert page.locator("figure.photo").count() >= 6
    assert page.locator("head link[rel=stylesheet]").count() == 1
    assert page.locator("head script[src]:not([defer])").count() == 0
    assert "@import" not in page.evaluate(
        "fetch(document.querySelector('link[rel=stylesheet]').href).then((r) => r.text())"
    )
