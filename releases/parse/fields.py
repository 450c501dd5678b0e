"""What was read, in the shape of the document's JSON."""

import re
from dataclasses import asdict
from datetime import date, time
from typing import Any

from releases.parse.billing import Naming, name_people
from releases.parse.draft import Draft
from releases.parse.folding import tidy
from releases.parse.markup import body_markup
from releases.parse.sessions import ROLES, SessionDraft

_KINDS = (
    ("greeting", "挨拶", r"(?:年頭|新年|着任|就任|退任|年始|局長)の?(?:ご|御)?(?:挨拶|あいさつ|所感)|^(?:ご|御)?挨拶"),
    ("award", "表彰", r"表彰|授与|贈呈|受賞|標語|決定|感謝状|作文|コンテスト|コンクール"),
    ("exhibition", "出展", r"出展|展示|フェア|まつり|祭|ブース"),
    ("drill", "訓練・演習", r"訓練|演習"),
    ("campaign", "周知・啓発", r"キャンペーン|周知|啓発|週間|撲滅|街頭"),
    ("report", "開催報告", r"開催|実施|行いました|参加|講座|セミナー|教室|総会"),
)
_OF_EVENTS = {"exhibition", "drill", "campaign", "report"}
_TITLE_ENDING = re.compile(
    r"(?:を|の|に|が)?(?:開催|実施|参加|出展|紹介|展示|授与|贈呈)(?:しました|いたしました|します|されました)?[!！。]?$"
)
_MESSAGE = re.compile(r"(?:局長|所長)(?:から)?の?(?:メッセージ|挨拶|あいさつ)")
_INTRODUCED = re.compile(
    r"(?:局長|所長)(?:に(?:就任|着任)|を拝命)(?:し|いたし|致し)ました(?P<name>[一-鿿々豈-﫿]{1,4}[ \u3000]?[一-鿿々豈-﫿ぁ-んァ-ヶー]{0,4}?)(?:でございます|です|と申します)"
)
_HEADS = {"局長", "所長"}


def make_fields(draft: Draft) -> dict[str, Any]:
    """The document's JSON, with None for a date and "" for a title that the source does not give."""
    top, day = draft.top, draft.release_date
    kind = _kind(draft)
    event = _event(draft, kind)
    if event is None:
        _videos_as_links(draft)
        draft.ledger.drop("event")
    if draft.contact is None:
        draft.findings.add("contact_missing", 0, "連絡先がありません。", field="contact")
    return {
        "schema_version": 1,
        "series": _series(draft),
        "year": day.year if day else None,
        "slug": _slug(draft),
        "legacy_path": draft.legacy_path,
        "kind": {"code": kind[0], "label": kind[1]},
        "categories": [],
        "release_date": day.isoformat() if day else None,
        "title": top.title,
        "subtitle": top.subtitle,
        "director": draft.director or _director_elsewhere(draft, kind),
        "lead": body_markup(draft.lead),
        "photos": [],
        "event": event,
        "sections": draft.sections,
        "closing": body_markup(draft.closing),
        "notes": draft.notes,
        "links": draft.links,
        "contact": draft.contact,
    }


def _videos_as_links(draft: Draft) -> None:
    """Without an event there is no place for its videos: they are links."""
    for number, video in enumerate(draft.videos):
        draft.ledger.rename(f"event.videos[{number}]", f"links[{len(draft.links)}]")
        draft.links.append(
            {
                "label": video["title"],
                "url": video["url"],
                "intro": video["intro"],
                "media": "video",
                "size": None,
                "new_window": False,
            }
        )


def _series(draft: Draft) -> dict[str, Any]:
    if draft.series:
        return draft.series.model_dump(mode="json")
    top = draft.top
    return {
        "ministry": "総務省",
        "bureau": top.bureau or draft.bureau_name,
        "name": top.series_name or re.sub(r"^【[^】]*】\s*", "", top.label),
        "label": top.label,
        "path": "e-komfo/",
        "ancestors": [{"label": label, "url": ""} for label in top.ancestors],
    }


def _kind(draft: Draft) -> tuple[str, str]:
    if draft.top.is_press:
        return "notice", "お知らせ"
    if _MESSAGE.search(draft.top.subtitle):
        return _KINDS[0][:2]
    return next(
        ((code, label) for code, label, pattern in _KINDS if re.search(pattern, draft.top.title)), ("other", "その他")
    )


