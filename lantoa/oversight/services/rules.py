"""Enter what a paper allows, and the themes. Not for people: a rule that changes is entered once."""

from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.oversight.choices import LimitKind
from lantoa.oversight.models import InspectionLimit


@transaction.atomic
def enter_limit(
    *,
    actor: Actor,
    kind: LimitKind,
    level: str,
    value: int,
    source: str,
    since: date,
    until: date | None = None,
    per: int = 1,
) -> InspectionLimit:
    """A limit in force from `since` to the day before `until`; one that is open then ends the day before `since`.

    Raises Refused: no paper named, or days that overlap those of another row of the kind and level.
    """
    if looks_empty(source):
        raise Refused(_("Ghi văn bản quy định thời hạn này."))
    rows = InspectionLimit.objects.select_for_update().filter(kind=kind, level=level)
    for row in rows.filter(valid__upper_inf=True, valid__startswith__lt=since):
        row.valid = DateRange(row.valid.lower, since)
        row.save()
    valid = DateRange(since, until)
    other = rows.filter(valid__overlap=valid).first()
    if other is not None:
        raise Refused(
            _("Đã có thời hạn từ ngày %(day)s theo %(source)s.")
            % {"day": format_day(other.valid.lower), "source": other.source}
        )
    row = InspectionLimit.objects.create(
        kind=kind, level=level, value=value, per=per, valid=valid, source=source
    )
    label = f"{LimitKind(kind).label} {format_day(since)}"
    last = until - timedelta(days=1) if until else None
    record(
        actor,
        "inspection.limit_entered",
        row,
        label=label,
        after={"value": value, "per": per, "level": level, "since": since, "until": last, "source": source},
    )
    return row
