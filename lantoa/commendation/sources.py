"""The registers of commendation that fill lines of reports. One statement for any number of units.

What a unit's own decisions gave, and what its people and collectives were given. A record is named by round, paper and number
in the register, never by the code of its certificate, which not everybody who reads a report may know; beside it stands what
the public check says without consent.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.commendation.choices import Membership, Subject
from lantoa.commendation.models import Certificate
from lantoa.core.periods import Period
from lantoa.reporting.sources import SourceCount, register

COLLECTIVES = Q(nomination__subject=Subject.COLLECTIVE)
PERSONS = Q(nomination__subject=Subject.INDIVIDUAL)
MEMBERS = PERSONS & Q(nomination__membership=Membership.MEMBER)
OTHERS = PERSONS & Q(nomination__membership=Membership.NON_MEMBER)
GIVER, RECEIVER = "decision__round__unit", "nomination__unit"

# The same by SQL that shares nothing with what it checks (`Source.records`).
_RECORDS = """
SELECT {side}, r.code || '/' || d.number || '/' || c.register_number
FROM commendation_certificate c
JOIN commendation_nomination n ON n.id = c.nomination_id
JOIN commendation_decision e ON e.id = c.decision_id
JOIN commendation_round r ON r.id = e.round_id
JOIN documents_issueddocument d ON d.id = e.document_id
WHERE d.issued_on >= %(first)s AND d.issued_on < %(end)s AND (c.revoked_on IS NULL OR c.revoked_on >= %(end)s) AND {which}
"""
_SIDES = {GIVER: "r.unit_id", RECEIVER: "n.unit_id"}
_COLLECTIVE, _PERSON = "n.subject = 'collective'", "n.subject = 'individual'"


def _in_force(period: Period) -> QuerySet[Certificate]:
    """Decided within the period, and not revoked before its end: one revoked later still counts for that period."""
    return Certificate.objects.filter(
        Q(revoked_on=None) | Q(revoked_on__gte=period.end),
        decision__document__issued_on__gte=period.start,
        decision__document__issued_on__lt=period.end,
    )


def _counted(
    side: str, which: Q, unit_ids: Sequence[uuid.UUID], period: Period
) -> Mapping[uuid.UUID, SourceCount]:
    rows = _in_force(period).filter(which, **{f"{side}__in": unit_ids})
    titles: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    names = ("decision__round__code", "decision__document__number", "register_number", "public_receiver")
    for unit, code, paper, number, receiver in rows.values_list(side, *names):
        titles[unit][f"{code}/{paper}/{number}"] = receiver
    return {unit: SourceCount(len(found), tuple(sorted(found)), found) for unit, found in titles.items()}


def register_address(code: str) -> str:
    """The register of the decision that a record stands in."""
    round_code, paper, _number = code.rsplit("/", 2)
    return reverse("commendation:register", args=[round_code, int(paper)])


def register_all() -> None:
    """Called once, when the room starts."""
    member = f"{_PERSON} AND n.membership = 'member'"
    other = f"{_PERSON} AND n.membership = 'non_member'"
    for code, label, side, which, said in (
        ("given_collectives", _("Sổ khen: tập thể do đơn vị khen"), GIVER, COLLECTIVES, _COLLECTIVE),
        ("given_persons", _("Sổ khen: cá nhân do đơn vị khen"), GIVER, PERSONS, _PERSON),
        ("given_members", _("Sổ khen: cá nhân là đảng viên do đơn vị khen"), GIVER, MEMBERS, member),
        ("given_others", _("Sổ khen: cá nhân là quần chúng do đơn vị khen"), GIVER, OTHERS, other),
        (
            "received_collectives",
            _("Sổ khen: tập thể của đơn vị được khen"),
            RECEIVER,
            COLLECTIVES,
            _COLLECTIVE,
        ),
        ("received_persons", _("Sổ khen: cá nhân của đơn vị được khen"), RECEIVER, PERSONS, _PERSON),
    ):
        records = _RECORDS.format(side=_SIDES[side], which=said)
        register(f"commendation.{code}", label, partial(_counted, side, which), register_address, records)
