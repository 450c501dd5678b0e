"""How much work a report is: clicks, keys and screens of the three ways to enter the same page, by script in a browser.

    python benchmarks/walk.py

(a) from its draft, (b) by hand, (c) from last year's release of the same event. The content is that of
tests/browser/whole_page.py: eight parts of a programme, three comments, three photos. What a script types at once is
counted character by character; choosing from a list is one click. The seconds are the browser's and the server's, with
nobody who thinks.
"""

import os
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))

from tests.browser import whole_page as whole  # noqa: E402
from tests.browser.clerk import add_row, fill, ready, save, sign_in  # noqa: E402
from tests.browser.conftest import ARGUMENTS, find_chromium  # noqa: E402
from tests.browser.test_editing import PREPARE, enter_event, enter_release  # noqa: E402
from tests.pictures import picture  # noqa: E402
from tests.server import Site, SQLiteDatabases  # noqa: E402

COUNTED = """
addEventListener("click", (event) => { if (event.isTrusted) noteWalk("clicks", 1); }, true);
addEventListener("change", (event) => { if (event.target.tagName === "SELECT") noteWalk("clicks", 1); }, true);
addEventListener("keydown", (event) => { if (event.isTrusted) noteWalk("keys", 1); }, true);
const lengths = new WeakMap();
addEventListener("input", (event) => {
  const field = event.target;
  if (field.tagName === "SELECT" || field.type === "file" || field.type === "checkbox") return;
  const length = (field.value ?? field.textContent).length;
  const before = lengths.get(field) ?? (field.defaultValue ?? "").length;
  lengths.set(field, length);
  if (!event.inputType?.includes("Paste")) noteWalk("keys", Math.max(1, length - before));
}, true);
"""


@dataclass
class Walk:
    """What one way took."""

    name: str
    clicks: int = 0
    keys: int = 0
    screens: int = 0
    seconds: float = 0.0


class Watch:
    """Counts into the walk that is going on."""

    def __init__(self, page: Page):
        self.walk: Walk | None = None
        page.context.expose_function("noteWalk", self._note)
        page.context.add_init_script(COUNTED)
        page.context.on("page", lambda opened: opened.on("load", lambda _: self._note("screens", 1)))
        page.on("load", lambda _: self._note("screens", 1))

    def _note(self, what: str, number: int) -> None:
        if self.walk:
            setattr(self.walk, what, getattr(self.walk, what) + number)

    def begin(self, name: str) -> Walk:
        self.walk = Walk(name)
        self._since = time.monotonic()
        return self.walk

    def end(self) -> None:
        self.walk.seconds = time.monotonic() - self._since
        self.walk = None


def add_photos(page: Page) -> None:
    files = [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": picture(colour=(40, 60 * number, 160))}
        for number in range(len(whole.PHOTOS))
    ]
    page.locator(".tray-input").set_input_files(files)
    rows = page.locator("#photos-group > .rows-list > .row:has(.row-thumbnail)")
    expect(rows).to_have_count(len(whole.PHOTOS), timeout=30_000)
    for number, (session, alt, caption) in enumerate(whole.PHOTOS):
        fill(rows.nth(number), alt=alt, caption=caption)
        rows.nth(number).locator(".field-session select").select_option(index=session)


def by_hand(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/admin/")
    page.get_by_role("link", name="行事の報告・案内を書く").click()
    ready(page)
    enter_event(page)
    save(page, "保存して報道発表を書く")
    ready(page)
    enter_release(page)
    save(page)


def from_draft(page: Page, site: Site, text: str) -> None:
    page.goto(f"{site.url}/admin/")
    page.get_by_role("link", name="原稿から作成").click()
    area = page.locator("textarea").first
    area.focus()
    page.evaluate("(text) => { document.activeElement.value = text; }", text)
    page.locator("form:has(textarea) [type=submit]").first.click()
    page.wait_for_url("**/intake/*/")
    page.locator("#create").click()
    page.wait_for_url("**/release/*/change/*")
    ready(page)


def from_last_year(page: Page, site: Site, pk: int) -> None:
    page.goto(f"{site.url}/admin/releases/release/{pk}/change/")
    page.get_by_role("link", name="複製").click()
    fill(page, day="2023-02-03")
    page.get_by_role("button", name="複製する").click()
    page.wait_for_url("**/release/*/change/*")
    ready(page)
    page.get_by_role("link", name="行事「").click()
    ready(page)
    fill(add_row(page, "days"), date="2023-01-20", starts_at="13:30", ends_at="16:30")
    for text in whole.COMMENTS:
        fill(add_row(page, "survey_comments"), text=text)
    fill(add_row(page, "counts"), **whole.COUNT)
    save(page)


def publish(site: Site) -> None:
    site.python(
        "from releases import lifecycle; from releases.models import Release; from django.utils import timezone;"
        " lifecycle.publish_as_of(Release.objects.get(), timezone.now())"
    )


def main() -> None:
    walks = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        databases = SQLiteDatabases(folder)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        sites = []
        for number in range(2):
            (folder / str(number)).mkdir()
            site = Site(folder / str(number), databases.create(f"site{number}"), 1, {})
            site.start()
            site.python(PREPARE)
            sites.append(site)
        try:
            pages, watches = [], []
            for site in sites:
                page = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo").new_page()
                watches.append(Watch(page))
                sign_in(page, site, "clerk")
                pages.append(page)
            walks.append(watches[0].begin("(b) 手で入力"))
            by_hand(pages[0], sites[0])
            watches[0].end()
            publish(sites[0])
            pages[0].goto(f"{sites[0].url}/e-komfo/2022/{whole.RELEASE['slug']}.html")
            text = pages[0].locator("main").inner_text().partition("このページの短いアドレス")[0]
            walks.insert(0, watches[1].begin("(a) 原稿から作成"))
            from_draft(pages[1], sites[1], text)
            watches[1].end()
            walks.insert(1, watches[1].begin("(a) の後、写真3枚"))
            add_photos(pages[1])
            save(pages[1])
            watches[1].end()
            walks.append(watches[0].begin("(c) 去年の発表を複製"))
            from_last_year(pages[0], sites[0], 1)
            watches[0].end()
        finally:
            for site in sites:
                site.stop()
            browser.close()
    print(f"{'':22} {'クリック':>6} {'キー':>7} {'画面':>5} {'秒':>6}")
    for walk in walks:
        print(f"{walk.name:22} {walk.clicks:8} {walk.keys:8} {walk.screens:6} {walk.seconds:7.1f}")


if __name__ == "__main__":
    main()
