"""The pages about the site: what is promised of accessibility, how tests came out, and how the site is used."""

import pytest
from django.test import Client

from bureau.models import AccessibilityPolicy, AccessibilityTest
from tests.builders import (
    make_bureau,
    make_contact,
    make_event,
    make_release,
    make_session,
    make_speaker,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db
PAGE = "/e-komfo/accessibility/"


def test_form(**fields) -> dict:
    return {
        "scope": "報道発表のすべてのページ",
        "target_level": "AA",
        "deadline": "令和9年3月末",
        "exceptions": "",
        "measures": "公開前に代替テキストを確かめます。",
        "decided_on": "2026-04-01",
        "revised_on": "",
        "contact": "",
        "tests-TOTAL_FORMS": "1",
        "tests-INITIAL_FORMS": "0",
        "tests-MIN_NUM_FORMS": "0",
        "tests-MAX_NUM_FORMS": "600",
        "tests-0-started_on": "2026-09-01",
        "tests-0-ended_on": "2026-09-30",
        "tests-0-level": "AA",
        "tests-0-result": "partly",
        "tests-0-unmet": "1.4.3 コントラスト（最低限）\r\n2.4.6 見出し及びラベル",
        "tests-0-plan": "令和9年3月までに直します。",
        "tests-0-choice": "代表するページと、無作為に選んだページ",
        "tests-0-pages": "https://www.example.jp/e-komfo/\r\nhttps://www.example.jp/e-komfo/2026/",
        "tests-0-technologies": "HTML、CSS、JavaScript",
        "tests-0-environment": "目視と画面読み上げソフト",
        "tests-0-tester": "",
        **fields,
    }


test_form.__test__ = False


def staff(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def test_the_page_says_that_there_is_no_policy_until_there_is_one(client):
    make_bureau()
    html = client.get(PAGE).content.decode()
    assert "まだ公表していません" in html
    assert "適合レベル" not in html


def test_what_the_administrator_saves_is_what_the_public_reads(client):
    make_bureau()
    contact = make_contact(division="総務部 総務課", persons="三枝、久保寺")
    before = client.get(PAGE)["ETag"]
    saved = staff("administrator").post("/admin/bureau/accessibilitypolicy/add/", test_form(contact=str(contact.pk)))
    assert saved.status_code == 302
    page = client.get(PAGE)
    html = page.content.decode()
    for words in (
        "報道発表のすべてのページ",
        "適合レベルAAに準拠",
        "令和9年3月末",
        "令和8年4月1日",
        "令和8年9月30日",
        "適合レベルAAに一部準拠",
        "<li>2.4.6 見出し及びラベル</li>",
        "<p>2ページ</p>",
        "担当：三枝、久保寺",
    ):
        assert words in html, words
    assert page["ETag"] != before


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"tests-0-result": "conforms"}, "「準拠」にできません"),
        ({"tests-0-plan": ""}, "今後の対応の両方を入力"),
        ({"tests-0-unmet": "コントラスト"}, "番号から入力"),
        ({"tests-0-ended_on": "2026-08-01"}, "試験を終えた日が、始めた日より前"),
        ({"revised_on": "2026-03-31"}, "改定日は策定日より後"),
    ],
)
def test_a_statement_that_contradicts_itself_is_refused(typed, message):
    make_bureau()
    response = staff("administrator").post("/admin/bureau/accessibilitypolicy/add/", test_form(**typed))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not AccessibilityPolicy.objects.exists()


@pytest.mark.parametrize("role", ["writer", "approver"])
def test_only_administrators_change_the_statement(role):
    make_bureau()
    assert staff(role).get("/admin/bureau/accessibilitypolicy/add/").status_code == 403


def test_there_is_one_policy_and_nobody_deletes_it():
    make_bureau()
    administrator = staff("administrator")
    administrator.post("/admin/bureau/accessibilitypolicy/add/", test_form())
    assert administrator.get("/admin/bureau/accessibilitypolicy/add/").status_code == 403
    assert administrator.get("/admin/bureau/accessibilitypolicy/1/delete/").status_code == 403
    assert AccessibilityTest.objects.count() == 1


@pytest.mark.parametrize("address", [PAGE, "/e-komfo/guide/"])
def test_every_page_leads_there_and_another_series_has_none(client, address):
    make_bureau()
    assert f'href="{address}"' in client.get("/").content.decode()
    assert client.get(address).status_code == 200
    assert client.get(address.replace("e-komfo", "other")).status_code == 404


def test_a_reading_is_ruby_whose_text_is_the_line_of_old(client):
    make_bureau()
    event = make_event()
    make_session(event, speaker=make_speaker(name="川辺 花子", kana="かわべ はなこ"))
    release = make_release(event=event)
    publish(release)
    html = client.get(f"/e-komfo/{release.release_date.year}/{release.slug}.html").content.decode()
    assert '<ruby class="reading">川辺 花子<rp>（</rp><rt>かわべ はなこ</rt><rp>）</rp></ruby>' in html


def test_staff_find_the_guide_on_every_screen():
    make_bureau()
    writer = staff("writer")
    assert 'href="/admin/guide/"' in writer.get("/admin/").content.decode()
    html = writer.get("/admin/guide/").content.decode()
    assert "困ったとき" in html
    assert Client().get("/admin/guide/").status_code == 302
