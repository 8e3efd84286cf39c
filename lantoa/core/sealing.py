"""Bytes that wait in the database for a moment and that nobody may read there: encrypted under the secret key."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(ValueError):
    """Sealed under another key, for another purpose, or changed since."""


def seal(content: bytes, *, purpose: str) -> bytes:
    """The content encrypted with a key of its own for the purpose; the key does not lie in the database."""
    return _keys(purpose).encrypt(content)


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """What `seal` was given, also under an earlier secret key. Raises Unreadable."""
    try:
        return _keys(purpose).decrypt(sealed)
    except InvalidToken as error:
        raise Unreadable(purpose) from error


def _keys(purpose: str) -> MultiFernet:
    return MultiFernet(
        [_derived(one, purpose) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _derived(secret: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"lantoa {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(key.derive(secret.encode())))
