"""How a release stands towards the public at a moment, read from its editions' times."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from releases.clock import not_behind
from releases.models import Edition, Release
from releases.states import State


@dataclass(frozen=True)
class Standing:
    """How a release stands towards the public at a moment."""

    live: Edition | None = None
    scheduled: Edition | None = None
    label: str = field(default="", compare=False)


def standing(release: Release, at: datetime | None = None, log: list[Edition] | None = None) -> Standing:
    """The edition in force and the one that waits for its minute; at most one each.

    ``log`` are the release's editions, where a list has read them for all its rows.
    """
    if log is None:
        log = release.edition_log()
    at = at or not_behind(timezone.now(), recorded(log))
    live = scheduled = None
    for edition in log:
        if edition.is_empty or (edition.live_until and edition.live_until <= at):
            continue
        if edition.live_from <= at:
            live = edition
        else:
            scheduled = edition
    return Standing(live, scheduled, _label(release, live, scheduled))


def recorded(log: list[Edition]) -> datetime | None:
    """When the last of these editions was recorded; an approval that was taken back does not count."""
    return max((edition.approved_at for edition in log if not edition.is_empty), default=None)


def _label(release: Release, live: Edition | None, scheduled: Edition | None) -> str:
    """The state as staff call it: what lies on the desk, and what the public sees."""
    if live and live.form == Edition.Form.NOTICE:
        shown = "取下げ"
    elif live:
        shown = "公開"
    elif scheduled:
        shown = "公開予定"
    else:
        shown = ""
    if release.state in (State.APPROVED, State.WITHDRAWN):
        return "訂正予定" if live and scheduled else shown or release.get_state_display()
    return f"{shown}（訂正: {release.get_state_display()}）" if shown else release.get_state_display()
