"""Captions into photos to be placed, each with the session or section that it belongs to."""

import re
from collections.abc import Sequence
from dataclasses import replace

from releases.parse.billing import Naming
from releases.parse.captions import CaptionLine, read_photos
from releases.parse.draft import Draft
from releases.parse.folding import same, tidy
from releases.parse.kinds import is_programme_heading, kind_of
from releases.parse.people import find_people
from releases.parse.person import PersonFound
from releases.parse.result import PhotoDraft
from releases.parse.sessions import SessionDraft
from releases.parse.source import Line

_MARKED = re.compile(r"写真\s?\d{0,2}\s?:")
_SESSION = re.compile(r"event\.sessions\[(\d+)\]")


def place_photos(draft: Draft) -> None:
    """Make photos of the caption lines; a caption that names a speaker belongs to that speaker's session."""
    order = {line.number: index for index, line in enumerate(line for line in draft.source.lines if not line.is_blank)}
    by_name = _sessions_by_name(draft)
    run: list[CaptionLine] = []
    for block, place in sorted(draft.captions, key=lambda item: item[0].line.number):
        line = block.line
        is_next = run and order[line.number] - order[run[-1].line.number] in (0, 1) and run[-1].place == place
        if run and (not is_next or (line.image and not run[-1].line.image)):
            _add_photos(draft, run, by_name)
            run = []
        run.append(CaptionLine(line, place))
    if run:
        _add_photos(draft, run, by_name)
    _part_alternatives(draft)
    _remark_doubtful(draft)
    _speakers_from_captions(draft)


def _part_alternatives(draft: Draft) -> None:
    """On a page that gives 写真:… before each caption, a 写真:… alone is the alternative of a photo without one."""
    lines = {line.number: line.bare for line in draft.source.lines}
    marked = [bool(photo.lines) and bool(_MARKED.match(lines[photo.lines[0]])) for photo in draft.photos]
    if any(is_marked and photo.alt and photo.caption for photo, is_marked in zip(draft.photos, marked, strict=True)):
        for photo, is_marked in zip(draft.photos, marked, strict=True):
            if is_marked and not photo.alt and not photo.image:
                message = f"「{photo.caption}」を写真の代替テキストとしました。説明でないか確かめてください。"
                draft.findings.add("caption_unclear", photo.lines[0], message, field="photos")
        draft.photos = [
            replace(photo, alt=photo.caption, caption="") if is_marked and not photo.alt and not photo.image else photo
            for photo, is_marked in zip(draft.photos, marked, strict=True)
        ]


def _remark_doubtful(draft: Draft) -> None:
    """The first caption of a page without pictures that might as well be a heading."""
    in_pairs = {number for photo in draft.photos if photo.alt and photo.caption for number in photo.lines}
    doubtful = (
        block.line
        for block, _ in draft.captions
        if (block.is_assumed or block.line.bare.startswith("【")) and block.line.number not in in_pairs
    )
    line = next((line for line in doubtful if not line.image), None)
    if line:
        message = f"「{tidy(line.text)}」を写真の説明としました。見出しでないか確かめてください。"
        draft.findings.add("caption_unclear", line.number, message, field="photos")


def caption_people(caption: str) -> list[PersonFound]:
    """The full names in a folded caption; 開会挨拶 椿 泰文 needs no honorific."""
    people = [person for person in find_people(caption) if not person.is_surname_only]
    words = caption.split()
    if (
        not people
        and len(words) in {3, 4}
        and (is_programme_heading(words[0]) or words[0].endswith(("からの説明", "からの報告")))
    ):
        people = [PersonFound(0, 0, " ".join(words[1:3]))]
    return [replace(person, name=re.sub(r"(?:氏|様)$", "", person.name)) for person in people]


def _sessions_by_name(draft: Draft) -> dict[str, list[int]]:
    """Session numbers by speaker's name, and by given name alone for names that have lost a character."""
    by_name: dict[str, list[int]] = {}
    for index, session in enumerate(draft.sessions):
        for naming in session.draft.speakers:
            name = naming.person.name
            by_name.setdefault(same(name), []).append(index)
            if naming.person.kana and " " in name:
                by_name.setdefault(f"_{same(name.split(' ')[-1])}", []).append(index)
    return by_name


def _add_photos(draft: Draft, run: list[CaptionLine], by_name: dict[str, list[int]]) -> None:
    for photo in read_photos(run):
        photo = replace(photo, place=_place_of(draft, photo, by_name) or photo.place)
        for number in photo.lines:
            draft.place_number(number, f"photos[{len(draft.photos)}]")
        draft.photos.append(photo)


def _place_of(draft: Draft, photo: PhotoDraft, by_name: dict[str, list[int]]) -> str:
    """The path of the session whose speaker the caption names: of the kind that it says, nearest to where it stands."""
    caption = Line(0, photo.caption).folded
    names = [person.name for person in caption_people(caption)]
    names += [
        draft.known[same(person.name)].name for person in find_people(caption) if same(person.name) in draft.known
    ]
    matches = [index for name in names for index in by_name.get(same(name), [])]
    matches = matches or [index for name in names for index in by_name.get(f"_{same(name.split(' ')[-1])}", [])]
    if not matches:
        return ""
    term, here = kind_of(caption), _SESSION.match(photo.place)
    of_kind = [index for index in matches if term and draft.sessions[index].draft.kind[0] == term.code] or matches
    best = min(of_kind, key=lambda index: abs(index - int(here[1]))) if here else of_kind[0]
    return f"event.sessions[{best}]"


_SHOWS_PART = re.compile(r"(?P<part>[^\s()「」をがで]{3,10})(?:\(|を(?:述べ|行|する)|$)")


def _name_part(session: SessionDraft, words: Sequence[str]) -> None:
    """Call a speech found in prose as its picture does: 挨拶 is 主催者挨拶, where the caption says so."""
    shown = _SHOWS_PART.match(words[0])
    if not shown or not session.is_from_prose or session.heading not in {"挨拶", "あいさつ", "講演", "報告", "発表"}:
        return
    part = shown["part"]
    if part != session.heading and part.endswith(session.heading) and is_programme_heading(part):
        term = kind_of(part)
        session.heading = part
        session.kind = (term.code, term.label) if term else session.kind


def _speakers_from_captions(draft: Draft) -> None:
    """What only a caption tells: the speaker of a session that names nobody, the part of a speech found in prose."""
    for photo in draft.photos:
        here = _SESSION.match(photo.place)
        words = Line(0, photo.caption).folded.split()
        if not here or not words:
            continue
        session = draft.sessions[int(here[1])].draft
        _name_part(session, words)
        if not is_programme_heading(words[0]):
            continue
        if session.speakers:
            if session.is_from_prose and session.heading == "講演" and kind_of(words[0]):
                term = kind_of(words[0])
                session.heading, session.kind = words[0], (term.code, term.label)
            continue
        for person in caption_people(Line(0, photo.caption).folded)[:1]:
            affiliation = "" if is_programme_heading(person.affiliation) else person.affiliation
            session.speakers.append(Naming(replace(person, affiliation=affiliation), photo.lines[-1], "speaker"))
            draft.findings.add(
                "name_from_caption",
                photo.lines[-1],
                f"登壇者「{person.name}」は写真の説明だけにあります。",
                field=f"{photo.place}.speakers[0]",
            )
