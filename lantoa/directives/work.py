"""What this room itself holds under directives: topics of study, sessions and outreach held, this year's plans in force."""

import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.directives import under
from lantoa.directives.choices import OutreachState, PlanState, SessionState
from lantoa.directives.models import PlanDirective
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


def activities(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Outreach that was held; an activity that serves two directives counts under each."""
    rows = activities_visible_to(user).filter(state=OutreachState.HELD, directives__in=directives).order_by()
    counted = rows.values_list("directives", "directives__code").annotate(n=Count("pk"))
    address = reverse("directives:outreach")
    return {pk: Work(n, f"{address}?van-ban={code}&trang-thai=held") for pk, code, n in counted}


def plans(user: User, directives: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Units in one's reach with a plan in force for this year: what the list of plans shows of it."""
    year = clock.today().year
    rows = PlanDirective.objects.filter(
        directive__in=directives,
        year=year,
        plan__versions__state=PlanState.ADOPTED,
        unit__in=access.units_in_scope(user, "plan.read"),
    ).order_by()
    counted = rows.values_list("directive", "directive__code").annotate(n=Count("pk"))
    address = reverse("directives:plans")
    return {pk: Work(n, f"{address}?nam={year}&van-ban={code}&trang-thai=co") for pk, code, n in counted}


def register_all() -> None:
    under.register("plans", _("Kế hoạch năm nay đã ban hành"), "directive", plans, position=19)
    under.register("topics", _("Chuyên đề học tập"), "book", topics, position=20)
    under.register("sessions", _("Buổi học đã tổ chức"), "people", sessions, position=21)
    under.register("outreach", _("Tuyên truyền đã thực hiện"), "message", activities, position=22)
