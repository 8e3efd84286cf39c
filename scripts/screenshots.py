"""Pictures of the main screens for the README: desktop and phone, Vietnamese and English, from a fresh sample.

`python scripts/screenshots.py [folder]`; the default folder is docs/screenshots. Uses the tests' throw-away database server.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.journeys.browser import Visitor

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ["DJANGO_SETTINGS_MODULE"] = "lantoa.config.settings.test"

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
# Name of the picture → who looks, and where; {code} is the code of the first certificate.
SCREENS = {
    "home": ("chuyenvien", "/"),
    "practices": ("chuyenvien", "/mo-hinh/?tap=1"),
    "practice": ("chuyenvien", "/mo-hinh/MH-2019-061/"),
    "entry": ("tonghop.benhvien", "/bao-cao/BCQ-2021Q1/HG-048/"),
    "totals": ("lanhdao", "/bao-cao/BCQ-2021Q1/"),
    "conference": ("lanhdao", "/hoi-nghi/SK-2021-01/"),
    "tree": ("chuyenvien", "/to-chuc/"),
    "certificate": ("", "/kiem-tra/{code}/"),
}


def main(folder: Path) -> None:
    import django

    django.setup()
    from playwright.sync_api import sync_playwright

    from lantoa.config import database
    from lantoa.config.postgres import running_server
    from tests import sample_database
    from tests.journeys.browser import ARGUMENTS, CHROMIUM
    from tests.journeys.server import running_site

    folder.mkdir(parents=True, exist_ok=True)
    sample_database.STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        running_server(fast_unsafe=True),
        sample_database.copy_of(sample_database.made_sample_template(), "pictures") as name,
    ):
        with database.connect_as_superuser(name) as connection:
            query = "SELECT code FROM commendation_certificate ORDER BY register_number LIMIT 1"
            [(code,)] = connection.execute(query).fetchall()
        with running_site(name) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for size in SIZES:
                for language in LANGUAGES:
                    _take(browser, address, folder, size, language, str(code))
            browser.close()


def _take(browser: "Browser", address: str, folder: Path, size: str, language: str, code: str) -> None:
    """Every screen at one size in one language; one window for each person who looks."""
    from tests.journeys.browser import visitor

    people: dict[str, Visitor] = {}
    for screen, (name, path) in SCREENS.items():
        if name not in people:
            person = people[name] = visitor(browser, address, "", SIZES[size], LANGUAGES[language])
            person.go("/dang-nhap/")
            if language == "en":
                person.page.get_by_role("button", name="English").click()
            if name:
                _sign_in(person, name)
        person = people[name]
        person.go(path.format(code=code))
        person.page.wait_for_load_state("networkidle")
        target = folder / f"{screen}-{size}-{language}.png"
        person.page.screenshot(path=str(target), scale="css")
        sys.stdout.write(f"{target.name}: {target.stat().st_size // 1024} KB\n")


def _sign_in(person: "Visitor", name: str) -> None:
    """By the names that the fields have in the page, whatever language they are labelled in."""
    from lantoa.sample.story import PASSWORD

    person.page.locator("[name=login]").fill(name)
    person.page.locator("[name=password]").fill(PASSWORD)
    person.page.locator("form:has([name=password]) button.button--primary").click()
    person.page.wait_for_url(f"{person.address}/")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs" / "screenshots")
