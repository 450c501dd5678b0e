"""A passkey in a real browser, by keyboard: added, used at the next login, and the code's way beside it."""

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import PASSWORD, sign_in

PREPARE = f"""
from tests.builders import make_bureau, make_user
make_bureau()
make_user("approver", username="clerk", password={PASSWORD!r})
"""


@pytest.fixture
def office(site):
    """A site under a name: an address of numbers is nothing that a passkey can belong to."""
    site.move_to("localhost")
    site.python(PREPARE)
    return site


@pytest.fixture
def device(page):
    """An authenticator in the browser that verifies its user by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_added_and_opens_the_next_login(office, page, device):
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/second-factor/")
    page.get_by_label("名前（見分けるため。例: 庁舎のパソコン）").fill("庁舎のパソコン")
    page.keyboard.press("Enter")
    expect(page.locator(".factor-codes li")).to_have_count(10)
    page.context.clear_cookies()
    page.goto(f"{office.url}/admin/login/")
    page.get_by_label("ユーザー名").fill("clerk")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("予備のコードの一つを入力してください")).to_be_visible()
    page.get_by_role("button", name="パスキーで確認").focus()
    page.keyboard.press("Enter")
    # Not by a pattern: the code's own address ends in ?next=/admin/.
    expect(page).to_have_url(f"{office.url}/admin/")
    page.goto(f"{office.url}/admin/second-factor/")
    expect(page.locator(".factor-keys")).to_contain_text("最後に使ったのは")
    page.get_by_role("link", name="パスキー「庁舎のパソコン」を外す").click()
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("「庁舎のパソコン」を外しました")).to_be_visible()


def test_one_who_breaks_off_is_told_and_can_try_again(office, page):
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/second-factor/")
    page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    add = page.get_by_role("button", name="パスキーを追加")
    add.click()
    expect(page.locator(".passkey-form [role=status]")).to_contain_text("もう一度お試しください")
    expect(add).to_be_enabled()
    expect(add).to_be_focused()


def test_one_whose_login_is_over_meanwhile_is_told_so(office, page, device, complaints):
    complaints.allow("")
    sign_in(page, office, "clerk")
    page.goto(f"{office.url}/admin/second-factor/")
    page.context.clear_cookies()
    page.get_by_role("button", name="パスキーを追加").click()
    expect(page.locator(".passkey-form [role=status]")).to_contain_text("ログインの時間が切れました")
