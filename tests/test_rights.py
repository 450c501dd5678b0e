"""Who may see and do what, as it stands at each request; how a login ends; and what is written down of steps and previews."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.test import Client

from bureau.models import AuditRecord
from releases import lifecycle
from releases.models import Category, Edition, PreviewLink, Release
from tests.admin_forms import AdminForm
from tests.builders import make_bureau, make_event, make_release, make_session, make_speaker, make_user, publish
from tests.test_attack_requests import addresses_of_staff

pytestmark = pytest.mark.django_db
PASSWORD = "見本のとおり2026"
LOGIN = "/admin/login/"
SECRET = "印秘密の"


@pytest.fixture
def draft():
    """A draft whose every word is a secret."""
    make_bureau()
    event = make_event(title=f"{SECRET}行事")
    make_session(event, speaker=make_speaker(name=f"{SECRET}人"), topic=f"{SECRET}演題")
    return make_release(by=make_user(), event=event, title=f"{SECRET}表題", lead=f"<p>{SECRET}文</p>")


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


LOOKUPS = ("", "?q=印秘密", "?title__startswith=印", "?lead__startswith=印", "?event__title__startswith=印", "?p=1&o=1")


def test_staff_without_a_right_meet_no_word_of_a_draft_at_any_address(draft):
    user = make_user()
    user.groups.clear()
    client = as_user(user)
    addresses = addresses_of_staff(draft, draft.event)
    assert len(addresses) > 100
    for address in addresses:
        for query in LOOKUPS if address.count("/") == 4 else ("",):
            assert SECRET not in text_of(client.get(address + query)), address + query
    for field in ("event", "assignee"):
        asked = {"app_label": "releases", "model_name": "release", "field_name": field, "term": "印"}
        assert client.get("/admin/autocomplete/", asked).status_code == 403


def test_the_accounts_and_the_record_are_closed_to_all_but_administrators(draft):
    addresses = [
        address for address in addresses_of_staff(draft, draft.event) if re.match("/admin/(auth|bureau/audit)", address)
    ]
    assert len(addresses) > 10
    for role in ("writer", "approver"):
        client = as_user(make_user(role))
        for address in addresses:
            assert client.get(address).status_code in (301, 302, 403, 404), address


@pytest.mark.parametrize(
    "question",
    [
        "created_by__password__startswith=p",
        "edited_by__email__startswith=a",
        "assignee__is_superuser=1",
        "created_by__logentry__change_message__contains=a",
        "photos__file__key__startswith=a",
    ],
)
def test_a_list_is_not_asked_for_what_it_does_not_show(draft, question):
    client = as_user(make_user())
    answer = client.get(f"/admin/releases/release/?{question}")
    assert answer.status_code in (302, 400)
    assert SECRET not in text_of(answer)


def test_a_right_that_is_given_or_taken_holds_from_the_next_request(draft):
    user = make_user("writer")
    client = as_user(user)
    lifecycle.submit(draft, draft.created_by)
    address = f"/admin/releases/{draft.pk}/steps/approve/"
    assert client.post(address, {"when": "now"}).status_code == 403
    user.groups.set([Group.objects.get(name="approver")])
    assert client.get(address).status_code == 200
    user.groups.set([Group.objects.get(name="writer")])
    assert client.post(address, {"when": "now"}).status_code == 403
    assert not Edition.objects.exists()
    user.groups.set([Group.objects.get(name="approver")])
    assert client.post(address, {"when": "now"}).status_code == 302
    assert Edition.objects.count() == 1


def test_a_writer_who_becomes_an_approver_does_not_approve_what_they_wrote(draft):
    user = make_user("writer")
    client = as_user(user)
    AdminForm.open(client, f"/admin/releases/release/{draft.pk}/change/").set(title="直した表題").save()
    lifecycle.submit(draft, user)
    user.groups.set([Group.objects.get(name="approver")])
    assert client.post(f"/admin/releases/{draft.pk}/steps/approve/", {"when": "now"}).status_code == 403
    assert not Edition.objects.exists()


def test_a_release_that_one_may_not_view_is_not_copied(draft):
    user = make_user()
    user.groups.clear()
    user.user_permissions.add(Permission.objects.get(codename="add_release"))
    client = as_user(user)
    address = f"/admin/releases/{draft.pk}/copy/"
    for answer in (client.get(address), client.post(address, {"day": "2026-12-01"})):
        assert answer.status_code == 403
        assert SECRET not in text_of(answer)
    client.post(f"/admin/releases/release/{draft.pk}/change/", {"_saveasnew": "1", "title": "写し"})
    assert Release.objects.count() == 1


def test_a_copy_takes_no_link_to_a_preview_along(draft):
    link = PreviewLink.objects.create(release=draft, recipient="共催団体")
    client = as_user(make_user())
    assert client.post(f"/admin/releases/{draft.pk}/copy/", {"day": "2026-12-01"}).status_code == 302
    made = Release.objects.exclude(pk=draft.pk).get()
    assert not made.preview_links.exists()
    assert client.get(f"/-/preview/{link.token}/").status_code == 200


@pytest.mark.parametrize("action", ["delete_selected", "approve", "publish", "make_published"])
def test_no_action_on_a_list_deletes_or_publishes_releases(draft, action):
    public = make_release(by=make_user(), slug="0204si")
    publish(public)
    client = as_user(make_user("administrator"))
    sent = {"action": action, "_selected_action": [draft.pk, public.pk], "post": "yes", "select_across": "1"}
    client.post("/admin/releases/release/", sent)
    assert Release.objects.kept().count() == 2
    assert Edition.objects.count() == 1
    # A list that can be changed in place belongs to the fields of policy alone.
    forged = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": str(draft.pk),
        "form-0-state": "approved",
    }
    client.post("/admin/releases/release/", {**forged, "_save": "1"})
    assert Release.objects.get(pk=draft.pk).state == "draft"


def test_a_selection_is_deleted_by_those_alone_who_may_delete(draft):
    rows = [Category.objects.create(slug=f"c{number}", label=f"分野{number}") for number in range(2)]
    draft.categories.add(rows[0])
    user = make_user()
    user.groups.clear()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_category", "change_category"]))
    sent = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    as_user(user).post("/admin/releases/category/", sent)
    assert Category.objects.filter(pk__in=[row.pk for row in rows]).count() == 2


# A login


class CountedHasher(PBKDF2PasswordHasher):
    """The hasher, with a count of how often it is asked; cheap, since its cost is not."""

    algorithm = "pbkdf2_counted"
    iterations = 1
    asked = 0

    def encode(self, password, salt, iterations=None):
        CountedHasher.asked += 1
        return super().encode(password, salt, iterations)


@pytest.mark.parametrize("name", ["clerk", "nobody", "gone"])
def test_every_name_costs_one_password_to_look_at(settings, name):
    """Equal work takes equal time, on a busy machine too."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    make_bureau()
    make_user(username="clerk", password=PASSWORD)
    make_user(username="gone", password=PASSWORD, is_active=False)
    CountedHasher.asked = 0
    answer = Client().post(LOGIN, {"username": name, "password": "まちがい"})
    assert CountedHasher.asked == 1
    wrong = text_of(answer).replace(name, "NAME")
    CountedHasher.asked = 0
    other = Client().post(LOGIN, {"username": "somebody", "password": "まちがい"})
    assert CountedHasher.asked == 1
    token = re.compile(r'csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", wrong) == token.sub("", text_of(other).replace("somebody", "NAME"))


@pytest.fixture
def clerk():
    make_bureau()
    return make_user("approver", username="clerk", password=PASSWORD)


def signed_in() -> Client:
    client = Client()
    assert client.post(LOGIN, {"username": "clerk", "password": PASSWORD, "next": "/admin/"}).status_code == 302
    return client


def test_a_planted_session_is_not_the_one_that_a_login_gets(clerk):
    thief = Client()
    session = thief.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    client = Client()
    client.cookies["sessionid"] = planted
    client.post(LOGIN, {"username": "clerk", "password": PASSWORD, "next": "/admin/"})
    assert client.cookies["sessionid"].value != planted
    assert client.get("/admin/").status_code == 200
    thief.cookies["sessionid"] = planted
    assert thief.get("/admin/").status_code == 302


def test_a_logout_ends_the_session_on_the_server(clerk):
    client = signed_in()
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert stolen.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    assert not Session.objects.exists()
    assert stolen.get("/admin/").status_code == 302


def test_the_cookie_of_a_login_is_for_this_site_and_no_script(clerk):
    cookie = signed_in().cookies["sessionid"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_an_account_that_is_stopped_is_out_at_once(clerk, change):
    client = signed_in()
    assert client.get("/admin/").status_code == 200
    administrator = as_user(make_user("administrator"))
    page = administrator.get(f"/admin/auth/user/{clerk.pk}/change/")
    data = {k: v for k, v in page.context["adminform"].form.initial.items() if v is not None and k != "password"}
    data |= {"groups": [group.pk for group in clerk.groups.all()], "user_permissions": []}
    data |= {"last_login_0": "", "last_login_1": "", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    (off,) = change
    data.pop(off)
    assert administrator.post(f"/admin/auth/user/{clerk.pk}/change/", data).status_code == 302
    assert client.get("/admin/").status_code == 302
    assert client.post("/admin/releases/release/add/", {}).status_code == 302


def test_a_password_given_by_an_administrator_ends_every_login(clerk):
    client = signed_in()
    new = {"password1": "まったく別の合言葉2026", "password2": "まったく別の合言葉2026", "usable_password": "true"}
    assert as_user(make_user("administrator")).post(f"/admin/auth/user/{clerk.pk}/password/", new).status_code == 302
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_logout_leads_nowhere_else(clerk, target):
    answer = signed_in().post(f"/admin/logout/?next={target}", {"next": target})
    assert "evil" not in answer.headers.get("Location", "")
    assert "javascript" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_a_form_from_another_origin_is_refused_though_it_has_the_token(clerk, origin):
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text_of(client.get(LOGIN)))[1]
    form = {"username": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post(LOGIN, form, headers={"Origin": origin}).status_code == 403
    assert client.post(LOGIN, {**form, "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert client.post(LOGIN, {**form, "next": "/admin/"}, headers={"Origin": "http://testserver"}).status_code == 302


# The record


def test_steps_and_previews_are_written_with_who_when_and_whence(draft):
    approver = make_user("approver", username="approver")
    client = Client(REMOTE_ADDR="203.0.113.9")
    page = f"{draft.year}/{draft.slug}.html {draft}"
    link = PreviewLink.objects.create(release=draft, recipient="協会 林\n偽の行")
    with time_machine.travel(datetime(2026, 11, 20, 5, 0, tzinfo=UTC), tick=False):
        client.force_login(approver)
        assert client.get(f"/admin/releases/{draft.pk}/preview/").status_code == 200
        Client(REMOTE_ADDR="198.51.100.7").get(f"/-/preview/{link.token}/")
        assert client.post(f"/admin/releases/{draft.pk}/steps/submit/").status_code == 302
        assert client.post(f"/admin/releases/{draft.pk}/steps/approve/", {"when": "now"}).status_code == 302
        assert client.post(f"/admin/releases/{draft.pk}/steps/withdraw/", {"comment": "誤り。"}).status_code == 302
        # What is refused is not written as done.
        assert client.post(f"/admin/releases/{draft.pk}/steps/approve/", {"when": "now"}).status_code == 403
    written = AuditRecord.objects.filter(kind__in=["step", "preview"]).order_by("pk")
    assert list(written.values_list("kind", "user", "name", "detail", "address")) == [
        ("preview", approver.pk, "approver", page, "203.0.113.9"),
        ("preview", None, f"協会 林 偽の行（リンク {link.pk}）", page, "198.51.100.7"),
        ("step", approver.pk, "approver", f"確認を依頼: {page}", "203.0.113.9"),
        ("step", approver.pk, "approver", f"承認: {page}", "203.0.113.9"),
        ("step", approver.pk, "approver", f"取り下げる: {page}", "203.0.113.9"),
    ]
    shown = text_of(as_user(make_user("administrator")).get("/admin/bureau/auditrecord/"))
    assert "2026-11-20 14:00:00+09:00" in shown
