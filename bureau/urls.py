from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/nested/", include("nested_admin.urls")),
    path("admin/", admin.site.urls),
]
