"""A whole report comes out of the text of a page: by the keyboard alone, and in a handful of presses."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.clerk import PASSWORD, sign_in

PREPARE = f"""
from tests.builders import make_bureau, make_user
make_bureau(name="関東総合通信局")
make_user("writer", username="clerk", password={PASSWORD!r})
"""
PRINT_DRAFT = """
import json
from releases.compose import compose
from releases.models import Release
print(json.dumps(compose(Release.objects.get()).to_json()))
"""
SOURCE = Path(__file__).with_name("seminar_2021.txt").read_text(encoding="utf-8")
FEW_TABS = 30


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what ``selector`` names."""
    for _ in range(FEW_TABS):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} wants more than {FEW_TABS} tabs")


@pytest.fixture
def office(site):
    site.python(PREPARE)
    return site


@pytest.fixture
def clicks(page):
    """How often anything was clicked or activated by a key, on all pages of the test."""
    count = []
    page.expose_function("noteClick", lambda: count.append(1))
    page.add_init_script("addEventListener('click', () => window.noteClick(), true)")
    return count


def test_the_report_of_2021_is_made_of_its_text_without_the_mouse(office, page, clicks):
    sign_in(page, office, "clerk")
    del clicks[:]
    tab_to(page, "a[href$='/intake/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake/")
    tab_to(page, "textarea")
    page.keyboard.insert_text(SOURCE)
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake/*/")
    findings = page.locator(".intake-findings")
    assert "尾 芳彦" in findings.inner_text()
    assert "高尾 芳彦" in findings.inner_text()
    tab_to(page, "a[href='#create']")
    page.keyboard.press("Enter")
    tab_to(page, "button[name=create]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/release/*/change/*")
    assert len(clicks) <= 15

    draft = json.loads(office.python(PRINT_DRAFT))
    event = draft["event"]
    assert draft["release_date"] == "2021-01-08"
    assert draft["title"] == "「地域情報化広域セミナー2020 in 関東」を開催"
    assert [day["date"] for day in event["days"]] == ["2020-11-25"]
    assert event["theme"] == "AI活用によるスマート自治体構築の課題と展望"
    assert event["mode"] == "online"
    assert event["organisers"] == [
        {"name": "一般財団法人全国地域情報化推進協会", "standing": "共催", "alias": "APPLIC"}
    ]
    assert [
        (
            session["kind"]["code"],
            session["topic"],
            *(speaker[part] for speaker in session["speakers"] for part in ("name", "kana", "affiliation", "position")),
        )
        for session in event["sessions"]
    ] == [
        ("opening", "", "椿 泰文", "つばき やすふみ", "関東総合通信局", "局長"),
        (
            "special",
            "地域情報化とスマート自治体構築に向けて",
            *("植村 昌代", "うえむら まさよ", "総務省 情報流通行政局 地域通信振興課", "課長補佐"),
        ),
        (
            "keynote",
            "EBPMとスマート自治体",
            *("後藤 玲子", "ごとう れいこ", "茨城大学 人文社会科学部 法律経済学科", "教授"),
        ),
        (
            "case",
            "ICTを活用した茨城県の庁内業務改革",
            *("美留町 俊", "びるまち しゅん", "茨城県政策企画部情報システム課", "主任"),
        ),
        (
            "case",
            "クラウドAIを活用した内部事務の効率化",
            *("高尾 芳彦", "たかお よしひこ", "北九州市総務局情報政策部情報政策課", "情報政策担当係長"),
        ),
        (
            "case",
            "データ分析基盤におけるAIを活用したEBPMの推進",
            *("原 秀樹", "はら ひでき", "姫路市総務局情報政策室"),
            "主幹 (情報政策担当・マイナンバー推進室・住民情報システム担当)",
        ),
        (
            "explanation",
            "総務省調査結果からみた地方公共団体におけるAI導入の課題と期待",
            *("大石 隆之", "おおいし たかゆき", "総務省情報流通行政局 地域通信振興課", "専門職"),
        ),
        (
            "closing",
            "",
            *("松村 浩", "まつむら ひろし", "一般財団法人全国地域情報化推進協会", "専務理事/事務局長"),
        ),
    ]
    assert len(event["survey"]["comments"]) == 3
    assert [(count["number"], count["unit"]) for count in event["counts"]] == [(201, "名")]
    assert [note["marker"] for note in draft["notes"]] == ["参考1", "参考2"]
    assert draft["contact"]["persons"] == ["寺井", "榎戸"]
    assert (draft["contact"]["tel"], draft["contact"]["fax"]) == ("03-6238-1690", "03-6238-1699")


def test_a_proposal_is_found_taken_and_left_behind_by_the_keyboard(office, page):
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/releases/intake/")
    page.locator("textarea").fill(SOURCE)
    page.locator(".step-form button[type=submit]").click()
    page.wait_for_url("**/intake/*/")
    tab_to(page, ".intake-findings li:nth-child(2) a[href^='#f-']")
    page.keyboard.press("Enter")
    tab_to(page, ".intake-accept[data-value='髙尾 芳彦']")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == "髙尾 芳彦"
    tab_to(page, ".intake-back")
    page.keyboard.press("Enter")
    page.wait_for_url("**#intake-findings-title")
    tab_to(page, "a[href='#create']")
