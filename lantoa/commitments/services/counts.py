"""State how many of a unit have pledged."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.commitments.choices import CommitmentState
from lantoa.commitments.models import Commitment, PledgeCount
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import holds, require
from lantoa.organisation.models import Unit


@dataclass(frozen=True)
class Counts:
    """Persons: members who must pledge and who have, heads and leaders among them, others; who kept the pledge well, None while
    not counted."""

    members_due: int
    members_signed: int
    leaders_signed: int
    others_signed: int
    fulfilled: int | None = None


@transaction.atomic
def state_counts(*, actor: Actor, unit: Unit, year: int, counts: Counts, row_version: int) -> PledgeCount:
    """Keep a unit's numbers of a year; `row_version` 0 where there are none yet.

    Raises Forbidden, Conflict, or Refused with the field: more signed than due, more leaders than signed, more kept than signed,
    fewer signed than have signed here, a year that is not come.
    """
    if isinstance(actor, User):
        require(holds(actor, "commitment.state_count", unit))
    Unit.objects.select_for_update().get(pk=unit.pk)
    _check(unit, year, counts)
    found = PledgeCount.objects.filter(unit=unit, year=year).first()
    if (found.row_version if found else 0) != row_version:
        raise Conflict(_("Số liệu này đã được lưu ở một trang khác. Hãy mở lại trang này."))
    before = _numbers(found) if found else {}
    row = found or PledgeCount(unit=unit, year=year, row_version=0)
    for name, number in asdict(counts).items():
        setattr(row, name, number)
    row.stated_by = actor if isinstance(actor, User) else None
    row.stated_at, row.row_version = clock.now(), row.row_version + 1
    row.save()
    after = {"year": year, **asdict(counts)}
    record(
        actor,
        "commitment.counted",
        row,
        chain=unit.pk,
        label=f"{unit.code} {year}",
        before=before,
        after=after,
    )
    return row


def _numbers(row: PledgeCount) -> dict[str, int | None]:
    return {
        name: getattr(row, name)
        for name in ("members_due", "members_signed", "leaders_signed", "others_signed", "fulfilled")
    }


def _check(unit: Unit, year: int, counts: Counts) -> None:
    if year > clock.today().year:
        raise Refused(_("Chưa đến năm %(year)d.") % {"year": year})
    signed = counts.members_signed + counts.others_signed
    here = Commitment.objects.filter(unit=unit, year=year, state=CommitmentState.SIGNED).count()
    wrong = {}
    if counts.members_signed > counts.members_due:
        wrong["members_signed"] = _("Số người ký không lớn hơn số phải ký.")
    if counts.leaders_signed > counts.members_signed:
        wrong["leaders_signed"] = _("Người đứng đầu, cán bộ lãnh đạo là một phần của số đảng viên ký.")
    if counts.fulfilled is not None and counts.fulfilled > signed:
        wrong["fulfilled"] = _("Số người thực hiện tốt không lớn hơn số người đã ký.")
    if signed < here:
        wrong["others_signed"] = _(
            "Trên phần mềm đã có %(count)s bản ký; cộng đảng viên và quần chúng không thể ít hơn."
        ) % {"count": format_count(here)}
    if wrong:
        raise Refused(next(iter(wrong.values())), fields=wrong)


@transaction.atomic
def enter_counts(*, actor: Actor, rows: Sequence[tuple[Unit, int, Counts]]) -> list[PledgeCount]:
    """Enter what units have stated elsewhere before, many at once; set-based, not for people."""
    made = [PledgeCount(unit=unit, year=year, **asdict(counts)) for unit, year, counts in rows]
    PledgeCount.objects.bulk_create(made, batch_size=1000)
    record_many(
        actor,
        [
            Act(
                "commitment.counted",
                one,
                one.unit_id,
                f"{unit.code} {year}",
                after={"year": year, **asdict(counts)},
            )
            for one, (unit, year, counts) in zip(made, rows, strict=True)
        ],
    )
    return made
