from collections.abc import Iterator

import pytest

from tests.reporting import world


@pytest.fixture(autouse=True)
def _empty_register() -> Iterator[None]:
    world.REGISTER.clear()
    yield
    world.REGISTER.clear()
