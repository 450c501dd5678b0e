"""What the change forms remember: every saved version, what is typed but not saved, and who else is there.

The forms' contents are kept as trees (bureau/formtree.py), keyed by ``subject``: app.model:pk of what is edited, or
app.model:new of what is being added.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from bureau.formtree import Node

PRESENT_FOR = timedelta(seconds=45)


def subject_of(model: type[models.Model], pk=None) -> str:
    """The key of an object, or of one that is being added."""
    return f"{model._meta.label_lower}:{pk or 'new'}"


class SavedVersion(models.Model):
    """The form's contents as they were saved; the number is that of the object's ``version``."""

    subject = models.CharField("対象", max_length=80)
    number = models.PositiveIntegerField("版")
    contents = models.JSONField("内容")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="保存した人"
    )
    saved_at = models.DateTimeField("保存日時", default=timezone.now)
    summary = models.CharField("内容の要約", max_length=200, blank=True)

    class Meta:
        verbose_name = "保存された版"
        verbose_name_plural = "保存された版"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="saved_version_number_is_unique")]

    def __str__(self):
        return f"第{self.number}版"

    @property
    def node(self) -> Node:
        return Node.from_json(self.contents)


class UnsavedCopy(models.Model):
    """What a user has typed into a form and not saved yet; on the server, since it may be under embargo."""

    subject = models.CharField("対象", max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="入力した人")
    contents = models.JSONField("内容")
    base_version = models.PositiveIntegerField("元の版", default=0)
    kept_at = models.DateTimeField("控えた日時", default=timezone.now)

    class Meta:
        verbose_name = "保存していない入力"
        verbose_name_plural = "保存していない入力"
        ordering = ["-kept_at"]
        constraints = [models.UniqueConstraint(fields=["subject", "user"], name="one_unsaved_copy_per_user")]

    def __str__(self):
        return f"{self.subject} {self.user}"

    @property
    def node(self) -> Node:
        return Node.from_json(self.contents)


class Presence(models.Model):
    """That a user has a form open; refreshed while it is, forgotten after ``PRESENT_FOR``."""

    subject = models.CharField("対象", max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="開いている人")
    seen_at = models.DateTimeField("最後に確かめた日時")

    class Meta:
        verbose_name = "編集中の人"
        verbose_name_plural = "編集中の人"
        constraints = [models.UniqueConstraint(fields=["subject", "user"], name="one_presence_per_user")]

    def __str__(self):
        return f"{self.subject} {self.user}"

    @classmethod
    def note(cls, subject: str, user) -> list:
        """Say that ``user`` is there; returns the others who are."""
        now = timezone.now()
        cls.objects.update_or_create(subject=subject, user=user, defaults={"seen_at": now})
        # Nobody is there from a time to come: a clock was set back.
        lately = (now - PRESENT_FOR, now + PRESENT_FOR)
        others = cls.objects.filter(subject=subject, seen_at__range=lately).exclude(user=user)
        return [presence.user for presence in others.select_related("user")]
