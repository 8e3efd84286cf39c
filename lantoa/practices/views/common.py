"""What several views of this room share."""

from typing import TypeVar, cast

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from lantoa.accounts.models import User

PER_PAGE = 50
Row = TypeVar("Row", bound=Model)


def person(request: HttpRequest) -> User:
    """The signed-in person: `@acts` lets nobody else through to an act of this room."""
    return cast(User, request.user)


def page_of(rows: QuerySet[Row], request: HttpRequest) -> Page[Row]:
    """The page the address asks for; a number that is none or too great gives the nearest page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
