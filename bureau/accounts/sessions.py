"""How long a login lasts: a working day at most, and an hour without anything done. What is typed is kept meanwhile."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
from django.utils import timezone

BEGAN = "began"
SEEN = "seen"
FACTOR_NEEDED = "factor_needed"

LONGEST_IDLE = timedelta(minutes=60)
# Being here is written down once a minute, not with every request.
_NOTED_EVERY = 60
# What a form asks by itself while nobody does anything.
_BY_ITSELF = "/unsaved/"


class SessionLimits:
    """Ends a login that is over, on its next request; readers have no session and pass."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(settings.ADMIN_ADDRESS) and request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            if self._is_over(request):
                request.is_expired = True
                logout(request)
                if request.path != reverse("admin:login"):
                    return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            elif not (request.method == "GET" and request.path.endswith(_BY_ITSELF)):
                self._note(request)
        return self.get_response(request)

    def _is_over(self, request) -> bool:
        if not request.user.is_authenticated:
            return False
        now = timezone.now().timestamp()
        began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
        # Either way: a clock that was set back must not make a login last for ever.
        return abs(now - began) > settings.SESSION_COOKIE_AGE or abs(now - seen) > LONGEST_IDLE.total_seconds()

    def _note(self, request) -> None:
        now = timezone.now().timestamp()
        if request.user.is_authenticated and now - request.session.get(SEEN, 0) >= _NOTED_EVERY:
            request.session[SEEN] = now
