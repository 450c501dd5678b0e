import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from releases.delivery.watch import ASKED_EVERY
from releases.site_version import read_version
from releases.websub import announce


class Command(BaseCommand):
    help = (
        "変わったフィードを WebSub のハブ（WEBSUB_HUB_URL）に知らせます。タイマーで1分ごとに実行するか、"
        "--watch で公開の時刻を待ちます。知らせられなかったものは、次の実行で知らせます。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--watch", action="store_true", help="終わらずに、公開内容が変わるたびに知らせます")

    def handle(self, *args, watch: bool, **options):
        if not settings.WEBSUB_HUB_URL:
            raise CommandError("ハブのアドレスがありません。環境変数 WEBSUB_HUB_URL を指定してください。")
        while True:
            version = read_version(timezone.now())
            told, failed = announce()
            self.stdout.write(f"{len(told)}件を知らせ、{len(failed)}件は知らせられませんでした。")
            if not watch:
                sys.exit(1 if failed else 0)
            while read_version(timezone.now()).mark == version.mark:
                time.sleep(ASKED_EVERY)
