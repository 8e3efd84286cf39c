"""Refuse to start a real installation on a database that the sample made."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from lantoa.accounts.queries import sample_accounts_exist


@register(Tags.security, deploy=False)
def no_sample_accounts_in_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.SAMPLE_ALLOWED or getattr(settings, "DATABASE_ROLE", "app") == "owner":
        return []
    try:
        found = sample_accounts_exist()
    except DatabaseError:
        return []  # not migrated yet: there are no accounts at all
    if not found:
        return []
    return [
        Error(
            "This database holds sample accounts, whose passwords are published.",
            hint="Use a database of its own for real work (DATABASE_URL).",
            id="lantoa.E001",
        )
    ]
