"""What was asked to spread, and how units answer."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.models import Unit, UnitGroupMembership, UnitVersion
from lantoa.organisation.queries.units import last_name_on, named_on, short_name_on
from lantoa.practices.choices import ORIGINATOR, SILENT, AdoptionState, Answer
from lantoa.practices.models import (
    Adoption,
    BookletEntry,
    ExchangeVisit,
    Practice,
    ReplicationOrder,
    ReplicationOrderUnit,
)
from lantoa.practices.queries.verification import seen_by_verifiers

TAKEN_UP = (AdoptionState.PLANNED, AdoptionState.APPLIED, AdoptionState.VERIFIED)


@dataclass(frozen=True)
class Answers:
    """How the units asked have answered on one practice; the parts and the originator make the whole."""

    asked: int
    verified: int
    applied: int
    planned: int
    already_have: int
    declined: int
    dropped: int
    originator: int

    @property
    def silent(self) -> int:
        answered = (
            self.verified + self.applied + self.planned + self.already_have + self.declined + self.dropped
        )
        return self.asked - answered - self.originator


def standing_of(answer: str, state: str) -> str:
    """One word for how a unit stands to a practice: the state of what it took up, else its answer."""
    return answer if state == AdoptionState.ANSWERED else state


# Of two orders on one practice the better outcome is the unit's standing.
BEST_FIRST = (
    AdoptionState.VERIFIED,
    AdoptionState.APPLIED,
    AdoptionState.PLANNED,
    Answer.ALREADY_HAVE,
    Answer.DECLINE,
    AdoptionState.DROPPED,
)


def answers_on(practice: Practice) -> Answers | None:
    """How the units of the practice's orders have answered, or None where it was never given out.

    Each unit counts once, by its best standing, so that the parts always make the whole. Two statements.
    """
    asked = set(_recipients(practice).values_list("unit", flat=True))
    if not asked:
        return None
    best: dict[uuid.UUID, str] = {}
    for unit, answer, state in Adoption.objects.filter(practice=practice).values_list(
        "unit", "answer", "state"
    ):
        if unit in asked:
            best[unit] = min(best.get(unit, BEST_FIRST[-1]), standing_of(answer, state), key=BEST_FIRST.index)
    counts = Counter(best.values())
    return Answers(
        asked=len(asked),
        verified=counts[AdoptionState.VERIFIED],
        applied=counts[AdoptionState.APPLIED],
        planned=counts[AdoptionState.PLANNED],
        already_have=counts[Answer.ALREADY_HAVE],
        declined=counts[Answer.DECLINE],
        dropped=counts[AdoptionState.DROPPED],
        originator=int(practice.unit_id in asked),
    )


def _recipients(practice: Practice) -> QuerySet[ReplicationOrderUnit]:
    return ReplicationOrderUnit.objects.filter(order__entries__practice=practice)


def order_of(practice: Practice) -> ReplicationOrder | None:
    """The latest order that gave the practice out, with unit_name."""
    orders = ReplicationOrder.objects.filter(entries__practice=practice)
    return orders.annotate(unit_name=short_name_on("unit")).order_by("-issued_on").first()


def answers_on_many(practices: Iterable[Practice]) -> dict[str, Answers]:
    """`answers_on` for several practices, by code; those never given out are left out."""
    found = ((practice.code, answers_on(practice)) for practice in practices)
    return {code: answers for code, answers in found if answers is not None}


def adopters_of(practice: Practice) -> QuerySet[Adoption]:
    """The units' answers on a practice, proof first; rows carry unit_name and unit_code."""
    place = Case(
        *[When(state=state, then=Value(n)) for n, state in enumerate(TAKEN_UP[::-1])],
        default=Value(9),
        output_field=IntegerField(),
    )
    return (
        Adoption.objects.filter(practice=practice)
        .select_related("practice", "learned_as")
        .annotate(unit_name=short_name_on("unit"), unit_code=F("unit__code"), place=place)
        .order_by("place", "unit__position", "unit__code")
    )


@dataclass(frozen=True)
class UnitStanding:
    """How one unit asked stands to a practice; `adoption` None = it has not answered, or is where the practice began."""

    code: str
    name: str
    standing: str  # an AdoptionState, an Answer, "silent" or "originator"
    adoption: Adoption | None


def sees_all_answers(user: User, practice: Practice) -> bool:
    """Whoever reads the unit that ordered sees every answer; others see who took the practice up, and their own answer."""
    order = order_of(practice)
    return order is not None and access.holds(user, "practice.read", order.unit_id)


