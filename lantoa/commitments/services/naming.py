"""Name officers who may read the signed pledges of a unit's people, and end that."""

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.commitments.models import ReaderNaming
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import holds, require
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment, Unit


@transaction.atomic
def name_reader(*, actor: User, unit: Unit, person: Person, reason: str) -> ReaderNaming:
    """From today on. Raises Forbidden, or Refused: no reason, not an officer, named already, or oneself."""
    require(holds(actor, "commitment.name_reader", unit))
    if looks_empty(reason):
        raise Refused(_("Ghi lý do cử."), fields={"reason": _("Ghi lý do cử.")})
    today = clock.today()
    if person.user_id == actor.pk:
        raise Refused(_("Không tự cử mình."))
    if not RoleAssignment.objects.filter(person=person, role=Role.STAFF, valid__contains=today).exists():
        raise Refused(_("Chỉ cử được chuyên viên đang giữ vai trò."))
    Unit.objects.select_for_update().get(pk=unit.pk)
    standing = ReaderNaming.objects.filter(unit=unit, person=person, valid__endswith=None).first()
    if standing is not None:
        since = format_day(standing.valid.lower)
        raise Refused(_("Người này đã được cử cho đơn vị đó từ %(day)s.") % {"day": since})
    ended_today = ReaderNaming.objects.filter(unit=unit, person=person, valid__endswith__gt=today).first()
    if ended_today is not None:
        ended_today.delete()  # the same day is one naming, which goes on
    made = ReaderNaming.objects.create(
        unit=unit, person=person, reason=reason, named_by=actor, valid=DateRange(today, None)
    )
    after = {"unit": unit.code, "reason": reason}
    record(actor, "commitment.reader_named", made, chain=unit.pk, label=unit.code, after=after)
    return made


@transaction.atomic
def end_naming(*, actor: User, naming: ReaderNaming) -> ReaderNaming:
    """At once: from now on the person reads nothing by it. Raises Forbidden, or Refused where it has ended."""
    found = ReaderNaming.objects.select_for_update().get(pk=naming.pk)
    require(holds(actor, "commitment.name_reader", found.unit_id))
    if found.valid.upper is not None:
        raise Refused(_("Việc cử này đã thôi."))
    # A naming holds whole days; one of today has held on none.
    found.valid = DateRange(found.valid.lower, max(clock.today(), found.valid.lower))
    record(actor, "commitment.reader_ended", found, chain=found.unit_id, after={})
    if found.valid.lower == found.valid.upper:
        found.delete()
    else:
        found.save()
    return found
