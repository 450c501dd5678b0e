"""What every test finds: photos of its own, and a real server where it asks for one.

Tests of the database run inside one transaction (``django_db``). ``live_server`` and ``transactional_db`` empty the
tables afterwards, which the append-only editions refuse; ``site`` and ``site_factory`` take their place.
"""

import os
from itertools import count

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.server import PostgreSQLDatabases, Site, SQLiteDatabases
from tools.with_postgres import find_programs

# Stops and starts a PostgreSQL of its own; where CI=true, tools/with_postgres.py insists on there being one.
collect_ignore = [] if find_programs() else ["test_database_stops.py"]

# The same examples at every run, so that a red suite is the change's doing; `--hypothesis-profile=explore` looks further.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", derandomize=False, deadline=None, max_examples=1000)
hypothesis_settings.load_profile("suite")


# What a test says of itself or takes that asks a database.
ASKING = {"db", "databases", "site_factory"}


def pytest_collection_modifyitems(items):
    """Mark what asks a database: the rest says the same on every kind, and tools/test.sh runs it once."""
    for item in items:
        if item.get_closest_marker("django_db") or ASKING & set(item.fixturenames):
            item.add_marker("database")


# Every test's client builds the middleware anew, and WhiteNoise would look through all static files each time: a tenth
# of a second for each test. They stay what they are for a run, so it looks once.
_static_files = {}
_look_through = WhiteNoiseMiddleware.add_files_from_finders


def _add_files_found_before(middleware):
    if not _static_files:
        _look_through(middleware)
        _static_files.update(middleware.files)
    middleware.files.update(_static_files)


WhiteNoiseMiddleware.add_files_from_finders = _add_files_found_before


_numbers = count(1)


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    """An empty folder for the photos of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def object_store():
    """A running S3-compatible server."""
    # A large library, which most runs of a few tests do not need.
    from tests.object_store import ObjectStore

    store = ObjectStore()
    yield store
    store.stop()


@pytest.fixture
def bucket(object_store, settings, monkeypatch):
    """The photos of this test lie in an empty bucket, under a prefix: (bucket, prefix)."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    object_store.empty_bucket("photos")
    settings.MEDIA_STORE = ("photos", "e-komfo/")
    return settings.MEDIA_STORE


@pytest.fixture(params=["folder", "s3"])
def either_store(request, media_root):
    """The test is run with the photos in a folder, and once more with them in a bucket."""
    if request.param == "s3":
        request.getfixturevalue("bucket")


@pytest.fixture(scope="session")
def databases(tmp_path_factory, worker_id, testrun_uid):
    """Where this run gets its databases from: the kind of database that the tests run on, migrated once for all."""
    address = os.environ.get("DATABASE_URL", "")
    shared = tmp_path_factory.getbasetemp()
    # Beside the folders of the other processes of a run of several.
    shared = shared if worker_id == "master" else shared.parent
    if address.startswith("postgres"):
        source = PostgreSQLDatabases(address, f"site_{testrun_uid[:12]}", worker_id, shared)
    else:
        source = SQLiteDatabases(tmp_path_factory.mktemp("databases"), shared)
    yield source
    source.close()


@pytest.fixture(scope="session")
def django_db_setup(databases, django_test_environment, django_db_blocker):
    """The database of the tests that run inside a transaction: a copy like those of the sites."""
    with django_db_blocker.unblock():
        databases.fill(connection)
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(scope="session")
def site_factory(databases, tmp_path_factory):
    """Makes sites, ``site_factory(workers=2, environment={…})``; all are stopped when the tests are over."""
    made = []

    def make(*, workers: int = 1, environment: dict[str, str] | None = None, on_socket: bool = False) -> Site:
        name = f"site{next(_numbers)}"
        folder = tmp_path_factory.mktemp(name)
        site = Site(folder, databases.create(name), workers, environment or {}, on_socket)
        made.append((name, site))
        return site

    yield make
    for name, site in made:
        site.stop()
        databases.drop(name)


@pytest.fixture
def site(site_factory):
    """A site with an empty, migrated database."""
    site = site_factory()
    yield site
    site.stop()
