"""Two clerks at one release, a login that runs out, a browser that dies: what was typed is still there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import PASSWORD, add_row, editor_of, fill, ready, save, sign_in, write
from tests.pictures import picture

PREPARE = f"""
from tests.builders import make_bureau, make_release, make_user
make_bureau(allows_self_approval=True)
for name in ("青木", "馬場"):
    make_user("writer", username=name, last_name=name, password={PASSWORD!r})
make_release(title="見本の発表")
"""
FORM = "/admin/releases/release/1/change/"


@pytest.fixture
def office(site):
    site.python(PREPARE)
    return site


@pytest.fixture
def desk(office, new_context, complaints):
    """Opens the release's form as somebody, in a browser of one's own."""
    # CKEditor's dialogs sit in javascript: frames, which the policy refuses without harm.
    complaints.allow("javascript:")

    def open_as(name: str):
        page = new_context().new_page()
        sign_in(page, office, name)
        page.goto(office.url + FORM)
        ready(page)
        # The form's script waits until the editors have settled before it watches for what is typed.
        page.wait_for_selector("#editing-panel[data-watches=yes]", state="attached")
        return page

    return open_as


def release_of(office) -> list[str]:
    return office.python(
        "from releases.models import Release; r = Release.objects.get();"
        " print(r.title, r.subtitle, r.lead, '|'.join(n.marker for n in r.notes.all()), sep='\\n')"
    ).splitlines()


def test_two_clerks_save_one_release_and_both_texts_stay(office, desk, complaints):
    first, second = desk("青木"), desk("馬場")
    first.reload()
    expect(first.locator(".editing-others")).to_contain_text("馬場さんもこの画面を開いています")
    ready(first)
    fill(second, subtitle="馬場の副題")
    fill(add_row(second, "notes"), marker="馬場の注")
    write(second.locator("#notes-group .row").last, "body", "馬場の書いた注。")
    save(second)
    write(first, "lead", "青木の足した文。")
    save(first)
    expect(first.get_by_text("馬場さんが保存した内容と合わせて保存しました")).to_be_visible()
    _title, subtitle, lead, markers = release_of(office)
    assert (subtitle, markers) == ("馬場の副題", "馬場の注")
    assert "青木の足した文。" in lead


def test_what_both_changed_is_shown_for_a_choice(office, desk, complaints):
    complaints.allow("409")
    first, second = desk("青木"), desk("馬場")
    fill(second, title="馬場の表題")
    save(second)
    fill(first, title="青木の表題")
    first.get_by_role("button", name="保存", exact=True).click()
    conflict = first.locator(".editing-conflict")
    expect(conflict).to_contain_text("青木の表題")
    expect(conflict).to_contain_text("馬場の表題")
    assert release_of(office)[0] == "馬場の表題"
    ready(first)
    first.get_by_role("button", name="ほかの人が保存した内容を使う").click()
    expect(first.locator(".field-title input")).to_have_value("馬場の表題")
    fill(first, subtitle="青木の副題")
    save(first)
    assert release_of(office)[:2] == ["馬場の表題", "青木の副題"]


def test_a_login_that_ran_out_costs_no_word(office, desk, complaints):
    complaints.allow("403|401|Failed to load resource")
    page = desk("青木")
    text = "長い間かけて書いた文。" * 200
    write(page, "lead", text)
    page.context.clear_cookies()
    page.get_by_role("button", name="保存", exact=True).click()
    trouble = page.locator(".editing-trouble")
    expect(trouble).to_contain_text("入力はこの画面に残っています")
    assert text[:50] in page.locator(".field-lead .cke_wysiwyg_div").inner_text()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="ログインし直す").click()
    window = popup.value
    window.get_by_label("ユーザー名").fill("青木")
    window.get_by_label("パスワード").fill(PASSWORD)
    window.get_by_role("button", name="ログイン").click()
    expect(window.get_by_text("この窓を閉じて")).to_be_visible()
    window.close()
    with page.expect_navigation():
        page.get_by_role("button", name="もう一度保存する").click()
    assert text in release_of(office)[2]


def test_a_server_that_is_down_costs_no_word(office, desk, complaints):
    complaints.allow("ERR_|Failed to load resource")
    page = desk("青木")
    fill(page, title="止まった間に書いた表題")
    office.kill()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".editing-trouble")).to_contain_text("入力はこの画面に残っています")
    office.start()
    with page.expect_navigation():
        page.get_by_role("button", name="もう一度保存する").click()
    assert release_of(office)[0] == "止まった間に書いた表題"


def test_what_is_typed_while_the_page_still_loads_is_kept_too(office, page):
    sign_in(page, office, "青木")
    page.goto(office.url + FORM, wait_until="domcontentloaded")
    fill(page, subtitle="急いで書いた副題")
    assert page.locator("#editing-panel[data-watches=yes]").count() == 0
    expect(page.locator(".editing-kept")).to_contain_text("控えました")
    kept = "from bureau.models import UnsavedCopy; print(UnsavedCopy.objects.get().node.first('subtitle'))"
    assert office.python(kept).strip() == "急いで書いた副題"


def test_what_was_typed_before_a_crash_is_offered_back(office, desk, complaints):
    page = desk("青木")
    fill(page, subtitle="保存する前の副題")
    write(page, "closing", "保存する前の結び。")
    fill(add_row(page, "notes"), marker="保存する前の注")
    expect(page.locator(".editing-kept")).to_contain_text("控えました")
    # The tab dies without asking.
    page.close(run_before_unload=False)
    again = desk("青木")
    again.get_by_role("link", name="入力の続きから始める").click()
    ready(again)
    expect(again.locator(".field-subtitle input")).to_have_value("保存する前の副題")
    expect(editor_of(again, "closing")).to_have_text(re.compile("保存する前の結び。"))
    expect(again.locator("#notes-group .field-marker input").first).to_have_value("保存する前の注")
    # Django's own sidebar keeps its state there; nothing of a text may.
    kept = again.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "保存する前" not in kept


LONG_EVENT = """
from tests.builders import make_event, make_session
event = make_event()
for number in range(40): make_session(event, topic=str(number), summary=f"<p>本文{number}</p><ul><li>項目</li></ul>")
"""
SUMMARIES = """
from events.models import Session
print(*Session.objects.order_by("order").values_list("summary", flat=True), sep="|")
"""
EVENT_FORM = "/admin/events/event/1/change/"


@pytest.fixture
def long_form(office, page, complaints):
    """The form of an event with forty sessions, watched for what is typed."""
    complaints.allow("javascript:")
    office.python(LONG_EVENT)
    sign_in(page, office, "青木")
    page.goto(office.url + EVENT_FORM)
    ready(page)
    page.wait_for_selector("#editing-panel[data-watches=yes]", state="attached")
    return page


def test_a_long_form_makes_its_editors_as_they_are_reached_and_keeps_every_text(office, long_form):
    page = long_form
    made = "() => Object.keys(CKEDITOR.instances).length"
    assert page.evaluate(made) < 5
    rows = page.locator("#sessions-group > .rows-list > .row")
    # A text that an editor has only taken in is not one that was typed.
    editor_of(rows.nth(30), "summary")
    written = "() => { editingEditors.write(); return document.getElementById('id_sessions-30-summary').value; }"
    assert page.evaluate(written) == "<p>本文30</p><ul><li>項目</li></ul>"
    # By the keyboard alone, from a field that is still a plain one.
    page.locator("#id_sessions-39-summary").focus()
    page.wait_for_function("() => document.activeElement.matches('.cke_wysiwyg_div')")
    page.keyboard.insert_text("鍵盤で書いた文。")
    write(rows.nth(20), "summary", "途中の行に書いた文。")
    assert page.evaluate(made) < 20
    # A row within a row is added where its list is still empty, once the editors around it stand still.
    editor_of(rows.nth(2), "summary")
    editor_of(rows.nth(3), "summary")
    rows.nth(2).locator(".rows-nested .rows-add").click()
    added = page.locator("[name=sessions-2-appearances-0-position]")
    expect(added).to_be_visible()
    rows.nth(2).locator(".rows-nested .row-delete input").check()
    save(page)
    kept = office.python(SUMMARIES).strip().split("|")
    assert "鍵盤で書いた文。" in kept.pop(39)
    assert "途中の行に書いた文。" in kept.pop(20)
    assert kept == [f"<p>本文{number}</p><ul><li>項目</li></ul>" for number in range(39) if number != 20]


def test_a_file_in_a_row_is_sent_once_though_the_form_is_refused(office, desk):
    page = desk("青木")
    fill(page, title="")
    row = add_row(page, "photos")
    fill(row, alt="会場の様子")
    data = picture(colour=(40, 60, 160))
    row.locator("input[type=file]").set_input_files({"name": "写真.jpg", "mimeType": "image/jpeg", "buffer": data})
    sent = []
    page.on("request", lambda request: sent.append(request) if request.is_navigation_request() else None)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#mistakes")).to_contain_text("表題を入力してください。")
    # What the browser itself sends after the script has been refused names the file and does not hold it.
    assert b"image/jpeg" not in sent[0].post_data_buffer
    assert "会場の様子".encode() in sent[0].post_data_buffer
    ready(page)
    fill(page, title="直した表題")
    save(page)
    told = "from releases.models import Photo, PhotoFile; print(Photo.objects.get().alt, PhotoFile.objects.count())"
    assert office.python(told).split() == ["会場の様子", "1"]


def test_a_date_is_told_in_words_whatever_the_browsers_language(office, new_context, complaints):
    complaints.allow("javascript:")
    page = new_context(locale="en-US").new_page()
    sign_in(page, office, "青木")
    page.goto(office.url + FORM)
    words = page.locator(".field-release_date .date-words")
    expect(words).to_have_text("令和4年2月3日(木)")
    for day, told in (("2019-04-30", "平成31年4月30日(火)"), ("2019-05-01", "令和元年5月1日(水)"), ("", "")):
        fill(page, release_date=day)
        expect(words).to_have_text(told)
