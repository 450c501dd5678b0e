"""Where the bytes of photos and attached files lie."""

from django.conf import settings

from releases.objects.folder import Folder
from releases.objects.kind import Objects


def objects() -> Objects:
    """The store of this site."""
    return Folder(settings.MEDIA_ROOT)
