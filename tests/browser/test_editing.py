"""A clerk enters a whole report from nothing, looks at it, publishes it, and a citizen reads every block of it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import whole_page as whole
from tests.browser.clerk import PASSWORD, add_row, fill, ready, save, sign_in, write
from tests.pictures import picture

PREPARE = f"""
from tests.builders import make_bureau, make_contact, make_user
make_bureau(allows_self_approval=True)
make_contact()
make_user("approver", username="clerk", password={PASSWORD!r})
"""


EVENT = """
from tests.builders import make_event, make_session
event = make_event()
for topic in ("一", "二", "三", "四"): make_session(event, topic=topic)
"""


@pytest.fixture
def office(site):
    site.python(PREPARE)
    return site


def choose_speaker(page, row, name: str, kana: str, is_own_side: bool, affiliation: str, position: str) -> None:
    """Look a speaker up by the reading; add the person in place when nobody is found."""
    nested = row.locator(".rows-nested")
    nested.locator(".rows-add").click()
    speaker = nested.locator(".rows-list > .row").last
    speaker.locator(".select2-selection").click()
    search = page.locator(".select2-search__field")
    search.fill(kana.split()[0])
    page.wait_for_selector(".select2-results__option:not(.loading-results)")
    found = page.locator(".select2-results__option", has_text=name)
    if found.count():
        found.first.click()
    else:
        page.keyboard.press("Escape")
        with page.expect_popup() as popup:
            speaker.locator(".add-related").click()
        window = popup.value
        window.get_by_label("氏名").fill(name)
        window.get_by_label("ふりがな").fill(kana)
        if is_own_side:
            window.get_by_label("総務省の職員").check()
        with window.expect_event("close"):
            window.get_by_role("button", name="保存", exact=True).click()
    fill(speaker, affiliation=affiliation, position=position)


def enter_event(page) -> None:
    fill(
        page, title=whole.EVENT["title"], theme=whole.EVENT["theme"], mode="オンライン", survey_intro=whole.SURVEY_INTRO
    )
    fill(add_row(page, "days"), **whole.DAY)
    fill(add_row(page, "organisers"), **whole.ORGANISER)
    for kind, heading, intro, topic, summary, speaker in whole.SESSIONS:
        row = add_row(page, "sessions")
        fill(row, kind=kind, heading=heading, intro=intro, topic=topic)
        if summary:
            write(row, "summary", summary)
        choose_speaker(page, row, *speaker)
    for text in whole.COMMENTS:
        fill(add_row(page, "survey_comments"), text=text)
    fill(add_row(page, "counts"), **whole.COUNT)
    fill(add_row(page, "videos"), **whole.VIDEO)


def enter_release(page) -> None:
    fill(page, **whole.RELEASE)
    page.locator(".field-contact select").select_option(index=1)
    write(page, "lead", whole.LEAD)
    write(page, "closing", whole.CLOSING)
    files = [
        {"name": f"写真{number}.jpg", "mimeType": "image/jpeg", "buffer": picture(colour=(40, 60 * number, 160))}
        for number in range(len(whole.PHOTOS))
    ]
    page.locator(".photo-tray .tray-input").set_input_files(files)
    rows = page.locator("#photos-group > .rows-list > .row")
    expect(rows).to_have_count(len(whole.PHOTOS))
    expect(page.locator(".photo-tray .tray-status")).to_contain_text("3枚を登録しました")
    for number, (session, alt, caption) in enumerate(whole.PHOTOS):
        fill(rows.nth(number), alt=alt, caption=caption)
        rows.nth(number).locator(".field-session select").select_option(index=session)
    for marker, text in whole.NOTES:
        row = add_row(page, "notes")
        fill(row, marker=marker)
        write(row, "body", text)
    fill(add_row(page, "links"), label=whole.LINK["label"], url=whole.LINK["url"], media="PDF", size=whole.LINK["size"])


def assert_in_order(text: str, parts: list[str]) -> None:
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found >= 0, f"「{part}」がないか、順番が違います:\n{text}"
        place = found


def reading_of(page) -> str:
    """The page's visible text without the blanks that only lay it out."""
    return re.sub(r"\s+", " ", page.locator("body").inner_text())


