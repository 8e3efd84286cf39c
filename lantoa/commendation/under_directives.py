"""What this room holds under directives (`directives/under.py`)."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.commendation.models import Round
from lantoa.directives import under
from lantoa.directives.under import Work
from lantoa.organisation import access


def rounds(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Rounds of the tree in which work under a directive is commended."""
    seen = Round.objects.filter(unit__in=access.units_in_scope(user, "round.read"), directive__in=directives)
    counted = seen.order_by().values_list("directive", "directive__code").annotate(n=Count("pk"))
    return {
        pk: Work(count, f"{reverse('commendation:rounds')}?van-ban={code}") for pk, code, count in counted
    }


def register_all() -> None:
    under.register("rounds", _("Đợt khen thưởng"), "commendation", rounds, position=50)
