"""Rounds, and the decisions that wait for a signature."""

import uuid
from dataclasses import dataclass, replace

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, TextField, Value, When

from lantoa.accounts.models import User
from lantoa.commendation.choices import NominationState, Outcome, RoundState, Subject
from lantoa.commendation.models import Decision, DecisionProposal, Round
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on

SORTS = {"opens": "opens_on", "closes": "closes_on", "title": "title"}


@dataclass(frozen=True)
class RoundFilters:
    """What the address of the list says; empty means everything."""

    state: str = ""
    text: str = ""
    directive: str = ""  # a code
    year: int | None = None  # among those for which the round commends
    sort: str = ""


def rounds_visible_to(user: User) -> QuerySet[Round]:
    """Rounds of the tree, newest first, with unit_name, stage (RoundState) and what was awarded: collectives, individuals."""
    awarded = Q(nominations__state=NominationState.AWARDED)
    today = clock.today()
    stage = Case(
        When(Exists(Decision.objects.filter(round=OuterRef("pk"))), then=Value(RoundState.DECIDED.value)),
        When(opens_on__gt=today, then=Value(RoundState.COMING.value)),
        When(closes_on__gte=today, then=Value(RoundState.OPEN.value)),
        default=Value(RoundState.EXAMINED.value),
        output_field=TextField(),
    )
    return (
        Round.objects.filter(unit__in=access.units_in_scope(user, "round.read"))
        .select_related("award_kind", "unit", "directive")
        .annotate(
            unit_name=short_name_on("unit"),
            stage=stage,
            collectives=Count("nominations", filter=awarded & Q(nominations__subject=Subject.COLLECTIVE)),
            individuals=Count("nominations", filter=awarded & Q(nominations__subject=Subject.INDIVIDUAL)),
        )
        .prefetch_related(Prefetch("decisions", decisions()))
        .order_by("-opens_on", "code")
    )


def decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("document__type").order_by("decided_at")


def filtered_rounds(user: User, filters: RoundFilters) -> QuerySet[Round]:
    rows = rounds_visible_to(user)
    if filters.directive:
        rows = rows.filter(directive__code=filters.directive)
    if filters.state in RoundState.values:
        rows = rows.filter(Q(stage=filters.state))
    for word in folding_key(filters.text).split():
        rows = rows.filter(search_key__contains=word)
    if filters.year:
        rows = rows.filter(first_year__lte=filters.year, last_year__gte=filters.year)
    field = SORTS.get(filters.sort.removeprefix("-"))
    if field:
        order = F(field).desc() if filters.sort.startswith("-") else F(field).asc()
        rows = rows.order_by(order, "code")
    return rows


def round_counts(user: User, filters: RoundFilters | None = None) -> dict[str, int]:
    """Rounds by stage, of the narrowed list but for its stage; "" counts all."""
    found: dict[str, int] = dict.fromkeys(RoundState.values, 0)
    rows = filtered_rounds(user, replace(filters or RoundFilters(), state="", sort=""))
    for stage in rows.prefetch_related(None).order_by().values_list(F("stage"), flat=True):
        found[stage] += 1
    return found | {"": sum(found.values())}


def get_round(user: User, code: str) -> Round:
    found = rounds_visible_to(user).filter(code=code).first()
    if found is None:
        raise NotFound()
    return found


def rounds_open(user: User) -> QuerySet[Round]:
    """Rounds that take nominations today."""
    return rounds_visible_to(user).filter(Q(stage=RoundState.OPEN))


def waiting_proposal(round_: Round) -> DecisionProposal | None:
    """The decision of a round that waits for its signature."""
    return _proposals().filter(round=round_, outcome=Outcome.WAITING).first()


def last_proposal(round_: Round) -> DecisionProposal | None:
    """What was proposed last, whatever became of it."""
    return _proposals().filter(round=round_).order_by("-proposed_at").first()


def decisions_to_sign(user: User) -> QuerySet[DecisionProposal]:
    """What waits for this person's signature; not what the person drafted."""
    return (
        _proposals()
        .filter(outcome=Outcome.WAITING, round__unit__in=access.units_in_scope(user, "decision.issue"))
        .exclude(proposed_by=user)
    )


def get_proposal(user: User, round_code: str, proposal_id: uuid.UUID) -> DecisionProposal:
    """A proposed decision, for who may draft or sign decisions there; NotFound otherwise."""
    found = (
        _proposals()
        .filter(
            round__unit__in=access.units_in_scope(user, "balance.read"),
            round__code=round_code,
            pk=proposal_id,
        )
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def _proposals() -> QuerySet[DecisionProposal]:
    return DecisionProposal.objects.select_related("round__unit", "proposed_by__person", "settled_by__person")
