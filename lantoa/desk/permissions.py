"""Who reads the record.

Everybody reads what they did themselves, a head what was done in the own unit. Who audits the tree knows of every entry, but
reads neither names nor texts.
"""

from lantoa.organisation.access import Reach, grant, grant_public, grant_signed_in
from lantoa.organisation.choices import Role

grant_signed_in("audit.read_own")
grant("audit.read_unit", {Role.HEAD: Reach.OWN})
grant("audit.read", {Role.AUDITOR: Reach.TREE})
grant_public("audit.verify_chain")
