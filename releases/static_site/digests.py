"""One digest for everything that a page depends on."""

import hashlib


def digest(*parts: object) -> str:
    """SHA-256 (hex) of plain values in tuples and lists, dates included, as Python writes them."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()
