"""The data folder: where this installation keeps its database, collected static files and secret key."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def prepared(folder: Path) -> Path:
    """The folder as an absolute path, made if need be (for its owner alone).

    Raises ImproperlyConfigured where it cannot be written.
    """
    folder = folder.expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(_cannot_write(folder, error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(_cannot_write(folder, "permission denied"))
    return folder


def secret_key(folder: Path) -> str:
    """The secret key kept in the folder (mode 600), made at the first call."""
    file = folder / "secret_key"
    if file.exists():
        return _read_key(file)
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
    return _read_key(file)


def _read_key(file: Path) -> str:
    try:
        key = file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"the secret key in {file} cannot be read ({error}); {_NEW_KEY}") from error
    if not key:
        raise ImproperlyConfigured(f"the secret key in {file} is empty; {_NEW_KEY}")
    return key


_NEW_KEY = "delete the file, and a new one is made (everyone is signed out, guests for good)."


def _cannot_write(folder: Path, reason: object) -> str:
    return (
        f"the data folder {folder} cannot be written ({reason}). "
        "Make it writable, or name another one in the environment variable OSTEON_DATA_DIR."
    )
