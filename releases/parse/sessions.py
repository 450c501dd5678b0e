"""A session as it grows, and the people of one programme told apart."""

import re
from dataclasses import dataclass, field, replace

from releases.parse.billing import Naming
from releases.parse.folding import same
from releases.parse.kinds import named_part
from releases.parse.source import Line

ROLES = frozenset(
    "司会 司会者 総合司会 進行 コーディネーター コーディネータ モデレーター モデレータ パネリスト パネラー ファシリテーター ファシリテータ "
    "コメンテーター コメンテータ 座長 ゲスト 進行役 意見発表者 討論者 助言 助言者 指導 オブザーバー アドバイザー 聞き手".split()
)
"""What somebody does in a session of several people; everything else is what the session is called."""
SPEAKER_LABELS = ROLES | {
    "講師",
    "講演者",
    "講師等",
    "発表者",
    "報告者",
    "説明者",
    "登壇者",
    "話題提供者",
    "出演者",
    "実演者",
    "指導者",
    "実演",
    "指導",
    "出演",
    "語り手",
    "案内役",
}

_LABEL = re.compile(rf"^\s*(?:{'|'.join(sorted(SPEAKER_LABELS, key=len, reverse=True))})\s*:?")
_LEFTOVER = re.compile(
    r"[\s「」『』()、。:・]|から|より|による|によるご?|について|と題し[てた]?|をテーマに|氏|様|さん|先生|ご?講演|ご?報告|ご?説明|ご?発表|ご?紹介|いただきました|"
    r"いただいた|しました|行いました|が行われました|行われました|を|が|の|に|は|で|と|\d{1,2}[.)]"
)


_GLOSS = re.compile(r"(?<=[ァ-ヶー])\((?P<letters>[A-Z][A-Za-z.' -]{2,40})\)")


def _is_told(named: str, session: "SessionDraft") -> bool:
    """Whether the session itself says ``named``, by its heading or its kind."""
    return same(named) in same(session.heading) or named in session.kind[1]


@dataclass
class SessionDraft:
    """A session as it grows.

    ``lines`` go into its summary; ``structured`` are lines whose words are all in fields, with the name of the field
    ("" for the session itself). ``number`` is its place in a numbered list; ``is_from_prose`` says that no heading
    announces it.
    """

    heading: str
    kind: tuple[str, str]
    topic: str = ""
    intro: list[Line] = field(default_factory=list)
    speakers: list[Naming] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    structured: list[tuple[Line, str]] = field(default_factory=list)
    heading_lines: list[Line] = field(default_factory=list)
    number: int = 0
    is_from_prose: bool = False
    panel: tuple[int, int] | None = None
    """(line, start) of the sentence that tells of those who talk with each other here."""

    @property
    def is_begun(self) -> bool:
        return bool(self.speakers or self.intro or self.lines)

    def add_speaker(self, naming: Naming) -> None:
        """Add somebody, or what a second naming of the same person says more."""
        for index, other in enumerate(self.speakers):
            if is_same_person(other, naming):
                self.speakers[index] = _fuller(other, naming)
                return
        self.speakers.append(naming)

    def has(self, naming: Naming) -> bool:
        return any(is_same_person(other, naming) for other in self.speakers)

    def holds(self, line: Line, namings: list[Naming]) -> bool:
        """Whether the line says nothing beyond speakers, title and heading of this session."""
        if line.marker and line.marker["clock"]:
            # No field holds the hour.
            return False
        characters = list(line.content)
        for naming in namings:
            start = max(0, naming.person.start - line.content_start)
            end = min(len(characters), max(0, naming.person.end - line.content_start))
            # A name in its own letters stands in no field: ハーマン(Harman)先生.
            gloss = _GLOSS.search("".join(characters[start:end]))
            kept = gloss[0] if gloss and same(gloss["letters"]) not in same(naming.person.name) else ""
            characters[start:end] = " " * (end - start)
            characters += kept
        rest = _LABEL.sub("", "".join(characters))
        named = named_part(rest)
        if named in {"報告", "説明", "発表"} and not _is_told(named, self):
            # Another part of the programme than the one that the heading names.
            return False
        spent = [self.topic, self.heading, named if same(named) in same(self.heading) else ""]
        for part in filter(None, spent):
            rest = rest.replace(Line(0, part).folded, " ", 1)
        return not _LEFTOVER.sub("", rest)


def is_same_person(one: Naming, other: Naming) -> bool:
    """One name, a family name with its full name, or one reading (髙 and 高)."""
    first, second = same(one.person.name), same(other.person.name)
    if one.person.is_surname_only or other.person.is_surname_only:
        return first.startswith(second) or second.startswith(first)
    return first == second or (bool(one.person.kana) and same(one.person.kana) == same(other.person.kana))


def _fuller(one: Naming, other: Naming) -> Naming:
    """The two namings of one person as one: the longer name, and what either adds."""
    first, second = (other, one) if one.person.is_surname_only and not other.person.is_surname_only else (one, other)
    person, more = first.person, second.person
    return replace(
        first,
        person=replace(
            person,
            kana=person.kana or more.kana,
            affiliation=max(person.affiliation, more.affiliation, key=len),
            position=person.position or more.position,
            honorific=person.honorific or more.honorific,
        ),
        role=first.role or second.role,
        on_behalf_of=first.on_behalf_of or second.on_behalf_of,
    )
