from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from releases.models import Release
from releases.search import index

KEPT = timedelta(days=30)


class Command(BaseCommand):
    help = "ごみ箱に入れてから30日を過ぎた報道発表を削除します。写真は、その後の sweep_photos が片付けます。"

    def handle(self, *args, **options):
        old = Release.objects.discarded().filter(discarded_at__lt=timezone.now() - KEPT)
        for release in old:
            self.stdout.write(f"削除しました: {release}（{release.year}/{release.slug}）")
            with transaction.atomic():
                index.remove_working_copy(release.pk)
                release.delete()
        self.stdout.write("終わりました。")
