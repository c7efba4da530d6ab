"""Secrets that stand in the database sealed: who reads the database alone cannot use them.

The key is derived from the site's secret key; with another secret key nothing sealed before can be opened.
"""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"osteon: secrets of two-step sign-in"


class SealBrokenError(Exception):
    """Sealed with another secret key, or changed since."""


def seal(text: str) -> str:
    return _box(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises SealBrokenError."""
    try:
        return _box(_keys()).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBrokenError from error


def _keys() -> tuple[str, ...]:
    return tuple(map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)))


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
