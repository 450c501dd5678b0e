"""Talk titles: 「…」と題し, 『…』, and whose talk it was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from releases.parse.billing import Naming
from releases.parse.folding import tidy
from releases.parse.source import Line

_TOPIC = re.compile(
    r"(?:「(?P<single>(?:[^「」]|「[^「」]*」){2,120})」|『(?P<double>[^『』]{2,120})』|“(?P<curly>[^“”]{2,80})”)"
)
_TOPIC_BEHIND = re.compile(
    r"\s*(?:と題し|をテーマ|と題する|という(?:題|演題|テーマ)|について|に関する|の(?:演題|テーマ|題目|題名)|をタイトル|と題した|を題材|の講演|に関し|を演題|を(?:講義|講演)|\([^()]{4,60}(?:氏|様|さん|先生|教授)\s*\))"
)
_STATED = re.compile(r"\s*(?:と題し|と題する|をテーマに|という(?:題|演題|テーマ))")
_BY = re.compile(r"\s*(?:氏|様)?\s*(?:による(?:ご?講演)?|の)\s*")
_TOPIC_BEFORE = re.compile(
    r"(?:ディスカッション|座談会|セッション|鼎談|対談|討論会?|講演|講話|報告|発表|説明|紹介|(?:から|より)(?:は|も)?、?)\s*$"
)
_TALK_BEHIND = re.compile(
    r"\s*(?:、|$|の(?:ご?(?:発表|報告|講演|説明|紹介|話))|が(?:行われ|あり|開かれ)|を(?:ご?(?:講演|発表|報告|説明|紹介)|行))"
)
_SOMEBODY_ELSE = re.compile(r"の後|後に|に続|その後|続いて|[一-鿿](?:が|は)、?$")
# What is said ends like a sentence, unless the sentence goes on to call it a title: …から「A」、…から「B」と題して.
_SAYING = re.compile(r"(?:[^ぁ-ん]だ|です|ます|た|る|ない|たい|い|ください|ん|よう)$")
_TITLED_LATER = re.compile(r"[^。]{0,120}[」』]\s*(?:と題し|をテーマ|という(?:題|演題))")
# 見分ける「技適マーク」について: what is described in the sentence is its matter, no title.
_DESCRIBED = re.compile(r"[るたのなう]$")
_DASHED = re.compile(r"[−－―\-〜~]+\s*(?P<inner>.*?)\s*[−－―\-〜~]+")
_NESTED = re.compile(r"「(?P<inner>[^「」]+)」")


@dataclass(frozen=True)
class Topic:
    """A quoted passage at ``start``:``end``; ``is_title`` says that the words behind make it a title, ``is_stated`` that
    they say so in terms (と題して)."""

    start: int
    end: int
    is_title: bool
    title: str
    is_stated: bool = False


def find_topics(line: Line) -> list[Topic]:
    """The quoted passages of a line that may be titles: no sentences."""
    found = []
    for match in _TOPIC.finditer(line.folded):
        inner = next(name for name in ("single", "double", "curly") if match[name])
        title = tidy(line.text[match.start(inner) : match.end(inner)])
        if "。" in title:
            continue
        dashed, nested = _DASHED.fullmatch(title), _NESTED.fullmatch(title)
        title = dashed["inner"] if dashed else nested["inner"] if nested else title
        is_speech = bool(_SAYING.search(title)) and not _TITLED_LATER.search(line.folded, match.end())
        is_described = bool(_DESCRIBED.search(line.folded, max(0, match.start() - 2), match.start()))
        behind = _TOPIC_BEHIND.match(line.folded, match.end())
        is_about = behind is not None and behind[0].strip() in {"について", "に関する", "に関し"}
        is_title = bool(behind and not (is_described and is_about)) or bool(
            _TOPIC_BEFORE.search(line.folded[max(0, match.start() - 8) : match.start()])
            and _TALK_BEHIND.match(line.folded, match.end())
            and not is_speech
        )
        is_stated = bool(_STATED.match(line.folded, match.end()))
        found.append(Topic(match.start(), match.end(), is_title, title, is_stated))
    return found


def topic_of(speakers: Sequence[Naming], index: int, topics: Sequence[Topic]) -> str:
    """The title of one speaker's talk: behind the name up to the next one, else before it in the sentence; or ""."""
    naming = speakers[index]
    start, end = naming.person.start, naming.person.end
    limit = min(
        naming.sentence_end, speakers[index + 1].person.start if index + 1 < len(speakers) else len(naming.text)
    )
    floor = max(naming.sentence_start, speakers[index - 1].person.end if index else 0)
    for topic in topics:
        if topic.end <= start and naming.text[topic.end : start].strip() == "(":
            # 「A」(見本大学 教授 甲氏): the title stands right over its speaker.
            return topic.title
    # 甲氏から「A」と題して、乙氏から「B」と題して: whoever stands first has the title behind, and so have the others.
    first = next((topic for topic in topics if topic.is_title and topic.start >= naming.sentence_start), None)
    is_behind = index > 0 and first is not None and naming.sentence_start <= speakers[0].person.end <= first.start
    for topic in topics:
        is_right_behind = end <= topic.start < limit and _BY.fullmatch(naming.text[end : topic.start])
        if is_right_behind or (floor <= topic.start and topic.end <= start and topic.is_stated and not is_behind):
            return topic.title
    for topic in topics:
        if end <= topic.start < limit and (topic.is_title or naming.is_short):
            if _SOMEBODY_ELSE.search(naming.text[end : topic.start]):
                break
            return topic.title
    for topic in reversed(topics) if not is_behind else ():
        if floor <= topic.start and topic.end <= start and (topic.is_title or naming.is_short):
            return topic.title
    return ""
