import logging
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from releases.delivery.watch import ASKED_EVERY
from releases.site_version import read_version
from releases.static_site.publish import Publication, Report
from releases.static_site.record import Busy

BAR = 30


class Command(BaseCommand):
    help = (
        "公開ページのすべてを、フォルダーにファイルとして書き出します。二度目からは変わったところだけを書き、"
        "取り下げたページは消します。途中で止めても、次の実行が続きから行います。"
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="書き出す先。site/ をウェブサーバーで公開します")
        parser.add_argument("--watch", action="store_true", help="終わらずに、公開の時刻が来るたびに書き出します")

    def handle(self, *args, folder: Path, watch: bool, **options):
        # What answers 404 or 410 is told of below.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        try:
            report = self._run(folder)
            while watch:
                self._wait(report)
                report = self._run(folder)
        except Busy:
            raise CommandError(
                "ほかの publish_site が、このフォルダーに書き出しています。終わってから、もう一度実行してください。"
            ) from None
        except OSError as error:
            raise CommandError(f"書き出せません: {error}") from error
        except KeyboardInterrupt:
            raise CommandError("止めました。もう一度実行すると、続きから書き出します。") from None
        if report.broken:
            raise CommandError(
                f"ページが指す {len(report.broken)} 件のアドレスに、何もありません。上の一覧を確かめてください。",
                returncode=2,
            )

    def _run(self, folder: Path) -> Report:
        began = time.perf_counter()
        report = Publication(folder, self._progress).run()
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
        self.stdout.write(
            f"{report.pages} ファイルを公開中（書込み {report.written}、削除 {report.removed}）。"
            f"{time.perf_counter() - began:.1f} 秒。SHA256SUMS: {report.proof}"
        )
        if report.moved_changed:
            self.stdout.write("旧アドレスの対応表（moved.map）が変わりました。ウェブサーバーに読み直させてください。")
        for address in report.broken:
            self.stderr.write(f"何もないアドレス: {address}")
        self.stdout.flush()
        return report

    def _wait(self, report: Report) -> None:
        """Sleep until the site has changed, or the known moment of its next change has come."""
        while True:
            at = timezone.now()
            due = report.version.changes_at
            if due and due <= at:
                return
            if read_version(at).mark != report.version.mark:
                return
            time.sleep(min(ASKED_EVERY, max(0.0, (due - at).total_seconds())) if due else ASKED_EVERY)

    def _progress(self, done: int, total: int) -> None:
        if not sys.stderr.isatty() or (done % 50 and done != total):
            return
        filled = BAR * done // total
        self.stderr.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done}/{total}", ending="")
