"""Matters as each person may see them. Readers of another unit see the voice instead of the unit, and weeks instead of days."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncWeek

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key
from lantoa.directives.models import Directive
from lantoa.directives.queries.directives import directives_visible_to
from lantoa.directives.queries.serving import directives_concerning
from lantoa.issues.choices import OPEN, WITH_OWNER, IssueState
from lantoa.issues.models import IssueFile, IssueStep, PressingIssue
from lantoa.issues.origins import MOST_OFFERED
from lantoa.issues.queries.rules import rule_on
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.units import named_on, short_name_on
from lantoa.tasks.models import Task

OVERDUE, NEAR, ASKING, SILENT = "overdue", "near", "asking", "silent"
FEW = "-"  # in the place of a unit's code: those of whom too few stand behind any name
SORTS = {
    "due": ("due_on", "code"),
    "title": ("title", "code"),
    "theme": ("theme__position", "code"),
    "unit": ("voice_name", "is_pooled", "code"),
    "week": ("week", "code"),
}
VIEWS = ("mine", "owned")


@dataclass(frozen=True)
class IssueFilter:
    """What a list is narrowed to; empty values narrow nothing.

    `view`: mine (one's units raised it), owned (one's units have to solve it). `state`: of IssueState, "overdue", "near" (the
    clock ends soon), "asking" (the level above is asked for), "silent" (no answer to a solving for longer than the rule says).
    `directive`: the code of what it came from, `origin`: the same of a room above. `unit`: the code of a voice, with "+" behind
    it for the small units below it, "-" for those without a voice.
    """

    view: str = ""
    text: str = ""
    state: str = ""
    theme: str = ""
    level: str = ""
    unit: str = ""
    directive: str = ""
    origin: Reference | None = None
    sort: str = "due"


def issues_visible_to(user: User) -> QuerySet[PressingIssue]:
    """What units in one's sight raised, and what one may solve. A withdrawn matter is its unit's alone, and, where somebody has
    acted on it, also who had it last."""
    read = access.units_in_scope(user, "issue.read")
    handled = access.units_in_scope(user, "issue.handle")
    own = access.units_in_scope(user, "issue.raise")
    seen = Q(unit__in=read) | Q(holder__in=read) | Q(owner__in=handled)
    return PressingIssue.objects.filter(
        seen,
        ~Q(state=IssueState.WITHDRAWN)
        | Q(unit__in=own)
        | Q(holder__in=own)
        | Q(acted_on=True, owner__in=handled),
    )


def with_names(user: User, rows: QuerySet[PressingIssue]) -> QuerySet[Any]:
    """Rows with unit_name (own matters only, else ""), voice_name (None: no voice), voice_code, owner_name, week (its Monday),
    is_own, theme_name."""
    own = access.units_in_scope(user, "issue.raise")
    mine = Exists(own.filter(pk=Coalesce(OuterRef("holder"), OuterRef("unit"))))
    found: QuerySet[Any] = rows.annotate(
        is_own=mine,
        unit_name=Case(
            When(mine, then=Coalesce(short_name_on("unit"), F("unit__code"))),
            default=Value(""),
            output_field=CharField(),
        ),
        voice_name=Coalesce(short_name_on("voice"), F("voice__code")),
        voice_code=F("voice__code"),
        owner_name=Coalesce(short_name_on("owner"), F("owner__code")),
        theme_name=F("theme__name"),
        week=TruncWeek("raised_at", tzinfo=clock.VIETNAM),
    )
    return found


def get_issue(user: User, code: str) -> Any:
    """One matter, named as `with_names` does; NotFound outside one's sight."""
    rows = with_names(user, issues_visible_to(user).filter(code=code))
    found = rows.select_related("unit", "owner", "theme", "holder", "directive").first()
    if found is None:
        raise NotFound()
    return found


def is_overdue(today: date) -> Q:
    return Q(state__in=WITH_OWNER, due_on__lt=today)


def _states(today: date) -> dict[str, Q]:
    """What a counter counts besides the states."""
    rule = rule_on(today)
    long_ago = clock.instant(today - timedelta(days=rule.silence_days), 0)
    return {
        OVERDUE: is_overdue(today),
        NEAR: Q(state__in=WITH_OWNER, due_on__gte=today, due_on__lte=today + timedelta(days=rule.near_days)),
        ASKING: Q(state__in=WITH_OWNER, asks_above=True),
        SILENT: Q(state=IssueState.PROPOSED, proposed_at__lt=long_ago),
    }


def _narrowed(user: User, wanted: IssueFilter) -> QuerySet[PressingIssue]:
    rows = issues_visible_to(user)
    if wanted.view == "mine":
        own = access.units_in_scope(user, "issue.raise")
        rows = rows.filter(Q(holder=None, unit__in=own) | Q(holder__in=own))
    elif wanted.view == "owned":
        rows = rows.filter(owner__in=seats(user))
    for word in folding_key(wanted.text).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.theme:
        rows = rows.filter(theme__code=wanted.theme)
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.directive:
        rows = rows.filter(directive__code=wanted.directive)
    if wanted.origin is not None:
        rows = rows.filter(origin_kind=wanted.origin.kind, origin_id=wanted.origin.id)
    if wanted.unit == FEW:
        rows = rows.filter(voice=None)
    elif wanted.unit.endswith("+"):
        rows = rows.filter(voice__code=wanted.unit[:-1], is_pooled=True)
    elif wanted.unit:
        rows = rows.filter(voice__code=wanted.unit, is_pooled=False)
    return rows


