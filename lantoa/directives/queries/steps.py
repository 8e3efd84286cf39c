"""How each unit stands with the steps of a directive that this room and those below it keep: one row for each unit.

Whole tables are asked, not single units: `queries.following` joins the rows with the units, so that each table is read once,
however many units there are.
"""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.directives.choices import Audience, OutreachState, SessionState
from lantoa.directives.models import (
    Directive,
    Duty,
    Issuing,
    OutreachActivity,
    PlanDirective,
    PlanReminder,
    PlanVersion,
    Receipt,
    StudyDeed,
    StudySession,
)
from lantoa.directives.permissions.plans import can_chase_for
from lantoa.directives.permissions.receipts import can_chase
from lantoa.directives.queries.plans import adopted
from lantoa.directives.queries.receipts import is_late, is_waiting
from lantoa.directives.queries.serving import serving
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import WITH_UNIT, ObligationState
from lantoa.reporting.models import Collection, Line, Obligation
from lantoa.tasks.choices import OPEN, TaskState
from lantoa.tasks.models import Task

DUTY_KIND = "directives.duty"  # how a task points to the duty that it carries out
REGISTERS = (
    "study.",
    "outreach.",
)  # a report with lines drawn from one of these tells how a directive is carried out
Rows = QuerySet[Any, tuple[Any, ...]]


def _first(*cases: tuple[Q, str], default: str) -> Case:
    """The key of the first case that holds."""
    whens = [When(condition, then=Value(key)) for condition, key in cases]
    return Case(*whens, default=Value(default), output_field=CharField())


def receipts(directive: Directive, year: int) -> Rows:
    """Of the newest version that came down to each unit, in whatever year; the number is that of the version."""
    in_time = Q(kept=True) | Q(acknowledged_at__date__lte=F("due_on"))
    state = _first((is_late(), "late"), (is_waiting(), "waiting"), (in_time, "read"), default="read_late")
    rows = Receipt.objects.filter(version__directive=directive).order_by("unit", "-version__number")
    return rows.distinct("unit").values_list("unit", state, "version__number")


def receipt_reminders(directive: Directive, year: int) -> Rows:
    rows = Receipt.objects.filter(version__directive=directive, reminded_at__isnull=False)
    return rows.order_by().values_list("unit", Coalesce("reminded_again_at", "reminded_at"))


def receipts_barred(actor: User, asker: Unit, directive: Directive, year: int) -> str:
    if not can_chase(actor, asker):
        return _("vai trò của anh/chị không nhắc tiếp nhận")
    if not Issuing.objects.filter(version__directive=directive, unit=asker, issued_at__isnull=False).exists():
        return _("nơi phát động văn bản mới nhắc tiếp nhận")
    return ""


def plans(directive: Directive, year: int) -> Rows:
    """Whether it was adopted before anybody had to remind of it. No number."""
    versions = PlanVersion.objects.filter(plan=OuterRef("plan"), adopted_at__isnull=False)
    reminders = PlanReminder.objects.filter(unit=OuterRef("unit"), directive=directive, year=year)
    rows = PlanDirective.objects.filter(directive=directive, year=year).order_by()
    rows = rows.annotate(
        first=Subquery(versions.order_by("dated_on").values("dated_on")[:1]),
        reminded=Subquery(reminders.order_by("reminded_on").values("reminded_on")[:1]),
    )
    state = _first((Q(first=None), "drafting"), (Q(reminded__lte=F("first")), "reminded"), default="adopted")
    return rows.values_list("unit", state, Value(None, IntegerField()))


def plan_reminders(directive: Directive, year: int) -> Rows:
    rows = PlanReminder.objects.filter(directive=directive, year=year)
    return rows.order_by().values_list("unit", "reminded_at")


def plans_barred(actor: User, asker: Unit, directive: Directive, year: int) -> str:
    if not can_chase_for(actor, asker):
        return _("vai trò của anh/chị không nhắc lập kế hoạch")
    if not adopted(directive, year).filter(plan__unit=asker).exists():
        return _("cấp nhắc phải ban hành kế hoạch của mình trước")
    return ""


