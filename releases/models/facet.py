"""What readers can choose releases by: year, kind and category, as the editions themselves say it."""

from django.db import models

from releases.models.edition import Edition


class Facet(models.Model):
    """A year, kind or category that some edition bears; two labels of one code stand for a name that was changed."""

    class Aspect(models.TextChoices):
        YEAR = "year", "年"
        KIND = "kind", "種類"
        CATEGORY = "category", "政策分野"

    aspect = models.CharField("観点", max_length=10, choices=Aspect.choices)
    code = models.CharField("コード", max_length=40)
    label = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "検索の絞り込み"
        verbose_name_plural = "検索の絞り込み"
        constraints = [models.UniqueConstraint(fields=["aspect", "code", "label"], name="facet_is_unique")]

    def __str__(self):
        return self.label


class EditionFacet(models.Model):
    """That an edition bears a facet; like the edition itself it is only ever added."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="facets")
    facet = models.ForeignKey(Facet, models.PROTECT, related_name="bearers")

    class Meta:
        verbose_name = "公開版の絞り込み"
        verbose_name_plural = "公開版の絞り込み"
        constraints = [models.UniqueConstraint(fields=["facet", "edition"], name="facet_once_per_edition")]

    def __str__(self):
        return str(self.facet)
