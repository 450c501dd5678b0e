"""Prints the PDF files that the samples carry, with the Chromium of the browser tests: python tools/print_sample_papers.py"""

import io
import sys
from pathlib import Path

import pikepdf
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import ARGUMENTS, find_chromium  # noqa: E402 - the root has to be on the path first

PAPERS = ROOT / "releases/samples/papers"
STYLE = """
@page { size: A4; margin: 22mm }
body { font: 12pt/1.8 "Noto Sans CJK JP", sans-serif; color: #000 }
h1 { font-size: 18pt; margin: 0 0 2mm }
h2 { font-size: 13pt; margin: 6mm 0 1mm }
ul { margin: 0; padding-left: 1.4em; list-style: "□ " }
p { margin: 0 }
"""
TEXTS = {
    "first-hour": (
        "止まった役場の最初の一時間",
        """
<h1>止まった役場の最初の一時間</h1>
<p>自治体情報セキュリティ実践講座2025 配布資料（関東総合通信局）</p>
<h2>見つけたら</h2>
<ul><li>画面を写真に残す。電源は切らない。</li><li>LANの線を抜き、無線を切る。</li><li>時刻と、していた作業を書き留める。</li></ul>
<h2>知らせる</h2>
<ul><li>情報システムの担当へ、電話で伝える。メールは使わない。</li><li>危機管理の担当と窓口の責任者を集める。</li>
<li>委託先の連絡先は、紙の名簿から引く。</li></ul>
<h2>窓口を続ける</h2>
<ul><li>止まる手続と、手書きで受けられる手続を分ける。</li><li>窓口に貼る案内の文を決める。</li>
<li>次に集まる時刻を決める。</li></ul>
""",
    ),
}


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page()
        for name, (title, text) in TEXTS.items():
            page.set_content(f"<!doctype html><html lang=ja><title>{title}</title><style>{STYLE}</style>{text}</html>")
            printed = page.pdf(prefer_css_page_size=True, tagged=True, outline=False)
            (PAPERS / f"{name}.pdf").write_bytes(_without_its_day(printed))
        browser.close()


def _without_its_day(printed: bytes) -> bytes:
    """The same bytes on every day."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        for entry in ("/CreationDate", "/ModDate", "/Producer", "/Creator"):
            if entry in pdf.docinfo:
                del pdf.docinfo[entry]
        pdf.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False
        )
    return out.getvalue()


if __name__ == "__main__":
    main()
