"""Each role signs in and follows everything that the pages offer: no page breaks, and no word of others appears."""

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve
from django.urls.exceptions import Resolver404

from tests.permissions.cells import Visitors, canaries_in, content_of, stays_within
from tests.permissions.table import ANONYMOUS, ROLES, read_table

TABLE = read_table()
OFFER = re.compile(rb"\b(?:href|hx-get|src|action)=\"([^\"#]+)")
POST_FORM = re.compile(rb"<form\b[^>]*method=\"post\"[^>]*>", re.IGNORECASE)
PAGES = 120  # followed at most by each person
A_KIND = 6  # followed at most of one route: pages of one route differ by their thing only
# Pictures and papers of certificates hold no text to look for, and take long to draw.
DRAWN = {"commendation:certificate_preview", "commendation:certificate_pdf", "commendation:certificates_pdf"}


def offered(page: str, content: bytes) -> list[str]:
    """The addresses of the house that a page offers to open; addresses of forms that change something are left out."""
    found = OFFER.findall(POST_FORM.sub(b"", content))
    joined = [urlsplit(urljoin(page, one.decode().replace("&amp;", "&"))) for one in found]
    return [
        one.path + (f"?{one.query}" if one.query else "")
        for one in joined
        if not one.netloc and one.scheme in ("", "http") and not one.path.startswith("/static/")
    ]


def crawl(visitors: Visitors, role: str, seat: str) -> tuple[int, list[str]]:
    """How many pages were opened, and what was wrong with them."""
    client = visitors.clients[role, seat]
    came_from: dict[str, str] = {}
    waiting, known, wrong, opened = deque(["/"]), {"/"}, [], 0
    kinds: dict[str, int] = {}
    while waiting and opened < PAGES:
        address = waiting.popleft()
        try:
            kind = resolve(urlsplit(address).path).view_name
        except Resolver404:
            wrong.append(f"{address}: offered, and leads nowhere")
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > A_KIND or kind in DRAWN:
            continue
        response = client.get(address)
        opened += 1
        content = content_of(response)
        if response.status_code >= 400 and kind != "set_language":
            wrong.append(
                f"{address}: offered on {came_from.get(address)}, and answers {response.status_code}"
            )
        wrong += [
            f"{address}: shows {word}"
            for word in canaries_in(content)
            if not stays_within(TABLE, role, seat, word)
        ]
        links = offered(address, content) if response.get("Content-Type", "").startswith("text/html") else []
        links += [response["Location"]] if response.status_code == 302 else []
        for link in links:
            if link not in known and link.startswith("/"):
                known.add(link)
                came_from[link] = address
                waiting.append(link)
    return opened, wrong


@pytest.mark.parametrize("seat", ["KHOI", "DVA"])
@pytest.mark.parametrize("role", ROLES)
def test_pages_offered_to_a_role_open_and_show_nothing_of_others(
    visitors: Visitors, role: str, seat: str
) -> None:
    opened, wrong = crawl(visitors, role, seat)
    assert wrong == []
    assert opened > 2


def test_pages_offered_to_anybody_show_nothing_of_the_house(visitors: Visitors) -> None:
    opened, wrong = crawl(visitors, ANONYMOUS, "")
    assert wrong == []
    assert opened >= 1