def test_a_clerk_enters_publishes_and_a_citizen_reads_the_whole_page(office, page, new_context, complaints):
    # CKEditor opens its link and table dialogs through a javascript: frame, which the policy refuses without harm.
    complaints.allow("javascript:")
    sign_in(page, office, "clerk")
    page.get_by_role("link", name="行事の報告・案内を書く").click()
    ready(page)
    enter_event(page)
    save(page, "保存して報道発表を書く")
    ready(page)
    enter_release(page)
    save(page, "保存してプレビュー")
    preview = reading_of(page)
    assert_in_order(preview, whole.EXPECTED)
    photo = page.locator("main img").first
    photo.scroll_into_view_if_needed()
    # It is loaded when it is reached; a broken one is refused here.
    photo.evaluate("(image) => image.decode()")

    citizen = new_context(java_script_enabled=False).new_page()
    address = f"{office.url}/e-komfo/2022/0203si.html"
    complaints.allow("404")
    assert citizen.goto(address).status == 404
    page.go_back()
    page.goto(office.url + "/admin/")
    page.get_by_role("link", name="「見本地域デジタルセミナー2022」を開催").first.click()
    ready(page)
    page.get_by_role("link", name="公開", exact=True).click()
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_text("公開しました。")).to_be_visible()

    assert citizen.goto(address).status == 200
    text = reading_of(citizen)
    assert_in_order(text, whole.EXPECTED)
    main = re.sub(r"\s+", " ", citizen.locator("main").inner_text())
    # Below the text the page has what only a published one has: its short address, and the page of its event.
    assert main.partition("このページの短いアドレス")[0].strip() in preview
    assert citizen.locator("main figure img").count() == 3
    assert citizen.locator("ol > li", has_text="業務の見直し").count() == 1
    citizen.goto(f"{office.url}/e-komfo/2022/")
    expect(citizen.get_by_role("link", name="「見本地域デジタルセミナー2022」を開催")).to_be_visible()


def test_rows_are_put_in_order_by_keyboard_and_by_dragging(office, page, complaints):
    complaints.allow("javascript:")
    office.python(EVENT)
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/events/event/1/change/")
    ready(page)
    rows = page.locator("#sessions-group > .rows-list > .row")
    topics = lambda: [rows.nth(n).locator(".field-topic input").input_value() for n in range(4)]  # noqa: E731
    down = rows.nth(0).locator(":scope > .row-head .row-down")
    down.focus()
    page.keyboard.press("Enter")
    assert topics() == ["二", "一", "三", "四"]
    expect(page.locator("#sessions-group > .rows-status")).to_have_text("プログラムを2番目に移動しました。")
    assert page.evaluate("() => document.activeElement.className") == "row-down"
    rows.nth(2).locator(":scope > .row-head .row-handle").hover()
    page.mouse.down()
    page.mouse.move(400, 400, steps=3)
    page.wait_for_selector(".rows-closed")
    first = rows.nth(0).locator(":scope > .row-head").bounding_box()
    page.mouse.move(first["x"] + 60, first["y"] + 4, steps=8)
    page.mouse.up()
    moved = topics()
    assert moved == ["三", "二", "一", "四"]
    save(page)
    ready(page)
    assert topics() == moved


