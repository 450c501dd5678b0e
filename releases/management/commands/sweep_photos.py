from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from releases import attachment_store, photo_store
from releases.objects import objects

KEPT = timedelta(hours=24)


class Command(BaseCommand):
    help = "どの報道発表にも使われていない、登録から24時間を過ぎた写真と資料を表示します。--delete で削除します。"

    def add_arguments(self, parser):
        parser.add_argument("--delete", action="store_true", help="表示するだけでなく、削除します。")

    def handle(self, *args, **options):
        try:
            self._sweep(is_deleting=options["delete"])
        except OSError as error:
            raise CommandError(f"片付けられません: {error}") from error

    def _sweep(self, *, is_deleting: bool) -> None:
        moment = timezone.now() - KEPT
        files = list(photo_store.unused_since(moment))
        folders = photo_store.stray_folders(moment.timestamp())
        for file in files:
            self.stdout.write(f"使われていない写真: {file}（{timezone.localtime(file.uploaded_at):%Y-%m-%d %H:%M}）")
            if is_deleting:
                photo_store.remove(file)
        for folder in folders:
            self.stdout.write(f"記録のないフォルダー: {folder.rpartition('/')[2]}")
            if is_deleting:
                objects().remove_folder(folder)
        papers = list(attachment_store.unused_since(moment))
        strays = attachment_store.stray_files(moment.timestamp())
        for paper in papers:
            self.stdout.write(f"使われていない資料: {paper}（{timezone.localtime(paper.uploaded_at):%Y-%m-%d %H:%M}）")
            if is_deleting:
                attachment_store.remove(paper, moment)
        for name in strays:
            self.stdout.write(f"記録のない資料: {name.rpartition('/')[2]}")
            if is_deleting:
                objects().remove(name)
        done = "削除しました" if is_deleting else "削除するには --delete を付けてください"
        self.stdout.write(
            f"写真 {len(files)} 件、フォルダー {len(folders)} 件、資料 {len(papers)} 件、記録のない資料 {len(strays)} 件。{done}。"
        )
