"""The project's settings as a plain checkout has them, whatever the caller's shell holds. Only DATABASE_URL is heard,
and where a test says that the photos of a process of its own lie."""

import os

_named_by_a_test = os.environ.get("NAMED_BY_A_TEST", "").split(",")
for name in (
    *("DEBUG", "SITE_URL", "ALLOWED_HOSTS", "STATIC_ROOT", "EMAIL_URL", "EMAIL_FROM"),
    *({"MEDIA_ROOT", "MEDIA_STORE"} - set(_named_by_a_test)),
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "only-for-tests-" + "0" * 50

from bureau.settings import *  # noqa: E402, F403

# The real hasher takes a third of a second for each login, on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
