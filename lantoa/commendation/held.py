"""What hangs on a unit in this room: nominations on which nothing is decided yet, and the certificates it was given."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.commendation.choices import NominationState
from lantoa.commendation.models import Certificate, Nomination
from lantoa.commendation.services.hands import give_nominations
from lantoa.core.vi_numbers import format_count
from lantoa.organisation import holdings
from lantoa.organisation.holdings import Blocker, Held, Holding

WITH_UNIT = (NominationState.DRAFT, NominationState.RETURNED)
WITH_COUNCIL = (NominationState.SUBMITTED, NominationState.PROPOSED)


def _open(units: Sequence[uuid.UUID], day: date) -> QuerySet[Any]:
    """In rounds without a decision: before the council, or with the unit while the round still takes nominations."""
    open_ = Q(state__in=WITH_COUNCIL) | Q(state__in=WITH_UNIT, round__closes_on__gte=day)
    return _with_holder(units, Nomination.objects.filter(open_, round__decisions=None))


def _with_holder(units: Sequence[uuid.UUID], rows: QuerySet[Nomination]) -> QuerySet[Any]:
    """Those for which one of the units answers now, with `held_by`."""
    return rows.annotate(held_by=Coalesce("holder", "unit")).filter(held_by__in=units)


def count_nominations(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    return holdings.by_unit(_open(units, day).order_by().values_list("held_by").annotate(n=Count("pk")))


def list_nominations(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _open(units, day).select_related("round").order_by("round__code", "subject", "full_name")
    return [
        Held(
            row.pk,
            row.held_by,
            row.round.code,
            row.full_name,
            str(NominationState(row.state).label),
            reverse("commendation:nomination", args=[row.round.code, row.pk]),
        )
        for row in rows
    ]


def nominations_that_block(units: Sequence[uuid.UUID], day: date) -> list[Blocker]:
    """A council decides on what a unit put forward while the unit is there."""
    before: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = _open(units, day).filter(state__in=WITH_COUNCIL).order_by("round__code", "full_name")
    for unit, name, code in rows.values_list("held_by", "full_name", "round__code"):
        before[unit].append(f"{name} ({code})")
    sentence = _(
        "Còn %(count)s hồ sơ khen đang xét: %(names)s. Kết luận hoặc trả lại các hồ sơ này trước khi đơn vị kết thúc."
    )
    return [
        Blocker(unit, sentence % {"count": format_count(len(names)), "names": holdings.some(names)})
        for unit, names in before.items()
    ]


def _certificates(units: Sequence[uuid.UUID], day: date) -> QuerySet[Certificate]:
    return Certificate.objects.filter(nomination__unit__in=units)


def count_certificates(units: Sequence[uuid.UUID], day: date) -> Mapping[uuid.UUID, int]:
    rows = _certificates(units, day).order_by().values_list("nomination__unit")
    return holdings.by_unit(rows.annotate(n=Count("pk")))


def list_certificates(units: Sequence[uuid.UUID], day: date) -> list[Held]:
    rows = _certificates(units, day).select_related("nomination").order_by("decision", "register_number")
    return [
        Held(
            row.pk,
            row.nomination.unit_id,
            row.printed_code,
            row.nomination.full_name,
            _("Đã thu hồi") if row.revoked_on else _("Còn hiệu lực"),
            reverse("commendation:certificate", args=[row.code]),
        )
        for row in rows
    ]


def register_all() -> None:
    holdings.register(
        Holding(
            "nominations",
            gettext_lazy("Hồ sơ đề nghị khen chưa kết luận"),
            count_nominations,
            list_nominations,
            blocks=nominations_that_block,
            hand_over=give_nominations,
            position=40,
        )
    )
    holdings.register(
        Holding(
            "certificates",
            gettext_lazy("Giấy khen đã nhận"),
            count_certificates,
            list_certificates,
            is_history=True,
            position=60,
        )
    )
