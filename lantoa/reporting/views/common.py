"""What several views of this room share."""

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from lantoa.accounts.models import User

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def person(request: HttpRequest) -> User:
    """The signed-in person: `@acts` lets nobody else through to an act of this room."""
    return cast(User, request.user)


def page_of(rows: "QuerySet[Any]", request: HttpRequest) -> Page[Any]:
    """The page the address asks for; a number that is none or too great gives the nearest page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
