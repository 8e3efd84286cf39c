"""Notices are each person's own. The administrator sees whether mail leaves, never what it says."""

from lantoa.organisation.access import Reach, grant, grant_signed_in
from lantoa.organisation.choices import Role

grant_signed_in("notification.read")
grant_signed_in("notification.choose")
grant("mail.oversee", {Role.ADMINISTRATOR: Reach.TREE})
