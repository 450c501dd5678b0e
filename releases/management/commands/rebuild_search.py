from django.core.management.base import BaseCommand

from releases.search import index

STEPS = 10


class Command(BaseCommand):
    help = "検索の索引を作り直します。その間も、いまの索引で検索できます。何度実行しても同じ結果になります。"

    def handle(self, *args, **options):
        done, told = 0, 0
        for done, total in index.rebuild():
            if done * STEPS // total > told:
                told = done * STEPS // total
                self.stdout.write(f"{done:,} / {total:,} 件")
        self.stdout.write(f"検索の索引を作り直しました（{done:,} 件）。")
