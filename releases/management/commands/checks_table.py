from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from releases.checks import ERROR, RULES

HEAD = """# 公開前の点検の決まり

この表は `manage.py checks_table --write` が作ります。「直す」ものがあると承認できません。「確かめる」ものは、理由を書けば承認でき、理由は公開の記録に残ります。言葉の表（`wording`）は、管理画面の「公用文の言葉」で足したり、外したりできます。

| 決まり | 重さ | 見るもの | 出典 |
| --- | --- | --- | --- |
"""


def table() -> str:
    """The rules as a page of docs/."""
    rows = [
        f"| `{rule.code}` | {'直す' if rule.severity == ERROR else '確かめる'} | {rule.title} | {rule.source} |\n"
        for rule in sorted(RULES.values(), key=lambda rule: (rule.severity, rule.code))
    ]
    return HEAD + "".join(rows)


class Command(BaseCommand):
    help = "点検の決まりの一覧（docs/checks.md）を表示します。"

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help="docs/checks.md に書きます")

    def handle(self, *args, write: bool, **options):
        if write:
            (Path(settings.BASE_DIR) / "docs" / "checks.md").write_text(table(), encoding="utf-8")
        else:
            self.stdout.write(table(), ending="")
