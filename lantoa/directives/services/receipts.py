"""Acknowledge a version, on the screen or by a signed sheet; remind who has not, then take it up higher; undo a slip."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import IssuingState, ReceiptWay
from lantoa.directives.models import Issuing, Receipt, ReceiptSheet
from lantoa.directives.permissions.receipts import (
    can_acknowledge_for,
    can_chase,
    can_enter_sheet,
)
from lantoa.directives.queries.receipts import (
    is_waiting,
    may_take_back,
    newest_of,
    to_escalate,
    to_remind_again,
    to_remind_first,
)
from lantoa.directives.queries.serving import has_ended
from lantoa.directives.services.codes import one_at_a_time
from lantoa.notifications.services import notify_rows
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit, UnitVersion

NAMED = 5
SHEETS = "receipt_sheets"


def _stale(number: int) -> str:
    sentence = _(
        "Văn bản đã có phiên bản %(number)s trong lúc anh/chị đang đọc. Phiên bản mới ở ngay dưới đây: đọc phần được hỏi rồi "
        "xác nhận lại."
    )
    return sentence % {"number": format_count(number)}


@transaction.atomic
def acknowledge(*, actor: Actor, receipt: Receipt, number: int, post: str) -> Receipt:
    """Say for the unit that it has read the version; `number` is the version that the person saw, `post` the post of who read it.

    Held first, looked at afterwards: where a newer version comes down at this very moment, either this counts for the version
    that was seen, or it is refused; never does it count for one that nobody has seen.
    Raises Forbidden, Conflict (a newer version came down meanwhile), Refused (no post, read already).
    """
    if isinstance(actor, User):
        require(can_acknowledge_for(actor, receipt.unit_id))
    _hold_of_unit(receipt)
    found = newest_of(receipt)
    if found.version.number != number:
        raise Conflict(_stale(found.version.number))
    _require_waiting(found)
    if looks_empty(post):
        sentence = _("Ghi chức danh người đọc, không ghi tên. Ví dụ: Bí thư chi bộ.")
        raise Refused.at("post", sentence)
    found.acknowledged_at, found.post, found.way = clock.now(), post.strip(), ReceiptWay.SCREEN
    found.save()
    record(
        actor,
        "receipt.acknowledged",
        found,
        chain=found.unit_id,
        label=_label(found),
        after={"version": number, "post": found.post},
    )
    return found


@transaction.atomic
def take_back(*, actor: Actor, receipt: Receipt) -> Receipt:
    """Undo an acknowledgement of one's own unit given on the screen today.

    Raises Forbidden, Refused: another day, on paper, a newer version came down that counts on it.
    """
    if isinstance(actor, User):
        require(can_acknowledge_for(actor, receipt.unit_id))
    _hold_of_unit(receipt)
    found = Receipt.objects.select_related("version__directive").get(pk=receipt.pk)
    newest = newest_of(found)
    if newest.pk != found.pk:
        sentence = _(
            "Phiên bản %(number)s đã gửi đến đơn vị nên không rút tiếp nhận của phiên bản trước nữa."
        )
        raise Refused(sentence % {"number": format_count(newest.version.number)})
    if not may_take_back(found):
        raise Refused(_("Chỉ rút được tiếp nhận xác nhận trên máy trong ngày hôm nay."))
    found.acknowledged_at, found.post, found.way = None, "", ""
    found.save()
    record(actor, "receipt.taken_back", found, chain=found.unit_id, label=_label(found))
    return found


@transaction.atomic
def enter_sheet(
    *,
    actor: Actor,
    issuing: Issuing,
    accepted: AcceptedFile,
    codes: Sequence[str],
    post: str,
    signed_on: date,
) -> ReceiptSheet:
    """Acknowledge for the units whose people signed a sheet, all of them or none; the scan is kept as proof.

    Raises Forbidden, Refused: the same scan was entered before, a code that this issuing does not ask, a unit that has read it
    already, a day before the issuing or after today, an issuing that still runs.
    """
    if isinstance(actor, User):
        require(can_enter_sheet(actor, issuing.unit_id))
    one_at_a_time(SHEETS)
    issuing = Issuing.objects.select_for_update().select_related("version").get(pk=issuing.pk)
    _one_of_many(issuing)
    if issuing.state != IssuingState.ISSUED or issuing.issued_at is None:
        raise Refused(_("Đợt này chưa phát động xong nên chưa nhập bản ký nhận được."))
    begun = issuing.issued_at.astimezone(clock.VIETNAM).date()
    if not begun <= signed_on <= clock.today():
        sentence = _("Ngày ký phải từ %(first)s đến hôm nay.") % {"first": format_day(begun)}
        raise Refused.at("signed_on", sentence)
    file = keep(accepted)
    before = ReceiptSheet.objects.filter(file=file).select_related("issuing").first()
    if before is not None:
        sentence = _(
            "Bản quét này đã nhập ngày %(day)s với tên «%(name)s» ở đợt %(code)s cho %(count)s đơn vị. Không cần nhập lại."
        ) % {
            "day": format_day(before.entered_at.astimezone(clock.VIETNAM).date()),
            "name": before.name,
            "code": before.issuing.code,
            "count": format_count(before.receipts.count()),
        }
        raise Refused.at("file", sentence)
    rows = _waiting_of(issuing, codes)
    sheet = ReceiptSheet.objects.create(
        issuing=issuing, file=file, name=accepted.name[:200], signed_on=signed_on
    )
    ids = [row.pk for row in rows]
    Receipt.objects.filter(pk__in=ids).update(
        acknowledged_at=clock.now(), post=post, way=ReceiptWay.PAPER, sheet=sheet
    )
    after = {"sheet": sheet.name, "signed_on": signed_on, "post": post}
    label = issuing.code
    record_many(actor, [Act("receipt.acknowledged", row, row.unit_id, label, after=after) for row in rows])
    record(
        actor,
        "receipt.sheet_entered",
        sheet,
        chain=issuing.unit_id,
        label=sheet.name,
        after={"issuing": issuing.code, "units": len(rows), "sha256": file.sha256},
    )
    return sheet


def _waiting_of(issuing: Issuing, codes: Sequence[str]) -> list[Receipt]:
    wanted = list(dict.fromkeys(code.upper() for code in codes))
    rows = (
        Receipt.objects.select_for_update(of=("self",))
        .filter(issuing=issuing, unit__code__in={*codes, *wanted})
        .select_related("unit")
        .order_by("unit__code")
    )
    found = {row.unit.code.upper(): row for row in rows}
    unknown = [code for code in wanted if code not in found]
    if unknown or not wanted:
        sentence = _("Đợt này không gửi đến đơn vị mang mã: %(codes)s.") % {"codes": _some(unknown)}
        if not wanted:
            sentence = _("Ghi mã ít nhất một đơn vị có chữ ký.")
        raise Refused.at("codes", sentence)
    read = [code for code, row in found.items() if not row.is_waiting]
    if read:
        sentence = _("Đã có tiếp nhận của: %(codes)s. Bỏ các mã đó ra.") % {"codes": _some(read)}
        raise Refused.at("codes", sentence)
    return list(found.values())


@transaction.atomic
def remove_sheet(*, actor: Actor, sheet: ReceiptSheet) -> int:
    """Undo a sheet that was entered by mistake: its units owe their reading again; how many. Of a later version that counted on
    it and that they have not read they owe the whole. Raises Forbidden.
    """
    if isinstance(actor, User):
        require(can_enter_sheet(actor, sheet.issuing.unit_id))
    _one_of_many(sheet.issuing)
    rows = list(Receipt.objects.select_for_update().filter(sheet=sheet).order_by("pk"))
    Receipt.objects.filter(sheet=sheet).update(acknowledged_at=None, post="", way="", sheet=None)
    later = Receipt.objects.filter(
        base=sheet.issuing.version_id, unit__in=[one.unit_id for one in rows], acknowledged_at=None
    )
    later.update(base=None, kept=False)
    record_many(actor, [Act("receipt.taken_back", one, one.unit_id, sheet.issuing.code) for one in rows])
    record(
        actor,
        "receipt.sheet_removed",
        sheet,
        chain=sheet.issuing.unit_id,
        label=sheet.name,
        before={"units": len(rows)},
    )
    sheet.delete()
    return len(rows)


@transaction.atomic
def remind(*, actor: Actor, issuing: Issuing) -> int:
    """The next reminder of each unit that has not read it: the first, or on a later day the second; how many units. It stands on
    their desks with the day.

    Raises Forbidden, Refused (nobody is left to be reminded). Two statements for however many units, one entry.
    """
    if isinstance(actor, User):
        require(can_chase(actor, issuing.unit_id))
    _one_of_many(issuing)
    _require_in_force(issuing)
    rows, now = Receipt.objects.filter(issuing=issuing), clock.now()
    second = rows.filter(to_remind_again()).update(reminded_again_at=now)
    first = rows.filter(to_remind_first()).update(reminded_at=now)
    if not first + second:
        raise Refused(
            _(
                "Không còn đơn vị nào để nhắc: đơn vị chưa tiếp nhận đều đã được nhắc hôm nay, hoặc đã nhắc đủ hai lần."
            )
        )
    after = {"first": first, "second": second}
    record(actor, "receipt.reminded", issuing, chain=issuing.unit_id, label=issuing.code, after=after)
    told = rows.filter(Q(reminded_at=now) | Q(reminded_again_at=now)).order_by()
    notify_rows(
        actor=actor,
        kind="receipt_reminded",
        subject_kind="directives.receipt",
        rows=told.values_list("pk", "issuing__code", "unit", "due_on"),
    )
    return first + second


@transaction.atomic
def escalate(*, actor: Actor, issuing: Issuing) -> int:
    """The last rung: take up with the heads, and with the committee directly above, those who are past the day and were reminded
    a second time on an earlier day; how many.

    Raises Forbidden, Refused (nobody is).
    """
    if isinstance(actor, User):
        require(can_chase(actor, issuing.unit_id))
    _one_of_many(issuing)
    _require_in_force(issuing)
    now = clock.now()
    count = Receipt.objects.filter(to_escalate(), issuing=issuing).update(escalated_at=now)
    if not count:
        raise Refused(
            _(
                "Chưa có đơn vị nào quá hạn mà đã được nhắc hai lần, lần hai từ hôm trước. Nhắc trước, rồi mới báo lên."
            )
        )
    record(
        actor, "receipt.escalated", issuing, chain=issuing.unit_id, label=issuing.code, after={"units": count}
    )
    _tell_escalated(actor, issuing, now)
    return count


def _tell_escalated(actor: Actor, issuing: Issuing, at: datetime) -> None:
    """The heads of these units; and the committees directly above them, but the one that takes it up."""
    rows = Receipt.objects.filter(issuing=issuing, escalated_at=at).order_by()
    columns = ("pk", "issuing__code", "unit", "due_on")
    kind = "directives.receipt"
    notify_rows(actor=actor, kind="receipt_escalated", subject_kind=kind, rows=rows.values_list(*columns))
    above = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=clock.today())
    rows = rows.annotate(above=Subquery(above.values("parent")[:1])).exclude(above=issuing.unit_id)
    columns = ("pk", "issuing__code", "above", "due_on")
    notify_rows(
        actor=actor, kind="receipt_escalated_below", subject_kind=kind, rows=rows.values_list(*columns)
    )


def _hold_of_unit(receipt: Receipt) -> None:
    """All that the unit was asked of the directive, in the order in which a newer version going down holds them."""
    rows = Receipt.objects.select_for_update(of=("self",)).filter(
        unit=receipt.unit_id, version__directive=receipt.version.directive_id
    )
    list(rows.order_by("pk").values_list("pk"))


def _one_of_many(issuing: Issuing) -> None:
    """Whoever writes many receipts of a directive at once waits for whoever does the same, and none for the other in a ring."""
    one_at_a_time(f"receipts.{issuing.version.directive_id}")


@transaction.atomic
def hand_over_receipts(*, actor: Actor, ids: Sequence[uuid.UUID], target: Unit) -> int:
    """Let another unit answer for what a unit has not read; how many. Where it was asked for the same version itself, its own
    answer counts for both and the other's question goes."""
    rows = (
        Receipt.objects.select_for_update(of=("self",))
        .filter(is_waiting(), pk__in=ids)
        .select_related("version__directive")
    )
    asked = set(Receipt.objects.filter(unit=target).values_list("version", flat=True))
    acts = []
    for one in rows.order_by("pk"):
        said = {"unit": target.code, "answered_with": one.version_id in asked}
        acts.append(Act("receipt.handed_over", one, target.pk, _label(one), after=said))
        if one.version_id in asked:
            Receipt.objects.filter(pk=one.pk).delete()
        else:
            one.unit = target
            one.save()
            asked.add(one.version_id)
    record_many(actor, acts)
    return len(acts)


def _require_in_force(issuing: Issuing) -> None:
    if has_ended(issuing.version.directive):
        raise Refused(_("Văn bản đã thu hồi, hết hiệu lực hoặc tạm ngưng nên không nhắc tiếp nhận nữa."))


def _require_waiting(receipt: Receipt) -> None:
    if receipt.kept:
        raise Refused(_("Nơi phát động cho giữ tiếp nhận của phiên bản trước; không phải xác nhận lại."))
    if receipt.acknowledged_at is not None:
        raise Refused(_("Đơn vị đã tiếp nhận phiên bản này."))


def _label(receipt: Receipt) -> str:
    return f"{receipt.version.directive.code} ({receipt.version.number})"


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:NAMED]) + (", …" if len(codes) > NAMED else "")
