"""The bureau's record as the Series that documents and pages carry."""

from django.http import Http404

from bureau.models import Bureau
from releases.document import Crumb, Series


def series_of(bureau: Bureau) -> Series:
    """The identity of today; a document keeps the one of its day."""
    return Series(
        ministry=bureau.ministry,
        bureau=bureau.name,
        name=bureau.series_name,
        label=bureau.series_label,
        path=bureau.series_path,
        address=bureau.address,
        ancestors=tuple(Crumb(label=item.label, url=item.url) for item in bureau.ancestors.all()),
    )


def bureau_at(series_path: str) -> Bureau:
    """The bureau whose series lies at ``series_path``. Raises Http404 for any other path."""
    bureau = Bureau.current()
    if bureau.series_path != series_path:
        raise Http404
    return bureau
