"""A citizen searches by keyboard, without scripts: from the box in the head to a result, and on to the next page."""

import pytest
from playwright.sync_api import expect

PREPARE = """
from tests.builders import make_bureau
from tests.documents import body, make_document
from tests.indexing import publish_documents
make_bureau()
publish_documents(make_document(title=f"発表{number}", lead=body("ﾛｰｶﾙ５Ｇの実証。" * 30)) for number in range(25))
"""


@pytest.fixture(scope="module")
def published(site_factory):
    site = site_factory()
    site.python(PREPARE)
    return site


def test_search_works_by_keyboard_and_without_scripts(published, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(published.url + "/")
    page.get_by_role("searchbox", name="探す言葉").focus()
    page.keyboard.type("ローカル5G")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="検索結果")).to_contain_text("25件")
    expect(page.locator("mark").first).to_have_text("ﾛｰｶﾙ５Ｇ")
    page.get_by_role("link", name="次のページ").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="探す言葉")).to_have_value("ローカル5G")
    expect(page.get_by_text("2ページ目")).to_be_visible()
    page.get_by_role("link", name="発表0").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("発表")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_search_page_fits_its_window_and_keeps_to_the_policy(published, new_context, width, scheme):
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    for address in ("/search/", "/search/?q=5G", "/search/?q=!!", "/search/?q=5G&page=9"):
        page.goto(published.url + address)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), address
