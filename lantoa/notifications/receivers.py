"""What rooms below this one say, told to whom it concerns, in the transaction of the change."""

import uuid
from typing import Any

from django.dispatch import receiver

from lantoa.core.actor import Actor
from lantoa.core.reference import Reference
from lantoa.notifications.notices import ROLE_ENDED, ROLE_GIVEN
from lantoa.notifications.services import notify
from lantoa.organisation.models import Person
from lantoa.organisation.signals import role_changed


@receiver(role_changed)
def tell_role(*, actor: Actor, person: Person, given: bool, assignment: uuid.UUID, **_rest: Any) -> None:
    """Whose role it is: what somebody may do has changed. Which role and where stands on their own page, and in no mail."""
    if person.user is None:
        return
    notify(
        actor=actor,
        kind=ROLE_GIVEN if given else ROLE_ENDED,
        about=Reference("organisation.person", person.pk),
        to_people=[person.user],
        occasion=str(assignment),
    )
