"""A program of its own: reads a PDF from its input and says on its output, as JSON, what is in it.

It runs apart from the site (releases/pdf_check.py starts it), within limits of time and memory and without the site's
secrets, since the file comes from outside. The answer is ``{"refused": "encrypted" | "broken"}`` or
``{"pages": number, "author": text, "active": [names]}``.
"""

import io
import json
import resource
import sys

import pikepdf

SECONDS = 15
MEMORY = 1024 * 1024 * 1024
_METADATA = 256 * 1024

_BY_ACTION = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/GoToR": "launch",
    "/GoToE": "embedded",
    "/SubmitForm": "form",
    "/ImportData": "form",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
}
_BY_KEY = {"/JS": "script", "/JavaScript": "script", "/EF": "embedded", "/EmbeddedFiles": "embedded", "/XFA": "form"}
_BY_SUBTYPE = {
    "/FileAttachment": "embedded",
    "/RichMedia": "media",
    "/Movie": "media",
    "/Screen": "media",
    "/Sound": "media",
    "/3D": "media",
}
_OUTER = ("http:", "https:", "mailto:", "tel:")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


def read(data: bytes) -> dict:
    try:
        # Without recovery: a viewer that mends a broken file may see another one than was looked at here.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return {"refused": "encrypted"}
            pages = len(pdf.pages)
            if not pages:
                return {"refused": "broken"}
            active = sorted({name for whole in pdf.objects for name in _active_in(whole)})
            return {"pages": pages, "author": _author(pdf), "active": active}
    except pikepdf.PasswordError:
        return {"refused": "encrypted"}
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        return {"refused": "broken"}


def _active_in(whole: pikepdf.Object):
    """What is active in an object; those that it only points at are looked at in their own turn."""
    waiting = [whole]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += [child for child in node if _has_parts(child)]
        elif isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
            for key, value in node.items():
                if key in _BY_KEY:
                    yield _BY_KEY[key]
                elif isinstance(value, pikepdf.Name):
                    if key == "/S" and str(value) in _BY_ACTION:
                        yield _BY_ACTION[str(value)]
                    elif key == "/Subtype" and str(value) in _BY_SUBTYPE:
                        yield _BY_SUBTYPE[str(value)]
                elif key == "/URI" and isinstance(value, pikepdf.String):
                    address = str(value).strip().lower()
                    if ":" in address.split("/")[0] and not address.startswith(_OUTER):
                        yield "launch"
                elif _has_parts(value):
                    waiting.append(value)


def _has_parts(value) -> bool:
    return isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect


def _author(pdf: pikepdf.Pdf) -> str:
    """Who made the file, as it says itself in either of the two places for it."""
    said = []
    info = pdf.trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary) and isinstance(info.get("/Author"), pikepdf.String):
        said.append(str(info.get("/Author")))
    packet = pdf.Root.get("/Metadata")
    if not isinstance(packet, pikepdf.Stream) or not _is_small(packet):
        return _joined(said)
    try:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            creators = metadata.get("dc:creator") or []
            said += [creators] if isinstance(creators, str) else [str(creator) for creator in creators]
    except Exception:  # noqa: S110 - what is written there in no readable form names nobody
        pass
    return _joined(said)


def _is_small(packet: pikepdf.Stream) -> bool:
    """Whether reading it cannot fill the memory: what is packed twice unfolds without bounds."""
    filters = packet.get("/Filter", pikepdf.Array())
    is_packed_twice = isinstance(filters, pikepdf.Array) and len(filters) > 1
    return not is_packed_twice and len(packet.read_raw_bytes()) <= _METADATA


def _joined(names: list[str]) -> str:
    return "、".join(dict.fromkeys(name.strip() for name in names if name.strip()))


if __name__ == "__main__":
    main()
