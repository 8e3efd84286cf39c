"""Open the call-over of a session, confirm that one is there, type the sheet, carry the numbers into the record, erase the names.

The record says that a call-over was opened, changed and closed, and how many came; never a name, and never who confirmed: that
somebody was there is written nowhere but on the sheet.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.core.text import clean_line, folding_key
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import SessionState
from lantoa.directives.models import Attendance, PresentName, StudySession
from lantoa.directives.permissions.study import can_record_for
from lantoa.directives.queries.attendance import (
    Came,
    came_to,
    due_for_erasing,
    has_name,
    open_by_code,
    speakers_due_for_erasing,
    wrong_code,
)
from lantoa.directives.services.sessions import SessionTold, tell_session
from lantoa.organisation.access import require
from lantoa.organisation.models import Person

MOST_NAMES = 2000  # in one session
LONGEST_NAME = 100
DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Written:
    """How many names of a sheet were added, and how many stood there already."""

    added: int
    present_already: int


@transaction.atomic
def open_attendance(*, actor: Actor, session: StudySession) -> Attendance:
    """Begin the call-over of a session of today or of the past, or open it again after it was closed.

    Raises Forbidden, or Refused: cancelled, still to come, its names are erased already.
    """
    session = StudySession.objects.select_for_update().get(pk=session.pk)
    if isinstance(actor, User):
        require(can_record_for(actor, session.unit_id))
    if session.state == SessionState.CANCELLED:
        raise Refused(_("Buổi học đã hủy. Khôi phục trước, rồi mới điểm danh được."))
    if session.held_on > clock.today():
        sentence = _("Buổi học tổ chức ngày %(day)s. Đến ngày đó mới mở điểm danh được.")
        raise Refused(sentence % {"day": format_day(session.held_on)})
    found = Attendance.objects.filter(session=session).first()
    if found is None:
        found = Attendance.objects.create(session=session)
    elif found.erased_at is not None:
        raise Refused(_("Danh sách tên của buổi này đã xóa; số người dự sửa ở kết quả buổi học."))
    elif found.closed_at is not None:
        found.closed_at = None
        found.save()
    else:
        return found
    record(actor, "attendance.opened", session, chain=session.unit_id, label=session.code)
    return found


@transaction.atomic
def confirm_presence(*, actor: User, typed: str, is_member: bool) -> StudySession:
    """A signed-in person says «Tôi có mặt» with the code of the moment; said again, only the capacity changes.

    A line of the same name that was typed before is taken over, so that nobody counts twice. Nothing is written into the record.
    Raises Refused: a code that is none or is over, an account without a person, a sheet that is full.
    """
    found = open_by_code(typed)
    if found is None:
        raise Refused.at("ma", wrong_code())
    person = Person.objects.filter(user=actor).first()
    if person is None:
        raise Refused(
            _("Tài khoản này không gắn với họ tên nào. Nhờ người điểm danh ghi tên anh/chị vào danh sách.")
        )
    attendance = Attendance.objects.select_for_update().get(pk=found.pk)
    if not attendance.is_open:
        raise Refused.at("ma", wrong_code())
    mark = salted_hmac(
        "lantoa.directives.present", f"{attendance.pk}:{actor.pk}", algorithm="sha256"
    ).hexdigest()
    row = attendance.names.filter(mark=mark).first() or has_name(attendance, person.full_name)
    if row is None:
        _refuse_too_many(attendance, 1)
        row = PresentName(attendance=attendance)
    row.name, row.mark, row.is_member = person.full_name, mark, is_member
    row.save()
    return found.session


@transaction.atomic
def write_names(
    *, actor: Actor, attendance: Attendance, members: Sequence[str] = (), others: Sequence[str] = ()
) -> Written:
    """Add names of those without an account, one line each; names that stand there already are left out.

    Raises Forbidden, Conflict (closed meanwhile), Refused: no name, one that is too long or bears digits, too many.
    """
    attendance = _locked(actor, attendance)
    lines = [(line, True, "members") for line in members] + [(line, False, "others") for line in others]
    wanted = [(_checked(line, field), is_member) for line, is_member, field in lines if line.strip()]
    if not wanted:
        raise Refused.at("members", _("Ghi ít nhất một họ tên, mỗi người một dòng."))
    standing = {folding_key(row.name) for row in attendance.names.all()}
    made = []
    for name, is_member in wanted:
        if folding_key(name) not in standing:
            standing.add(folding_key(name))
            made.append(PresentName(attendance=attendance, name=name, is_member=is_member))
    _refuse_too_many(attendance, len(made))
    PresentName.objects.bulk_create(made)
    if made:
        _note(actor, "attendance.names_written", attendance, {"names": len(made)})
    return Written(len(made), len(wanted) - len(made))


@transaction.atomic
def remove_name(*, actor: User, attendance: Attendance, line: uuid.UUID) -> None:
    """Take one line off the sheet. Raises Forbidden, Conflict (closed meanwhile), NotFound (no such line)."""
    attendance = _locked(actor, attendance)
    if not attendance.names.filter(pk=line).delete()[0]:
        raise NotFound()
    _note(actor, "attendance.name_removed", attendance, {"names": 1})


@transaction.atomic
def close_attendance(
    *,
    actor: User,
    attendance: Attendance,
    minutes: int,
    members_called: int,
    members_excused: int,
    row_version: int,
) -> StudySession:
    """Carry the numbers of the sheet into the session's record, which is thereby told; they can be mended there.

    Raises Forbidden, Conflict (closed meanwhile, or the session was changed), Refused: nobody on the sheet, and as
    `services.sessions.tell_session`.
    """
    attendance = _locked(actor, attendance)
    came = came_to(attendance)
    if not came.total:
        raise Refused(_("Chưa có ai trong danh sách. Chờ người dự quét mã, hoặc ghi họ tên rồi mới chốt."))
    session = attendance.session
    told = SessionTold(
        minutes,
        members_called,
        came.members,
        members_excused,
        came.others,
        list(session.deeds.order_by("position").values_list("text", flat=True)),
    )
    session = tell_session(actor=actor, session=session, told=told, row_version=row_version)
    attendance.closed_at = clock.now()
    attendance.minuted_on = attendance.minuted_on or clock.today()
    attendance.members, attendance.others = came.members, came.others
    attendance.save()
    _note(actor, "attendance.closed", attendance, {"members": came.members, "others": came.others})
    return session


@transaction.atomic
def erase_names(*, actor: Actor) -> int:
    """Erase the names whose days are over, and those of speakers; numbers stay. How many call-overs and sessions lost names."""
    erased = []
    for attendance in due_for_erasing():
        held = Attendance.objects.select_for_update().get(pk=attendance.pk)
        came = _lasting(held)
        held.names.all().delete()
        held.members, held.others, held.erased_at = came.members, came.others, clock.now()
        held.save()
        session = attendance.session
        after = {"members": came.members, "others": came.others}
        erased.append(Act("attendance.erased", session, session.unit_id, session.code, after=after))
    told = list(speakers_due_for_erasing().select_for_update())
    StudySession.objects.filter(pk__in=[one.pk for one in told]).update(speaker_name=None)
    erased += [Act("study_session.speaker_erased", one, one.unit_id, one.code) for one in told]
    if erased:
        record_many(actor, erased)
    return len(erased)


def _lasting(attendance: Attendance) -> Came:
    """What was carried into the record; where nothing ever was, what the sheet says."""
    if attendance.closed_at is not None:
        return Came(attendance.members or 0, attendance.others or 0)
    return came_to(attendance)


def _locked(actor: Actor, attendance: Attendance) -> Attendance:
    found = Attendance.objects.select_for_update(of=("self",)).select_related("session").get(pk=attendance.pk)
    if isinstance(actor, User):
        require(can_record_for(actor, found.session.unit_id))
    if not found.is_open:
        raise Conflict(_("Điểm danh của buổi này đã chốt. Mở lại rồi mới sửa danh sách được."))
    return found


def _checked(line: str, field: str) -> str:
    name = clean_line(line)
    if len(name) > LONGEST_NAME:
        sentence = _("«%(name)s…» dài quá %(most)d ký tự. Mỗi dòng chỉ ghi họ tên một người.")
        raise Refused.at(field, sentence % {"name": name[:30], "most": LONGEST_NAME})
    if DIGIT.search(name):
        sentence = _("«%(name)s» có chữ số. Chỉ ghi họ tên, không ghi số giấy tờ, số điện thoại, ngày sinh.")
        raise Refused.at(field, sentence % {"name": name[:60]})
    return name


def _refuse_too_many(attendance: Attendance, more: int) -> None:
    if attendance.names.count() + more > MOST_NAMES:
        sentence = _("Danh sách nhận nhiều nhất %(most)d người. Buổi đông hơn thì ghi số ở kết quả buổi học.")
        raise Refused(sentence % {"most": MOST_NAMES})


def _note(actor: Actor, act: str, attendance: Attendance, after: dict[str, int]) -> None:
    session = attendance.session
    record(actor, act, session, chain=session.unit_id, label=session.code, after=after)
