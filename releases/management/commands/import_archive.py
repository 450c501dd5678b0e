from collections import Counter
from html import escape
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from releases.archive import Outcome, files_in, take_over

LABELS = {"placed": "取込み", "uncertain": "要確認", "known": "取込み済み", "failed": "失敗"}


class Command(BaseCommand):
    help = (
        "以前のサイトのページ（フォルダー）を、その日付の公開ページとして取り込みます。何度でも続きから実行できます。"
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="保存したページ（.html、.txt、.docx）のあるフォルダー")
        parser.add_argument("--report", type=Path, help="結果を書き出す先（.txt と .html の二つを作ります）")

    def handle(self, *args, folder: Path, report: Path | None, **options):
        if not folder.is_dir():
            raise CommandError(f"{folder} はフォルダーではありません。")
        total = len(files_in(folder))
        counts: Counter[str] = Counter()
        text = report.with_suffix(".txt").open("w", encoding="utf-8") if report else None
        page = report.with_suffix(".html").open("w", encoding="utf-8") if report else None
        if page:
            page.write(_PAGE_HEAD)
        try:
            for number, outcome in enumerate(take_over(folder), start=1):
                counts[outcome.status] += 1
                self.stdout.write(f"[{number}/{total}] {LABELS[outcome.status]} {outcome.path} {outcome.title}")
                if text and page:
                    text.write(_as_text(outcome))
                    page.write(_as_row(outcome))
        finally:
            if text and page:
                page.write("</tbody></table></body></html>\n")
                text.close()
                page.close()
        summary = "、".join(f"{label} {counts[status]}件" for status, label in LABELS.items())
        self.stdout.write(f"終わりました（{summary}）。")


def _as_text(outcome: Outcome) -> str:
    lines = [f"{LABELS[outcome.status]}\t{outcome.path}\t{outcome.address}\t{outcome.title}"]
    lines += [f"\t{message}" for message in outcome.messages]
    lines += [f"\t取り込めなかった行: {line}" for line in outcome.unplaced]
    return "\n".join(lines) + "\n"


_PAGE_HEAD = (
    '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>取込みの結果</title></head><body><h1>取込みの結果</h1>'
    '<table><thead><tr><th scope="col">結果</th><th scope="col">ファイル</th><th scope="col">ページ</th>'
    '<th scope="col">指摘</th><th scope="col">取り込めなかった行</th></tr></thead><tbody>\n'
)


def _as_row(outcome: Outcome) -> str:
    link = (
        f'<a href="{escape(outcome.address)}">{escape(outcome.title)}</a>' if outcome.address else escape(outcome.title)
    )
    cells = [
        LABELS[outcome.status],
        escape(outcome.path),
        link,
        "<br>".join(map(escape, outcome.messages)),
        "<br>".join(map(escape, outcome.unplaced)),
    ]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"
