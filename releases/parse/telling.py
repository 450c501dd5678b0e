"""Whether the words around a name tell of a speech."""

import re

from releases.parse.kinds import has_speech
from releases.parse.person import PersonFound
from releases.parse.roles import assigned_role, is_announced, is_on_panel

AGENT = re.compile(
    r"\s*(?:から|より|が|は|による|により|によって|にご?|を講師|をお?迎え|をお?招き|の(?:という)?(?:(?:開会|閉会|来賓|主催者|歓迎|祝賀)の?)?(?:ご?(?:講演|挨拶|あいさつ|式辞|祝辞|司会|進行|報告|発表|説明|乾杯|発声|指導|講話|講義|お話|実演|開会宣言|宣言|(?:開会|閉会)の辞|お?言葉))|"
    r"の[2-9二三四五六七八九両]?[名氏人者]|、|及び|および|と|も|並びに|ならびに|ほか|\s*$|\s*[「『(【])"
)
GUEST = re.compile(
    r"\s*(?:氏|様|さん)?\s*(?:と(?:の)?(?:意見交換|懇談|面会|会談|対談を)|を(?:訪問|表敬|はじめ|始め|表彰)|(?:に|へ)(?:(?:感謝状|表彰状|賞状|記念品|目録|委嘱状|認定証|免許状)|[^。]{0,30}(?:手渡|授与|贈呈|贈られ|拍手|交付|説明を行|説明し|説明しま))|"
    r"が(?:来場|訪れ|見学|視察|来訪|受賞|受章|出席|参加|参列)|の(?:ご)?(?:功績|作品|受賞|来場|出席))"
)
FROM = re.compile(r"\s*(?:から|より)")
# 基調講演は、…教授による「…」でした.
_BY = re.compile(r"\s*(?:氏|様|さん|先生)?(?:による|の)(?=[「『]|、?(?:ご?(?:講演|報告|発表|お話)))")
_DOES = re.compile(r"\s*(?:氏|様|さん)?が(?:行|務|つと)")
_ASKED = re.compile(r"\s*(?:氏|様|さん|先生)?に(?:お願い|依頼|お引き受け|担当)")
_IS_IT = re.compile(r"\s*(?:氏|様|さん|先生)?(?:です|でした)?。")
_WHO_IT_WAS = re.compile(
    r"(?:(?:音頭|発声|司会|進行|講師|先生|人目(?:の講師)?)(?:は|には)|(?:登壇|講演|報告|発表|話|務め|つとめ)[^。、]{0,10}のは)、?[^。]{0,60}$"
)
# 局長は、「…」と応じ: whatever the verb, a sentence in quotation marks was said.
_SAYS = re.compile(
    r"\s*(?:氏|様|さん|先生)?(?:から|より|が|は)(?:は|も)?、?\s*「(?P<said>[^「」]{4,400}(?:「[^「」]{0,40}」[^「」]{0,200}){0,4})」\s*と(?!題|い(?:う|った)|の|名付|書|記|する|して|呼ば|称)"
)
_SENTENCE = re.compile(r"。|(?:です|ます|した|ない|たい|いる|ある|れる|ほしい|欲しい|ください|だ|う|る)$")
# The page breaks off in what was said.
_QUOTES = re.compile(r"\s*(?:氏|様|さん|先生)?(?:から|より)(?:は|も)?、?\s*[「『][^」』]*$")
_OPENS_SPEECH = re.compile(r"\s*(?:氏|様|さん)?(?:が|は|から|より)(?:は)?、")
_TOLD_LATER = re.compile(r"。?(?:と|との|旨の?)(?:ご)?(?:挨拶|あいさつ|祝辞|式辞|講評|お話)")


def comes_announced(before: str, after: str) -> bool:
    return bool(FROM.match(after) or _BY.match(after)) and is_announced(before)


def tells_of_speech(folded: str, person: PersonFound, before: str, after: str, limit: int) -> bool:
    """Whether anything around somebody named by family name tells of a speech."""
    return (
        speaks_here(before, after)
        or is_on_panel(before, after)
        or comes_announced(before, after)
        or bool(assigned_role(before, after))
        or bool(told_later(folded, person.end, limit))
    )


def told_later(folded: str, end: int, limit: int) -> str:
    """The words that tell of a speech which stands without quotation marks and in several sentences; ""."""
    if not _OPENS_SPEECH.match(folded, end):
        return ""
    told = _TOLD_LATER.search(folded, end, min(limit, end + 500))
    return told[0] if told else ""


def is_it(before: str, after: str) -> bool:
    """Whether a sentence comes to an end in who it was: 講師は…の甲教授です。"""
    return bool(_IS_IT.match(after) and _WHO_IT_WAS.search(before))


def speaks_here(before: str, after: str) -> bool:
    """Whether the words around a name tell of a speech: …氏が挨拶しました, 乾杯の発声は…氏が行いました."""
    says = _SAYS.match(after)
    if says and (_SENTENCE.search(says["said"]) or is_announced(before)):
        return True
    return has_speech(after) or bool(
        _QUOTES.match(after)
        or ((_DOES.match(after) or _ASKED.match(after)) and has_speech(before))
        or is_it(before, after)
    )
