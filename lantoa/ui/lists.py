"""What every list page does: the page the address asks for, and the same list as a file."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

PER_PAGE = 50
LONGEST_SEARCH = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = TypeVar("Row", bound=Model)


def page_of(rows: QuerySet[Row], request: HttpRequest) -> Page[Row]:
    """The page the address asks for; a number that is none or too great gives the nearest page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def file_answer(content: bytes, name: str, media_type: str = XLSX, *, inline: bool = False) -> HttpResponse:
    """A file to keep, or to look at when `inline`; the name may hold Vietnamese letters."""
    disposition = content_disposition_header(not inline, name) or "inline"
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})
