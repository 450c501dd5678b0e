"""Readings of names: in the line for everybody, above the characters for a reader who asks, and so from then on."""

import json

import pytest

PREPARE = """
import json
from tests.builders import make_bureau, make_event, make_release, make_session, make_speaker, publish
make_bureau()
event = make_event()
make_session(event, speaker=make_speaker(name="川辺 花子", kana="かわべ はなこ"))
with_names = make_release(event=event)
publish(with_names)
without = make_release(slug="0204si", title="名前のない発表")
publish(without)
print(json.dumps([f"/e-komfo/{item.release_date.year}/{item.slug}.html" for item in (with_names, without)]))
"""


@pytest.fixture
def addresses(site):
    return [site.url + path for path in json.loads(site.python(PREPARE))]


def test_a_reader_sets_readings_above_the_names_and_the_browser_remembers(addresses, page):
    page.goto(addresses[0])
    name = page.locator(".speaker-name")
    reading = name.locator("rt")
    in_line = reading.bounding_box()["height"]
    assert "川辺 花子（かわべ はなこ）" in name.inner_text()
    button = page.get_by_role("button", name="ふりがなを漢字の上に示す")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    base, above = name.bounding_box(), reading.bounding_box()
    assert above["height"] < in_line
    assert above["y"] < base["y"] + base["height"] / 2
    page.reload()
    assert page.get_by_role("button", name="ふりがな").get_attribute("aria-pressed") == "true"
    assert page.context.cookies() == []
    page.get_by_role("button", name="ふりがな").click()
    page.reload()
    assert page.get_by_role("button", name="ふりがな").get_attribute("aria-pressed") == "false"


def test_a_page_without_readings_has_no_switch(addresses, page):
    page.goto(addresses[1])
    assert page.get_by_role("button", name="ふりがな").count() == 0


def test_without_script_the_reading_stands_in_the_line(addresses, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(addresses[0])
    assert "川辺 花子（かわべ はなこ）" in page.locator(".speaker-name").inner_text()
    assert not page.locator(".reading-switch button").is_visible()
