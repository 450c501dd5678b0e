"""Links: where they lead, and what they say of it."""

import re
from html import unescape
from urllib.parse import urlsplit

from releases.checks.passages import rich
from releases.checks.registry import Hit, error, warning

_JIS = "JIS X 8341-3:2016 2.4.4"
_MINISTRY = "省のガイドラインの書き方"
_ANCHOR = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
SAYS_NOTHING = re.compile(
    r"(?:こちら|ここ|コチラ|詳細|詳しく|詳しくは?こちら|詳細はこちら|こちらをクリック|クリック|リンク|続きを読む|もっと見る|here|more)(?:です|から|をご覧ください)?[。>＞]?",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:https?://|www\.)\S+")
_FILE = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|zip|csv)$", re.IGNORECASE)
_SAID_MARK = re.compile(
    r"(?:PDF|Word|Excel|PowerPoint|ZIP|CSV|エクセル|ワード).{0,6}[\d.,]+\s*(?:KB|MB|キロバイト|メガバイト)",
    re.IGNORECASE,
)


def _anchors(document):
    for passage in rich(document):
        for address, inner in _ANCHOR.findall(passage.value):
            yield passage, unescape(address), unescape(re.sub(r"<[^>]*>", "", inner)).strip()


def _links(document):
    for number, link in enumerate(document.links):
        yield f"links[{number}]", link


@error("link_text", title="リンクの文字から行き先が分からない（こちら、アドレスだけ）", source=_JIS)
def link_text(document, house):
    for path, link in _links(document):
        if SAYS_NOTHING.fullmatch(link.label) or _BARE.fullmatch(link.label):
            yield Hit(
                f"{path}.label",
                f"リンクの文字「{link.label}」では、行き先が分かりません。ページや資料の名前にしてください。",
            )
    for passage, _, text in _anchors(document):
        if SAYS_NOTHING.fullmatch(text) or _BARE.fullmatch(text):
            yield Hit(
                passage.path, f"リンクの文字「{text}」では、行き先が分かりません。ページや資料の名前にしてください。"
            )


@error("link_empty", title="リンクに行き先や文字がない", source=_JIS)
def link_empty(document, house):
    for path, link in _links(document):
        if not link.url or not link.label:
            yield Hit(f"{path}.url", "リンクの行き先か文字がありません。")
    for passage, address, text in _anchors(document):
        if not address or not text:
            yield Hit(passage.path, f"リンク「{text or address}」の行き先か文字がありません。")


@error("file_unmarked", title="ファイルへのリンクに種類や大きさがない", source=_MINISTRY)
def file_unmarked(document, house):
    for path, link in _links(document):
        is_file = _FILE.search(urlsplit(link.url).path) if _parses(link.url) else None
        if is_file and link.media == "page":
            yield Hit(
                f"{path}.media", f"「{link.label}」は {is_file[1].upper()} ファイルのようです。種類を選んでください。"
            )
        elif link.media in ("pdf", "file") and not link.size:
            yield Hit(f"{path}.size", f"「{link.label}」のファイルの大きさがありません。")
    for passage, address, text in _anchors(document):
        if _parses(address) and _FILE.search(urlsplit(address).path) and not _SAID_MARK.search(text):
            yield Hit(passage.path, f"「{text}」に、ファイルの種類と大きさを「（PDF：1.2MB）」のように書いてください。")


@warning("file_marked_twice", title="種類や大きさがリンクの文字にも書かれている", source=_MINISTRY)
def file_marked_twice(document, house):
    for path, link in _links(document):
        if link.media in ("pdf", "file") and re.search(r"PDF|[\d.]\s*[KM]B", link.label, re.IGNORECASE):
            yield Hit(
                f"{path}.label", f"「{link.label}」: 種類と大きさは自動で付きます。リンクの文字からは除いてください。"
            )


@warning("inner_window", title="このサイトの中へのリンクが別ウィンドウで開く", source=_MINISTRY)
def inner_window(document, house):
    for path, link in _links(document):
        if link.new_window and link.url.startswith("/"):
            yield Hit(
                f"{path}.new_window",
                f"「{link.label}」はこのサイトの中のページです。同じウィンドウで開くようにしてください。",
            )


@warning("window_said_twice", title="「別ウィンドウで開きます」が二重になる", source=_MINISTRY)
def window_said_twice(document, house):
    for path, link in _links(document):
        if link.new_window and re.search("別ウ[ィイ]ンドウ|新しいウ[ィイ]ンドウ", link.label):
            yield Hit(f"{path}.label", "「別ウィンドウで開きます」は自動で付きます。リンクの文字からは除いてください。")


@warning("window_unsaid", title="本文のリンクが別ウィンドウと書かれているのに、そうは開かない", source=_MINISTRY)
def window_unsaid(document, house):
    for passage, _, text in _anchors(document):
        if re.search("別ウ[ィイ]ンドウ|新しいウ[ィイ]ンドウ", text):
            yield Hit(
                passage.path,
                f"「{text}」: 本文のリンクは同じウィンドウで開きます。別ウィンドウで開くものは関連リンクに置いてください。",
            )


@warning("link_nowhere", title="このサイトの中の、ないページへのリンク")
def link_nowhere(document, house):
    if house.answers is None:
        return
    for path, link in _links(document):
        if link.url and not house.answers(link.url):
            yield Hit(f"{path}.url", f"「{link.label}」の行き先（{link.url}）は、このサイトにありません。")
    for passage, address, text in _anchors(document):
        if address and not house.answers(address):
            yield Hit(passage.path, f"「{text}」の行き先（{address}）は、このサイトにありません。")


@warning("video_unnamed", title="動画に題名がない", source="JIS X 8341-3:2016 2.4.4")
def video_unnamed(document, house):
    for number, video in enumerate(document.event.videos if document.event else ()):
        if (
            not video.title
            or _BARE.fullmatch(video.title)
            or SAYS_NOTHING.fullmatch(video.title)
            or video.title == "動画"
        ):
            yield Hit(f"event.videos[{number}].title", f"動画の題名「{video.title}」では、内容が分かりません。")


def _parses(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True
