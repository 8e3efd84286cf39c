"""Start-up checks: no view without an act, no act without a grant."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from lantoa.organisation import access
from lantoa.organisation.choices import Role


def routes(
    resolver: URLResolver | None = None, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Every route of the house: its full pattern, its full name, its pattern object."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, pattern, inner)
        else:
            yield pattern, f"{space}{entry.name}" if entry.name else "", entry


def acts_of(name: str, pattern: URLPattern) -> dict[str, str] | None:
    """Method → act of one route, or None where nothing is declared."""
    declared: dict[str, str] | None = getattr(pattern.callback, "acts", None)
    return declared


@register(Tags.security)
def every_view_names_its_act(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for path, name, pattern in routes():
        declared = acts_of(name, pattern)
        if declared is None:
            found.append(
                Error(f"The view of /{path} names no act.", hint="Decorate it with @acts.", id="lantoa.E002")
            )
            continue
        found.extend(
            Error(f"/{path} names the act {act}, which nobody grants.", id="lantoa.E003")
            for act in sorted(set(declared.values()))
            if not access.known(act)
        )
    return found


@register(Tags.security)
def roles_that_owe_a_second_factor_exist(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A role misspelt in the setting would be a role that owes nothing."""
    return [
        Error(
            f"LANTOA_SECOND_FACTOR_ROLES names {name}, which is no role.",
            hint=f"Roles are: {', '.join(Role.values)}.",
            id="lantoa.E004",
        )
        for name in settings.SECOND_FACTOR_ROLES
        if name not in Role.values
    ]
