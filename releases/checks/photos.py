"""Photos: what is said in their place, and who is in them."""

import re

from releases.checks.passages import passages
from releases.checks.people import names_said, people_of
from releases.checks.registry import Hit, error, warning

_JIS = "JIS X 8341-3:2016 1.1.1"
_FILE_NAME = re.compile(r"[\w\-]+\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp)", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"(?:写真|画像|イメージ|図|図版|photo|image|img|dsc|pict?|no)?[\s_\-（(]*[\d０-９①-⑳]*[）)]?", re.IGNORECASE
)
_PERSON_SEEN = re.compile(r"[一-鿿々]{1,4}(?:局長|部長|課長|氏|様|教授|会長|市長|知事|社長|大臣|所長|理事長)")
_LONG = 60


@error("alt_missing", title="写真に代替テキストがない", source=_JIS)
def alt_missing(document, house):
    for photo in document.all_photos:
        if not photo.alt.strip():
            yield Hit(
                f"photos[{photo.key}].alt", "代替テキストがありません。写真に写っているものを短い文で書いてください。"
            )


@error("alt_useless", title="代替テキストがファイル名や「写真」だけ", source=_JIS)
def alt_useless(document, house):
    for photo in document.all_photos:
        alt = photo.alt.strip()
        if alt and (_SAYS_NOTHING.fullmatch(alt) or _FILE_NAME.fullmatch(alt)):
            yield Hit(f"photos[{photo.key}].alt", f"代替テキスト「{alt}」では、写真の内容が伝わりません。")


@warning("alt_repeats", title="代替テキストが写真の説明と同じ", source=_JIS)
def alt_repeats(document, house):
    for photo in document.all_photos:
        if photo.alt and _bare(photo.alt) == _bare(photo.caption):
            message = "代替テキストが写真の説明と同じです。二度読み上げられるので、見えている様子を書いてください。"
            yield Hit(f"photos[{photo.key}].alt", message)


@warning("caption_missing", title="人が写っている写真に説明がない")
def caption_missing(document, house):
    for photo in document.all_photos:
        if not photo.caption and (seen := _PERSON_SEEN.search(photo.alt)):
            message = f"「{seen[0]}」が写っている写真に説明（キャプション）がありません。氏名を書いてください。"
            yield Hit(f"photos[{photo.key}].caption", message)


@warning("caption_unknown_name", title="写真の説明の氏名が、登壇者にも本文にもない")
def caption_unknown_name(document, house):
    known = {_bare(person.name) for person in people_of(document)}
    if not known:
        return
    text = _bare("".join(passage.text for passage in passages(document) if not passage.path.startswith("photos")))
    for photo in document.all_photos:
        for name in names_said(photo.caption):
            if _bare(name) not in known and _bare(name) not in text:
                message = f"写真の説明の「{name}」は、このページのほかのところに出てきません。氏名を確かめてください。"
                yield Hit(f"photos[{photo.key}].caption", message)


@warning("text_in_image", title="画像の中に文章がありそうな写真", source="JIS X 8341-3:2016 1.4.5")
def text_in_image(document, house):
    known = [person.name for person in people_of(document)]
    for photo in document.all_photos:
        has_people = _PERSON_SEEN.search(photo.alt + photo.caption) or any(name in photo.caption for name in known)
        if len(photo.caption) > _LONG and not has_people:
            message = (
                "説明が長く、人の写真ではないようです。画像の中に文章があるときは、同じ内容を本文にも書いてください。"
            )
            yield Hit(f"photos[{photo.key}].caption", message)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
