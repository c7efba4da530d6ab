"""The settings of the tests: the site's own, with plain static files and a data folder that is thrown away."""

import os
import tempfile

os.environ.setdefault("OSTEON_DATA_DIR", tempfile.mkdtemp(prefix="osteon-tests-"))
os.environ.setdefault("OSTEON_SECRET_KEY", "only-for-tests-" + "x" * 50)

from learn.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
# All tests start from one address.
GUESTS_PER_HOUR = 10_000
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
