"""How well the importer reads: precision, recall and F1 of each field over texts with expected values.

docs/import.md describes the expected JSON. A field that a case does not name is not scored for it; a field named with
null or an empty list says that nothing must be found. Widths, marks and blanks are no difference.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from releases.parse.assemble import parse
from releases.parse.files import read
from releases.parse.findings import ParseRefused
from releases.parse.folding import same
from releases.parse.result import ParsedRelease, PersonNamed
from releases.parse.source import Source

SPEAKER_FIELDS = ("name", "kana", "affiliation", "position", "honorific", "role", "topic")
_NUMBER = re.compile(r"(?<![0-9①-⑳Ⅰ-Ⅻivx])[0-9①-⑳Ⅰ-Ⅻivx]+$")
_SUFFIXES = (".txt", ".html", ".htm", ".docx")
_ALIASES = {"published": "release_date", "date": "release_date", "event_date": "event_dates", "directors": "heads"}


@dataclass(frozen=True)
class Case:
    """A source with what a good reading of it yields."""

    name: str
    source: Source
    expected: Mapping[str, Any]


@dataclass
class Tally:
    """Right, surplus and missing values of one field, and the cases where something was wrong without a finding."""

    right: int = 0
    surplus: int = 0
    missing: int = 0
    cases: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.surplus) if self.right + self.surplus else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.surplus + self.missing
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True)
class Miss:
    """One wrong value: what was expected and what was found (None on the other side), and whether a finding says so."""

    case: str
    field: str
    expected: str | None
    found: str | None
    is_marked: bool


@dataclass
class Score:
    """The tallies by field, the single misses, and the expected keys that no field answers to."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    unscored: set[str] = field(default_factory=set)

    def f1(self, name: str) -> float:
        return self.tallies[name].f1 if name in self.tallies else 1.0


