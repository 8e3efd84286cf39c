"""For whom the signed-in person acts, shown at the top of every page; and what their role demands of their sign-in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from lantoa.accounts.gate import led_to
from lantoa.accounts.queries.second_factors import has_second_factor
from lantoa.organisation.access import roles_of
from lantoa.organisation.queries.people import main_role

# Where somebody may go who owes a second factor: to set one up, to leave, to change the language.
OPEN_WHILE_DUE = {
    "account_app",
    "account_confirm",
    "account_factor_due",
    "account_link",
    "account_link_code",
    "account_logout",
    "account_passkey_add",
    "account_passkey_challenge",
    "account_passkey_options",
    "account_password",
    "set_language",
}


@dataclass(frozen=True)
class ActingFor:
    """The person's first role: the unit and the role's name as shown, and the person's own name."""

    unit_id: str
    unit_code: str
    unit_name: str
    role: str
    role_label: str
    person_name: str


class ActingForMiddleware:
    """Puts `request.acting_for` (an ActingFor or None) on each request, read when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting_for = SimpleLazyObject(lambda: _acting_for(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _acting_for(request: HttpRequest) -> ActingFor | None:
    if not request.user.is_authenticated:
        return None
    role = main_role(request.user)
    if role is None:
        return None
    return ActingFor(
        unit_id=str(role.unit_id),
        unit_code=role.unit.code,
        unit_name=role.unit_name,
        role=role.role,
        role_label=role.get_role_display(),
        person_name=role.person.full_name,
    )


class SecondFactorMiddleware:
    """Leads who holds one of SECOND_FACTOR_ROLES today and has no second factor to setting one up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, words: Any
    ) -> HttpResponseBase | None:
        demanding = set(settings.SECOND_FACTOR_ROLES)
        match = request.resolver_match
        if (
            not demanding
            or not request.user.is_authenticated
            or (match and match.view_name in OPEN_WHILE_DUE)
        ):
            return None
        if not any(held.role in demanding for held in roles_of(request.user)) or has_second_factor(
            request.user
        ):
            return None
        return led_to(request, "account_factor_due")
