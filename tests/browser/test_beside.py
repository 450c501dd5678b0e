"""Beside the form: what the checks find while one types, a mend by one press, and the page as it would look."""

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import PASSWORD, ready, sign_in

PREPARE = f"""
from tests.builders import make_bureau, make_event, make_release, make_session, make_speaker, make_user
make_bureau()
make_user("writer", username="clerk", password={PASSWORD!r})
event = make_event()
make_session(event, speaker=make_speaker(name="川辺 花子", kana=""))
make_release(event=event, lead="<p>令和3年1月8日（水曜日）に開きました。</p>")
"""


@pytest.fixture
def form(site, page):
    site.python(PREPARE)
    sign_in(page, site, "clerk")
    page.goto(f"{site.url}/admin/releases/release/1/change/")
    ready(page)
    return page


def test_a_fault_is_shown_and_mended_by_keyboard_before_anything_is_saved(form):
    opener = form.locator(".beside-opener")
    expect(opener).to_have_text("点検とプレビュー（1件）")
    opener.focus()
    form.keyboard.press("Enter")
    beside = form.locator("#beside")
    expect(beside).to_contain_text("水曜日ではなく金曜日です")
    expect(beside.locator("ins")).to_contain_text("金")
    beside.locator(".finding-mend").focus()
    form.keyboard.press("Enter")
    expect(beside).to_contain_text("点検で見つかったことはありません")
    assert "金曜日" in form.evaluate("CKEDITOR.instances.id_lead.getData()")
    expect(form.frame_locator("#beside iframe").locator("main")).to_contain_text("金曜日")
    form.keyboard.press("Escape")


def test_a_check_made_anew_leaves_the_focus_where_it_was(form):
    form.locator(".beside-opener").click()
    mend = form.locator("#beside .finding-mend")
    mend.focus()
    form.evaluate(
        "() => { const title = document.getElementById('id_title'); title.value = '㈱についての講演会を開催';"
        " title.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(form.locator("#beside .findings > li", has_text="㈱")).to_be_visible(timeout=15_000)
    held = form.locator("#beside .finding-mend:focus")
    assert "金曜日" in held.get_attribute("data-after")


def test_the_preview_follows_what_is_typed_on_phone_and_desktop(form):
    form.locator(".beside-opener").click()
    form.locator("#id_title").fill("いま書いている表題")
    inside = form.frame_locator("#beside iframe")
    expect(inside.locator("h1")).to_have_text("いま書いている表題")
    form.get_by_role("button", name="スマートフォン").click()
    assert form.locator("#beside iframe").evaluate("(frame) => frame.contentWindow.innerWidth") == 390
    form.get_by_role("button", name="閉じる").click()
    expect(form.locator("#beside")).to_be_hidden()


def test_a_finding_leads_to_its_field_on_the_event_form(form, site):
    form.goto(f"{site.url}/admin/events/event/1/change/")
    ready(form)
    form.locator(".beside-opener").click()
    finding = form.locator("#beside .findings li", has_text="ふりがながありません")
    expect(finding).to_be_visible(timeout=15_000)
    finding.locator(".finding-go").click()
    assert form.evaluate("!!document.activeElement.closest('.rows-nested')")
