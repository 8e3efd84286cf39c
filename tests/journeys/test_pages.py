"""Main pages at desktop and phone width: nothing for axe-core to complain of, nothing wider than the window."""

import pytest
from playwright.sync_api import Browser

from lantoa.sample.story import PASSWORD
from tests.journeys.browser import DESKTOP, PHONE, visitor

pytestmark = pytest.mark.journey

REPORT = "/bao-cao/BCQ-2021Q1/HG-019/"
TOTALS = "/bao-cao/BCQ-2021Q1/"
CONFERENCE = "/hoi-nghi/SK-2021-01/"
PAGES = {
    "tonghop.sonoivu": [
        "/",
        "/bao-cao/",
        REPORT,
        "/mo-hinh/",
        "/mo-hinh/dang-ky/",
        "/mo-hinh/nhan-rong/NR-2021-01/",
        "/khen-thuong/",
    ],
    "chuyenvien": [
        "/",
        TOTALS,
        f"{TOTALS}?trang-thai=chua-gui",
        "/mo-hinh/",
        "/mo-hinh/bieu-do/",
        "/mo-hinh/MH-2019-061/",
        "/mo-hinh/MH-2019-061/don-vi/",
        "/viec/kiem-chung/",
        "/don-vi/HG-048/",
        "/khen-thuong/KT-2021-01/",
        CONFERENCE,
        f"{CONFERENCE}con-so/practices.recognised/",
        "/to-chuc/",
    ],
    "lanhdao": ["/", "/hoi-nghi/"],
}


@pytest.mark.parametrize(("width", "size"), [("desktop", DESKTOP), ("phone", PHONE)])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages_are_clean_and_fit_the_window(
    browser: Browser, site: str, name: str, width: str, size: tuple[int, int]
) -> None:
    person = visitor(browser, site, f"{width}-{name}", size)
    person.sign_in(name)
    wider = {}
    for path in PAGES[name]:
        person.go(path)
        person.look(path.strip("/").replace("/", "-").replace("?", "-") or "home")
        wider[path] = person.sideways()
    assert {path: pixels for path, pixels in wider.items() if pixels} == {}
    assert "\n".join(person.complaints) == ""


def test_english_pages_are_english(browser: Browser, site: str) -> None:
    """The same pages for a reader who asked for English: the page says so to machines too."""
    person = visitor(browser, site, "english", DESKTOP)
    person.go("/dang-nhap/")
    person.page.get_by_role("button", name="English").click()
    assert person.page.locator("html").get_attribute("lang") == "en"
    person.look("sign-in")
    assert person.complaints == []


def test_wide_tables_stay_in_their_card_on_a_tablet(browser: Browser, site: str) -> None:
    """In English, whose heads are longer; the card may be pushed sideways, the page may not."""
    person = visitor(browser, site, "tablet", (768, 1024))
    person.go("/dang-nhap/")
    person.page.get_by_role("button", name="English").click()
    person.page.locator("[name=login]").fill("chuyenvien")
    person.page.locator("[name=password]").fill(PASSWORD)
    person.page.locator("form:has([name=password]) button.button--primary").click()
    person.page.wait_for_url(f"{person.address}/")
    wider, pushed = {}, []
    for path in (
        TOTALS,
        "/buc-xuc/theo-doi/",
        "/bao-cao/tinh-hinh/",
        "/mo-hinh/",
        "/kiem-tra-giam-sat/thoi-han/",
    ):
        person.go(path)
        wider[path] = person.sideways()
        if person.page.locator(".card:has(> .table)").evaluate_all(
            "cards => cards.some(one => one.scrollWidth > one.clientWidth)"
        ):
            pushed.append(path)
    assert {path: pixels for path, pixels in wider.items() if pixels} == {}
    assert {"/buc-xuc/theo-doi/", "/kiem-tra-giam-sat/thoi-han/"} <= set(pushed)
    assert person.complaints == []
