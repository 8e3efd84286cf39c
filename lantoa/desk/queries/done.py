"""What was done in the last seven days: by oneself as the record has it, by one's unit without saying by whom."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.audit.queries import entries
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.desk.addresses import address
from lantoa.desk.queries import record
from lantoa.organisation import access

DAYS = 7
MOST = 12
# Acts that bring something to an end, or pass it on. What is only begun, looked at, corrected or set up is not among them.
OF_UNIT = (
    "submission.submitted",
    "task.reported",
    "receipt.acknowledged",
    "plan.adopted",
    "adoption.answered",
    "adoption.applied",
    "adoption.asked_again",
    "practice.registered",
    "practice.result_told",
    "study_session.held",
    "outreach.entered",
    "nomination.submitted",
    "hand_over.confirmed",
)
OF_COMMITTEE = (
    "submission.accepted",
    "submission.sent_back",
    "task.given",
    "task.confirmed",
    "task.sent_back",
    "task.time_granted",
    "task.time_refused",
    "issuing.issued",
    "receipt.reminded",
    "receipt.escalated",
    "directive.chased",
    "collection.opened",
    "collection.chased",
    "task.chased",
    "practice.recognised",
    "practice.effective",
    "practice.not_recognised",
    "practice.returned",
    "appraisal.handed",
    "selection.concluded",
    "booklet.published",
    "replication.ordered",
    "adoption.verified",
    "adoption.sent_back",
    "nomination.proposed",
    "nomination.not_proposed",
    "nomination.returned",
    "decision.issued",
    "edition.frozen",
)
OF_ONESELF = ("commitment.signed", "commitment.reviewed", "commitment.remarked")


@dataclass(frozen=True)
class Deed:
    """How often one act was done, last on a day; `url` opens the entries, empty where the person may not read them."""

    label: str
    times: int
    last_on: date
    url: str


def done_lately(user: User, *, whole_unit: bool) -> list[Deed]:
    """The most frequent first. `whole_unit`: what anybody did for the person's units, as numbers. One statement."""
    since = clock.today() - timedelta(days=DAYS - 1)
    rows = entries().filter(at__gte=clock.instant(since, 0)).order_by()
    if whole_unit:
        units = [str(one.unit_id) for one in access.roles_of(user)]
        rows = rows.filter(chain__in=units, act__in=OF_UNIT)
        part = record.OF_UNIT if record.OF_UNIT in record.parts_for(user) else ""
    else:
        rows = rows.filter(actor_id=user.pk, act__in=OF_UNIT + OF_COMMITTEE + OF_ONESELF)
        part = record.MINE
    counted = (
        rows.values("act").annotate(times=Count("pk"), last_at=Max("at")).order_by("-times", "act")[:MOST]
    )
    return [
        Deed(
            str(registry.act_label(row["act"])),
            row["times"],
            row["last_at"].astimezone(clock.VIETNAM).date(),
            address("desk:record", phan=part, viec=row["act"], tu=format_day(since)) if part else "",
        )
        for row in counted
    ]
