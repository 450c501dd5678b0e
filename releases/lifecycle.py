"""The life of a release: every step from draft to page and on, with its guards. Buttons, commands and tests call this.

The table of steps is releases/steps.py. The working copy's ``state`` says where the paper lies; what the public sees is decided by the editions' times alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from bureau.models import Bureau
from releases import clock, indexes, mail, preflight
from releases import document as doc
from releases.checks import ERROR, check
from releases.compose import compose
from releases.house import house
from releases.models import Edition, EditionAttachment, EditionPhoto, Preflight, Release, SiteChange, Transition
from releases.render import page_digest
from releases.search import index
from releases.standing import Standing, recorded, standing
from releases.states import State
from releases.steps import APPROVE, CHANGE, STEPS, Step


class Refused(Exception):
    """A step is not possible now; the message (Japanese) says why and what to do."""


class ContentChanged(Refused):
    """The release is no longer what the approver saw."""


@dataclass(frozen=True)
class Change:
    """What the public is told about a new edition of a published release."""

    kind: str = Edition.ChangeKind.NONE
    note: str = ""
    shown_anew: bool = True


def possible_steps(release: Release, user, at: datetime | None = None) -> list[Step]:
    """The steps that ``user`` may take now, in the order of ``STEPS``."""
    now = standing(release, at)
    bureau = Bureau.current()
    return [
        step
        for step in STEPS.values()
        if release.state in step.sources
        and user.has_perm(step.permission)
        and not _obstacle(step, release, now, bureau)
        and not (step.name == "approve" and _is_own_work(release, user, bureau))
        and not (step.name == "review" and now.live.approved_by_id == user.pk)
    ]


def may_publish_at_once(release: Release, user) -> bool:
    """Whether ``user`` may submit and approve in one go: the bureau's record allows a person to approve own work."""
    return (
        release.state in STEPS["submit"].sources
        and user.has_perm(CHANGE)
        and user.has_perm(APPROVE)
        and not _is_own_work(release, user, Bureau.current())
    )


def _is_own_work(release: Release, user, bureau: Bureau) -> bool:
    return not bureau.allows_self_approval and release.edited_by_id == user.pk


def _obstacle(step: Step, release: Release, now: Standing, bureau: Bureau) -> str:
    """Why ``step`` makes no sense for the release as it stands towards the public; empty if it does."""
    if step.name == "revoke" and not now.scheduled:
        return "公開を待っている承認はありません。"
    if step.name == "revise" and (not now.live or now.scheduled):
        return "公開中のページがありません。" if not now.live else "公開を待っている承認を先に取り消してください。"
    if step.name == "withdraw" and not (now.live and now.live.form == Edition.Form.PAGE):
        return "公開中のページがありません。"
    if step.name == "review" and not (now.live and now.live.is_urgent and not _is_reviewed(release, now.live)):
        return "事後確認を待つ緊急公開はありません。"
    if step.name == "publish_urgently" and not bureau.allows_urgent_publication:
        return "緊急公開は認められていません（局の情報で変えられます）。"
    return ""


def _is_reviewed(release: Release, edition: Edition) -> bool:
    return release.transitions.filter(name="review", at__gte=edition.approved_at).exists()


def _begin(release: Release, name: str, by, comment: str) -> tuple[Release, Step, Standing, datetime]:
    """Lock the release and check that the step may be taken; also tells the moment at which it is."""
    step = STEPS[name]
    if not by.has_perm(step.permission):
        raise PermissionDenied(f"「{step.label}」を行う権限がありません。")
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state not in step.sources:
        raise Refused(
            f"いまの状態（{release.get_state_display()}）では「{step.label}」はできません。"
            "画面を読み込み直して、状態を確かめてください。"
        )
    log = list(release.editions.without_document())
    at = _moment(log)
    now = standing(release, at, log)
    if obstacle := _obstacle(step, release, now, Bureau.current()):
        raise Refused(obstacle)
    if step.needs_comment and not comment.strip():
        raise Refused(f"「{step.label}」には理由を入力してください。")
    if step.name in _PUBLISHING and (warning := clock_warning(log)):
        raise Refused(warning)
    return release, step, now, at


