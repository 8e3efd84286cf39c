"""The register, the public check, and the numbers that a review counts."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from lantoa.accounts.models import User
from lantoa.commendation.choices import Outcome, Subject
from lantoa.commendation.codes import normalised
from lantoa.commendation.models import Certificate, Decision, RevocationProposal
from lantoa.commendation.queries.rounds import decisions
from lantoa.core.errors import NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.models import UnitVersion
from lantoa.organisation.queries.units import short_name_on, version_on


@dataclass(frozen=True)
class Counted:
    """A count and the codes of what it counts, in order."""

    value: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Giver:
    """The committee, and who of it commends as a sentence says it: «Ban Thường vụ Đảng ủy Khối …»."""

    committee: str
    name: str


def _certificates() -> QuerySet[Certificate]:
    """With all that a register line, a printed sheet and a check page say."""
    return Certificate.objects.select_related(
        "nomination__unit",
        "decision__document__type",
        "decision__round__award_kind",
        "decision__round__unit",
        "revoking_document__type",
    )


def _named(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    return rows.annotate(unit_name=short_name_on("nomination__unit"), unit_code=F("nomination__unit__code"))


def certificates_of(decision: Decision) -> QuerySet[Certificate]:
    """In the order of the register."""
    return _certificates().filter(decision=decision).order_by("register_number")


def certificates_visible_to(user: User) -> QuerySet[Certificate]:
    """Certificates whose code this person may read, named, in the order of the registers."""
    rows = _certificates().filter(nomination__unit__in=access.units_in_scope(user, "certificate.read"))
    return _named(rows).order_by("decision__document__issued_on", "decision", "register_number")


def register_rows(
    user: User, decision: Decision, *, text: str = "", subject: str = "", only: str = ""
) -> QuerySet[Certificate]:
    """The lines of a decision's register within one's scope; `only` is "revoked" or "in_force"."""
    rows = certificates_visible_to(user).filter(decision=decision)
    for word in folding_key(text).split():
        named_so = UnitVersion.objects.filter(search_key__contains=word)
        rows = rows.filter(
            Q(nomination__search_key__contains=word) | Q(nomination__unit__in=named_so.values("unit"))
        )
    if subject in Subject.values:
        rows = rows.filter(nomination__subject=subject)
    if only in {"revoked", "in_force"}:
        rows = rows.filter(revoked_on__isnull=only == "in_force")
    return rows


def get_decision(user: User, round_code: str, document_number: int) -> Decision:
    """A decision of a round in the tree, by the number of its paper; NotFound if there is none."""
    found = (
        decisions()
        .select_related("document__type", "round__unit", "round__award_kind")
        .filter(
            round__code=round_code,
            round__unit__in=access.units_in_scope(user, "round.read"),
            document__number=document_number,
        )
        .last()
    )
    if found is None:
        raise NotFound()
    return found


def get_certificate(user: User, code: str) -> Certificate:
    """A certificate by its code, for who may read the code; NotFound for everybody else."""
    found = certificates_visible_to(user).filter(code=normalised(code) or "").first()
    if found is None:
        raise NotFound()
    return found


def find_certificate(typed: str) -> Certificate | None:
    """The certificate of a code as typed or scanned, whatever its state; None if there is none."""
    code = normalised(typed)
    if code is None:
        return None
    return _certificates().filter(code=code).first()


def waiting_revocation(certificate: Certificate) -> RevocationProposal | None:
    return _revocations().filter(certificate=certificate, outcome=Outcome.WAITING).first()


def revocations_to_sign(user: User) -> QuerySet[RevocationProposal]:
    """What waits for this person's signature; not what the person proposed."""
    scope = access.units_in_scope(user, "certificate.revoke")
    rows = _revocations().filter(outcome=Outcome.WAITING, certificate__decision__round__unit__in=scope)
    return rows.exclude(proposed_by=user)


def get_revocation(user: User, code: str, proposal_id: uuid.UUID) -> RevocationProposal:
    """A proposal to revoke, for who may read the certificate; NotFound for everybody else."""
    found = _revocations().filter(certificate=get_certificate(user, code), pk=proposal_id).first()
    if found is None:
        raise NotFound()
    return found


def _revocations() -> QuerySet[RevocationProposal]:
    return RevocationProposal.objects.select_related(
        "certificate__decision__round", "certificate__nomination", "proposed_by__person", "settled_by__person"
    ).order_by("proposed_at")


def giver_of(decision: Decision) -> Giver:
    """Who commends, named as on the day of the decision. Needs decision.document and decision.round loaded."""
    committee = version_on(decision.round.unit_id, decision.document.issued_on).short_name
    standing = signs_for_standing_committee(decision)
    return Giver(committee, f"Ban Thường vụ {committee}" if standing else committee)


def signs_for_standing_committee(decision: Decision) -> bool:
    return decision.document.authority.upper().endswith("BAN THƯỜNG VỤ")


def decisions_of(node: uuid.UUID, years: tuple[int, int], until: date) -> QuerySet[Decision]:
    """A unit's decisions for rounds over exactly these years, issued up to a day."""
    return decisions().filter(
        round__unit=node,
        round__first_year=years[0],
        round__last_year=years[1],
        document__issued_on__lte=until,
    )


def commended(node: uuid.UUID, years: tuple[int, int], until: date, subject: Subject) -> Counted:
    """Certificates in force of one kind of subject under the node's decisions; the codes are decision/register number.

    In force on `until`: one revoked later still counts for the review of that day.
    """
    rows = (
        Certificate.objects.filter(
            Q(revoked_on=None) | Q(revoked_on__gt=until),
            decision__in=decisions_of(node, years, until),
            nomination__subject=subject,
        )
        .select_related("decision__document__type")
        .order_by("decision__document__issued_on", "decision__document__number", "register_number")
    )
    codes = tuple(f"{row.decision.document.reference}/{row.register_number:03d}" for row in rows)
    return Counted(len(codes), codes)


def by_register(codes: Iterable[str], *, node: uuid.UUID) -> QuerySet[Certificate]:
    """Certificates of a unit's decisions by their "decision/register number" codes, for pages that open a number.

    Every unit numbers its papers from 1, so a code names a certificate only together with its unit.
    """
    wanted = set(codes)
    numbers = {int(code.rsplit("/", 1)[1]) for code in wanted}
    rows = Certificate.objects.select_related("decision__document__type").filter(
        decision__round__unit=node, register_number__in=numbers
    )
    found = [
        row.pk for row in rows if f"{row.decision.document.reference}/{row.register_number:03d}" in wanted
    ]
    return _named(_certificates().filter(pk__in=found)).order_by(
        "decision__document__issued_on", "register_number"
    )
