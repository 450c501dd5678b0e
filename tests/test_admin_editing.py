"""A member of staff writes an event and its report, and every mistake is told where it was made."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.models import Event, SessionKind, Speaker
from releases.compose import compose
from releases.models import Release
from releases.states import State
from tests.admin_forms import AdminForm, errors_of, inner, text_of
from tests.builders import (
    make_bureau,
    make_comment,
    make_contact,
    make_event,
    make_release,
    make_session,
    make_speaker,
    make_user,
    publish,
)
from tests.pictures import picture, upload

pytestmark = pytest.mark.django_db

EVENT_ADD = "/admin/events/event/add/"
RELEASE_ADD = "/admin/releases/release/add/"


def kind(code: str) -> str:
    return str(SessionKind.objects.get(code=code).pk)


def change_of(obj) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


@pytest.fixture
def writer(client):
    make_bureau()
    user = make_user("writer")
    client.force_login(user)
    return user


def release_form(client) -> AdminForm:
    return AdminForm.open(client, RELEASE_ADD).set(
        release_date="2022-02-03",
        slug="0203si",
        title="「見本情報化セミナー2022」を開催",
        lead="<p>オンラインセミナーを開催しました。</p>",
        contact=str(make_contact().pk),
    )


def test_an_event_is_entered_with_sessions_speakers_and_comments(client, writer):
    speaker = make_speaker()
    form = AdminForm.open(client, EVENT_ADD).set(title="見本セミナー", mode="online", theme="見本の展望")
    form.add("days", date="2022-01-20", starts_at="13:30", ends_at="16:00")
    session = form.add("sessions", kind=kind("keynote"), topic="見本の題名", summary="<p>講演しました。</p>")
    inner(session, "appearances", speaker=speaker.pk, affiliation="見本大学", position="教授", honorific="auto")
    form.add("survey_comments", text="参考になりました。", is_cleared="on")
    form.add("counts", label="申込者", number="201", unit="名")
    form.save()
    event = Event.objects.get()
    document = compose(make_release(event=event))
    assert document.event.sessions[0].speakers[0].name == "川辺 花子"
    assert document.event.sessions[0].speakers[0].honorific == "氏"
    assert document.event.survey.comments == ("参考になりました。",)
    assert (document.event.counts[0].label, document.event.counts[0].number) == ("申込者", 201)


def test_the_order_of_the_form_is_the_order_of_the_page(client, writer):
    event = make_event()
    first = make_session(event, topic="一つ目")
    second = make_session(event, topic="二つ目")
    form = AdminForm.open(client, change_of(event))
    form.row("sessions", 0).fields["order"] = ["1"]
    form.row("sessions", 1).fields["order"] = ["0"]
    form.save()
    assert list(event.sessions.all()) == [second, first]


def test_speakers_in_a_session_can_be_changed_and_taken_out(client, writer):
    event = make_event()
    session = make_session(event, speaker=make_speaker())
    other = make_speaker(name="丘 太郎", kana="おか たろう")
    form = AdminForm.open(client, change_of(event))
    row = form.row("sessions", 0)
    row.rows["appearances"][0].fields["DELETE"] = ["on"]
    inner(row, "appearances", speaker=other.pk, honorific="様")
    form.save()
    assert [appearance.speaker for appearance in session.appearances.all()] == [other]


def test_a_speaker_is_found_by_name_or_reading_in_either_kana(client, writer):
    make_speaker()
    make_speaker(name="丘 太郎", kana="おか たろう")
    query = "app_label=events&model_name=appearance&field_name=speaker"
    for term in ("川辺", "川辺花子", "かわべ", "カワベ", "はなこ", "かわべはなこ"):
        results = client.get(f"/admin/autocomplete/?{query}&term={term}").json()["results"]
        assert [result["text"] for result in results] == ["川辺 花子（かわべ はなこ）"], term


def test_a_speakers_last_post_is_suggested(client, writer):
    speaker = make_speaker()
    make_session(make_event(), speaker=speaker)
    answer = client.get(f"/admin/events/speaker/{speaker.pk}/last-appearance/").json()
    assert answer == {"affiliation": "見本大学 情報学部", "position": "教授"}


def test_a_release_is_entered_with_photos_notes_and_links(client, writer):
    event = make_event()
    session = make_session(event)
    form = release_form(client).set(event=str(event.pk))
    form.add("photos", alt="演台で話す講師", caption="講師", session=session.pk, focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = upload()
    form.add("notes", marker="参考1", body="<p>用語の説明。</p>")
    form.add("links", label="案内", url="https://www.example.jp/", media="page")
    form.save()
    document = compose(Release.objects.get())
    assert document.event.sessions[0].photos[0].alt == "演台で話す講師"
    assert document.notes[0].marker == "参考1"
    assert document.links[0].label == "案内"
    assert Release.objects.get().created_by == writer


def test_the_preview_is_the_page_to_come(client, writer):
    make_bureau(allows_self_approval=True)
    form = release_form(client)
    form.add("photos", alt="会場", caption="会場", focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = upload()
    preview = client.get(form.save("_preview")["Location"])
    assert preview["Cache-Control"].startswith("private, no-store")
    assert client.get("/e-komfo/2022/0203si.html").status_code == 404
    publish(Release.objects.get())
    page = client.get("/e-komfo/2022/0203si.html")
    shown = preview.content.decode().replace("/admin/photos/", "/e-komfo/photos/")
    assert "まだ公開されていません" in shown
    # Its short address is given with the publication.
    public = re.sub(r'\s*<p class="share">.*?</p>', "", page.content.decode())
    assert shown.split("<main")[1].split() == public.split("<main")[1].split()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"release_date": ""}, "発表日を入力してください。"),
        ({"title": ""}, "表題を入力してください。"),
        ({"contact": ""}, "連絡先を選んでください。"),
        ({"title": "題" * 2000}, "200"),
        ({"slug": "ABC"}, "半角の英小文字"),
    ],
    ids=["date", "title", "contact", "long title", "slug"],
)
def test_a_mistake_in_a_release_is_told_and_nothing_typed_is_lost(client, writer, changes, message):
    form = release_form(client).set(lead="<p>長い間かけて書いたリード文。</p>", **changes)
    form.add("notes", marker="参考1", body="<p>書きかけの注。</p>")
    response = form.send()
    assert response.status_code == 200
    assert message in " ".join(errors_of(response))
    html = response.content.decode()
    assert "長い間かけて書いたリード文。" in html
    assert "書きかけの注。" in html
    assert not Release.objects.exists()


def test_two_releases_at_one_address_are_refused_with_the_name_of_the_other(client, writer):
    make_release(slug="0203si", title="先にある発表")
    response = release_form(client).send()
    assert "先にある発表" in " ".join(errors_of(response))


def test_a_session_without_kind_is_told(client, writer):
    form = AdminForm.open(client, EVENT_ADD).set(title="見本セミナー", mode="online")
    form.add("sessions", kind="", topic="題名だけ書いた")
    response = form.send()
    assert "種別を選んでください。" in errors_of(response)
    assert "題名だけ書いた" in response.content.decode()


def test_a_speaker_typed_in_a_session_without_kind_is_not_lost(client, writer):
    form = AdminForm.open(client, EVENT_ADD).set(title="見本セミナー", mode="online")
    session = form.add("sessions", kind="")
    inner(session, "appearances", speaker=make_speaker().pk, position="教授", honorific="auto")
    response = form.send()
    assert "種別を選んでください。" in errors_of(response)
    assert 'value="教授"' in response.content.decode()


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ({"date": "2022-01-20", "starts_at": "16:00", "ends_at": "13:30"}, "終了時刻が開始時刻より前"),
        ({"date": "2022-01-20", "last_date": "2022-01-19"}, "最終日が開催日より前"),
    ],
    ids=["times", "days"],
)
def test_an_event_that_ends_before_it_starts_is_told(client, writer, day, message):
    form = AdminForm.open(client, EVENT_ADD).set(title="見本セミナー", mode="online")
    form.add("days", **day)
    assert message in " ".join(errors_of(form.send()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "0バイト"),
        (b"no picture at all", "写真として読み込めません"),
        (b"\xff\xd8" + b"0" * (40 * 1024 * 1024), "20MB"),
    ],
    ids=["empty", "no picture", "40 MB"],
)
def test_a_bad_photo_is_told_at_its_field(client, writer, data, message):
    form = release_form(client)
    form.add("photos", alt="会場の様子", focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = SimpleUploadedFile("写真.jpg", data)
    response = form.send()
    assert message in " ".join(errors_of(response))
    assert "会場の様子" in response.content.decode()


def test_a_photo_survives_a_mistake_elsewhere_in_the_form(client, writer):
    form = release_form(client).set(title="")
    form.add("photos", alt="会場の様子", focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = upload()
    refused = form.send()
    assert refused.status_code == 200
    again = AdminForm.of(client, RELEASE_ADD, refused).set(title="直した表題")
    assert "/admin/photos/" in again.html
    again.save()
    assert Release.objects.get().photos.count() == 1


def test_names_with_rare_kanji_reach_the_page(client, writer):
    for name in ("髙﨑 一郎", "葛\U000e0100城 花子"):
        form = AdminForm.open(client, "/admin/events/speaker/add/")
        form.set(name=name).save("_save")
        assert Speaker.objects.filter(name=name).exists()


def test_250_survey_comments_are_saved_at_once(client, writer):
    event = make_event()
    form = AdminForm.open(client, change_of(event))
    for number in range(250):
        form.add("survey_comments", text=f"意見その{number}", is_cleared="on")
    form.save()
    assert event.survey_comments.count() == 250
    again = AdminForm.open(client, change_of(event))
    again.row("survey_comments", 249).fields["text"] = ["直した意見"]
    again.save()
    assert event.survey_comments.last().text == "直した意見"


def test_a_body_of_a_megabyte_is_saved(client, writer):
    body = "<p>" + "本文" * 170_000 + "</p>"
    release_form(client).set(lead=body).save()
    assert Release.objects.get().lead == body


def test_a_body_over_the_limit_is_told_with_its_text_kept(client, writer):
    response = release_form(client).set(lead="<p>" + "本文" * 1_000_001 + "</p>").send()
    assert "長すぎます" in " ".join(errors_of(response))
    assert "本文本文本文" in response.content.decode()


def test_a_pasted_picture_is_dropped_and_the_text_kept(client, writer):
    pasted = f'<p>文の前</p><img src="data:image/png;base64,{"A" * 3_000_000}"><p>文の後</p>'
    response = release_form(client).set(lead=pasted).send()
    if response.status_code == 302:
        assert Release.objects.get().lead == "<p>文の前</p><p>文の後</p>"
    else:
        assert "長すぎます" in " ".join(errors_of(response))


def test_markup_that_was_sent_past_the_editor_is_cleaned(client, writer):
    release_form(client).set(
        lead='<p onclick="x()">文</p><script>alert(1)</script><iframe src="//evil"></iframe>'
    ).save()
    assert Release.objects.get().lead == "<p>文</p>"


def test_a_published_address_cannot_be_changed(client, writer):
    release = make_release(slug="0203si", by=make_user())
    publish(release)
    form = AdminForm.open(client, change_of(release))
    assert "slug" not in form.node.fields
    form.set(release_date="2023-02-03")
    assert "公開したページのアドレス" in " ".join(errors_of(form.send()))


def test_a_published_release_cannot_be_deleted(client, writer):
    release = make_release(by=make_user())
    publish(release)
    response = client.post(f"/admin/releases/release/{release.pk}/delete/", {"post": "yes"})
    assert response.status_code == 403
    assert Release.objects.filter(pk=release.pk, discarded_at=None).exists()


def test_a_deleted_draft_lies_in_the_bin_and_comes_back_with_its_photos(client, writer):
    form = release_form(client)
    form.add("photos", alt="会場", focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = upload()
    form.save()
    release = Release.objects.get()
    client.post(f"/admin/releases/release/{release.pk}/delete/", {"post": "yes"})
    assert client.get("/admin/releases/release/").context["cl"].result_count == 0
    assert release.title in text_of(client.get("/admin/releases/bin/"))
    client.post(f"/admin/releases/{release.pk}/bring-back/")
    assert AdminForm.open(client, change_of(release)).node.rows["photos"]


def test_publishing_takes_two_clicks_where_one_person_may(client):
    make_bureau(allows_self_approval=True)
    client.force_login(make_user("approver"))
    steps = client.get(release_form(client).save("_steps")["Location"])
    assert steps.status_code == 302
    page = client.get(steps["Location"])
    assert "公開する" in page.content.decode()
    seen = page.context["form"].initial["seen"]
    assert client.post(steps["Location"], {"when": "now", "seen": seen}).status_code == 302
    assert client.get("/e-komfo/2022/0203si.html").status_code == 200


def test_a_scheduled_publication_asks_for_the_day_and_the_time(client):
    make_bureau(allows_self_approval=True)
    client.force_login(make_user("approver"))
    release_form(client).save()
    url = f"/admin/releases/{Release.objects.get().pk}/steps/publish/"
    refused = client.post(url, {"when": "later"})
    assert refused.status_code == 422
    assert "公開する日と時刻を入力してください。" in refused.content.decode()
    client.post(url, {"when": "later", "day": "2031-01-08", "time": "14:00"})
    assert Release.objects.get().state == State.APPROVED
    assert client.get("/e-komfo/2022/0203si.html").status_code == 404


def test_editing_an_approved_release_takes_the_approval_back_and_says_so(client, writer):
    make_bureau()
    release = make_release(by=writer, release_date=date(2022, 2, 3))
    approver = make_user("approver")
    client.force_login(writer)
    client.post(f"/admin/releases/{release.pk}/steps/submit/", {})
    client.force_login(approver)
    client.post(f"/admin/releases/{release.pk}/steps/approve/", {"when": "later", "day": "2031-01-08", "time": "14:00"})
    client.force_login(writer)
    form = AdminForm.open(client, change_of(release)).set(title="直した表題")
    page = client.get(form.save()["Location"])
    assert "承認を取り消しました" in page.content.decode()


@pytest.mark.parametrize("what", ["event", "speaker", "contact"])
def test_a_change_of_what_a_release_shares_takes_back_an_approval_that_waits(client, what):
    event, speaker = make_event(), make_speaker()
    make_session(event, speaker=speaker)
    release = make_release(by=make_user(), event=event)
    publish(release, live_from=timezone.now() + timedelta(hours=1))
    client.force_login(make_user("approver"))
    shared = {"event": event, "speaker": speaker, "contact": release.contact}[what]
    field = {"event": "title", "speaker": "name", "contact": "division"}[what]
    AdminForm.open(client, change_of(shared)).set(**{field: "変えた名前"}).save()
    release.refresh_from_db()
    assert release.state == State.DRAFT
    assert release.transitions.first().name == "revoke"


def test_a_published_page_and_its_paper_stay_when_a_person_is_renamed(client):
    event, speaker = make_event(), make_speaker()
    make_session(event, speaker=speaker)
    release = make_release(by=make_user(), event=event)
    publish(release)
    client.force_login(make_user())
    AdminForm.open(client, change_of(speaker)).set(name="変えた名前").save()
    release.refresh_from_db()
    assert release.state == State.APPROVED


def test_lists_take_the_same_queries_for_one_row_and_for_many(client, django_assert_max_num_queries):
    client.force_login(make_user("administrator", is_superuser=True))
    for _ in range(2):
        release = make_release(by=make_user(), event=make_event())
        publish(release)
        make_comment(release.event)
        for path in ("/admin/releases/release/", "/admin/events/event/", "/admin/events/speaker/"):
            with django_assert_max_num_queries(12):
                assert client.get(path).status_code == 200


def test_every_screen_opens(client):
    make_bureau()
    client.force_login(make_user("administrator", is_superuser=True))
    release = make_release(by=make_user(), event=make_event())
    publish(release)
    for path in (
        "/admin/",
        "/admin/bureau/bureau/1/change/",
        "/admin/bureau/contact/add/",
        "/admin/auth/user/",
        "/admin/events/sessionkind/",
        "/admin/releases/category/",
        f"/admin/releases/{release.pk}/log/",
        f"/admin/releases/{release.pk}/compare/",
        f"/admin/releases/{release.pk}/links/",
        f"/admin/releases/{release.pk}/preview/",
        f"/admin/releases/{release.pk}/editions/1/",
        f"/admin/releases/{release.pk}/steps/withdraw/",
        f"/admin/releases/release/{release.pk}/versions/",
        "/admin/releases/bin/",
        "/admin/signed-in/",
    ):
        assert client.get(path).status_code == 200, path


def test_the_huge_picture_is_refused_at_its_field(client, writer):
    form = release_form(client)
    form.add("photos", alt="会場", focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = upload(picture(12_001, 20, kind="PNG"))
    assert "大きすぎます" in " ".join(errors_of(form.send()))
