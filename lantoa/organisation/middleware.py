"""For whom the signed-in person acts: shown at the top of every page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from lantoa.organisation.queries.people import main_role


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
