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
    seen = conferences_visible_to(user).filter(directive__in=directives).order_by()
    counted = seen.values_list("directive", "directive__code").annotate(n=Count("pk", distinct=True))
    return {pk: Work(count, f"{reverse('conferences:list')}?van-ban={code}") for pk, code, count in counted}


def register_all() -> None:
    under.register("conferences", _("Hội nghị sơ kết"), "conference", conferences, position=60)
