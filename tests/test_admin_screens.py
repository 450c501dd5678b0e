"""What the staff's screens show: mistakes with their places, parts in the order of the page, a policy per page."""

import re

import pytest
from django.test import Client

from events.models import Event, SessionKind
from releases.models import Release
from tests.admin_forms import AdminForm, inner, text_of
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
from tests.pictures import upload

pytestmark = pytest.mark.django_db

EVENT_ADD = "/admin/events/event/add/"
RELEASE_ADD = "/admin/releases/release/add/"


def change_of(obj) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


@pytest.fixture
def writer(client):
    make_bureau()
    user = make_user("writer")
    client.force_login(user)
    return user


def mistakes_of(response) -> list[tuple[str, str]]:
    """Place and message of each line at the top; every link must lead somewhere on the page."""
    html = response.content.decode()
    for mistake in response.context["mistakes"]:
        assert f'id="{mistake.anchor}"' in html, mistake
        assert f'href="#{mistake.anchor}"' in html, mistake
    return [(mistake.place, mistake.message) for mistake in response.context["mistakes"]]


def test_all_mistakes_are_listed_at_the_top_with_links_to_their_fields(client, writer):
    form = AdminForm.open(client, RELEASE_ADD).set(title="", slug="0203si", lead="<p>文。</p>")
    form.set(contact=str(make_contact().pk))
    form.add("notes", marker="参考1", body="")
    form.add("links", label="案内", url="www.example.jp", media="page")
    response = form.send()
    found = mistakes_of(response)
    assert [place for place, _ in found] == ["表題", "参考・注 1・内容", "関連リンク 1・アドレス"]
    assert found[0][1] == "表題を入力してください。"
    assert "3か所を直してください" in response.content.decode()


def test_a_mistake_within_a_row_is_named_by_both_rows_as_they_stand(client, writer):
    event = make_event()
    make_session(event, topic="一つ目")
    form = AdminForm.open(client, change_of(event))
    session = form.add("sessions", kind=SessionKind.objects.get(code="lecture").pk, topic="先頭に移した行")
    session.fields["order"] = ["0"]
    form.row("sessions", 0).fields["order"] = ["1"]
    inner(session, "appearances", speaker=make_speaker().pk, honorific="auto")
    inner(session, "appearances", speaker="", position="教授", honorific="auto")
    [(place, _message)] = mistakes_of(form.send())
    assert place == "プログラム 1・登壇者 2・登壇者"


def test_the_part_with_the_mistake_is_marked_in_the_list_of_parts(client, writer):
    form = AdminForm.open(client, EVENT_ADD).set(title="見本セミナー", mode="online")
    form.add("days", date="2022-01-20", last_date="2022-01-19")
    html = form.send().content.decode()
    assert re.findall(
        r'<a href="#[\w-]+">([^<]+)</a>(?:<span[^>]*>[^<]*</span>)?<strong class="parts-error">', html
    ) == ["開催日"]


def test_the_form_follows_the_page_from_top_to_bottom(client, writer):
    parts = client.get(RELEASE_ADD).context["parts"]
    assert [part.title for part in parts] == [
        "基本",
        "リード文",
        "追加の節",
        "写真",
        "結び",
        "参考・注",
        "資料（PDF）",
        "関連リンク",
        "連絡先と分類",
        "以前のサイトでのアドレス",
    ]


def test_a_text_that_is_too_long_is_not_cut_off_by_the_browser(client, writer):
    for url in (RELEASE_ADD, EVENT_ADD):
        assert "maxlength" not in client.get(url).content.decode()


def test_a_form_larger_than_the_server_takes_is_answered_in_japanese(client, writer):
    response = client.post(RELEASE_ADD, {"title": "題", "lead": "文" * 5_000_000})
    assert response.status_code == 400
    assert "一度に送れる量を超えている" in response.content.decode()


def policy_of(response) -> dict[str, str]:
    directives = response["Content-Security-Policy"].split("; ")
    return {name: " ".join(sources) for name, *sources in (directive.split() for directive in directives)}