def test_text_typed_in_added_rows_is_saved_under_the_policy_of_the_form(office, page, complaints):
    complaints.allow("javascript:")
    sign_in(page, office, "clerk")
    response = page.goto(f"{office.url}/admin/events/event/add/")
    policy = response.headers["content-security-policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe-eval" not in policy
    ready(page)
    fill(page, title="見本の行事")
    row = add_row(page, "sessions")
    fill(row, kind="講演")
    write(row, "summary", "追加した行に書いた文。")
    save(page)
    assert "追加した行に書いた文。" in office.python(
        "from events.models import Session; print(Session.objects.get().summary)"
    )


def test_a_refused_form_stands_as_it_was_typed_and_works_on(office, page, complaints):
    complaints.allow("javascript:")
    office.python(EVENT)
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/releases/release/add/?event=1")
    ready(page)
    enter_release(page)
    fill(page, title="")
    page.get_by_role("button", name="保存", exact=True).click()
    mistakes = page.locator("#mistakes")
    expect(mistakes).to_be_focused()
    expect(mistakes).to_contain_text("表題を入力してください。")
    ready(page)
    # The editors stand in their own style, with what was typed.
    lead = page.locator(".field-lead")
    expect(lead.locator(".cke_wysiwyg_div")).to_have_text(whole.LEAD)
    assert lead.locator(".cke_button__bold").bounding_box()["width"] < 60
    expect(page.locator(".editing-kept")).to_contain_text("まだ保存していません")
    expect(page.locator("#photos-group .row-thumbnail")).to_have_count(3)
    expect(page.locator("#photos-group .field-alt input").first).to_have_value(whole.PHOTOS[0][1])
    mistakes.get_by_role("link", name="表題").click()
    fill(page, title="直した表題")
    write(page, "closing", "書き足した文。")
    save(page)
    ready(page)
    saved = office.python(
        "from releases.models import Release; r = Release.objects.get();"
        " print(r.title, r.photos.count(), r.notes.count(), r.closing)"
    )
    assert saved.startswith("直した表題 3 2")
    assert "書き足した文。" in saved


def test_too_much_at_once_is_told_and_stays_on_the_screen(office, page, complaints):
    complaints.allow("javascript:|400")
    office.python(EVENT)
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/releases/release/add/?event=1")
    ready(page)
    enter_release(page)
    # In a field that is folded away: drawing so much takes a browser longer than sending it.
    page.evaluate("() => { document.getElementById('id_legacy_path').value = 'x'.repeat(12700000) }")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".editing-trouble")).to_contain_text("一度に送れる量")
    expect(page.locator(".field-title input")).to_have_value(whole.RELEASE["title"])


def test_an_event_added_in_a_small_window_is_chosen_once(office, page, complaints):
    complaints.allow("javascript:")
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/releases/release/add/")
    ready(page)
    with page.expect_popup() as popup:
        page.locator("#add_id_event").click()
    window = popup.value
    ready(window)
    fill(window, title="小窓で足した行事")
    with window.expect_event("close"):
        window.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#id_event option:checked")).to_have_text("小窓で足した行事")
    assert office.python("from events.models import Event; print(Event.objects.count())").strip() == "1"


def test_a_usual_programme_is_laid_out_by_one_press_and_saved_as_it_stands(page, office):
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/events/event/add/")
    ready(page)
    fill(page, title="ひな形から始める行事")
    page.get_by_label("ひな形").select_option(label="シンポジウム")
    page.get_by_role("button", name="この順の欄を作る").click()
    rows = page.locator("#sessions-group > .rows-list > .row")
    expect(rows).to_have_count(5)
    save(page)
    kinds = office.python(
        "from events.models import Event; event = Event.objects.get(title='ひな形から始める行事');"
        " print('/'.join(session.kind.label for session in event.sessions.order_by('order')))"
    )
    assert kinds.strip() == "開会挨拶/来賓挨拶/基調講演/パネルディスカッション/閉会挨拶"


def test_the_middle_of_a_photo_is_pointed_at_or_moved_by_keys(page, office):
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/releases/release/add/")
    ready(page)
    file = {"name": "写真.jpg", "mimeType": "image/jpeg", "buffer": picture(colour=(40, 60, 160))}
    page.locator(".photo-tray .tray-input").set_input_files(file)
    picker = page.get_by_role("button", name="切り抜くときの中心")
    box = picker.bounding_box()
    picker.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.5})
    x, y = (page.locator(f"#photos-group [name$='-focal_{axis}']").first for axis in "xy")
    assert abs(int(x.input_value()) - 25) <= 1
    assert abs(int(y.input_value()) - 50) <= 1
    before = int(x.input_value())
    picker.press("ArrowRight")
    picker.press("ArrowUp")
    assert (int(x.input_value()), int(y.input_value())) == (before + 5, 45)
    expect(picker).to_have_accessible_name(
        f"切り抜くときの中心: 左から{before + 5}％、上から45％。矢印キーで動かせます。"
    )
