"""Rounds, nominations and certificates as each person may see them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.commendation.choices import NominationState, Subject
from lantoa.commendation.codes import normalised
from lantoa.commendation.models import Certificate, Decision, Nomination, Round
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on


@dataclass(frozen=True)
class Counted:
    """A count and the codes of what it counts, in order."""

    value: int
    codes: tuple[str, ...]


def rounds_visible_to(user: User) -> QuerySet[Round]:
    """Rounds of the tree, newest first, with counts: nominated, collectives and individuals awarded."""
    awarded = Q(nominations__state=NominationState.AWARDED)
    return (
        Round.objects.filter(unit__in=access.units_in_scope(user, "round.read"))
        .select_related("award_kind", "unit")
        .annotate(
            unit_name=short_name_on("unit"),
            collectives=Count("nominations", filter=awarded & Q(nominations__subject=Subject.COLLECTIVE)),
            individuals=Count("nominations", filter=awarded & Q(nominations__subject=Subject.INDIVIDUAL)),
        )
        .order_by("-opens_on")
    )


def get_round(user: User, code: str) -> Round:
    found = rounds_visible_to(user).filter(code=code).prefetch_related(Prefetch("decisions", _decisions())).first()
    if found is None:
        raise NotFound()
    return found


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("document__type").order_by("decided_at")


def nominations_visible_to(user: User, round_: Round) -> QuerySet[Nomination]:
    """Nominations of a round within one's scope: drafts only of one's own unit. Rows carry unit_name."""
    readable = Q(unit__in=access.units_in_scope(user, "nomination.read")) & ~Q(state=NominationState.DRAFT)
    own = Q(unit__in=access.units_in_scope(user, "nomination.edit"))
    return (
        Nomination.objects.filter(round=round_)
        .filter(readable | own)
        .select_related("unit", "certificate")
        .annotate(unit_name=short_name_on("unit"), unit_code=F("unit__code"))
        .order_by("subject", "unit__position", "full_name")
    )


def get_nomination(user: User, round_code: str, nomination_id: uuid.UUID) -> Nomination:
    found = nominations_visible_to(user, get_round(user, round_code)).filter(pk=nomination_id).first()
    if found is None:
        raise NotFound()
    return found


def certificates_of(decision: Decision) -> QuerySet[Certificate]:
    """In the order of the register."""
    return (
        Certificate.objects.filter(decision=decision)
        .select_related("nomination__unit", "decision__document__type", "decision__round")
        .order_by("register_number")
    )


def find_certificate(typed: str) -> Certificate | None:
    """The certificate of a code as typed or scanned, whatever its state; None if there is none."""
    code = normalised(typed)
    if code is None:
        return None
    return (
        Certificate.objects.filter(code=code)
        .select_related("nomination", "decision__document__type", "decision__round__award_kind", "decision__round__unit")
        .first()
    )


def decisions_of(node: uuid.UUID, years: tuple[int, int], until: date) -> QuerySet[Decision]:
    """A unit's decisions for rounds over exactly these years, issued up to a day."""
    return _decisions().filter(
        round__unit=node,
        round__first_year=years[0],
        round__last_year=years[1],
        document__issued_on__lte=until,
    )


def commended(node: uuid.UUID, years: tuple[int, int], until: date, subject: Subject) -> Counted:
    """Certificates in force of one kind of subject under the node's decisions; the codes are decision/register number."""
    rows = Certificate.objects.filter(
        decision__in=decisions_of(node, years, until), nomination__subject=subject, revoked_on=None
    ).select_related("decision__document__type")
    codes = tuple(f"{row.decision.document.reference}/{row.register_number:03d}" for row in rows.order_by("register_number"))
    return Counted(len(codes), codes)


def by_register(codes: Iterable[str]) -> QuerySet[Certificate]:
    """Certificates by their "decision/register number" codes, for pages that open a number."""
    numbers = {int(code.rsplit("/", 1)[1]) for code in codes}
    references = {code.rsplit("/", 1)[0] for code in codes}
    rows = Certificate.objects.select_related("nomination__unit", "decision__document__type").filter(
        register_number__in=numbers
    )
    wanted = [row.pk for row in rows if row.decision.document.reference in references]
    return (
        Certificate.objects.filter(pk__in=wanted)
        .select_related("nomination__unit", "decision__document__type")
        .annotate(unit_name=short_name_on("nomination__unit"), unit_code=F("nomination__unit__code"))
        .order_by("register_number")
    )
