"""The world of the policy tests, signed in; each test's changes are taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.permissions.world import make_world
from tests.permissions.world.places import TODAY
from tests.permissions.world.things import World


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    from django.db import transaction

    from lantoa.core import clock

    with django_db_blocker.unblock(), clock.set_to(TODAY), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World) -> Iterator[World]:
    from django.core.cache import cache
    from django.db import transaction

    cache.clear()
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def signed_in(world: World) -> Callable[[str, str], Client]:
    """A client of a role on a unit; a view that breaks answers 500 instead of raising."""

    def sign_in(role: str, seat: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(world.users[role, seat])
        return client

    return sign_in


@pytest.fixture
def store_folder(tmp_path: Path, settings: LazySettings) -> Path:
    """A store on a real disk, as an installation has it."""
    folder = tmp_path / "files"
    durable = {"BACKEND": "lantoa.attachments.storage.DurableStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": durable}
    return folder


@pytest.fixture
def reporter(signed_in: Callable[[str, str], Client]) -> Client:
    return signed_in("RP", "DVA")
