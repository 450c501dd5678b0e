import json
import sys
from collections import Counter
from dataclasses import asdict
from html import escape
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from releases.checks import ERROR, RULES, check
from releases.compose import compose
from releases.house import house
from releases.models import Edition, Release

BAR = 30


class Command(BaseCommand):
    help = (
        "公開中のページ（--drafts で下書き）のすべてを、公開前の点検の決まりで調べます。"
        "直すものがあれば終了コード 1 で終わります。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--drafts", action="store_true", help="公開中のページではなく、書きかけの原稿を調べます")
        parser.add_argument("--only", nargs="+", metavar="決まり", help="この決まりだけを調べます。例: weekday")
        parser.add_argument("--report", type=Path, help="結果の書き出し先（.json、.html、ほかは文字だけ）")

    def handle(self, *args, drafts: bool, only: list[str] | None, report: Path | None, **options):
        if unknown := set(only or ()) - set(RULES):
            raise CommandError(f"そのような決まりはありません: {'、'.join(sorted(unknown))}")
        papers = self._drafts() if drafts else self._pages()
        total = next(papers)
        rows, counts = [], Counter()
        known = None
        for number, (name, document) in enumerate(papers, start=1):
            known = known or house(document.series.path)
            found = [finding for finding in check(document, known) if not only or finding.code in only]
            counts.update(finding.code for finding in found)
            if found:
                rows.append((name, document.full_title, found))
            self._progress(number, total)
        self._finish()
        errors = sum(finding.severity == ERROR for _, _, found in rows for finding in found)
        if report:
            report.write_text(_written(rows, report.suffix), encoding="utf-8")
        else:
            self.stdout.write(_as_text(rows), ending="")
        for code, count in counts.most_common():
            self.stdout.write(f"{count:>6}  {code}  {RULES[code].title}")
        self.stdout.write(
            f"{total}件を調べ、{len(rows)}件に指摘がありました（直すもの {errors}、確かめるもの {sum(counts.values()) - errors}）。"
        )
        if errors:
            sys.exit(1)

    def _pages(self):
        pages = Edition.objects.live(timezone.now()).pages().newest_first()
        yield pages.count()
        for edition in pages.iterator(chunk_size=200):
            yield edition.path, edition.content

    def _drafts(self):
        drafts = Release.objects.kept().exclude(state="approved").order_by("-release_date")
        yield drafts.count()
        for release in drafts.iterator(chunk_size=200):
            yield f"{release.year}/{release.slug}.html", compose(release)

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            filled = BAR * done // total
            self.stderr.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done}/{total}", ending="")

    def _finish(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")


def _written(rows, ending: str) -> str:
    if ending == ".json":
        data = [
            {"address": name, "title": title, "findings": [asdict(finding) for finding in found]}
            for name, title, found in rows
        ]
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return _as_page(rows) if ending == ".html" else _as_text(rows)


def _as_text(rows) -> str:
    lines = []
    for name, title, found in rows:
        lines.append(f"{name}\t{title}")
        lines += [f"\t{finding.severity}\t{finding.code}\t{finding.place}: {finding.message}" for finding in found]
    return "".join(f"{line}\n" for line in lines)


def _as_page(rows) -> str:
    cells = "".join(
        f'<tr class="{finding.severity}"><td>{escape(name)}</td><td>{escape(title)}</td><td>{escape(finding.code)}</td>'
        f"<td>{escape(finding.place)}</td><td>{escape(finding.message)}</td></tr>\n"
        for name, title, found in rows
        for finding in found
    )
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>点検の結果</title></head><body>'
        '<h1>点検の結果</h1><table><thead><tr><th scope="col">ページ</th><th scope="col">表題</th><th scope="col">決まり</th>'
        f'<th scope="col">ところ</th><th scope="col">指摘</th></tr></thead><tbody>\n{cells}</tbody></table></body></html>\n'
    )
