"""What hangs on a unit in this room.

The register of directives goes on with the unit that receives. Its plans stay as history: whoever receives a unit writes a plan
of its own. Outreach that it has planned goes on with the unit that receives; what was held stays where it was.
Versions that it has not read, and issuings that not all have read, go on too.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.core.actor import Actor
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import IssuingState, OutreachState, PlanState
from lantoa.directives.models import Directive, Issuing, OutreachActivity, PlanVersion, Receipt, UnitPlan
from lantoa.directives.queries.receipts import is_waiting
from lantoa.directives.services.directives import hand_over_directives
from lantoa.directives.services.issuings import hand_over_issuings
from lantoa.directives.services.outreach import hand_over_activities
from lantoa.directives.services.receipts import hand_over_receipts
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Held, Holding
from lantoa.organisation.models import Unit


def count_directives(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    rows = Directive.objects.filter(unit__in=units).order_by()
    return holdings.by_unit(rows.values_list("unit").annotate(n=Count("pk")))


def list_directives(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = Directive.objects.filter(unit__in=units).order_by("code")
    return [
        Held(
            row.pk,
            row.unit_id,
            row.code,
            f"{row.type_name} {row.reference}",
            format_day(row.issued_on),
            reverse("directives:directive", args=[row.code]),
        )
        for row in rows
    ]


def receive_directives(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    return hand_over_directives(actor=actor, ids=ids, target=Unit.objects.get(pk=target))


def count_plans(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    rows = UnitPlan.objects.filter(unit__in=units).order_by()
    return holdings.by_unit(rows.values_list("unit").annotate(n=Count("pk")))


def list_plans(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    newest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    rows = UnitPlan.objects.filter(unit__in=units).order_by("code")
    named = rows.annotate(
        title=Subquery(newest.values("title")[:1]), state=Subquery(newest.values("state")[:1])
    )
    return [
        Held(
            row.pk,
            row.unit_id,
            row.code,
            row.title,
            str(PlanState(row.state).label),
            reverse("directives:plan", args=[row.code]),
        )
        for row in named
    ]


def count_outreach(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    rows = OutreachActivity.objects.filter(unit__in=units, state=OutreachState.PLANNED).order_by()
    return holdings.by_unit(rows.values_list("unit").annotate(n=Count("pk")))


def list_outreach(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = OutreachActivity.objects.filter(unit__in=units, state=OutreachState.PLANNED)
    return [
        Held(
            row.pk,
            row.unit_id,
            row.code,
            row.title,
            format_day(row.held_on),
            reverse("directives:outreach_activity", args=[row.code]),
        )
        for row in rows.order_by("held_on", "code")
    ]


def hand_over_outreach(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    return hand_over_activities(actor=actor, ids=ids, target=Unit.objects.get(pk=target))


def count_receipts(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    rows = Receipt.objects.filter(is_waiting(), unit__in=units).order_by()
    return holdings.by_unit(rows.values_list("unit").annotate(n=Count("pk")))


def list_receipts(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = Receipt.objects.filter(is_waiting(), unit__in=units).select_related("version__directive", "unit")
    return [
        Held(
            row.pk,
            row.unit_id,
            row.version.directive.code,
            str(row.version),
            str(_("Chưa tiếp nhận")),
            reverse("directives:receipt", args=[row.version.directive.code, row.unit.code]),
        )
        for row in rows.order_by("due_on", "pk")
    ]


def give_receipts(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    return hand_over_receipts(actor=actor, ids=ids, target=Unit.objects.get(pk=target))


def _open(units: Sequence[uuid.UUID]) -> QuerySet[Issuing]:
    """Drafts, those that still go down, and those that some unit has not read."""
    waiting = Receipt.objects.filter(is_waiting(), issuing=OuterRef("pk"))
    return Issuing.objects.filter(~Q(state=IssuingState.ISSUED) | Exists(waiting), unit__in=units)


def count_issuings(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_open(units).order_by().values_list("unit").annotate(n=Count("pk")))


def list_issuings(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _open(units).select_related("version__directive").order_by("code")
    return [
        Held(
            row.pk,
            row.unit_id,
            row.code,
            str(row.version),
            str(IssuingState(row.state).label),
            reverse("directives:issuing", args=[row.code]),
        )
        for row in rows
    ]


def give_issuings(
    *, actor: Actor, source: uuid.UUID, target: uuid.UUID, ids: Sequence[uuid.UUID], day: date
) -> int:
    return hand_over_issuings(actor=actor, ids=ids, target=Unit.objects.get(pk=target))


def register_all() -> None:
    holdings.register(
        Holding(
            "directives.register",
            _("Văn bản chỉ đạo trong sổ"),
            count_directives,
            list_directives,
            hand_over=receive_directives,
            position=37,
        )
    )
    holdings.register(
        Holding("directives.plans", _("Kế hoạch"), count_plans, list_plans, is_history=True, position=37)
    )
    holdings.register(
        Holding(
            "outreach",
            _("Hoạt động tuyên truyền có kế hoạch"),
            count_outreach,
            list_outreach,
            hand_over=hand_over_outreach,
            position=38,
        )
    )
    receipts, issuings = _("Văn bản chưa tiếp nhận"), _("Đợt phát động đang theo dõi")
    holdings.register(
        Holding("receipts", receipts, count_receipts, list_receipts, hand_over=give_receipts, position=39)
    )
    holdings.register(
        Holding("issuings", issuings, count_issuings, list_issuings, hand_over=give_issuings, position=39)
    )