def standings(user: User, practice: Practice, standing: str = "") -> list[UnitStanding]:
    """Every unit asked about a practice, as far as the person may see, proof first; narrowed to one standing if said."""
    own = set(access.units_in_scope(user, "practice.read").values_list("pk", flat=True))
    everything = sees_all_answers(user, practice)
    best: dict[uuid.UUID, tuple[str, Adoption]] = {}
    for row in adopters_of(practice):
        found = standing_of(row.answer, row.state)
        if row.unit_id not in best or BEST_FIRST.index(found) < BEST_FIRST.index(best[row.unit_id][0]):
            best[row.unit_id] = (found, row)
    rows = []
    for unit in named_on(Unit.objects.filter(pk__in=_recipients(practice).values("unit"))):
        found, adoption = best.get(unit.pk, (ORIGINATOR if unit.pk == practice.unit_id else SILENT, None))
        if everything or unit.pk in own or found in TAKEN_UP or found == ORIGINATOR:
            rows.append(UnitStanding(unit.code, unit.short_name, found, adoption))  # type: ignore[attr-defined]
    places = (*BEST_FIRST, SILENT, ORIGINATOR)
    return sorted(
        (row for row in rows if standing in ("", row.standing)), key=lambda row: places.index(row.standing)
    )


def readable_units(user: User, practice: Practice) -> set[str]:
    """Codes of the units asked whose answer the person may open."""
    readable = access.units_in_scope(user, "practice.read")
    asked = readable.filter(pk__in=_recipients(practice).values("unit"))
    weighed = Adoption.objects.filter(seen_by_verifiers(user), practice=practice)
    return {*asked.values_list("code", flat=True), *weighed.values_list("unit__code", flat=True)}


def owed_by(user: User, practice: Practice) -> tuple[ReplicationOrder, Unit, Adoption | None] | None:
    """What a unit of the person's own still owes on a practice: an answer (None), or to report a planned adoption."""
    mine = access.units_in_scope(user, "adoption.answer")
    asked = (
        _recipients(practice)
        .filter(access.in_hands_of(mine))
        .exclude(unit=practice.unit_id)
        .select_related("order", "unit")
        .order_by("-order__issued_on")
    )
    for recipient in asked:
        adoption = Adoption.objects.filter(
            order=recipient.order, practice=practice, unit=recipient.unit
        ).first()
        if adoption is None or adoption.state == AdoptionState.PLANNED:
            return recipient.order, recipient.unit, adoption
    return None


