import django.db.models.deletion
from django.db import migrations, models

from releases.document import load
from releases.search import tables
from releases.search.entry import entry_of


def make_tables(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in (tables.EDITIONS, tables.WORKING_COPIES):
            tables.create(cursor, schema_editor.connection, table, table)


def drop_tables(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in (tables.EDITIONS, tables.WORKING_COPIES):
            tables.backend(schema_editor.connection).drop(cursor, table)


def index_editions(apps, schema_editor):
    """What is public already is found from the first minute; drafts follow at their next save or by rebuild_search."""
    connection = schema_editor.connection
    editions = apps.get_model("releases", "Edition").objects.filter(form="page").order_by("pk")
    Facet, EditionFacet = (apps.get_model("releases", name) for name in ("Facet", "EditionFacet"))
    facets = {}
    with connection.cursor() as cursor:
        for edition in editions.iterator(chunk_size=100):
            document = load(edition.document)
            key = tables.key_of(edition.release_date, edition.pk)
            tables.backend(connection).add(cursor, tables.EDITIONS, key, entry_of(document))
            terms = [
                ("year", str(document.year), f"{document.year}年"),
                ("kind", document.kind.code, document.kind.label),
                *(("category", category.code, category.label) for category in document.categories),
            ]
            for term in terms:
                if term not in facets:
                    facets[term] = Facet.objects.create(aspect=term[0], code=term[1], label=term[2])
            EditionFacet.objects.bulk_create(
                EditionFacet(edition=edition, facet=facets[term]) for term in dict.fromkeys(terms)
            )


class Migration(migrations.Migration):
    dependencies = [("releases", "0003_roles")]

    operations = [
        migrations.CreateModel(
            name="Facet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "aspect",
                    models.CharField(
                        choices=[("year", "年"), ("kind", "種類"), ("category", "政策分野")],
                        max_length=10,
                        verbose_name="観点",
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="コード")),
                ("label", models.CharField(max_length=40, verbose_name="名称")),
            ],
            options={
                "verbose_name": "検索の絞り込み",
                "verbose_name_plural": "検索の絞り込み",
                "constraints": [models.UniqueConstraint(fields=("aspect", "code", "label"), name="facet_is_unique")],
            },
        ),
        migrations.CreateModel(
            name="EditionFacet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facets", to="releases.edition"
                    ),
                ),
                (
                    "facet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bearers", to="releases.facet"
                    ),
                ),
            ],
            options={
                "verbose_name": "公開版の絞り込み",
                "verbose_name_plural": "公開版の絞り込み",
                "constraints": [models.UniqueConstraint(fields=("facet", "edition"), name="facet_once_per_edition")],
            },
        ),
        migrations.RunPython(make_tables, drop_tables),
        migrations.RunPython(index_editions, migrations.RunPython.noop, elidable=True),
    ]
