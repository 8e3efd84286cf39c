"""One world for a module, in a transaction that is never committed."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.permissions.cells import Visitors
from tests.permissions.world import TODAY, make_world


@pytest.fixture(scope="package")
def visitors(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    from django.db import transaction

    from lantoa.core import clock

    with django_db_blocker.unblock(), clock.set_to(TODAY), transaction.atomic():
        yield Visitors(make_world())
        transaction.set_rollback(True)
