"""The contact block: division, persons, telephone, fax, mail; and the notes that belong to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from releases.parse.folding import as_spelled, same, tidy
from releases.parse.source import Ledger, Line

_OPENS = re.compile(
    r"[(\[【<≪■]?\s*(?:本件に関する)?(?:お?申し?込み?(?:先)?(?:・|及び|、|/))?(?:連絡先|お?問い?合わ?せ(?:先|窓口|(?=\s*(?:[)\]】>≫:]|$)))|照会先|担当部署)\s*[)\]】>≫]?\s*:?\s*(?P<rest>.{0,60})"
)
_OFFICE_ALONE = re.compile(r"\((?P<office>\S{2,12}部\S{2,16}[課室])\)")
_PHONE = re.compile(
    r"(?:TEL|Tel|tel|電話(?:番号)?|電 話|直通)\s*[::.]?\s*\(?(?P<number>0[\d\-() ]{8,16}\d(?:\s*\(?内線\s*[\d、]+\)?)?)"
)
_FAX = re.compile(
    r"(?:FAX|Fax|fax|ファックス|ファクシミリ|ファクス)(?:番号)?\s*[::.]?\s*(?P<number>0[\d\-() ]{8,16}\d)"
)
_BARE_PHONE = re.compile(r"\s*[::]?\s*(?P<number>0\d{1,4}-\d{1,4}-\d{3,4})\s*")
_MAIL = re.compile(
    r"(?P<user>[A-Za-z0-9._+-]{1,64})(?:@|_atmark_|\(at\)|\[at\]|\(アットマーク\)|\[アットマーク\])(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})"
)
_PERSONS = re.compile(r"\(?\s*担当(?:者)?\s*(?:[::]|(?<=[当者]) )\s*(?P<persons>[^()]*(?:\([^()]*\)[^()]*)*)")
_FORM = re.compile(r"https?://[^\s「」()]+")
_LABELS = re.compile(r"E-?mail|メール(?:アドレス)?|電子メール|Mail|TEL|FAX|電話(?:番号)?|担当者?", re.IGNORECASE)


def opens_contact(text: str) -> bool:
    """Whether a folded line opens the contact block."""
    match = _OPENS.fullmatch(text)
    return bool(match and (not match["rest"] or not match["rest"].endswith("。"))) or bool(
        _OFFICE_ALONE.fullmatch(text)
    )


@dataclass
class _Contact:
    division: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    tel: str = ""
    fax: str = ""
    email: str = ""
    form_url: str = ""
    note: list[str] = field(default_factory=list)


def read_contact(lines: Sequence[Line], ledger: Ledger, *, bureau: str) -> dict | None:
    """The contact point as the document's fields, or None where the lines hold nothing of it."""
    contact = _Contact()
    for line in lines:
        _read_line(line, contact, ledger, bureau)
    if not any((contact.division, contact.tel, contact.persons, contact.note, contact.email)):
        return None
    return {
        "division": "\n".join(contact.division),
        "persons": contact.persons,
        "tel": contact.tel,
        "fax": contact.fax,
        "email": contact.email,
        "form_url": contact.form_url,
        "note": "\n".join(contact.note),
    }


def _read_line(line: Line, contact: _Contact, ledger: Ledger, bureau: str) -> None:
    text = line.bare
    opening = _OPENS.fullmatch(text)
    alone = _OFFICE_ALONE.fullmatch(text)
    if alone:
        contact.division.append(_raw(line, alone["office"]))
        ledger.place(line, "contact.division")
        return
    if opening:
        ledger.place(line, "contact")
        text = opening["rest"].strip()
        if not text:
            return
    known = False
    phone, fax, mail = _PHONE.search(text), _FAX.search(text), _MAIL.search(text)
    if phone and not contact.tel:
        contact.tel, known = _number(phone["number"]), True
        ledger.place(line, "contact.tel")
    if fax and not contact.fax:
        contact.fax, known = _number(fax["number"]), True
        ledger.place(line, "contact.fax")
    bare = _BARE_PHONE.fullmatch(text)
    if bare and not contact.tel:
        contact.tel, known = _number(bare["number"]), True
        ledger.place(line, "contact.tel")
    if mail and not contact.email and not text.startswith("※"):
        contact.email, known = f"{mail['user']}@{mail['host']}", True
        ledger.place(line, "contact.email")
    persons = _PERSONS.search(text)
    if persons and persons["persons"]:
        contact.persons += [
            tidy(as_spelled(name, line.text)) for name in re.split(r"[、,・]\s*", persons["persons"]) if name.strip()
        ]
        known = True
        ledger.place(line, "contact.persons")
    form = _FORM.search(text)
    if form and not mail and not contact.form_url:
        contact.form_url, known = form[0], True
        ledger.place(line, "contact.form_url")
    if known:
        rest = text
        for match in (phone, fax, mail, bare, persons, form):
            rest = rest.replace(match[0], " ", 1) if match else rest
        rest = _LABELS.sub(" ", rest).strip(" (、:・)/")
        if (shorter := _without_bureau(rest, bureau)) != rest:
            ledger.place(line, "series.bureau")
            rest = shorter
        if re.search(r"[部課室局係官]$", rest):
            contact.division.append(_raw(line, rest))
            ledger.place(line, "contact.division")
        elif rest:
            contact.note.append(tidy(line.text))
            ledger.place(line, "contact.note")
        return
    if _is_bureau(text, bureau):
        # The bureau of the page, said again; any other one would be lost there.
        if bureau and same(bureau) in same(text):
            ledger.place(line, "series.bureau")
        else:
            contact.division.append(tidy(line.text))
            ledger.place(line, "contact.division")
    elif re.search(r"[部課室局係官]\d{0,2}(?:\s*\([^()]*\))?$", text) and len(text) < 50 and "※" not in text:
        shorter = _without_bureau(text, bureau)
        if shorter != text:
            ledger.place(line, "series.bureau")
        contact.division.append(tidy(as_spelled(shorter, line.text)))
        ledger.place(line, "contact.division")
    else:
        contact.note.append(tidy(line.text))
        ledger.place(line, "contact.note")


def _raw(line: Line, value: str) -> str:
    return tidy(as_spelled(value, line.text))


def _is_bureau(text: str, bureau: str) -> bool:
    return bool(re.fullmatch(r"(?:総務省)?\s*\S{1,14}総合通信(?:局|事務所)", text)) or bool(bureau and text == bureau)


def _without_bureau(text: str, bureau: str) -> str:
    match = re.match(r"(?:総務省)?\s*\S{1,14}総合通信(?:局|事務所)\s+(?=\S)", text)
    # Another bureau than the page's own would be lost.
    is_own = match and bureau and _plain(bureau) == _plain(match[0])
    return text[match.end() :] if is_own else text


def _plain(bureau: str) -> str:
    return same(bureau).removeprefix("総務省")


def _number(text: str) -> str:
    return re.sub(
        r"\s+", " ", text.replace("(", "-").replace(")", "-") if text.count("(") == 1 and "内線" not in text else text
    ).strip()