# A page that is withdrawn, or an approval that is taken back, need not wait for the clock to be right.
_PUBLISHING = {"approve", "publish_urgently"}


def clock_warning(log: list[Edition]) -> str:
    """What staff are told where the clock is far behind the record of a release's editions; else empty."""
    at, last = timezone.now(), recorded(log)
    if not clock.is_wrong(at, last):
        return ""
    return (
        f"サーバーの時計（{_told(at)}）が、この報道発表の最後の承認の記録（{_told(last)}）より遅れています。"
        "公開中のページが「公開予定」に見えることがあります。管理者に時計を確かめてもらい、直ってから手続を行ってください。"
    )


def _moment(log: list[Edition]) -> datetime:
    """Now, and after all that ``log`` records, though the clock be a little behind it.

    Two editions of one moment would leave the first one an empty interval, as if it had never been public.
    """
    return clock.not_behind(timezone.now(), _after(log))


def _after(log: list[Edition]) -> datetime | None:
    last = recorded(log)
    return last and last + clock.TICK


def _told(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y年%-m月%-d日 %H時%M分%S秒}"


def _finish(release: Release, step: Step, by, comment: str, at: datetime, accepted: str = "") -> Release:
    Transition.objects.create(
        release=release,
        name=step.name,
        from_state=release.state,
        to_state=step.target,
        actor=by,
        at=at,
        comment=comment.strip(),
        accepted=accepted.strip(),
    )
    release.state = step.target
    Release.objects.filter(pk=release.pk).update(state=step.target)
    return release


@transaction.atomic
def _plain(name: str, release: Release, by, comment: str = "") -> Release:
    release, step, _, at = _begin(release, name, by, comment)
    return _finish(release, step, by, comment, at)


def submit(release: Release, by, comment: str = "") -> Release:
    """Hand the draft to the approvers. Raises ``Refused`` or PermissionDenied, as every step does."""
    release = _plain("submit", release, by, comment)
    mail.submitted(release, by, comment)
    return release


def recall(release: Release, by, comment: str = "") -> Release:
    """Take the draft back before it was looked at."""
    return _plain("recall", release, by, comment)


def send_back(release: Release, by, comment: str) -> Release:
    """Return the draft to its writer with a reason."""
    release = _plain("send_back", release, by, comment)
    mail.sent_back(release, by, comment)
    return release


def revise(release: Release, by, comment: str = "") -> Release:
    """Begin a correction; the page stays as it is until the correction is approved."""
    return _plain("revise", release, by, comment)


def reopen(release: Release, by, comment: str) -> Release:
    """Make a withdrawn release a draft again; its notice stays until the next approval."""
    return _plain("reopen", release, by, comment)


@transaction.atomic
def approve(
    release: Release,
    by,
    *,
    live_from: datetime | None = None,
    seen: str | None = None,
    change: Change | None = None,
    comment: str = "",
    accepted: str = "",
) -> Edition:
    """Approve the release as it stands: public at once, or from ``live_from`` (aware, in the future).

    ``seen`` is the digest of the document that the approver looked at; another one raises ``ContentChanged``.
    ``accepted`` tells which findings of the checks were let stand, and why. An error among them raises ``Refused``.
    """
    release, step, now, at = _begin(release, "approve", by, comment)
    if _is_own_work(release, by, Bureau.current()):
        raise PermissionDenied("最後に編集した本人は承認できません。別の承認者に依頼してください。")
    _refuse_past(live_from, at)
    _refuse_without_contact(release)
    _refuse_errors(compose(release), live_from or at)
    edition = _issue(release, now, by=by, at=at, live_from=live_from, seen=seen, change=change)
    _finish(release, step, by, comment, at, accepted)
    if live_from:
        preflight.record(edition, Preflight.Occasion.APPROVAL, at)
    mail.approved(release, by, edition.live_from, comment)
    return edition


