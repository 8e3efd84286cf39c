"""One's own pledges, and what helps in writing one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from lantoa.accounts.models import User
from lantoa.commitments.choices import CommitmentState
from lantoa.commitments.helping import Hint, hints_for, runs_of
from lantoa.commitments.models import Commitment, CommitmentItem, Remark, SelfReview
from lantoa.commitments.permissions import PLEDGING
from lantoa.commitments.queries.seasons import calendar
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation.access import GRANTS, roles_of
from lantoa.organisation.models import Person, RoleAssignment, Unit, UnitVersion
from lantoa.organisation.queries.people import ORDER_OF_ROLES
from lantoa.organisation.queries.units import named_on, short_name_on

COMMON_FROM = 10  # pledges; a phrase of fewer is never told, nor anything of a unit that has fewer


def pledges_of(user: User) -> QuerySet[Any]:
    """One's own, the latest year first, with unit_name."""
    return Commitment.objects.filter(person__user=user).annotate(unit_name=short_name_on("unit"))


def get_own(user: User, year: int) -> Any:
    """One's own pledge of a year; NotFound where there is none."""
    found = pledges_of(user).filter(year=year).select_related("person").first()
    if found is None:
        raise NotFound()
    return found


def own_unit(user: User) -> Unit | None:
    """The unit of which one pledges today: that of the role that does daily work."""
    held = [one for one in roles_of(user) if one.role in GRANTS["commitment.keep"]]
    held.sort(key=lambda one: ORDER_OF_ROLES.index(one.role))
    return named_on(Unit.objects.filter(pk=held[0].unit_id)).first() if held else None


def paper_units(commitment: Commitment) -> tuple[UnitVersion, UnitVersion | None]:
    """What a paper says of the unit and of the one above it; of a unit that has ended, what was last true of it."""
    unit = UnitVersion.objects.filter(unit=commitment.unit_id).order_by("-valid")[0]
    above = UnitVersion.objects.filter(unit=unit.parent_id, valid__contains=clock.today()).first()
    return unit, above


def years_to_begin(user: User) -> list[int]:
    """Years that are open for writing and of which one has no pledge yet, the earliest first."""
    wanted = calendar().years_to_write(clock.today())
    begun = set(pledges_of(user).filter(year__in=wanted).values_list("year", flat=True))
    return [year for year in wanted if year not in begun]


def items_of(commitment: Commitment) -> list[CommitmentItem]:
    """In order, each with `.told`: half → self-review."""
    rows = commitment.items.prefetch_related(Prefetch("reviews", SelfReview.objects.all())).order_by(
        "position"
    )
    found = list(rows)
    for one in found:
        one.told = {review.half: review for review in one.reviews.all()}  # type: ignore[attr-defined]
    return found


def remarks_of(commitment: Commitment) -> QuerySet[Any]:
    """The remarks that stand, with the unit that the author headed."""
    rows: QuerySet[Remark] = commitment.remarks.filter(withdrawn_at=None).select_related("author")
    return rows.annotate(unit_name=short_name_on("unit"))


def told_halves(commitment: Commitment) -> set[str]:
    return set(SelfReview.objects.filter(item__commitment=commitment).values_list("half", flat=True))


def remarked_halves(commitment: Commitment) -> set[str]:
    return set(commitment.remarks.filter(withdrawn_at=None).values_list("half", flat=True))


@dataclass(frozen=True)
class Help:
    """What is worth a second look in a draft: by the place of the item, and the phrases that many of the unit use."""

    hints: dict[int, list[Hint]]
    common: list[str]
    counted: int  # pledges that were compared; 0 where the unit has too few


def help_for(commitment: Commitment, items: list[CommitmentItem]) -> Help:
    """Computed now from what is written, and kept nowhere. Compares with the owner's own pledge of the year before, and counts in
    how many of the unit's signed pledges of the year, the owner's left aside, a turn of phrase of this draft stands."""
    before = CommitmentItem.objects.filter(
        commitment__person=commitment.person_id, commitment__year=commitment.year - 1
    )
    hints = hints_for(items, [one.deed for one in before])
    common, counted = _common_phrases(commitment, items)
    return Help(hints, common, counted)


def _common_phrases(commitment: Commitment, items: list[CommitmentItem]) -> tuple[list[str], int]:
    others = Commitment.objects.filter(
        unit=commitment.unit_id, year=commitment.year, state=CommitmentState.SIGNED
    ).exclude(person=commitment.person_id)
    counted = others.count()
    if counted < COMMON_FROM:
        return [], 0
    texts: dict[Any, list[str]] = {}
    rows = CommitmentItem.objects.filter(commitment__in=others).order_by()
    for one in rows.only("commitment_id", "duty", "deed", "measure").iterator(chunk_size=500):
        texts.setdefault(one.commitment_id, []).extend((one.duty, one.deed, one.measure))
    mine = [text for one in items for text in (one.duty, one.deed, one.measure)]
    return runs_of(mine, texts.values(), at_least=COMMON_FROM), counted


def without_pledge(unit: Unit, year: int) -> list[Person]:
    """Who works on the unit today with an open account and has no pledge of the year, by name."""
    working = RoleAssignment.objects.filter(unit=unit, role__in=PLEDGING, valid__contains=clock.today())
    people = Person.objects.filter(pk__in=working.values("person"), user__is_active=True)
    begun = Commitment.objects.filter(year=year).values("person")
    return list(people.exclude(pk__in=begun).order_by("full_name"))
