"""The public's addresses. The series' path stands in the bureau's record, so it is taken from the address and compared."""

from django.urls import include, path, re_path

from releases import about_views, agenda_views, api_views, feed_views, preview_views, sitemap_views, views
from releases.attachment_views import attachment
from releases.photo_views import photo
from releases.search_views import search, search_letters, search_texts

_FIELD = r"category/(?P<category>[\w-]{1,40})/"
_ARCHIVE = r"feeds/(?P<year>[0-9]{4})/"
_SERIES = r"(?P<series>(?:[a-z0-9][a-z0-9_-]*/)+?)"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search, name="search"),
    path("search/letters.json", search_letters),
    re_path(r"^search/(?P<year>[0-9]{4})\.json$", search_texts),
    path("api/", api_views.open_data, name="open_data"),
    path("api/openapi.json", api_views.openapi),
    path("api/schema.json", api_views.schema),
    re_path(r"^api/(?P<name>releases|events|sessions|speakers|comments)/$", api_views.collection, name="api"),
    path("api/releases/<uuid:uid>/", api_views.one_release),
    re_path(r"^api/archive/(?P<year>[0-9]{4})\.(?P<ending>jsonl|csv)$", api_views.year_archive),
    re_path(r"^api/.", api_views.unknown),
    path("robots.txt", sitemap_views.robots, name="robots"),
    path("sitemap.xml", sitemap_views.index, name="sitemap"),
    re_path(r"^sitemap-(?P<part>pages|news|[0-9]{4})\.xml$", sitemap_views.part, name="sitemap_part"),
    re_path(r"^r/(?P<code>[a-z2-7]{7,26})$", views.short_address, name="short"),
    path("-/", include("releases.health_urls")),
    path("-/preview/<str:token>/", preview_views.preview_by_link, name="preview_by_link"),
    path("-/preview/<str:token>/photos/<str:key>/<str:name>", preview_views.photo_by_link),
    path("-/preview/<str:token>/files/<str:key>/<str:name>", preview_views.attachment_by_link),
    re_path(rf"^{_SERIES}accessibility/$", about_views.accessibility, name="accessibility"),
    re_path(rf"^{_SERIES}guide/$", about_views.guide, name="guide"),
    re_path(rf"^{_SERIES}feeds/$", feed_views.feeds_page, name="feeds"),
    # The longer ones first: a series may have several folders too.
    *(
        re_path(rf"^{_SERIES}{field}{archive}{name}$", feed_views.feed, {"form": form}, name="feed")
        for field in (_FIELD, "")
        for archive in (_ARCHIVE, "")
        for form, name in (("rss", r"rss\.xml"), ("atom", r"atom\.xml"), ("rdf", r"rss1\.rdf"), ("json", r"feed\.json"))
    ),
    re_path(rf"^{_SERIES}{_FIELD}(?:(?P<page>[0-9]{{1,4}})/)?$", feed_views.category_page, name="category"),
    re_path(rf"^{_SERIES}events\.ics$", agenda_views.all_events_calendar, name="calendar"),
    re_path(rf"^{_SERIES}events/$", agenda_views.events_page, name="events"),
    re_path(rf"^{_SERIES}events/(?P<year>[0-9]{{4}})/$", agenda_views.events_page, name="events_of_year"),
    re_path(rf"^{_SERIES}events/(?P<code>[a-z2-7]{{7,26}})/$", agenda_views.event_page, name="event"),
    re_path(rf"^{_SERIES}events/(?P<code>[a-z2-7]{{7,26}})\.ics$", agenda_views.event_calendar, name="event_calendar"),
    re_path(
        rf"^{_SERIES}lectures/(?:(?P<row>[a-z]{{1,4}})/)?(?:(?P<page>[0-9]{{1,4}})/)?$",
        agenda_views.lectures_page,
        name="lectures",
    ),
    re_path(
        rf"^{_SERIES}lectures/themes/(?:of-(?P<category>[\w-]{{1,40}})/)?(?:(?P<page>[0-9]{{1,4}})/)?$",
        agenda_views.themes_page,
        name="lectures_by_theme",
    ),
    re_path(rf"^{_SERIES}files/(?P<key>[0-9a-f]{{64}})/(?P<name>[a-z0-9-]+\.pdf)$", attachment, name="attachment"),
    re_path(rf"^{_SERIES}photos/(?P<key>[0-9a-f]+)/(?P<name>[0-9]+\.[a-z]+)$", photo, name="photo"),
    re_path(rf"^{_SERIES}(?P<year>[0-9]{{4}})/(?P<slug>[a-z0-9-]+)\.html$", views.release_page, name="release"),
    re_path(rf"^{_SERIES}(?P<year>[0-9]{{4}})/$", views.year_index, name="year"),
    re_path(rf"^{_SERIES}$", views.series_index, name="series"),
]
