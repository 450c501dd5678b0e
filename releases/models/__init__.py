from releases.models.agenda import EditionBilling, EditionEvent, EditionLecture, ShortAddress
from releases.models.announced import AnnouncedFeed
from releases.models.attachment import Attachment, AttachmentFile
from releases.models.edition import Edition, EditionAttachment, EditionPhoto
from releases.models.facet import EditionFacet, Facet
from releases.models.intake import Intake
from releases.models.photo import Photo, PhotoFile
from releases.models.preflight import Preflight
from releases.models.preview import PreviewLink
from releases.models.release import Category, Note, RelatedLink, Release, Section, Transition
from releases.models.site import SiteChange
from releases.models.word import OfficialWord

__all__ = [
    "AnnouncedFeed",
    "Attachment",
    "AttachmentFile",
    "Category",
    "Edition",
    "EditionAttachment",
    "EditionBilling",
    "EditionEvent",
    "EditionFacet",
    "EditionLecture",
    "EditionPhoto",
    "Facet",
    "Intake",
    "Note",
    "OfficialWord",
    "Photo",
    "PhotoFile",
    "Preflight",
    "PreviewLink",
    "RelatedLink",
    "Release",
    "Section",
    "ShortAddress",
    "SiteChange",
    "Transition",
]
