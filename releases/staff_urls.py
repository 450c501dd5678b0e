"""Addresses for staff beside the change forms; included under the admin's path and behind its login."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import path

from releases import assist_views, edition_views, intake_views, preview_views, step_views, tray_upload
from releases.attachment_views import staff_attachment
from releases.photo_views import staff_photo


def signed_in(request):
    """Where a login beside a standing form ends: a page to close."""
    return TemplateResponse(
        request, "admin/life/signed_in.html", {**admin.site.each_context(request), "title": "ログインしました"}
    )


def guide(request):
    """How to write, check and publish, with pictures that `make screenshots` takes."""
    return TemplateResponse(request, "admin/guide.html", {**admin.site.each_context(request), "title": "使い方"})


_staff = admin.site.admin_view

app_name = "life"

urlpatterns = [
    path("guide/", _staff(guide), name="guide"),
    path("signed-in/", _staff(signed_in), name="signed_in"),
    path("photos/upload/", _staff(tray_upload.photo), name="upload"),
    path("files/upload/", _staff(tray_upload.attachment), name="upload_attachment"),
    path("photos/<str:key>/<str:name>", _staff(staff_photo), name="photo"),
    path("files/<str:key>/<str:name>", _staff(staff_attachment), name="attachment"),
    path("releases/intake/", _staff(intake_views.start), name="intake_start"),
    path("releases/intake/<int:pk>/", _staff(intake_views.review), name="intake"),
    path("releases/<int:pk>/copy/", _staff(assist_views.copy), name="copy"),
    path("events/<int:pk>/comments/", _staff(assist_views.take_comments), name="comments"),
    path("releases/bin/", _staff(step_views.discarded), name="bin"),
    path("releases/<int:pk>/steps/", _staff(step_views.steps), name="steps"),
    path("releases/<int:pk>/steps/<slug:name>/", _staff(step_views.step), name="step"),
    path("releases/<int:pk>/bring-back/", _staff(step_views.bring_back), name="out_of_bin"),
    path("releases/<int:pk>/preview/", _staff(preview_views.preview), name="preview"),
    path("releases/<int:pk>/links/", _staff(preview_views.links), name="links"),
    path("releases/<int:pk>/links/<int:link_pk>/revoke/", _staff(preview_views.revoke_link), name="revoke_link"),
    path("releases/<int:pk>/log/", _staff(edition_views.log), name="log"),
    path("releases/<int:pk>/compare/", _staff(edition_views.compare), name="compare"),
    path("releases/<int:pk>/editions/<int:number>/", _staff(edition_views.page), name="edition"),
    path("releases/<int:pk>/editions/<int:number>/bring-back/", _staff(edition_views.bring_back), name="bring_back"),
]
