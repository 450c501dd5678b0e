from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from releases.backup import BackupError, write_backup


class Command(BaseCommand):
    help = "サイトの全部（データベースと写真）を一つのファイルに書き出します。サイトを動かしたまま実行できます。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="書き出すファイル。例: backup-20261123.tar")

    def handle(self, *args, file: Path, **options):
        try:
            manifest = write_backup(file.absolute(), self.stderr.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{sum(manifest['rows'].values()):,} 行と {file.stat().st_size:,} バイトを {file} に書き出しました。"
        )
