"""One digest for everything that a page depends on."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder


def digest(*parts: object) -> str:
    """SHA-256 (hex) of JSON data, dates included."""
    told = json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
