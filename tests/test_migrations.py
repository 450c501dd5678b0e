"""While a new version is put in place, workers of the one before go on with the changed database: nothing is taken from
them, and nothing is asked of a row that they write.

What cannot keep to that is done in two versions (docs/deployment.md).
"""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED, ManyToManyField

OURS = ("bureau", "events", "releases")
# Before the first version that was put in place anywhere.
BEFORE_THE_FIRST = {
    "bureau": "0007",
    "events": "0001",
    "releases": "0011",
}
HARMLESS = (
    *(migrations.CreateModel, migrations.AddIndex, migrations.RemoveIndex, migrations.RenameIndex),
    *(migrations.AlterModelOptions, migrations.AlterModelManagers, migrations.RunPython, migrations.RunSQL),
    migrations.RemoveConstraint,
)


def later_migrations():
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in OURS and name[:4] > BEFORE_THE_FIRST[app]:
            yield pytest.param(migration, id=f"{app}-{name}")


def hurts(operation) -> bool:
    """Whether a worker that knows nothing of ``operation`` could fail after it."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return any(map(hurts, operation.database_operations))
    if isinstance(operation, migrations.AddField):
        field = operation.field
        # It writes rows without the new column: the database must know what to put there.
        return not (field.null or field.db_default is not NOT_PROVIDED or isinstance(field, ManyToManyField))
    return not isinstance(operation, HARMLESS)


@pytest.mark.parametrize("migration", list(later_migrations()))
def test_workers_of_the_version_before_survive_a_migration(migration):
    assert [operation.describe() for operation in migration.operations if hurts(operation)] == []


def test_what_would_break_them_is_noticed():
    field = models.CharField(max_length=10, default="x")
    assert hurts(migrations.AddField("release", "word", field))
    assert hurts(migrations.RemoveField("release", "title"))
    assert hurts(migrations.RenameField("release", "title", "name"))
    assert not hurts(migrations.AddField("release", "word", models.CharField(max_length=10, db_default="")))
