from django.core.management.base import BaseCommand

from releases.imaging import PhotoRefused, make_avif
from releases.models import PhotoFile
from releases.photo_store import add_renditions, original_of


class Command(BaseCommand):
    help = "登録された写真の AVIF を作ります。次に承認する発表から使われ、公開済みのページは変わりません。"

    def add_arguments(self, parser):
        parser.add_argument("--most", type=int, default=0, help="一度に作る写真の数（0 は全部）")

    def handle(self, *, most, verbosity, **options):
        waiting = [
            file
            for file in PhotoFile.objects.order_by("-pk")
            if not any(item["format"] == "avif" for item in file.renditions)
        ]
        waiting = waiting[: most or None]
        failed = 0
        for number, file in enumerate(waiting, start=1):
            try:
                add_renditions(file, make_avif(original_of(file)))
            except (PhotoRefused, OSError) as error:
                failed += 1
                self.stderr.write(f"{file.key}: {error}")
            if verbosity > 1:
                self.stdout.write(f"{number}/{len(waiting)}")
        self.stdout.write(
            f"{len(waiting) - failed}枚の AVIF を作りました。" + (f"{failed}枚は作れませんでした。" if failed else "")
        )
        if failed:
            raise SystemExit(1)
