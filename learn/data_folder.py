"""The data folder: where this installation keeps its database, collected static files and secret key."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def prepared(folder: Path) -> Path:
    """The folder itself, made if need be; raises ImproperlyConfigured where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(_cannot_write(folder, error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(_cannot_write(folder, "permission denied"))
    return folder


def secret_key(folder: Path) -> str:
    """The secret key kept in the folder (mode 600), made at the first call."""
    file = folder / "secret_key"
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"the secret key {file} cannot be read ({error}).") from error
    # Written aside and linked into place, so that two processes starting at once agree on one key.
    draft = folder / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise ImproperlyConfigured(_cannot_write(folder, error)) from error
    return file.read_text().strip()


def _cannot_write(folder: Path, reason: object) -> str:
    return (
        f"the data folder {folder} cannot be written ({reason}). "
        "Make it writable, or name another one in the environment variable OSTEON_DATA_DIR."
    )
