"""While a new version is put in place, workers of the one before go on with the changed database: nothing is taken from
them, and nothing is asked of a row that they write.

What cannot keep to that is done in two versions (docs/deployment.md).
"""

import os
import subprocess
import sys

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED, ManyToManyField

from tests.server import BASE_DIR, heard, manage

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


def test_of_two_who_migrate_at_once_one_waits_for_the_other(databases):
    environment = {"DATABASE_URL": databases.create_empty("twice")}
    command = [sys.executable, "manage.py", "migrate"]
    both = [
        subprocess.Popen(
            command, cwd=BASE_DIR, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _ in range(2)
    ]
    told = [process.communicate(timeout=300)[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sorted("No migrations to apply" in text for text in told) == [False, True]
    manage(environment, "migrate", "--check")
    databases.drop("twice")


BACK_AND_FORTH = f"""
import tarfile
from django.core.management import call_command
from releases import lifecycle
from tests.builders import make_comment, make_event, make_release, make_session, make_speaker, make_user, publish

by = make_user()
event = make_event()
make_session(event, speaker=make_speaker())
make_comment(event)
for number in range(8):
    release = make_release(by=by, event=event)
    if number % 4:
        publish(release)
    if number % 4 == 2:
        lifecycle.withdraw(release, make_user("approver"), "誤りのため。")


def contents(path):
    call_command("backup", path)
    with tarfile.open(path) as tar:
        return {{member.name: tar.extractfile(member).read() for member in tar if member.name.startswith("data/releases.")}}


before = contents("FOLDER/before.tar")
for app, number in {BEFORE_THE_FIRST!r}.items():
    call_command("migrate", app, number, verbosity=0)
call_command("migrate", verbosity=0)
after = contents("FOLDER/after.tar")
# A site that is migrated has a new mark, so that no worker takes its pages for those from before.
differing = [name for name in before if before[name] != after[name] and name != "data/releases.sitechange.jsonl"]
call_command("verify_editions")
print(len(before), "tables", differing)
"""


def test_what_was_written_survives_the_way_back_and_forth_again(databases, tmp_path):
    environment = heard({"DATABASE_URL": databases.create("back"), "MEDIA_ROOT": str(tmp_path / "media")})
    environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    code = BACK_AND_FORTH.replace("FOLDER", str(tmp_path))
    told = manage(environment, "shell", "--no-imports", "--command", code)
    assert told.splitlines()[-1].endswith("tables []"), told
    databases.drop("back")
