from django.core.management.base import BaseCommand, CommandError

from releases.attachment_store import size_of
from releases.document import digest_of
from releases.models import AttachmentFile, Edition, PhotoFile
from releases.photo_store import lost_files


class Command(BaseCommand):
    help = (
        "公開版の記録を確かめます。文書と封印が一致しない版、番号や鎖の切れた版、"
        "保存先にファイルのない写真と資料を表示します。"
    )

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
        broken += _lost()
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write(f"公開版 {checked} 件を確かめました。異常はありません。")


def _lost() -> list[str]:
    """What the rows name and the store does not hold."""
    photos = ((photo, lost_files(photo)) for photo in PhotoFile.objects.order_by("key").iterator(chunk_size=500))
    papers = AttachmentFile.objects.order_by("key").iterator(chunk_size=500)
    return [
        *(f"写真 {photo.key}（{photo}）のファイルがありません: {'、'.join(names)}" for photo, names in photos if names),
        *(
            f"資料 {paper.key}（{paper}）のファイルがないか、大きさが違います。"
            for paper in papers
            if size_of(paper.key) != paper.bytes
        ),
    ]