def load_cases(folder: Path) -> Iterator[Case]:
    """The cases of a folder: a text beside a JSON of the same name, or a JSON with cases[] of text and expect.

    Raises ValueError naming the file where the JSON has another shape.
    """
    for path in sorted(folder.rglob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        if isinstance(data, dict) and isinstance(data.get("cases"), list):
            for number, entry in enumerate(data["cases"]):
                if not isinstance(entry, dict) or "text" not in entry or "expect" not in entry:
                    raise ValueError(f"{path.name}: cases[{number}] に text と expect がありません。")
                yield Case(
                    str(entry.get("id", f"{path.stem}[{number}]")), read(entry["text"].encode()), entry["expect"]
                )
            continue
        text = next((path.with_suffix(suffix) for suffix in _SUFFIXES if path.with_suffix(suffix).exists()), None)
        if text is None:
            raise ValueError(f"{path.name}: 同じ名前の原稿（{'、'.join(_SUFFIXES)}）がありません。")
        expected = data["expect"] if isinstance(data, dict) and "expect" in data else data
        if not isinstance(expected, dict):
            raise ValueError(f"{path.name}: 期待値がオブジェクトではありません。")
        yield Case(path.stem, read(text.read_bytes(), filename=text.name), expected)


def score(cases: Iterable[Case]) -> Score:
    """Read every case and compare."""
    result = Score()
    for case in cases:
        try:
            parsed = parse(case.source)
        except ParseRefused as error:
            raise ValueError(f"{case.name}: {error}") from error
        compare(case, parsed, result)
    return result


def compare(case: Case, parsed: ParsedRelease, result: Score) -> None:
    """Add one reading to ``result``."""
    for key, value in case.expected.items():
        name = _ALIASES.get(key, key)
        if name in {"note", "notes_on_case"}:
            continue
        found = _found(name, parsed)
        if found is None:
            result.unscored.add(key)
            continue
        wanted = _wanted(name, value, parsed)
        if name == "counts":
            found = _as_told(found, set(wanted), parsed)
        if name in {"speakers", "people"}:
            _compare_people(case.name, name, wanted, found, parsed, result)
        elif name == "findings":
            codes = Counter(code for code in found if code in set(wanted))
            _add(case.name, name, Counter(set(wanted)), Counter(set(codes)), parsed, result)
        elif name == "non_speakers":
            named = {speaker for speaker in found if speaker in set(wanted)}
            _add(case.name, name, Counter(), Counter(named), parsed, result)
        elif name == "speakers_only":
            _add(case.name, name, Counter(wanted), Counter(found), parsed, result)
        else:
            _add(case.name, name, Counter(wanted), Counter(found), parsed, result)


def _add(case: str, name: str, wanted: Counter, found: Counter, parsed: ParsedRelease, result: Score) -> None:
    tally = result.tallies.setdefault(name, Tally())
    tally.cases.add(case)
    common = wanted & found
    tally.right += common.total()
    for value in (wanted - found).elements():
        tally.missing += 1
        result.misses.append(Miss(case, name, value, None, _is_marked(name, parsed)))
    for value in (found - wanted).elements():
        tally.surplus += 1
        result.misses.append(Miss(case, name, None, value, _is_marked(name, parsed)))
    if wanted != found and not _is_marked(name, parsed):
        tally.silent.add(case)


_FIELD_PATHS = {
    "release_date": ("release_date",),
    "title": ("title",),
    "subtitle": ("subtitle", "title"),
    "bureau": ("series.bureau",),
    "event_dates": ("event.days",),
    "place": ("event.place",),
    "director": ("director",),
    "contact": ("contact",),
    "counts": ("event.counts",),
    "captions": ("photos",),
    "comments": ("event.survey",),
    "headings": ("sections", "event.sessions"),
}


def _is_marked(name: str, parsed: ParsedRelease) -> bool:
    """Whether a finding makes the field uncertain, or lines stayed unplaced for the editor to see."""
    paths = _FIELD_PATHS.get(
        name, ("event.sessions",) if name.startswith(("speakers", "people")) else (name, f"event.{name}")
    )
    return bool(parsed.unplaced) or any(
        finding.field and finding.field.startswith(paths) for finding in parsed.findings
    )


# What is expected, as comparable strings


def _wanted(name: str, value: Any, parsed: ParsedRelease) -> Any:
    if name in {"speakers", "people"}:
        return [_person(entry) for entry in value or []]
    if value is None or value == "":
        return []
    if name == "counts":
        return [_count(entry) for entry in value]
    if name == "contact":
        return [
            f"{'division' if key == 'section' else key}={same(str(part))}"
            for key, raw in value.items()
            for part in (raw if isinstance(raw, list) else [raw])
            if part
        ]
    if name == "director":
        return [same(part) for part in value if part]
    if name == "organisers":
        return ["|".join(same(part or "") for part in entry) for entry in value]
    if name == "heads":
        return ["|".join(same(part or "") for part in entry) for entry in value]
    if isinstance(value, list):
        return [same("|".join(map(str, part)) if isinstance(part, list) else str(part)) for part in value]
    return [same(str(value))]


def _count(entry: list) -> str:
    if isinstance(entry[0], int):
        number, unit, qualifier = [*entry, "", ""][:3]
        return f"{number}{unit}{qualifier or ''}"
    _, number, unit, qualifier = [*entry, "", ""][:4]
    return f"{number}{unit}{qualifier or ''}"


def _as_told(found: list[str], wanted: set[str], parsed: ParsedRelease) -> list[str]:
    """Counts without their 約 and 余 where the expectation leaves those out."""
    event = parsed.fields["event"] or {"counts": []}
    plain = [f"{count['number']}{count['unit']}" for count in event["counts"]]
    return [bare if whole not in wanted and bare in wanted else whole for whole, bare in zip(found, plain, strict=True)]


def _person(entry: Any) -> dict[str, str | None]:
    if isinstance(entry, Mapping):
        values = [entry.get(key) for key in SPEAKER_FIELDS]
    else:
        values = [*entry, *[None] * len(SPEAKER_FIELDS)][: len(SPEAKER_FIELDS)]
    return dict(zip(SPEAKER_FIELDS, values, strict=True))


# What was found


def _found(name: str, parsed: ParsedRelease) -> Any:
    fields = parsed.fields
    event = fields["event"] or {
        "days": [],
        "place": "",
        "mode": "",
        "theme": "",
        "organisers": [],
        "counts": [],
        "sessions": [],
        "survey": {"comments": []},
        "audience": "",
    }
    simple = {
        "release_date": fields["release_date"] or "",
        "title": fields["title"],
        "subtitle": fields["subtitle"],
        "bureau": fields["series"]["bureau"],
        "series_label": fields["series"]["label"],
        "place": event["place"],
        "mode": event["mode"],
        "theme": event["theme"],
        "audience": event["audience"],
        "kind": fields["kind"]["code"],
        "contact_tel": (fields["contact"] or {}).get("tel", ""),
    }
    if name in simple:
        return [same(simple[name])] if simple[name] else []
    if name == "speakers":
        return list(parsed.speakers)
    if name == "people":
        return list(parsed.people)
    lists = {
        "event_dates": lambda: (
            [day["date"] for day in event["days"]] + [day["last_date"] for day in event["days"] if day["last_date"]]
        ),
        "director": lambda: [same(part) for part in (fields["director"] or {}).values() if part],
        # Somebody who heads a body and speaks as well is one head.
        "heads": lambda: list(
            dict.fromkeys(
                f"{same(person.name)}|{same(person.kana)}"
                for person in parsed.people
                if person.part in {"director", "head"} or person.position == "会長"
            )
        ),
        "organisers": lambda: [
            "|".join(same(body[key]) for key in ("standing", "name", "alias")) for body in event["organisers"]
        ],
        "counts": lambda: [f"{count['number']}{count['unit']}{count['qualifier']}" for count in event["counts"]],
        "comments": lambda: [same(comment) for comment in event["survey"]["comments"]],
        "captions": lambda: [same(photo.caption) for photo in parsed.photos if photo.caption],
        "headings": lambda: list(
            dict.fromkeys(
                [same(section["heading"]) for section in fields["sections"]]
                + [same(item["heading"]) for item in event["sessions"]]
            )
        ),
        "notes": lambda: [same(note["marker"]) for note in fields["notes"]],
        "footnotes": lambda: [same(note["marker"]) for note in fields["notes"]],
        "links": lambda: [same(link["label"]) for link in fields["links"]],
        "awards": lambda: [same(person.name) for person in parsed.people if person.part == "awarded"],
        "findings": lambda: [finding.code for finding in parsed.findings],
        "non_speakers": lambda: [same(person.name) for person in parsed.speakers],
        "speakers_only": lambda: [same(person.name) for person in parsed.speakers],
        "contact": lambda: _contact(fields["contact"]),
    }
    return lists[name]() if name in lists else None


def _contact(contact: Mapping[str, Any] | None) -> list[str]:
    if not contact:
        return []
    return [
        f"{key}={same(str(part))}"
        for key in ("division", "persons", "tel", "fax", "email")
        for part in (contact[key] if isinstance(contact[key], list) else [contact[key]])
        if part
    ]


def _compare_people(
    case: str, name: str, wanted: list[dict], found: list[PersonNamed], parsed: ParsedRelease, result: Score
) -> None:
    """People pair by name (and role where one speaks twice); each stated part is one value."""
    left = list(found)
    rows: list[tuple[dict | None, PersonNamed | None]] = []
    for entry in wanted:
        candidates = [person for person in left if same(person.name) == same(entry["name"] or "")]
        best = max(
            candidates,
            key=lambda person: sum(_agrees(key, entry[key], getattr(person, key)) for key in SPEAKER_FIELDS),
            default=None,
        )
        if best:
            left.remove(best)
        rows.append((entry, best))
    if name == "speakers":
        rows += [(None, person) for person in left]
    for entry, person in rows:
        if entry is not None and person is not None and _in_one_breath(entry, person):
            person = replace(person, affiliation=entry["affiliation"] or "", position=entry["position"] or "")
        for key in SPEAKER_FIELDS:
            expected = same((entry or {}).get(key) or "")
            value = same(getattr(person, key)) if person else ""
            if entry is not None and key in {"role", "topic"} and entry[key] is None and key == "role":
                continue
            if expected and _agrees(key, expected, value):
                expected = value
            _add(
                case,
                f"{name}.{key}",
                Counter([expected] if expected else []),
                Counter([value] if value else []),
                parsed,
                result,
            )
    if not rows:
        _add(case, f"{name}.name", Counter(), Counter(), parsed, result)


def _in_one_breath(entry: dict[str, str | None], person: PersonNamed) -> bool:
    """Whether affiliation and post say the same, parted in another place: 総務局長, 総務局 + 局長, 総務 + 局長."""
    wanted = _joined(entry["affiliation"] or "", entry["position"] or "")
    return bool(wanted) and wanted == _joined(person.affiliation, person.position)


def _joined(affiliation: str, position: str) -> str:
    body, post = same(affiliation), same(position)
    shared = next((size for size in range(min(len(body), len(post)), 0, -1) if body.endswith(post[:size])), 0)
    return body + post[shared:]


def _agrees(key: str, expected: str | None, value: str) -> bool:
    expected, value = same(expected or ""), same(value)
    if expected == value:
        return True
    if key == "role":
        return _NUMBER.sub("", expected) == _NUMBER.sub("", value)
    # 総合センター | センター長 and 総合 | センター長 are two ways to part one breath.
    return (
        key == "position" and bool(expected) and bool(value) and (expected.endswith(value) or value.endswith(expected))
    )
