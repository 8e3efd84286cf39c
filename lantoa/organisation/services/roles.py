"""Give and end roles. A change counts from the holder's next request: roles are read anew for each."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import format_day
from lantoa.organisation.access import require
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment, Unit, UnitVersion
from lantoa.organisation.permissions import can_appoint
from lantoa.organisation.signals import role_changed

LONGEST_STANDING_IN = 366  # days; who stands in for longer holds the role


@transaction.atomic
def give_role(
    *,
    actor: User,
    person: Person,
    role: Role,
    unit: Unit,
    since: date,
    until: date | None = None,
    stands_in_for: Person | None = None,
) -> RoleAssignment:
    """Give a role from `since` on; `until` is the first day on which it is no longer held.

    Standing in needs an end and somebody who holds the role then. Raises Forbidden beyond the actor's reach and for oneself,
    Refused for a unit that is not active, days in the wrong order or in the past, and a role that is held already.
    """
    require(can_appoint(actor, role, unit), _("Anh/chị không giao được vai trò này ở đơn vị này."))
    require(person.user_id != actor.pk, _("Không tự giao vai trò cho mình. Nhờ người khác có quyền giao."))
    _require_days(unit, since, until)
    if stands_in_for is not None:
        _require_standing_in(person, role, unit, since, until, stands_in_for)
    try:
        with transaction.atomic():
            made = RoleAssignment.objects.create(
                person=person,
                role=role,
                unit=unit,
                valid=DateRange(since, until),
                stands_in_for=stands_in_for,
            )
    except IntegrityError as error:
        raise Refused(
            _("%(name)s đã giữ vai trò này ở đơn vị này trong thời gian đó.") % {"name": person.full_name},
            fields={"role": _("Đã giữ vai trò này.")},
        ) from error
    record(
        actor,
        "role.granted",
        person,
        chain=unit.pk,
        after={
            "role": role,
            "since": since,
            "until": until,
            "stands_in_for": str(stands_in_for.pk) if stands_in_for else None,
        },
    )
    role_changed.send(RoleAssignment, actor=actor, person=person, given=True, assignment=made.pk)
    return made


@transaction.atomic
def end_role(*, actor: Actor, assignment: RoleAssignment, on: date) -> RoleAssignment:
    """End a role: `on` is the first day on which it is no longer held. A role that has not begun yet is taken back whole.

    Who may end it is who may give it; the house itself may always (a unit that ends). Raises Refused for a day before today,
    or after the end that stands already.
    """
    assignment = (
        RoleAssignment.objects.select_for_update(of=("self",))
        .select_related("person", "unit")
        .get(pk=assignment.pk)
    )
    if isinstance(actor, User):
        require(can_appoint(actor, assignment.role, assignment.unit))
        require(
            assignment.person.user_id != actor.pk,
            _("Không tự thôi vai trò của mình. Nhờ người khác có quyền giao."),
        )
        if on < clock.today():
            raise Refused(
                _("Vai trò đã dùng tới hôm nay nên không kết thúc lùi được. Chọn từ hôm nay trở đi."),
                fields={"on": _("Trước hôm nay.")},
            )
    if assignment.valid.upper is not None and on >= assignment.valid.upper:
        raise Refused(
            _("Vai trò này đã được ghi kết thúc từ %(day)s.") % {"day": format_day(assignment.valid.upper)},
            fields={"on": _("Sau ngày kết thúc đã ghi.")},
        )
    change = {"role": assignment.role, "on": on}
    if assignment.valid.lower and on <= assignment.valid.lower:
        if not (isinstance(actor, User) and assignment.valid.lower >= clock.today()):
            raise Refused(
                _("Ngày thôi giữ vai trò phải sau ngày bắt đầu."), fields={"on": _("Trước ngày bắt đầu.")}
            )
        record(actor, "role.taken_back", assignment.person, chain=assignment.unit_id, before=change)
        _say_ended(actor, assignment)
        assignment.delete()
        return assignment
    assignment.valid = DateRange(assignment.valid.lower, on)
    assignment.save(update_fields=["valid"])
    record(actor, "role.ended", assignment.person, chain=assignment.unit_id, after=change)
    _say_ended(actor, assignment)
    return assignment


def _say_ended(actor: Actor, assignment: RoleAssignment) -> None:
    role_changed.send(
        RoleAssignment, actor=actor, person=assignment.person, given=False, assignment=assignment.pk
    )


def _require_days(unit: Unit, since: date, until: date | None) -> None:
    if since < clock.today():
        raise Refused(
            _("Vai trò chỉ giao từ hôm nay trở đi: việc đã làm không có người giữ vai trò thay đổi được."),
            fields={"since": _("Trước hôm nay.")},
        )
    if until is not None and until <= since:
        raise Refused(_("Ngày thôi phải sau ngày bắt đầu."), fields={"until": _("Không sau ngày bắt đầu.")})
    if not UnitVersion.objects.filter(unit=unit, valid__contains=since).exists():
        raise Refused(
            _("Đơn vị không hoạt động vào ngày %(day)s nên không ai giữ vai trò ở đó được.")
            % {"day": format_day(since)},
            fields={"since": _("Đơn vị không hoạt động.")},
        )


def _require_standing_in(
    person: Person, role: Role, unit: Unit, since: date, until: date | None, colleague: Person
) -> None:
    if until is None or (until - since).days > LONGEST_STANDING_IN:
        raise Refused(
            _("Làm thay phải có ngày thôi, dài nhất một năm."), fields={"until": _("Ghi ngày thôi.")}
        )
    if colleague.pk == person.pk:
        raise Refused(_("Không ai làm thay chính mình."), fields={"stands_in_for": _("Chọn người khác.")})
    held = RoleAssignment.objects.filter(person=colleague, role=role, unit=unit, valid__contains=since)
    if not held.exists():
        raise Refused(
            _("%(name)s không giữ vai trò này ở đơn vị này vào ngày %(day)s.")
            % {"name": colleague.full_name, "day": format_day(since)},
            fields={"stands_in_for": _("Không giữ vai trò này.")},
        )
