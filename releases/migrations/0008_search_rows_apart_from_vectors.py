from django.db import migrations

from releases.search import tables


def move(apps, schema_editor):
    """On PostgreSQL the vectors move out of the rows (releases/search/postgresql.py); SQLite has nothing to move."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # Long for a request, and once only: three minutes for 20,000 releases.
        cursor.execute("SET LOCAL statement_timeout TO 0")
        for table in (tables.EDITIONS, tables.WORKING_COPIES):
            moved = f"{table}_moved"
            tables.create(cursor, connection, moved, table)
            cursor.execute(
                f"INSERT INTO {moved} (key, parts, heads, words) SELECT key, parts, heads, words FROM {table}"  # noqa: S608
            )
            tables.backend(connection).drop(cursor, table)
            tables.backend(connection).rename(cursor, moved, table)


class Migration(migrations.Migration):
    dependencies = [("releases", "0007_agenda")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
