"""One world for a module, in a transaction that is never committed."""

import json
from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.identity_provider import running_provider
from tests.permissions.cells import Visitors
from tests.permissions.world import make_world
from tests.permissions.world.accounts import PROVIDER
from tests.permissions.world.places import TODAY


@pytest.fixture(scope="package")
def visitors(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitors]:
    from django.db import transaction
    from django.test import override_settings

    from lantoa.audit.services import export_heads
    from lantoa.config.single_sign_on import library_settings
    from lantoa.core import clock
    from lantoa.organisation.services.statistics import refresh_statistics

    folder = tmp_path_factory.mktemp("heads")
    with (
        django_db_blocker.unblock(),
        clock.set_to(TODAY),
        running_provider(json.dumps({"sub": "khach"})) as issuer,
        override_settings(
            AUDIT_HEADS_DIR=str(folder),
            SOCIALACCOUNT_PROVIDERS=library_settings(json.dumps([PROVIDER | {"address": issuer}])),
        ),
        transaction.atomic(),
    ):
        world = make_world()
        # Nobody else sees the rows of this transaction: the server's own analysis would take the tables for empty, and plan lists
        # so that they take minutes. Ours sees them, and its locks keep the other away until the end.
        refresh_statistics()
        export_heads(target=folder)
        yield Visitors(world)
        transaction.set_rollback(True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the teeth counted, also where they were counted in another process."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", ()):
                if name == "teeth":
                    terminalreporter.write_line(str(value))
