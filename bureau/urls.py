"""All addresses: the staff's first, since the series takes any that is left."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", include("releases.staff_urls")),
    path("admin/", admin.site.urls),
    path("", include("releases.urls")),
]

handler404 = "releases.views.not_found"
handler500 = "releases.views.server_error"
