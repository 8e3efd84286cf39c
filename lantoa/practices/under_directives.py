"""What this room holds under directives (`directives/under.py`)."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.directives import under
from lantoa.directives.under import Work
from lantoa.practices.queries.practices import practices_visible_to


def practices(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    rows = practices_visible_to(user).filter(directive__in=directives).order_by().values_list("directive")
    return {pk: Work(count) for pk, count in rows.annotate(n=Count("pk", distinct=True))}


def register_all() -> None:
    under.register("practices", _("Mô hình"), "practice", practices, position=40)
