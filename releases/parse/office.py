"""The parts of an office file (.docx, .xlsx), looked at before a library opens them.

Such a file is an archive of XML from outside: a part may unfold to any size, and may declare a document type (entities).
"""

import re
import zipfile

_HEAD = 4096
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"\x00<")
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class PartTooLarge(ValueError):
    """A part unfolds to more than it may."""


class PartUnsafe(ValueError):
    """A part declares a document type, or is written in a form that hides whether it does."""


def xml_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """A part that is XML by its name or by how it begins, b"" where it is something else.

    Raises ``PartTooLarge`` over ``most`` bytes, ``PartUnsafe``, and whatever ``zipfile`` does of a damaged archive.
    """
    with archive.open(part) as stream:
        content = stream.read(_HEAD)
        if not _is_xml(part.filename, content):
            return b""
        # The header may lie about the size: read no more than the bound, whatever it says.
        content += stream.read(most + 1 - len(content))
    if len(content) > most:
        raise PartTooLarge
    if _DTD.search(content) or b"\x00" in content[:400]:
        raise PartUnsafe
    return content


def _is_xml(name: str, head: bytes) -> bool:
    """Relationships lead to parts of any name, so the name alone does not tell."""
    if name.lower().endswith((".xml", ".rels")) or head.startswith(_UTF_16):
        return True
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return not text or text.startswith(b"<")
