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
    """That an edition bears a facet; like the edition itself it is only ever added.

    ``term`` (``category:ict``, the same for every label of a code) and the edition's day are here once more, so that
    the newest of a term are found in the order of an index. Empty only in what a program of before wrote.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="facets")
    facet = models.ForeignKey(Facet, models.PROTECT, related_name="bearers")
    term = models.CharField("観点とコード", max_length=51, blank=True, db_default="")
    release_date = models.DateField("発表日", null=True)

    class Meta:
        verbose_name = "公開版の絞り込み"
        verbose_name_plural = "公開版の絞り込み"
        indexes = [models.Index(fields=["term", "-release_date", "-edition"], name="facet_newest_first")]
        constraints = [models.UniqueConstraint(fields=["facet", "edition"], name="facet_once_per_edition")]

    def __str__(self):
        return str(self.facet)
