"""The checks where people meet them: at the form, at approval, and over the whole archive."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from releases import photo_store
from releases.models import Edition, OfficialWord, Photo, RelatedLink, Release, Transition
from tests.admin_forms import AdminForm, text_of
from tests.builders import make_bureau, make_event, make_release, make_session, make_speaker, make_user, publish
from tests.pictures import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    make_bureau(allows_self_approval=True)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def trial(form: AdminForm):
    return form.send_to(form.url.replace("/change/", "/trial/").replace("/add/", "/add/trial/"))


# At the form


def test_what_is_typed_is_checked_without_being_saved(office):
    writer = make_user()
    release = make_release(by=writer)
    form = AdminForm.open(client_of(writer), f"/admin/releases/release/{release.pk}/change/")
    form.set(lead="<p>令和3年1月8日（水曜日）に開きました。</p>")
    answer = trial(form).json()
    assert "水曜日ではなく金曜日です" in answer["findings"]
    assert "このように直す" in answer["findings"]
    assert "令和3年1月8日（水曜日）に開きました。" in answer["page"]
    assert answer["errors"] == 1
    release.refresh_from_db()
    assert "水曜日" not in release.lead
    assert release.version == 1


def test_a_trial_leaves_nothing_behind(office):
    approver = make_user("approver")
    release = make_release(by=make_user(), slug="waiting")
    publish(release, live_from=timezone.now() + timedelta(days=1))
    before = (Transition.objects.count(), Edition.objects.count(), Event.objects.count(), Release.objects.count())
    mail.outbox.clear()
    client = client_of(approver)
    form = AdminForm.open(client, f"/admin/releases/release/{release.pk}/change/").set(title="変えた表題")
    assert "変えた表題" in trial(form).json()["page"]
    assert before == (
        Transition.objects.count(),
        Edition.objects.count(),
        Event.objects.count(),
        Release.objects.count(),
    )
    assert mail.outbox == []
    assert "承認を取り消しました" not in text_of(client.get("/admin/"))


def test_an_event_without_a_release_is_checked_too(office):
    writer = make_user()
    event = make_event()
    make_session(event, speaker=make_speaker(name="川辺 花子", kana=""))
    form = AdminForm.open(client_of(writer), f"/admin/events/event/{event.pk}/change/")
    answer = trial(form).json()
    assert "川辺 花子さんのふりがながありません" in answer["findings"]
    assert not event.releases.exists()


def test_a_form_that_would_be_refused_says_so(office):
    writer = make_user()
    form = AdminForm.open(client_of(writer), "/admin/releases/release/add/").set(title="")
    answer = trial(form).json()
    assert answer["is_refused"]
    assert "入力の途中" in answer["findings"]
    assert answer["page"] == ""


def test_who_may_not_change_may_not_try(office):
    release = make_release()
    client = client_of(make_user())
    client.logout()
    assert client.post(f"/admin/releases/release/{release.pk}/trial/").status_code == 302


def test_a_save_tells_how_much_was_found(office):
    writer = make_user()
    release = make_release(by=writer)
    client = client_of(writer)
    form = AdminForm.open(client, f"/admin/releases/release/{release.pk}/change/").set(lead="<p>御覧下さい。</p>")
    form.save()
    assert "公開前の点検で2件見つかっています" in text_of(client.get(form.url))


def test_the_houses_own_words_count(office):
    OfficialWord.objects.create(written="スマホ", better="スマートフォン")
    writer = make_user()
    form = AdminForm.open(client_of(writer), f"/admin/releases/release/{make_release(by=writer).pk}/change/")
    form.set(lead="<p>スマホで申し込めます。</p>")
    assert "「スマホ」は「スマートフォン」と書きます" in trial(form).json()["findings"]


# At approval


def open_step(client, release) -> str:
    """The address of the first step that the release's screen offers."""
    response = client.get(f"/admin/releases/release/{release.pk}/change/")
    html = response.content.decode()
    start = html.index('href="', html.index("standing-steps")) + 6
    return html[start : html.index('"', start)]


