"""Set the terms at which adoptions are asked about again, from a day on; what was in force before stays as it was."""

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import holds_somewhere, require
from lantoa.practices.models import CheckTerm
from lantoa.practices.queries.check_terms import last_change

MOST_TERMS = 6
MOST_MONTHS = 120


@transaction.atomic
def set_terms(*, actor: User, months: Collection[int], since: date) -> list[CheckTerm]:
    """From `since` on, adoptions verified then or later are asked about after these months; earlier ones keep their terms.

    Raises Forbidden, and Refused: no months, too many, beyond ten years, a day that is not later than today and than the last
    change.
    """
    require(holds_somewhere(actor, "check_term.set"))
    with connection.cursor() as cursor:  # two who set terms at once do so one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('practices.check_terms'))")
    wanted = sorted(set(months))
    if not 1 <= len(wanted) <= MOST_TERMS or wanted[0] < 1 or wanted[-1] > MOST_MONTHS:
        sentence = _("Ghi từ 1 đến %(terms)d mốc, mỗi mốc từ 1 đến %(months)d tháng.") % {
            "terms": MOST_TERMS,
            "months": MOST_MONTHS,
        }
        raise Refused.at("months", sentence)
    if since <= clock.today():
        sentence = _("Chọn một ngày sau hôm nay: lượt đã kiểm chứng đã được hẹn theo mốc cũ.")
        raise Refused.at("since", sentence)
    changed = last_change()
    if changed is not None and since <= changed:
        sentence = _("Mốc đã đặt thay đổi từ ngày %(day)s. Chọn ngày sau ngày ấy.") % {
            "day": format_day(changed)
        }
        raise Refused.at("since", sentence)
    standing = list(CheckTerm.objects.filter(valid__contains=since))
    before = sorted(one.months for one in standing)
    if before == wanted:
        sentence = _("Các mốc này đang dùng rồi. Không cần đặt lại.")
        raise Refused.at("months", sentence)
    for one in standing:
        one.valid = DateRange(one.valid.lower, since)
        one.save(update_fields=["valid"])
    made = [CheckTerm.objects.create(months=one, valid=DateRange(since, None)) for one in wanted]
    after = {"months": wanted, "since": since}
    record(actor, "check_term.set", made[0], before={"months": before}, after=after)
    return made
