"""What was found, and the remedies: as far as each person may read them. Sealed texts are opened row by row, never looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on
from lantoa.oversight.choices import FindingKind, InspectionState, RemedyState
from lantoa.oversight.models import Finding, Inspection, Remedy, RemedyCheck
from lantoa.oversight.permissions import ties_of
from lantoa.oversight.queries.inspections import inspections_visible_to
from lantoa.tasks.choices import OPEN, TaskState

SORTS = {
    "newest": ("inspection__concluded_at", "inspection__code", "number"),
    "subject": ("subject_name", "inspection__code", "number"),
    "theme": ("theme__position", "inspection__code", "number"),
}
REMEDY_SORTS = {
    "due": ("task__due_on", "task__code"),
    "subject": ("subject_name", "task__due_on", "task__code"),
    "state": ("state", "task__due_on", "task__code"),
}


@dataclass(frozen=True)
class FindingFilter:
    """Of findings and of remedies; `repeated`: only where the same unit was found wanting in the same theme before."""

    kind: str = ""
    theme: str = ""
    unit: str = ""
    state: str = ""
    repeated: bool = False
    sort: str = ""


def _concluded(user: User) -> QuerySet[Inspection]:
    return inspections_visible_to(user).filter(state=InspectionState.CONCLUDED)


def _before() -> Exists:
    """Whether an inspection of the same body concluded earlier found the subject wanting in the same theme."""
    earlier = Finding.objects.filter(
        inspection__unit=OuterRef("inspection__unit"),
        inspection__subject=OuterRef("inspection__subject"),
        inspection__state=InspectionState.CONCLUDED,
        inspection__concluded_at__lt=Coalesce(OuterRef("inspection__concluded_at"), clock.now()),
        theme=OuterRef("theme"),
        withdrawn_at=None,
    ).exclude(inspection=OuterRef("inspection"))
    return Exists(earlier.exclude(kind=FindingKind.STRENGTH))


def _named(rows: QuerySet[Finding]) -> QuerySet[Any]:
    repeats = Case(When(kind=FindingKind.STRENGTH, then=Value(False)), default=_before())
    return rows.annotate(
        subject_name=Coalesce(short_name_on("inspection__subject"), F("inspection__subject__code")),
        unit_name=Coalesce(short_name_on("inspection__unit"), F("inspection__unit__code")),
        repeats=repeats,
        task_code=F("remedy__task__code"),
    ).select_related("inspection__subject", "theme")


def findings_of(inspection: Inspection) -> QuerySet[Any]:
    """Those of one inspection, in the order of their numbers, with `repeats`, `task_code`. Who may read them is asked before."""
    return _named(Finding.objects.filter(inspection=inspection, withdrawn_at=None)).order_by("number")


def requests_past_day(inspection: Inspection) -> list[int]:
    """Numbers of the findings whose request has no day that is still to come, in order. One statement."""
    rows = Finding.objects.filter(inspection=inspection, withdrawn_at=None, asks=True)
    past = rows.filter(Q(due_on=None) | Q(due_on__lte=clock.today()))
    return list(past.order_by("number").values_list("number", flat=True))


def earlier_of(finding: Finding) -> list[str]:
    """Codes of the inspections concluded earlier in which the unit was found wanting in the same theme, newest first."""
    rows = Finding.objects.filter(
        inspection__unit=finding.inspection.unit_id,
        inspection__subject=finding.inspection.subject_id,
        inspection__state=InspectionState.CONCLUDED,
        inspection__concluded_at__lt=finding.inspection.concluded_at or clock.now(),
        theme=finding.theme_id,
        withdrawn_at=None,
    ).exclude(Q(inspection=finding.inspection_id) | Q(kind=FindingKind.STRENGTH))
    codes = rows.order_by("-inspection__concluded_at").values_list("inspection__code", flat=True)
    return list(dict.fromkeys(codes))


def get_finding(user: User, code: str, number: int) -> Finding:
    """A finding of an inspection in one's sight, its inspection with it; whether it may be read is asked after. One statement."""
    rows = Finding.objects.filter(
        inspection__in=inspections_visible_to(user), inspection__code=code, number=number, withdrawn_at=None
    )
    found = rows.select_related("inspection__unit", "inspection__subject", "theme").first()
    if found is None:
        raise NotFound()
    return found


def _narrowed(user: User, wanted: FindingFilter) -> QuerySet[Any]:
    rows = Finding.objects.filter(inspection__in=_concluded(user), withdrawn_at=None)
    if wanted.theme:
        rows = rows.filter(theme__code=wanted.theme)
    if wanted.unit:
        rows = rows.filter(inspection__subject__code=wanted.unit)
    named = _named(rows)
    return named.filter(repeats=True) if wanted.repeated else named


