import logging

from django.core.management.base import BaseCommand

from releases import preflight
from releases.models import Preflight

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "まもなく公開される報道発表を点検します（毎分のタイマーから呼びます）。"

    def handle(self, *args, **options):
        looked_at = troubled = 0
        for edition in preflight.due():
            try:
                result = preflight.record(edition, Preflight.Occasion.BEFORE)
            except Exception:
                # One release's trouble never keeps the others from being looked at.
                logger.exception("The preflight of edition %s failed", edition.pk)
                troubled += 1
                continue
            looked_at += 1
            troubled += bool(result.findings)
            self.stdout.write(f"{edition}: {result}")
        self.stdout.write(f"{looked_at} 件を点検しました（問題のあるもの {troubled} 件）。")
