"""Osteon's settings. Every one that an installation may change is read from the environment:

OSTEON_DATA_DIR          folder for the database, static files and secret key (default: .data beside manage.py)
OSTEON_DATABASE_URL      e.g. postgres://user:password@host/name (default: SQLite in the data folder)
OSTEON_DATABASE_POOL     on PostgreSQL, 1 uses psycopg's pool instead of one persistent connection a thread (default: 0)
OSTEON_SECRET_KEY        signs sessions (default: made once and kept in the data folder, mode 600)
OSTEON_ALLOWED_HOSTS     comma-separated host names the site answers to (default: this machine only)
OSTEON_HTTPS             1 where the site is reached by https: secure cookies, redirect, HSTS (default: 0)
OSTEON_TRUSTED_ORIGINS   comma-separated origins, with scheme, that forms may come from behind a proxy
OSTEON_PROXY_HTTPS_HEADER  1 where a proxy that strips it from clients sets X-Forwarded-Proto (default: 0)
OSTEON_DEBUG             1 shows tracebacks in the browser; never on a public site (default: 0)
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from learn import data_folder

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_folder.prepared(Path(env.str("OSTEON_DATA_DIR", default="") or BASE_DIR / ".data"))

DEBUG = env.bool("OSTEON_DEBUG", default=False)
SECRET_KEY = env.str("OSTEON_SECRET_KEY", default="") or data_folder.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("OSTEON_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("OSTEON_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "heroicons",
    "template_partials",
    "cards",
    "learn.accounts",
    "learn.reviews",
    "learn.front",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "learn.front.middleware.LearnersOnlyMiddleware",
    "learn.front.middleware.keep_session_middleware",
    "learn.front.middleware.lens_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "learn.urls"
WSGI_APPLICATION = "learn.wsgi.application"

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
            "builtins": ["heroicons.templatetags.heroicons", "template_partials.templatetags.partials"],
        },
    }
]

DATABASE_URL = env.str("OSTEON_DATABASE_URL", default="")


def _database() -> dict[str, Any]:
    if not DATABASE_URL:
        return _sqlite(DATA_DIR / "osteon.sqlite3")
    scheme = DATABASE_URL.partition("://")[0]
    if scheme not in ("postgres", "postgresql", "sqlite"):
        # Not the address itself: it may hold a password.
        raise ImproperlyConfigured(
            "OSTEON_DATABASE_URL cannot be understood; expected postgres://user:password@host:port/name"
            " or sqlite:////path/to/file."
        )
    database: dict[str, Any] = dict(env.db_url_config(DATABASE_URL))
    if scheme == "sqlite":
        return _sqlite(Path(database["NAME"]).expanduser().resolve())
    try:
        import psycopg  # noqa: F401  (asked for here, so that its absence is one sentence and not a traceback)
    except ImportError as error:
        raise ImproperlyConfigured(
            "OSTEON_DATABASE_URL names PostgreSQL, but psycopg is not installed: pip install -r .locks/postgres.txt"
        ) from error
    if env.bool("OSTEON_DATABASE_POOL", default=False):
        return {**database, "OPTIONS": {**database.get("OPTIONS", {}), "pool": True}}
    return {**database, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


def _sqlite(file: Path) -> dict[str, Any]:
    # Every write transaction says so from its start (IMMEDIATE) and passes the write gate of learn.database; with
    # Django's defaults two thirds of concurrent answers fail on a busy database.
    return {
        "ENGINE": "learn.database.sqlite",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                # A checkpoint every 32 MB of log: at the default 4 MB they came so often that answers waited for them.
                " PRAGMA mmap_size=268435456; PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=8000"
            ),
        },
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["learn.accounts.backends.LearnerBackend"]
LOGIN_URL = "front:home"
LOGIN_REDIRECT_URL = "front:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "learn" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "learn" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A guest has nothing but the session to come back by.
SESSION_ENGINE = "learn.accounts.sessions"
SESSION_COOKIE_AGE = 400 * 24 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "learn.front.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

HTTPS = env.bool("OSTEON_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("OSTEON_PROXY_HTTPS_HEADER", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb", "accelerometer", "gyroscope")
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Anyone can send a wrong Host header: it is answered, and not worth a traceback each time.
    "loggers": {
        # What visitors mistype is no news for whoever runs the site.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
