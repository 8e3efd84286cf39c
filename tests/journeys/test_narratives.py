"""An officer reads what the units wrote, marks it by keyboard alone, and opens the draft in Word: sources are kept."""

import io
import re

import docx
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PHONE, visitor

READING = "/bao-cao/BCQ-2021Q1/loi-van/0/"
WORDING = "Việc nêu gương ở một số nơi chưa đều."


def _focused(page: Page) -> str:
    """Code of the unit whose text has the focus."""
    return str(page.evaluate("document.activeElement.id")).removeprefix("dv-")


def _words(page: Page, unit: str) -> str:
    return str(page.locator(f"#dv-{unit} .said__sentence span").first.inner_text())


def _marks(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_load_state("networkidle")


def test_officer_compiles_by_keyboard_and_the_word_file_keeps_every_source(
    browser: Browser, untouched_site: str
) -> None:
    officer = visitor(browser, untouched_site, "narratives")
    page = officer.page
    officer.sign_in("chuyenvien")
    officer.go(READING)
    officer.look("reading")
    units, quoted = [], []
    for _time in range(2):
        expect(page.locator("[data-said]:focus")).to_have_count(1)
        unit = _focused(page)
        units.append(unit)
        quoted.append(_words(page, unit))
        _marks(page, "t")
        assert _focused(page) == unit
        page.keyboard.press("j")
    units.append(_focused(page))
    page.keyboard.press("g")
    page.locator(f"#dv-{units[2]} textarea[name=loi]").focus()
    page.keyboard.type(WORDING)
    page.keyboard.press("Tab")
    _marks(page, "Enter")
    page.keyboard.press("j")
    units.append(_focused(page))
    page.keyboard.press("x")
    page.keyboard.type("Ý đã có ở trên")
    page.keyboard.press("Tab")
    _marks(page, "Enter")
    assert len(set(units)) == 4
    expect(page.locator(f"#dv-{units[3]}")).to_contain_text("Ý đã có ở trên")
    officer.look("marked")
    names = [str(page.locator(f"#ten-{unit}").inner_text()) for unit in units]
    page.get_by_role("link", name="Xem dự thảo").click()
    officer.look("draft")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Word").click()
    document = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    paragraphs = [one.text for one in document.paragraphs]
    numbers = []
    for sentence in [*quoted, WORDING]:
        (said,) = [one for one in paragraphs if sentence in one]
        numbers.append(re.findall(r"\[(\d+)\]", said)[-1])
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    by_number = {row[0]: row[1] for row in cells if row[0].isdigit()}
    assert [by_number[number] for number in numbers] == names[:3]
    assert names[3] not in by_number.values()
    assert officer.complaints == []


def test_reading_fits_a_phone(browser: Browser, site: str) -> None:
    officer = visitor(browser, site, "narratives-phone", PHONE)
    officer.sign_in("chuyenvien")
    officer.go(READING)
    officer.look("reading")
    assert officer.sideways() == 0
    assert officer.complaints == []