def get_order(user: User, code: str) -> ReplicationOrder:
    """An order, for who reads the unit that gave it or a unit that received it; NotFound otherwise."""
    readable = access.units_in_scope(user, "practice.read")
    received = ReplicationOrderUnit.objects.filter(order=OuterRef("pk"), unit__in=readable)
    found = (
        ReplicationOrder.objects.filter(Q(unit__in=readable) | Exists(received), code=code)
        .select_related("booklet", "unit", "document__type")
        .annotate(unit_name=short_name_on("unit"))
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def recipients_readable_by(user: User, order: ReplicationOrder) -> QuerySet[Unit]:
    """The units an order was given to whose answers the person may read, in official order, named as of today or as of their
    last day; `answers_by` is the unit into whose hands the answers have gone, if any.
    """
    readable = access.units_in_scope(user, "practice.read")
    asked = order.recipients.filter(unit=OuterRef("pk"))
    return (
        readable.filter(pk__in=order.recipients.values("unit"))
        .annotate(
            name=last_name_on("pk"),
            short_name=short_name_on("pk"),
            answers_by=Subquery(asked.values("holder")[:1]),
        )
        .order_by("position", "code")
    )


def unanswered_by_unit(order: ReplicationOrder) -> dict[uuid.UUID, int]:
    """How many practices of the order each unit still owes an answer on; units that owe none are left out."""
    asked = list(order.entries.values_list("practice", "practice__unit"))
    answered = set(Adoption.objects.filter(order=order).values_list("unit", "practice"))
    left = {
        unit: sum(owner != unit and (unit, practice) not in answered for practice, owner in asked)
        for unit in order.recipients.values_list("unit", flat=True)
    }
    return {unit: count for unit, count in left.items() if count}


@dataclass(frozen=True)
class Question:
    """One practice of an order, as put to one unit, with its answer if there is one."""

    entry: BookletEntry
    practice: Practice
    adoption: Adoption | None
    is_own: bool
    fits: tuple[str, ...] = ()  # what the unit has in common with the origin: names of groups, of the kind

    @property
    def standing(self) -> str:
        if self.adoption is None:
            return ORIGINATOR if self.is_own else SILENT
        return standing_of(self.adoption.answer, self.adoption.state)


def questions_for(order: ReplicationOrder, unit: Unit) -> list[Question]:
    """The order's practices with the unit's answers: those first whose origin has most in common with the unit, the groups before
    the kind; else in the booklet's order. Four statements.
    """
    given = Adoption.objects.filter(order=order, unit=unit).select_related("practice", "learned_as")
    answers = {row.practice_id: row for row in given}
    entries = (
        BookletEntry.objects.filter(orders=order)
        .select_related("practice__field")
        .annotate(unit_name=short_name_on("practice__unit"))
        .order_by("position")
    )
    rows = list(entries)
    common = _in_common(unit, {entry.practice.unit_id for entry in rows})
    questions = [
        Question(
            entry,
            entry.practice,
            answers.get(entry.practice_id),
            entry.practice.unit_id == unit.pk,
            common.get(entry.practice.unit_id, ()),
        )
        for entry in rows
    ]
    return sorted(questions, key=lambda one: (one.is_own, -len(one.fits), one.entry.position))


def _in_common(unit: Unit, origins: set[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    """Of each origin but the unit itself: the groups, then the kind, in which both stand today. Two statements."""
    today = clock.today()
    groups: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    memberships = UnitGroupMembership.objects.filter(unit__in={unit.pk, *origins}, valid__contains=today)
    for member, group, name in memberships.order_by("group__scheme__position", "group__position").values_list(
        "unit", "group", "group__name"
    ):
        groups[member][group] = name
    versions = UnitVersion.objects.filter(unit__in={unit.pk, *origins}, valid__contains=today)
    kinds = {one: (kind, name) for one, kind, name in versions.values_list("unit", "kind", "kind__name")}
    found = {}
    for origin in origins - {unit.pk}:
        shared = [name for group, name in groups[origin].items() if group in groups[unit.pk]]
        if origin in kinds and kinds[origin] == kinds.get(unit.pk):
            shared.append(kinds[origin][1])
        found[origin] = tuple(shared)
    return found


def open_orders_for(user: User) -> QuerySet[ReplicationOrder]:
    """Orders with a practice that a unit of the person's own has still to answer; latest first."""
    answered = Adoption.objects.filter(
        order=OuterRef(OuterRef("order")), unit=OuterRef(OuterRef("unit")), practice=OuterRef("practice")
    )
    unanswered = BookletEntry.objects.filter(~Exists(answered), orders=OuterRef("order")).exclude(
        practice__unit=OuterRef("unit")
    )
    asked = ReplicationOrderUnit.objects.filter(
        Exists(unanswered), access.in_hands_of(access.units_in_scope(user, "adoption.answer"))
    )
    return ReplicationOrder.objects.filter(pk__in=asked.values("order")).order_by("-issued_on")


def get_adoption(user: User, practice_code: str, unit_code: str) -> Adoption:
    """One unit's latest answer on a practice, if the person may read that unit's answers, or may look at this result; NotFound
    otherwise."""
    found = (
        Adoption.objects.filter(
            Q(unit__in=access.units_in_scope(user, "practice.read")) | seen_by_verifiers(user),
            Q(practice__code=practice_code) | Q(learned_as__code=practice_code),
            unit__code=unit_code,
        )
        .select_related("practice", "learned_as", "unit", "order", "verified_by__person")
        .annotate(unit_name=short_name_on("unit"))
        .order_by("-order__issued_on")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def visits_of(adoption: Adoption) -> QuerySet[ExchangeVisit]:
    """Visits between the adopting unit and the origin, oldest first, with host_name."""
    return ExchangeVisit.objects.filter(adoption=adoption).annotate(host_name=short_name_on("host"))


def origin_of(adoption: Adoption) -> Unit | None:
    """The unit where the practice began, or who answers for it now: whom the adopter turns to. With short_name."""
    practice = adoption.taken_up
    return Unit.objects.filter(pk=practice.holder_unit_id).annotate(short_name=short_name_on("pk")).first()


def by_pairs(codes: Iterable[str]) -> QuerySet[Adoption]:
    """Adoptions by their "practice/unit" codes, named, for pages that open a number."""
    wanted = set(codes)
    practices = {code.split("/")[0] for code in wanted}
    rows = (
        Adoption.objects.filter(practice__code__in=practices)
        .select_related("practice", "unit")
        .annotate(unit_name=short_name_on("unit"), unit_code=F("unit__code"))
        .order_by("practice__code", "unit__position")
    )
    return rows.filter(pk__in=[row.pk for row in rows if f"{row.practice.code}/{row.unit.code}" in wanted])
