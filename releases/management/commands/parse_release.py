import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from releases.parse import ParseRefused, parse, read


class Command(BaseCommand):
    help = "原稿（.txt、.html、.docx）を読み、文書・指摘・置き場所のない行を JSON で表示します。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="ファイル", help="原稿のファイル")
        parser.add_argument(
            "--bureau", default="", metavar="局名", help="局名の行を見分けるための名前。例: 関東総合通信局"
        )
        parser.add_argument(
            "--legacy-path", default="", metavar="旧アドレス", help="例: /soutsu/kanto/e-komfo/26/0606so.html"
        )

    def handle(self, *args, file, bureau, legacy_path, **options):
        try:
            source = read(file.read_bytes(), filename=file.name)
            parsed = parse(source, bureau_name=bureau, legacy_path=legacy_path)
        except OSError as error:
            raise CommandError(f"{file} を開けません（{error.strerror}）。") from error
        except ParseRefused as error:
            raise CommandError(f"{file.name}: {error}") from error
        self.stdout.write(json.dumps(parsed.as_json(), ensure_ascii=False, indent=2))
