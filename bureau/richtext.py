"""The one seam of rich text: which tags exist, how they are cleaned, which editor types them.

The editor can be changed here and nowhere else. Whatever an editor, an import or old data brings, a page can only hold
what ``TAGS`` allows: the field cleans on every write, and ``SafeBody`` cleans again where text enters a document.
"""

import re
from urllib.parse import urlsplit

import nh3
from ckeditor.widgets import CKEditorWidget
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.widgets import Script
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString
from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema, to_json

from bureau.text import clean_text

MAX_LENGTH = 2_000_000
MAX_DEPTH = 100
# Before cleaning, where what stays open can only be estimated: tags that close out of turn count as open.
MAX_OPEN = 2_000
# A parser takes time by the square of some of them: "&" after "&", text that a table does not take.
MAX_MARKS = 100_000

# Tag -> attributes. The editor's toolbar below offers these and no others.
TAGS: dict[str, set[str]] = {
    "p": set(),
    "br": set(),
    "h3": set(),
    "h4": set(),
    "ul": set(),
    "ol": {"start", "type"},
    "li": {"value"},
    "blockquote": set(),
    "strong": set(),
    "em": set(),
    "sub": set(),
    "sup": set(),
    "ruby": set(),
    "rb": set(),
    "rt": set(),
    "rp": set(),
    "a": {"href"},
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tfoot": set(),
    "tr": set(),
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "dl": set(),
    "dt": set(),
    "dd": set(),
}
URL_SCHEMES = {"http", "https", "mailto", "tel"}
_ATTRIBUTE_VALUES = {
    "scope": re.compile(r"col|row|colgroup|rowgroup"),
    "colspan": re.compile(r"[1-9]\d?"),
    "rowspan": re.compile(r"[1-9]\d?"),
    "start": re.compile(r"\d{1,4}"),
    "value": re.compile(r"\d{1,4}"),
    "type": re.compile(r"[1aAiI]"),
}
_SAME_MEANING = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "div": "p"}
_RENAMED = re.compile(rf"<(/?)({'|'.join(_SAME_MEANING)})(?=[\s>/])", re.IGNORECASE)
# A byte order mark is taken for a parser's own at the very beginning, and shows nowhere.
_BLANKS = "".join(chr(code) for code in range(0x10000) if chr(code).isspace()) + "\ufeff"
_CONTROLS = "".join(map(chr, range(0x20)))
_LINE_ENDS = str.maketrans("", "", "\t\n\r")
_BLANK = re.compile(r"(?:<p>(?:\s|&nbsp;|<br>)*</p>\s*)+")


class RichTextTooDeep(ValueError):
    """The markup is nested deeper than ``MAX_DEPTH`` tags, longer than ``MAX_LENGTH``, or has over ``MAX_MARKS``."""


def _kept_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return safe_address(value)
    if pattern := _ATTRIBUTE_VALUES.get(attribute):
        return value if pattern.fullmatch(value) else None
    return value


def safe_address(value: str) -> str | None:
    """``value`` as a page may lead there; None where a browser would run it, or go where nobody can see from the words."""
    # A browser drops blanks around an address and line ends within, and turns \\ into /. What is looked at is what is
    # kept: a blank that was taken off afterwards would lay a scheme bare.
    address = value.translate(_LINE_ENDS).strip(_BLANKS + _CONTROLS)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    # //host is another site without a scheme: an editor never means that.
    if address.replace("\\", "/").startswith("//") or address.startswith("\\"):
        return None
    if parts.scheme and parts.scheme not in URL_SCHEMES:
        return None
    if parts.scheme in {"http", "https"} and not parts.netloc:
        return None
    return address


def _guard(markup: str, depth: int) -> None:
    if len(markup) > MAX_LENGTH:
        raise RichTextTooDeep(f"本文が長すぎます（{len(markup):,}文字）。{MAX_LENGTH:,}文字以内にしてください。")
    if (marks := markup.count("<") + markup.count("&")) > MAX_MARKS:
        raise RichTextTooDeep(
            f"本文の書式（タグと「&」）が多すぎます（{marks:,}個）。貼り付け元の書式を外して、貼り付け直してください。"
        )
    if _nesting(markup) > depth:
        raise RichTextTooDeep("本文の入れ子が深すぎます。貼り付け元の書式を外して、貼り付け直してください。")


# Tags that hold nothing, and tags that close themselves when the next one opens.
_SHALLOW = set(
    "area base br col embed hr img input link meta param source track wbr "
    "dd dt li optgroup option p rb rp rt rtc tbody td tfoot th thead tr colgroup".split()
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")


def _nesting(markup: str) -> int:
    """The deepest run of tags that stay open; exact for what nh3 returns, at least that deep for anything else.

    A tag is closed by its own name and in its turn alone: a parser too passes over the others.
    """
    opened: list[str] = []
    deepest = 0
    for match in _TAG.finditer(markup):
        name = match[2].lower()
        if name in _SHALLOW:
            continue
        if not match[1]:
            opened.append(name)
            deepest = max(deepest, len(opened))
        elif opened and opened[-1] == name:
            opened.pop()
    return deepest


def sanitise(markup: str) -> str:
    """Return ``markup`` holding only ``TAGS``; idempotent.

    Text inside a dropped tag stays; script and style go with their content. ``b``, ``i``, ``h1``… become the tag of
    the same meaning. Raises ``RichTextTooDeep``.
    """
    if _is_plain(markup):
        return markup
    for _ in range(_PASSES):
        cleaned = _cleaned_once(markup)
        if cleaned == markup:
            return cleaned
        markup = cleaned
    raise RichTextTooDeep("本文の書式を読み取れません。貼り付け元の書式を外して、貼り付け直してください。")


# Paragraphs of text and nothing else, as most text is and as cleaning leaves it: no sign in them that could begin
# something or be written another way. A page that is made anew need not have each of them parsed.
_PLAIN = re.compile(r"<p>(?! )[^<>&\n]+</p>(?:\n<p>(?! )[^<>&\n]+</p>)*")


def _is_plain(markup: str) -> bool:
    # No control character, noncharacter or blank but the common one is printable: what clean_text changes, and what
    # HTML writes as &nbsp;.
    if len(markup) > MAX_LENGTH or not markup.replace("\n", "").isprintable():
        return False
    return _PLAIN.fullmatch(markup) is not None and markup.count("<") <= MAX_MARKS


# A link within a table within a link: the grammar of HTML reads some of what it has written itself as something else.
_PASSES = 8


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    # Of itself it would let "lang" and "title" stand everywhere.
    attributes={tag: names for tag, names in TAGS.items() if names} | {"*": set()},
    attribute_filter=_kept_attribute,
    url_schemes=URL_SCHEMES,
    link_rel="noopener",
    strip_comments=True,
)


