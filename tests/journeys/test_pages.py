"""Main pages at desktop and phone width: nothing for axe-core to complain of, nothing wider than the window."""

import pytest
from playwright.sync_api import Browser

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
