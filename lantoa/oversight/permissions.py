"""Who plans, decides, carries out, answers, concludes and checks again. Who reads findings before that is told by the
team, not by how far a role reaches."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q

from lantoa.accounts.models import User
from lantoa.organisation.access import Reach, grant, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Ancestry, Person, Position, RoleAssignment
from lantoa.oversight.choices import UNCONCLUDED, UNDER_WAY, InspectionState, ProgrammeState
from lantoa.oversight.models import Inspection, Programme, Remedy, TeamMember
from lantoa.tasks.choices import TaskState

PREPARING = {Role.INSPECTOR: Reach.OWN, Role.STAFF: Reach.OWN}
grant("programme.read", {**PREPARING, Role.LEADER: Reach.OWN}, past=True)
grant("programme.plan", PREPARING)
grant("programme.announce", {Role.LEADER: Reach.OWN})
grant("inspection.read", {**PREPARING, Role.LEADER: Reach.OWN}, past=True)
grant("inspection.prepare", PREPARING)
grant("inspection.assign", {Role.STAFF: Reach.OWN, Role.LEADER: Reach.OWN})
grant("inspection.decide", {Role.LEADER: Reach.OWN})
grant("inspection.work", {**PREPARING, Role.LEADER: Reach.OWN})
grant("inspection.conclude", {Role.INSPECTOR: Reach.OWN, Role.LEADER: Reach.OWN})
# The head of the unit that is inspected; who has received it answers for it, and reads what was concluded.
grant("inspection.answer", {Role.HEAD: Reach.OWN}, past=True)
# The pages that both sides open; what each finds there is told by the two acts above.
grant("inspection.see", {**PREPARING, Role.LEADER: Reach.OWN, Role.HEAD: Reach.OWN}, past=True)
# Who has received a body checks what it asked: nobody else could end those remedies.
grant("remedy.check", PREPARING, past=True)
# Limits and themes are the same for the whole installation, like days off.
grant("inspection.set_rules", {Role.INSPECTOR: Reach.TREE, Role.STAFF: Reach.TREE})


def can_plan(user: User, programme: Programme) -> bool:
    return holds(user, "programme.plan", programme.unit_id)


def can_announce(user: User, programme: Programme) -> bool:
    return programme.state == ProgrammeState.DRAFT and holds(user, "programme.announce", programme.unit_id)


def can_prepare(user: User, inspection: Inspection) -> bool:
    """Change what is asked, until it is decided."""
    return inspection.state == InspectionState.PREPARING and holds(
        user, "inspection.prepare", inspection.unit_id
    )


def can_assign(user: User, inspection: Inspection) -> bool:
    """Say who carries it out, until it is decided."""
    return inspection.state == InspectionState.PREPARING and holds(
        user, "inspection.assign", inspection.unit_id
    )


def can_decide(user: User, inspection: Inspection) -> bool:
    return inspection.state == InspectionState.PREPARING and holds(
        user, "inspection.decide", inspection.unit_id
    )


def can_extend(user: User, inspection: Inspection) -> bool:
    """Once, while it goes on."""
    return (
        inspection.state in UNDER_WAY
        and inspection.ends_on == inspection.first_ends_on
        and holds(user, "inspection.decide", inspection.unit_id)
    )


def can_cancel(user: User, inspection: Inspection) -> bool:
    return inspection.state in UNCONCLUDED and holds(user, "inspection.decide", inspection.unit_id)


def belonging(person: Mapping[str, Any], subject: Any, since: Any) -> Q:
    """Whether a person has held a role or a post at the subject, or at what stood below it on any day, on `since` or later.

    `person`: what narrows roles and posts to that person; `subject`, `since`: a unit and a day, or what an outer row says.
    """
    below = Ancestry.objects.filter(ancestor=subject).values("descendant")
    lasting = Q(valid__upper_inf=True) | Q(valid__endswith__gt=since)
    roles = RoleAssignment.objects.filter(lasting, unit__in=below, **person)
    posts = Position.objects.filter(lasting, unit__in=below, **person)
    return Q(Exists(roles) | Exists(posts))


def ties_of(user: User, inspection: str = "") -> Q:
    """The same of a person and rows: of inspections, or of what belongs to one at `inspection` («finding__inspection__»)."""
    subject, since = OuterRef(OuterRef(f"{inspection}subject")), OuterRef(f"{inspection}period_from")
    return belonging({"person__user": user}, subject, since)


def is_tied(user: User, inspection: Inspection) -> bool:
    """Whether the person belongs, or since the first day that is looked at has belonged, to what is inspected."""
    of_them = belonging({"person": OuterRef("pk")}, inspection.subject_id, inspection.period_from)
    return Person.objects.filter(of_them, user=user).exists()


def is_on_team(user: User, inspection: Inspection) -> bool:
    """Who has come to belong to the unit after the decision works on it no more."""
    tied = belonging({"person": OuterRef("person")}, inspection.subject_id, inspection.period_from)
    return TeamMember.objects.filter(
        ~tied, inspection=inspection, person__user=user, removed_at=None
    ).exists() and holds(user, "inspection.work", inspection.unit_id)


def leads(user: User, inspection: Inspection) -> bool:
    """Who decides for the body and does not belong to the unit, which learns nothing by its own people before it is asked."""
    return holds(user, "inspection.decide", inspection.unit_id) and not is_tied(user, inspection)


def can_work(user: User, inspection: Inspection) -> bool:
    """Write minutes and findings, and present them: the team, while it goes on."""
    return inspection.state == InspectionState.BEGUN and is_on_team(user, inspection)


def can_take_up_again(user: User, inspection: Inspection) -> bool:
    """Go on writing after the unit was asked."""
    return inspection.state == InspectionState.PRESENTED and is_on_team(user, inspection)


def answers_for(user: User, unit: uuid.UUID) -> bool:
    return holds(user, "inspection.answer", unit)


def can_report(user: User, inspection: Inspection) -> bool:
    """Tell of one's own unit, until what was found is presented."""
    return inspection.state == InspectionState.BEGUN and answers_for(user, inspection.subject_id)


