"""Whether this process lives, and whether it can serve: for the server in front and for those who watch."""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

_NOT_KEPT = {"Cache-Control": "no-store"}


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nobody."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers=_NOT_KEPT)


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and knows every table of this program, else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        told = {"ready": False, "reason": f"データベースにつながりません（{type(error).__name__}）。"}
    else:
        told = {"ready": not missing}
        if missing:
            told["reason"] = "データベースの更新（migrate）が済んでいません。"
    return JsonResponse(
        told, status=200 if told["ready"] else 503, headers=_NOT_KEPT, json_dumps_params={"ensure_ascii": False}
    )
