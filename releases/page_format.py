"""How the bureau writes dates, times, numbers, people and files on a page."""

import re
from datetime import date, datetime, time
from typing import NamedTuple

from django.template.defaultfilters import linebreaksbr
from django.utils import timezone

from bureau import eras
from releases import addresses
from releases.document import AttachmentItem, Billing, EventDay, Link, Organiser, PhotoItem, SessionItem

_MEDIA = {"pdf": "PDF", "video": "動画"}
_FORMAT_ORDER = ("avif", "webp", "jpeg")
_SHOWN_WIDTH = 960
# How wide the style sheet shows a picture, so that a browser can choose its file before it has the sheet.
_SIZES = {
    "alone": "(min-width: 44rem) 38rem, 92vw",
    "beside": "(min-width: 44rem) 18rem, 92vw",
    "row": "(min-width: 44rem) 21rem, (min-width: 30rem) 45vw, 92vw",
    "card": "(min-width: 60rem) 20rem, (min-width: 40rem) 45vw, 92vw",
}


def moment(at: datetime) -> str:
    """2021-01-08T14:00:00+09:00"""
    return timezone.localtime(at).isoformat()


def era(day: date) -> str:
    """令和3年1月8日"""
    return eras.format_era(day)


def era_weekday(day: date) -> str:
    """令和2年11月25日（水曜日）"""
    return eras.format_era(day, weekday=True)


def era_years(year: int) -> str:
    """令和3年; both eras of a year that bears two."""
    return eras.era_years(year)


def last_day(day: EventDay) -> str:
    """The end of a run of days; its year only where it is another than that of the beginning."""
    text = eras.format_era(day.last_date, weekday=True)
    year = text.partition("年")[0]
    is_same = eras.format_era(day.date).partition("年")[0] == year
    return text.removeprefix(f"{year}年") if is_same else text


def hours(item: EventDay | SessionItem) -> str:
    """13時30分から16時まで; as much of it as is stated."""
    start = f"{_clock(item.starts)}から" if item.starts else ""
    end = f"{_clock(item.ends)}まで" if item.ends else ""
    return start + end


def _clock(moment: time) -> str:
    return f"{moment.hour}時{moment.minute}分" if moment.minute else f"{moment.hour}時"


def thousands(number: int) -> str:
    """1,234"""
    return f"{number:,}"


def by_standing(organisers: tuple[Organiser, ...]) -> list[tuple[str, list[Organiser]]]:
    """(主催, […]), (共催, […]), each standing once, in the order of its first body."""
    groups: dict[str, list[Organiser]] = {}
    for organiser in organisers:
        groups.setdefault(organiser.standing, []).append(organiser)
    return list(groups.items())


def file_mark(link: Link) -> str:
    """What a link to something else than a page says of it: PDF：1.7MB"""
    kind = _MEDIA.get(link.media, "")
    if link.media == "file":
        ending = re.search(r"\.([A-Za-z0-9]{2,5})(?:[?#]|$)", link.url)
        kind = ending[1].upper() if ending else "ファイル"
    return "：".join(part for part in (kind, _size(link.size)) if part)


def pdf_mark(attachment: AttachmentItem) -> str:
    """What a link to an attached file says of it: PDF：1.7MB、3ページ"""
    return f"PDF：{_size(attachment.bytes)}、{attachment.pages:,}ページ"


def _size(size: int | None) -> str:
    """As the file manager on the readers' desks counts: 1KB is 1,024 bytes."""
    if size is None:
        return ""
    megabytes, kilobytes = size / 1024**2, max(1, round(size / 1024))
    return f"{megabytes:.1f}MB" if kilobytes >= 1024 else f"{kilobytes}KB"


def proxy(speaker: Billing) -> str:
    """見本県知事 代読: whose words were read, and that they were."""
    words = re.sub(r"[（(](代読|代理)[）)]$", r" \1", speaker.on_behalf_of)
    return words if re.search("代読|代理", words) else f"{words} 代読"


def quoted(topic: str) -> str:
    """「…」, unless the topic brings its own."""
    return topic if topic.startswith(("「", "『")) and topic.endswith(("」", "』")) else f"「{topic}」"


def marker(text: str) -> str:
    """（参考1）; ※ stands as it is."""
    return text if text.startswith(("※", "＊", "*", "（", "(")) else f"（{text}）"


def lines(text: str) -> str:
    """Line breaks as ``<br>``; most text has none, and is left to be escaped as any other."""
    return linebreaksbr(text) if "\n" in text else text


def dialled(number: str) -> str:
    """The digits of a telephone number, without an extension: a telephone dials nothing else."""
    return re.sub(r"[^0-9+]", "", re.split(r"内線|\(|（", number)[0])


class Source(NamedTuple):
    """The renditions of one format: MIME type and srcset."""

    type: str
    srcset: str


class Shown(NamedTuple):
    """The rendition that a browser takes which knows no srcset."""

    url: str
    width: int
    height: int


class Renditions(NamedTuple):
    """A photo's files as <picture> names them; ``shown`` is None where no file is a JPEG."""

    shown: Shown | None
    sources: list[Source]
    srcset: str
    sizes: str


def renditions(item: PhotoItem, photos: str, place: str) -> Renditions:
    """``photos`` is the address under which the files lie; ``place`` (alone, beside, row, card) tells how wide it is."""
    by_format: dict[str, list] = {kind: [] for kind in _FORMAT_ORDER}
    for rendition in sorted(item.renditions, key=lambda rendition: rendition.width):
        by_format[rendition.format].append((addresses.photo(photos, item.key, rendition), rendition))
    srcsets = {
        kind: ", ".join(f"{url} {rendition.width}w" for url, rendition in run) for kind, run in by_format.items() if run
    }
    fallback = min(by_format["jpeg"], key=lambda pair: abs(pair[1].width - _SHOWN_WIDTH), default=None)
    return Renditions(
        shown=fallback and Shown(fallback[0], fallback[1].width, fallback[1].height),
        sources=[Source(f"image/{kind}", srcset) for kind, srcset in srcsets.items() if kind != "jpeg"],
        srcset=srcsets.get("jpeg", ""),
        sizes=_SIZES[place],
    )


def focus(item: PhotoItem) -> str:
    """The classes that cut a picture around its focal point: an inline style is not allowed, so in steps of ten."""
    return f"focus-x{round(item.focal_x, -1)} focus-y{round(item.focal_y, -1)}"
