"""parse: from lines to the ReleaseDocument, with an account of every line."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from bureau.eras import find_dates
from bureau.richtext import RichTextTooDeep
from releases.document import ReleaseDocument, Series, load
from releases.parse.billing import name_people
from releases.parse.blocks import Block, Role
from releases.parse.body import classify
from releases.parse.caption_speeches import add_speeches_of_captions
from releases.parse.content import read_groups
from releases.parse.dates import remark_dates
from releases.parse.draft import Draft
from releases.parse.facts import FactReader, Facts
from releases.parse.fields import make_fields
from releases.parse.findings import Findings, ParseRefused
from releases.parse.folding import same, tidy
from releases.parse.groups import group_blocks, split_listings
from releases.parse.kinds import kind_of
from releases.parse.layout import mend_layout
from releases.parse.masthead import Masthead, read_masthead
from releases.parse.people import find_people
from releases.parse.person import KANJI, PersonFound
from releases.parse.photos import place_photos
from releases.parse.posts import ends_in_position, split_post
from releases.parse.published import PublishedReader
from releases.parse.repeats import drop_repeats
from releases.parse.result import ParsedRelease, PlacedLine
from releases.parse.source import Ledger, Line, Source
from releases.parse.speakers import know_speakers
from releases.parse.tail import take_tail
from releases.parse.talks import head_talks


def parse(
    source: Source | str, *, series: Series | None = None, bureau_name: str = "", legacy_path: str = ""
) -> ParsedRelease:
    """Read a release.

    ``series`` is the bureau's identity where the caller knows it; without it the page's own words are taken.
    ``bureau_name`` helps to find the bureau's line where its name is unlike the ministry's others. ``legacy_path`` is
    the page's old address: its file name becomes the slug, which otherwise is a suggestion from month and day.
    """
    if isinstance(source, str):
        source = Source.from_text(source)
    findings, ledger = Findings(), Ledger(source.lines)
    for code, number, message in source.remarks:
        findings.add(code, number, message)
    if source.published:
        return _read_published(source, findings, ledger, series, legacy_path)
    bureau_name = bureau_name or (series.bureau if series else "")
    top = read_masthead(source.lines, ledger, findings, bureau_name=bureau_name)
    release_date = _release_date(top, findings)
    draft = Draft(source, series, bureau_name, legacy_path, findings, ledger, top, release_date)
    blocks = head_talks(classify(mend_layout(top.body)))
    draft.known = _full_names(blocks, top)
    blocks = take_tail(draft, blocks)
    draft.facts = _facts(draft, blocks)
    read_groups(draft, split_listings(group_blocks(blocks)))
    place_photos(draft)
    add_speeches_of_captions(draft)
    drop_repeats(draft)
    know_speakers(draft)
    dates = remark_dates(source.lines, release_date, ledger, findings)
    fields = make_fields(draft)
    return _result(
        source,
        fields,
        findings,
        ledger,
        photos=tuple(draft.photos),
        people=tuple(draft.people),
        dates=tuple(dates),
        is_slug_suggested=not legacy_path,
    )


def _read_published(
    source: Source, findings: Findings, ledger: Ledger, series: Series | None, legacy_path: str
) -> ParsedRelease:
    """A page that this program has written says what each of its parts is."""
    reader = PublishedReader(source.published.page, source.lines, source.published.offsets, findings, ledger)
    try:
        fields = reader.read(series=series, legacy_path=legacy_path)
    except RichTextTooDeep as error:
        # Somebody has had the page in hand since: no program of ours writes such a text.
        raise ParseRefused(str(error)) from error
    return _result(
        source,
        fields,
        findings,
        ledger,
        photos=tuple(reader.photos),
        people=tuple(reader.people),
        dates=tuple(reader.dates),
        is_slug_suggested=not fields["slug"],
    )


def _result(source: Source, fields: dict[str, Any], findings: Findings, ledger: Ledger, **found) -> ParsedRelease:
    unplaced = ledger.unplaced()
    if unplaced:
        findings.add("unplaced_lines", unplaced[0].number, f"{len(unplaced)}行の置き場所が分かりませんでした。")
    return ParsedRelease(
        fields=fields,
        document=_document(fields, findings),
        findings=tuple(sorted(findings, key=lambda finding: finding.line)),
        lines=tuple(PlacedLine(line, ledger.places(line)) for line in source.lines if not line.is_blank),
        pictures=source.pictures,
        **found,
    )


def _release_date(top: Masthead, findings: Findings) -> date | None:
    readings = find_dates(top.date_line.text, reference=None) if top.date_line else []
    if readings:
        return readings[0].day
    number = top.date_line.number if top.date_line else 0
    findings.add(
        "date_missing", number, "発表日（日付の行）が読み取れません。日付を入力してください。", field="release_date"
    )
    return None


def _full_names(blocks: Sequence[Block], top: Masthead) -> dict[str, PersonFound]:
    """Full names of the page by family name, for 椿局長 further down; a family name of two people tells nothing."""
    by_family: dict[str, dict[str, PersonFound]] = {}
    bare: dict[str, list[PersonFound]] = {}
    for block in blocks:
        if block.role in {Role.CONTACT, Role.CHROME}:
            continue
        for naming in name_people(block.line, {}, default_speaks=False):
            person = naming.person
            if person.is_surname_only and person.affiliation and person.position:
                bare.setdefault(same(person.name), []).append(person)
            if person.is_surname_only or (len(same(person.name)) < 3 and " " not in person.name):
                continue
            if naming.part == "director" and top.bureau:
                person = replace(person, affiliation=person.affiliation or top.bureau)
            _know(by_family, person)
        shown = _SHOWN.search(block.line.folded) if block.role is Role.CAPTION else None
        if shown and ends_in_position(shown["post"]) and not kind_of(shown["name"]):
            affiliation, position = split_post(f"{shown['body'] or ''} {shown['post']}")
            _know(by_family, PersonFound(0, 0, tidy(shown["name"]), "", affiliation, position))
    known = {family: next(iter(people.values())) for family, people in by_family.items() if len(people) == 1}
    # 見本大学の熊取谷教授 is not named in full anywhere: further down 熊取谷教授 is of that body.
    offices = {name: {(person.affiliation, person.position) for person in people} for name, people in bare.items()}
    return known | {
        name: people[0] for name, people in bare.items() if name not in by_family and len(offices[name]) == 1
    }


# A picture's caption that says nothing but who it is: 杉野勲 電波環境課長.
_SHOWN = re.compile(
    rf"(?:^|[:\s])(?P<body>[^\s:]{{3,20}}\s)?(?P<name>[{KANJI}]{{3,5}}|[{KANJI}]{{1,3}} [{KANJI}]{{1,3}})\s+(?P<post>[^\s()]{{2,16}})\s*$"
)


_LONGEST_FAMILY = 3


def _know(by_family: dict[str, dict[str, PersonFound]], person: PersonFound) -> None:
    family, _, given = person.name.partition(" ")
    longest = _LONGEST_FAMILY if len(person.name) > _LONGEST_FAMILY else 2
    for part in [family] if given else [person.name[:size] for size in range(longest, 0, -1)]:
        by_family.setdefault(same(part), {}).setdefault(same(person.name), person)


def _facts(draft: Draft, blocks: Sequence[Block]) -> Facts:
    """The event's facts from the lead, then from labels and from later lines that name nobody."""
    first_heading = next((index for index, block in enumerate(blocks) if block.role is Role.HEADING), len(blocks))
    later = [
        block
        for block in blocks[first_heading:]
        if block.role is Role.LABEL or (block.role is not Role.HEADING and not find_people(block.line.text))
    ]
    top = draft.top
    title = Line(top.title_line, top.title) if top.title else None
    subtitle = Line(top.title_line, top.subtitle) if top.subtitle else None
    dated = Line(top.title_line, top.title_day) if top.title_day else None
    reader = FactReader(draft.release_date, draft.ledger, draft.findings)
    return reader.read([line for line in (subtitle, title, dated) if line], [*blocks[:first_heading], *later])


def _document(fields: dict[str, Any], findings: Findings) -> ReleaseDocument | None:
    if not fields["release_date"] or not fields["title"]:
        return None
    try:
        return load(fields)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        findings.add("document_incomplete", 0, f"文書の形になりませんでした（{place}）。", field=place)
        return None
