"""All addresses: the staff's first, since the series takes any that is left."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

_STAFF = settings.ADMIN_ADDRESS.lstrip("/")

urlpatterns = []
if settings.SERVES_STAFF:
    urlpatterns += [
        path(_STAFF, include("bureau.accounts.urls")),
        path(_STAFF, include("releases.staff_urls")),
        path(_STAFF, admin.site.urls),
    ]
if settings.SERVES_READERS:
    urlpatterns += [path("", include("releases.urls"))]
else:
    urlpatterns += [path("-/", include("releases.health_urls"))]

handler404 = "releases.views.not_found"
handler500 = "releases.views.server_error"
