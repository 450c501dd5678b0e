from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from releases.backup import BackupError, read_backup


class Command(BaseCommand):
    help = (
        "backup で書き出したファイルから、空のサイトに全部を戻します。データベースの種類が違っても戻せます。"
        "ファイルに傷があれば、何も変えずに終わります。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="backup で書き出したファイル")

    def handle(self, *args, file: Path, **options):
        try:
            manifest = read_backup(file, self.stderr.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{manifest['made_at']} の内容（{sum(manifest['rows'].values()):,} 行）を戻し、一致を確かめました。"
        )
