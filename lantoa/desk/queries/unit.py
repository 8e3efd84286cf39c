"""A unit's page, put together from what each room lets the reader see. A section that is None is not theirs to see."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.desk.addresses import address
from lantoa.desk.queries.commendation import Award, awards_of
from lantoa.desk.queries.practices import UnitAdoptions, UnitPractices, adoptions_of, practices_of
from lantoa.desk.queries.reports import ReportState, reports_of
from lantoa.desk.queries.unit_tasks import UnitTasks, tasks_of
from lantoa.organisation import access
from lantoa.organisation.models import Unit, UnitEvent, UnitVersion
from lantoa.organisation.permissions import can_edit_profile
from lantoa.organisation.queries.groups import UnitGroups, groups_of
from lantoa.organisation.queries.kinship import Kinship, kinship_of
from lantoa.organisation.queries.people import posts_of, role_holders
from lantoa.organisation.queries.profile import ToldField, profile_of, reads_profile
from lantoa.organisation.queries.units import children_of, events_of, get_unit, life_line, life_lines, path_of
from lantoa.ui.badges import Badge
from lantoa.ui.charts import Chart, Node, generations


@dataclass(frozen=True)
class PersonOnUnit:
    """A name with the roles and posts held on the unit; no way to reach the person."""

    name: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """A stretch of a unit's life: what it was called, of what kind, under whom, and the papers that began it."""

    since: date
    until: date | None  # the last day, None while it lasts
    name: str
    kind: str
    parent: str
    official_code: str
    events: tuple[UnitEvent, ...]


@dataclass(frozen=True)
class UnitPage:
    unit: Unit
    badge: Badge
    trail: tuple[tuple[str, str], ...]
    below: int
    groups: tuple[UnitGroups, ...]
    profile: tuple[ToldField, ...] | None  # what holds, as of the day shown
    may_edit_profile: bool
    people: tuple[PersonOnUnit, ...] | None
    life: tuple[Stage, ...] | None
    kinship: Chart | None
    links: tuple[Kinship, ...]  # those of the picture, with their decisions
    tasks: UnitTasks | None
    reports: list[ReportState] | None
    practices: UnitPractices | None
    adoptions: UnitAdoptions | None
    awards: list[Award] | None
    practices_url: str
    may_invite: bool


def unit_page(user: User, code: str) -> UnitPage:
    """Raises NotFound outside the reader's tree. The number of statements does not grow with what the unit has."""
    today = clock.today()
    unit = get_unit(user, code)
    versions = list(life_line(unit.pk))
    day = _day_shown(versions, today)
    path = path_of(unit.pk, day)
    sees_life = reads_profile(user, code)
    kin = tuple(kinship_of(unit.pk)) if sees_life else ()
    return UnitPage(
        unit,
        _state(versions, today),
        tuple((one.short_name, address("desk:unit", one.code)) for one in path),  # type: ignore[attr-defined]
        children_of(unit.pk, today).count(),
        groups_of(unit.pk, day),
        tuple(one for one in profile_of(unit, day) if one.now) if sees_life else None,
        can_edit_profile(user, unit),
        _people(unit, today) if access.holds(user, "user.list", unit) else None,
        _life(unit, versions) if sees_life else None,
        _picture(unit, kin) if kin else None,
        kin,
        tasks_of(user, unit),
        reports_of(user, unit),
        practices_of(user, unit),
        adoptions_of(user, unit),
        awards_of(user, unit),
        address("practices:list", **{"don-vi": unit.code}),
        access.holds(user, "user.manage", unit),
    )


def _day_shown(versions: list[UnitVersion], today: date) -> date:
    """Today, or the day nearest on which the unit was."""
    first: date = versions[0].valid.lower
    last: date | None = versions[-1].valid.upper
    if last is not None and last <= today:
        return last - timedelta(days=1)
    return max(first, today)


def _state(versions: list[UnitVersion], today: date) -> Badge:
    first, last = versions[0].valid.lower, versions[-1].valid.upper
    if first > today:
        return Badge(_("Thành lập từ %(day)s") % {"day": format_day(first)}, "dashed", "unsent")
    if last is not None and last <= today:
        return Badge(_("Kết thúc hoạt động từ %(day)s") % {"day": format_day(last)}, "close", "unsent")
    return Badge(_("Đang hoạt động"), "done", "accepted")


def _people(unit: Unit, day: date) -> tuple[PersonOnUnit, ...]:
    held: dict[uuid.UUID, list[str]] = defaultdict(list)
    names: dict[uuid.UUID, str] = {}
    for post in posts_of(unit.pk, day):
        names[post.person_id] = post.person.full_name
        held[post.person_id].append(post.title)
    for role in role_holders(unit.pk, day):
        names[role.person_id] = role.person.full_name
        held[role.person_id].append(str(role.get_role_display()))
    return tuple(PersonOnUnit(names[person], tuple(dict.fromkeys(what))) for person, what in held.items())


def _life(unit: Unit, versions: list[UnitVersion]) -> tuple[Stage, ...]:
    """Newest first. A paper stands at the stretch that began on the day it took effect."""
    events: dict[date, list[UnitEvent]] = defaultdict(list)
    for event in events_of(unit.pk):
        events[event.effective_on].append(event)
    parents = life_lines({one.parent_id for one in versions if one.parent_id})
    stages = [
        Stage(
            one.valid.lower,
            one.valid.upper - timedelta(days=1) if one.valid.upper else None,
            one.name,
            one.kind.name,
            _name_on(parents.get(one.parent_id, []), one.valid.lower) if one.parent_id else "",
            one.official_code,
            tuple(events.get(one.valid.lower, ())),
        )
        for one in versions
    ]
    return tuple(reversed(stages))


def _picture(unit: Unit, kin: Sequence[Kinship]) -> Chart:
    """What the unit came from at the left, what it became at the right."""
    columns: dict[int, dict[str, Node]] = defaultdict(dict)
    columns[0][str(unit.pk)] = Node(str(unit.pk), unit.short_name, is_self=True)  # type: ignore[attr-defined]
    for link in kin:
        other = link.older if link.level < 0 else link.younger
        columns[link.level].setdefault(str(other.id), Node(str(other.id), other.name))
    return generations(
        "kinship",
        _("Nguồn gốc và kế thừa"),
        [list(columns[level].values()) for level in sorted(columns)],
        {(str(link.older.id), str(link.younger.id)): None for link in kin},
        (_("Đơn vị trước"), _("Đơn vị sau"), _("Theo quyết định")),
        tuple(
            (link.older.name, link.younger.name, f"{link.number}, {format_day(link.effective_on)}")
            for link in kin
        ),
    )


def _name_on(versions: list[UnitVersion], day: date) -> str:
    return next((one.name for one in versions if day in one.valid), "")
