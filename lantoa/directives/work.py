"""What this room itself holds under directives: topics of study and sessions held."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.directives import under
from lantoa.directives.choices import SessionState
from lantoa.directives.queries.study import sessions_visible_to, topics_visible_to
from lantoa.directives.under import Work


def topics(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    rows = topics_visible_to(user).filter(directive__in=directives).order_by().values_list("directive")
    return {pk: Work(count, reverse("directives:topics")) for pk, count in rows.annotate(n=Count("pk"))}


def sessions(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    rows = sessions_visible_to(user).filter(directive__in=directives, state=SessionState.HELD).order_by()
    counted = rows.values_list("directive", "directive__code").annotate(n=Count("pk"))
    return {
        pk: Work(count, f"{reverse('directives:sessions')}?van-ban={code}&trang-thai=held")
        for pk, code, count in counted
    }


def register_all() -> None:
    under.register("topics", _("Chuyên đề học tập"), "book", topics, position=20)
    under.register("sessions", _("Buổi học đã tổ chức"), "people", sessions, position=21)
