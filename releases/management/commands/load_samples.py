from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from releases import lifecycle
from releases.imaging import PhotoRefused
from releases.pdf_check import AttachmentRefused
from releases.samples.loader import load


class Command(BaseCommand):
    help = (
        "局の情報と報道発表の見本を登録します。行事、人物、団体は架空のものです。"
        "登録済みのものには手を付けないので、何度実行しても構いません。"
    )

    def handle(self, *args, **options):
        try:
            loaded = load()
        except (PhotoRefused, AttachmentRefused) as error:
            raise CommandError(str(error)) from error
        if loaded.wrote_bureau:
            self.stdout.write("局の情報を登録しました。")
        if loaded.added:
            states = Counter(lifecycle.standing(release).label for release in loaded.added)
            numbers = "、".join(f"{label} {number}件" for label, number in states.most_common())
            self.stdout.write(
                f"見本の報道発表を{len(loaded.added)}件（{numbers}）と、写真を{loaded.pictures}枚登録しました。"
            )
        else:
            self.stdout.write("新しく登録する見本はありません。")
        if loaded.left_alone:
            self.stdout.write(f"{loaded.left_alone}件は登録済みのため、そのままにしました。")
