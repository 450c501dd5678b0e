"""What is pasted or dropped: text stays text, pictures go where photos go, and nothing replaces the page."""

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import PASSWORD, ready, sign_in

PREPARE = f"""
from tests.builders import make_bureau, make_event, make_release, make_user
make_bureau()
writer = make_user("writer", username="clerk", password={PASSWORD!r})
make_event()
make_release(by=writer, slug="0107so")
"""
# What a browser hands over when a picture is pasted or dropped, with or without the text of a word processor.
GIVE = """async ([target, way, html]) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 80;
  const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([picture], "写真.png", { type: "image/png" }));
  if (html) {
    data.setData("text/html", html);
    data.setData("text/plain", "文書の文");
  }
  const event = way === "drop"
    ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  const element = document.querySelector(target);
  element.focus();
  element.dispatchEvent(event);
  return event.defaultPrevented;
}"""
LEAD = ".field-lead .cke_wysiwyg_div"


@pytest.fixture
def office(site):
    site.python(PREPARE)
    return site


def open_form(page, office, complaints, path: str):
    complaints.allow("javascript:")
    sign_in(page, office, "clerk")
    page.goto(office.url + path)
    ready(page)


def test_pasted_and_dropped_pictures_go_to_the_photos(office, page, complaints):
    open_form(page, office, complaints, "/admin/releases/release/add/")
    photos = page.locator("#photos-group > .rows-list > .row")
    for number, way in enumerate(("paste", "drop"), start=1):
        assert page.evaluate(GIVE, [LEAD, way, ""])
        expect(photos).to_have_count(number)
    expect(page.locator(".said")).to_contain_text("写真は本文には入りません")
    assert page.evaluate("() => CKEDITOR.instances.id_lead.getData()") == ""


def test_text_pasted_from_a_document_stays_text_without_its_pictures(office, page, complaints):
    open_form(page, office, complaints, "/admin/releases/release/add/")
    page.evaluate(GIVE, [LEAD, "paste", '<p>文書の文<img src="data:image/png;base64,iVBORw0KGgo="></p>'])
    expect(page.locator(LEAD)).to_have_text("文書の文")
    expect(page.locator(".said")).to_contain_text("画像は「写真」の欄に追加してください")
    assert page.locator(f"{LEAD} img").count() == 0
    assert page.locator("#photos-group > .rows-list > .row").count() == 0


def test_the_screen_of_an_event_says_where_photos_go(office, page, complaints):
    open_form(page, office, complaints, "/admin/events/event/1/change/")
    assert page.evaluate(GIVE, [".field-purpose .cke_wysiwyg_div", "paste", ""])
    expect(page.locator(".said")).to_contain_text("報道発表の画面の「写真」")


def test_a_new_address_follows_the_date_until_it_is_typed(office, page, complaints):
    open_form(page, office, complaints, "/admin/releases/release/add/")
    day, slug = page.locator("#id_release_date"), page.locator("#id_slug")
    day.fill("2022-02-03")
    expect(slug).to_have_value("0203so")
    slug.fill("0203so-2")
    day.fill("2022-02-04")
    expect(slug).to_have_value("0203so-2")
    page.get_by_role("button", name="発表日から作る").click()
    expect(slug).to_have_value("0204so")
