"""原稿取り込み: a source is read, reviewed field by field, and becomes a working copy in one transaction.

The reading itself is releases/parse. Here stands what needs the database: known speakers, photos, the address.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from pydantic import ValidationError

from bureau.models import Bureau, Contact
from events.models import Speaker
from releases import addresses, parse
from releases.compose import contact_point
from releases.document import ReleaseDocument
from releases.fill import FillError, fill
from releases.identity import series_of
from releases.imaging import PhotoRefused
from releases.intake_text import as_lines, as_markup
from releases.models import AttachmentFile, Category, Intake, PhotoFile, Release
from releases.photo_store import store_upload

LEFT_OVER = "原稿から取り込めなかった行"
_FAR_AHEAD = timedelta(days=366)

# What stands in the document but is not read from a draft.
_NOT_SHOWN = {"schema_version", "series", "photos", "renditions", "year", "attachments"}
_PARTS = {"contact", "event", "director"}
_RICH = {"lead", "body", "summary", "closing", "purpose"}
_LONG = {"intro", "division", "note", "comments"}

LABELS = {
    "affiliation": "所属",
    "alias": "通称",
    "audience": "対象者",
    "body": "本文",
    "closing": "結び",
    "comments": "アンケート意見",
    "contact": "連絡先",
    "counts": "人数など",
    "date": "開催日",
    "days": "開催日",
    "director": "局長",
    "division": "部署",
    "email": "メール",
    "ends": "終了時刻",
    "event": "行事",
    "fax": "ファクス",
    "form_url": "問合せフォーム",
    "heading": "見出し",
    "honorific": "敬称",
    "intro": "前書き",
    "kana": "ふりがな",
    "kind": "種類",
    "label": "名称",
    "last_date": "最終日",
    "lead": "リード文",
    "legacy_path": "旧アドレス",
    "links": "関連リンク",
    "marker": "記号",
    "media": "行き先の種類",
    "mode": "開催形式",
    "name": "氏名・名称",
    "new_window": "別ウィンドウで開く",
    "note": "補足",
    "notes": "参考・注",
    "number": "数",
    "on_behalf_of": "代理・代読",
    "organisers": "主催・共催など",
    "persons": "担当者",
    "place": "会場",
    "placement": "位置",
    "position": "役職",
    "purpose": "趣旨",
    "qualifier": "約・延べなど",
    "release_date": "発表日",
    "role": "役割",
    "sections": "追加の節",
    "sessions": "プログラム",
    "size": "大きさ（バイト）",
    "slug": "アドレス",
    "speakers": "登壇者",
    "standing": "立場",
    "starts": "開始時刻",
    "subtitle": "副題",
    "summary": "内容",
    "survey": "アンケート",
    "tel": "電話",
    "theme": "テーマ",
    "title": "表題・題名",
    "topic": "演題",
    "unit": "単位",
    "url": "アドレス",
    "videos": "動画",
}


class IntakeRefused(ValueError):
    """The draft cannot be made yet; ``errors`` are messages (Japanese) by field path, "" for the whole."""

    def __init__(self, errors: dict[str, str]):
        super().__init__("\n".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Leaf:
    """A value of the document that the review screen shows: where it is, what it is, how it is typed."""

    path: str
    label: str
    value: Any
    kind: str


@transaction.atomic
def take_in(source: parse.Source, *, name: str, user, legacy_path: str = "", picture=None) -> Intake:
    """Read ``source`` and keep the reading for review; pictures in it are stored. Raises ``ParseRefused``.

    ``picture`` finds a picture that the source only names: address -> File or None.
    """
    series = series_of(Bureau.current())
    known = series if series.bureau else None
    read = parse.parse(source, series=known, legacy_path=legacy_path)
    parsed = read.as_json()
    _doubt_the_date(parsed)
    _know_categories(parsed)
    _know_attachments(parsed)
    keys = _own_photos(read.photos)
    files = {carried.name: ContentFile(carried.data, carried.name) for carried in read.pictures}
    if picture:
        named = {photo.image for photo in read.photos if photo.image} - keys.keys() - files.keys()
        files |= {address: file for address in sorted(named) if (file := picture(address))}
    for address, file in files.items():
        try:
            keys[address] = store_upload(file, user).key
        except PhotoRefused as error:
            parsed["findings"].append(_remark("picture_refused", str(error)))
    return Intake.objects.create(
        source_name=name, parsed=parsed, fields=parsed["fields"], pictures=keys, created_by=user
    )


def _remark(code: str, message: str, *, line: int = 0, field: str = "") -> dict[str, Any]:
    """A finding that only the house can make, in the shape of those of the reading."""
    return {"code": code, "severity": "warning", "line": line, "message": message, "field": field, "proposals": []}


def _doubt_the_date(parsed: dict[str, Any]) -> None:
    """A release date far ahead is a slip of the pen: 令和99年, 2205年."""
    day = parsed["fields"]["release_date"]
    if day and date.fromisoformat(day) > timezone.localdate() + _FAR_AHEAD:
        message = "発表日が1年よりも先です。年を確かめてください。"
        parsed["findings"].append(_remark("date_far_ahead", message, field="release_date"))


def _own_photos(photos: Iterable[parse.PhotoDraft]) -> dict[str, str]:
    """Photos that lie here already, shown by a page of this site: address -> key."""
    keys = {photo.image: key for photo in photos if (key := addresses.photo_key(photo.image))}
    here = set(PhotoFile.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    return {address: key for address, key in keys.items() if key in here}


def _know_categories(parsed: dict[str, Any]) -> None:
    """Give the policy fields that a page names their codes; the line of one that the house does not have is left over."""
    codes = dict(Category.objects.values_list("label", "slug"))

    def known(term):
        code = codes.get(term["label"])
        return code and {"code": code, "label": term["label"]}

    for term in _keep_known(parsed, "categories", known):
        message = f"政策分野「{term['label']}」は登録されていません。"
        parsed["findings"].append(_remark("category_unknown", message))


def _know_attachments(parsed: dict[str, Any]) -> None:
    """Find the files that a page of this site names; the line of one that does not lie here is left over."""
    named = parsed["fields"].get("attachments", [])
    keys = [addresses.attachment_key(item["url"]) for item in named]
    files = {file.key: file for file in AttachmentFile.objects.filter(key__in=keys)}

    def known(item):
        file = files.get(addresses.attachment_key(item["url"]))
        return file and {"title": item["title"], "key": file.key, "bytes": file.bytes, "pages": file.pages}

    for item in _keep_known(parsed, "attachments", known) if named else ():
        message = f"資料「{item['title']}」のファイルは、このサイトにありません。編集画面で登録してください。"
        parsed["findings"].append(_remark("attachment_unknown", message))


def _keep_known(parsed: dict[str, Any], name: str, known: Callable[[dict], dict | None]) -> list[dict]:
    """Put into the list ``name`` what ``known`` makes of its items; returns those of which it makes nothing."""
    kept_items, strange, places = [], [], {}
    for number, item in enumerate(parsed["fields"][name]):
        made = known(item)
        places[f"{name}[{number}]"] = [f"{name}[{len(kept_items)}]"] if made else []
        kept_items.append(made) if made else strange.append(item)
    for line in parsed["lines"]:
        kept = [new for place in line["places"] for new in places.get(place, [place])]
        if line["places"] and not kept:
            parsed["unplaced"].append({"line": line["line"], "text": line["text"]})
        line["places"] = kept
    parsed["fields"][name] = kept_items
    return strange


def leaves(fields: dict[str, Any]) -> Iterator[Leaf]:
    """Every value that staff can check, in the order of the document."""
    yield from _leaves(fields, "")


def _leaves(value: Any, path: str) -> Iterator[Leaf]:
    name = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    if isinstance(value, dict):
        for key, inner in value.items():
            # Of a contact, an event or a director that the draft does not have there is nothing to type.
            if key in _NOT_SHOWN or key in ("code", "uid") or (inner is None and key in _PARTS):
                continue
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and not (value and isinstance(value[0], str)):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]")
    else:
        yield Leaf(path, LABELS.get(name, name), value, _kind(name, value))


def _kind(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "checkbox"
    if isinstance(value, list):
        return "list"
    if name in ("release_date", "date", "last_date"):
        return "date"
    if name in ("starts", "ends"):
        return "time"
    if isinstance(value, int):
        return "number"
    if name in _RICH:
        return "rich"
    return "long" if name in _LONG else "line"


def shown(leaf: Leaf) -> Any:
    """The value of ``leaf`` as staff see and type it."""
    if leaf.kind == "rich":
        return as_lines(leaf.value)
    return "\n".join(leaf.value) if isinstance(leaf.value, list) else leaf.value


def place_of(path: str) -> list[str | int]:
    """A path as steps: ``event.sessions[2].topic`` -> event, sessions, 2, topic."""
    return [int(step) if step.isdecimal() else step for step in re.findall(r"[a-z_]+|\d+", path)]


def put(fields: dict[str, Any], path: str, value: Any) -> None:
    """Write a value at a path that exists."""
    *steps, last = place_of(path)
    target: Any = fields
    for step in steps:
        target = target[step]
    target[last] = value


def typed(leaf: Leaf, text: str | None) -> Any:
    """What was typed for ``leaf`` as the document holds it."""
    if leaf.kind == "checkbox":
        return text is not None
    text = text or ""
    if leaf.kind == "rich":
        return as_markup(text)
    if leaf.kind == "list":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if leaf.kind in ("date", "time"):
        return text.strip() or None
    if leaf.kind == "number":
        return int(text) if text.strip().isdecimal() else text
    if leaf.value is None and not text.strip():
        return None
    return text


def known_speakers(fields: dict[str, Any]) -> dict[str, str]:
    """By the path of a speaker: whether the house knows the person, and in which post last."""
    notes = {}
    sessions = (fields.get("event") or {}).get("sessions", [])
    for row, session in enumerate(sessions):
        for place, speaker in enumerate(session["speakers"]):
            path = f"event.sessions[{row}].speakers[{place}]"
            known = Speaker.objects.filter(name=speaker["name"], kana=speaker["kana"]).first()
            if known is None:
                notes[path] = "新しい登壇者として登録します。"
                continue
            last = known.appearances.order_by("-pk").first()
            notes[path] = "登録済みの登壇者です。"
            if last and last.position and last.position != speaker["position"]:
                notes[path] += f"前回の役職は「{last.affiliation} {last.position}」でした。"
    return notes


def document_of(
    intake: Intake, *, drop: set[str] = frozenset(), left_over_heading: str = "", contact: Contact | None = None
) -> ReleaseDocument:
    """What was checked as a document, photos in their places; lines left over stand under ``left_over_heading``.

    Without a heading they are left out. Raises ``IntakeRefused`` where the document is not complete.
    """
    fields = _copy(intake.fields)
    _place_photos(intake, fields)
    if contact:
        fields["contact"] = contact_point(contact).model_dump(mode="json")
    for path in sorted(drop, key=place_key, reverse=True):
        *steps, last = place_of(path)
        target: Any = fields
        for step in steps:
            target = target[step]
        del target[last]
    if left_over_heading and (lines := left_over(intake, drop)):
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        fields["sections"].append({"heading": left_over_heading, "body": body, "placement": "after", "photos": []})
    return _document(fields)


@transaction.atomic
def make_draft(intake: Intake, *, user, drop: set[str], keep_left_over: bool, contact: Contact | None) -> Release:
    """Make the working copy of what was checked. Raises ``IntakeRefused``; then nothing is changed.

    ``drop`` are paths of list items that shall not be taken; their lines count as left over. ``contact`` takes the
    place of the one that was read.
    """
    heading = LEFT_OVER if keep_left_over else ""
    document = document_of(intake, drop=drop, left_over_heading=heading, contact=contact)
    if document.contact is None:
        raise IntakeRefused({"contact": "連絡先がありません。登録済みの連絡先を選んでください。"})
    if Release.objects.kept().filter(year=document.year, slug=document.slug).exists():
        raise IntakeRefused(
            {"slug": f"{document.year}年の「{document.slug}」は使われています。別のアドレスにしてください。"}
        )
    try:
        release = fill(document, user=user)
    except FillError as error:
        raise IntakeRefused({"": str(error)}) from error
    intake.release = release
    intake.save(update_fields=["release"])
    return release


def place_key(path: str) -> list:
    """Orders paths so that later items of a list come after earlier ones."""
    return [
        (str(step) if isinstance(step, str) else "", step if isinstance(step, int) else 0) for step in place_of(path)
    ]


def left_over(intake: Intake, drop: set[str]) -> list[str]:
    """Lines that no field holds, and captions whose photos are not here."""
    lines = []
    for line in intake.parsed["lines"]:
        is_dropped = line["places"] and all(any(within(place, path) for path in drop) for place in line["places"])
        if line["text"].strip() and (not line["places"] or is_dropped):
            lines.append(line["text"].strip())
    for photo in intake.parsed["photos"]:
        if photo["image"] not in intake.pictures and (photo["alt"] or photo["caption"]):
            lines.append(f"写真: {photo['alt']}／{photo['caption']}".strip("／"))
    return lines


def within(place: str, path: str) -> bool:
    """Whether ``place`` is ``path`` or lies below it."""
    return place == path or place.startswith((f"{path}.", f"{path}["))


def _place_photos(intake: Intake, fields: dict[str, Any]) -> None:
    files = {file.key: file for file in PhotoFile.objects.filter(key__in=intake.pictures.values())}
    for photo in intake.parsed["photos"]:
        file = files.get(intake.pictures.get(photo["image"], ""))
        if file is None:
            continue
        target: Any = fields
        for step in place_of(photo["place"]):
            target = target[step]
        target["photos"].append(
            {
                "key": file.key,
                "width": file.width,
                "height": file.height,
                "alt": photo["alt"],
                "caption": photo["caption"],
                "renditions": file.renditions,
            }
        )


def _document(fields: dict[str, Any]) -> ReleaseDocument:
    day = fields.get("release_date")
    if day:
        fields = {**fields, "year": int(str(day)[:4]) if str(day)[:4].isdecimal() else 0}
    try:
        return ReleaseDocument.model_validate(fields)
    except ValidationError as error:
        # The year follows from the date: whoever is asked for the one need not be asked for the other.
        wrong = [item for item in error.errors() if item["loc"] != ("year",)]
        raise IntakeRefused({_path(item["loc"]): _message(item) for item in wrong}) from error


def _path(loc: tuple) -> str:
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _message(error: dict) -> str:
    name = next((str(step) for step in reversed(error["loc"]) if isinstance(step, str)), "")
    label = LABELS.get(name, name)
    if error["type"] in (
        "date_type",
        "date_from_datetime_parsing",
        "string_too_short",
        "missing",
        "int_type",
        "string_type",
    ):
        return f"{label}を入力してください。"
    return f"{label}の内容を確かめてください。"


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner) for inner in value]
    return value
