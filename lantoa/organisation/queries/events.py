"""Decisions that changed the tree, as pages of other rooms ask for them."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import UnitEvent, UnitEventChange, UnitEventPart

UNUSUAL = timedelta(days=366)  # a decision and its effect farther apart than this are asked about by a form


def named(event: UnitEvent) -> str:
    """«Đổi tên theo quyết định số 12-QĐ/TU, hiệu lực từ 01/02/2021 (QDTC-2021-003)», as sentences name a decision."""
    return _("%(kind)s theo quyết định số %(number)s, hiệu lực từ %(day)s (%(code)s)") % {
        "kind": event.get_kind_display(),
        "number": event.decision_number,
        "day": format_day(event.effective_on),
        "code": event.code,
    }


def touching(unit_ids: Iterable[uuid.UUID]) -> Q:
    """The condition that an event names one of these units or changed a row of theirs, for filters of UnitEvent."""
    ids = list(unit_ids)
    changed = UnitEventChange.objects.filter(unit__in=ids).values("event")
    return Q(pk__in=changed) | Q(pk__in=UnitEventPart.objects.filter(unit__in=ids).values("event"))


def decision_of(unit_id: uuid.UUID, day: date) -> UnitEvent | None:
    """The standing decision that changed a unit from that day on: the last recorded, where there are several."""
    found = UnitEvent.objects.filter(touching([unit_id]), undone_at=None, effective_on=day)
    return found.order_by("-sequence").first()


def events_recorded_after(
    unit_ids: Iterable[uuid.UUID], instant: datetime, effective_by: date
) -> list[UnitEvent]:
    """Decisions entered, or undone, after `instant` that touch these units and take effect by a day, in order of effect.

    What was compiled at that instant stood on another tree. One statement.
    """
    entered = Q(recorded_at__gt=instant, undone_at=None)
    undone = Q(recorded_at__lte=instant, undone_at__gt=instant)
    return list(
        UnitEvent.objects.filter(entered | undone, touching(unit_ids), effective_on__lte=effective_by)
    )


def are_days_unusual(decided_on: date | None, effective_on: date | None) -> bool:
    """Signed and in effect more than a year apart: right at times, a slip of the pen more often."""
    return bool(decided_on and effective_on and abs(effective_on - decided_on) > UNUSUAL)
