from django.core.management.base import BaseCommand

from releases.agenda import record
from releases.models import SiteChange


class Command(BaseCommand):
    help = "行事と講演の一覧を公開版から作り直します。短いアドレスは変わりません。何度実行しても同じ結果になります。"

    def handle(self, *args, **options):
        done = max((done for done, _ in record.rebuild()), default=0)
        SiteChange.note()
        self.stdout.write(f"行事と講演の一覧を作り直しました（{done:,} 件の公開版）。")
