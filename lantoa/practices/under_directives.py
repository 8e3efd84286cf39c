"""What this room holds under directives (`directives/under.py`)."""

import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.directives import under
from lantoa.directives.queries.serving import counted_by_directive
from lantoa.directives.under import Work
from lantoa.practices.queries.practices import practices_visible_to


def practices(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    found = counted_by_directive(practices_visible_to(user), directives)
    return {
        pk: Work(count, f"{reverse('practices:list')}?van-ban={code}") for pk, (code, count) in found.items()
    }


def register_all() -> None:
    under.register("practices", _("Mô hình"), "practice", practices, position=40)
