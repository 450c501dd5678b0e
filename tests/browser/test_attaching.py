"""Attaching PDF files as an editor does: many at once, beside what is typed, with reasons where one is refused."""

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import PASSWORD, fill, ready, save, sign_in, write
from tests.papers import paper

PREPARE = f"""
from tests.builders import make_bureau, make_contact, make_user
make_bureau()
make_contact()
make_user(username="clerk", password={PASSWORD!r})
"""


@pytest.fixture
def office(site):
    site.python(PREPARE)
    return site


def pdf(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


def test_files_are_attached_at_once_and_a_refused_one_says_why(page, office, complaints):
    complaints.allow("422")
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/releases/release/add/")
    ready(page)
    tray = page.locator(".tray", has=page.locator("#attachments-group"))
    fill(page, title="「見本情報化セミナー2022」を開催", slug="0203at")
    tray.locator(".tray-input").set_input_files(
        [pdf("案内.pdf", paper(2, mark="案内", author="林 太郎")), pdf("次第.pdf", b"PK"), pdf("略図.pdf", paper(1))]
    )
    expect(tray.locator(".tray-status")).to_contain_text("2件を登録しました。題名を入力してください。")
    expect(tray.locator(".tray-status")).to_contain_text("「次第.pdf」: PDFファイルではありません。")
    rows = page.locator("#attachments-group > .rows-list > .row")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("案内.pdf（PDF：1KB、2ページ）")
    expect(rows.nth(0)).to_contain_text("作成者として「林 太郎」が記録されていて")
    fill(rows.nth(0), title="開催案内（チラシ）")
    fill(rows.nth(1), title="会場の略図")
    write(page, "lead", "文です。")
    page.locator(".field-contact select").select_option(index=1)
    save(page)
    told = office.python(
        "from releases.models import Attachment;"
        " print('/'.join(f'{each.title}:{each.file.pages}' for each in Attachment.objects.order_by('order')))"
    )
    assert told.strip() == "開催案内（チラシ）:2/会場の略図:1"
    expect(rows.nth(0)).to_contain_text("案内.pdf（PDF：1KB、2ページ）")
