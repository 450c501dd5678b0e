from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from releases.parse import ParseRefused
from releases.parse.scoring import Score, load_cases, score


class Command(BaseCommand):
    help = "原稿と期待値のフォルダーを読み、項目ごとの適合率・再現率・F1 を表示します（形式は docs/import.md）。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="フォルダー", help="原稿と期待値（JSON）のあるフォルダー")
        parser.add_argument("--misses", action="store_true", help="違っていた値を一つずつ表示します。")

    def handle(self, *args, folder, misses, **options):
        if not folder.is_dir():
            raise CommandError(f"{folder} はフォルダーではありません。")
        try:
            result = score(load_cases(folder))
        except (ValueError, ParseRefused) as error:
            raise CommandError(str(error)) from error
        if not result.tallies:
            raise CommandError(f"{folder} に期待値（JSON）がありません。")
        self.stdout.write(table(result))
        if misses:
            for miss in result.misses:
                mark = "指摘あり" if miss.is_marked else "指摘なし"
                self.stdout.write(
                    f"{miss.case}  {miss.field}  期待: {miss.expected or '−'}  結果: {miss.found or '−'}  {mark}"
                )


def table(result: Score) -> str:
    """One line a field: right, surplus, missing, precision, recall, F1, cases with an error that no finding marks."""
    lines = [f"{'field':<22}{'right':>7}{'surplus':>9}{'missing':>9}{'P':>8}{'R':>8}{'F1':>8}{'silent':>8}"]
    for name, tally in sorted(result.tallies.items()):
        lines.append(
            f"{name:<22}{tally.right:>7}{tally.surplus:>9}{tally.missing:>9}"
            f"{tally.precision:>8.3f}{tally.recall:>8.3f}{tally.f1:>8.3f}{len(tally.silent):>8}"
        )
    if result.unscored:
        lines.append(f"採点しない項目: {'、'.join(sorted(result.unscored))}")
    return "\n".join(lines)
