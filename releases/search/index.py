"""Writing the index: in the transaction that publishes an edition or saves a working copy."""

from collections.abc import Iterator

from django.db import connection, transaction

from releases.compose import compose
from releases.document import ReleaseDocument
from releases.models import Edition, EditionFacet, Facet, Release
from releases.search import tables
from releases.search.entry import Entry, entry_of
from releases.states import State

BATCH = 100


def add_edition(edition: Edition, document: ReleaseDocument) -> None:
    """Index a new edition. A notice says nothing that is looked for; its working copy stays to be found by staff."""
    if edition.form != Edition.Form.PAGE:
        add_working_copy(edition.release)
        return
    file_edition(edition, document)
    with connection.cursor() as cursor:
        _write(cursor, tables.EDITIONS, tables.key_of(edition.release_date, edition.pk), entry_of(document))
    remove_working_copy(edition.release_id)


def file_edition(edition: Edition, document: ReleaseDocument) -> None:
    """Note what readers can choose the edition by."""
    terms = [
        (Facet.Aspect.YEAR, str(document.year), f"{document.year}年"),
        (Facet.Aspect.KIND, document.kind.code, document.kind.label),
        *((Facet.Aspect.CATEGORY, category.code, category.label) for category in document.categories),
    ]
    facets = [Facet.objects.get_or_create(aspect=aspect, code=code, label=name)[0] for aspect, code, name in terms]
    EditionFacet.objects.bulk_create(
        (
            EditionFacet(
                edition=edition,
                facet=facet,
                term=f"{facet.aspect}:{facet.code}",
                release_date=edition.release_date,
            )
            for facet in facets
        ),
        ignore_conflicts=True,
    )


def add_working_copy(release: Release, document: ReleaseDocument | None = None) -> None:
    """Index the working copy as it stands in the database, in place of what was known of it.

    ``document`` is what it composes to, where that is known already.
    """
    entry = entry_of(document or compose(release))
    with connection.cursor() as cursor:
        tables.backend(connection).replace(cursor, tables.WORKING_COPIES, release.pk, entry)


def remove_working_copy(release_id: int) -> None:
    """Forget the working copy: its newest edition says the same."""
    with connection.cursor() as cursor:
        tables.backend(connection).remove(cursor, tables.WORKING_COPIES, release_id)


def _write(cursor, table: str, key: int, entry: Entry) -> None:
    tables.backend(connection).add(cursor, table, key, entry)


def rebuild() -> Iterator[tuple[int, int]]:
    """Make the whole index anew beside the old one, which answers until the end; yields (done, of all).

    Editions that come meanwhile are in the new index too.
    """
    sql = tables.backend(connection)
    fresh = f"{tables.EDITIONS}_new"
    with transaction.atomic(), connection.cursor() as cursor:
        sql.drop(cursor, fresh)
        tables.create(cursor, connection, fresh, tables.EDITIONS)
        cursor.execute(sql.all_keys(tables.WORKING_COPIES))
        kept = {key for (key,) in cursor.fetchall()}
    copies = sorted(kept | set(_without_edition().values_list("pk", flat=True)))
    numbers = _pages()
    total = len(numbers) + len(copies)
    for place in range(0, len(numbers), BATCH):
        with transaction.atomic():
            _add_all(numbers[place : place + BATCH], fresh)
        yield min(place + BATCH, len(numbers)), total
    with transaction.atomic(), connection.cursor() as cursor:
        # From here on nobody else publishes, so that no edition falls between the old and the new table.
        sql.lock(cursor, Edition._meta.db_table)
        _add_all(sorted(set(_pages()) - set(numbers)), fresh)
        sql.drop(cursor, tables.EDITIONS)
        sql.rename(cursor, fresh, tables.EDITIONS)
    for done, number in enumerate(copies, start=len(numbers) + 1):
        with transaction.atomic():
            if release := Release.objects.kept().select_for_update().filter(pk=number).first():
                add_working_copy(release)
            else:
                remove_working_copy(number)
        yield done, total


def _pages() -> list[int]:
    return list(Edition.objects.pages().order_by("pk").values_list("pk", flat=True))


def _add_all(numbers: list[int], table: str) -> None:
    with connection.cursor() as cursor:
        for edition in Edition.objects.filter(pk__in=numbers):
            document = edition.content
            file_edition(edition, document)
            _write(cursor, table, tables.key_of(edition.release_date, edition.pk), entry_of(document))


def _without_edition():
    """Releases whose words no edition in force or to come says: drafts, corrections under way, withdrawn pages."""
    said = Edition.objects.pages().filter(live_until__isnull=True).values("release")
    return Release.objects.kept().exclude(pk__in=said, state=State.APPROVED)
