"""Results of adoptions that wait to be looked at: by staff or inspectors above the unit, or by where the practice began."""

from collections import Counter
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.text import folding_key
from lantoa.duties.queries import as_matter, waiting_anywhere, waiting_below
from lantoa.organisation import access
from lantoa.organisation.models import Ancestry, UnitVersion
from lantoa.organisation.queries.units import short_name_on
from lantoa.practices.choices import AdoptionState, Capacity
from lantoa.practices.models import Adoption, AdoptionEvidence, Practice

RESULT = "result"  # as what waiting results are counted (`duties`)
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


class HowMany(NamedTuple):
    """Of what waits for one's word: so many results that are proved, so many that still lack a measure or evidence."""

    proved: int
    lacking: int


def how_many_wait_for(user: User) -> HowMany:
    """How many rows `waiting_for` has, from kept numbers however many there are. Two statements.

    What waits below an officer's or inspector's units, and of one's own practices wherever it waits; the latter are left out of
    the former, and then what one's own units have told, on which others have to say.
    """
    nodes = {
        node
        for _capacity, act, path in CAPACITIES
        if not path and access.holds_somewhere(user, act)
        for node in access.nodes_above(user, act)
    }
    began_here = Practice.originals.filter(
        access.in_hands_of(access.units_in_scope(user, "adoption.confirm"))
    ).values(matter=as_matter("pk"))
    below = waiting_below(nodes, RESULT).exclude(matter__in=began_here)
    counts = below | waiting_anywhere(RESULT).filter(matter__in=began_here)
    found = Counter(dict(counts.order_by().values_list("standing").annotate(whole=Sum("n"))))
    reached = Ancestry.objects.filter(
        ancestor__in=nodes, descendant=OuterRef("answering"), depth__gt=0, valid__contains=clock.today()
    )
    own = (
        Adoption.objects.annotate(answering=Coalesce("holder", "unit"), matter=as_matter("practice"))
        .filter(answering__in={held.unit_id for held in access.roles_of(user)})
        .filter(state=AdoptionState.APPLIED, returned_on=None)
        .filter(Q(Exists(reached)) | Q(matter__in=began_here))
    )
    for is_proved, n in own.order_by().values_list("proved").annotate(n=Count("pk")):
        found["proved" if is_proved else "lacking"] -= n
    return HowMany(found["proved"], found["lacking"])
