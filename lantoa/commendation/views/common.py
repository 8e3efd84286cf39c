"""What several views of this room share."""

from django.http import HttpRequest

from lantoa.ui.lists import LONGEST_SEARCH


def text_of(request: HttpRequest) -> str:
    return request.GET.get("q", "")[:LONGEST_SEARCH].strip()


def address_with(request: HttpRequest, name: str, value: str) -> str:
    """The present address with one filter set or, for "", dropped; back on the first page."""
    query = request.GET.copy()
    for gone in (name, "page"):
        query.pop(gone, None)
    if value:
        query[name] = value
    return f"?{query.urlencode()}" if query else request.path
