"""Citizens read the public pages: on a telephone, in the dark, by keyboard, without scripts, on paper."""

import pytest
from playwright.sync_api import expect

PREPARE = """
import json
from tests.builders import make_bureau, make_release, make_user, publish
from tests.documents import make_full_document
from tests.pictures import upload
from releases.document import load
from releases.fill import fill
from releases.lifecycle import withdraw
from releases.photo_store import store_upload
make_bureau(series_description="地域の情報通信の話題です。")
text = json.dumps(make_full_document().to_json())
for photo in make_full_document().all_photos:
    text = text.replace(photo.key, store_upload(upload()).key)
publish(fill(load(json.loads(text)), user=make_user()))
gone = make_release(slug="0202si", title="取り下げる発表", by=make_user())
publish(gone)
withdraw(gone, make_user("approver"), "誤りがあったため。")
"""
PAGE = "/e-komfo/2022/0203si.html"
ADDRESSES = ("/", "/e-komfo/", "/e-komfo/2022/", PAGE, "/e-komfo/2022/0202si.html", "/none.html")


@pytest.fixture(scope="module")
def published(site_factory):
    """A running site with a full report and a withdrawn release."""
    site = site_factory()
    site.python(PREPARE)
    return site


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_its_window_and_keeps_to_the_policy(published, new_context, complaints, width, scheme):
    complaints.allow("404|410")
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    for address in ADDRESSES:
        page.goto(published.url + address)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), address


def test_every_photo_of_a_page_arrives_in_a_size_that_fits(published, new_context):
    page = new_context(viewport={"width": 390, "height": 800}, device_scale_factor=1).new_page()
    page.goto(published.url + PAGE)
    photos = page.locator("figure img")
    assert photos.count() == 6
    for number in range(6):
        photos.nth(number).scroll_into_view_if_needed()
        photos.nth(number).evaluate("(image) => image.decode()")
        assert photos.nth(number).evaluate("(image) => image.currentSrc").endswith("/480.webp")


def test_a_page_is_whole_without_scripts_and_leads_on_by_its_links(published, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(published.url + "/")
    page.get_by_role("link", name="発表の一覧へ").click()
    page.get_by_role("link", name="「見本情報化セミナー2022」を開催").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("「見本情報化セミナー2022」を開催")
    page.get_by_role("navigation", name="現在位置").get_by_role("link", name="e-コムフォ MIHON(2022年)").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("e-コムフォ MIHON(2022年)")
    expect(page.get_by_text("取下げ", exact=True)).to_be_visible()


def test_the_first_key_offers_to_pass_over_the_head_of_the_page(published, page):
    page.goto(published.url + PAGE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    expect(page.get_by_role("link", name="本文へ移動")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_landmarks_have_names_and_a_link_says_that_it_opens_a_window(published, page):
    page.goto(published.url + PAGE)
    for role, name in (
        ("banner", None),
        ("main", None),
        ("contentinfo", None),
        ("navigation", "現在位置"),
        ("navigation", "前後の発表と一覧"),
        ("region", "開催概要"),
        ("region", "関連リンク"),
        ("region", "連絡先"),
    ):
        expect(page.get_by_role(role, name=name)).to_have_count(1)
    link = page.get_by_role("link", name="開催案内 別ウィンドウで開きます")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener")
    expect(page.get_by_role("link", name="03-0000-0001")).to_have_attribute("href", "tel:0300000001")


def test_text_twice_as_large_still_fits(published, new_context):
    page = new_context(viewport={"width": 640, "height": 800}).new_page()
    page.goto(published.url + PAGE)
    page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_there_is_the_release_and_no_way_to_click(published, page):
    page.goto(published.url + PAGE)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("連絡先", exact=True)).to_be_visible()
    for hidden in (".site-nav", ".neighbours", ".to-top"):
        expect(page.locator(hidden)).to_be_hidden()
