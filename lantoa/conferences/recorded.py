"""What the record's entries point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Callable, Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.conferences.models import ConclusionPoint, Conference, Edition, Pack
from lantoa.conferences.queries.conclusions import POINT, conferences_with_conclusions
from lantoa.conferences.queries.reviews import conferences_visible_to


def of_conference(
    model: type[Conference | Edition | Pack], conference: str, code: str
) -> Callable[[User, Collection[uuid.UUID]], dict[uuid.UUID, str]]:
    """All that belongs to a conference stands on its page."""

    def openable(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
        visible = {f"{conference}__in": conferences_visible_to(user).values("pk")}
        found = model._default_manager.filter(pk__in=identities).filter(**visible).values_list("pk", code)
        return {pk: reverse("conferences:detail", args=[named]) for pk, named in found}

    return openable


def conclusions(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = conferences_with_conclusions(user).filter(conclusion__in=identities)
    return {
        pk: reverse("conferences:conclusion", args=[code])
        for pk, code in rows.order_by().values_list("conclusion", "code")
    }


def points(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """A task leads to its sentence by this."""
    seen = conferences_with_conclusions(user).order_by().values("pk")
    rows = ConclusionPoint.objects.filter(pk__in=identities, conclusion__conference__in=seen).order_by()
    return {
        pk: reverse("conferences:point", args=[code, number])
        for pk, code, number in rows.values_list("pk", "conclusion__conference__code", "number")
    }


def register_all() -> None:
    registry.name_kind("conferences.conclusion", _("Kết luận hội nghị"), conclusions)
    registry.name_kind(POINT, _("Câu kết luận"), points)
    registry.name_kind("conferences.conference", _("Hội nghị"), of_conference(Conference, "pk", "code"))
    registry.name_kind(
        "conferences.edition", _("Bản chốt số liệu"), of_conference(Edition, "conference", "conference__code")
    )
    registry.name_kind(
        "conferences.pack",
        _("Bộ tài liệu"),
        of_conference(Pack, "edition__conference", "edition__conference__code"),
    )