def seats(user: User) -> list[uuid.UUID]:
    """The units on which the person holds a role by which matters are solved."""
    return [held.unit_id for held in access.roles_of(user) if held.role in access.GRANTS["issue.handle"]]


def listed(user: User, wanted: IssueFilter) -> QuerySet[Any]:
    """Matters one may see, narrowed and sorted, named."""
    rows = _narrowed(user, wanted)
    special = _states(clock.today())
    if wanted.state in special:
        rows = rows.filter(special[wanted.state])
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["due"])
    named = with_names(user, rows)
    # Whose day no longer counts stands last.
    settled = Case(When(state__in=OPEN, then=Value(0)), default=Value(int(order is SORTS["due"])))
    ordered: QuerySet[Any] = named.order_by(
        settled.asc(),
        *(F(name).desc() if descending else F(name).asc(nulls_last=True) for name in order),
    )
    return ordered


def counts_of(user: User, wanted: IssueFilter) -> dict[str, int]:
    """State, or one of OVERDUE, NEAR, ASKING, SILENT → how many of the narrowed list; "" counts all."""
    sums = {state.value: Count("pk", filter=Q(state=state)) for state in IssueState}
    sums |= {name: Count("pk", filter=which) for name, which in _states(clock.today()).items()}
    found: dict[str, int] = _narrowed(user, wanted).order_by().aggregate(all=Count("pk"), **sums)
    found[""] = found.pop("all")
    return found


def voices_in(user: User) -> list[tuple[str, str, bool]]:
    """(code, short name, is pooled) of the voices of what one may see, in order of name."""
    rows = issues_visible_to(user).exclude(voice=None).order_by()
    named = rows.annotate(name=Coalesce(short_name_on("voice"), F("voice__code")))
    found = named.values_list("voice__code", "name", "is_pooled").distinct()
    return sorted(
        ((code, name, pooled) for code, name, pooled in found), key=lambda one: (folding_key(one[1]), one[2])
    )


def steps_of(issue: PressingIssue) -> QuerySet[Any]:
    """Its history, newest first, with unit_name and to_name."""
    rows = IssueStep.objects.filter(issue=issue)
    found: QuerySet[Any] = rows.annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code")),
        to_name=Coalesce(short_name_on("to_unit"), F("to_unit__code")),
    ).order_by("-number")
    return found


def directives_to_choose(unit: Unit) -> list[Directive]:
    """Those in force that concern the unit, the newest first."""
    return list(directives_concerning(unit)[:MOST_OFFERED])


def directives_told(user: User) -> dict[str, str]:
    """Code → name of what matters in one's sight came from, so far as one may read it; the newest first."""
    seen = issues_visible_to(user).filter(directive__isnull=False).order_by().values("directive")
    rows = directives_visible_to(user).filter(pk__in=seen).order_by("-issued_on", "code")
    return {one.code: one.short_label for one in rows}


def files_of(issue: PressingIssue) -> QuerySet[IssueFile]:
    return IssueFile.objects.filter(issue=issue, removed_at=None).select_related("file")


def get_file(issue: PressingIssue, identity: uuid.UUID, *, removed: bool = False) -> IssueFile:
    """NotFound where the matter has no such file."""
    rows = IssueFile.objects.filter(issue=issue, pk=identity, removed_at__isnull=not removed)
    found = rows.select_related("file", "issue").first()
    if found is None:
        raise NotFound()
    return found


def put_away(issue: PressingIssue, identity: str) -> IssueFile | None:
    """The file that an address names as just taken away."""
    try:
        wanted = uuid.UUID(identity)
    except ValueError:
        return None
    return IssueFile.objects.filter(issue=issue, pk=wanted, removed_at__isnull=False).first()


def tasks_of(issue: PressingIssue) -> QuerySet[Any]:
    """The tasks that serve it, whoever owes them, with unit_name."""
    rows = Task.objects.filter(origin_subject_kind="issues.pressingissue", origin_subject_id=issue.pk)
    found: QuerySet[Any] = rows.annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")))
    return found.order_by("due_on", "code")


def units_to_task(issue: PressingIssue) -> QuerySet[Unit]:
    """The unit that has it and those directly below, named."""
    today = clock.today()
    near = Ancestry.objects.filter(ancestor=issue.owner_id, depth__lte=1, valid__contains=today)
    return named_on(Unit.objects.filter(pk__in=near.values("descendant")), today)


def raising_units(user: User) -> QuerySet[Unit]:
    """The units in whose name the person raises matters, named."""
    return named_on(access.units_in_scope(user, "issue.raise")).order_by("position", "code")


def get_raising_unit(user: User, code: str) -> Unit:
    """One of them, the first where no code is said; NotFound otherwise."""
    units = raising_units(user)
    found = units.filter(code=code).first() if code else units.first()
    if found is None:
        raise NotFound()
    return found