def _cleaned_once(markup: str) -> str:
    markup = clean_text(markup).strip(_BLANKS)
    if not markup:
        return ""
    # A parser takes time by the square of the depth, and what it returns can be deeper and longer than what it read.
    _guard(markup, MAX_OPEN)
    markup = _RENAMED.sub(lambda match: f"<{match[1]}{_SAME_MEANING[match[2].lower()]}", markup)
    cleaned = _CLEANER.clean(markup)
    cleaned = _BLANK.sub("", cleaned).strip(_BLANKS)
    _guard(cleaned, MAX_DEPTH)
    return cleaned


class SafeBody(SafeString):
    """Rich text that has been through ``sanitise``: the only text that a template prints without escaping."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls.of,
            core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def of(cls, markup: str) -> "SafeBody":
        """Clean ``markup`` (again, if need be) and mark it as safe to print."""
        return cls(sanitise(markup))

    def __str__(self) -> str:
        return self


class RichTextField(models.TextField):
    """A TextField that holds only allowed markup, whoever writes: form, ``create``, ``bulk_create`` or ``update``."""

    def clean(self, value, model_instance):
        try:
            return super().clean(sanitise(value or ""), model_instance)
        except RichTextTooDeep as error:
            raise ValidationError(str(error), code="too_deep") from error

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = sanitise(value)
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": RichTextFormField, **kwargs, "widget": editor_widget()})

    def deconstruct(self):
        # Migrations outlive the editor: they know a TextField.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def data_block(data: dict, media_type: str) -> str:
    """``data`` as a script element of ``media_type`` (JSON of some kind), which no browser runs and no text can leave."""
    text = to_json(data).decode()
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return SafeString(f'<script type="{media_type}">{text}</script>')


class RichTextFormField(forms.CharField):
    """The form's side: compares cleaned text, so that an untouched editor is no change."""

    def has_changed(self, initial, data):
        try:
            return sanitise(initial or "") != sanitise(data or "")
        except RichTextTooDeep:
            # Whoever looks closer refuses it, with the reason.
            return True


class CleanEditor(CKEditorWidget):
    """The editor, given clean text alone: it parses what it is given before any policy of its own.

    What a form holds may come past every field: a table filled by another program, a form sent back with its mistakes.
    """

    @property
    def media(self):
        begins = Script("editing/editors.js", **{"data-basepath": static("ckeditor/ckeditor/")})
        return forms.Media(
            css={"all": ["ckeditor/ckeditor.css"]}, js=[begins, "ckeditor/ckeditor/ckeditor.js", "ckeditor/fixups.js"]
        )

    def format_value(self, value):
        value = super().format_value(value)
        if not value:
            return value
        try:
            return sanitise(value)
        except RichTextTooDeep:
            # Refused when it is saved, with the reason; its words are kept, its markup is what was too much.
            return escape(_ANY_TAG.sub("", clean_text(value)))


_ANY_TAG = re.compile(r"<[^<>]*>")


def editor_widget() -> forms.Widget:
    """The widget that types rich text, configured by ``CKEDITOR_CONFIGS`` from the table above."""
    return CleanEditor(config_name="default")


# What CKEditor itself lets through while typing. The server's allow-list decides; this keeps the two alike.
_EDITOR_CONTENT = "; ".join(f"{tag}[{','.join(sorted(names))}]" if names else tag for tag, names in TAGS.items())

CKEDITOR_CONFIGS = {
    "default": {
        "language": "ja",
        "skin": "moono-lisa",
        "toolbar": [
            ["Format", "Bold", "Italic", "Subscript", "Superscript", "RemoveFormat"],
            ["NumberedList", "BulletedList", "Blockquote"],
            ["Link", "Unlink", "Table"],
            ["PasteText", "PasteFromWord", "Undo", "Redo"],
            ["Source", "Maximize"],
        ],
        "format_tags": "p;h3;h4",
        "allowedContent": _EDITOR_CONTENT,
        "disallowedContent": "*{*}; *[on*]; *(*)",
        # In the default iframe a strict CSP loses what is typed without a word: the editor lives in a div.
        "extraPlugins": "divarea",
        "removePlugins": (
            "exportpdf,scayt,wsc,iframe,flash,forms,smiley,preview,print,save,newpage,templates,about,language,bidi,"
            "uploadimage,uploadwidget,div,pagebreak,elementspath,font,colorbutton,colordialog,image,copyformatting,"
            "stylescombo"
        ),
        "versionCheck": False,
        "clipboard_handleImages": False,
        "entities": False,
        "width": "100%",
        # The page's style sheet lets it grow with its text.
        "height": 120,
        "resize_enabled": False,
        "linkShowTargetTab": False,
        "linkShowAdvancedTab": False,
    }
}
