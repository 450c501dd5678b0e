"""What a program asked for, checked; a request that cannot be meant is answered with a problem (RFC 9457)."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from releases.models import Edition, Release

PARAMETERS = ("year", "kind", "category", "from", "to", "updated_since", "cursor", "limit")
DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100
_LONGEST = 200


class BadRequest(ValueError):
    """``parameter`` cannot be read; the message (Japanese) says what it should be."""

    def __init__(self, parameter: str, message: str):
        super().__init__(message)
        self.parameter = parameter


@dataclass(frozen=True)
class Query:
    """Filters and the place to go on from. ``after`` is the last release of the page before."""

    year: int | None = None
    kind: str = ""
    category: str = ""
    first: date | None = None
    last: date | None = None
    updated_since: datetime | None = None
    after: tuple[date, int] | None = None
    limit: int = DEFAULT_LIMIT

    def page(self, at: datetime) -> tuple[list[Edition], str]:
        """The pages in force at ``at`` that fit, newest first, and the cursor of what follows ("" at the end)."""
        editions = self._filtered(Edition.objects.live(at).pages())
        # The order is told by the index of what is filed, where anything is asked for that few releases bear.
        if self.category:
            editions = editions.newest_first_under("category", self.category)
        elif self.kind:
            editions = editions.newest_first_under("kind", self.kind)
        else:
            editions = editions.newest_first()
        if self.after:
            editions = editions.older_than(*self.after)
        found = list(editions[: self.limit + 1])
        shown = found[: self.limit]
        return shown, cursor_of(shown[-1]) if len(found) > self.limit else ""

    def _filtered(self, editions: QuerySet) -> QuerySet:
        if self.year is not None:
            editions = editions.filter(year=self.year)
        if self.kind:
            editions = editions.filter(kind=self.kind)
        if self.first:
            editions = editions.filter(release_date__gte=self.first)
        if self.last:
            editions = editions.filter(release_date__lte=self.last)
        if self.updated_since:
            # By themselves first: whoever asks so keeps up, and few are newer than what he has.
            newer = Edition.objects.filter(live_from__gte=self.updated_since).order_by()
            editions = editions.filter(pk__in=newer.values("pk"))
        return editions


def read(given: QueryDict) -> Query:
    """The query of a request. Raises ``BadRequest``."""
    said = {name: given[name] for name in PARAMETERS if given.get(name)}
    for name, value in said.items():
        if len(value) > _LONGEST or "\x00" in value:
            raise BadRequest(name, "長すぎるか、使えない文字があります。")
    return Query(
        year=_number(said, "year", 1926, 9999),
        kind=_kind(said),
        category=said.get("category", ""),
        first=_day(said, "from"),
        last=_day(said, "to"),
        updated_since=_moment(said),
        after=_place(said),
        limit=_number(said, "limit", 1, LARGEST_LIMIT) or DEFAULT_LIMIT,
    )


def cursor_of(edition: Edition) -> str:
    """Where the page behind ``edition`` begins; its form is nobody's business."""
    told = json.dumps([edition.release_date.isoformat(), edition.release_id])
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _place(said: dict[str, str]) -> tuple[date, int] | None:
    if "cursor" not in said:
        return None
    text = said["cursor"]
    try:
        day, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(number, int) or not 0 <= number < 2**62:
            raise ValueError
        return date.fromisoformat(day), number
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise BadRequest("cursor", "前の応答の next_cursor をそのまま指定してください。") from None


def _number(said: dict[str, str], name: str, least: int, most: int) -> int | None:
    if name not in said:
        return None
    text = said[name]
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and least <= int(text) <= most):
        raise BadRequest(name, f"{least} から {most} までの整数を指定してください。")
    return int(text)


def _kind(said: dict[str, str]) -> str:
    kind = said.get("kind", "")
    if kind and kind not in Release.Kind.values:
        raise BadRequest("kind", f"次のどれかを指定してください: {'、'.join(Release.Kind.values)}。")
    return kind


def _day(said: dict[str, str], name: str) -> date | None:
    if name not in said:
        return None
    try:
        day = parse_date(said[name])
    except ValueError:
        day = None
    if day is None:
        raise BadRequest(name, "「2021-01-08」の形の、ある日付を指定してください。")
    return day


def _moment(said: dict[str, str]) -> datetime | None:
    if "updated_since" not in said:
        return None
    text = said["updated_since"].replace(" ", "+")
    try:
        moment = parse_datetime(text)
        if moment is None:
            day = parse_date(text)
            moment = day and datetime.combine(day, datetime.min.time())
        if moment is not None:
            moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
            # A moment at the edge of the calendar has no UTC.
            return moment.astimezone(timezone.get_fixed_timezone(0))
    except (ValueError, OverflowError):
        pass
    raise BadRequest("updated_since", "「2021-01-08T14:00:00+09:00」の形の日時を指定してください。")
