"""How the bureau writes dates, times, numbers and people on a page."""

from datetime import date, time

from django import template
from django.utils import timezone

from bureau import eras
from releases.document import Billing, EventDay, Link, PhotoItem

register = template.Library()

_EXTENSIONS = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}
_MEDIA = {"pdf": "PDF", "file": "ファイル", "video": "動画"}


@register.filter
def era(day: date) -> str:
    """令和3年1月8日"""
    return eras.format_era(day)


@register.filter
def era_weekday(day: date) -> str:
    """令和2年11月25日(水曜日)"""
    return eras.format_era(day, weekday=True)


@register.filter
def era_years(year: int) -> str:
    """令和3年; both eras of a year that bears two."""
    return eras.era_years(year)


@register.filter
def clock(moment: time) -> str:
    """13時30分; 13時"""
    return f"{moment.hour}時{moment.minute:02}分" if moment.minute else f"{moment.hour}時"


@register.filter
def held(day: EventDay) -> str:
    """A day of an event, or a run of days, with its times: …から…まで"""
    text = eras.format_era(day.date, weekday=True)
    if day.last_date and day.last_date != day.date:
        text += f"から{eras.format_era(day.last_date, weekday=True)}まで"
    times = [f"{clock(day.starts)}から" if day.starts else "", f"{clock(day.ends)}まで" if day.ends else ""]
    return " ".join(part for part in (text, "".join(times)) if part)


@register.filter
def thousands(number: int) -> str:
    """1,234"""
    return f"{number:,}"


@register.filter
def file_mark(link: Link) -> str:
    """What a link to something else than a page says of it: PDF：1.7MB"""
    kind = _MEDIA.get(link.media, "")
    if not link.size:
        return kind
    megabytes, kilobytes = link.size / 1_000_000, max(1, round(link.size / 1_000))
    size = f"{megabytes:.1f}MB" if megabytes >= 1 else f"{kilobytes}KB"
    return f"{kind}：{size}" if kind else size


@register.filter
def named(speaker: Billing) -> str:
    """後川 玲子(のちかわ れいこ)氏"""
    reading = f"({speaker.kana})" if speaker.kana else ""
    return f"{speaker.name}{reading}{speaker.honorific}"


@register.filter
def local_moment(moment) -> str:
    """令和3年1月8日 14時00分"""
    local = timezone.localtime(moment)
    return f"{eras.format_era(local.date())} {local.hour}時{local.minute:02}分"


@register.inclusion_tag("releases/_photo.html")
def photo(item: PhotoItem, photos: str, *, eager: bool = False) -> dict:
    """A <figure> with every rendition of ``item``; ``photos`` is the address under which they lie."""
    sources: dict[str, list] = {}
    for rendition in sorted(item.renditions, key=lambda rendition: rendition.width):
        address = f"{photos}{item.key}/{rendition.width}.{_EXTENSIONS[rendition.format]}"
        sources.setdefault(rendition.format, []).append((address, rendition))
    fallback = sources.pop("jpeg", [])
    ordered = [(kind, sources[kind]) for kind in ("avif", "webp") if kind in sources]
    return {
        "item": item,
        "sources": [
            (kind, ", ".join(f"{address} {rendition.width}w" for address, rendition in run)) for kind, run in ordered
        ],
        "srcset": ", ".join(f"{address} {rendition.width}w" for address, rendition in fallback),
        "fallback": fallback[-1] if fallback else None,
        "eager": eager,
        "is_tall": item.height > item.width * 1.2,
    }
