from django.core.management.base import BaseCommand, CommandError

from releases.document import digest_of
from releases.models import Edition


class Command(BaseCommand):
    help = "公開版の記録を確かめます。文書と封印が一致しない版、番号や鎖の切れた版を表示します。"

    def handle(self, *args, **options):
        broken, last, checked = [], None, 0
        for edition in Edition.objects.order_by("release_id", "number").iterator(chunk_size=500):
            checked += 1
            is_next = last is not None and last.release_id == edition.release_id
            if edition.number != (last.number + 1 if is_next else 1):
                broken.append(f"{edition}: 版の番号が続いていません。")
            if edition.previous_seal != (last.seal if is_next else ""):
                broken.append(f"{edition}: 前の版の封印と合いません。")
            if edition.digest != digest_of(edition.document):
                broken.append(f"{edition}: 文書が承認されたときの内容と違います。")
            if edition.seal != edition.sealed():
                broken.append(f"{edition}: 封印が記録の内容と合いません。")
            last = edition
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write(f"公開版 {checked} 件を確かめました。異常はありません。")
