from django.db import migrations

from releases.search import postgresql, tables


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for table in (tables.EDITIONS, tables.WORKING_COPIES):
                postgresql.create_function(cursor, table)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for table in (tables.EDITIONS, tables.WORKING_COPIES):
                postgresql.drop_function(cursor, table)


class Migration(migrations.Migration):
    dependencies = [("releases", "0008_search_rows_apart_from_vectors")]

    operations = [migrations.RunPython(create, drop)]
