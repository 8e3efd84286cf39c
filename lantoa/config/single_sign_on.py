"""Reads LANTOA_OIDC: the OpenID Connect providers of this installation. None unless it says so.

A JSON list; each entry has `id` (letters of the address), `name` (on the button), `address` (of the issuer), `client`, `secret`,
and `sign_in_origin` where people sign in at another origin than the issuer's.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = {"id", "name", "address", "client", "secret"}
KNOWN = NEEDED | {"sign_in_origin"}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def library_settings(text: str) -> dict[str, Any]:
    """The providers as the library's SOCIALACCOUNT_PROVIDERS. Raises `ImproperlyConfigured` with what is wrong in which entry."""
    if not text.strip():
        return {}
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"LANTOA_OIDC is not JSON: {error}") from error
    if not isinstance(entries, list):
        raise ImproperlyConfigured("LANTOA_OIDC must be a list of providers.")
    apps = [_app(place, entry) for place, entry in enumerate(entries, start=1)]
    names = [app["provider_id"] for app in apps]
    if len(set(names)) < len(names):
        raise ImproperlyConfigured("LANTOA_OIDC has two providers of one id.")
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}} if apps else {}


def _app(place: int, entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict) or not all(isinstance(value, str) and value for value in entry.values()):
        raise ImproperlyConfigured(f"LANTOA_OIDC, entry {place}: must be an object of texts.")
    if NEEDED - set(entry) or set(entry) - KNOWN:
        raise ImproperlyConfigured(
            f"LANTOA_OIDC, entry {place}: needs {sorted(NEEDED)}, may have sign_in_origin."
        )
    if not re.fullmatch(r"[a-z0-9-]{1,40}", entry["id"]):
        raise ImproperlyConfigured(f"LANTOA_OIDC, entry {place}: id takes small letters, digits and dashes.")
    address = _safe(place, entry["address"])
    origin = entry.get("sign_in_origin") or address
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client"],
        "secret": entry["secret"],
        "settings": {
            "server_url": address,
            "sign_in_origin": _origin(_safe(place, origin)),
            "scope": ["openid"],
        },
    }


def _safe(place: int, address: str) -> str:
    """Only TLS; plain only on the machine itself."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ImproperlyConfigured(f"LANTOA_OIDC, entry {place}: {address} must begin with https://.")
    return address.rstrip("/")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
