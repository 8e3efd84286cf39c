"""The register of directives as each person may see it, and the family of one."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractYear

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.directives.choices import LINKED_FROM, SUCCESSION, DirectiveState, LinkKind, StatusKind
from lantoa.directives.models import Directive, DirectiveLink, DirectiveStatus
from lantoa.directives.queries.serving import ENDED, latest_status
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on

SORTS = {
    "day": ("issued_on", "code"),
    "title": ("short_label", "code"),
    "type": ("type_name", "issued_on", "code"),
    "issuer": ("issuer", "issued_on", "code"),
}


@dataclass(frozen=True)
class DirectiveFilter:
    """What the list is narrowed to; empty values narrow nothing. `kind`: a key of numbering.toml."""

    text: str = ""
    kind: str = ""
    type_name: str = ""
    state: str = ""
    year: int | None = None
    sort: str = "-day"


def directives_visible_to(user: User) -> QuerySet[Directive]:
    """Those that a committee of one's tree keeps; drafts for who enters there alone. Rows carry `state` and `unit_name`."""
    kept = access.reached(user, "directive.read", "unit") & Q(is_draft=False)
    own = access.reached(user, "directive.enter", "unit")
    return _with_state(Directive.objects.filter(kept | own)).annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code"))
    )


def _with_state(rows: QuerySet[Directive]) -> QuerySet[Directive]:
    today = clock.today()
    status = latest_status(today)
    replaced = DirectiveLink.objects.filter(
        target=OuterRef("pk"),
        kind=LinkKind.REPLACES,
        source__is_draft=False,
        source__in_force__startswith__lte=today,
    )
    return rows.annotate(
        status=status,
        state=Case(
            When(is_draft=True, then=Value(DirectiveState.DRAFT.value)),
            When(status__in=ENDED, then=F("status")),
            When(Exists(replaced), then=Value(DirectiveState.REPLACED.value)),
            When(
                ~Q(status=StatusKind.RESTORED) | Q(status=None),
                in_force__endswith__lte=today,
                then=Value(DirectiveState.EXPIRED.value),
            ),
            When(in_force__startswith__gt=today, then=Value(DirectiveState.COMING.value)),
            default=Value(DirectiveState.IN_FORCE.value),
            output_field=CharField(),
        ),
    )


def get_directive(user: User, code: str) -> Directive:
    """With `state` and `unit_name`; NotFound outside one's sight."""
    found = directives_visible_to(user).filter(code=code).select_related("unit", "file").first()
    if found is None:
        raise NotFound()
    return found


def listed(user: User, wanted: DirectiveFilter) -> QuerySet[Directive]:
    """Directives one may see, narrowed and sorted; rows carry state and unit_name."""
    rows = _narrowed(user, wanted)
    if wanted.state:
        rows = rows.filter(Q(("state", wanted.state)))
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["day"])
    return rows.order_by(*(f"-{name}" if descending else name for name in order))


def _narrowed(user: User, wanted: DirectiveFilter) -> QuerySet[Directive]:
    rows = directives_visible_to(user)
    for word in folding_key(wanted.text).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.kind:
        rows = rows.filter(issuer_kind=wanted.kind)
    if wanted.type_name:
        rows = rows.filter(type_name=wanted.type_name)
    if wanted.year:
        rows = rows.filter(issued_on__year=wanted.year)
    return rows


def state_counts(user: User, wanted: DirectiveFilter) -> dict[str, int]:
    """State → how many of the narrowed list stand in it; "" counts all. One statement."""
    rows = _narrowed(user, wanted).order_by().values_list(F("state")).annotate(n=Count("pk"))
    counts: dict[str, int] = dict(rows)
    return {**counts, "": sum(counts.values())}


def years_and_types(user: User) -> tuple[list[int], list[str]]:
    """Those that stand in the register, newest year first. One statement."""
    rows = (
        directives_visible_to(user).order_by().values_list(ExtractYear("issued_on"), "type_name").distinct()
    )
    found = list(rows)
    return sorted({year for year, _name in found}, reverse=True), sorted({name for _year, name in found})


@dataclass(frozen=True)
class Relative:
    """One of the family. `words`: what the link says of it beside the directive at hand; "" where another lies between."""

    directive: Directive
    words: str
    link: uuid.UUID | None
    is_own: bool  # the directive at hand
    is_outgoing: bool = False


@dataclass(frozen=True)
class Family:
    """What is linked to a directive, directly or through what came before and after it, in the order of days.

    `links` as (source, target, kind)."""

    members: list[Relative]
    links: list[tuple[uuid.UUID, uuid.UUID, str]]

    @property
    def ids(self) -> list[uuid.UUID]:
        return [one.directive.pk for one in self.members]


def family_of(user: User, directive: Directive) -> Family:
    """Two statements, however large it is. Predecessors and successors are followed to the end, other links one step."""
    seen = directives_visible_to(user)
    readable = Directive.objects.filter(pk__in=seen.values("pk"))
    links = list(DirectiveLink.objects.filter(source__in=readable, target__in=readable).order_by("pk"))
    line = _line(directive.pk, links)
    members = set(line)
    for one in links:
        if directive.pk in (one.source_id, one.target_id):
            members |= {one.source_id, one.target_id}
    between = [one for one in links if one.source_id in members and one.target_id in members]
    direct: dict[uuid.UUID, DirectiveLink] = {}
    for one in between:
        if one.source_id == directive.pk:
            direct[one.target_id] = one
        elif one.target_id == directive.pk:
            direct[one.source_id] = one
    rows = seen.filter(pk__in=members).order_by("issued_on", "code")
    return Family(
        [_relative(one, directive, direct.get(one.pk)) for one in rows],
        [(one.source_id, one.target_id, one.kind) for one in between],
    )


def _relative(row: Directive, own: Directive, link: DirectiveLink | None) -> Relative:
    if link is None:
        return Relative(row, "", None, row.pk == own.pk)
    outgoing = link.source_id == own.pk
    kind = LinkKind(link.kind)
    return Relative(row, str(kind.label if outgoing else LINKED_FROM[kind]), link.pk, False, outgoing)


def _line(start: uuid.UUID, links: Iterable[DirectiveLink]) -> set[uuid.UUID]:
    """What is reached from `start` by what came before it and after it."""
    steps = [(one.source_id, one.target_id) for one in links if one.kind in SUCCESSION]
    found, edge = {start}, {start}
    while edge:
        edge = {b for a, b in steps if a in edge} | {a for a, b in steps if b in edge}
        edge -= found
        found |= edge
    return found


def linkable(user: User, directive: Directive) -> QuerySet[Directive]:
    """What a directive may be linked to: everything one may see beside itself, newest first."""
    return directives_visible_to(user).exclude(pk=directive.pk).order_by("-issued_on", "code")


def statuses_of(directive: Directive) -> QuerySet[DirectiveStatus]:
    """How it has stood since when, the newest first."""
    return directive.statuses.order_by("-since")


def get_status(directive: Directive, status: uuid.UUID) -> DirectiveStatus:
    """NotFound where it is none of the directive."""
    found = directive.statuses.filter(pk=status).first()
    if found is None:
        raise NotFound()
    return found


def get_link(user: User, directive: Directive, link: uuid.UUID) -> DirectiveLink:
    """A link that begins at the directive; NotFound else."""
    found = DirectiveLink.objects.filter(pk=link, source=directive).select_related("source", "target").first()
    if found is None:
        raise NotFound()
    return found


def day_before(day: date | None) -> date | None:
    """The last day of a range whose end is the first day after it."""
    return None if day is None else date.fromordinal(day.toordinal() - 1)