@transaction.atomic
def publish(release: Release, by, **approval) -> Edition:
    """Submit and approve in one go, for a person who may do both; the arguments are those of ``approve``."""
    if release.state in STEPS["submit"].sources:
        release = _plain("submit", release, by)
    return approve(release, by, **approval)


@transaction.atomic
def publish_as_of(
    release: Release, live_from: datetime, *, by=None, change: Change | None = None, comment: str = ""
) -> Edition:
    """Record what the release says now as public since ``live_from`` (aware), or as scheduled for a moment to come.

    For what was approved elsewhere: an archive that is taken over, the samples. Nobody's permission is asked and no
    letter is sent. Raises ``Refused`` where the page changes after that moment.
    """
    release, now = _as_of(release, live_from)
    at = timezone.now()
    edition = _issue(release, now, by=by, at=at, live_from=live_from, change=change)
    _finish(release, STEPS["approve"], by, comment, at)
    return edition


@transaction.atomic
def withdraw_as_of(release: Release, live_from: datetime, reason: str, *, by=None, comment: str = "") -> Edition:
    """Record the page as withdrawn since ``live_from``; like ``publish_as_of``."""
    release, now = _as_of(release, live_from)
    if not (now.live and now.live.form == Edition.Form.PAGE):
        raise Refused("その日時に公開されていたページがありません。")
    at = timezone.now()
    edition = _replace_by_notice(release, now.live, reason, live_from=live_from, by=by, at=at)
    _finish(release, STEPS["withdraw"], by, comment, at)
    return edition


def _as_of(release: Release, moment: datetime) -> tuple[Release, Standing]:
    """Lock the release, and tell how it stood towards the public at ``moment``, the end of its log."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    log = list(release.editions.without_document())
    if any(edition.live_from >= moment for edition in log if not edition.is_empty):
        raise Refused("その日時より後の公開版があります。日時を確かめてください。")
    return release, standing(release, moment, log)


@transaction.atomic
def publish_urgently(release: Release, by, comment: str, *, seen: str | None = None, change: Change | None = None):
    """Publish at once on one person's word, to be reviewed afterwards by another. Returns the edition."""
    release, step, now, at = _begin(release, "publish_urgently", by, comment)
    edition = _issue(release, now, by=by, at=at, seen=seen, change=change, is_urgent=True)
    _finish(release, step, by, comment, at)
    mail.approved(release, by, edition.live_from, comment)
    return edition


@transaction.atomic
def review(release: Release, by, comment: str = "") -> Release:
    """Confirm an urgent publication afterwards; somebody else than who published it."""
    release, step, now, at = _begin(release, "review", by, comment)
    if now.live.approved_by_id == by.pk:
        raise PermissionDenied("緊急公開した本人は事後確認できません。別の承認者に依頼してください。")
    return _finish(release, step, by, comment, at)


@transaction.atomic
def revoke(release: Release, by, comment: str = "") -> Release:
    """Take back an approval whose minute has not come."""
    release, step, now, at = _begin(release, "revoke", by, comment)
    _take_back(now)
    return _finish(release, step, by, comment, at)


@transaction.atomic
def withdraw(release: Release, by, reason: str, *, at: datetime | None = None) -> Edition:
    """Replace the page by a notice with date and reason, now or at a later moment ``at``.

    No check of the text stands in its way. A correction that waits for its minute is taken back.
    """
    release, step, now, moment = _begin(release, "withdraw", by, reason)
    _refuse_past(at, moment)
    _take_back(now)
    edition = _replace_by_notice(release, now.live, reason, live_from=at or moment, by=by, at=moment)
    _finish(release, step, by, reason, moment)
    mail.withdrawn(release, by, reason)
    return edition


