"""Django's settings. What differs between sites comes from the environment: README.md lists the variables."""

from datetime import timedelta
from pathlib import Path

from bureau import environment
from bureau.richtext import CKEDITOR_CONFIGS as CKEDITOR_CONFIGS

BASE_DIR = Path(__file__).resolve().parent.parent

# The site

DEBUG = environment.boolean("DEBUG", default=False)
_site = environment.origin("SITE_URL", default="http://localhost:8000")
SITE_URL = _site.geturl()
_own_hosts = ["localhost", "127.0.0.1", "[::1]"] if _site.hostname == "localhost" else [_site.hostname]
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", default=_own_hosts)

# `make run` leaves a key of its own in var/; a deployment names one.
SECRET_KEY = environment.secret("SECRET_KEY", file=BASE_DIR / "var" / "secret_key")
if SECRET_KEY is None:
    if not DEBUG:
        raise environment.refusal("SECRET_KEY", "指定されていません。", "is not set.")
    SECRET_KEY = "debug-only-" + "0" * 50

INSTALLED_APPS = [
    "bureau",
    "events",
    "releases",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ckeditor",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "bureau.logs.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "bureau.headers.BrowserLimits",
    # Outside WhiteNoise, so that a file opened by its own address is under the policy too.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bureau.plain_questions.WithoutNul",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bureau.accounts.sessions.SessionLimits",
    "bureau.accounts.guessing.KnownBrowser",
    "django_otp.middleware.OTPMiddleware",
    "bureau.accounts.factor.SecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bureau.urls"
WSGI_APPLICATION = "bureau.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "NAME": "public",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {"environment": "releases.page_templates.environment"},
    },
]

# Language and time. No LocaleMiddleware: it turns the admin English for an English browser and makes pages vary.

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# Database

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_database = environment.database("DATABASE_URL", default=BASE_DIR / "var" / "db.sqlite3")
_database["CONN_MAX_AGE"] = 60
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # Two editors who read and then write: without IMMEDIATE most saves meet "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
        **_database.get("OPTIONS", {}),
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "connect_timeout": 5,
        # A locked table must not hold every worker: a reader gets an answer within seconds, a long import still ends.
        # Compiling a statement anew each time takes longer than any statement of ours.
        "options": "-c jit=off -c lock_timeout=4s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
        **_database.get("OPTIONS", {}),
    }
DATABASES = {"default": _database}

# Files. With STATIC_ROOT the collected files are served under names that carry their hash; without it they are served
# from where they lie, and nothing needs collecting.

STATIC_URL = "/static/"
STATIC_ROOT = environment.directory("STATIC_ROOT", default=None)
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "bureau.staticfiles.UsedAppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_ALLOW_ALL_ORIGINS = False
# A browser asks for /favicon.ico by itself, whatever a page says.
WHITENOISE_ROOT = BASE_DIR / "rootfiles"

# Photos and files: private bytes. No address leads here, a view asks whether a live edition names the file. They lie in
# the folder, or in the bucket (name, prefix) where there is one.
MEDIA_ROOT = environment.directory("MEDIA_ROOT", default=BASE_DIR / "var" / "media")
MEDIA_STORE = environment.bucket("MEDIA_STORE")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_ROOT
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# A report with 250 survey comments has several thousand fields, a pasted body up to a megabyte.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Staff

# What this process answers: readers, staff, or both; staff under an address of the site's choosing.
SERVES_READERS, SERVES_STAFF = environment.served("SERVE", default="both")
ADMIN_ADDRESS = environment.path("ADMIN_PATH", default="/admin/")

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "bureau.accounts.guessing.Door",
    "django.contrib.auth.backends.ModelBackend",
]
# Five wrong passwords of one name from one address; from another address its owner still comes in. What is guessed from
# many addresses is slowed down by bureau/accounts/guessing.py.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "bureau.accounts.address.address_of"
AXES_USERNAME_CALLABLE = "bureau.accounts.lockout.name_tried"
AXES_LOCKOUT_CALLABLE = "bureau.accounts.lockout.locked"
AXES_ENABLE_ADMIN = False
# The record of logins is our own (bureau/accounts/record.py).
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
PROXY_ADDRESSES = environment.networks("PROXY_ADDRESSES", default="127.0.0.0/8,::1/128")

REQUIRE_SECOND_FACTOR = environment.boolean("REQUIRE_SECOND_FACTOR", default=False)
OTP_TOTP_ISSUER = f"e-コムフォ 編集室 {_site.hostname}"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 12 * 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "bureau.accounts.record.PasswordChanges"},
]

# Letters to staff about the way of a release: without EMAIL_URL they appear in the log.

globals().update(environment.mail_server("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.mail_address("EMAIL_FROM", default=f"noreply@{_site.hostname}")

# The hub that tells readers' programs of new releases (WebSub); without one they come and ask.

WEBSUB_HUB_URL = environment.address("WEBSUB_HUB_URL", default="")

# What a browser may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

if _site.scheme == "https":
    # The server in front speaks plain http with us and says here what the reader spoke.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # A browser takes a __Host- cookie only from this very host, over https: no neighbouring host can plant one.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_COOKIE_SECURE = True

# Checks and logs

# CKEditor 4 gets no more fixes. It is caged: see bureau/richtext.py and bureau/staticfiles.py.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]

_log_format = environment.choice("LOG_FORMAT", ("line", "json"), default="line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "bureau.logs.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _log_format}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would mail errors to nobody.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "WARNING"},
        # Says at each start where it found its keys.
        "botocore": {"level": "WARNING"},
        # A person at a terminal has no use for a line a request.
        "bureau.requests": {"level": "INFO" if _log_format == "json" else "WARNING"},
    },
}
