"""Who did what, as each person may know it.

Everyone reads what they did themselves. A head reads what was done in the unit's own chain. An auditor reads every entry of the
tree, but never a name or a text: acts, moments and identities. What an entry says of a thing is shown to those alone who may open
that thing now; of things without a page, to who did it.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.audit.models import Entry
from lantoa.audit.queries import entries
from lantoa.audit.services import SYSTEM_CHAIN
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.desk.addresses import address
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, Unit
from lantoa.organisation.queries.units import named_on, short_name_on

MINE, OF_UNIT, ALL = "toi", "don-vi", "tat-ca"
READS = "doc"  # in place of an act: every act that only looked at something
MOST_EXPORTED = 20_000
IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T|$)")
SPANS = (("today", 0), ("week", 6), ("month", 29))  # name, days before today

MOST_UNITS = 500  # more are not offered to choose from; their code is typed

# What the parts of a change are called; a part that has no name here is of the machine and is not shown.
PART_NAMES = {
    "title": _lazy("Tên"),
    "name": _lazy("Tên"),
    "full_name": _lazy("Họ tên"),
    "year": _lazy("Năm"),
    "role": _lazy("Vai trò"),
    "since": _lazy("Từ ngày"),
    "on": _lazy("Từ ngày"),
    "until": _lazy("Đến ngày"),
    "held_on": _lazy("Ngày tổ chức"),
    "planned_for": _lazy("Dự kiến áp dụng"),
    "applied_on": _lazy("Áp dụng từ"),
    "verified_on": _lazy("Kiểm chứng ngày"),
    "closes_at": _lazy("Khóa lúc"),
    "number": _lazy("Số"),
    "edition": _lazy("Bản chốt số"),
    "certificates": _lazy("Số giấy khen"),
    "decision": _lazy("Quyết định"),
    "event": _lazy("Quyết định"),
    "into": _lazy("Thành"),
    "basis": _lazy("Căn cứ"),
}


@dataclass(frozen=True)
class RecordFilter:
    """What the list is narrowed to; empty values narrow nothing. `act` may be READS; `person` is an account's identity."""

    part: str = ""
    unit: Unit | None = None
    act: str = ""
    person: uuid.UUID | None = None
    since: date | None = None
    until: date | None = None
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One entry as this person may know it. `url` is empty where the thing may not be opened; `said` is None where what the
    entry says may not be read, and `erased` where it was erased.
    """

    at: datetime
    who: str
    who_id: uuid.UUID | None
    what: str
    kind: str
    named: str
    url: str
    unit: str
    unit_url: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]  # name, before, after
    erased: bool
    hidden: bool
    request_id: str
    place: str  # chain and number in it, to find the entry in a verification


def parts_for(user: User) -> list[str]:
    """Which parts of the record the person may choose between, the widest last."""
    found = [MINE]
    if access.holds_somewhere(user, "audit.read_unit"):
        found.append(OF_UNIT)
    if access.holds_somewhere(user, "audit.read"):
        found.append(ALL)
    return found


def visible_to(user: User, part: str = "") -> QuerySet[Entry]:
    """The entries of a part of the record that this person may know of, newest first; "" is all that is open to them."""
    mine = Q(actor_id=user.pk)
    allowed = parts_for(user)
    wanted = mine if part in ("", MINE) or part not in allowed else Q(pk__in=[])
    if OF_UNIT in allowed and part in ("", OF_UNIT):
        wanted |= Q(chain__in=_chains(user, "audit.read_unit"))
    if ALL in allowed and part in ("", ALL):
        wanted |= mine | Q(chain__in=_chains(user, "audit.read")) | _accounts_of_the_tree(user)
    return entries().filter(wanted)


def _chains(user: User, act: str) -> QuerySet[Any]:
    scope = access.units_in_scope(user, act).order_by()
    return scope.annotate(chain_name=Cast("pk", CharField())).values("chain_name")


def _accounts_of_the_tree(user: User) -> Q:
    """Acts on or by the accounts of the tree that stand in the chain of no unit: opening, signing in, a second factor."""
    people = Person.objects.filter(
        roles__unit__in=access.units_in_scope(user, "audit.read"), user__isnull=False
    )
    accounts = people.values("user")
    return Q(chain=SYSTEM_CHAIN) & (
        Q(actor_id__in=accounts) | Q(subject_kind="accounts.user", subject_id__in=accounts)
    )


def narrowed(rows: QuerySet[Entry], wanted: RecordFilter) -> QuerySet[Entry]:
    if wanted.unit is not None:
        rows = rows.filter(chain=str(wanted.unit.pk))
    if wanted.act == READS:
        rows = rows.filter(Q(act__endswith=".read") | Q(act__endswith="_read"))
    elif wanted.act:
        rows = rows.filter(act=wanted.act)
    if wanted.person is not None:
        rows = rows.filter(actor_id=wanted.person)
    if wanted.kind:
        rows = rows.filter(subject_kind=wanted.kind)
    if wanted.since:
        rows = rows.filter(at__gte=clock.instant(wanted.since, 0))
    if wanted.until:
        rows = rows.filter(at__lt=clock.instant(wanted.until + timedelta(days=1), 0))
    return rows


def listed(user: User, wanted: RecordFilter) -> QuerySet[Entry]:
    """The entries a person may know of, narrowed, newest first, without contents (`lines` fetches those that may be read)."""
    return narrowed(visible_to(user, wanted.part), wanted)


def counts(user: User, wanted: RecordFilter) -> dict[str, int]:
    """How many entries: all, and since each of SPANS, with the other filters but the days. One statement."""
    without_days = RecordFilter(wanted.part, wanted.unit, wanted.act, wanted.person, None, None, wanted.kind)
    found = (
        listed(user, without_days)
        .order_by()
        .aggregate(
            all=Count("pk"),
            **{
                name: Count("pk", filter=Q(at__gte=clock.instant(first_day(days), 0))) for name, days in SPANS
            },
        )
    )
    return dict(found)


def first_day(days: int) -> date:
    return clock.today() - timedelta(days=days)


def acts_to_choose() -> list[tuple[str, str]]:
    """Every named act by its words; all acts of reading together where any room records them."""
    named = sorted(((act, str(label)) for act, label in registry.ACTS.items()), key=lambda one: one[1])
    reads = [act for act, _label in named if act.endswith((".read", "_read"))]
    return [*([(READS, _("Mọi việc mở xem"))] if reads else []), *named]


def kinds_to_choose() -> list[tuple[str, str]]:
    return sorted(((kind, registry.kind_label(kind)) for kind in registry.KINDS), key=lambda one: one[1])


def units_to_choose(user: User) -> dict[str, str] | None:
    """Code → name of the units of which the person reads more than the own acts; None where they are too many to choose from."""
    scope = access.units_in_scope(user, "audit.read_unit") | access.units_in_scope(user, "audit.read")
    rows = named_on(scope)[: MOST_UNITS + 1]
    found = {unit.code: unit.short_name for unit in rows}  # type: ignore[attr-defined]
    return found if len(found) <= MOST_UNITS else None


def unit_by_code(user: User, code: str) -> Unit | None:
    """A unit whose name the person may know, whether it still is or not."""
    return access.units_in_scope(user, "unit.read_name_code").filter(code=code).first()


def lines(user: User, found: Sequence[Entry]) -> list[Line]:
    """The entries as this person may know them, in their order. The number of statements does not grow with them."""
    own_units = {
        str(pk) for pk in access.units_in_scope(user, "audit.read_unit").values_list("pk", flat=True)
    }
    near = [one for one in found if one.actor_id == user.pk or one.chain in own_units]
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for one in near:
        if one.subject_id is not None:
            wanted[one.subject_kind].add(one.subject_id)
    urls = registry.addresses(user, wanted)
    contents = {
        one.pk: one for one in Entry.objects.filter(pk__in=[one.pk for one in near]).select_related("content")
    }
    names = _names(user, {one.actor_id for one in found if one.actor_id})
    units = _units(user, {one.chain for one in found} - {SYSTEM_CHAIN})
    return [_line(user, one, contents.get(one.pk), urls, names, units) for one in found]


def _line(
    user: User,
    entry: Entry,
    with_content: Entry | None,
    urls: Mapping[tuple[str, uuid.UUID], str],
    names: Mapping[uuid.UUID, str],
    units: Mapping[str, tuple[str, str]],
) -> Line:
    url = urls.get((entry.subject_kind, entry.subject_id), "") if entry.subject_id else ""
    readable = with_content is not None and (bool(url) or _page_less_and_mine(user, entry))
    erased = with_content.erased if with_content is not None else ()
    named, reason = "", ""
    changes: tuple[tuple[str, str, str], ...] = ()
    if readable and with_content is not None:
        # A thing whose own words are identities is called by its kind.
        called = with_content.subject_label
        named = registry.kind_label(entry.subject_kind) if IDENTITY.search(called) else called
        reason = str(with_content.after.get("reason") or "")
        changes = tuple(_changes(with_content))
    elif entry.subject_id is not None:
        named = f"#{str(entry.subject_id)[:8]}"
    unit, unit_url = units.get(entry.chain, ("", ""))
    return Line(
        at=entry.at,
        who=_who(entry, with_content, names),
        who_id=entry.actor_id,
        what=registry.act_label(entry.act),
        kind=registry.kind_label(entry.subject_kind),
        named=named,
        url=url,
        unit=unit,
        unit_url=unit_url,
        reason=reason,
        changes=changes,
        erased=readable and "subject_label" in erased,
        hidden=not readable,
        request_id=entry.request_id,
        place=f"{entry.chain}#{entry.sequence}",
    )


def _changes(entry: Entry) -> Iterator[tuple[str, str, str]]:
    before, after = entry.before, entry.after
    for name in dict.fromkeys([*before, *after]):
        if name in PART_NAMES and before.get(name) != after.get(name):
            yield str(PART_NAMES[name]), _said(name, before.get(name)), _said(name, after.get(name))


def _said(name: str, value: Any) -> str:
    """A value of a change as a person reads it."""
    if value is None or value == "":
        return ""
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, str) and ISO_DAY.match(value):
        day = date.fromisoformat(value[:10])
        return format_day(day)
    return str(value)


def _page_less_and_mine(user: User, entry: Entry) -> bool:
    """What somebody wrote about a thing that has no page to ask whether it may be read."""
    kind = registry.KINDS.get(entry.subject_kind)
    return entry.actor_id == user.pk and (kind is None or kind.openable is None)


def _who(entry: Entry, with_content: Entry | None, names: Mapping[uuid.UUID, str]) -> str:
    if entry.actor_id is None:
        return _("Hệ thống")
    if entry.actor_id in names:
        return names[entry.actor_id]
    if with_content is not None:
        return with_content.actor_label
    return _("Người dùng #%s") % str(entry.actor_id)[:8]


def _names(user: User, accounts: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Full names of those whom this person finds on the units' pages, and the own one."""
    scope = access.units_in_scope(user, "user.list")
    known = Q(user=user.pk) | Q(roles__unit__in=scope.values("pk"))
    rows = (
        Person.objects.filter(known, user__in=list(accounts)).values_list("user_id", "full_name").distinct()
    )
    return {account: name for account, name in rows if account}


def _units(user: User, chains: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Also units that are no more: they are called by their code."""
    rows = access.units_in_scope(user, "unit.read_name_code").filter(pk__in=list(chains))
    found = rows.annotate(called=short_name_on("pk")).values_list("pk", "code", "called")
    return {str(pk): (called or code, address("desk:unit", code)) for pk, code, called in found}


def exported(user: User, wanted: RecordFilter) -> Iterator[Line]:
    """The lines of all pages, at most MOST_EXPORTED."""
    yield from lines(user, list(listed(user, wanted)[:MOST_EXPORTED]))


def person_named(user: User, account: uuid.UUID) -> str:
    return _names(user, [account]).get(account) or _("Người dùng #%s") % str(account)[:8]


def days_said(wanted: RecordFilter) -> str:
    if wanted.since and wanted.until:
        return _("Từ %(since)s đến %(until)s") % {
            "since": format_day(wanted.since),
            "until": format_day(wanted.until),
        }
    if wanted.since:
        return _("Từ %s") % format_day(wanted.since)
    return _("Đến %s") % format_day(wanted.until) if wanted.until else ""
