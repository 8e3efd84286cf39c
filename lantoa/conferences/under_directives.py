"""What this room holds under directives (`directives/under.py`)."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.conferences.queries import conferences_visible_to
from lantoa.directives import under
from lantoa.directives.under import Work


def conferences(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    rows = conferences_visible_to(user).filter(directive__in=directives).order_by().values_list("directive")
    return {
        pk: Work(count, reverse("conferences:list"))
        for pk, count in rows.annotate(n=Count("pk", distinct=True))
    }


def register_all() -> None:
    under.register("conferences", _("Hội nghị sơ kết"), "conference", conferences, position=60)
