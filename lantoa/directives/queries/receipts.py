"""Receipts: who owes which, who has read and who has not."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.core.word_changes import Piece, word_changes
from lantoa.directives.choices import ReceiptWay
from lantoa.directives.models import DirectivePart, DirectiveVersion, Issuing, Receipt, ReceiptSheet
from lantoa.directives.queries.serving import ended_today
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Position, RoleAssignment, UnitVersion
from lantoa.organisation.queries.units import short_name_on

WAITING, LATE, READ, KEPT = "waiting", "late", "read", "kept"
# How far up a unit that has not read it was taken; `ASKED` is where every one begins.
ASKED, REMINDED, REMINDED_AGAIN, ESCALATED = "asked", "reminded", "reminded_again", "escalated"
STATES = (WAITING, LATE, REMINDED, REMINDED_AGAIN, ESCALATED, READ, KEPT)
SORTS = {
    "unit": ("unit__position", "unit_code"),
    "asked": ("asked_at", "unit_code"),
    "read": ("acknowledged_at", "unit_code"),
}


@dataclass(frozen=True)
class ReceiptFilter:
    """What the list of an issuing is narrowed to. `state`: one of STATES, late being waiting past its day; "" all."""

    state: str = ""
    text: str = ""
    sort: str = "unit"


@dataclass(frozen=True)
class PartToRead:
    """A part of a version as a unit meets it: whether it is asked, whether it is new or only its words changed, and how they did
    (`pieces` of the words read before and those of today)."""

    part: DirectivePart
    asked: bool
    is_new: bool = False
    pieces: Sequence[Piece] = ()
    heading: Sequence[Piece] = ()


@dataclass(frozen=True)
class Rung:
    """A step of the ladder of an issuing: on a day so many units were asked, reminded, reminded again or taken up higher; how
    many of them still have not read it."""

    what: str
    day: date
    units: int
    waiting: int


def is_waiting() -> Q:
    return Q(acknowledged_at=None, kept=False)


def is_owed() -> Q:
    """Not read, and still to be read: nobody is asked, reminded or taken up higher for a directive that was withdrawn, has ended
    or rests."""
    return is_waiting() & ~Q(version__directive__in=ended_today())


def is_late() -> Q:
    return is_waiting() & Q(due_on__lt=clock.today())


def to_remind_first() -> Q:
    """Not read, not reminded."""
    return is_owed() & Q(reminded_at=None)


def to_remind_again() -> Q:
    """Not read, reminded once, before today."""
    return is_owed() & Q(reminded_at__lt=_midnight(), reminded_again_at=None)


def to_escalate() -> Q:
    """Past the day, reminded twice, the second time before today, and not taken up higher yet."""
    return is_owed() & is_late() & Q(reminded_again_at__lt=_midnight(), escalated_at=None)


def _midnight() -> datetime:
    return datetime.combine(clock.today(), time(0), clock.VIETNAM)


def _in_state(state: str) -> Q:
    states = {
        WAITING: is_waiting(),
        LATE: is_late(),
        READ: Q(acknowledged_at__isnull=False),
        KEPT: Q(kept=True, acknowledged_at=None),
        REMINDED: is_waiting() & Q(reminded_at__isnull=False, reminded_again_at=None),
        REMINDED_AGAIN: is_waiting() & Q(reminded_again_at__isnull=False, escalated_at=None),
        ESCALATED: is_waiting() & Q(escalated_at__isnull=False),
    }
    return states.get(state, Q())


def _narrowed(issuing: Issuing, wanted: ReceiptFilter) -> QuerySet[Receipt]:
    rows = Receipt.objects.filter(issuing=issuing)
    for word in folding_key(wanted.text).split():
        named = UnitVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(Q(unit__code__icontains=word) | Q(unit__in=named.values("unit")))
    return rows


def receipts_of(issuing: Issuing, wanted: ReceiptFilter) -> QuerySet[Any]:
    """Rows with unit_name and unit_code, narrowed and sorted."""
    descending = wanted.sort.startswith("-")
    order = SORTS.get(wanted.sort.lstrip("-"), SORTS["unit"])
    rows: QuerySet[Any] = (
        _narrowed(issuing, wanted)
        .filter(_in_state(wanted.state))
        .select_related("sheet")
        .annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")), unit_code=F("unit__code"))
    )
    return rows.order_by(
        *(F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True) for name in order)
    )


def counts_of(issuing: Issuing, wanted: ReceiptFilter | None = None) -> dict[str, int]:
    """State → how many; "" and "asked" all, "to_remind" who gets the next reminder, "to_remind_again" those of
    them whose second it is, "to_escalate" to be taken up higher. One statement."""
    states = {name: Count("pk", filter=_in_state(name)) for name in STATES}
    found: dict[str, int] = (
        _narrowed(issuing, wanted or ReceiptFilter())
        .order_by()
        .aggregate(
            asked=Count("pk"),
            to_remind=Count("pk", filter=to_remind_first() | to_remind_again()),
            to_remind_again=Count("pk", filter=to_remind_again()),
            to_escalate=Count("pk", filter=to_escalate()),
            **states,
        )
    )
    found[""] = found["asked"]
    return found


def ladder_of(issuing: Issuing) -> list[Rung]:
    """What was done to have it read, day by day from the first asking up, whoever has read it since. One statement."""
    columns = {
        ASKED: "asked_at",
        REMINDED: "reminded_at",
        REMINDED_AGAIN: "reminded_again_at",
        ESCALATED: "escalated_at",
    }
    rungs = [
        Receipt.objects.filter(issuing=issuing, **{f"{column}__isnull": False})
        .order_by()
        .annotate(what=Value(what), place=Value(place), day=TruncDate(column, tzinfo=clock.VIETNAM))
        .values_list("place", "what", "day")
        .annotate(units=Count("pk"), waiting=Count("pk", filter=is_waiting()))
        for place, (what, column) in enumerate(columns.items())
    ]
    rows = rungs[0].union(*rungs[1:], all=True).order_by("place", "day")
    return [Rung(what, day, units, waiting) for _place, what, day, units, waiting in rows]


def receipts_visible_to(user: User) -> QuerySet[Receipt]:
    return Receipt.objects.filter(unit__in=access.units_in_scope(user, "receipt.read"))


def owed_by_mine(user: User) -> QuerySet[Receipt]:
    """The newest receipt of each directive that a unit owes for which the person acknowledges, the first due first."""
    mine = Receipt.objects.filter(unit__in=access.units_in_scope(user, "receipt.acknowledge"))
    return mine.filter(is_owed(), pk=_newest_pk()).order_by("due_on", "pk")


def _newest_pk() -> Subquery:
    rows = Receipt.objects.filter(
        unit=OuterRef("unit"), version__directive=OuterRef("version__directive")
    ).order_by("-version__number")
    return Subquery(rows.values("pk")[:1])


def mine(user: User, state: str = "") -> QuerySet[Any]:
    """What the units were asked to read for which the person works, newest version of each directive; with unit_name."""
    units = access.units_in_scope(user, "receipt.acknowledge")
    rows: QuerySet[Any] = Receipt.objects.filter(_in_state(state), unit__in=units, pk=_newest_pk())
    rows = rows.select_related("version__directive", "unit").annotate(
        unit_name=Coalesce(short_name_on("unit"), F("unit__code"))
    )
    return rows.order_by(F("acknowledged_at").desc(nulls_first=True), "due_on", "pk")


def mine_counts(user: User) -> dict[str, int]:
    """State → how many of `mine`; "" all. One statement."""
    states = {name: Count("pk", filter=_in_state(name)) for name in STATES}
    found: dict[str, int] = mine(user).order_by().aggregate(all=Count("pk"), **states)
    found[""] = found.pop("all")
    return found


def get_receipt(user: User, directive: str, unit: str) -> Any:
    """The newest receipt of a unit for a directive, with unit_name; NotFound outside one's sight."""
    rows = receipts_visible_to(user).filter(version__directive__code=directive, unit__code=unit)
    found = (
        rows.select_related("version__directive", "base", "unit", "issuing__unit", "sheet")
        .annotate(unit_name=Coalesce(short_name_on("unit"), F("unit__code")))
        .order_by("-version__number")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def may_take_back(receipt: Receipt) -> bool:
    """An acknowledgement on the screen, on the day on which it was given."""
    at = receipt.acknowledged_at
    if at is None or receipt.way != ReceiptWay.SCREEN:
        return False
    return at.astimezone(clock.VIETNAM).date() == clock.today()


def newest_of(receipt: Receipt) -> Receipt:
    """The receipt of the same unit for the newest version of the same directive that came down to it."""
    rows = Receipt.objects.filter(unit=receipt.unit_id, version__directive=receipt.version.directive_id)
    return rows.select_related("version__directive").order_by("-version__number")[0]


def earlier_of(receipt: Receipt) -> QuerySet[Receipt]:
    """What the unit has said of earlier versions."""
    rows = Receipt.objects.filter(unit=receipt.unit_id, version__directive=receipt.version.directive_id)
    return rows.exclude(pk=receipt.pk).select_related("version").order_by("-version__number")


def parts_to_read(version: DirectiveVersion, base: DirectiveVersion | None) -> list[PartToRead]:
    """The parts of a version, each with whether it is asked of who has read `base`: those that are new in it or whose label,
    heading or text differ. All of them where nothing was read before. One statement."""
    rows = list(
        DirectivePart.objects.filter(version__in=[version.pk, base.pk if base else version.pk]).order_by(
            "position"
        )
    )
    parts = [row for row in rows if row.version_id == version.pk]
    if base is None:
        return [PartToRead(part, True) for part in parts]
    known = {row.thread: row for row in rows if row.version_id == base.pk}
    return [_part_to_read(known.get(part.thread), part) for part in parts]


def _part_to_read(before: DirectivePart | None, part: DirectivePart) -> PartToRead:
    if before is None:
        return PartToRead(part, asked=True, is_new=True)
    if _words(before) == _words(part):
        return PartToRead(part, asked=False)
    heading = word_changes(before.heading, part.heading) if before.heading != part.heading else ()
    return PartToRead(part, asked=True, pieces=word_changes(before.text, part.text), heading=heading)


def dropped_parts(version: DirectiveVersion, base: DirectiveVersion | None) -> list[DirectivePart]:
    """Parts of what was read before that the version no longer has."""
    if base is None:
        return []
    kept = DirectivePart.objects.filter(version=version).values("thread")
    return list(DirectivePart.objects.filter(version=base).exclude(thread__in=kept).order_by("position"))


def _words(part: DirectivePart) -> tuple[str, str, str]:
    return part.label, part.heading, part.text


def post_of(user: User, unit_id: uuid.UUID) -> str:
    """The title of the person's post in the unit today, or ""."""
    today = clock.today()
    found = Position.objects.filter(unit=unit_id, person__user=user, valid__contains=today).first()
    return found.title if found else ""


def sheets_of(issuing: Issuing) -> QuerySet[Any]:
    """Signed sheets entered for an issuing, with how many units each covers."""
    rows: QuerySet[Any] = (
        ReceiptSheet.objects.filter(issuing=issuing)
        .select_related("file")
        .annotate(units=Count("receipts"))
        .order_by("-entered_at")
    )
    return rows


def get_sheet(issuing: Issuing, identity: uuid.UUID) -> ReceiptSheet:
    found = (
        ReceiptSheet.objects.filter(issuing=issuing, pk=identity).select_related("file", "issuing").first()
    )
    if found is None:
        raise NotFound()
    return found


def units_without_accounts(issuing: Issuing) -> Sequence[str]:
    """Codes of units that have not read it and for which nobody signs in, in official order: whom a signed sheet is for."""
    roles = (Role.REPORTER, Role.HEAD, Role.STAFF)
    held = RoleAssignment.objects.filter(role__in=roles, valid__contains=clock.today())
    rows = Receipt.objects.filter(is_waiting(), issuing=issuing).exclude(unit__in=held.values("unit"))
    return list(rows.order_by("unit__position", "unit__code").values_list("unit__code", flat=True)[:500])
