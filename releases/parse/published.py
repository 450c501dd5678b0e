"""A page that this program has written, read back: by its own marks, not by the habits of fifteen years.

What the page does not say cannot be read: docs/import.md lists it.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from bureau.eras import find_dates
from bureau.richtext import sanitise
from releases.document import Series
from releases.parse.elements import Element
from releases.parse.findings import Findings
from releases.parse.kinds import kind_of
from releases.parse.result import DateNamed, PersonNamed, PhotoDraft
from releases.parse.source import CHROME, Ledger, Line

KINDS = {
    "開催報告": "report",
    "お知らせ": "notice",
    "挨拶": "greeting",
    "表彰": "award",
    "出展": "exhibition",
    "訓練・演習": "drill",
    "周知・啓発": "campaign",
    "開催中止": "cancellation",
    "その他": "other",
}
_MEDIA = {"PDF": "pdf", "動画": "video", "ファイル": "file"}
_MODES = {"オンライン開催": "online", "会場とオンラインの併用": "hybrid"}
_HONORIFICS = ("氏", "様", "先生", "さん")
# Half width on pages saved before the brackets were full width.
_NAMED = re.compile(r"(?P<name>.+?)[（(](?P<kana>[^（()）]*)[）)](?P<honorific>[^（()）]{0,10})")
_HOURS = re.compile(r"(?:(\d{1,2})時(?:(\d{1,2})分)?から)?(?:(\d{1,2})時(?:(\d{1,2})分)?まで)?")
_SIZE = re.compile(r"([\d.]+)(KB|MB)")
_ALIAS = re.compile(r"(.+)（通称：(.+)）")
_ADDRESS = re.compile(r"/(?P<year>\d{4})/(?P<slug>[a-z0-9-]+)\.html$")


@dataclass
class PublishedReader:
    """Reads the article ``page`` holds; ``offsets`` says where in the markup each line of the source begins."""

    page: Element
    lines: tuple[Line, ...]
    offsets: tuple[int, ...]
    findings: Findings
    ledger: Ledger
    photos: list[PhotoDraft] = field(default_factory=list)
    people: list[PersonNamed] = field(default_factory=list)
    dates: list[DateNamed] = field(default_factory=list)

    def read(self, *, series: Series | None, legacy_path: str) -> dict[str, Any]:
        """The document's JSON; every line inside the article that was understood is placed."""
        article = article_of(self.page)
        self._place_outside(article)
        day = self._release_date(article)
        fields: dict[str, Any] = {
            "schema_version": 1,
            "series": self._series(article, series),
            "year": int(day[:4]) if day else None,
            "slug": self._slug(legacy_path),
            "legacy_path": legacy_path,
            "kind": {"code": "other", "label": "その他"},
            "categories": [],
            "release_date": day,
            "title": self._text(article.one("h1"), "title"),
            "subtitle": self._text(article.one(name="subtitle"), "subtitle"),
            "director": None,
            "lead": "",
            "photos": [],
            "event": None,
            "sections": [],
            "closing": "",
            "notes": [],
            "attachments": [],
            "links": [],
            "contact": None,
        }
        self._terms(article, fields)
        self._body(article, fields)
        return fields

    # Lines

    def _inside(self, element: Element) -> tuple[Line, ...]:
        """The lines that begin inside ``element``."""
        return self.lines[bisect_left(self.offsets, element.start) : bisect_left(self.offsets, element.end)]

    def _place(self, element: Element, path: str) -> None:
        for line in self._inside(element):
            self.ledger.place(line, path)

    def _place_outside(self, article: Element) -> None:
        inside = set(self._inside(article))
        for line in self.lines:
            if line not in inside:
                self.ledger.place(line, CHROME)

    def _text(self, element: Element | None, path: str) -> str:
        if element is None:
            return ""
        self._place(element, path)
        return element.text

    def _lines(self, element: Element | None, path: str) -> str:
        if element is None:
            return ""
        self._place(element, path)
        return element.lines

    def _rich(self, element: Element | None, path: str) -> str:
        if element is None:
            return ""
        self._place(element, path)
        return sanitise(element.inner)

    # Head

    def _series(self, article: Element, series: Series | None) -> dict[str, Any]:
        label = self._text(article.one(name="series-label"), "series.label")
        bureau = self._text(article.one(name="release-bureau"), "series.bureau")
        if series:
            return series.model_dump(mode="json")
        ministry = self.page.one(name="site-ministry")
        return {
            "ministry": ministry.text if ministry else "総務省",
            "bureau": bureau,
            "name": re.sub(r"^【[^】]*】\s*", "", label),
            "label": label,
            "path": "e-komfo/",
        }

    def _slug(self, legacy_path: str) -> str:
        canonical = next((link for link in self.page.all("link") if link.attributes.get("rel") == "canonical"), None)
        address = urlsplit(canonical.attributes.get("href", "")).path if canonical else legacy_path
        match = _ADDRESS.search(address)
        return match["slug"] if match else ""

    def _release_date(self, article: Element) -> str | None:
        stated = article.one(name="release-date")
        moment = stated and stated.one("time")
        if not moment:
            self.findings.add("date_missing", 0, "発表日がありません。日付を入力してください。", field="release_date")
            return None
        self._place(stated, "release_date")
        self._note_dates(stated)
        return moment.attributes.get("datetime", "")[:10]

    def _note_dates(self, element: Element) -> None:
        for line in self._inside(element):
            for reading in find_dates(line.text, reference=None):
                self.dates.append(DateNamed(reading.day, line.number, reading.text))

    def _terms(self, article: Element, fields: dict[str, Any]) -> None:
        for term in [item for terms in article.all(name="terms") for item in terms.all("li")]:
            if "term-kind" in term.classes:
                fields["kind"] = {"code": KINDS.get(term.text, "other"), "label": self._text(term, "kind")}
            else:
                # Its code stands nowhere on the page: whoever keeps the list of terms knows it by its label.
                fields["categories"].append({"code": "", "label": term.text})
                self._place(term, f"categories[{len(fields['categories']) - 1}]")

    # Body

    def _body(self, article: Element, fields: dict[str, Any]) -> None:
        has_programme = False
        for part in article.children:
            names = part.classes
            if "lead" in names:
                fields["lead"] = self._rich(part, "lead")
            elif "facts" in names:
                fields["event"] = self._facts(part)
            elif "part" in names and "survey" in names:
                self._survey(part, fields["event"])
            elif "part" in names and part.one(name="session"):
                has_programme = True
                self._group(part, fields["event"]["sessions"])
            elif "part" in names:
                self._section(part, fields["sections"], "after" if has_programme else "before")
            elif "counts" in names:
                self._counts(part, fields["event"]["counts"])
            elif "closing" in names:
                fields["closing"] = self._rich(part, "closing")
            elif "notes" in names:
                self._notes(part, fields["notes"])
            elif part.attributes.get("aria-labelledby") == "attachments-heading":
                self._attachments(part, fields["attachments"])
            elif part.attributes.get("aria-labelledby") == "links-heading":
                self._links(part, fields)
            elif part.attributes.get("aria-labelledby") == "same-event-heading":
                self._place(part, CHROME)
            elif "contact" in names:
                fields["contact"] = self._contact(part)
            elif part.tag == "figure" or "photos" in names:
                self._photos(part, "")
        if not has_programme:
            # Before or after what is not there: the page does not tell, and the document's own default stands.
            for section in fields["sections"]:
                section["placement"] = "after"

    def _photos(self, part: Element, place: str) -> None:
        for figure in [part] if part.tag == "figure" else part.all("figure"):
            image, caption = figure.one("img"), figure.one("figcaption")
            path = f"photos[{len(self.photos)}]"
            self._place(figure, path)
            self.photos.append(
                PhotoDraft(
                    alt=image.attributes.get("alt", "") if image else "",
                    caption=caption.lines if caption else "",
                    place=place,
                    image=image.attributes.get("src", "") if image else "",
                    lines=tuple(line.number for line in self._inside(figure)),
                )
            )

    def _facts(self, part: Element) -> dict[str, Any]:
        event: dict[str, Any] = {
            "uid": "",
            "title": "",
            "theme": "",
            "days": [],
            "mode": "venue",
            "place": "",
            "organisers": [],
            "purpose": "",
            "audience": "",
            "counts": [],
            "videos": [],
            "sessions": [],
            "survey": {"intro": "", "comments": []},
        }
        self._place_heading(part, "event")
        for row in [row for row in part.all("div") if row.one("dt")]:
            label, value = row.one("dt").text, row.one("dd")
            if label == "行事名":
                event["title"] = self._text(row, "event.title") and value.text
            elif label == "テーマ":
                event["theme"] = self._text(row, "event.theme") and re.fullmatch("−?(.*?)−?", value.text)[1]
            elif label == "対象":
                event["audience"] = self._text(row, "event.audience") and value.text
            elif label == "趣旨":
                self._place(row, "event.purpose")
                event["purpose"] = sanitise(value.inner)
            elif label == "日時":
                self._place(row, "event.days")
                self._note_dates(row)
                event["days"] = [_day(line) for line in value.all("p")]
            elif label == "会場":
                self._place(row, "event.place")
                lines = [line.text for line in value.all("p")]
                event["mode"] = next((_MODES[line] for line in lines if line in _MODES), "venue")
                event["place"] = next((line for line in lines if line not in _MODES), "")
            else:
                self._place(row, "event.organisers")
                event["organisers"] += [_organiser(body.text, label) for body in value.all("p")]
        return event

    def _place_heading(self, part: Element, path: str) -> str:
        return self._text(part.one("h2"), path)

    def _group(self, part: Element, sessions: list[dict[str, Any]]) -> None:
        first = len(sessions)
        heading = self._place_heading(part, f"event.sessions[{first}].heading")
        intro = next((child for child in part.children if child.tag == "p"), None)
        term = kind_of(heading)
        for element in part.all(name="session"):
            path = f"event.sessions[{len(sessions)}]"
            sessions.append(
                {
                    "kind": term.model_dump() if term else {"code": "other", "label": "その他"},
                    "heading": heading,
                    "intro": self._lines(intro, f"{path}.intro") if len(sessions) == first else "",
                    **self._session(element, path),
                }
            )

    def _session(self, element: Element, path: str) -> dict[str, Any]:
        words = element.one(name="session-text") or element
        moment = words.one(name="session-time")
        starts, ends = _hours(self._text(moment, path) if moment else "")
        topic = words.one(name="topic")
        speakers = []
        for billed in words.all(name="speaker"):
            spot = f"{path}.speakers[{len(speakers)}]"
            self._place(billed, spot)
            speakers.append(self._billing(billed, spot))
        self._photos(element, path)
        return {
            "topic": _topic(topic, self._text(topic, f"{path}.topic")),
            "starts": starts,
            "ends": ends,
            "speakers": speakers,
            "summary": self._rich(words.one(name="rich"), f"{path}.summary"),
            "photos": [],
        }

    def _billing(self, billed: Element, path: str) -> dict[str, str]:
        def said(name: str) -> str:
            element = billed.one(name=name)
            return element.text if element else ""

        billing = {
            **_person(said("speaker-name")),
            "affiliation": said("speaker-affiliation"),
            "position": said("speaker-position"),
            "role": said("speaker-role"),
            "on_behalf_of": re.sub(r"^（| 代読）$|）$", "", said("speaker-proxy")),
        }
        line = next((line.number for line in self._inside(billed)), 0)
        seen = {key: billing[key] for key in ("name", "kana", "affiliation", "position", "honorific", "role")}
        self.people.append(PersonNamed(**seen, part="speaker", line=line, field=path))
        return billing

    def _section(self, part: Element, sections: list[dict[str, Any]], placement: str) -> None:
        path = f"sections[{len(sections)}]"
        heading = self._place_heading(part, f"{path}.heading")
        body = self._rich(next(iter(part.own("rich")), None), f"{path}.body")
        sections.append({"heading": heading, "body": body, "placement": placement, "photos": []})
        self._photos(part, path)

    def _survey(self, part: Element, event: dict[str, Any]) -> None:
        self._place_heading(part, "event.survey")
        survey = event["survey"]
        intro = next((child for child in part.children if child.tag == "p"), None)
        survey["intro"] = self._lines(intro, "event.survey.intro")
        for comment in [item for items in part.all(name="comments") for item in items.all("li")]:
            survey["comments"].append(self._lines(comment, f"event.survey.comments[{len(survey['comments'])}]"))

    def _counts(self, part: Element, counts: list[dict[str, Any]]) -> None:
        for row in [row for row in part.all("div") if row.one("dt")]:
            self._place(row, f"event.counts[{len(counts)}]")
            value = row.one("dd")
            number = value.one(name="number")
            before, after = value.text.split(number.text, 1)
            digits = number.text.replace(",", "")
            counts.append({"label": row.one("dt").text, "number": int(digits), "unit": after, "qualifier": before})

    def _notes(self, part: Element, notes: list[dict[str, str]]) -> None:
        for note in part.all(name="note"):
            path = f"notes[{len(notes)}]"
            marker = self._text(note.one(name="note-marker"), f"{path}.marker")
            notes.append({"marker": _marker(marker), "body": self._rich(note.one(name="rich"), f"{path}.body")})

    def _attachments(self, part: Element, attachments: list[dict]) -> None:
        """Titles and addresses; whoever keeps the files knows the rest by them."""
        self._place_heading(part, CHROME)
        for item in part.all("li"):
            anchor = item.one("a")
            mark = anchor.one(name="link-mark")
            title = anchor.text.removesuffix(mark.text if mark else "").rstrip(" ")
            self._place(item, f"attachments[{len(attachments)}]")
            attachments.append({"title": title, "url": anchor.attributes.get("href", "")})

    def _links(self, part: Element, fields: dict[str, Any]) -> None:
        self._place_heading(part, "links" if fields["links"] else CHROME)
        for item in part.all("li"):
            anchor = item.one("a")
            mark, opens = anchor.one(name="link-mark"), anchor.one(name="new-window")
            intro = item.one(name="link-intro")
            label = anchor.text
            for extra in (opens, mark):
                label = label.removesuffix(extra.text).rstrip(" ") if extra else label
            media, size = _file_mark(mark.text if mark else "")
            url = anchor.attributes.get("href", "")
            words = intro.lines if intro else ""
            if media == "video" and fields["event"]:
                videos = fields["event"]["videos"]
                self._place(item, f"event.videos[{len(videos)}]")
                videos.append({"title": label, "url": url, "intro": words})
                continue
            self._place(item, f"links[{len(fields['links'])}]")
            fields["links"].append(
                {"label": label, "url": url, "intro": words, "media": media, "size": size, "new_window": bool(opens)}
            )

    def _contact(self, part: Element) -> dict[str, Any]:
        contact: dict[str, Any] = {
            "division": "",
            "persons": [],
            "tel": "",
            "fax": "",
            "email": "",
            "form_url": "",
            "note": "",
        }
        self._place_heading(part, "contact")
        bodies = part.all(name="contact-body")
        for line in part.all("p"):
            text = line.text
            anchor = line.one("a")
            if line in bodies:
                self._place(line, "contact.division" if line is bodies[-1] else CHROME)
                contact["division"] = line.lines
            elif "contact-note" in line.classes:
                contact["note"] = self._lines(line, "contact.note")
            elif text.startswith("担当："):
                self._place(line, "contact.persons")
                contact["persons"] = text.removeprefix("担当：").split("、")
            elif text.startswith("TEL："):
                contact["tel"] = self._text(line, "contact.tel").removeprefix("TEL：")
            elif text.startswith("FAX："):
                contact["fax"] = self._text(line, "contact.fax").removeprefix("FAX：")
            elif text.startswith("メール："):
                contact["email"] = self._text(line, "contact.email").removeprefix("メール：")
            elif anchor:
                self._place(line, "contact.form_url")
                contact["form_url"] = anchor.attributes.get("href", "")
        return contact