def test_an_error_stops_the_approval(office):
    approver = make_user("approver")
    release = make_release(by=approver)
    Photo.objects.create(release=release, file=photo_store.store_upload(upload()), alt="")
    client = client_of(approver)
    answer = client.post(open_step(client, release), {"when": "now", "seen": ""})
    assert answer.status_code == 403
    assert "代替テキストがありません" in text_of(answer)
    assert not Edition.objects.exists()


def test_a_warning_asks_for_a_reason_and_the_record_keeps_it(office):
    approver = make_user("approver")
    release = make_release(by=approver, lead="<p>御覧下さい。</p>")
    client = client_of(approver)
    url = open_step(client, release)
    refused = client.post(url, {"when": "now", "seen": ""})
    assert refused.status_code == 422
    assert "点検の指摘を残したまま進める理由を入力してください" in text_of(refused)
    assert client.post(url, {"when": "now", "seen": "", "accepted": "引用のため。"}).status_code == 302
    kept = Transition.objects.get(name="approve").accepted
    assert "「下さい」は「ください」と書きます" in kept
    assert "理由: 引用のため。" in kept
    assert "引用のため。" in text_of(client.get(reverse("life:log", args=[release.pk])))


def test_where_nothing_was_found_no_reason_is_asked(office):
    approver = make_user("approver")
    release = make_release(by=approver)
    client = client_of(approver)
    url = open_step(client, release)
    assert "指摘を残したまま進める理由" not in text_of(client.get(url))
    assert client.post(url, {"when": "now", "seen": ""}).status_code == 302


# Over the archive


def test_the_archive_is_checked_with_a_report_and_a_status(office, tmp_path):
    publish(make_release(by=make_user(), slug="a", lead="<p>御覧下さい。</p>"))
    publish(make_release(by=make_user(), slug="b"))
    out = StringIO()
    call_command("check_releases", "--report", str(tmp_path / "report.json"), stdout=out)
    assert "2件を調べ、1件に指摘がありました" in out.getvalue()
    (page,) = json.loads((tmp_path / "report.json").read_text())
    assert page["address"].endswith("/a.html")
    assert page["findings"][0]["code"] == "wording"
    call_command("check_releases", "--report", str(tmp_path / "report.html"), stdout=StringIO())
    assert "下さい" in (tmp_path / "report.html").read_text()


def test_drafts_with_errors_end_with_a_status(office):
    release = make_release(by=make_user())
    Photo.objects.create(release=release, file=photo_store.store_upload(upload()), alt="")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_releases", "--drafts", stdout=out)
    assert ended.value.code == 1
    assert "alt_missing" in out.getvalue()


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: one page is there, one has moved, one refuses HEAD, the rest is gone."""

    asked: list[str]

    def do_HEAD(self):
        self.asked.append(f"HEAD {self.path}")
        self._answer(405 if self.path == "/get-only" else None)

    def do_GET(self):
        self.asked.append(f"GET {self.path}")
        self._answer(None)

    def _answer(self, status):
        status = status or {"/there": 200, "/get-only": 200, "/moved": 301}.get(self.path, 404)
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/there")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def elsewhere():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Elsewhere.asked = []
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_links_to_other_sites_are_asked_once_each_and_dead_ones_are_told(office, elsewhere):
    for slug in ("a", "b"):
        release = make_release(by=make_user(), slug=slug)
        for number, path in enumerate(("/there", "/moved", "/gone", "/get-only")):
            RelatedLink.objects.create(release=release, label="案内", url=elsewhere + path, order=number)
        publish(release)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_links", "--pause", "0", stdout=out)
    said = out.getvalue()
    assert f"つながりません（404）: {elsewhere}/gone" in said
    assert f"移転しています: {elsewhere}/moved → {elsewhere}/there" in said
    assert "4件のリンクを確かめ、1件がつながりませんでした。" in said
    assert said.count("/e-komfo/") == 4
    assert sorted(Elsewhere.asked).count("HEAD /gone") == 1
    assert "GET /get-only" in Elsewhere.asked
