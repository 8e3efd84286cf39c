"""What this room holds under directives (`directives/under.py`)."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.directives import under
from lantoa.directives.under import Work
from lantoa.issues.queries.issues import issues_visible_to


def issues(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    rows = issues_visible_to(user).filter(directive__in=directives).order_by()
    counted = rows.values_list("directive", "directive__code").annotate(n=Count("pk"))
    return {pk: Work(count, f"{reverse('issues:list')}?van-ban={code}") for pk, code, count in counted}


def register_all() -> None:
    under.register("issues", _("Vấn đề bức xúc, nổi cộm"), "alert", issues, position=45)
