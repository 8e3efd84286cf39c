"""Programmes, their lines, and the units that may come into them."""

import uuid
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on, short_name_on, subtree_of
from lantoa.oversight.choices import ProgrammeState
from lantoa.oversight.models import Inspection, Programme, ProgrammeItem


def programmes_visible_to(user: User) -> QuerySet[Any]:
    """Of the bodies one works for, newest first, with unit_name, `lines` and `begun` (lines that have become inspections)."""
    live = Q(items__dropped_at=None)
    rows: QuerySet[Any] = Programme.objects.filter(unit__in=access.units_in_scope(user, "programme.read"))
    found: QuerySet[Any] = rows.annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
        lines=Count("items", filter=live, distinct=True),
        begun=Count("items__inspection", filter=live, distinct=True),
    ).order_by("-year", "code")
    return found


def get_programme(user: User, code: str) -> Any:
    """NotFound outside one's sight. One statement."""
    found = programmes_visible_to(user).select_related("document__type", "unit").filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def units_to_plan_for(user: User) -> QuerySet[Unit]:
    return named_on(access.units_in_scope(user, "programme.plan")).order_by("position", "code")


def units_to_prepare_for(user: User) -> QuerySet[Unit]:
    return named_on(access.units_in_scope(user, "inspection.prepare")).order_by("position", "code")


def _with_inspection(rows: QuerySet[Any]) -> QuerySet[Any]:
    begun = Inspection.objects.filter(item=OuterRef("pk"))
    found: QuerySet[Any] = rows.annotate(
        subject_name=Coalesce(short_name_on("subject"), F("subject__code")),
        inspection_code=Subquery(begun.values("code")[:1]),
        inspection_state=Subquery(begun.values("state")[:1]),
    ).select_related("theme", "subject")
    return found


def items_of(programme: Programme) -> QuerySet[Any]:
    """All lines with subject_name, inspection_code and inspection_state; those left out last. One statement."""
    rows = _with_inspection(ProgrammeItem.objects.filter(programme=programme))
    return rows.order_by(F("dropped_at").asc(nulls_first=True), "quarter", "added_at")


def get_item(user: User, identity: uuid.UUID) -> Any:
    """A line of a programme in one's sight; NotFound otherwise. One statement."""
    units = access.units_in_scope(user, "programme.read")
    rows = _with_inspection(ProgrammeItem.objects.filter(pk=identity, programme__unit__in=units))
    found = rows.select_related("theme", "subject", "programme__unit").first()
    if found is None:
        raise NotFound()
    return found


def lines_told_to(user: User) -> QuerySet[ProgrammeItem]:
    """Lines of announced programmes about units for which the person answers, also those left out again."""
    return ProgrammeItem.objects.filter(
        subject__in=access.units_in_scope(user, "inspection.answer"),
        programme__state=ProgrammeState.ANNOUNCED,
    )


def announced_for(user: User) -> QuerySet[Any]:
    """Of these, the ones that stand and of which the unit was not told more: it does not see that one is being prepared."""
    rows = lines_told_to(user).filter(dropped_at=None, inspection__told_at=None)
    named = _with_inspection(rows).annotate(
        unit_name=Coalesce(short_name_on("programme__unit"), F("programme__unit__code"))
    )
    found: QuerySet[Any] = named.select_related("theme", "subject", "programme")
    return found.order_by("-programme__year", "quarter")


def subjects_of(unit: Unit) -> QuerySet[Unit]:
    """The units below a body today, named: those it may inspect."""
    return named_on(subtree_of(unit.pk).exclude(pk=unit.pk)).order_by("position", "code")
