"""The content policy of pages that hold the rich-text editor; every other page keeps the strict one of the settings.

CKEditor 4 sets styles and event attributes by hand. Inline scripts, eval and other hosts stay forbidden.
"""

EDITOR_POLICY = {
    "script-src-attr": ["'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
}


def allow_editor(response):
    """Widen the policy of this one response for the editor."""
    response._csp_update = EDITOR_POLICY
    return response
