"""Take the pictures of both guides from a running site with the samples, so that they show what is there today.

`make screenshots` writes static/site/guide/ and static/editing/guide/. Needs Chromium (CHROMIUM names it).
"""

import argparse
import io
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))

from tests.browser.conftest import ARGUMENTS, find_chromium  # noqa: E402

LOGIN, PASSWORD = "annai", "案内のための合言葉2026"
SERIES = "/e-komfo/"
DRAFT = """報道発表
令和8年9月18日
関東総合通信局

「見本地域 防災無線セミナー2026」の開催結果
－地域で備える情報の道－

関東総合通信局は、令和8年9月2日（水曜日）に、見本市民会館において「見本地域 防災無線セミナー2026」を開催し、86名の方に参加いただきました。

基調講演
見本大学 工学部 教授 川辺 花子（かわべ はなこ）氏
「停電のときにも届く知らせ」

連絡先
無線通信部 防災対策推進室
担当：岩楯、篠
電話：03-0000-0041
"""


@dataclass(frozen=True)
class Shot:
    """A picture: its file under static/, the address, what is done there first, and the window's size."""

    file: str
    address: str
    steps: Callable[[Page], object] = lambda page: None
    width: int = 1280
    height: int = 800

    @property
    def is_public(self) -> bool:
        return self.file.startswith("site/")


def read_draft(page: Page) -> None:
    page.locator("textarea").first.fill(DRAFT)
    page.locator("form:has(textarea) [type=submit]").first.click()
    page.wait_for_url("**/intake/*/")


def open_newest_draft(page: Page) -> None:
    page.locator(".desk-pile li a").first.click()
    page.wait_for_load_state("load")
    page.wait_for_function(
        "() => window.CKEDITOR && Object.values(CKEDITOR.instances).every((editor) => editor.status === 'ready')"
    )


def open_findings(page: Page) -> None:
    open_newest_draft(page)
    page.locator(".beside-opener").click()
    page.frame_locator("#beside iframe").locator("h1").wait_for()


def ask_for_a_check(page: Page) -> None:
    page.locator("tr", has_text="下書き").locator("a").first.click()
    page.locator(".standing-steps a").first.click()
    page.wait_for_load_state("load")


def newest_report(page: Page) -> None:
    page.locator("main a[href$='.html']").first.click()
    page.wait_for_load_state("load")


SHOTS = (
    Shot("site/guide/search.webp", "/search/?q=防災", width=1024, height=640),
    Shot("site/guide/phone.webp", SERIES, newest_report, width=390, height=720),
    Shot("editing/guide/desk.webp", "/admin/"),
    Shot("editing/guide/intake.webp", "/admin/releases/intake/", read_draft),
    Shot("editing/guide/form.webp", "/admin/", open_newest_draft),
    Shot("editing/guide/findings.webp", "/admin/", open_findings),
    Shot("editing/guide/step.webp", "/admin/releases/release/", ask_for_a_check),
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def take(browser: Browser, site: str, shot: Shot, target: Path) -> None:
    context = browser.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": shot.width, "height": shot.height}
    )
    page = context.new_page()
    if not shot.is_public:
        page.goto(f"{site}/admin/")
        page.get_by_label("ユーザー名").fill(LOGIN)
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="ログイン").click()
        page.wait_for_url("**/admin/")
    page.goto(site + shot.address)
    shot.steps(page)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, "WEBP", quality=82, method=6)
    context.close()


def serve(folder: Path, port: int) -> subprocess.Popen:
    """The site with the samples and one login, over files in ``folder``."""
    os.environ.update(
        DATABASE_URL=f"sqlite:///{folder / 'site.sqlite3'}",
        MEDIA_ROOT=str(folder / "media"),
        SITE_URL=f"http://localhost:{port}",
        SECRET_KEY=secrets.token_urlsafe(50),
    )
    manage = [sys.executable, "manage.py"]
    make_login = (
        "from django.contrib.auth.models import Group, User\n"
        f"user = User.objects.create_user({LOGIN!r}, password={PASSWORD!r}, is_staff=True, last_name='案内', first_name='花子')\n"
        "user.groups.add(Group.objects.get(name='administrator'))"
    )
    for command in (["migrate", "--verbosity=0"], ["load_samples"], ["shell", "-v0", "-c", make_login]):
        subprocess.run([*manage, *command], cwd=BASE_DIR, check=True)
    server = str(Path(sys.executable).with_name("granian"))
    options = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning")
    process = subprocess.Popen([server, *options, "bureau.wsgi:application"], cwd=BASE_DIR)
    for _ in range(150):
        try:
            httpx.get(f"http://localhost:{port}/-/live")
            return process
        except httpx.TransportError:
            time.sleep(0.2)
    process.terminate()
    raise SystemExit("サイトを起動できませんでした。")


def main() -> None:
    parser = argparse.ArgumentParser(description="使い方のページの画像を、動いているサイトから作ります。")
    parser.add_argument("folder", nargs="?", type=Path, default=BASE_DIR / "static")
    target = parser.parse_args().folder
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("Chromium がありません（環境変数 CHROMIUM で場所を指定できます）。")
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = serve(Path(folder), port)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                for shot in SHOTS:
                    take(browser, f"http://localhost:{port}", shot, target / shot.file)
                    print(shot.file, flush=True)
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