def article_of(page: Element) -> Element | None:
    """The release in a page that this program has written; None in any other page."""
    return next((article for article in page.all("article", "release") if article.one(name="release-header")), None)


def _day(line: Element) -> dict[str, Any]:
    moments = line.all("time")
    behind = line.text_from(moments[-1].end).removeprefix("まで").strip()
    starts, ends = _hours(behind)
    days = [moment.attributes.get("datetime", "") for moment in moments]
    return {"date": days[0], "last_date": days[1] if len(days) > 1 else None, "starts": starts, "ends": ends}


def _hours(text: str) -> tuple[str | None, str | None]:
    """Beginning and end of 13時30分から16時まで, as far as they are said."""
    match = _HOURS.fullmatch(text)
    if not match:
        return None, None
    hour, minute, last_hour, last_minute = (value and int(value) for value in match.groups())
    return _clock(hour, minute), _clock(last_hour, last_minute)


def _clock(hour: int | None, minute: int | None) -> str | None:
    return time(hour, minute or 0).isoformat() if hour is not None and hour < 24 and (minute or 0) < 60 else None


def _organiser(text: str, standing: str) -> dict[str, str]:
    match = _ALIAS.fullmatch(text)
    name, alias = match.groups() if match else (text, "")
    return {"name": name, "standing": standing, "alias": alias}


