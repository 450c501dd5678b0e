"""The public's addresses. The series' path stands in the bureau's record, so it is taken from the address and compared."""

from django.urls import path, re_path

from releases import views

_SERIES = r"(?P<series>(?:[a-z0-9][a-z0-9_-]*/)+?)"

urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^(?P<path>(?:[a-z0-9][a-z0-9_-]*/)*)index\.html$", views.index_file),
    re_path(rf"^{_SERIES}rss\.xml$", views.feed, name="feed"),
    re_path(rf"^{_SERIES}(?P<year>[0-9]{{4}})/(?P<slug>[a-z0-9-]+)\.html$", views.release_page, name="release"),
    re_path(rf"^{_SERIES}(?P<year>[0-9]{{4}})/$", views.year_index, name="year"),
    re_path(rf"^{_SERIES}$", views.series_index, name="series"),
]
