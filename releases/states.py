"""The states that a working copy can be in; what is public is read from the editions' times, never from here."""

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "確認待ち"
    RETURNED = "returned", "差戻し"
    APPROVED = "approved", "承認済み"
    WITHDRAWN = "withdrawn", "取下げ"
