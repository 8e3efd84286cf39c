"""Browsers that have signed in before, and from where a request comes.

The cookie says for which accounts this browser has passed sign-in; it opens nothing, it only gives the browser an allowance of
its own (`throttle`). It is signed, so that it cannot be made up, and names the accounts by a keyed hash.
"""

import hashlib
import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

COOKIE, SALT = "lantoa_device", "lantoa.device"
KEPT_FOR = 400 * 24 * 3600  # the longest a browser keeps a cookie
ACCOUNTS_KEPT = 8  # a shared office computer


@dataclass(frozen=True)
class Visitor:
    """Who tries: the network, and the device's own number where it is known for the account in question."""

    network: str
    device: str


def visitor(request: HttpRequest, username: str) -> Visitor:
    number, accounts = _read(request)
    return Visitor(network_of(request), number if _mark(username) in accounts else "")


def remember(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Note that this browser has signed in to the account."""
    number, accounts = _read(request)
    mark = _mark(username)
    kept = [mark, *(one for one in accounts if one != mark)][:ACCOUNTS_KEPT]
    value = signing.dumps([number or secrets.token_hex(16), kept], salt=SALT, compress=True)
    response.set_cookie(
        COOKIE,
        value,
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path=settings.SESSION_COOKIE_PATH,
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        number, accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(number), [str(one) for one in accounts]


def _mark(username: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"device:" + username.encode(), hashlib.sha256).hexdigest()[
        :24
    ]


def address_of(request: HttpRequest) -> str:
    """The client's address. Behind TRUSTED_PROXIES proxies it is what the outermost of them saw; what a client writes into the
    header itself stands further left and does not count."""
    proxies: int = settings.TRUSTED_PROXIES
    seen = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if proxies and len(seen) >= proxies:
        return str(seen[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(request: HttpRequest) -> str:
    """What is counted together: one IPv4 address (an office behind it), one IPv6 network of 64 bits (one line)."""
    return _cut(address_of(request), 32, 64)


def shown_network(request: HttpRequest) -> str:
    """What is kept and shown: /24 or /48, enough to tell the office from elsewhere."""
    return _cut(address_of(request), 24, 48)


def _cut(address: str, bits4: int, bits6: int) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, bits4 if parsed.version == 4 else bits6), strict=False))


BROWSERS = (
    ("Zalo", r"Zalo"),
    ("Cốc Cốc", r"coc_coc_browser"),
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Windows", r"Windows"),
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def device_words(request: HttpRequest) -> str:
    """«Chrome trên Windows»: enough to know one's own machine by; versions are not kept."""
    said = request.META.get("HTTP_USER_AGENT", "")[:400]
    browser = next((name for name, pattern in BROWSERS if re.search(pattern, said)), "")
    system = next((name for name, pattern in SYSTEMS if re.search(pattern, said)), "")
    if browser and system:
        return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Thiết bị không rõ")
