"""How often a name's password was guessed at, and where its owner has signed in before."""

from django.db import models


class GuessTally(models.Model):
    """Wrong passwords of one name by strangers, or from one place that its owner knows (bureau/accounts/guessing.py)."""

    # A digest: people type their password where their name belongs.
    key = models.CharField("鍵", max_length=64, unique=True)
    failures = models.PositiveIntegerField("誤りの数", default=0)
    at = models.DateTimeField("日時", db_index=True)

    class Meta:
        verbose_name = "パスワードの誤りの数"
        verbose_name_plural = "パスワードの誤りの数"
        default_permissions = ()

    def __str__(self):
        return self.key[:8]
