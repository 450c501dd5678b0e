"""Sentences: words of official writing, length, colour as the only mark, and what tells who a person is."""

import re
from functools import cache
from pathlib import Path

from releases.checks.passages import passages, prose
from releases.checks.registry import Hit, House, Word, error, warning

_WRITING = "公用文作成の考え方（2022年）"
_LONGEST = 120
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_QUOTED = re.compile(r"「[^」]*」|『[^』]*』|（[^）]*）|\([^)]*\)")
_COLOUR = re.compile(
    r"(?:赤|青|緑|黄|黄色|オレンジ|ピンク|紫)(?:い|色の|の|で示した)?(?:文字|枠|線|下線|部分|箇所|欄|印|マーク|丸)"
    r"|(?:赤|青)字(?:の(?:部分|箇所|ところ)|で(?:示|書|記))"
)
_PLACE_ONLY = re.compile(r"(?:左|右|上|下)(?:側)?の(?:写真|図|画像|表)(?!「|（|『)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)0\d{1,4}[-−(（]\d{1,4}[-−)）]\d{3,4}(?!\d)|(?<!\d)0[789]0\d{8}(?!\d)")
_NAMED = re.compile(r"[一-鿿々]{1,4}[ \u3000]?[一-鿿々]{0,4}(?:氏|さん|様)(?![にはがをのも]?(?:一人|々))")
_NO_NAME = re.compile(
    r"(?:皆|皆々|各|講師|先生|参加者|お客|奥|娘|息子|子|母|父|姉|兄|医者|職員|担当者|市民|隣|若者|役所|学生|関係者|大臣|主催者|事務局|発表者|登壇者|司会者|局長|部長|課長)(?:の)?(?:皆)?(?:氏|さん|様)$"
)
_FIRST_PERSON = re.compile(
    r"(?:私|わたし)は(?:[一-鿿]{2,4})(?:と申します|といいます)|(?:[一-鿿]{2,12})(?:会社|市役所|町役場|大学|高校|病院)の(?:[一-鿿]{2,4})です"
)


# At the end of a word in the table: only where it is a noun, not the stem of a verb.
_NOUN = "＊"


@cache
def _pattern(written: str) -> re.Pattern[str]:
    bare = written.removesuffix(_NOUN)
    behind = r"(?=[をがはのにへでと等も」）)。・]|$)" if bare != written else ""
    return re.compile(re.escape(bare) + behind, re.MULTILINE)


@cache
def official_words() -> tuple[Word, ...]:
    """The project's own table: words of official writing that are often written otherwise."""
    lines = Path(__file__).with_name("words.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(Word(*line.split("\t")) for line in lines)


@warning("wording", title="公用文の書き方と違う言葉", source=_WRITING)
def wording(document, house: House):
    own = {word.written for word in house.words}
    words = [*house.words, *(word for word in official_words() if word.written.removesuffix(_NOUN) not in own)]
    for passage in passages(document):
        if "comments[" in passage.path or passage.path == "event.title":
            # The words of a participant and the name of an event are not ours to choose.
            continue
        text = _QUOTED.sub(lambda match: "\n" * len(match[0]), passage.text)
        for word in words:
            pattern, written = _pattern(word.written), word.written.removesuffix(_NOUN)
            if written != word.better and pattern.search(text):
                message = f"「{written}」は「{word.better}」と書きます。{word.reason}".rstrip()
                mend = passage.mend(pattern, lambda _, better=word.better: better)
                yield Hit(passage.path, message, mend)


@warning("sentence_long", title=f"{_LONGEST}字を超える文", source=_WRITING)
def sentence_long(document, house):
    for passage in prose(document):
        if passage.path.startswith(("event.survey.comments", "notes")):
            continue
        for sentence in _SENTENCE.findall(passage.text):
            # What is quoted or put in brackets is not what makes a sentence hard to follow.
            length = len(_QUOTED.sub("", sentence).strip())
            if length > _LONGEST:
                yield Hit(
                    passage.path, f"「{sentence.strip()[:20]}…」の文が長すぎます（{length}字）。二つに分けてください。"
                )


@warning("colour_only", title="色だけを手掛かりにした説明", source="JIS X 8341-3:2016 1.4.1")
def colour_only(document, house):
    for passage in prose(document):
        if match := _COLOUR.search(passage.text):
            yield Hit(passage.path, f"「{match[0]}」では、色の見分けにくい人に伝わりません。言葉でも示してください。")


@warning("position_only", title="位置だけを手掛かりにした説明", source="JIS X 8341-3:2016 1.3.3")
def position_only(document, house):
    for passage in prose(document):
        if match := _PLACE_ONLY.search(passage.text):
            yield Hit(
                passage.path, f"「{match[0]}」は、画面の大きさで位置が変わります。写真や図の名前で示してください。"
            )


@error("personal_data", title="アンケート意見の中の個人情報", source="個人情報の保護に関する法律")
def personal_data(document, house):
    for number, comment in enumerate(document.event.survey.comments if document.event else ()):
        for pattern, kind in ((_MAIL, "メールアドレス"), (_PHONE, "電話番号"), (_FIRST_PERSON, "名乗り")):
            if match := pattern.search(comment):
                message = f"{kind}「{match[0]}」があります。掲載する文からは除いてください（原文は別に残ります）。"
                yield Hit(f"event.survey.comments[{number}]", message)


@warning("comment_names_person", title="アンケート意見の中の人の名前", source="個人情報の保護に関する法律")
def comment_names_person(document, house):
    billed = [
        speaker.name for session in (document.event.sessions if document.event else ()) for speaker in session.speakers
    ]
    families = {name.split(" ")[0] for name in billed}
    for number, comment in enumerate(document.event.survey.comments if document.event else ()):
        for match in _NAMED.finditer(comment):
            name = re.sub(r"氏|さん|様", "", match[0]).strip()
            if not name or _NO_NAME.search(match[0]) or any(name.endswith(family) for family in families):
                continue
            yield Hit(
                f"event.survey.comments[{number}]",
                f"「{match[0]}」は登壇者でない人の名前のようです。除くか、確かめてください。",
            )
            break
