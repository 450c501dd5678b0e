"""What may be attached: a whole PDF that every viewer opens, and that does nothing but show pages."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bureau.text import one_line

MAX_BYTES = 20 * 1024 * 1024
_READER = Path(__file__).with_name("pdf_reader.py")
# The reader limits the time that it computes; this one also ends a wait.
_PATIENCE = 30
_TAIL = 1024

_ACTIVE = {
    "script": "自動で動くプログラム（JavaScript）",
    "launch": "ほかのファイルやソフトを開く指示",
    "embedded": "埋め込まれた別のファイル",
    "media": "動画や音声",
    "form": "内容を送信するフォーム",
}
_BROKEN = "PDFとして読み取れません（中が壊れています）。元の文書からPDFに書き出し直して、登録してください。"


class AttachmentRefused(ValueError):
    """The file cannot be attached; the message (Japanese) says why and what to do."""


@dataclass(frozen=True)
class Pdf:
    """What a checked file says of itself; ``author`` is "" where it names nobody."""

    pages: int
    author: str


def refuse_size(size: int) -> None:
    """Raise ``AttachmentRefused`` for a file of ``size`` bytes that is too large."""
    if size > MAX_BYTES:
        raise AttachmentRefused(
            f"ファイルが大きすぎます（{size / 1024**2:.1f}MB）。20MB以内にしてください。"
            "書き出すときに「最小サイズ」を選ぶか、画像を小さくすると、小さくなります。"
        )


def inspect(data: bytes) -> Pdf:
    """Look into ``data``, in bounded time and memory. Raises ``AttachmentRefused``."""
    if not data:
        raise AttachmentRefused("ファイルが空（0バイト）です。PDFファイルを選び直してください。")
    refuse_size(len(data))
    if not data.startswith(b"%PDF-"):
        raise AttachmentRefused(
            "PDFファイルではありません。Word、Excel、PowerPointなどの文書は、PDFに書き出してから登録してください。"
        )
    if b"%%EOF" not in data[-_TAIL:]:
        raise AttachmentRefused(
            "PDFの終わりの印がありません。途中で切れているようです。元のファイルから登録し直してください。"
        )
    found = _read(data)
    if found.get("refused") == "encrypted":
        raise AttachmentRefused(
            "パスワードか、印刷やコピーの制限が掛かっています。制限を外してPDFに書き出し直して、登録してください。"
        )
    if "refused" in found:
        raise AttachmentRefused(_BROKEN)
    if found["active"]:
        named = "、".join(_ACTIVE[name] for name in found["active"])
        raise AttachmentRefused(
            f"{named}が含まれているため、登録できません。"
            "元の文書から「印刷」→「PDFとして保存」で書き出し直すと、取り除けます。"
        )
    return Pdf(found["pages"], one_line(found["author"])[:200])


def _read(data: bytes) -> dict:
    """What releases/pdf_reader.py says of ``data``."""
    try:
        done = subprocess.run(  # noqa: S603 - the program is our own, and what is sent in is no part of the command
            [sys.executable, "-I", str(_READER)],
            input=data,
            capture_output=True,
            env={},
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AttachmentRefused(_BROKEN) from error
    except OSError as error:
        raise AttachmentRefused(
            "いま、PDFを確かめられません（サーバーに余裕がありません）。少し待ってから、もう一度登録してください。"
        ) from error
    if done.returncode != 0:
        # It ran out of time or memory, or fell over bytes that were made for that.
        raise AttachmentRefused(_BROKEN)
    return json.loads(done.stdout)
