"""The bureau's record as the Series that documents and pages carry."""

from django.http import Http404

from bureau.models import Bureau
from releases.compiled import Compiled
from releases.document import Crumb, Series

# What most pages ask for. An example is unlike every constant that the queries hold.
_BUREAU = Compiled(Bureau.record, {})
_ANCESTORS = Compiled(
    lambda bureau_id: Bureau(pk=bureau_id).ancestors.values_list("label", "url"),
    {"bureau_id": 987_654_321},
)


def series_of(bureau: Bureau) -> Series:
    """The identity of today; a document keeps the one of its day."""
    return Series(
        ministry=bureau.ministry,
        bureau=bureau.name,
        name=bureau.series_name,
        label=bureau.series_label,
        path=bureau.series_path,
        address=bureau.address,
        ancestors=tuple(Crumb(label=label, url=url) for label, url in _ANCESTORS.rows(bureau_id=bureau.pk)),
    )


def bureau_at(series_path: str) -> Bureau:
    """The bureau whose series lies at ``series_path``. Raises Http404 for any other path."""
    bureau = next(iter(_BUREAU.instances()), None) or Bureau.current()
    if bureau.series_path != series_path:
        raise Http404
    return bureau
