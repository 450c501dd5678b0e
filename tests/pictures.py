"""Pictures for tests, drawn in memory."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def picture(width=1200, height=800, *, kind="JPEG", colour=(40, 80, 160), mode="RGB", **save) -> bytes:
    """An encoded picture with a mark in its upper left corner."""
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill=(250, 200, 0))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **save)
    return out.getvalue()


def upload(data: bytes | None = None, name: str = "写真1.jpg") -> SimpleUploadedFile:
    """The file field of a form."""
    return SimpleUploadedFile(name, picture() if data is None else data, content_type="image/jpeg")
