"""Which files of the installed packages are served at all."""

from django.contrib.staticfiles.finders import AppDirectoriesFinder

# CKEditor's plug-ins that richtext.py removes, and pages that only its makers need: two of its published holes are in
# such pages. A folder is named with its content, since a pattern for the folder itself is matched by base name only.
UNUSED = [
    f"ckeditor/ckeditor/plugins/{plugin}/*"
    for plugin in (
        "about",
        "adobeair",
        "codesnippet",
        "codesnippetgeshi",
        "colordialog",
        "devtools",
        "docprops",
        "embed",
        "embedbase",
        "embedsemantic",
        "exportpdf",
        "flash",
        "forms",
        "iframe",
        "iframedialog",
        "image",
        "image2",
        "mathjax",
        "pagebreak",
        "placeholder",
        "preview",
        "scayt",
        "smiley",
        "stylesheetparser",
        "templates",
        "uicolor",
        "uploadimage",
        "uploadwidget",
        "wsc",
    )
]


class UsedAppDirectoriesFinder(AppDirectoriesFinder):
    """Leaves ``UNUSED`` out for collectstatic and for serving from the packages alike."""

    def list(self, ignore_patterns):
        return super().list([*(ignore_patterns or []), *UNUSED])
