"""One running site and one browser for the stories of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from lantoa.config import database
from tests import sample_database
from tests.journeys.browser import ARGUMENTS, CHROMIUM
from tests.journeys.server import running_site


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    template = sample_database.made_sample_template()
    with (
        sample_database.copy_of(template, "journey") as name,
        running_site(name) as address,
    ):
        yield address


@pytest.fixture
def untouched_site() -> Iterator[str]:
    """A site of the test's own, for a story that needs the sample as nobody has changed it."""
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "untouched") as name, running_site(name) as address:
        yield address


@pytest.fixture
def settled_site() -> Iterator[str]:
    """A site whose inspections are settled: a body that ends may leave none open."""
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "settled") as name:
        with database.connect_as_superuser(name) as connection:
            connection.execute(
                "UPDATE oversight_inspection SET state = 'cancelled', item_id = NULL, cancelled_reason = 'Đổi kế hoạch.'"
                " WHERE state NOT IN ('concluded', 'cancelled')"
            )
        with running_site(name) as address:
            yield address


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Anew for each story: while Playwright runs its loop, Django's ORM refuses to work in the same thread."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def small_office_site() -> Iterator[str]:
    """A site on which an office that told of its situation has come to be of seven people, as the nightly count finds it."""
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "small") as name:
        with database.connect_as_superuser(name) as connection:
            unit = "(SELECT unit_id FROM organisation_unitversion WHERE short_name = 'Sở Nội vụ' LIMIT 1)"
            connection.execute(
                f"UPDATE organisation_profileentry SET number = 7 WHERE unit_id = {unit}"
                " AND field_id = (SELECT id FROM organisation_profilefield WHERE code = 'so-dang-vien')"
            )
            connection.execute(f"UPDATE reporting_situation SET people = 7 WHERE unit_id = {unit}")
        with running_site(name) as address:
            yield address
