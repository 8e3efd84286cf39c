"""Results of adoptions that wait to be looked at: by staff or inspectors above the unit, or by where the practice began."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.models import UnitVersion
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.choices import AdoptionState, Capacity
from lantoa.practices.models import Adoption, AdoptionEvidence, Practice

LOOKED_AT = (AdoptionState.APPLIED, AdoptionState.VERIFIED)
# As what, by which act, and the path from an adoption to whose hands the act must reach.
CAPACITIES = (
    (Capacity.OFFICER, "adoption.verify", ""),
    (Capacity.INSPECTOR, "adoption.inspect", ""),
    (Capacity.ORIGIN, "adoption.confirm", "practice__"),
)


def proved() -> Q:
    """Measured in the origin's own measure, where it has one, and with evidence: told in words, or as a file."""
    files = AdoptionEvidence.objects.filter(adoption=OuterRef("pk"), removed_at=None)
    unmeasured = Q(learned_as=None, practice__measure="") | Q(learned_as__measure="")
    return (Q(result_value__isnull=False) | unmeasured) & (~Q(evidence="") | Q(Exists(files)))


def is_proved(adoption: Adoption) -> bool:
    return Adoption.objects.filter(proved(), pk=adoption.pk).exists()


def seen_by_verifiers(user: User) -> Q:
    """Adoptions that the person reads to look at their results, beside those that the person reads anyhow: what is applied or
    verified, below an inspector's unit or of a practice of one's own unit."""
    within = Q(pk__in=[])
    for capacity, act, path in CAPACITIES:
        if capacity != Capacity.OFFICER and access.holds_somewhere(
            user, act
        ):  # officers read everything below
            within |= access.in_hands_of(access.units_in_scope(user, act), path)
    return within & Q(state__in=LOOKED_AT)


def waiting_for(user: User, text: str = "") -> QuerySet[Any]:
    """Applied practices whose result the person may verify, never of a unit on which the person holds a role: what is proved
    first, then the oldest. What was sent back waits for the unit. `text`: words of the practice or of the unit, without accents.

    Rows carry unit_name, origin_name, is_proved and capacity.
    """
    within, seen_as = Q(pk__in=[]), []
    for capacity, act, path in CAPACITIES:
        if access.holds_somewhere(user, act):
            reached = access.in_hands_of(access.units_in_scope(user, act), path)
            if capacity == Capacity.ORIGIN:  # few practices, of which others have results
                own_practices = Practice.originals.filter(
                    access.in_hands_of(access.units_in_scope(user, act))
                )
                reached = access.one_of("practice", own_practices.values("pk"))
            within |= reached
            seen_as.append(When(reached, then=Value(str(capacity))))
    own = [held.unit_id for held in access.roles_of(user)]
    for word in folding_key(text).split():
        named = UnitVersion.objects.filter(search_key__contains=word)
        within &= Q(practice__search_key__contains=word) | Q(unit__in=named.values("unit"))
    return (
        Adoption.objects.annotate(answering=Coalesce("holder", "unit"))
        .filter(within, state=AdoptionState.APPLIED, returned_on=None)
        .exclude(answering__in=own)
        .select_related("practice", "unit")
        .annotate(
            unit_name=short_name_on("unit"),
            origin_name=short_name_on("practice__unit"),
            is_proved=Case(When(proved(), then=Value(True)), default=Value(False)),
            capacity=Case(*seen_as, default=Value("")) if seen_as else Value(""),
        )
        .order_by(F("is_proved").desc(), "applied_on", "practice__code", "unit__position")
    )
