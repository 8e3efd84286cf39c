"""Each role signs in and follows everything that the pages offer, links, forms, files and parts: no page breaks, and no word of
others appears, in no body, header or file.

A form that changes something is sent as it stands, in a transaction that is taken back.
"""

import io
import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import resolve
from django.urls.exceptions import Resolver404
from pypdf import PdfReader

from tests.permissions.cells import Canary, Visitor, Visitors, canaries_in, content_of, stays_within
from tests.permissions.forms_on_pages import FormOnPage, forms_on
from tests.permissions.table import ANONYMOUS, ROLES, read_table

TABLE = read_table()
OFFER = re.compile(rb"\b(?:href|hx-get|src|action)=\"([^\"#]+)")
POST_FORM = re.compile(rb"<form\b[^>]*method=\"post\"[^>]*>", re.IGNORECASE)
PAGES = 120  # followed at most by each person
A_KIND = 6  # followed at most of one route: pages of one route differ by their thing only
A_FORM = 2  # sent at most of one address
STRUCTURE = {"unit", "profile", "group", "decision", "import", "reorganisation", "person", "signer"}
STEM = "hoamai"  # with which every canary begins
# Sent, they would end the walk: the session, or the language of the words looked for.
LEAVING = {"account_logout", "account_session_end", "set_language", "account_login", "account_link"}
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


def words_in(response: HttpResponseBase, content: bytes) -> frozenset[Canary]:
    """The canaries of an answer: of its body, the text of a PDF, the parts of a workbook or Word file, and its headers."""
    found = canaries_in(content)
    if content.startswith(b"%PDF"):
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        found |= canaries_in(text.encode())
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return found | canaries_in(headers.encode())


@dataclass
class Walk:
    """What one person met: pages opened, forms sent, every canary with where it stood, and what was wrong."""

    opened: int = 0
    sent: int = 0
    met: dict[Canary, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def note(self, address: str, response: HttpResponseBase) -> bytes:
        content = content_of(response)
        for word in words_in(response, content):
            self.met.setdefault(word, address)
        return content


def crawl(visitors: Visitors, role: str, seat: str) -> Walk:
    """Follow links, then send the forms of each page as it was opened."""
    client = visitors.clients[role, seat]
    walk = Walk()
    came_from: dict[str, str] = {}
    waiting, known = deque(["/"]), {"/"}
    kinds: dict[str, int] = {}
    forms: dict[tuple[str, str], int] = {}
    while waiting and walk.opened < PAGES:
        address = waiting.popleft()
        try:
            kind = resolve(urlsplit(address).path).view_name
        except Resolver404:
            walk.wrong.append(f"{address}: offered, and leads nowhere")
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > A_KIND or kind in DRAWN:
            continue
        response = client.get(address)
        walk.opened += 1
        content = walk.note(address, response)
        if response.status_code >= 400 and kind != "set_language":
            walk.wrong.append(
                f"{address}: offered on {came_from.get(address)}, and answers {response.status_code}"
            )
        is_page = response.get("Content-Type", "").startswith("text/html")
        for form in forms_on(address, content) if is_page else []:
            _send(client, form, walk, forms)
        links = offered(address, content) if is_page else []
        links += [response["Location"]] if response.status_code == 302 else []
        for link in links:
            if link not in known and link.startswith("/"):
                known.add(link)
                came_from[link] = address
                waiting.append(link)
    return walk


def _send(client: Visitor, form: FormOnPage, walk: Walk, forms: dict[tuple[str, str], int]) -> None:
    """A search looks for the stem of all canaries; a change goes out as it stands and is taken back."""
    kind = resolve(urlsplit(form.action).path).view_name
    forms[form.method, kind] = forms.get((form.method, kind), 0) + 1
    if forms[form.method, kind] > A_FORM or kind in LEAVING:
        return
    cache.clear()
    walk.sent += 1
    cookies = {name: one.value for name, one in client.cookies.items()}
    if form.method == "GET":
        response = client.get(form.action, form.fields | dict.fromkeys(form.texts, STEM))
        walk.note(form.action, response)
    else:
        with transaction.atomic():
            response = client.post(form.action, form.fields)
            walk.note(form.action, response)
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.load(cookies)
    if response.status_code >= 500:
        walk.wrong.append(f"{form.action}: {form.method} answers {response.status_code}")


def strangers(walk: Walk, role: str, seat: str) -> list[str]:
    return [
        f"{address}: shows {word}"
        for word, address in walk.met.items()
        if not stays_within(TABLE, role, seat, word)
    ]


@pytest.mark.parametrize("seat", ["KHOI", "DVA"])
@pytest.mark.parametrize("role", ROLES)
def test_pages_offered_to_a_role_open_and_show_nothing_of_others(
    visitors: Visitors, role: str, seat: str
) -> None:
    walk = crawl(visitors, role, seat)
    assert walk.wrong + strangers(walk, role, seat) == []
    assert walk.opened > 2
    assert walk.sent > 2


@pytest.mark.parametrize("role", ["AD", "AU"])
def test_who_runs_or_audits_the_house_meets_no_content(visitors: Visitors, role: str) -> None:
    """Names, kinds and figures of units, decisions on them and, for the administrator, people: nothing of what units report, put
    forward, answer or are honoured for."""
    walk = crawl(visitors, role, "KHOI")
    assert {kind for kind, _state, _unit in walk.met} <= STRUCTURE


def test_pages_offered_to_anybody_show_nothing_of_the_house(visitors: Visitors) -> None:
    walk = crawl(visitors, ANONYMOUS, "")
    assert walk.wrong + strangers(walk, ANONYMOUS, "") == []
    assert walk.opened >= 1
