"""Where the bytes of photos and attached files lie."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from releases.objects.folder import Folder
from releases.objects.kind import Objects


def objects() -> Objects:
    """The store of this site. Raises StoreUnreachable for a bucket whose settings cannot be meant."""
    if settings.MEDIA_STORE is None:
        return Folder(settings.MEDIA_ROOT)
    return _bucket(*settings.MEDIA_STORE)


@lru_cache
def _bucket(name: str, prefix: str) -> Objects:
    # A large library, which a site with a folder never loads.
    return import_string("releases.objects.s3.Bucket")(name, prefix)
