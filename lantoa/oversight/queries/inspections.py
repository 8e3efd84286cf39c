"""Inspections as each person may see them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.audit.queries import history_of
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.directives.models import Directive
from lantoa.directives.queries.directives import directives_visible_to
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import (
    InheritedPast,
    Person,
    RoleAssignment,
    Unit,
    UnitVersion,
)
from lantoa.organisation.queries.units import last_name_on, short_name_on
from lantoa.oversight.choices import UNDER_WAY, InspectionState, TeamPart
from lantoa.oversight.models import Inspection, SelfReportFile, TeamMember, WorkSession
from lantoa.oversight.permissions import belonging

TEAM_ROLES = (Role.INSPECTOR, Role.STAFF, Role.LEADER)
OVERDUE = "overdue"
SORTS = {
    "newest": ("created_at", "code"),
    "code": ("code",),
    "subject": ("subject_name", "code"),
    "ends": ("ends_on", "code"),
}
HISTORY_SHOWN = 100
INNER_ACTS = ("inspection.finding_written", "inspection.finding_corrected", "inspection.finding_withdrawn")
DIRECTIVES_OFFERED = 200


@dataclass(frozen=True)
class InspectionFilter:
    """What a list is narrowed to; empty values narrow nothing. `state`: one of InspectionState or "overdue"; `unit`: the code of
    the subject; `year`: of opening."""

    text: str = ""
    state: str = ""
    kind: str = ""
    theme: str = ""
    unit: str = ""
    year: int = 0
    sort: str = "-newest"


def inspections_visible_to(user: User) -> QuerySet[Inspection]:
    """Those of the bodies one works for, and those of one's own unit since it was told."""
    bodies = access.units_in_scope(user, "inspection.read")
    own = access.units_in_scope(user, "inspection.answer")
    return Inspection.objects.filter(Q(unit__in=bodies) | Q(subject__in=own, told_at__isnull=False))


def with_names(rows: QuerySet[Inspection]) -> QuerySet[Any]:
    """Rows with unit_name, subject_name, subject_code, theme_name."""
    return rows.annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
        subject_name=Coalesce(short_name_on("subject"), F("subject__code")),
        subject_code=F("subject__code"),
        theme_name=F("theme__name"),
    )


def get_inspection(user: User, code: str) -> Any:
    """NotFound outside one's sight. One statement."""
    rows = with_names(inspections_visible_to(user).filter(code=code))
    found = rows.select_related(
        "unit", "subject", "theme", "directive", "decision__type", "notice__type", "item__programme"
    ).first()
    if found is None:
        raise NotFound()
    return found


def _narrowed(user: User, wanted: InspectionFilter) -> QuerySet[Inspection]:
    rows = inspections_visible_to(user)
    for word in folding_key(wanted.text).split():
        named = UnitVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(
            Q(code__icontains=word) | Q(search_key__contains=word) | Q(subject__in=named.values("unit"))
        )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.theme:
        rows = rows.filter(theme__code=wanted.theme)
    if wanted.unit:
        rows = rows.filter(subject__code=wanted.unit)
    if wanted.year:
        rows = rows.filter(
            created_at__gte=clock.instant(_first(wanted.year), 0),
            created_at__lt=clock.instant(_first(wanted.year + 1), 0),
        )
    return rows


def _first(year: int) -> date:
    return date(year, 1, 1)


def is_overdue() -> Q:
    return Q(state__in=UNDER_WAY, ends_on__lt=clock.today())


def listed(user: User, wanted: InspectionFilter) -> QuerySet[Any]:
    rows = _narrowed(user, wanted)
    if wanted.state == OVERDUE:
        rows = rows.filter(is_overdue())
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    name = wanted.sort.removeprefix("-")
    order = SORTS.get(name, SORTS["newest"])
    down = wanted.sort.startswith("-")
    found: QuerySet[Any] = with_names(rows).order_by(
        *(F(one).desc(nulls_last=True) if down else F(one).asc(nulls_last=True) for one in order)
    )
    return found


def counts_of(user: User, wanted: InspectionFilter) -> dict[str, int]:
    """State → how many of the narrowed list; "overdue" of them are past their last day; "" counts all. One statement."""
    sums = {state.value: Count("pk", filter=Q(state=state)) for state in InspectionState}
    found = (
        _narrowed(user, wanted)
        .order_by()
        .aggregate(overdue=Count("pk", filter=is_overdue()), all=Count("pk"), **sums)
    )
    found[""] = found.pop("all")
    return found


