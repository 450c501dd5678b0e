"""Addresses for staff beside the change forms; included under the admin's path and behind its login."""

from django.contrib import admin
from django.urls import path

from releases import edition_views, preview_views
from releases.photo_views import staff_photo

_staff = admin.site.admin_view

app_name = "life"

urlpatterns = [
    path("photos/<str:key>/<str:name>", _staff(staff_photo), name="photo"),
    path("releases/<int:pk>/preview/", _staff(preview_views.preview), name="preview"),
    path("releases/<int:pk>/links/", _staff(preview_views.links), name="links"),
    path("releases/<int:pk>/links/<int:link_pk>/revoke/", _staff(preview_views.revoke_link), name="revoke_link"),
    path("releases/<int:pk>/log/", _staff(edition_views.log), name="log"),
    path("releases/<int:pk>/compare/", _staff(edition_views.compare), name="compare"),
    path("releases/<int:pk>/editions/<int:number>/", _staff(edition_views.page), name="edition"),
    path("releases/<int:pk>/editions/<int:number>/bring-back/", _staff(edition_views.bring_back), name="bring_back"),
]