def listed_findings(user: User, wanted: FindingFilter) -> QuerySet[Any]:
    """Of concluded inspections alone."""
    rows = _narrowed(user, wanted)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return _ordered(rows, wanted.sort or "-newest", SORTS, "newest")


def _ordered(
    rows: QuerySet[Any], sort: str, sorts: Mapping[str, tuple[str, ...]], usual: str
) -> QuerySet[Any]:
    order = sorts.get(sort.removeprefix("-"), sorts[usual])
    down = sort.startswith("-")
    found: QuerySet[Any] = rows.order_by(*(F(one).desc() if down else F(one).asc() for one in order))
    return found


def finding_counts(user: User, wanted: FindingFilter) -> dict[str, int]:
    """Kind → how many; "" counts all. One statement."""
    sums = {kind.value: Count("pk", filter=Q(kind=kind)) for kind in FindingKind}
    found = _narrowed(user, wanted).order_by().aggregate(all=Count("pk"), **sums)
    found[""] = found.pop("all")
    return found


def remedies_visible_to(user: User) -> QuerySet[Remedy]:
    return Remedy.objects.filter(finding__inspection__in=_concluded(user))


def _stated(rows: QuerySet[Remedy]) -> QuerySet[Any]:
    """With `state` (RemedyState, none of a cancelled task), subject_name, owner_name."""
    today = clock.today()
    state = Case(
        When(task__state=TaskState.DONE, then=Value(RemedyState.CHECKED.value)),
        When(task__state=TaskState.WAITING, then=Value(RemedyState.REPORTED.value)),
        When(task__state__in=OPEN, task__due_on__lt=today, then=Value(RemedyState.LATE.value)),
        default=Value(RemedyState.OPEN.value),
    )
    return rows.annotate(
        state=state,
        subject_name=Coalesce(
            short_name_on("finding__inspection__subject"), F("finding__inspection__subject__code")
        ),
        owner_name=Coalesce(short_name_on("task__unit"), F("task__unit__code")),
    ).select_related("task", "finding__inspection__subject", "finding__theme")


def _remedies(user: User, wanted: FindingFilter) -> QuerySet[Any]:
    rows = remedies_visible_to(user)
    if wanted.theme:
        rows = rows.filter(finding__theme__code=wanted.theme)
    if wanted.unit:
        rows = rows.filter(finding__inspection__subject__code=wanted.unit)
    return _stated(rows)


def listed_remedies(user: User, wanted: FindingFilter) -> QuerySet[Any]:
    rows = _remedies(user, wanted)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return _ordered(rows, wanted.sort or "due", REMEDY_SORTS, "due")


def remedy_counts(user: User, wanted: FindingFilter) -> dict[str, int]:
    """State → how many; "" counts all. One statement."""
    sums = {state.value: Count("pk", filter=Q(state=state.value)) for state in RemedyState}
    found = (
        _remedies(user, wanted)
        .order_by()
        .aggregate(whole=Count("pk"), **{f"n_{k}": v for k, v in sums.items()})
    )
    return {"": found["whole"], **{key: found[f"n_{key}"] for key in sums}}


def remedies_of(inspection: Inspection) -> QuerySet[Any]:
    """Those of one inspection with their states, in the order of the findings."""
    return _stated(Remedy.objects.filter(finding__inspection=inspection)).order_by("finding__number")


def get_remedy(user: User, code: str) -> Any:
    """By the code of the task that carries it; NotFound outside one's sight. One statement."""
    rows = _stated(remedies_visible_to(user).filter(task__code=code))
    found = rows.select_related(
        "task", "finding__inspection__unit", "finding__inspection__subject", "finding__theme"
    ).first()
    if found is None:
        raise NotFound()
    return found


def checks_of(remedy: Remedy) -> QuerySet[RemedyCheck]:
    return remedy.checks.order_by("-checked_at")


def waiting_to_check(user: User) -> QuerySet[Any]:
    """Remedies that are reported and that the person may look at: of their bodies, neither found nor reported by them, and of no
    unit to which they belong."""
    rows = Remedy.objects.filter(
        finding__inspection__unit__in=access.units_in_scope(user, "remedy.check"),
        task__state=TaskState.WAITING,
    )
    rows = rows.exclude(finding__writers=user).exclude(task__reported_by=user)
    rows = rows.exclude(ties_of(user, "finding__inspection__"))
    return _stated(rows).order_by("task__reported_at")
