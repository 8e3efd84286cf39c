"""How often one network address may ask about certificates.

A window of one minute in the cache. With the cache in memory each process counts for itself: with several processes the limit
is so many times higher, still far from what guessing eighty bits would need.
"""

import ipaddress

from django.core.cache import cache
from django.http import HttpRequest

from lantoa.core import clock

CHECKS_PER_MINUTE = 30
WINDOW = 60  # seconds
IPV6_PREFIX = 64  # what one household or office is given


def network_of(request: HttpRequest) -> str:
    """The address that asks; of IPv6 its network of /64. A header that anybody can write is not believed."""
    typed = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address)


def is_too_often(request: HttpRequest) -> bool:
    """Count one look-up, and say whether it is beyond what the minute allows."""
    minute = int(clock.now().timestamp()) // WINDOW
    key = f"portal.check:{network_of(request)}:{minute}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        count = cache.incr(key)
    except ValueError:  # the entry fell out of a full cache between the two calls
        return False
    return count > CHECKS_PER_MINUTE
