"""Where the rooms below are reached from the desk. A page that a room does not have is not linked to."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def address(name: str, *parts: str, **query: str) -> str:
    """The address of a page by its URL name and codes, or "" where the room has no such page."""
    try:
        found = reverse(name, args=parts)
    except NoReverseMatch:
        return ""
    return f"{found}?{urlencode(query)}" if query else found