def team_of(inspection: Inspection) -> QuerySet[Any]:
    """Who is on it now, with the person, in the order of their parts."""
    rows = TeamMember.objects.filter(inspection=inspection, removed_at=None).select_related("person")
    places = [When(part=part, then=Value(place)) for place, part in enumerate(TeamPart)]
    return rows.order_by(Case(*places), "added_at")


def team_to_choose(inspection: Inspection) -> QuerySet[Any]:
    """Who inspects, staffs or leads the body today and is not on the team, by name, with `conflicts`: a role or a post at the
    subject or below it since the first day that is looked at. One statement."""
    today = clock.today()
    working = RoleAssignment.objects.filter(
        unit=inspection.unit_id, role__in=TEAM_ROLES, valid__contains=today
    )
    on_it = TeamMember.objects.filter(inspection=inspection, removed_at=None)
    rows = Person.objects.filter(pk__in=working.values("person")).exclude(pk__in=on_it.values("person"))
    named: QuerySet[Any] = rows.annotate(conflicts=_tied(inspection)).order_by("full_name")
    return named


def _tied(inspection: Inspection) -> Q:
    return belonging({"person": OuterRef("pk")}, inspection.subject_id, inspection.period_from)


def conflicts(person: Person, inspection: Inspection) -> bool:
    """Whether the person has held a role or a post at the unit or below it since the first day that is looked at."""
    return Person.objects.filter(_tied(inspection), pk=person.pk).exists()


def sessions_of(inspection: Inspection) -> Sequence[WorkSession]:
    return list(inspection.sessions.all())


def get_session(user: User, code: str, identity: uuid.UUID) -> tuple[Any, WorkSession]:
    inspection = get_inspection(user, code)
    found = inspection.sessions.filter(pk=identity).first()
    if found is None:
        raise NotFound()
    return inspection, found


def files_of(inspection: Inspection) -> QuerySet[SelfReportFile]:
    return inspection.files.select_related("file")


def get_file(user: User, code: str, identity: uuid.UUID) -> tuple[Any, SelfReportFile]:
    inspection = get_inspection(user, code)
    found = files_of(inspection).filter(pk=identity).first()
    if found is None:
        raise NotFound()
    return inspection, found


def history_of_inspection(inspection: Inspection, *, inner: bool) -> QuerySet[Entry]:
    """What was done to it, newest first; only `inner` tells how much is being found, and by whom."""
    rows = history_of("oversight.inspection", inspection.pk)
    return (rows if inner else rows.exclude(act__in=INNER_ACTS))[:HISTORY_SHOWN]


def directives_to_choose(user: User, kept: Directive | None = None) -> list[Directive]:
    """Those that the person may read and that are no drafts, the newest first; before them the one that a thing has already."""
    rows = directives_visible_to(user).filter(is_draft=False).order_by("-issued_on", "code")
    found = list(rows[:DIRECTIVES_OFFERED])
    return found if kept is None or kept in found else [kept, *found]


def subjects_with_inspections(user: User) -> QuerySet[Any]:
    """Those that stand in one's list, by name."""
    rows = inspections_visible_to(user).order_by().values("subject")
    named: QuerySet[Any] = Unit.objects.filter(pk__in=rows)
    found: QuerySet[Any] = named.annotate(name=short_name_on("pk"))
    return found.order_by("position", "code")


def subject_name_on(inspection: Inspection, day: date) -> str:
    """The full name that the subject bore on a day, the last one where it had ended. One statement."""
    named: QuerySet[Any] = Unit.objects.filter(pk=inspection.subject_id)
    return str(
        named.annotate(found=Coalesce(last_name_on("pk", day), F("code")))
        .values_list("found", flat=True)
        .get()
    )


def answering_unit(subject: Unit) -> Unit:
    """Who answers for it today: itself while it stands, else who has received it, else the parent under which it ended."""
    today = clock.today()
    if UnitVersion.objects.filter(unit=subject, valid__contains=today).exists():
        return subject
    pasts = InheritedPast.objects.filter(unit=subject, since__lte=today).select_related("reader")
    for past in pasts.order_by("-is_received", "-since"):
        if UnitVersion.objects.filter(unit=past.reader, valid__contains=today).exists():
            return past.reader
    return subject
