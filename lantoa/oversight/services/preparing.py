"""Open an inspection, say what it asks, put its team together, decide, extend and cancel it."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.reference import Reference
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.workflow import require_move
from lantoa.directives.models import Directive
from lantoa.documents.services import issue_document
from lantoa.notifications.services import notify
from lantoa.organisation.access import holds
from lantoa.organisation.models import Ancestry, Person, Unit
from lantoa.oversight.choices import (
    MOVES,
    UNDER_WAY,
    InspectionKind,
    InspectionState,
    ProgrammeState,
    TeamPart,
)
from lantoa.oversight.models import Inspection, InspectionTheme, ProgrammeItem, TeamMember
from lantoa.oversight.permissions import can_assign, can_cancel, can_decide, can_extend, can_prepare
from lantoa.oversight.queries.inspections import answering_unit, conflicts, team_to_choose
from lantoa.oversight.queries.rules import limits_of
from lantoa.oversight.services.common import changed, locked, refuse_names, require_person


@dataclass(frozen=True)
class InspectionText:
    """What an inspection is about. `period_until` is the last day that is looked at; `outline` what the unit is to tell of;
    `members` how many party members of the unit are looked at with it, None where that is not said yet."""

    kind: InspectionKind
    theme: InspectionTheme
    title: str
    period_from: date
    period_until: date
    outline: str
    directive: Directive | None = None
    members: int | None = None


def reference(inspection: Inspection) -> Reference:
    return Reference("oversight.inspection", inspection.pk)


def _next_code(kind: InspectionKind, year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('oversight.inspection.code'))")
    stem = f"{InspectionKind(kind).letters}-{year}-"
    last = (
        Inspection.objects.filter(code__startswith=stem)
        .order_by(Length("code").desc(), "-code")
        .values_list("code", flat=True)
        .first()
    )
    return f"{stem}{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"


def _check_text(text: InspectionText, subject: uuid.UUID) -> None:
    if looks_empty(text.title):
        raise Refused.at("title", _("Ghi tên cuộc kiểm tra, giám sát."))
    if text.period_until < text.period_from:
        raise Refused.at("period_until", _("Ngày cuối của thời kỳ không trước ngày đầu."))
    if text.period_until > clock.today():
        raise Refused.at("period_until", _("Thời kỳ được xem không quá hôm nay."))
    refuse_names({"title": text.title, "outline": text.outline}, subject)


@transaction.atomic
def open_inspection(
    *,
    actor: Actor,
    unit: Unit,
    subject: Unit,
    text: InspectionText,
    item: ProgrammeItem | None = None,
) -> Inspection:
    """Begin to prepare one, of the programme or beside it. The subject may have ended, where it stood below the body once.

    Raises Forbidden, or Refused: the subject was never below the body, the days are out of order, title or outline name a person,
    the line of the programme is not announced, has been opened or left out, or is about another unit.
    """
    require_person(actor, lambda user: holds(user, "inspection.prepare", unit))
    if subject.pk == unit.pk:
        raise Refused(_("Không tự kiểm tra chính mình. Chọn đơn vị bên dưới."))
    if not Ancestry.objects.filter(ancestor=unit, descendant=subject).exists():
        raise Refused(_("Chỉ kiểm tra, giám sát đơn vị đang hoặc đã từng ở bên dưới."))
    _check_text(text, subject.pk)
    if item is not None:
        item = (
            ProgrammeItem.objects.select_for_update(of=("self",)).select_related("programme").get(pk=item.pk)
        )
        if item.programme.unit_id != unit.pk or item.subject_id != subject.pk:
            raise Refused(_("Dòng này của chương trình là về đơn vị khác."))
        if item.programme.state != ProgrammeState.ANNOUNCED or item.dropped_at is not None:
            raise Refused(_("Chỉ mở cuộc theo dòng còn hiệu lực của chương trình đã ban hành."))
        if hasattr(item, "inspection"):
            raise Refused(_("Dòng này của chương trình đã được mở thành một cuộc."))
    made = Inspection(code=_next_code(text.kind, clock.today().year), unit=unit, subject=subject, item=item)
    _write(made, text)
    made.save()
    record(
        actor,
        "inspection.opened",
        made,
        chain=unit.pk,
        label=made.code,
        after={"subject": subject.code, "title": made.title},
    )
    return made


def _write(inspection: Inspection, text: InspectionText) -> None:
    inspection.kind, inspection.theme, inspection.title = text.kind, text.theme, text.title
    inspection.period_from, inspection.period_until = text.period_from, text.period_until
    inspection.outline, inspection.directive = text.outline, text.directive
    inspection.members = text.members
    inspection.search_key = folding_key(text.title)


@transaction.atomic
def change_inspection(
    *, actor: Actor, inspection: Inspection, text: InspectionText, row_version: int
) -> Inspection:
    """Until it is decided. The kind stays, which its code tells. Raises Forbidden, Conflict, Refused."""
    found = locked(inspection, row_version)
    require_person(actor, can_prepare, found)
    _check_text(text, found.subject_id)
    if text.kind != found.kind:
        raise Refused.at("kind", _("Hình thức không đổi được sau khi mở. Hủy cuộc này rồi mở cuộc khác."))
    _write(found, text)
    return changed(actor, found, "inspection.changed", title=found.title)


@transaction.atomic
def add_member(
    *, actor: Actor, inspection: Inspection, person: Person, part: TeamPart, row_version: int
) -> TeamMember:
    """Raises Forbidden, Conflict, or Refused: it is decided, the person does not work for the body or is on the team, there is a
    head, or the person has belonged to the unit or to one below it since the first day that is looked at."""
    found = locked(inspection, row_version)
    require_person(actor, can_assign, found)
    if found.state != InspectionState.PREPARING:
        raise Refused(_("Đã có quyết định nên không đổi đoàn ở đây được."))
    if conflicts(person, found):
        raise Refused.at(
            "person",
            _(
                "%(name)s có vai trò hoặc chức vụ ở đơn vị được kiểm tra, hoặc ở đơn vị bên dưới, từ %(day)s trở lại đây nên "
                "không tham gia đoàn được. Chọn người khác."
            )
            % {"name": person.full_name, "day": format_day(found.period_from)},
        )
    if not team_to_choose(found).filter(pk=person.pk).exists():
        raise Refused.at("person", _("Người này không làm việc ở nơi kiểm tra, hoặc đã ở trong đoàn."))
    if part == TeamPart.HEAD and found.team.filter(part=TeamPart.HEAD, removed_at=None).exists():
        raise Refused.at("part", _("Đoàn đã có trưởng đoàn. Bỏ người đó ra trước, hoặc chọn vai trò khác."))
    member = TeamMember.objects.create(inspection=found, person=person, part=part)
    changed(actor, found, "inspection.member_added", part=part)
    return member


@transaction.atomic
def remove_member(*, actor: Actor, member: TeamMember, row_version: int) -> Inspection:
    """Until it is decided. Raises Forbidden, Conflict, Refused."""
    found = locked(member.inspection, row_version)
    require_person(actor, can_assign, found)
    if found.state != InspectionState.PREPARING:
        raise Refused(_("Đã có quyết định nên không đổi đoàn ở đây được."))
    TeamMember.objects.filter(pk=member.pk, removed_at=None).update(removed_at=clock.now())
    return changed(actor, found, "inspection.member_removed", part=member.part)


@transaction.atomic
def decide_inspection(
    *,
    actor: Actor,
    inspection: Inspection,
    issued_on: date,
    begins_on: date,
    ends_on: date,
    self_report_due_on: date,
    row_version: int,
    number: int | None = None,
) -> Inspection:
    """Issue the decision under a number, with the first and the last day; the unit is told, with the outline.

    Raises Forbidden, Conflict, or Refused: no head of the team or no outline, days out of order, longer than the rule of the day
    allows, a period that begins earlier than it allows, a member who has come to belong to the unit since, no term or signer.
    """
    found = locked(inspection, row_version)
    require_person(actor, can_decide, found)
    require_move(found, MOVES, InspectionState.BEGUN, _("Cuộc này không còn ở bước chuẩn bị."))
    _check_ready(found)
    if issued_on > clock.today():
        raise Refused.at("issued_on", _("Ngày quyết định không sau hôm nay."))
    if begins_on < issued_on:
        raise Refused.at("begins_on", _("Ngày bắt đầu không trước ngày quyết định."))
    _check_days(found, begins_on, ends_on)
    if not issued_on <= self_report_due_on <= ends_on:
        raise Refused.at(
            "self_report_due_on", _("Hạn gửi báo cáo tự kiểm tra từ ngày quyết định đến ngày kết thúc.")
        )
    found.decision = issue_document(
        actor=actor, unit=found.unit, type_code="QĐ", issued_on=issued_on, abstract=found.title, number=number
    )
    found.begins_on, found.ends_on, found.first_ends_on = begins_on, ends_on, ends_on
    found.self_report_due_on = self_report_due_on
    found.state, found.told_at = InspectionState.BEGUN, clock.now()
    changed(
        actor,
        found,
        "inspection.decided",
        number=found.decision.reference,
        begins_on=begins_on,
        ends_on=ends_on,
    )
    notify(
        actor=actor,
        kind="inspection_decided",
        about=reference(found),
        number=found.code,
        to_units=[answering_unit(found.subject)],
        due_on=self_report_due_on,
    )
    return found


def _check_ready(inspection: Inspection) -> None:
    team = list(inspection.team.filter(removed_at=None).select_related("person"))
    if not any(one.part == TeamPart.HEAD for one in team):
        raise Refused(_("Đoàn chưa có trưởng đoàn. Cử trưởng đoàn rồi ra quyết định."))
    for one in team:
        if conflicts(one.person, inspection):
            raise Refused(
                _("%(name)s nay có vai trò ở đơn vị được kiểm tra. Thay người này rồi ra quyết định.")
                % {"name": one.person.full_name}
            )
    if looks_empty(inspection.outline):
        raise Refused(_("Chưa có đề cương. Ghi những điều đơn vị phải báo cáo rồi ra quyết định."))


def _check_days(inspection: Inspection, begins_on: date, ends_on: date) -> None:
    if ends_on < begins_on:
        raise Refused.at("ends_on", _("Ngày kết thúc không trước ngày bắt đầu."))
    limits = limits_of(inspection.unit_id, begins_on)
    last = limits.last_day(begins_on)
    if limits.length is not None and last is not None and ends_on > last:
        raise Refused.at(
            "ends_on",
            _("Tối đa %(days)d ngày theo %(source)s: muộn nhất là %(day)s.")
            % {"days": limits.length.value, "source": limits.length.source, "day": format_day(last)},
        )
    earliest = limits.earliest(begins_on)
    if limits.period is not None and earliest is not None and inspection.period_from < earliest:
        raise Refused(
            _(
                "Thời kỳ được xem bắt đầu từ %(first)s; %(source)s chỉ cho xem lại %(years)d năm, từ %(day)s. Sửa thời kỳ trước."
            )
            % {
                "first": format_day(inspection.period_from),
                "source": limits.period.source,
                "years": limits.period.value,
                "day": format_day(earliest),
            }
        )


@transaction.atomic
def extend_inspection(
    *, actor: Actor, inspection: Inspection, ends_on: date, reason: str, row_version: int
) -> Inspection:
    """Once, by at most the part of its length that the rule of its first day allows. Raises Forbidden, Conflict, Refused."""
    found = locked(inspection, row_version)
    require_person(actor, can_extend, found)
    if found.state not in UNDER_WAY or found.begins_on is None or found.first_ends_on is None:
        raise Refused(_("Chỉ gia hạn cuộc đang tiến hành."))
    if found.ends_on != found.first_ends_on:
        raise Refused(_("Cuộc này đã gia hạn một lần; không gia hạn lần nữa."))
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do gia hạn."))
    refuse_names({"reason": reason}, found.subject_id)
    if ends_on <= found.first_ends_on:
        raise Refused.at(
            "ends_on", _("Ngày mới phải sau %(day)s.") % {"day": format_day(found.first_ends_on)}
        )
    if ends_on < clock.today():
        raise Refused.at("ends_on", _("Ngày mới không trước hôm nay: chỉ gia hạn được một lần."))
    limits = limits_of(found.unit_id, found.begins_on)
    extra = limits.extra_days(found.begins_on, found.first_ends_on)
    if limits.extension is not None and extra is not None and (ends_on - found.first_ends_on).days > extra:
        raise Refused.at(
            "ends_on",
            _("Gia hạn tối đa %(days)d ngày (%(part)s thời gian của cuộc) theo %(source)s.")
            % {
                "days": extra,
                "part": f"{limits.extension.value}/{limits.extension.per}",
                "source": limits.extension.source,
            },
        )
    found.ends_on, found.extension_reason = ends_on, reason
    changed(actor, found, "inspection.extended", ends_on=ends_on, reason=reason)
    notify(
        actor=actor,
        kind="inspection_extended",
        about=reference(found),
        number=found.code,
        to_units=[answering_unit(found.subject)],
    )
    return found


@transaction.atomic
def cancel_inspection(*, actor: Actor, inspection: Inspection, reason: str, row_version: int) -> Inspection:
    """Before it is concluded; a unit that knew of it is told. Raises Forbidden, Conflict, Refused."""
    found = locked(inspection, row_version)
    require_person(actor, can_cancel, found)
    require_move(found, MOVES, InspectionState.CANCELLED, _("Cuộc đã kết luận hoặc đã hủy."))
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do hủy."))
    refuse_names({"reason": reason}, found.subject_id)
    found.state, found.cancelled_reason = InspectionState.CANCELLED, reason
    found.item = None  # the line of the programme may be opened anew
    changed(actor, found, "inspection.cancelled", reason=reason)
    if found.told_at is not None:
        notify(
            actor=actor,
            kind="inspection_cancelled",
            about=reference(found),
            number=found.code,
            to_units=[answering_unit(found.subject)],
        )
    return found
