"""Whom to ask."""

import re

from releases.checks.registry import Hit, error, warning

_PRACTICE = "省の報道発表の様式"
_NUMBER = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}(?: ?[（(]?(?:直通|代表|内線 ?\d{1,5})[）)]?)?")


@error("contact_missing", title="連絡先がない、または連絡する手段がない", source=_PRACTICE)
def contact_missing(document, house):
    contact = document.contact
    if contact is None:
        yield Hit("contact", "連絡先がありません。")
    elif not (contact.tel or contact.email or contact.form_url):
        yield Hit("contact", "電話、メール、問合せフォームのどれもありません。")


@warning("contact_phone_missing", title="連絡先に電話番号がない", source=_PRACTICE)
def contact_phone_missing(document, house):
    contact = document.contact
    if contact and not contact.tel and (contact.email or contact.form_url):
        yield Hit("contact", "電話番号がありません。電話で問い合わせる人のために書いてください。")


@warning("phone_form", title="電話番号の形", source=_PRACTICE)
def phone_form(document, house):
    contact = document.contact
    if contact is None:
        return
    for name, number in (("電話", contact.tel), ("ファクス", contact.fax)):
        digits = re.sub(r"\D", "", re.split("内線|[（(]", number)[0])
        if number and not (_NUMBER.fullmatch(number) and len(digits) in (10, 11)):
            yield Hit("contact", f"{name}番号「{number}」の形を確かめてください。「03-6238-1690」のように書きます。")
