"""Logs that a program reads: one JSON object a line, each with the id of the request that it belongs to."""

import json
import logging
import re
import time
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="")
_WELL_FORMED = re.compile(r"[0-9a-f]{32}")
_requests = logging.getLogger("bureau.requests")


def request_id() -> str:
    """The id of the request that is being answered, "" outside of one."""
    return _current.get()


class RequestIds:
    """Outermost middleware: gives each request an id, notes its answer, and tells the reader of a failure's id.

    The id is what the server in front says in X-Request-ID, so that its log and ours name a request alike.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("HTTP_X_REQUEST_ID", "")
        token = _current.set(said if _WELL_FORMED.fullmatch(said) else uuid.uuid4().hex)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            if response.status_code >= 500:
                response["X-Request-ID"] = request_id()
            # No query and no body: readers' words are no business of a log.
            _requests.info(
                "%s %s %s",
                request.method,
                request.path,
                response.status_code,
                extra={
                    "method": request.method,
                    "path": request.path,
                    "status": response.status_code,
                    "ms": round((time.monotonic() - began) * 1000, 1),
                    "user": _user_of(request),
                },
            )
            return response
        finally:
            _current.reset(token)


def _user_of(request: HttpRequest) -> int | None:
    """The number of the member of staff; whoever has not been looked up is not looked up for the log."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time (UTC), level, logger, message, request, and what the caller added."""

    _KEYS = ("method", "path", "status", "ms", "user")

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id() or None,
            **{key: getattr(record, key) for key in self._KEYS if hasattr(record, key)},
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps({key: value for key, value in told.items() if value is not None}, ensure_ascii=False)
