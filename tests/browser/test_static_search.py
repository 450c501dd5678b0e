"""The search of a site of files finds what the application finds: in the reader's browser, without a server's help."""

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, urljoin

import httpx
import pytest
from playwright.sync_api import expect

ODD = """
from datetime import datetime, UTC
from releases.lifecycle import publish_as_of
from tests.builders import make_release
TEXTS = (
    "ﾛｰｶﾙ５Ｇを15GHz帯で試した。Wi‐Fiのサ－バも置いた。",
    "髙﨑市と葛󠄀城町の電ᯤ波。メール・アドレスはemailではない。",
    "AI、IoT。telecom 1,201名、3.5GHz",
    "か\u3099くに\u3099の会。ヴァイオリンとヷ。霞ヶ関、一ヵ月。",
    "ÅngströmとStraße、ΣΑΣ。Ｃ＋＋／Ｃ＃。①②㈱",
    "令和三年、2021-01-08。データ-ベース、ロー―カル",
)
for number, text in enumerate(TEXTS):
    release = make_release(slug=f"odd{number}", title=f"変わった文字の発表{number}", lead=f"<p>{text}</p>")
    publish_as_of(release, datetime(2022, 2, 3, 5, tzinfo=UTC))
"""
ASKED = [
    *(
        "電波",
        "総務省",
        "ローカル5G",
        "ﾛｰｶﾙ",
        "5G",
        "15GHz",
        "5ghz",
        "wi-fi",
        "ＷｉＦｉ",
        "サーバー",
        "サーバ",
        "髙",
        "高崎",
        "葛城",
    ),
    *(
        "電ᯤ波",
        "メールアドレス",
        "email",
        "mail",
        "AI",
        "iot",
        "tele",
        "telecom",
        "1201",
        "1,201",
        "3.5GHz",
        "3.5",
        "がぐに",
    ),
    *(
        "ゔぁ",
        "ヷ",
        "霞ケ関",
        "一カ月",
        "angstrom",
        "ångström",
        "strasse",
        "σας",
        "C++",
        "①",
        "株",
        "2021-01-08",
        "2021",
        "データベース",
    ),
    *(
        "防災 -訓練",
        "防災 電波",
        "「電波の日」",
        '"情報通信"',
        "-電波",
        "!!",
        "山野 一郎",
        "、",
        "情報。通信",
        "の",
        "a",
        "ー",
    ),
]


@pytest.fixture(scope="module")
def office(site_factory):
    site = site_factory()
    site.manage("load_samples")
    site.python(ODD)
    return site


@pytest.fixture(scope="module")
def files(office, tmp_path_factory):
    """The address of the same site as files, behind a server that knows nothing but files."""
    folder = tmp_path_factory.mktemp("public")
    office.manage("publish_site", str(folder))
    handler = partial(SimpleHTTPRequestHandler, directory=folder / "site")
    handler.log_message = lambda *told: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def found_by_application(site, asked: str) -> set[str]:
    found: set[str] = set()
    address = f"{site.url}/search/?sort=date&{asked}"
    with httpx.Client(trust_env=False, timeout=30) as client:
        while address:
            html = client.get(address).text
            results = html.partition('<ol class="entries"')[2]
            found |= set(re.findall(r'<h3 class="entry-title"><a href="([^"]+)"', results))
            following = re.search(r'<a href="([^"]+)" rel="next"', results)
            address = urljoin(site.url, following[1].replace("&amp;", "&")) if following else ""
    return found


def found_in_files(page, files: str, asked: str) -> set[str]:
    page.goto(f"{files}/search/?{asked}")
    page.wait_for_function(
        "/件$|^$/.test(document.querySelector('.search-count').textContent) && !document.querySelector('#search-here').hidden"
    )
    while page.locator(".search-more").is_visible():
        page.locator(".search-more").click()
    return set(
        page.locator("#search-here h3 a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    )


def test_every_query_finds_the_same_releases(office, files, page):
    differing = {}
    for words in ASKED:
        asked = f"q={quote(words)}"
        expected, found = found_by_application(office, asked), found_in_files(page, files, asked)
        if expected != found:
            differing[words] = (sorted(expected - found), sorted(found - expected))
    assert differing == {}


def test_a_choice_narrows_the_search_and_stays_in_the_form(office, files, page):
    for asked in ("year=2021", "kind=report&q=電波", "category=ict", "year=2022&kind=report", "q=電波&year=1999"):
        assert found_in_files(page, files, asked) == found_by_application(office, asked), asked
    page.goto(f"{files}/search/?q=電波&kind=report")
    expect(page.get_by_role("searchbox", name="探す言葉")).to_have_value("電波")
    expect(page.get_by_label("種類")).to_have_value("report")


def test_the_box_in_the_head_leads_to_results_in_files_too(files, page):
    page.goto(f"{files}/")
    page.get_by_role("searchbox", name="探す言葉").fill("電波")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="件")).to_be_visible()
    page.locator("#search-here h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_what_is_missing_is_told_in_plain_words(files, page, complaints):
    complaints.allow("letters.json|Failed to load")
    page.route("**/letters.json", lambda route: route.fulfill(status=503))
    page.goto(f"{files}/search/?q=電波")
    expect(page.get_by_text("読み込めませんでした")).to_be_visible()


def test_the_application_answers_by_itself(office, page):
    page.goto(f"{office.url}/search/?q=電波")
    expect(page.locator("#search-here")).to_have_count(0)
    assert page.locator("script[src*='search']").count() == 0
