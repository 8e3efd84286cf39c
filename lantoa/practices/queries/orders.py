"""Orders to replicate: who may give one, what it may give, and who has not answered yet."""

import uuid
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.text import folding_key
from lantoa.documents.models import IssuedDocument
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.units import named_on, short_name_on
from lantoa.practices.models import (
    Adoption,
    Booklet,
    BookletEntry,
    ReplicationOrder,
    ReplicationOrderUnit,
)
from lantoa.practices.queries.adoptions import unanswered_by_unit
from lantoa.practices.queries.practices import named_units

ACT = "replication.order"
LATEST_PAPERS = 30


def issuer_for(user: User) -> Unit | None:
    """The committee in whose name the person gives orders, named; None where there is none."""
    return named_on(access.units_in_scope(user, ACT)).first()


def booklets_to_give(issuer: Unit) -> list[Booklet]:
    """Published booklets of the committee, or of one above it, newest first."""
    above = Ancestry.objects.filter(descendant=issuer, valid__contains=clock.today())
    rows = Booklet.objects.filter(unit__in=above.values("ancestor"), published_at__isnull=False)
    return list(rows.order_by("-year", "-published_at"))


def entries_to_give(booklet: Booklet) -> list[BookletEntry]:
    """The booklet's practices in its order, with unit_name; without those that were merged into another of the book."""
    rows = BookletEntry.objects.filter(booklet=booklet, practice__merged_into=None).select_related(
        "practice__field"
    )
    return list(rows.annotate(unit_name=short_name_on("practice__unit")).order_by("position"))


def papers_of(issuer: Unit) -> list[IssuedDocument]:
    """The papers that the committee issued last."""
    rows = IssuedDocument.objects.filter(unit=issuer).select_related("type")
    return list(rows.order_by("-issued_on", "-number")[:LATEST_PAPERS])


def next_code(year: int) -> str:
    """The code of the next order of a year: NR-2021-02."""
    head = f"NR-{year}-"
    taken = ReplicationOrder.objects.filter(code__startswith=head).values_list("code", flat=True)
    numbers = [int(code.removeprefix(head)) for code in taken if code.removeprefix(head).isdigit()]
    return f"{head}{max(numbers, default=0) + 1:02d}"


@dataclass(frozen=True)
class OrderRow:
    """One order of the list, over the recipients whose answers the person reads."""

    order: ReplicationOrder
    unit_name: str
    practices: int
    asked: int
    answered: int  # on every practice
    partly: int

    @property
    def silent(self) -> int:
        return self.asked - self.answered - self.partly

    @property
    def is_late(self) -> bool:
        return self.answered < self.asked and self.order.answer_by < clock.today()


def orders_visible_to(user: User) -> list[OrderRow]:
    """Orders that the person's units gave or received, newest first. Four statements."""
    readable = access.units_in_scope(user, "practice.read")
    received = ReplicationOrderUnit.objects.filter(order=OuterRef("pk"), unit__in=readable)
    orders = list(
        ReplicationOrder.objects.filter(Q(unit__in=readable) | Exists(received))
        .select_related("booklet")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("-issued_on", "-code")
    )
    entries = Counter[uuid.UUID]()
    own: Counter[tuple[uuid.UUID, uuid.UUID]] = Counter()
    for order, origin in BookletEntry.objects.filter(orders__in=orders).values_list(
        "orders", "practice__unit"
    ):
        entries[order] += 1
        own[order, origin] += 1
    given = ReplicationOrderUnit.objects.filter(order__in=orders, unit__in=readable).values_list(
        "order", "unit"
    )
    answers = {
        (order, unit): count
        for order, unit, count in Adoption.objects.filter(order__in=orders, unit__in=readable)
        .order_by()
        .values_list("order", "unit")
        .annotate(n=Count("pk"))
    }
    asked, full, partly = Counter[uuid.UUID](), Counter[uuid.UUID](), Counter[uuid.UUID]()
    for order, unit in given:
        asked[order] += 1
        wanted, said = entries[order] - own[order, unit], answers.get((order, unit), 0)
        if said >= wanted:
            full[order] += 1
        elif said:
            partly[order] += 1
    return [
        OrderRow(one, one.unit_name or "", entries[one.pk], asked[one.pk], full[one.pk], partly[one.pk])
        for one in orders
    ]


@dataclass(frozen=True)
class Silent:
    """A unit that owes answers on an order: how many, and how late."""

    code: str
    name: str
    answers_by: str  # into whose hands the answers have gone, if any
    left: int
    asked: int
    days_late: int

    @property
    def is_partly(self) -> bool:
        return self.left < self.asked


def silent_on(user: User, order: ReplicationOrder, text: str = "") -> list[Silent]:
    """Units whose answers the person reads and that owe some, in official order, narrowed by a name or code."""
    readable = access.units_in_scope(user, "practice.read")
    left = unanswered_by_unit(order)
    entries = Counter(order.entries.values_list("practice__unit", flat=True))
    total = sum(entries.values())
    late = max((clock.today() - order.answer_by).days, 0)
    holders = dict(order.recipients.filter(holder__isnull=False).values_list("unit", "holder"))
    names = {one.pk: one.short_name for one in named_units(list(holders.values()))}  # type: ignore[attr-defined]
    rows = (
        readable.filter(pk__in=list(left))
        .annotate(short_name=short_name_on("pk"))
        .order_by("position", "code")
        .values_list("pk", "code", "short_name")
    )
    words = folding_key(text).split()
    return [
        Silent(code, name or code, _named(names, holders.get(pk)), left[pk], total - entries[pk], late)
        for pk, code, name in rows
        if all(word in folding_key(f"{name} {code}") for word in words)
    ]


def _named(names: dict[uuid.UUID, str], holder: uuid.UUID | None) -> str:
    return names.get(holder, "") if holder else ""
