"""Who registers, decides, takes up and sees practices."""

import uuid

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.organisation.access import Reach, grant, holds, roles_of
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit
from lantoa.practices.choices import ADOPTION_MOVES, AdoptionState, CallState, Capacity, YearState
from lantoa.practices.models import Adoption, AdoptionCheck, Call, Practice, PracticeYear

grant("practice.edit", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
grant("practice.register", {Role.HEAD: Reach.OWN})
grant("practice.decide", {Role.STAFF: Reach.BELOW})
# Two practices become one by whoever decides on both.
grant("practice.merge", {Role.STAFF: Reach.BELOW})
grant(
    "practice.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)
# What is recognised is there to be learned from: everyone in the tree who works with content sees it.
grant(
    "practice.learn",
    dict.fromkeys((Role.REPORTER, Role.HEAD, Role.STAFF, Role.INSPECTOR, Role.LEADER), Reach.TREE),
    past=True,
)
# What is shortened is the same for the whole installation.
grant("abbreviation.edit", {Role.STAFF: Reach.TREE})
# After how many months adoptions are asked about again; the same for the whole installation.
grant("check_term.set", {Role.STAFF: Reach.TREE})
# An order goes out in the name of the committee whose staff writes it, to units below.
grant("replication.order", {Role.STAFF: Reach.OWN})
grant("adoption.answer", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
# Who looks at the result of an adoption: staff or an inspector above the unit that applies, or the head of where it began.
grant("adoption.verify", {Role.STAFF: Reach.BELOW})
grant("adoption.inspect", {Role.INSPECTOR: Reach.BELOW})
grant("adoption.confirm", {Role.HEAD: Reach.OWN})
# The pages of all three; what each finds there follows from the acts above.
grant("adoption.weigh", {Role.STAFF: Reach.BELOW, Role.INSPECTOR: Reach.BELOW, Role.HEAD: Reach.OWN})
# A published booklet is there to be learned from, as the practices in it are.
grant(
    "booklet.read",
    dict.fromkeys((Role.REPORTER, Role.HEAD, Role.STAFF, Role.INSPECTOR, Role.LEADER), Reach.TREE),
    past=True,
)
grant("booklet.edit", {Role.STAFF: Reach.OWN})
grant("booklet.publish", {Role.STAFF: Reach.OWN})

EDITABLE = {YearState.DRAFT, YearState.RETURNED}
MEETING = {CallState.SELECTING, CallState.CONCLUDED}


def can_register_for(user: User, unit: Unit | uuid.UUID) -> bool:
    """Who works for the unit drafts its practices, and does with them what the unit does."""
    return holds(user, "practice.edit", unit)


def can_edit(user: User, practice: Practice) -> bool:
    """Own unit, and only while every year of it is a draft or returned."""
    return can_register_for(user, practice.holder_unit_id) and all(
        row.state in EDITABLE for row in practice.years.all()
    )


def can_register(user: User, practice: Practice) -> bool:
    return holds(user, "practice.register", practice.holder_unit_id)


def can_continue(user: User, practice: Practice) -> bool:
    """The unit itself carries a practice on into another year."""
    return can_register_for(user, practice.holder_unit_id)


def can_tell_result(user: User, practice: Practice) -> bool:
    """Own unit, while a registered year waits to be confirmed as effective."""
    return can_register_for(user, practice.holder_unit_id) and any(
        row.state == YearState.REGISTERED for row in practice.years.all()
    )


PROVABLE = {YearState.DRAFT, YearState.RETURNED, YearState.REGISTERED, YearState.EFFECTIVE}


def can_prove(user: User, year: PracticeYear) -> bool:
    """Own unit, until the year is decided: what the decision rested on stays as it was."""
    open_ = year.state in PROVABLE and not year.set_aside and year.practice.merged_into_id is None
    return open_ and can_register_for(user, year.practice.holder_unit_id)


def can_read_history(user: User, practice: Practice) -> bool:
    """Who reads the unit's practices also reads what was done to them; who only learns from them does not."""
    return holds(user, "practice.read", practice.unit_id)


def can_decide(user: User, practice: Practice) -> bool:
    """Staff of a committee above: never on a practice of their own unit."""
    return holds(user, "practice.decide", practice.holder_unit_id)


def can_merge(user: User, practice: Practice) -> bool:
    """Staff of a committee above: the same on the practice that is merged and on the one that stays."""
    return holds(user, "practice.merge", practice.holder_unit_id)


def can_answer_order(user: User, unit: Unit | uuid.UUID) -> bool:
    """Of the unit that answers now: the one asked, or who received it."""
    return holds(user, "adoption.answer", unit)


def can_report_adoption(user: User, adoption: Adoption) -> bool:
    """The adopting unit; until the result is verified it may still be completed."""
    return can_answer_order(user, adoption.holder_unit_id) and adoption.state in {
        AdoptionState.PLANNED,
        AdoptionState.APPLIED,
    }


def can_drop_adoption(user: User, adoption: Adoption) -> bool:
    """The adopting unit, for what it had taken up."""
    return can_answer_order(user, adoption.holder_unit_id) and adoption.state in ADOPTION_MOVES


def can_answer_check(user: User, check: AdoptionCheck) -> bool:
    """The adopting unit, once the day has come, while the adoption lives and the question is open."""
    adoption = check.adoption
    return (
        can_answer_order(user, adoption.holder_unit_id)
        and not check.found
        and adoption.state == AdoptionState.VERIFIED
        and check.due_on <= clock.today()
    )


def can_note_visit(user: User, adoption: Adoption) -> bool:
    """The adopting unit, for what it takes up."""
    return can_answer_order(user, adoption.holder_unit_id) and adoption.state in ADOPTION_MOVES


def capacity_of(user: User, adoption: Adoption) -> Capacity | None:
    """As what the person may look at the result: as staff or inspector above the adopting unit, or as head of the unit where the
    practice began. None for everybody else, and for whoever holds a role on the adopting unit itself."""
    unit = adoption.holder_unit_id
    if any(held.unit_id == unit for held in roles_of(user)):
        return None
    if holds(user, "adoption.verify", unit):
        return Capacity.OFFICER
    if holds(user, "adoption.inspect", unit):
        return Capacity.INSPECTOR
    return Capacity.ORIGIN if holds(user, "adoption.confirm", adoption.practice.holder_unit_id) else None


def can_verify_adoption(user: User, adoption: Adoption) -> bool:
    """Verify it or send it back: while it is applied, and the unit has not been asked to complete it."""
    return (
        adoption.state == AdoptionState.APPLIED
        and adoption.returned_on is None
        and capacity_of(user, adoption) is not None
    )


def can_prove_adoption(user: User, adoption: Adoption) -> bool:
    """The adopting unit, from when it applies the practice until the result is verified."""
    return can_answer_order(user, adoption.holder_unit_id) and adoption.state == AdoptionState.APPLIED


# A call is announced to the whole tree; only who runs it sees it before.
grant(
    "call.read",
    dict.fromkeys((Role.REPORTER, Role.HEAD, Role.STAFF, Role.INSPECTOR, Role.LEADER), Reach.TREE),
)
grant("call.run", {Role.STAFF: Reach.SUBTREE})
grant("call.submit", {Role.HEAD: Reach.OWN})
# Nobody appraises what is of their own unit or of one above it.
grant("appraisal.give", dict.fromkeys((Role.STAFF, Role.INSPECTOR, Role.LEADER), Reach.BELOW))
# The meeting of the standing committee, and what it saw.
grant("selection.read", {Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE})
grant("selection.run", {Role.STAFF: Reach.SUBTREE})


def can_run_call(user: User, call: Call) -> bool:
    return holds(user, "call.run", call.unit_id)


def can_submit(user: User, practice: Practice) -> bool:
    """The head puts in what is in the unit's hands."""
    return holds(user, "call.submit", practice.holder_unit_id)


def can_read_selection(user: User, call: Call) -> bool:
    """What appraisers gave is seen once their phase is over, and not before by anybody else."""
    return call.state in MEETING and holds(user, "selection.read", call.unit_id)


def can_run_selection(user: User, call: Call) -> bool:
    return call.state == CallState.SELECTING and holds(user, "selection.run", call.unit_id)


def can_edit_booklets(user: User, unit: Unit | uuid.UUID) -> bool:
    """Staff of the committee itself put its booklets together."""
    return holds(user, "booklet.edit", unit)


def can_publish_booklets(user: User, unit: Unit | uuid.UUID) -> bool:
    """Staff of the committee itself; the standing committee's decision is a paper, and who pressed the button is recorded."""
    return holds(user, "booklet.publish", unit)


# The old lists of the committee for which the officer works: practices of units below, and its own as far as nothing is claimed.
grant("practice.import", {Role.STAFF: Reach.OWN})


def can_import(user: User, unit: Unit | uuid.UUID) -> bool:
    return holds(user, "practice.import", unit)
