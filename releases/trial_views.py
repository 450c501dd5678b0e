"""The form as one types: what the checks find and how the page would look, without saving anything."""

from difflib import SequenceMatcher

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from bureau.editing.trial import try_save
from events.models import Event
from releases.checks import Finding, check
from releases.compose import compose
from releases.document import ReleaseDocument
from releases.edition_views import staff_files, staff_photos
from releases.house import house
from releases.models import Release
from releases.render import render

AROUND = 8
"""Characters shown on each side of a change."""


def look_at(screen, request: HttpRequest, object_id: str | None, document_of) -> JsonResponse:
    """JSON: ``findings`` (HTML), ``count``, ``errors`` and ``page`` (HTML, empty where the form is not complete)."""
    if request.method != "POST":
        raise PermissionDenied
    seen = try_save(screen, request, object_id, document_of)
    document, is_shown = seen or (None, None)
    findings = [
        finding
        for finding in (check(document, house(document.series.path)) if document else [])
        if is_shown(finding.path)
    ]
    context = {"findings": [_row(finding) for finding in findings], "is_refused": document is None}
    page = (
        render(
            document,
            photos=staff_photos(),
            files=staff_files(),
            banner="いま入力している内容です。まだ保存していません。",
        )
        if document
        else ""
    )
    answer = {
        "findings": render_to_string("admin/editing/findings.html", context),
        "count": len(findings),
        "errors": sum(finding.severity == "error" for finding in findings),
        "is_refused": document is None,
        "page": page,
    }
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


def of_release(release: Release):
    """The document, and which paths the release's screen holds."""
    return compose(release), lambda path: not path.startswith("event")


def of_event(event: Event):
    """The document of the event's first release, or of one that is written for the purpose and taken back."""
    release = event.releases.kept().order_by("pk").first()
    if release is None:
        release = Release.objects.create(title=event.title, release_date=timezone.localdate(), slug="-", event=event)
    return compose(release), lambda path: path.startswith("event")


def _row(finding: Finding) -> dict:
    change = _change(finding) if finding.mend else None
    return {**vars(finding), "change": change}


def _change(finding: Finding) -> tuple[str, str]:
    """The words around the first difference, before and after."""
    before, after = (strip_tags(text) for text in (finding.mend.before, finding.mend.after))
    for tag, left, right, other_left, other_right in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            start, other = max(0, left - AROUND), max(0, other_left - AROUND)
            return before[start : right + AROUND], after[other : other_right + AROUND]
    return before, after


def count_of(document: ReleaseDocument) -> tuple[int, int]:
    """(all findings, errors among them) of a document that is saved."""
    findings = check(document, house(document.series.path))
    return len(findings), sum(finding.severity == "error" for finding in findings)
