"""Speeches that only the caption of a picture tells of: 開会挨拶をする椿局長, 主催者挨拶(萩本電波監理部長)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from releases.parse.billing import Naming
from releases.parse.draft import Draft, PlacedSession
from releases.parse.folding import same
from releases.parse.further_people import completed
from releases.parse.kinds import kind_of
from releases.parse.names import fuller_spelling
from releases.parse.people import find_people
from releases.parse.person import PersonFound
from releases.parse.sessions import SessionDraft
from releases.parse.source import Line

_PART = re.compile(
    r"(?P<part>(?:(?:開会|開催|閉会|主催者?|共催者?|来賓|祝賀|歓迎)の?ご?)?(?:挨拶|あいさつ)|(?:開会|閉会)の辞|式辞|祝辞|謝辞|(?:基調|特別|記念)?講演(?![会者台]))"
)
_OTHERS = re.compile(r"を(?:聞|聴|撮|見|受け|囲)|に(?:聞き入|耳)|会場|受賞|贈呈|授与")
_SIDE = re.compile(r"[(\[]\s*(?:左|右|中央|左から|右から|上|下)\s*[)\]]")


def add_speeches_of_captions(draft: Draft) -> None:
    """A session for everybody whom a caption shows speaking and whom no line of the text lets speak."""
    for index in range(len(draft.photos)):
        photo = draft.photos[index]
        folded = _SIDE.sub(" ", Line(0, photo.caption or photo.alt).folded)
        parts = list(_PART.finditer(folded))
        if not parts or _OTHERS.search(folded):
            continue
        for person in _people(draft, folded):
            if _speaks(draft, person):
                continue
            # Of two pictures side by side each has its own part.
            at = max(person.start, folded.find(person.name.split(" ")[0]))
            told = next((part for part in reversed(parts) if part.start() < at), parts[0])
            part = re.sub(r"のご?", "", told["part"]) if "の辞" not in told["part"] else told["part"]
            place = _insert(draft, Naming(person, photo.lines[0], "speaker"), part, photo.lines[0])
            draft.photos[index] = replace(draft.photos[index], place=place)
            draft.findings.add(
                "name_from_caption",
                photo.lines[0],
                f"登壇者「{person.name}」（{part}）は写真の説明だけにあります。",
                field=f"{place}.speakers[0]",
            )


def _people(draft: Draft, folded: str) -> Iterator[PersonFound]:
    whole = [person for person in draft.known.values() if len(same(person.name)) > 2]
    named = [person for person in whole if same(person.name) in same(folded)]
    yield from dict.fromkeys(named)
    for person in named:
        folded = re.sub(r" ?".join(map(re.escape, same(person.name))), "|", folded)
    for person in find_people(folded):
        if not any(same(person.name) in same(other.name) for other in named):
            yield completed(person, draft.known)


def _speaks(draft: Draft, person: PersonFound) -> bool:
    """Whether a session has the person: by the full name, by the family name alone, or with a character lost."""
    name = same(person.name)
    names = [naming.person.name for placed in draft.sessions for naming in placed.draft.speakers]
    if any(fuller_spelling(spoken, (person.name,)) for spoken in names):
        return True
    return any(other == name or other.startswith(name) or name.startswith(other) for other in map(same, names))


def _insert(draft: Draft, naming: Naming, part: str, number: int) -> str:
    """Put a session where its picture stands among the others; returns its path."""
    index = next((i for i, placed in enumerate(draft.sessions) if _first_line(placed) > number), len(draft.sessions))
    for later in range(len(draft.sessions) - 1, index - 1, -1):
        draft.rename_session(later, later + 1)
    term = kind_of(part)
    session = SessionDraft(part, (term.code, term.label) if term else ("other", "その他"))
    session.speakers.append(naming)
    draft.sessions.insert(index, PlacedSession(session))
    return f"event.sessions[{index}]"


def _first_line(placed: PlacedSession) -> int:
    session = placed.draft
    numbers = [line.number for line in (*session.heading_lines, *session.intro, *session.lines)]
    numbers += [line.number for line, _ in session.structured] + [naming.line for naming in session.speakers]
    return min(numbers, default=0)
