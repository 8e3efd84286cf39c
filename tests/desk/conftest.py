import pytest

from lantoa.reporting.models import Collection
from tests.cast import Cast
from tests.practices.world import World, make_world
from tests.reporting import world as reports


@pytest.fixture
def practices(cast: Cast) -> World:
    return make_world(cast)


@pytest.fixture
def quarter(cast: Cast) -> Collection:
    """Quarter I/2021 asked of the three units, due at 17:00 on 10/4/2021."""
    return reports.story(cast)
