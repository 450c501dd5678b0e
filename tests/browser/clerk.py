"""The hands of a clerk: what is done on the staff's screens, by label and key."""

from playwright.sync_api import Locator, Page

PASSWORD = "見本のとおり2026"


def sign_in(page: Page, site, name: str) -> None:
    page.goto(site.url + "/admin/")
    page.get_by_label("ユーザー名").fill(name)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    # Not by a pattern: the login's own address ends in ?next=/admin/.
    page.wait_for_url(site.url + "/admin/")


def ready(page: Page) -> None:
    """Wait until the editors of the form stand that are near the screen."""
    page.wait_for_function(
        """() => {
          const isNear = (field) => {
            const { top, bottom } = field.getBoundingClientRect();
            return field.checkVisibility() && bottom > 0 && top < innerHeight;
          };
          return window.CKEDITOR && document.readyState === "complete"
            && Object.values(CKEDITOR.instances).every((editor) => editor.status === "ready")
            && ![...document.querySelectorAll("textarea[data-processed='0']")].some(isNear);
        }"""
    )


def enter_all(page: Page) -> None:
    """Enter every rich-text field in turn, so that each has its editor."""
    page.evaluate("() => document.querySelectorAll(\"textarea[data-processed='0']\").forEach((field) => field.focus())")
    ready(page)


def write(scope: Page | Locator, field: str, text: str) -> None:
    """Type into a rich-text field, key by key as it were."""
    area = editor_of(scope, field)
    area.click()
    area.page.keyboard.insert_text(text)


def editor_of(scope: Page | Locator, field: str) -> Locator:
    """The editor of a rich-text field, which is made when the field comes near the screen."""
    box = scope.locator(f".field-{field}").first
    box.scroll_into_view_if_needed()
    area = box.locator(".cke_wysiwyg_div")
    area.wait_for()
    return area


def fill(scope: Page | Locator, **values: str) -> None:
    for name, value in values.items():
        control = scope.locator(f".field-{name} :is(input, select, textarea)").first
        if control.evaluate("(element) => element.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)


def add_row(page: Page, prefix: str) -> Locator:
    """Press the add button under a list of rows; the new row."""
    group = page.locator(f"#{prefix}-group")
    group.locator(":scope > .rows-foot .rows-add").click()
    return group.locator(":scope > .rows-list > .row").last


def save(page: Page, button: str = "保存") -> None:
    """Press a button of the bar below and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state("load")
