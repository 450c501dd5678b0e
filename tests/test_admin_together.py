"""Two people at once, an unsaved copy, an older version: nothing that anybody typed is lost."""

import pytest
from django.test import Client

from bureau.formtree import to_pairs
from bureau.models import Presence, SavedVersion, UnsavedCopy
from events.models import Event
from releases.models import Release
from tests.admin_forms import AdminForm, inner, text_of
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
from tests.pictures import upload

pytestmark = pytest.mark.django_db


def login(name: str) -> Client:
    client = Client()
    client.force_login(make_user("writer", username=name, last_name=name))
    return client


@pytest.fixture
def two():
    make_bureau()
    return login("青木"), login("馬場")


def change_of(obj) -> str:
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"


def test_saves_of_different_fields_and_rows_are_joined(two):
    event = make_event()
    make_session(event, topic="一つ目", speaker=make_speaker())
    make_session(event, topic="二つ目")
    make_comment(event, "初めの意見")
    mine, theirs = (AdminForm.open(client, change_of(event)) for client in two)
    theirs.set(theme="馬場の書いたテーマ")
    theirs.row("sessions", 0).rows["appearances"][0].fields["position"] = ["准教授"]
    theirs.add("survey_comments", text="馬場の足した意見", is_cleared="on")
    theirs.save()
    mine.set(place="青木の書いた会場")
    mine.row("sessions", 1).fields["topic"] = ["青木の直した演題"]
    mine.add("survey_comments", text="青木の足した意見", is_cleared="on")
    page = two[0].get(mine.save()["Location"])
    event.refresh_from_db()
    assert (event.theme, event.place) == ("馬場の書いたテーマ", "青木の書いた会場")
    assert [session.topic for session in event.sessions.all()] == ["一つ目", "青木の直した演題"]
    assert event.sessions.first().appearances.get().position == "准教授"
    assert {comment.text for comment in event.survey_comments.all()} == {
        "初めの意見",
        "馬場の足した意見",
        "青木の足した意見",
    }
    assert "馬場さんが保存した内容と合わせて保存しました" in page.content.decode()


def test_one_field_changed_by_both_is_shown_for_a_choice_and_nothing_is_saved_over(two):
    release = make_release()
    mine, theirs = (AdminForm.open(client, change_of(release)) for client in two)
    theirs.set(title="馬場の表題").save()
    refused = mine.set(title="青木の表題", subtitle="青木の副題").send()
    assert refused.status_code == 409
    text = text_of(refused)
    assert "同じところを、ほかの人も書き換えて保存しています" in text
    assert "馬場の表題" in text
    release.refresh_from_db()
    assert release.title == "馬場の表題"
    again = AdminForm.of(two[0], change_of(release), refused)
    assert again.node.first("title") == "青木の表題"
    assert again.node.first("subtitle") == "青木の副題"
    again.save()
    release.refresh_from_db()
    assert (release.title, release.subtitle) == ("青木の表題", "青木の副題")


def test_a_row_that_somebody_else_deleted_while_i_wrote_in_it_is_kept(two):
    event = make_event()
    make_session(event, topic="消される題名")
    mine, theirs = (AdminForm.open(client, change_of(event)) for client in two)
    theirs.row("sessions", 0).fields["DELETE"] = ["on"]
    theirs.save()
    assert not event.sessions.exists()
    mine.row("sessions", 0).fields["topic"] = ["書き直した題名"]
    refused = mine.send()
    assert "ほかの人が削除しましたが" in text_of(refused)
    AdminForm.of(two[0], change_of(event), refused).save()
    assert event.sessions.get().topic == "書き直した題名"


def test_a_photo_sent_with_a_field_that_both_changed_needs_no_second_choosing(two):
    release = make_release()
    mine, theirs = (AdminForm.open(client, change_of(release)) for client in two)
    theirs.set(title="馬場の表題").save()
    mine.set(title="青木の表題").add("photos", alt="青木の写真", focal_x=50, focal_y=50)
    mine.uploads["photos-0-upload"] = upload()
    refused = mine.send()
    assert refused.status_code == 409
    assert not release.photos.exists()
    AdminForm.of(two[0], change_of(release), refused).save()
    release.refresh_from_db()
    assert (release.title, release.photos.get().alt) == ("青木の表題", "青木の写真")


def test_a_photo_uploaded_while_somebody_else_saved_is_not_lost(two):
    release = make_release()
    mine, theirs = (AdminForm.open(client, change_of(release)) for client in two)
    theirs.add("notes", marker="参考1", body="<p>馬場の注。</p>")
    theirs.save()
    mine.add("photos", alt="青木の写真", focal_x=50, focal_y=50)
    mine.uploads["photos-0-upload"] = upload()
    mine.save()
    assert release.photos.get().alt == "青木の写真"
    assert release.notes.count() == 1


def test_reformatting_by_the_editor_is_no_conflict(two):
    release = make_release(lead="<p>一つ目。</p><p>二つ目。</p>")
    mine, theirs = (AdminForm.open(client, change_of(release)) for client in two)
    theirs.set(lead="<p>直した一つ目。</p><p>二つ目。</p>").save()
    mine.set(lead="<p>一つ目。</p>\r\n\r\n<p>二つ目。</p>\r\n", title="青木の表題").save()
    release.refresh_from_db()
    assert "直した一つ目" in release.lead