def study(directive: Directive, year: int) -> Rows:
    """Sessions of the year; the number is how many were held."""
    held = Q(state=SessionState.HELD)
    with_deeds = held & Q(Exists(StudyDeed.objects.filter(session=OuterRef("pk"))))
    coming = Q(state=SessionState.PLANNED, held_on__gte=clock.today())
    rows = serving(StudySession.objects.filter(**_in_year(year)), directive.code).order_by().values("unit")
    rows = rows.annotate(
        held=Count("pk", filter=held),
        fruitful=Count("pk", filter=with_deeds),
        coming=Count("pk", filter=coming),
    )
    state = _first(
        (Q(fruitful__gt=0), "deed"), (Q(held__gt=0), "held"), (Q(coming__gt=0), "planned"), default="none"
    )
    return rows.values_list("unit", state, "held")


def outreach(directive: Directive, year: int) -> Rows:
    """Activities of the year; the number is how many were held."""
    held = Q(state=OutreachState.HELD)
    outside = held & Q(audience__in=(Audience.OUTSIDE, Audience.BOTH))
    coming = Q(state=OutreachState.PLANNED, held_on__gte=clock.today())
    rows = OutreachActivity.objects.filter(directives=directive, **_in_year(year)).order_by().values("unit")
    rows = rows.annotate(
        held=Count("pk", filter=held),
        outside=Count("pk", filter=outside),
        coming=Count("pk", filter=coming),
    )
    state = _first(
        (Q(outside__gt=0), "outside"), (Q(held__gt=0), "inside"), (Q(coming__gt=0), "planned"), default="none"
    )
    return rows.values_list("unit", state, "held")


def tasks(directive: Directive, year: int) -> Rows:
    """Tasks that came down with the directive, of whatever year; the number is how many are not settled."""
    duties = Duty.objects.filter(issuing__version__directive=directive).values("pk")
    rows = Task.objects.filter(origin_subject_kind=DUTY_KIND, origin_subject_id__in=duties)
    by_unit = rows.exclude(state=TaskState.CANCELLED).order_by().values("unit")
    counted = by_unit.annotate(
        late=Count("pk", filter=Q(state__in=OPEN, due_on__lt=clock.today())),
        left=Count("pk", filter=~Q(state=TaskState.DONE)),
    )
    state = _first((Q(late__gt=0), "late"), (Q(left__gt=0), "open"), default="done")
    return counted.values_list("unit", state, "left")


def reports(directive: Directive, year: int) -> Rows:
    """Reports of the year's periods whose sheets draw on the registers of study and outreach; the number is how many are in."""
    drawing = Q()
    for code in REGISTERS:
        drawing |= Q(source__startswith=code)
    sheets = Line.objects.filter(drawing).values("version")
    asked = Collection.objects.filter(
        sheet_version__in=sheets, opens_at__lte=clock.now(), period_start__year=year
    )
    unsent, due = Q(report_state__in=list(WITH_UNIT)), Coalesce(F("agreed_until"), F("collection__due_at"))
    rows = Obligation.objects.filter(collection__in=asked).exclude(state=ObligationState.EXEMPT)
    counted = (
        rows.annotate(due=due)
        .order_by()
        .values("unit")
        .annotate(
            late=Count("pk", filter=unsent & Q(due__lt=clock.now())),
            left=Count("pk", filter=unsent),
            behind=Count("pk", filter=~unsent & Q(first_sent_at__gt=F("due"))),
            sent=Count("pk", filter=~unsent),
        )
    )
    state = _first(
        (Q(late__gt=0), "late"), (Q(left__gt=0), "due"), (Q(behind__gt=0), "sent_late"), default="sent"
    )
    return counted.values_list("unit", state, "sent")


def _in_year(year: int) -> dict[str, date]:
    return {"held_on__gte": date(year, 1, 1), "held_on__lt": date(year + 1, 1, 1)}
