"""Calls, what units put in and may put in."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.choices import TAKEN_BY, CallPurpose, CallState, YearState
from lantoa.practices.models import AppraisalStandard, Call, CallEntry, PracticeYear


@dataclass(frozen=True)
class CallFilter:
    """What a list is narrowed to; empty values narrow nothing."""

    year: int | None = None
    state: str = ""


def standard_on(day: date) -> AppraisalStandard | None:
    """The criteria and marks in force on a day."""
    return AppraisalStandard.objects.filter(valid__contains=day).prefetch_related("criteria").first()


def calls_visible_to(user: User) -> QuerySet[Call]:
    """Announced calls of the tree, and the drafts of whom one runs calls for."""
    return Call.objects.filter(
        ~Q(state=CallState.DRAFT) & Q(unit__in=access.units_in_scope(user, "call.read"))
        | Q(unit__in=access.units_in_scope(user, "call.run"))
    )


def listed(user: User, wanted: CallFilter) -> QuerySet[Call]:
    """With unit_name, entered (how many yearly records) and chosen."""
    rows = calls_visible_to(user).annotate(
        unit_name=short_name_on("unit"),
        entered=Count("entries"),
        taken=Count("entries", filter=Q(entries__chosen=True)),
    )
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return rows.order_by("-year", "-code")


def state_counts(user: User, year: int | None) -> dict[str, int]:
    """How many calls of a year (of all, for None) stand in each state. One statement."""
    rows = calls_visible_to(user)
    if year:
        rows = rows.filter(year=year)
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


def years_with_calls(user: User) -> list[int]:
    return list(calls_visible_to(user).order_by("-year").values_list("year", flat=True).distinct())


def get_call(user: User, code: str) -> Call:
    """One call with its directive, criteria, fields and unit_name; NotFound outside one's sight."""
    found = (
        calls_visible_to(user)
        .filter(code=code)
        .select_related("unit", "directive", "standard")
        .prefetch_related("criteria", "fields", "standard__levels")
        .annotate(unit_name=short_name_on("unit"))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def entries_of(call: Call) -> QuerySet[CallEntry]:
    """In order of code, with the practice, unit_name, field_name and field_code."""
    return (
        CallEntry.objects.filter(call=call)
        .select_related("practice_year__practice")
        .annotate(
            unit_name=short_name_on("practice_year__practice__unit"),
            field_name=F("practice_year__practice__field__name"),
            field_code=F("practice_year__practice__field__code"),
        )
        .order_by("practice_year__practice__code")
    )


def entries_to_read(user: User, call: Call) -> QuerySet[CallEntry]:
    """What has been put in, as far as the person reads the units' practices, runs the call or sits in its meeting."""
    rows = entries_of(call)
    if access.holds(user, "call.run", call.unit_id) or access.holds(user, "selection.read", call.unit_id):
        return rows
    return rows.filter(practice_year__practice__unit__in=access.units_in_scope(user, "practice.read"))


def entered_by_unit(call: Call, unit: uuid.UUID) -> int:
    """How many records of what a unit answers for are in the call."""
    practice = "practice_year__practice__"
    return (
        CallEntry.objects.filter(call=call)
        .filter(
            Q(**{f"{practice}holder": unit})
            | Q(**{f"{practice}holder__isnull": True, f"{practice}unit": unit})
        )
        .count()
    )


def objections(call: Call, row: PracticeYear, *, entered: int, below: Collection[uuid.UUID]) -> list[str]:
    """Why a yearly record cannot be put in, each reason a sentence; none: it can.

    `entered` is what the unit has in already, `below` the units from which the call takes practices. Needs the practice and its
    field; no statement but that for the call's fields, unless they were fetched with it.
    """
    practice, today = row.practice, clock.today()
    said = []
    if call.state != CallState.OPEN:
        said.append(_("Đợt này không nhận mô hình lúc này."))
    elif today < call.opens_on:
        said.append(_("Chưa tới ngày nhận mô hình."))
    elif today > call.closes_on:
        said.append(_("Đã hết hạn nhận mô hình."))
    if practice.unit_id not in below:
        said.append(_("Đơn vị không thuộc phạm vi của đợt này."))
    if call.purpose == CallPurpose.RECOGNITION and practice.unit_id == call.unit_id:
        said.append(_("Đơn vị lập đợt không tự xét công nhận mô hình của mình."))
    if row.year != call.year:
        said.append(_("Đợt này chỉ nhận mô hình của năm %(year)s.") % {"year": call.year})
    wanted = TAKEN_BY[call.purpose]
    if row.state != wanted:
        said.append(
            _("Mô hình đang ở bước «%(state)s»; đợt này nhận mô hình ở bước «%(wanted)s».")
            % {"state": YearState(row.state).label, "wanted": YearState(wanted).label}
        )
    fields = {one.pk for one in call.fields.all()}
    if fields and practice.field_id not in fields:
        said.append(_("Lĩnh vực «%(field)s» không thuộc đợt này.") % {"field": practice.field.name})
    if call.quota is not None and entered >= call.quota:
        said.append(_("Đơn vị đã trình đủ %(quota)s mô hình được giao.") % {"quota": call.quota})
    return said


def units_taken(call: Call) -> set[uuid.UUID]:
    """The units from which the call takes practices today: its own and those below."""
    rows = Ancestry.objects.filter(ancestor=call.unit_id, valid__contains=clock.today())
    return set(rows.values_list("descendant", flat=True))


@dataclass(frozen=True)
class Candidate:
    """A yearly record of one's own units, as a call sees it."""

    row: PracticeYear
    entered: bool
    objections: Sequence[str]


def candidates_of(user: User, call: Call) -> list[Candidate]:
    """What the heads' units have in the call's year: put in already, ready to be put in, or why not. Constant statements."""
    rows = (
        PracticeYear.objects.filter(
            access.in_hands_of(access.units_in_scope(user, "call.submit"), "practice__"), year=call.year
        )
        .select_related("practice__field")
        .annotate(
            is_entered=Exists(CallEntry.objects.filter(call=call, practice_year=OuterRef("pk"))),
            unit_name=short_name_on("practice__unit"),
        )
        .order_by("practice__code")
    )
    found = list(rows)
    below = units_taken(call) if found else set()
    entered: dict[uuid.UUID, int] = {}
    for row in found:
        holder = row.practice.holder_unit_id
        entered[holder] = entered.get(holder, 0) + row.is_entered
    return [
        Candidate(
            row,
            row.is_entered,
            ()
            if row.is_entered
            else objections(call, row, entered=entered[row.practice.holder_unit_id], below=below),
        )
        for row in found
    ]
