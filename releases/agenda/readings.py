"""The order of the kana (五十音順) for readings that were stated."""

import unicodedata

ROWS = (
    ("a", "あ行"),
    ("ka", "か行"),
    ("sa", "さ行"),
    ("ta", "た行"),
    ("na", "な行"),
    ("ha", "は行"),
    ("ma", "ま行"),
    ("ya", "や行"),
    ("ra", "ら行"),
    ("wa", "わ行"),
)
UNSTATED = ""

_LAST_OF_ROW = dict(zip("おこそとのほもよろん", (code for code, _ in ROWS), strict=True))
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_VOWELS = (
    "あかさたなはまやらわ",
    "いきしちにひみりゐ",
    "うくすつぬふむゆるゔ",
    "えけせてねへめれゑ",
    "おこそとのほもよろを",
)
_VOWEL_OF = {kana: run[0] for run in _VOWELS for kana in run}


def row_of(kana: str) -> str:
    """Code of the row in ``ROWS`` that a reading begins in; ``UNSTATED`` where there is none."""
    first = _base(_hiragana(kana))[:1]
    return next((code for last, code in _LAST_OF_ROW.items() if first and first <= last), UNSTATED)


def sort_key(kana: str) -> str:
    """A key of hexadecimal digits, so that every database sorts it alike.

    Voiced marks, small letters and lengthening count only where all else is equal (JIS X 4061); a family name that
    is shorter comes first.
    """
    hiragana = _hiragana(kana)
    if not hiragana:
        return ""
    return _digits(_base(hiragana)) + "0000" + _digits(hiragana)


def _hiragana(kana: str) -> str:
    """Hiragana with single blanks between the names; what is no kana is left out."""
    text = " ".join(unicodedata.normalize("NFKC", kana).replace("・", " ").split())
    letters = (chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in text)
    return "".join(letter for letter in letters if "ぁ" <= letter <= "ゖ" or letter in " ー").strip()


def _base(hiragana: str) -> str:
    """Plain letters: ー becomes the vowel that it lengthens, ぱ and ば become は, っ becomes つ."""
    plain = ""
    for letter in unicodedata.normalize("NFD", hiragana).translate(_SMALL):
        if letter == "ー":
            plain += _VOWEL_OF.get(plain[-1:], "")
        elif not unicodedata.combining(letter):
            plain += letter
    return plain


def _digits(text: str) -> str:
    codes = {" ": 1, "ー": 0x99}
    return "".join(f"{codes.get(letter, ord(letter) - 0x3040 + 1):02x}" for letter in text)
