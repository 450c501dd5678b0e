import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "wagtail_site.urls"
INSTALLED_APPS = [
    "wagtail_site",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailcache",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_GZIP = "django.middleware.gzip.GZipMiddleware"
# In its own documentation's places: the cache keeps what the middleware inside it has packed.
MIDDLEWARE = (
    [
        "wagtailcache.cache.UpdateCacheMiddleware",
        _GZIP,
        *_MIDDLEWARE,
        "wagtailcache.cache.FetchFromCacheMiddleware",
    ]
    if os.environ.get("RIVAL_CACHE")
    else [_GZIP, *_MIDDLEWARE]
)
_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
# With its documentation's advice, pictures' addresses are not asked of the database each time, with the cache or without.
CACHES = {
    "default": {**_MEMORY, "LOCATION": "pages", "TIMEOUT": 3600},
    "renditions": {**_MEMORY, "LOCATION": "renditions", "TIMEOUT": 3600},
}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["RIVAL_DATABASE"],
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
        "CONN_MAX_AGE": None,
    }
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
MEDIA_ROOT = os.environ["RIVAL_MEDIA"]
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
WAGTAIL_SITE_NAME = "e-コムフォ KANTO"
WAGTAILADMIN_BASE_URL = os.environ["SITE_URL"]
