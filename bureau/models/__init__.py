from bureau.models.accessibility import AccessibilityPolicy, AccessibilityTest
from bureau.models.alert import Alert
from bureau.models.audit import AuditRecord
from bureau.models.editing import Presence, SavedVersion, UnsavedCopy
from bureau.models.guessing import GuessTally
from bureau.models.identity import BreadcrumbAncestor, Bureau, Contact, Director, kana_reading
from bureau.models.passkey import Passkey

__all__ = [
    "AccessibilityPolicy",
    "AccessibilityTest",
    "Alert",
    "AuditRecord",
    "BreadcrumbAncestor",
    "Bureau",
    "Contact",
    "Director",
    "GuessTally",
    "Passkey",
    "Presence",
    "SavedVersion",
    "UnsavedCopy",
    "kana_reading",
]
