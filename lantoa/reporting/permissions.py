"""Who reads, enters, sends and decides reports."""

from collections.abc import Callable

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.organisation import access
from lantoa.organisation.access import Reach, grant
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Ancestry, Unit
from lantoa.organisation.queries.people import role_holders
from lantoa.reporting.choices import WITH_UNIT, SubmissionState
from lantoa.reporting.models import Submission, Target

OWN_TEAM = {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN}
READERS = {
    Role.REPORTER: Reach.OWN,
    Role.HEAD: Reach.SUBTREE,
    Role.STAFF: Reach.SUBTREE,
    Role.LEADER: Reach.TREE,
}
DECIDERS = {Role.HEAD: Reach.BELOW, Role.STAFF: Reach.BELOW, Role.LEADER: Reach.TREE}
COLLECTORS = {Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE}

grant("sheet.read", dict.fromkeys(READERS, Reach.TREE))
grant("sheet.edit", {Role.STAFF: Reach.TREE})
grant("publication.read", dict.fromkeys(READERS, Reach.TREE))
grant("publication.enter", {Role.STAFF: Reach.TREE})
grant("collection.read", READERS, past=True)
grant("collection.open", COLLECTORS)
grant("collection.reopen", {Role.LEADER: Reach.TREE})
grant("submission.read_draft", OWN_TEAM)
grant("submission.edit", OWN_TEAM)
grant("submission.hand_over", OWN_TEAM)
grant("workbook.send", OWN_TEAM)
grant("submission.submit", {Role.HEAD: Reach.OWN})
grant("submission.recall", {Role.HEAD: Reach.OWN})
grant("submission.amend", {Role.HEAD: Reach.OWN})
grant("submission.read", READERS, past=True)
grant("submission.accept", DECIDERS)
grant("submission.send_back", DECIDERS)
grant("submission.assess", DECIDERS)
grant("rollup.read", READERS, past=True)
grant("narrative.compile", COLLECTORS)
# A committee has staff and a leader where a unit has a reporter and a head.
grant("situation.write", {**OWN_TEAM, Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
grant("situation.send", {Role.HEAD: Reach.OWN, Role.LEADER: Reach.OWN})
grant("situation.strike", {Role.HEAD: Reach.OWN, Role.STAFF: Reach.SUBTREE})
grant("situation.read", READERS, past=True)
# Themes and limits are the same for the whole installation.
grant("situation_rule.set", {Role.STAFF: Reach.TREE})
grant("target.read", READERS, past=True)
grant("target.issue", COLLECTORS)
grant("target.divide", {Role.HEAD: Reach.SUBTREE, **COLLECTORS})


def may(actor: Actor, act: str, unit: Unit) -> bool:
    """The system itself (jobs, the sample) is bound by no role; a person is."""
    return not isinstance(actor, User) or access.holds(actor, act, unit)


def can_edit(user: User, submission: Submission) -> bool:
    return submission.state in WITH_UNIT and access.holds(user, "submission.edit", submission.unit)


def can_hand_over(user: User, submission: Submission) -> bool:
    unsent = submission.state in (SubmissionState.DRAFT, SubmissionState.RETURNED)
    return unsent and access.holds(user, "submission.hand_over", submission.unit)


def can_submit(user: User, submission: Submission) -> bool:
    return submission.state in WITH_UNIT and access.holds(user, "submission.submit", submission.unit)


def can_recall(user: User, submission: Submission) -> bool:
    """Sent, and nobody above has decided on it yet. Whether the collection still takes it is the service's to ask."""
    waits = submission.state == SubmissionState.SUBMITTED
    return waits and access.holds(user, "submission.recall", submission.unit)


def is_sole_author(user: User, submission: Submission) -> bool:
    """Whether nobody else had a hand in the report though the unit has a second account."""
    hands = set(submission.authors) | ({submission.handed_by_id} - {None})
    if hands != {user.pk}:
        return False
    holders = role_holders(submission.unit_id, clock.today()).filter(
        role__in=[Role.REPORTER, Role.HEAD], person__user__is_active=True
    )
    return holders.exclude(person__user=user).exists()


def can_decide(user: User, submission: Submission, act: str = "submission.accept") -> bool:
    """Sent and waiting, sent by somebody else; a unit's head decides for its direct units only."""
    if submission.state != SubmissionState.SUBMITTED or not access.holds(user, act, submission.unit):
        return False
    return deciding_rule(user)(submission)


def can_accept(user: User, submission: Submission) -> bool:
    return can_decide(user, submission, "submission.accept")


def can_assess(user: User, submission: Submission) -> bool:
    """Who gives the second points is who may accept, while the report waits."""
    return can_decide(user, submission, "submission.assess")


def can_send_back(user: User, submission: Submission) -> bool:
    return can_decide(user, submission, "submission.send_back")


def deciding_rule(user: User) -> Callable[[Submission], bool]:
    """What holds beyond the reach of the roles, asked once for many reports.

    Nobody decides on what he sent. A head, unless also staff or leader above the unit, decides for direct
    units only.
    """
    today = clock.today()
    held = access.roles_of(user)
    headed = [one.unit_id for one in held if one.role == Role.HEAD]
    others = [one for one in held if one.role in (Role.STAFF, Role.LEADER)]
    near: set[object] | None = None
    if headed and not any(one.role == Role.LEADER for one in others):
        links = Ancestry.objects.filter(valid__contains=today)
        direct = links.filter(ancestor__in=headed, depth=1)
        as_staff = links.filter(ancestor__in=[one.unit_id for one in others], depth__gt=0)
        near = set((direct | as_staff).values_list("descendant", flat=True))
    return lambda row: row.submitted_by_id != user.pk and (near is None or row.unit_id in near)


def may_edit_sheets(actor: Actor) -> bool:
    return not isinstance(actor, User) or access.holds_somewhere(actor, "sheet.edit")


def can_change_target(user: User, target: Target) -> bool:
    """Change its values or end it."""
    return target.ended_at is None and access.holds(user, "target.issue", target.owner_id)


def can_divide_target(user: User, target: Target, unit: Unit) -> bool:
    """Divide a unit's part among the units directly below it."""
    return target.ended_at is None and access.holds(user, "target.divide", unit)