def test_who_else_has_the_form_open_is_told(two):
    release = make_release()
    url = change_of(release).replace("change/", "unsaved/")
    assert two[0].get(url).json()["others"] == []
    assert two[1].get(url).json()["others"] == ["青木"]
    assert Presence.objects.count() == 2


def keep(client, form: AdminForm):
    """What the form's script sends every few seconds."""
    data: dict[str, list] = {}
    for name, value in [*to_pairs(form.node), ("_base_version", form.base_version)]:
        data.setdefault(name, []).append(value)
    response = client.post(form.url.replace("change/", "unsaved/").replace("add/", "add/unsaved/"), data)
    assert response.status_code == 200
    return response


def test_what_was_typed_and_not_saved_is_offered_and_put_back(two):
    client = two[0]
    event = make_event()
    form = AdminForm.open(client, change_of(event)).set(theme="保存していないテーマ")
    session = form.add("sessions", kind="", topic="保存していない演題")
    inner(session, "appearances", position="保存していない役職")
    keep(client, form)
    page = client.get(change_of(event))
    assert "保存していない入力が残っています" in page.content.decode()
    restored = client.get(change_of(event) + "?unsaved=1")
    again = AdminForm.of(client, change_of(event), restored)
    assert again.node.first("theme") == "保存していないテーマ"
    row = again.row("sessions", 0)
    assert row.first("topic") == "保存していない演題"
    assert row.rows["appearances"][0].first("position") == "保存していない役職"
    event.refresh_from_db()
    assert event.theme == ""


def test_an_unsaved_new_release_is_offered_at_the_next_new_one(two):
    client = two[0]
    form = AdminForm.open(client, "/admin/releases/release/add/").set(title="書きかけの表題")
    keep(client, form)
    restored = client.get("/admin/releases/release/add/?unsaved=1")
    assert AdminForm.of(client, "/admin/releases/release/add/", restored).node.first("title") == "書きかけの表題"


def test_an_unsaved_copy_belongs_to_its_writer_alone(two):
    release = make_release()
    keep(two[0], AdminForm.open(two[0], change_of(release)).set(title="青木だけの表題"))
    assert "青木だけの表題" not in two[1].get(change_of(release)).content.decode()
    assert two[1].get(change_of(release) + "?unsaved=1").status_code == 404


def test_a_save_ends_the_unsaved_copy(two):
    release = make_release()
    form = AdminForm.open(two[0], change_of(release)).set(title="保存する表題")
    keep(two[0], form)
    form.save()
    assert not UnsavedCopy.objects.exists()


def test_an_unsaved_copy_put_back_after_somebody_saved_is_joined_with_that(two):
    release = make_release()
    keep(two[0], AdminForm.open(two[0], change_of(release)).set(title="青木の表題"))
    AdminForm.open(two[1], change_of(release)).set(subtitle="馬場の副題").save()
    restored = two[0].get(change_of(release) + "?unsaved=1")
    AdminForm.of(two[0], change_of(release), restored).save()
    release.refresh_from_db()
    assert (release.title, release.subtitle) == ("青木の表題", "馬場の副題")


def test_keeping_a_copy_asks_for_the_right_to_change(two):
    release = make_release()
    assert Client().post(change_of(release).replace("change/", "unsaved/")).status_code == 302
    stranger = Client()
    user = make_user("writer", username="部外者")
    user.groups.clear()
    stranger.force_login(user)
    assert stranger.post(change_of(release).replace("change/", "unsaved/")).status_code == 403


def test_every_saved_version_can_be_put_back_with_rows_and_photos(two):
    client = two[0]
    make_contact()
    release = make_release()
    form = AdminForm.open(client, change_of(release))
    form.add("photos", alt="初めの写真", focal_x=50, focal_y=50)
    form.uploads["photos-0-upload"] = upload()
    form.add("notes", marker="参考1", body="<p>初めの注。</p>")
    form.save()
    second = AdminForm.open(client, change_of(release)).set(title="二度目の表題")
    second.row("photos", 0).fields["DELETE"] = ["on"]
    second.row("notes", 0).fields["DELETE"] = ["on"]
    second.add("notes", marker="参考2", body="<p>二度目の注。</p>")
    second.save()
    client.get(change_of(release))
    assert SavedVersion.objects.filter(subject=f"releases.release:{release.pk}").count() >= 3
    before = release.title
    restored = client.get(f"{change_of(release)}?version=2")
    assert "第2版の内容を表示しています" in restored.content.decode()
    AdminForm.of(client, change_of(release), restored).save()
    release.refresh_from_db()
    assert release.title == before
    assert [note.marker for note in release.notes.all()] == ["参考1"]
    assert release.photos.get().alt == "初めの写真"


def test_a_save_sent_by_the_forms_script_answers_with_where_to_go(two):
    release = make_release()
    form = AdminForm.open(two[0], change_of(release)).set(title="表題")
    data = dict([*to_pairs(form.node), ("_base_version", form.base_version), ("_continue", "1")])
    response = two[0].post(change_of(release), data, headers={"X-Saved-By-Fetch": "1"})
    assert response.json() == {"location": change_of(release)}


def test_the_state_of_a_release_survives_a_form_opened_before_its_approval(two):
    release = make_release(by=make_user())
    form = AdminForm.open(two[0], change_of(release))
    publish(release)
    form.save()
    release.refresh_from_db()
    assert release.state == "approved"
    assert Release.objects.get().editions.count() == 1
    assert Event.objects.count() == 0
