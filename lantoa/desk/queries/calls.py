"""Calls for practices on the desk: what one has to appraise, and calls that still take what one's unit has."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.accounts.models import User
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.desk.addresses import address
from lantoa.desk.queries.reports import late_badge
from lantoa.desk.queries.tasks import Task, provide
from lantoa.organisation import access
from lantoa.practices.choices import TAKEN_BY, CallState
from lantoa.practices.models import Call, CallEntry, PanelMember, PracticeYear
from lantoa.practices.queries.calls import calls_visible_to

KIND = gettext_lazy("Đợt xét")
ICON = "flag"


@provide
def appraisals_to_give(user: User, today: date) -> Iterator[Task]:
    """Of each call in its appraisal what one has not handed in, with the day one was last reminded. One statement."""
    if not access.holds_somewhere(user, "appraisal.give"):
        return
    within = Q(
        assignments__entry__practice_year__practice__unit__in=access.units_in_scope(user, "appraisal.give")
    )
    rows = PanelMember.objects.filter(person__user=user, call__state=CallState.APPRAISING).annotate(
        given=Count("assignments", filter=within),
        handed=Count("assignments", filter=within & Q(assignments__appraisal__handed_at__isnull=False)),
    )
    for row in rows.filter(given__gt=F("handed")).select_related("call").order_by("call__appraise_by"):
        left = row.given - row.handed
        is_late = row.call.appraise_by < today
        words = ngettext("Chấm %(count)s mô hình: %(title)s", "Chấm %(count)s mô hình: %(title)s", left)
        second = (
            _("Được nhắc ngày %(day)s.") % {"day": format_day(row.reminded_on)} if row.reminded_on else ""
        )
        yield Task(
            KIND,
            ICON,
            words % {"count": format_count(left), "title": row.call.title},
            address("practices:appraisals"),
            _("Chấm tiếp") if row.handed else _("Chấm"),
            second,
            row.call.appraise_by,
            is_late,
            (late_badge(row.call.appraise_by, today),) if is_late else (),
            row.handed,
            row.given,
        )


@provide
def calls_to_answer(user: User, today: date) -> Iterator[Task]:
    """Open calls for which a unit of one's own has a practice in the wanted state and has put none in. One statement."""
    if not access.holds_somewhere(user, "call.submit"):
        return
    own = access.in_hands_of(access.units_in_scope(user, "call.submit"), "practice__")
    fits = Q()
    for purpose, state in TAKEN_BY.items():
        ready = PracticeYear.objects.filter(own, year=OuterRef("year"), state=state)
        fits |= Q(Exists(ready), purpose=purpose)
    entered = CallEntry.objects.filter(
        access.in_hands_of(access.units_in_scope(user, "call.submit"), "practice_year__practice__"),
        call=OuterRef("pk"),
    )
    rows = Call.objects.filter(
        fits,
        ~Exists(entered),
        pk__in=calls_visible_to(user).values("pk"),
        state=CallState.OPEN,
        opens_on__lte=today,
        closes_on__gte=today,
    )
    for row in rows.order_by("closes_on"):
        yield Task(
            KIND,
            ICON,
            _("Trình mô hình vào đợt: %(title)s") % {"title": row.title},
            address("practices:call", row.code),
            _("Xem và trình"),
            _("Đơn vị có mô hình của năm %(year)s để trình.") % {"year": row.year},
            row.closes_on,
        )
