"""PDF files for tests, made in memory."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile


def new_pdf(pages: int = 2, *, mark: str = "", author: str = "") -> pikepdf.Pdf:
    """A document of blank pages; ``mark`` makes its bytes its own."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    if mark:
        pdf.Root.Lang = pikepdf.String(mark)
    if author:
        pdf.docinfo["/Author"] = author
    return pdf


def saved(pdf: pikepdf.Pdf, **options) -> bytes:
    """Its bytes, the same for the same document."""
    out = io.BytesIO()
    pdf.save(out, **({} if "encryption" in options else {"deterministic_id": True}), **options)
    return out.getvalue()


def paper(pages: int = 2, *, mark: str = "", author: str = "") -> bytes:
    """A sound PDF."""
    return saved(new_pdf(pages, mark=mark, author=author))


def pdf_upload(data: bytes | None = None, name: str = "資料1.pdf") -> SimpleUploadedFile:
    """The file field of a form."""
    return SimpleUploadedFile(name, paper() if data is None else data, content_type="application/pdf")