@transaction.atomic(savepoint=False)
def note_edit(release: Release, by, document: doc.ReleaseDocument | None = None) -> bool:
    """Tell the life of a release that its working copy was saved; True if that took an approval back.

    A change of what the page says takes back an approval that waits for its minute; where the page is public, it
    opens a correction and the page stays as it is. ``document`` is what it composes to, where that is known already.
    """
    release = Release.objects.select_for_update().get(pk=release.pk)
    log = release.edition_log()
    at = _moment(log)
    Release.objects.filter(pk=release.pk).update(edited_by=by, edited_at=at)
    return _tell_of_edit(release, by, log, at, document)


def note_own_edit(release: Release, by, document: doc.ReleaseDocument) -> bool:
    """``note_edit`` where the caller has locked the release, read it as it stands and saved it in ``by``'s name."""
    log = release.edition_log()
    at = clock.not_behind(release.edited_at, _after(log))
    if at != release.edited_at:
        Release.objects.filter(pk=release.pk).update(edited_at=at)
    return _tell_of_edit(release, by, log, at, document)


def _tell_of_edit(release: Release, by, log: list[Edition], at: datetime, document: doc.ReleaseDocument | None) -> bool:
    # A page of a moment that the clock has not reached again looks like one that was never public: it is left alone.
    if release.state != State.APPROVED or clock.is_wrong(at, recorded(log)):
        index.add_working_copy(release, document)
        return False
    document = document or compose(release)
    now = standing(release, at, log)
    current = now.scheduled or now.live
    if current and current.digest == document.digest:
        return False
    if now.scheduled:
        _take_back(now)
        _finish(release, STEPS["revoke"], by, "承認の後に内容が変わりました。", at)
        mail.approval_taken_back(release, by, now.scheduled.approved_by)
        return True
    _finish(release, STEPS["revise"], by, "公開中の報道発表が編集されました。", at)
    index.add_working_copy(release, document)
    return False


def note_shared_edit(releases, by) -> list[Release]:
    """Tell the releases that wait for their minute that something they share (a person, a contact) was changed.

    Returns those whose approval was taken back. Published pages are records of their day and stay untouched.
    """
    waiting = releases.filter(editions__live_from__gt=timezone.now(), editions__live_until__isnull=True).distinct()
    return [release for release in waiting if note_edit(release, by)]


def _issue(release, now: Standing, *, by, at, live_from=None, seen=None, change=None, is_urgent=False) -> Edition:
    document = compose(release)
    if seen is not None and seen != document.digest:
        raise ContentChanged("確認した後に内容が変わりました。もう一度プレビューで確かめてから承認してください。")
    moment = live_from or at
    if document.release_date > timezone.localdate(moment):
        raise Refused(
            f"発表日（{document.release_date:%Y年%-m月%-d日}）より前に公開されます。"
            "公開日時を発表日以降にするか、発表日を直してください。"
        )
    change = change or Change()
    if now.live and now.live.form == Edition.Form.PAGE and not change.kind:
        change = Change(Edition.ChangeKind.TRIFLE, shown_anew=False)
    if change.kind not in ("", Edition.ChangeKind.TRIFLE) and not change.note.strip():
        raise Refused("訂正の内容を入力してください。ページに表示されます。")
    _take_back(now)
    return _append(
        release, document, form=Edition.Form.PAGE, live_from=moment, change=change, by=by, at=at, is_urgent=is_urgent
    )


def _replace_by_notice(release, page: Edition, reason: str, *, live_from, by, at) -> Edition:
    last = page.content
    notice = doc.ReleaseDocument(
        series=last.series,
        year=last.year,
        slug=last.slug,
        legacy_path=last.legacy_path,
        kind=last.kind,
        release_date=last.release_date,
        title=last.title,
        subtitle=last.subtitle,
        contact=last.contact,
    )
    return _append(
        release,
        notice,
        form=Edition.Form.NOTICE,
        live_from=live_from,
        change=Change(note=reason.strip()),
        by=by,
        at=at,
    )


def _refuse_without_contact(release: Release) -> None:
    if release.contact_id is None:
        raise Refused("連絡先がありません。編集画面で連絡先を選んでから、もう一度承認してください。")


