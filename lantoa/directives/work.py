"""What this room itself holds under directives: topics of study and sessions held."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.directives import under
from lantoa.directives.choices import OutreachState, PlanState, SessionState
from lantoa.directives.models import PlanDirective, PlanVersion
from lantoa.directives.queries.outreach import activities_visible_to
from lantoa.directives.queries.serving import counted_by_directive
from lantoa.directives.queries.study import sessions_visible_to, topics_visible_to
from lantoa.directives.under import Work
from lantoa.organisation import access


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


def outreach(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    held = activities_visible_to(user).filter(state=OutreachState.HELD, directives__in=directives).order_by()
    counted = held.values_list("directives", "directives__code").annotate(n=Count("pk", distinct=True))
    address = reverse("directives:outreach")
    return {pk: Work(count, f"{address}?van-ban={code}&trang-thai=held") for pk, code, count in counted}


def plans(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Plans adopted for the present year: one of each unit."""
    year = clock.today().year
    standing = PlanVersion.objects.filter(plan=OuterRef("plan"), state=PlanState.ADOPTED)
    rows = PlanDirective.objects.filter(
        Exists(standing),
        unit__in=access.units_in_scope(user, "plan.read"),
        directive__in=directives,
        year=year,
    ).order_by()
    counted = rows.values_list("directive", "directive__code").annotate(n=Count("unit", distinct=True))
    address = f"{reverse('directives:plans')}?nam={year}&trang-thai=co"
    return {pk: Work(count, f"{address}&van-ban={code}") for pk, code, count in counted}


def register_all() -> None:
    under.register("plans", _("Kế hoạch năm nay"), "list", plans, position=10)
    under.register("outreach", _("Hoạt động tuyên truyền"), "message", outreach, position=30)
    under.register("topics", _("Chuyên đề học tập"), "book", topics, position=20)
    under.register("sessions", _("Buổi học đã tổ chức"), "people", sessions, position=21)
