"""One running site and one browser for the stories of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import sample_database
from tests.journeys.browser import ARGUMENTS, CHROMIUM
from tests.journeys.server import running_site


@pytest.fixture(scope="session")
def site(worker_id: str) -> Iterator[str]:
    template = sample_database.made_sample_template()
    with (
        sample_database.copy_of(template, f"lantoa_journey_{worker_id}") as name,
        running_site(name) as address,
    ):
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield made
        made.close()
