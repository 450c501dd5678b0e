"""What watches the site asks here, whatever else this process answers."""

from django.urls import path

from releases import health

urlpatterns = [path("live", health.live), path("ready", health.ready)]
