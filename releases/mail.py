"""Letters about a release's way through the house. They are sent after the commit, and none of them can fail a step."""

import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bureau.templatetags.people import staff_name
from bureau.text import one_line

logger = logging.getLogger(__name__)


def submitted(release, by, comment: str) -> None:
    """Tell the approvers that a draft waits for them."""
    approvers = get_user_model().objects.with_perm(
        "releases.approve_release", backend="django.contrib.auth.backends.ModelBackend"
    )
    _send(
        release,
        "確認依頼",
        f"{staff_name(by)}さんから、次の報道発表の確認依頼がありました。",
        comment,
        approvers,
        besides=by,
    )


def sent_back(release, by, comment: str) -> None:
    """Tell the writers that a draft came back, and why."""
    _send(
        release,
        "差戻し",
        f"{staff_name(by)}さんが、次の報道発表を差し戻しました。",
        comment,
        _writers(release),
        besides=by,
    )


def approved(release, by, live_from, comment: str) -> None:
    """Tell the writers from when their release is public."""
    if live_from > timezone.now():
        moment = f"{timezone.localtime(live_from):%Y年%-m月%-d日 %H時%M分}"
        text = f"{staff_name(by)}さんが、次の報道発表を承認しました。{moment}に公開されます。"
        _send(release, "承認（公開予定）", text, comment, _writers(release), besides=by)
    else:
        text = f"{staff_name(by)}さんが、次の報道発表を承認し、公開しました。"
        _send(release, "公開", text, comment, _writers(release), besides=by)


def approval_taken_back(release, by, approver) -> None:
    """Tell the approver that what was approved has changed before its minute."""
    text = (
        f"承認いただいた次の報道発表は、{staff_name(by)}さんの編集によって内容が変わったため、承認を取り消しました。"
        "予定の時刻には公開されません。もう一度確認してください。"
    )
    _send(release, "承認の取消し", text, "", [approver] if approver else [], besides=None)


def withdrawn(release, by, reason: str) -> None:
    """Tell the writers that their page was replaced by a notice."""
    _send(
        release,
        "取下げ",
        f"{staff_name(by)}さんが、次の報道発表を取り下げました。",
        reason,
        _writers(release),
        besides=by,
    )


def preflight_failed(release, approver, messages: list[str]) -> None:
    """Tell writers and approver what was found shortly before the minute."""
    text = "まもなく公開される次の報道発表について、公開前の点検で問題が見つかりました。"
    people = [*_writers(release), *([approver] if approver else [])]
    _send(release, "公開前の点検", text, "\n".join(f"・{message}" for message in messages), people, besides=None)


def _writers(release) -> list:
    people = (release.created_by, release.edited_by, release.assignee)
    return list(dict.fromkeys(person for person in people if person))


def _send(release, subject: str, text: str, comment: str, people, *, besides) -> None:
    addresses = sorted({person.email for person in people if person.email and person.is_active and person != besides})
    if not addresses:
        return
    address = settings.SITE_URL.rstrip("/") + reverse("admin:releases_release_change", args=[release.pk])
    body = "\n\n".join(part for part in (text, f"「{release.title}」\n{address}", comment.strip()) if part)
    # One letter a person: nobody learns who else was written to.
    letters = [EmailMessage(one_line(f"【{subject}】{release.title}"), body, to=[address]) for address in addresses]
    transaction.on_commit(lambda: _deliver(letters))


def _deliver(letters: list[EmailMessage]) -> None:
    for letter in letters:
        try:
            letter.send()
        except OSError:
            logger.exception("A letter could not be sent: %s", letter.subject)
