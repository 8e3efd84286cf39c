"""Fixtures of tests that see the loaded sample; what a test writes is rolled back."""

from collections.abc import Iterator

import pytest

from lantoa.conferences.models import Conference
from lantoa.conferences.queries.reviews import conference_by_code
from lantoa.core import clock
from lantoa.sample.story import STORY_DAY
from tests import sample_database


@pytest.fixture(scope="session")
def sample_copy(django_db_setup: None) -> Iterator[str]:
    """One copy of the loaded sample for this worker; what a test writes is rolled back."""
    template = sample_database.made_sample_template()
    with sample_database.copy_of(template, "loaded") as name:
        yield name


@pytest.fixture(scope="module")
def sample_database_in_use(sample_copy: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock(), sample_database.connected_to(sample_copy):  # type: ignore[attr-defined]
        yield


@pytest.fixture
def sample(sample_database_in_use: None, db: None) -> Iterator[None]:
    """The loaded sample on the morning of the story's day."""
    with clock.set_to(STORY_DAY):
        yield


@pytest.fixture
def conference(sample: None) -> Conference:
    return conference_by_code("SK-2021-01")
