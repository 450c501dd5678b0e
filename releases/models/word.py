"""The house's own list of words, beside the project's table (releases/checks/words.tsv)."""

from django.core.exceptions import ValidationError
from django.db import models


class OfficialWord(models.Model):
    """A word that should be written otherwise; equal halves switch a word of the project's table off."""

    written = models.CharField("直す言葉", max_length=40, unique=True, help_text="例: 御覧下さい")
    better = models.CharField(
        "書き方", max_length=40, help_text="例: 御覧ください　「直す言葉」と同じにすると、その言葉は指摘しません。"
    )
    reason = models.CharField("理由", max_length=120, blank=True, help_text="例: 補助動詞は平仮名で書きます。")

    class Meta:
        verbose_name = "公用文の言葉"
        verbose_name_plural = "公用文の言葉"
        ordering = ["written"]

    def __str__(self):
        return f"{self.written} → {self.better}"

    def clean(self):
        if len(self.written.strip()) < 2 and self.written.strip():
            raise ValidationError({"written": "一文字の言葉は、ほかの言葉の中にも現れます。二文字以上にしてください。"})
