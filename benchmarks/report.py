"""The measured figures as a part of docs/benchmarks.md and as a chart beside it."""

import math
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN, END = "<!-- make bench: ここから -->", "<!-- make bench: ここまで -->"

# Name of a run, what readers of the page are told, whether it is ours.
ROWS = (
    ("page, warm", "発表のページ（用意済み、SQLite）", True),
    ("page, warm, PostgreSQL", "発表のページ（用意済み、PostgreSQL）", True),
    ("year, warm", "年の一覧（用意済み）", True),
    ("feed, warm", "RSS（用意済み）", True),
    ("304, warm", "304（用意済み）", True),
    ("page, fixed", "同じサーバーで、発表のページと同じ大きさの決まった文字列", False),
    ("year, fixed", "同じサーバーで、年の一覧と同じ大きさの決まった文字列", False),
    ("feed, fixed", "同じサーバーで、RSS と同じ大きさの決まった文字列", False),
    ("page, nginx", "nginx で、発表のページのファイル", False),
    ("year, nginx", "nginx で、年の一覧のファイル", False),
    ("feed, nginx", "nginx で、RSS のファイル", False),
    ("304, nginx", "304（nginx）", False),
    ("page, Wagtail, cached", "Wagtail と wagtail-cache で、同じ内容のページ", False),
    ("year, Wagtail, cached", "Wagtail と wagtail-cache で、年の一覧", False),
    ("page, cold", "発表のページ（毎回組み立てる、SQLite）", True),
    ("page, cold, PostgreSQL", "発表のページ（毎回組み立てる、PostgreSQL）", True),
    ("page, bare view", "飾りのない Django のビュー（7回の問合せ、毎回）", False),
    ("page, Wagtail", "Wagtail（キャッシュなし、毎回）", False),
)
# What is divided by what, and the least that is wanted.
RATIOS = (
    ("page, warm", "page, fixed", 0.8),
    ("year, warm", "year, fixed", 0.8),
    ("feed, warm", "feed, fixed", 0.8),
    ("page, warm", "page, nginx", 0.4),
    ("year, warm", "year, nginx", 0.4),
    ("feed, warm", "feed, nginx", 0.4),
    ("304, warm", "304, nginx", 0.38),
    ("page, warm", "page, Wagtail, cached", 15),
    ("year, warm", "year, Wagtail, cached", 15),
    ("page, cold", "page, bare view", 2.5),
    ("page, cold", "page, Wagtail", 6),
)
_LABELS = {name: label for name, label, _ in ROWS}


def write(measured: dict[str, list[float]], sizes: dict[str, int]) -> None:
    """Put the medians and the medians of paired ratios into docs/; ``sizes`` are bytes with gzip."""
    page = DOCS / "benchmarks.md"
    text = page.read_text("utf-8")
    table = f"{BEGIN}\n\n{_section(measured, sizes)}\n\n{END}"
    page.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: table, text, flags=re.DOTALL), "utf-8")
    (DOCS / "benchmarks.svg").write_text(_chart(measured), "utf-8")


def _section(measured: dict[str, list[float]], sizes: dict[str, int]) -> str:
    lines = [
        f"{datetime.now(UTC):%Y年%-m月%-d日}に測った中央値です（{len(next(iter(measured.values())))} 回を交互に）。{_machine()}",
        "",
        f"大きさ（gzip）: 発表のページ {sizes['page']:,} バイト（飾りのないビュー {sizes['page, bare view']:,}、Wagtail {sizes['page, Wagtail']:,}）、"
        f"年の一覧 {sizes['year']:,}（Wagtail {sizes['year, Wagtail, cached']:,}）、RSS {sizes['feed']:,}。",
        "",
        "![毎秒の応答数の棒グラフ](benchmarks.svg)",
        "",
        "| 渡すもの | 毎秒 |",
        "| --- | ---: |",
    ]
    lines += [f"| {label} | {median(measured[name]):,.0f} |" for name, label, _ in ROWS]
    lines += ["", "| 比（組ごとの比の中央値） | 測った値 | 目標 |", "| --- | ---: | ---: |"]
    for one, other, wanted in RATIOS:
        ratio = median(a / b for a, b in zip(measured[one], measured[other], strict=True))
        lines.append(f"| {_LABELS[one]} ÷ {_LABELS[other]} | {_short(ratio)} | {wanted} |")
    return "\n".join(lines)


def _short(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2f}"


def _machine() -> str:
    nginx = subprocess.run(["/usr/sbin/nginx", "-v"], capture_output=True, text=True, check=False).stderr
    rivals = (DOCS.parent / "benchmarks/rivals/wagtail_site/requirements.txt").read_text()
    wagtail = "、".join(
        f"{name} {number}" for name, number in re.findall(r"^(wagtail\S*)==(\S+)", rivals, re.MULTILINE)
    )
    return (
        f"{os.cpu_count()}コア、{platform.system()} {platform.machine()}、Python {platform.python_version()}、"
        f"Django {version('django')}、granian {version('granian')}（2 ワーカー）、"
        f"nginx {nginx.strip().rpartition('/')[2] or '不明'}（2 ワーカー）、{wagtail}、wrk 32 接続、gzip。"
    )


def _chart(measured: dict[str, list[float]]) -> str:
    """Bars on a logarithmic scale, since what is compared is ratios."""
    left, width, step, top = 430, 470, 26, 46
    values = {name: median(measured[name]) for name, _, _ in ROWS}
    low, high = 10, 10 ** math.ceil(math.log10(max(values.values())))

    def x(value: float) -> float:
        return left + width * math.log(max(value, low) / low) / math.log(high / low)

    height = top + step * len(ROWS) + 20
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 100} {height}" role="img"'
        ' aria-labelledby="t d" font-family="sans-serif" font-size="13">',
        '<title id="t">毎秒の応答数</title>',
        '<desc id="d">同じ発表のページを渡すときの、毎秒の応答数。目盛りは対数。数字は docs/benchmarks.md の表にあります。</desc>',
        f'<rect width="100%" height="{height}" fill="#fff"/>',
    ]
    tick = low
    while tick <= high:
        lines.append(f'<path d="M{x(tick):.0f} {top - 8}V{height - 14}" stroke="#ccc"/>')
        lines.append(f'<text x="{x(tick):.0f}" y="{top - 14}" text-anchor="middle" fill="#444">{tick:,}</text>')
        tick *= 10
    for place, (name, label, is_ours) in enumerate(ROWS):
        y = top + step * place
        lines.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end" fill="#1a1a1a">{label}</text>')
        colour = "#0017c1" if is_ours else "#767676"
        lines.append(
            f'<rect x="{left}" y="{y + 2}" width="{x(values[name]) - left:.0f}" height="{step - 10}" fill="{colour}"/>'
        )
        lines.append(f'<text x="{x(values[name]) + 6:.0f}" y="{y + 14}" fill="#1a1a1a">{values[name]:,.0f}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    sys.exit(__doc__)
