"""Osteon's settings. Every one that an installation may change is read from the environment:

OSTEON_DATA_DIR          folder for the database, static files and secret key (default: .data beside manage.py)
OSTEON_DATABASE_URL      e.g. postgres://user:password@host/name (default: SQLite in the data folder)
OSTEON_DATABASE_POOL     on PostgreSQL, 1 uses psycopg's pool instead of one persistent connection a thread (default: 0)
OSTEON_SECRET_KEY        signs sessions (default: made once and kept in the data folder, mode 600)
OSTEON_ALLOWED_HOSTS     comma-separated host names the site answers to (default: this machine only)
OSTEON_HTTPS             1 where the site is reached by https: secure cookies, redirect, HSTS (default: 0)
OSTEON_TRUSTED_ORIGINS   comma-separated origins, with scheme, that forms may come from behind a proxy
OSTEON_PROXY_HTTPS_HEADER  1 where a proxy that strips it from clients sets X-Forwarded-Proto (default: 0)
OSTEON_PROXIES           how many proxies of your own stand before the site, each adding to X-Forwarded-For (default: 0)
OSTEON_EMAIL_URL         how mail is sent, e.g. smtp+tls://user:password@host:587 (default: none is; people then sign up
                         with a user name and nothing asks for an address)
OSTEON_MAIL_FROM         who that mail is from, e.g. Osteon <osteon@example.org>
OSTEON_SITE_URL          where people open the site, e.g. https://osteon.example.org: links in reminders lead there
                         (default: the first of OSTEON_ALLOWED_HOSTS, by https if OSTEON_HTTPS; without either, where
                         `serve` serves it)
OSTEON_GUESTS_PER_HOUR   how many guests may start from one network address in an hour (default: 300)
OSTEON_CLASS_MAILS_PER_DAY  how many mails the instructors of one class may send its students in a day; one to each
                         student of a larger class is always possible (default: 200)
OSTEON_CLASSES_BY        who may open classes: everyone (with an account), or staff (default: everyone)
OSTEON_DEMO              1 where the data folder is that of `serve --demo`, which sets it (default: 0)
OSTEON_DEBUG             1 shows tracebacks in the browser; never on a public site (default: 0)
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from learn import data_folder
from learn.accounts.modes import sign_in_settings

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_folder.prepared(Path(env.str("OSTEON_DATA_DIR", default="") or BASE_DIR / ".data"))

IS_DEMO = env.bool("OSTEON_DEMO", default=False)
DEBUG = env.bool("OSTEON_DEBUG", default=False)
SECRET_KEY = env.str("OSTEON_SECRET_KEY", default="") or data_folder.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("OSTEON_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("OSTEON_TRUSTED_ORIGINS", default=[])
PROXIES = env.int("OSTEON_PROXIES", default=0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "heroicons",
    "template_partials",
    "cards",
    "learn.accounts",
    "learn.classrooms",
    "learn.libraries",
    "learn.reviews",
    "learn.notebook",
    # Before quizzes: it keeps what a class needs of somebody's attempts before they are deleted.
    "learn.assignments",
    "learn.quizzes",
    "learn.progress",
    "learn.teaching",
    "learn.reports",
    # After all that points at content: a library that nobody else sees goes when what its author did with it is gone.
    "learn.authoring",
    "learn.reminders",
    "learn.front",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are mostly words. What is secret in them (the form's token) is masked anew in each.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "learn.accounts.middleware.guest_returns_middleware",
    "django_htmx.middleware.HtmxMiddleware",
    "learn.front.middleware.LearnersOnlyMiddleware",
    "learn.front.middleware.GoneLearnerMiddleware",
    "learn.front.middleware.keep_session_middleware",
    "learn.front.middleware.lens_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
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

# Shared by all processes, so that a limit holds whichever of them is asked. `serve` makes the table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Past this, counters that still count are thrown away.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "learn.accounts.backends.LearnerBackend"]
LOGIN_URL = "front:home"
LOGIN_REDIRECT_URL = "front:home"
# A password hashed by one further down is hashed anew by the first when its owner signs in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

EMAIL_URL = env.str("OSTEON_EMAIL_URL", default="")


def _mail() -> dict[str, Any]:
    try:
        config = env.email_url_config(EMAIL_URL or "consolemail://")
    except (ValueError, ImproperlyConfigured) as error:
        # Not the address itself: it may hold a password.
        raise ImproperlyConfigured(
            "OSTEON_EMAIL_URL cannot be understood; expected e.g. smtp+tls://user:password@host:587."
        ) from error
    return {name: value for name, value in config.items() if value is not None}


globals().update(_mail())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("OSTEON_MAIL_FROM", default="osteon@localhost")
# Someone waits for the page meanwhile.
EMAIL_TIMEOUT = 15

# Signing up and in, by allauth. What differs between a site that sends mail and one that does not is in one place.
HAS_MAIL = bool(EMAIL_URL)
globals().update(sign_in_settings(has_mail=HAS_MAIL))
ACCOUNT_ADAPTER = "learn.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "learn.accounts.sign_in_forms.LoginForm",
    "signup": "learn.accounts.sign_in_forms.SignupForm",
    "reauthenticate": "learn.accounts.sign_in_forms.ReauthenticateForm",
    "add_email": "learn.accounts.sign_in_forms.AddEmailForm",
    "change_password": "learn.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "learn.accounts.sign_in_forms.SetPasswordForm",
    "reset_password": "learn.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "learn.accounts.sign_in_forms.ResetPasswordKeyForm",
    "confirm_email_verification_code": "learn.accounts.sign_in_forms.ConfirmEmailVerificationCodeForm",
    "confirm_password_reset_code": "learn.accounts.sign_in_forms.ConfirmPasswordResetCodeForm",
}
ACCOUNT_USERNAME_VALIDATORS = "learn.accounts.sign_in_forms.username_validators"
# "strict" would let two accounts share an address; with addresses verified before anything, plain prevention suffices.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
# Changing the address while verifying it is left out: allauth offers it to new accounts only, which would tell.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
# What whole classrooms do at once (start, sign up, sign in) is counted by their address in learn.accounts.limits.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    # Nothing by name: whoever knows a name could keep its owner out. Axes counts by name and address together.
    "login_failed": None,
    "signup": None,
    "confirm_email": "1/10s/key,10/h/key",
    "reset_password": "60/15m/ip,5/15m/key",
    "reset_password_from_key": "60/15m/ip",
    "two_step_code": "5/5m/key",
}
MFA_ADAPTER = "learn.accounts.adapters.TwoStepAdapter"
MFA_FORMS = {
    "authenticate": "learn.accounts.two_step_forms.AuthenticateForm",
    "reauthenticate": "learn.accounts.two_step_forms.ReauthenticateForm",
    "activate_totp": "learn.accounts.two_step_forms.ActivateTOTPForm",
    "add_webauthn": "learn.accounts.two_step_forms.AddPasskeyForm",
    "edit_webauthn": "learn.accounts.two_step_forms.RenamePasskeyForm",
    "login_webauthn": "learn.accounts.two_step_forms.LoginPasskeyForm",
    "authenticate_webauthn": "learn.accounts.two_step_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "learn.accounts.two_step_forms.ReauthenticatePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Osteon"
# A phone's clock may be off by one step.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "100/m/ip"}

# After so many wrong passwords for one name from one address, that pair waits: nobody can lock a person out elsewhere.
AXES_HANDLER = "learn.accounts.limits.LockoutHandler"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "learn.accounts.limits.typed_name"
AXES_CLIENT_IP_CALLABLE = "learn.accounts.addresses.client_network"
AXES_LOCKOUT_CALLABLE = "learn.accounts.limits.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
GUESTS_PER_HOUR = env.int("OSTEON_GUESTS_PER_HOUR", default=300)
CLASS_MAILS_PER_DAY = env.int("OSTEON_CLASS_MAILS_PER_DAY", default=200)
CLASSES_BY = env.str("OSTEON_CLASSES_BY", default="") or "everyone"

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


def _site_url() -> str:
    names = [host for host in ALLOWED_HOSTS if not host.startswith((".", "*"))] or ["localhost"]
    at = f"{names[0]}:8000" if names[0] in ("localhost", "127.0.0.1", "[::1]") else names[0]
    return f"{'https' if HTTPS else 'http'}://{at}"


# For what is sent without anybody having asked for a page.
SITE_URL = (env.str("OSTEON_SITE_URL", default="") or _site_url()).rstrip("/")
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
} | {feature: ["self"] for feature in ("publickey-credentials-create", "publickey-credentials-get")}

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
        # Each wrong password would be two lines.
        "axes": {"level": "ERROR"},
    },
}