def _refuse_errors(document: doc.ReleaseDocument, at: datetime) -> None:
    errors = [finding for finding in check(document, house(document.series.path, at)) if finding.severity == ERROR]
    if errors:
        found = "".join(f"\n{finding.place}: {finding.message}" for finding in errors)
        raise Refused(f"公開前の点検で、直す必要のあるところが見つかりました。編集画面で直してください。{found}")


def _refuse_past(moment: datetime | None, at: datetime) -> None:
    if moment is not None and moment <= at:
        raise Refused("公開日時が過ぎています。これからの日時を指定するか、「今すぐ」を選んでください。")


def _take_back(now: Standing) -> None:
    """Void the edition that waits for its minute, and reopen the one that it would have replaced."""
    if not now.scheduled:
        return
    editions = Edition.objects.filter(release=now.scheduled.release_id)
    editions.filter(pk=now.scheduled.pk).update(live_until=now.scheduled.live_from)
    if now.live and now.live.live_until == now.scheduled.live_from:
        editions.filter(pk=now.live.pk).update(live_until=None)
        now.live.live_until = None
    index.add_working_copy(now.scheduled.release)
    SiteChange.note()


def _append(release, document, *, form, live_from, change: Change, by, at, is_urgent=False) -> Edition:
    editions = Edition.objects.filter(release=release)
    editions.filter(live_until__isnull=True).update(live_until=live_from)
    log = list(editions.without_document().order_by("number"))
    last = log[-1] if log else None
    shown = [edition for edition in log if not edition.is_empty]
    edition = Edition(
        release=release,
        release_uid=release.uid,
        number=last.number + 1 if last else 1,
        form=form,
        document=document.to_json(),
        digest=document.digest,
        page_digest=page_digest(document) if form == Edition.Form.PAGE else "",
        previous_seal=last.seal if last else "",
        series_path=document.series.path,
        year=document.year,
        slug=document.slug,
        legacy_path=document.legacy_path,
        kind=document.kind.code,
        kind_label=document.kind.label,
        release_date=document.release_date,
        title=document.title,
        subtitle=document.subtitle,
        event_uid=document.event.uid if document.event else "",
        published_at=shown[0].published_at if shown else live_from,
        live_from=live_from,
        change_kind=change.kind,
        change_note=change.note.strip(),
        shown_anew_at=live_from if change.shown_anew or not shown else shown[-1].shown_anew_at,
        is_urgent=is_urgent,
        edited_by=release.edited_by,
        approved_by=by,
        approved_at=at,
    )
    edition.seal = edition.sealed()
    edition.save(force_insert=True)
    keys = dict.fromkeys(photo.key for photo in document.all_photos)
    EditionPhoto.objects.bulk_create(EditionPhoto(edition=edition, key=key) for key in keys)
    keys = dict.fromkeys(item.key for item in document.attachments)
    EditionAttachment.objects.bulk_create(EditionAttachment(edition=edition, key=key) for key in keys)
    indexes.record(edition, document)
    SiteChange.note(at)
    return edition


@transaction.atomic
def discard(release: Release, by) -> None:
    """Put a draft into the bin. Raises ``Refused`` for one that was ever published or waits for its minute."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.published_address():
        raise Refused("公開した報道発表は削除できません。取り下げてください。")
    Release.objects.filter(pk=release.pk).update(discarded_at=timezone.now(), discarded_by=by)


@transaction.atomic
def bring_back(release: Release, by) -> Release:
    """Take a draft out of the bin. Raises ``Refused`` if its address was given to another one meanwhile."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    if Release.objects.kept().filter(year=release.year, slug=release.slug).exists():
        raise Refused(
            f"同じアドレス（{release.year}/{release.slug}.html）の報道発表があるため、戻せません。"
            "先にそちらのアドレスを変えてください。"
        )
    Release.objects.filter(pk=release.pk).update(discarded_at=None, discarded_by=None, edited_by=by)
    release.refresh_from_db()
    return release
