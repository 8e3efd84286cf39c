"""Lists on paper: a sheet holds many rows, and says which rows of how many it holds."""

from io import BytesIO

import pypdf
import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import DESKTOP, visitor

pytestmark = pytest.mark.journey

# Lists of fifty rows of a page → the sheets of A4 that they may take.
LISTS = {"/ke-hoach/": 6, "/tuyen-truyen/": 6, "/cam-ket/so-lieu/": 4, "/mo-hinh/": 7}


def test_list_of_fifty_rows_takes_few_sheets(browser: Browser, site: str) -> None:
    person = visitor(browser, site, "prints", DESKTOP)
    person.sign_in("chuyenvien")
    too_many, unsaid = {}, []
    for path, most in LISTS.items():
        person.go(path)
        paper = pypdf.PdfReader(BytesIO(person.page.pdf(format="A4", prefer_css_page_size=True)))
        if len(paper.pages) > most:
            too_many[path] = len(paper.pages)
        person.page.emulate_media(media="print")
        if not person.page.locator(".pagination > span", has_text="1 đến 50 trong").is_visible():
            unsaid.append(path)
    assert too_many == {}
    assert unsaid == []
