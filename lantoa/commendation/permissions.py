"""Who nominates, examines, drafts, signs, prints and sees."""

from django.db.models import Q

from lantoa.accounts.models import User
from lantoa.commendation.models import Certificate, Nomination, Round
from lantoa.core.text import folding_key
from lantoa.organisation.access import Reach, grant, grant_public, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, Unit

grant("round.read", dict.fromkeys((Role.REPORTER, Role.HEAD, Role.STAFF, Role.LEADER), Reach.TREE), past=True)
grant("nomination.edit", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
grant("nomination.submit", {Role.HEAD: Reach.OWN})
grant("nomination.consent", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
grant(
    "nomination.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)
# Staff of the committee examine what its units put forward, never what their own unit did.
grant("nomination.examine", {Role.STAFF: Reach.BELOW})
grant("balance.read", {Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
grant("decision.propose", {Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
grant("decision.issue", {Role.LEADER: Reach.OWN})
grant("certificate.issue", {Role.STAFF: Reach.OWN})
grant(
    "certificate.read",
    {Role.HEAD: Reach.OWN, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)
grant("certificate.propose_revocation", {Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
grant("certificate.revoke", {Role.LEADER: Reach.OWN})
grant_public("certificate.verify")


def can_nominate(user: User, unit: Unit) -> bool:
    return holds(user, "nomination.edit", unit)


def can_edit(user: User, nomination: Nomination) -> bool:
    return holds(user, "nomination.edit", nomination.holder_unit_id)


def can_submit(user: User, nomination: Nomination) -> bool:
    return holds(user, "nomination.submit", nomination.holder_unit_id)


def can_consent(user: User, nomination: Nomination) -> bool:
    return holds(user, "nomination.consent", nomination.holder_unit_id)


def can_examine(user: User, nomination: Nomination) -> bool:
    return holds(user, "nomination.examine", nomination.holder_unit_id) and not is_about(user, nomination)


def can_read_balance(user: User, round_: Round) -> bool:
    return holds(user, "balance.read", round_.unit_id)


def can_propose_decision(user: User, round_: Round) -> bool:
    return holds(user, "decision.propose", round_.unit_id)


def can_decide(user: User, round_: Round) -> bool:
    return holds(user, "decision.issue", round_.unit_id)


def can_print(user: User, round_: Round) -> bool:
    return holds(user, "certificate.issue", round_.unit_id)


def can_read_certificate(user: User, certificate: Certificate) -> bool:
    return holds(user, "certificate.read", certificate.nomination.unit_id)


def can_propose_revocation(user: User, certificate: Certificate) -> bool:
    return holds(user, "certificate.propose_revocation", certificate.decision.round.unit_id)


def can_revoke(user: User, certificate: Certificate) -> bool:
    return holds(user, "certificate.revoke", certificate.decision.round.unit_id)


def is_about(user: User, nomination: Nomination) -> bool:
    """Whether the person nominated bears the user's name in a unit where the user serves: nobody judges himself."""
    person = Person.objects.filter(user=user).first()
    if person is None or folding_key(person.full_name) != folding_key(nomination.full_name):
        return False
    serves = Q(roles__unit=nomination.unit_id) | Q(positions__unit=nomination.unit_id)
    return Person.objects.filter(serves, pk=person.pk).exists()
