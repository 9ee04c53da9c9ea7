"""Settings, read from the environment. ``docs/settings.md`` lists the variables."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from newsroom import environment

BASE_DIR = Path(__file__).resolve().parent.parent
# `annotate` keeps nothing: it works where nothing can be written, and leaves no folder and no key behind.
_KEEPS = not environment.is_command("annotate")
DATA_DIR = environment.data_folder(BASE_DIR / "var", make=_KEEPS)
INDEX_DIR = DATA_DIR / "index"
SEEDS_DIR = environment.folder_or_none("NEWSROOM_SEEDS", default=BASE_DIR / "seeds")

# The production profile is for a server behind HTTPS; without it the app serves plain HTTP to its own machine.
PRODUCTION = environment.flag("NEWSROOM_PRODUCTION")
BEHIND_PROXY = PRODUCTION and environment.flag("NEWSROOM_BEHIND_PROXY")
DEBUG = environment.flag("NEWSROOM_DEBUG")
SECRET_KEY = environment.secret_key(DATA_DIR) if _KEEPS else secrets.token_urlsafe(64)
HOST = (os.environ.get("HOST") or "127.0.0.1").strip("[]")
_URL_HOST = f"[{HOST}]" if ":" in HOST else HOST
LOG_LEVEL = environment.choice("NEWSROOM_LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], default="INFO")
PORT = environment.whole_number("PORT", default=8000, least=1, most=65535)
WORKERS = environment.whole_number("NEWSROOM_WORKERS", default=1, least=1, most=64)
WEB_WORKERS = environment.whole_number("NEWSROOM_WEB_WORKERS", default=2, least=1, most=64)
ALLOWED_HOSTS = environment.listing(
    "NEWSROOM_HOSTS", default="" if PRODUCTION else f"127.0.0.1,localhost,[::1],{_URL_HOST}"
)
CSRF_TRUSTED_ORIGINS = environment.listing("NEWSROOM_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_tasks",
    "articles",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "newsroom.headers.StrictHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.compression.CompressPages",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "newsroom.limits.RequestLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "newsroom.outages.Outages",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Dates, and counts by ``intcomma``, are written as the language of the page writes them.
            "builtins": ["articles.web.dates", "django.contrib.humanize.templatetags.humanize"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.web.chrome.chrome",
            ],
        },
    },
]

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-32000;",
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Of each process, whose threads wait for each other rather than for a server that takes no more.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 20}
    # A connection that the server closed meanwhile is not handed out.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # As long as SQLite's: who waits for a row longer is told so.
    _options.setdefault("options", "-c lock_timeout=20s")
# What carries jobs to workers; PROCRASTINATE needs PostgreSQL.
TASKS_ENGINE = environment.choice("NEWSROOM_TASKS", ["ROWS", "PROCRASTINATE"], default="ROWS")
_ENGINES = {"ROWS": "newsroom.engines.RowsBackend", "PROCRASTINATE": "newsroom.engines.ProcrastinateBackend"}
TASKS = {"default": {"BACKEND": _ENGINES[TASKS_ENGINE]}}
if TASKS_ENGINE == "PROCRASTINATE":
    INSTALLED_APPS.append("procrastinate.contrib.django")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Of each process; it counts failed logins, which must not push each other out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Long lists of names as HTML, kept under what they say: some 40 kB each.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "upload"
LOGOUT_REDIRECT_URL = "browse"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("NEWSROOM_TIME_ZONE") or "Europe/Paris"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

# A file larger than this is refused by name; a request larger than the second is not read to its end.
UPLOAD_FILE_LIMIT = 50 * 2**20
UPLOAD_FILES_LIMIT = 200
UPLOAD_REQUEST_LIMIT = 120 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# What systems leave in folders comes along, and is left out.
DATA_UPLOAD_MAX_NUMBER_FILES = 2 * UPLOAD_FILES_LIMIT
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# Private networks from which pages and feeds may be fetched all the same.
FETCH_ALLOWED = environment.networks("NEWSROOM_FETCH_ALLOW")
# Who runs this: told to the sites from which pages and feeds are fetched.
FETCH_CONTACT = os.environ.get("NEWSROOM_CONTACT", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "articles": {"level": LOG_LEVEL},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.request": {"level": "ERROR"},
    },
}
