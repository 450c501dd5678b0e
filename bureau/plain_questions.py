"""What the question of a staff's address may hold."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation


class WithoutNul:
    """Refuses (400) a NUL in the query of a staff's address: PostgreSQL takes none, and no screen sends one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if request.path.startswith(settings.ADMIN_ADDRESS) and ("%00" in query or "\x00" in query):
            raise SuspiciousOperation("NUL in the query")
        return self.get_response(request)
