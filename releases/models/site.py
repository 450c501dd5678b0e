"""A mark that changes with everything that is published: what tells a worker that its prepared pages are old."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from releases.clock import not_behind


class SiteChange(models.Model):
    """One row. Its mark is new after each transaction that changes editions, which pass it one after the other.

    Moments alone would not do: of two publications the later one can become visible first.
    """

    mark = models.UUIDField("印", default=uuid.uuid4)
    changed_at = models.DateTimeField("変更日時", default=timezone.now)

    class Meta:
        verbose_name = "公開内容の変更"
        verbose_name_plural = "公開内容の変更"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_change_is_one_record")]

    def __str__(self):
        return str(self.mark)

    @classmethod
    def recorded(cls) -> datetime | None:
        """When anything public was last recorded; None before the first time."""
        return cls.objects.values_list("changed_at", flat=True).first()

    @classmethod
    def note(cls, at: datetime | None = None) -> None:
        """Give the site a new mark for a change of the moment ``at`` (now), as part of the transaction that makes it."""
        changed_at = not_behind(timezone.now(), cls.recorded(), at)
        cls.objects.update_or_create(pk=1, defaults={"mark": uuid.uuid4(), "changed_at": changed_at})