def _slug(draft: Draft) -> str:
    """The old address's file name, else month and day as a suggestion."""
    match = re.search(r"/(?P<name>[A-Za-z0-9_-]+)\.html?$", draft.legacy_path)
    name = re.sub(r"[^a-z0-9]+", "-", match["name"].lower()).strip("-") if match else ""
    if name and name != "index":
        return name
    return f"{draft.release_date:%m%d}" if draft.release_date else ""


def _director_elsewhere(draft: Draft, kind: tuple[str, str]) -> dict[str, str] | None:
    """The bureau's head where no clause behind the bureau's name says so: who speaks as 局長, who signs a greeting."""
    for person in draft.people:
        of_bureau = not person.affiliation or "総合通信" in person.affiliation
        if person.part in {"mentioned", "speaker"} and person.position in _HEADS and of_bureau and " " in person.name:
            return {"name": person.name, "kana": person.kana or draft.kana_of(person.name)}
    if kind[0] != "greeting":
        return None
    for line in draft.top.body[:6]:
        introduced = _INTRODUCED.search(line.folded)
        if introduced and len(introduced["name"]) > 3:
            return {"name": tidy(introduced["name"]), "kana": ""}
    signing = [
        naming.person
        for line in draft.top.body[:6] + draft.top.body[-3:]
        for naming in name_people(line, {}, default_speaks=True)
        if naming.person.position in _HEADS or "総合通信局長" in line.bare
    ]
    best = max(signing, key=lambda person: bool(person.kana), default=None)
    return {"name": best.name, "kana": best.kana} if best else None


def _event(draft: Draft, kind: tuple[str, str]) -> dict[str, Any] | None:
    facts = draft.facts
    has_programme = any(placed.draft.heading_lines for placed in draft.sessions)
    if kind[0] == "greeting" and not has_programme and not draft.counts:
        # A greeting tells of events, it is none.
        draft.people = [person for person in draft.people if person.part != "speaker"]
        draft.sessions = []
        return None
    found = (
        facts.days,
        facts.place,
        facts.organisers,
        draft.sessions,
        draft.counts,
        draft.comments,
        draft.survey_intro,
    )
    if not any(found):
        if kind[0] in _OF_EVENTS:
            draft.findings.add("event_date_missing", 0, "行事の開催日が読み取れません。", field="event.days")
        return None
    if not facts.days:
        draft.findings.add("event_date_missing", 0, "行事の開催日が読み取れません。", field="event.days")
    return {
        "uid": "",
        "title": _event_title(draft.top.title),
        "theme": facts.theme,
        "days": [{key: _iso(value) for key, value in asdict(day).items()} for day in facts.days],
        "mode": facts.mode,
        "place": facts.place,
        "organisers": facts.organisers,
        "purpose": "",
        "audience": facts.audience,
        "counts": draft.counts,
        "videos": draft.videos,
        "sessions": [_session(placed.draft) for placed in draft.sessions],
        "survey": {"intro": "\n".join(draft.survey_intro), "comments": list(draft.comments)},
    }


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value else None


def _event_title(title: str) -> str:
    """The event's name in a release's title: what stands in 「」, or the title without its ending."""
    match = re.match(r"^[^「」]{0,20}「([^「」]+)」", title)
    if match and match.end() * 2 >= len(title):
        return match[1]
    return _TITLE_ENDING.sub("", title) or title


def _session(session: SessionDraft) -> dict[str, Any]:
    return {
        "kind": {"code": session.kind[0], "label": session.kind[1]},
        "heading": tidy(session.heading),
        "intro": "\n".join(tidy(line.text) for line in session.intro),
        "topic": session.topic,
        "starts": None,
        "ends": None,
        "speakers": [_billing(naming) for naming in session.speakers],
        "summary": body_markup(session.lines),
        "photos": [],
    }


def _billing(naming: Naming) -> dict[str, str]:
    person = naming.person
    return {
        "name": person.name,
        "kana": person.kana,
        "affiliation": person.affiliation,
        "position": person.position,
        "honorific": person.honorific,
        "role": naming.role if naming.role in ROLES else "",
        "on_behalf_of": naming.on_behalf_of,
    }
