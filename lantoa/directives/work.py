"""What this room itself holds under directives: topics of study and sessions held."""

import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.directives import under
from lantoa.directives.choices import SessionState
from lantoa.directives.queries.serving import counted_by_directive
from lantoa.directives.queries.study import sessions_visible_to, topics_visible_to
from lantoa.directives.under import Work


def topics(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    found = counted_by_directive(topics_visible_to(user), directives)
    return {
        pk: Work(count, f"{reverse('directives:topics')}?van-ban={code}")
        for pk, (code, count) in found.items()
    }


def sessions(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    found = counted_by_directive(sessions_visible_to(user).filter(state=SessionState.HELD), directives)
    return {
        pk: Work(count, f"{reverse('directives:sessions')}?van-ban={code}&trang-thai=held")
        for pk, (code, count) in found.items()
    }


def register_all() -> None:
    under.register("topics", _("Chuyên đề học tập"), "book", topics, position=20)
    under.register("sessions", _("Buổi học đã tổ chức"), "people", sessions, position=21)