def can_respond(user: User, inspection: Inspection) -> bool:
    return inspection.state == InspectionState.PRESENTED and answers_for(user, inspection.subject_id)


def can_read_inside(user: User, inspection: Inspection) -> bool:
    """Minutes and the self-report: the team, who leads the body, and the unit itself; once it is concluded also who leads the
    body and belongs to the unit."""
    if inspection.state == InspectionState.CONCLUDED and holds(user, "inspection.decide", inspection.unit_id):
        return True
    return is_on_team(user, inspection) or answers_for(user, inspection.subject_id) or leads(user, inspection)


def can_read_findings(user: User, inspection: Inspection) -> bool:
    """Before the conclusion the team and who leads the body, and the unit once it is asked for its word, with whom who leads
    and belongs to the unit learns of them; afterwards whoever reads the inspection."""
    if inspection.state == InspectionState.CONCLUDED:
        return holds(user, "inspection.read", inspection.unit_id) or answers_for(user, inspection.subject_id)
    if inspection.state == InspectionState.PRESENTED and (
        answers_for(user, inspection.subject_id) or holds(user, "inspection.decide", inspection.unit_id)
    ):
        return True
    return is_on_team(user, inspection) or leads(user, inspection)


def wrote_findings(user: User, inspection: Inspection) -> bool:
    return inspection.findings.filter(writers=user, withdrawn_at=None).exists()


def can_conclude(user: User, inspection: Inspection) -> bool:
    """Somebody who wrote none of the findings, not even a word of one, and does not belong to the unit."""
    return (
        inspection.state == InspectionState.PRESENTED
        and holds(user, "inspection.conclude", inspection.unit_id)
        and can_read_findings(user, inspection)
        and not wrote_findings(user, inspection)
        and not is_tied(user, inspection)
    )


def may_check(user: User, remedy: Remedy) -> bool:
    """The remedy waits to be looked at; the person neither wrote the finding nor reported the remedy, nor belongs to the unit."""
    return (
        remedy.task.state == TaskState.WAITING
        and holds(user, "remedy.check", remedy.finding.inspection.unit_id)
        and user.pk != remedy.task.reported_by_id
        and not wrote_of(user, remedy)
        and not is_tied(user, remedy.finding.inspection)
    )


def wrote_of(user: User, remedy: Remedy) -> bool:
    """Whether the person wrote or corrected the finding that asks for it."""
    return remedy.finding.writers.filter(pk=user.pk).exists()
