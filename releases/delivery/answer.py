"""Django's whole answer to a request, taken in place of a server."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.http import parse_http_date_safe

from releases.delivery.store import Header, Page
from releases.models.edition import PublicMoments
from releases.public import ENDS, PREPARING, READS

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_MADE_ANEW = {"etag", "vary", "content-length", "cache-control", READS.lower(), ENDS.lower()}


@dataclass
class Answer:
    """Status line, headers and the body, which is still to be read and closed."""

    status: str
    headers: list[Header]
    error: Any
    body: Iterable[bytes]

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def reads(self) -> tuple[str, ...]:
        """The parameters that the view reads."""
        told = self.header(READS)
        return tuple(told.split(",")) if told else ()

    def header(self, name: str) -> str | None:
        return next((value for header, value in self.headers if header.lower() == name.lower()), None)

    def content(self) -> bytes:
        """The whole body; it is closed then."""
        try:
            return b"".join(self.body)
        finally:
            if hasattr(self.body, "close"):
                self.body.close()

    def page(self, mark: str) -> Page | None:
        """The answer as a page of the version ``mark``, if a view has marked it as one; then its body is read."""
        if self.code != 200 or self.header(READS) is None or self.header("Set-Cookie") is not None:
            return None
        modified, ends_at = self.header("Last-Modified"), self.header(ENDS)
        return Page(
            mark=mark,
            body=self.content(),
            headers=[(name, value) for name, value in self.headers if name.lower() not in _MADE_ANEW],
            etag=self.header("ETag"),
            last_modified=parse_http_date_safe(modified) if modified else None,
            ends_at=float(ends_at) if ends_at else None,
        )


def ask(application: Application, environ: dict[str, Any], moments: PublicMoments) -> Answer:
    """Put a request to Django, with word that the whole answer is wanted whatever conditions it names."""
    told = []
    body = application({**environ, PREPARING: moments}, lambda *said: told.append(said))
    status, headers, *error = told[-1]
    return Answer(status, headers, error[0] if error else None, body)
