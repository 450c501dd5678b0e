"""Everything that is laid out for lists and search when an edition is made: one call, in its transaction."""

from releases.agenda import record as agenda
from releases.document import ReleaseDocument
from releases.models import Edition
from releases.search import index


def record(edition: Edition, document: ReleaseDocument) -> None:
    """File a new edition in every index."""
    index.add_edition(edition, document)
    agenda.record(edition, document)
