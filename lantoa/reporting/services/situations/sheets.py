"""Have the reports of a quarterly sheet carry the situation along, from today; or no longer."""

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.organisation.access import require
from lantoa.reporting.choices import PeriodLength
from lantoa.reporting.models import Sheet, SituationSheet
from lantoa.reporting.queries.designs.registry import may_redesign
from lantoa.reporting.queries.situations.rules import carrying_row


@transaction.atomic
def carry_situation(*, actor: Actor, sheet: Sheet) -> SituationSheet:
    """From today. Raises Forbidden, or Refused: already so, or a sheet that is not quarterly."""
    sheet = _locked(actor, sheet)
    version = sheet.versions.first()
    if version is None or version.period_kind != PeriodLength.QUARTER:
        raise Refused(_("Chỉ biểu báo cáo quý kèm được phần tình hình theo chủ đề."))
    if carrying_row(sheet) is not None:
        raise Refused(_("Biểu này đã kèm phần tình hình theo chủ đề."))
    made = SituationSheet.objects.create(sheet=sheet, valid=DateRange(clock.today(), None))
    record(actor, "situation.carried", sheet, chain=sheet.owner_id, label=sheet.code, after={"carried": True})
    return made


@transaction.atomic
def stop_carrying(*, actor: Actor, sheet: Sheet) -> None:
    """From today on; what was sent stays for the quarters of the rule. Raises Forbidden, or Refused where it is not so."""
    sheet = _locked(actor, sheet)
    row = carrying_row(sheet)
    if row is None:
        raise Refused(_("Biểu này không kèm phần tình hình theo chủ đề."))
    today = clock.today()
    if row.valid.lower >= today:
        row.delete()  # begun today, ended today
    else:
        row.valid = DateRange(row.valid.lower, today)
        row.save(update_fields=["valid"])
    record(
        actor, "situation.carried", sheet, chain=sheet.owner_id, label=sheet.code, after={"carried": False}
    )


def _locked(actor: Actor, sheet: Sheet) -> Sheet:
    if isinstance(actor, User):
        require(may_redesign(actor, sheet))
    return Sheet.objects.select_for_update().get(pk=sheet.pk)
