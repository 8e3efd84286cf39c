"""What this room holds under directives (`directives/under.py`)."""

import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.conferences.queries.reviews import conferences_visible_to
from lantoa.directives import under
from lantoa.directives.queries.serving import counted_by_directive
from lantoa.directives.under import Work


def conferences(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    seen = conferences_visible_to(user).filter(cancelled_at=None)
    counted = counted_by_directive(seen, directives)
    return {
        pk: Work(count, f"{reverse('conferences:list')}?van-ban={code}")
        for pk, (code, count) in counted.items()
    }


def register_all() -> None:
    under.register("conferences", _("Hội nghị sơ kết"), "conference", conferences, position=60)
