"""My desk: what waits for a member of staff, and what goes out next."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from releases import preflight
from releases.checks import check
from releases.compose import compose
from releases.models import Edition, Release, Transition
from releases.states import State

SHOWN = 8
APPROVE = "releases.approve_release"


@dataclass(frozen=True)
class Paper:
    """A release on the desk with what the checks find in it; ``edition`` where one is scheduled or public."""

    release: Release
    findings: int | None = None
    edition: Edition | None = None


@dataclass(frozen=True)
class Pile:
    """Papers of one sort; ``hint`` says what to do with them, ``more`` how many are not shown."""

    code: str
    title: str
    hint: str
    papers: list[Paper] = field(default_factory=list)
    more: int = 0


def piles(user) -> list[Pile]:
    """The piles on ``user``'s desk in the order of their urgency; empty ones are left out."""
    releases = Release.objects.kept().select_related("edited_by", "created_by", "assignee")
    mine = Q(created_by=user) | Q(assignee=user) | Q(edited_by=user)
    found = [
        _working(
            "returned",
            "差し戻されたもの",
            "理由を読んで直し、もう一度確認を依頼します。",
            releases.filter(mine, state=State.RETURNED),
        ),
    ]
    if user.has_perm(APPROVE):
        waiting = releases.filter(state=State.SUBMITTED)
        found.insert(0, _working("waiting", "確認待ち", "プレビューで確かめて、承認するか差し戻します。", waiting))
        found.append(_urgent())
    else:
        waiting = releases.filter(mine, state=State.SUBMITTED)
        found.append(_working("waiting", "確認を依頼したもの", "承認者の確認を待っています。", waiting))
    found.append(_scheduled())
    found.append(_working("drafts", "下書き", "書きかけの原稿です。", releases.filter(mine, state=State.DRAFT)))
    found.append(_published())
    return [pile for pile in found if pile.papers]


def _working(code: str, title: str, hint: str, releases: QuerySet) -> Pile:
    rows = list(releases.order_by("-edited_at")[: SHOWN + 1])
    total = len(rows) if len(rows) <= SHOWN else releases.count()
    papers = [Paper(release, len(check(compose(release)))) for release in rows[:SHOWN]]
    return Pile(code, title, hint, papers, max(0, total - SHOWN))


def _scheduled() -> Pile:
    editions = preflight.scheduled().without_document().select_related("release", "approved_by")
    rows = list(editions.prefetch_related("preflights")[:SHOWN])
    papers = [Paper(edition.release, _last_findings(edition), edition) for edition in rows]
    hint = "承認済みです。書かれた時刻に公開されます。"
    return Pile("scheduled", "公開の予定", hint, papers, max(0, editions.count() - SHOWN) if len(rows) == SHOWN else 0)


def _last_findings(edition: Edition) -> int | None:
    results = list(edition.preflights.all())
    return len(results[0].findings) if results else None


def _published() -> Pile:
    editions = Edition.objects.live().without_document().select_related("release").order_by("-live_from")[:SHOWN]
    papers = [Paper(edition.release, None, edition) for edition in editions]
    return Pile("published", "最近の公開", "公開中のページです。直すときは、開いて編集します。", papers)


def _urgent() -> Pile:
    """Urgent publications that nobody has reviewed yet."""
    reviewed = Transition.objects.filter(
        name="review", release_id=OuterRef("release_id"), at__gte=OuterRef("approved_at")
    )
    editions = Edition.objects.live().filter(~Exists(reviewed), is_urgent=True).without_document()
    papers = [Paper(edition.release, None, edition) for edition in editions.select_related("release")[:SHOWN]]
    return Pile(
        "urgent", "緊急公開の事後確認", "一人の判断で公開したものです。内容を確かめて、確認済みにします。", papers
    )
