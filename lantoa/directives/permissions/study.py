"""Who sets topics of study, records sessions and reads them."""

import uuid

from lantoa.accounts.models import User
from lantoa.directives.choices import SESSION_MOVES, SessionState
from lantoa.directives.models import StudySession, StudyTopic
from lantoa.organisation.access import Reach, grant, grant_signed_in, holds
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit

grant("topic.set", {Role.STAFF: Reach.OWN})
# What is to be studied is there for everyone in the tree who works with content.
grant(
    "topic.read",
    dict.fromkeys((Role.REPORTER, Role.HEAD, Role.STAFF, Role.INSPECTOR, Role.LEADER), Reach.TREE),
    past=True,
)
grant("session.record", {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN})
grant(
    "session.read",
    {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.SUBTREE, Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE},
    past=True,
)

# Whoever is in the room, of whatever unit, says so for themselves; that they are there is told by the code on the wall.
grant_signed_in("attendance.confirm")


def can_set_topics(user: User, unit: Unit | uuid.UUID) -> bool:
    return holds(user, "topic.set", unit)


def can_change_topic(user: User, topic: StudyTopic) -> bool:
    """Who sets topics for the committee that has set it."""
    return can_set_topics(user, topic.unit_id)


def can_record_for(user: User, unit: Unit | uuid.UUID) -> bool:
    """Who works for the unit plans its sessions and tells how they went."""
    return holds(user, "session.record", unit)


def can_change_session(user: User, session: StudySession) -> bool:
    """Own unit, also after it was held: a wrong number is mended, and the record keeps both. A cancelled one is brought back
    first."""
    return can_record_for(user, session.unit_id) and session.state != SessionState.CANCELLED


def can_cancel(user: User, session: StudySession) -> bool:
    return can_record_for(user, session.unit_id) and SessionState.CANCELLED in SESSION_MOVES[session.state]


def can_bring_back(user: User, session: StudySession) -> bool:
    return can_record_for(user, session.unit_id) and session.state == SessionState.CANCELLED
