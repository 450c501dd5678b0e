"""A reader's or an editor's browser, set to Japan. A page that complains, breaks or calls another host fails its test."""

import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError, expect, sync_playwright

PLACES = (
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """CHROMIUM, or the first of the usual places."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((place for place in PLACES if Path(place).exists()), shutil.which("google-chrome"))


# For these tests alone: while Playwright is there, an event loop runs in this thread, and Django would take every later
# test of the database for asynchronous code.
@pytest.fixture(scope="package")
def browser():
    chromium = find_chromium()
    if chromium is None:
        message = "Chromium がありません（環境変数 CHROMIUM で場所を指定できます）。"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    # What is waited for comes at once on a quiet machine; two cores that run a site, a browser and other tests take longer.
    expect.set_options(timeout=90_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


class Complaints:
    """What the browser's pages complained about, without what the test has allowed by a pattern."""

    def __init__(self):
        self._heard: list[str] = []
        self._allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        self._allowed.append(pattern)

    @property
    def left(self) -> list[str]:
        return [text for text in self._heard if not any(re.search(pattern, text) for pattern in self._allowed)]

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._hear_console)
        context.on("weberror", self._hear_error)
        context.on("request", self._hear_request)

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._heard.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _hear_error(self, error: WebError) -> None:
        address = error.page.url if error.page else ""
        self._heard.append(f"exception: {error.error} ({address})\n{error.error.stack}")

    def _hear_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname not in ("127.0.0.1", "localhost"):
            self._heard.append(f"another host: {request.url}")


@pytest.fixture
def complaints():
    """The complaints of this test's pages; ``complaints.allow(pattern)`` names one that is expected, and why."""
    complaints = Complaints()
    yield complaints
    assert complaints.left == []


@pytest.fixture
def new_context(browser, complaints, request):
    """Opens browsers of different people, ``new_context(viewport={…})``; each has cookies of its own."""
    # Whatever the order of a test's arguments, the site stops after the browser is closed: a page that still asks
    # something of it, a draft's trial for one, would complain of a refused connection.
    if "site" in request.fixturenames:
        request.getfixturevalue("site")
    contexts = []

    def open_context(**options) -> BrowserContext:
        context = browser.new_context(**{"locale": "ja-JP", "timezone_id": "Asia/Tokyo", **options})
        context.set_default_timeout(90_000)
        complaints.listen(context)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def context(new_context):
    return new_context()


@pytest.fixture
def page(context):
    return context.new_page()
