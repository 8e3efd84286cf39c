"""Notices are each person's own. The administrator sees whether mail leaves, never what it says."""

from lantoa.organisation.access import Reach, grant, grant_signed_in
from lantoa.organisation.choices import Role

grant_signed_in("notification.read")
grant_signed_in("notification.choose")
grant("mail.oversee", {Role.ADMINISTRATOR: Reach.TREE})
# Days off and steps of reminders are the same for the whole installation: the officers' matter, and the administrator's.
grant("reminder.set", {Role.STAFF: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE})
grant("mail_rule.set", {Role.ADMINISTRATOR: Reach.TREE})
