"""What several views of this room share."""

from typing import TypeVar, cast
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from lantoa.accounts.models import User

PER_PAGE = 50
LONGEST_SEARCH = 200
INVALID = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = TypeVar("Row", bound=Model)


def person(request: HttpRequest) -> User:
    """The signed-in person: `@acts` lets nobody else through to an act of this room."""
    return cast(User, request.user)


def page_of(rows: QuerySet[Row], request: HttpRequest) -> Page[Row]:
    """The page the address asks for; a number that is none or too great gives the nearest page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


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


def file_answer(content: bytes, name: str, media_type: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name)}"
    return response
