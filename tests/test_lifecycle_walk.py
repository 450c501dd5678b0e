"""Every state, every step, every role: what is permitted works, all else answers 403 and changes nothing."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from bureau import roles
from releases import lifecycle
from releases.models import Edition, Release, Transition
from releases.states import State
from releases.steps import STEPS
from tests.admin_forms import AdminForm
from tests.builders import make_bureau, make_release, make_user, publish

pytestmark = pytest.mark.django_db

NOBODY = "nobody"
# The states of the paper together with what the public sees.
SITUATIONS = ["draft", "submitted", "returned", "scheduled", "live", "urgent", "correcting", "withdrawn"]
ROLES = [NOBODY, *roles.LABELS]

# Step -> situations in which it makes sense, for a person of the right role who did not write the release.
SENSE = {
    "submit": {"draft", "returned", "correcting"},
    "recall": {"submitted"},
    "send_back": {"submitted"},
    "approve": {"submitted"},
    "publish_urgently": {"draft", "submitted", "returned", "correcting"},
    "review": {"urgent"},
    "revoke": {"scheduled"},
    "revise": {"live", "urgent"},
    "withdraw": {"live", "urgent", "correcting"},
    "reopen": {"withdrawn"},
}
# Step -> the first role that may take it.
FROM = {
    "submit": "writer",
    "recall": "writer",
    "send_back": "approver",
    "approve": "approver",
    "publish_urgently": "approver",
    "review": "approver",
    "revoke": "writer",
    "revise": "writer",
    "withdraw": "approver",
    "reopen": "approver",
}


def in_situation(name: str) -> Release:
    release = make_release(by=make_user("writer"))
    writer, approver = make_user("writer"), make_user("approver")
    if name in ("submitted", "returned"):
        lifecycle.submit(release, writer)
    if name == "returned":
        lifecycle.send_back(release, approver, "直してください。")
    if name == "scheduled":
        publish(release, live_from=timezone.now() + timedelta(hours=1))
    if name in ("live", "correcting", "withdrawn"):
        publish(release)
    if name == "urgent":
        lifecycle.publish_urgently(release, approver, "災害のため。")
    if name == "correcting":
        lifecycle.revise(release, writer)
    if name == "withdrawn":
        lifecycle.withdraw(release, approver, "誤りのため。")
    return Release.objects.get(pk=release.pk)


def everything(release: Release) -> tuple:
    return (
        Release.objects.values_list("state", "edited_by").get(pk=release.pk),
        list(Edition.objects.order_by("pk").values_list("pk", "live_from", "live_until")),
        Transition.objects.count(),
    )


def is_permitted(situation: str, step: str, role: str) -> bool:
    ranks = [NOBODY, *roles.LABELS]
    return situation in SENSE[step] and ranks.index(role) >= ranks.index(FROM[step])


def test_the_walk_knows_every_step_and_every_state():
    make_bureau(allows_urgent_publication=True)
    assert set(SENSE) == set(FROM) == set(STEPS)
    assert {in_situation(name).state for name in SITUATIONS} == set(State)


@contextmanager
def taken_back():
    """What is done to the database inside is not seen afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("situation", "role"), list(product(SITUATIONS, ROLES)))
def test_a_step_works_for_those_who_may_and_for_nobody_else(client, subtests, situation, role):
    make_bureau(allows_urgent_publication=True)
    release = in_situation(situation)
    user = make_user("writer") if role == NOBODY else make_user(role)
    if role == NOBODY:
        user.groups.clear()
    client.force_login(user)
    before = everything(release)
    sent = {"comment": "理由を書きました。", "when": "now", "change_kind": "trifle"}
    for step in SENSE:
        with subtests.test(step=step), taken_back():
            response = client.post(f"/admin/releases/{release.pk}/steps/{step}/", sent)
            if is_permitted(situation, step, role):
                assert response.status_code == 302
                assert Release.objects.get(pk=release.pk).state == STEPS[step].target
                taken = Transition.objects.order_by("pk").last()
                assert (taken.name, taken.actor, taken.from_state, taken.comment) == (
                    step,
                    user,
                    release.state,
                    "理由を書きました。",
                )
            else:
                assert response.status_code == 403
                assert everything(release) == before


@pytest.mark.parametrize("role", ["approver", "administrator"])
def test_nobody_approves_what_they_edited_last_by_any_route(client, role):
    user = make_user(role)
    release = make_release(by=user)
    lifecycle.submit(release, make_user("writer"))
    client.force_login(user)
    for step in ("approve", "publish"):
        response = client.post(f"/admin/releases/{release.pk}/steps/{step}/", {"when": "now"})
        assert response.status_code == 403
    posted = {"action": "approve", "_selected_action": [release.pk]}
    client.post("/admin/releases/release/", posted)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("field", ["state", "version", "created_by", "edited_by", "year", "uid", "discarded_at"])
def test_what_the_form_does_not_offer_cannot_be_forged(client, field):
    writer = make_user("writer")
    release = make_release(by=make_user("writer"))
    client.force_login(writer)
    before = getattr(Release.objects.get(pk=release.pk), field)
    AdminForm.open(client, f"/admin/releases/release/{release.pk}/change/").set(**{field: "approved"}).save()
    after = getattr(Release.objects.get(pk=release.pk), field)
    expected = {"version": before + 1 if field == "version" else None, "edited_by": writer}
    assert after == expected.get(field, before)


def test_the_table_in_the_docs_is_the_one_that_runs(capsys):
    call_command("lifecycle_table")
    table = capsys.readouterr().out.strip()
    assert table in Path("docs/lifecycle.md").read_text("utf-8")
