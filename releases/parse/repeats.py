"""One speech told twice: announced and retold, or printed once more under its picture."""

import re
from collections.abc import Container, Mapping
from dataclasses import replace

from releases.parse.draft import Draft
from releases.parse.folding import same
from releases.parse.roles import GENERAL
from releases.parse.sessions import ROLES, SessionDraft

# A speech is told again near where it was told.
_NEAR = 30
_OTHER = "other"
_TALKED = {"panel", "talk"}
# What somebody said on a panel, in quotation marks right behind the name.
_SAID = re.compile(r"\s*(?:氏|様|さん|先生)?(?:が|は)、?「")
_TOPIC_MARK = re.compile(r"\s*(?:は|も)")


def drop_repeats(draft: Draft) -> None:
    """Take out sessions that only tell again of speeches that other sessions hold."""
    drafts = [placed.draft for placed in draft.sessions]
    gone: dict[int, int] = {}
    for index in range(len(drafts) - 1, -1, -1):
        first = _told_by(drafts, index, gone)
        if first is not None:
            gone[index] = first
            _hand_over(drafts, index, first)
    if not gone:
        return
    kept = [index for index in range(len(drafts)) if index not in gone]
    places = {index: place for place, index in enumerate(kept)}
    places |= {index: places[_kept(gone, index)] for index in gone}
    draft.sessions[:] = [draft.sessions[index] for index in kept]
    draft.renumber_sessions(places, gone)


def _kept(gone: Mapping[int, int], index: int) -> int:
    """The session that holds the speech in the end: what told of it first may have gone after it."""
    while index in gone:
        index = gone[index]
    return index


def _told_by(drafts: list[SessionDraft], index: int, gone: Container[int]) -> int | None:
    """The session that holds all speakers of the one at ``index``, where that one says nothing more; or None."""
    session = drafts[index]
    if not session.speakers:
        return None
    for other in range(max(0, index - _NEAR), min(len(drafts), index + _NEAR + 1)):
        held = drafts[other]
        if other == index or other in gone or not all(held.has(naming) for naming in session.speakers):
            continue
        if session.topic and same(session.topic) != same(held.topic):
            continue
        if _is_bare(session, held) or (other < index and _is_retold(session, held)):
            return other
    return None


def _is_bare(session: SessionDraft, held: SessionDraft) -> bool:
    """A heading with nothing but the speaker of a talk that is told elsewhere, as under a picture."""
    is_more = bool(held.topic or held.lines or held.is_from_prose)
    return (
        not session.lines
        and not session.topic
        and (same(session.heading) == same(held.heading) or session.kind[0] == held.kind[0] != _OTHER)
        and not any(naming.role in ROLES for naming in session.speakers)
        and is_more
        and len(held.speakers) < 3
    )


def _is_retold(session: SessionDraft, held: SessionDraft) -> bool:
    """A sentence on what somebody said, whose speech was told of before: 椿局長は、…と述べました, 基調講演では、平戸院長から…."""
    if not session.is_from_prose or session.topic or not all(naming.named_as for naming in session.speakers):
        return False
    is_same_part = same(session.heading) == same(held.heading) and session.heading not in GENERAL
    is_panel_retold = held.panel is not None or held.kind[0] in _TALKED
    return (
        is_same_part
        or (
            session.heading in GENERAL
            and is_panel_retold
            and all(_SAID.match(naming.text, naming.person.end) for naming in session.speakers)
        )
        or (
            session.heading in GENERAL
            and all(_TOPIC_MARK.match(naming.text, naming.person.end) for naming in session.speakers)
        )
    )


def _hand_over(drafts: list[SessionDraft], index: int, first: int) -> None:
    """Give what the session at ``index`` holds to the one that told of the speech, its lines to the one before it."""
    session, held = drafts[index], drafts[first]
    for naming in session.speakers:
        held.add_speaker(replace(naming, role=""))
    target = drafts[index - 1] if session.lines and index else held
    target.lines += session.lines
    held.structured += session.structured
