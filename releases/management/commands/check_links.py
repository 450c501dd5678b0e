import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from releases.models import Edition
from releases.outer_links import PAUSE, ask_all, outer_links


class Command(BaseCommand):
    help = (
        "公開中のページから、ほかのサイトへのリンクを一つずつ確かめます。同じサイトには1秒に1回しか尋ねません。"
        "つながらないものがあれば終了コード 1 で終わります。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--pause", type=float, default=PAUSE, help="同じサイトに続けて尋ねるときの間隔（秒）")

    def handle(self, *args, pause: float, **options):
        pages = Edition.objects.live(timezone.now()).pages().newest_first()
        links = outer_links((edition.path, edition.content) for edition in pages.iterator(chunk_size=200))
        ask_all(links, self._progress, pause=pause)
        dead = [link for link in links if link.is_dead]
        for link in links:
            if link.is_dead:
                self.stdout.write(f"つながりません（{link.status or link.trouble}）: {link.url}")
            elif link.moved_to:
                self.stdout.write(f"移転しています: {link.url} → {link.moved_to}")
            else:
                continue
            for page in link.pages:
                self.stdout.write(f"    {page}")
        self.stdout.write(f"{len(links)}件のリンクを確かめ、{len(dead)}件がつながりませんでした。")
        if dead:
            sys.exit(1)

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done}/{total}", ending="" if done < total else "\n")