def _person(text: str) -> dict[str, str]:
    if match := _NAMED.fullmatch(text):
        return {"name": match["name"].strip(), "kana": match["kana"], "honorific": match["honorific"]}
    honorific = next((word for word in _HONORIFICS if text.endswith(word)), "")
    return {"name": text.removesuffix(honorific), "kana": "", "honorific": honorific}


def _topic(element: Element | None, text: str) -> str:
    if element is None:
        return ""
    label = element.one(name="topic-label")
    topic = text.removeprefix(label.text).strip(" ") if label else text
    return topic[1:-1] if _is_one_quotation(topic) else topic


def _is_one_quotation(text: str) -> bool:
    """Whether the bracket that opens the text closes at its very end."""
    if not (text.startswith("「") and text.endswith("」")):
        return False
    depth = 0
    for position, letter in enumerate(text):
        depth += {"「": 1, "」": -1}.get(letter, 0)
        if depth == 0:
            return position == len(text) - 1
    return False


def _marker(text: str) -> str:
    match = re.fullmatch(r"（([^（）※＊*][^（）]*)）", text)
    return match[1] if match else text


def _file_mark(text: str) -> tuple[str, int | None]:
    """（PDF：1.7MB） as medium and bytes, which are as exact as the page says them."""
    kind, _, size = text.strip("（）").partition("：")
    found = _SIZE.fullmatch(size)
    amount = round(float(found[1]) * {"KB": 1024, "MB": 1024**2}[found[2]]) if found else None
    return (_MEDIA.get(kind, "file") if kind else "page"), amount