def test_only_the_forms_with_the_editor_have_the_wider_policy(client, writer):
    release = make_release(event=make_event())
    for url in (RELEASE_ADD, EVENT_ADD, change_of(release), change_of(release.event)):
        policy = policy_of(client.get(url))
        assert policy["script-src"] == "'self'"
        assert policy["script-src-attr"] == "'unsafe-inline'"
        assert policy["style-src"] == "'self' 'unsafe-inline'"
    for url in ("/admin/", "/admin/releases/release/", f"/admin/releases/{release.pk}/steps/submit/"):
        policy = policy_of(client.get(url))
        assert policy["default-src"] == "'none'"
        assert "script-src-attr" not in policy
        assert policy["style-src"] == "'self'"


def test_no_cross_beside_a_choice_deletes_the_record_itself(client, writer):
    html = client.get(change_of(make_release(event=make_event()))).content.decode()
    assert "delete-related" not in html


def test_a_new_address_is_suggested_with_the_sign_of_the_writers_section(client, writer):
    assert 'data-section=""' in client.get(RELEASE_ADD).content.decode()
    make_release(by=writer, slug="0107so-2")
    make_release(by=make_user(), slug="0108r")
    assert 'data-section="so"' in client.get(RELEASE_ADD).content.decode()


def test_a_photo_placed_in_the_programme_of_another_event_is_told_in_plain_words(client, writer):
    release = make_release(event=make_event())
    session = make_session(release.event)
    form = AdminForm.open(client, change_of(release))
    form.add("photos", alt="会場", session=session.pk, focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = upload()
    form.set(event=str(make_event(title="別の行事").pk))
    assert ("写真 1・プログラム", "選んだ行事にないプログラムです。選び直してください。") in mistakes_of(form.send())


def test_an_event_that_releases_tell_of_cannot_be_deleted(client):
    client.force_login(make_user("administrator", is_superuser=True))
    event = make_release(event=make_event()).event
    url = f"/admin/events/event/{event.pk}/delete/"
    assert "保護された関連オブジェクト" in client.get(url).content.decode()
    client.post(url, {"post": "yes"})
    assert Event.objects.filter(pk=event.pk).exists()


def test_the_contact_of_ones_last_release_is_offered_unless_it_is_out_of_use(client, writer):
    contact = make_contact()
    make_release(by=writer, contact=contact)
    assert AdminForm.open(client, RELEASE_ADD).node.first("contact") == str(contact.pk)
    contact.is_active = False
    contact.save()
    assert AdminForm.open(client, RELEASE_ADD).node.first("contact") == ""
    Release.objects.update(contact=None)
    assert AdminForm.open(client, RELEASE_ADD).node.first("contact") == ""


def test_a_time_that_was_typed_is_not_passed_over_by_publishing_at_once(client):
    make_bureau(allows_self_approval=True)
    client.force_login(make_user("approver"))
    release = make_release()
    url = f"/admin/releases/{release.pk}/steps/publish/"
    refused = client.post(url, {"when": "now", "day": "2031-01-08", "time": "14:00"})
    assert refused.status_code == 422
    assert "「日時を指定する」を選ぶか、時刻を消してください" in refused.content.decode()
    assert not release.editions.exists()


def test_the_screen_of_a_release_tells_its_state_and_its_address(client, writer):
    release = make_release(slug="0203si")
    text = text_of(client.get(change_of(release)))
    assert "下書き" in text
    assert "公開するアドレス: /e-komfo/2022/0203si.html" in text
    publish(release)
    text = text_of(client.get(change_of(release)))
    assert "公開中のページ: /e-komfo/2022/0203si.html" in text


@pytest.mark.parametrize("address", ["1/change/widgets.css", "none", "99999", "1;2", "%00"])
def test_an_address_that_names_no_record_is_no_mistake_of_the_program(address):
    client = Client()
    client.force_login(make_user())
    for model in ("releases/release", "events/event"):
        answer = client.get(f"/admin/{model}/{address}/change/")
        assert answer.status_code in (302, 404)
