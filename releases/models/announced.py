"""What the hub was told of: so that each change of a feed is announced once."""

from django.db import models


class AnnouncedFeed(models.Model):
    """A feed's address with the digest of what stood there when the hub was last told."""

    address = models.URLField("フィード", max_length=300, unique=True)
    digest = models.CharField("内容のSHA-256", max_length=64)
    announced_at = models.DateTimeField("知らせた日時")

    class Meta:
        verbose_name = "知らせたフィード"
        verbose_name_plural = "知らせたフィード"

    def __str__(self):
        return self.address
