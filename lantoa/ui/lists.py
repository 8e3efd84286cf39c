"""What every list page does: the page the address asks for, and the same list as a file."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

PER_PAGE = 50
LONGEST_SEARCH = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = TypeVar("Row", bound=Model)
Counted = TypeVar("Counted")


@dataclass(frozen=True)
class Counter:
    """One number of the strip above a list, as the component takes it; `url` narrows the list to what it counts."""

    label: str
    value: int
    url: str
    current: bool
    icon: str = ""
    tone: str = ""
    note: str = ""
    badge: str = ""


def narrowed_address(request: HttpRequest, name: str, value: str) -> str:
    """The same list narrowed by `name` to `value` (no longer by it where that is empty), from its first page."""
    query = request.GET.copy()
    for one in ("page", name):
        query.pop(one, None)
    if value:
        query[name] = value
    return f"?{query.urlencode()}" if query else "?"


def counters_over(
    request: HttpRequest,
    rows: Collection[Counted],
    labels: Mapping[str, str],
    states: Mapping[str, Callable[[Counted], bool]],
    current: str,
    *,
    name: str = "trangthai",
) -> list[Counter]:
    """The strip of a list that is at hand: how many rows are in each state of `labels`; "" counts all."""
    return [
        Counter(
            label,
            sum(not state or states[state](row) for row in rows),
            narrowed_address(request, name, state),
            current == state,
        )
        for state, label in labels.items()
    ]


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
