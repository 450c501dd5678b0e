"""The roles of the house: group -> what its members may do. A migration makes the groups from this table."""

WRITER = "writer"
APPROVER = "approver"
ADMINISTRATOR = "administrator"

LABELS = {WRITER: "起案者", APPROVER: "承認者", ADMINISTRATOR: "管理者"}

_WRITES = (
    "events.event",
    "events.eventday",
    "events.organiser",
    "events.count",
    "events.video",
    "events.session",
    "events.appearance",
    "events.speaker",
    "events.surveycomment",
    "releases.release",
    "releases.section",
    "releases.note",
    "releases.relatedlink",
    "releases.photo",
    "releases.attachment",
)
_READS = ("events.sessionkind", "releases.category", "releases.edition", "releases.transition", "bureau.contact")
_KEEPS = (
    "bureau.bureau",
    "bureau.breadcrumbancestor",
    "bureau.director",
    "bureau.accessibilitytest",
    "bureau.contact",
    "events.sessionkind",
    "releases.category",
    "auth.user",
)


def _permissions(model: str, *actions: str) -> set[str]:
    app, name = model.split(".")
    return {f"{app}.{action}_{name}" for action in actions}


def permissions_of(role: str) -> set[str]:
    """Permission names (``app.codename``) of a role; an approver may do what a writer may, and so on."""
    granted = {name for model in _WRITES for name in _permissions(model, "add", "change", "delete", "view")}
    granted |= {name for model in _READS for name in _permissions(model, "view")}
    if role in (APPROVER, ADMINISTRATOR):
        granted |= {"releases.approve_release", "releases.withdraw_release"}
        granted |= _permissions("bureau.contact", "add", "change")
        granted |= _permissions("bureau.alert", "add", "change", "view")
    if role == ADMINISTRATOR:
        granted |= _permissions("bureau.auditrecord", "view")
        granted |= _permissions("bureau.accessibilitypolicy", "add", "change", "view")
        granted |= {name for model in _KEEPS for name in _permissions(model, "add", "change", "delete", "view")}
    return granted
