"""Plan sessions of study, tell how they went, cancel them and bring them back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.workflow import require_move
from lantoa.directives.choices import SESSION_MOVES, SessionKind, SessionState
from lantoa.directives.models import Directive, StudyDeed, StudySession, StudyTopic
from lantoa.directives.permissions.study import can_record_for
from lantoa.directives.queries.serving import besides
from lantoa.directives.services.codes import next_codes
from lantoa.directives.study_fields import own_fields, references_of
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit, UnitVersion

MOST_DEEDS = 30


MOST_MINUTES = 24 * 60


FURTHEST_PLAN = 2  # years ahead of the present one


@dataclass(frozen=True)
class SessionPlan:
    """What a session is. `speaker` by post («Báo cáo viên Tỉnh ủy»); `speaker_name`, if the invitation wants one, is sealed,
    erased with the names of who came, and stands neither in the record nor in the search."""

    title: str
    kind: SessionKind
    directive: Directive
    held_on: date
    topic: StudyTopic | None = None
    online: bool = False
    place: str = ""
    speaker: str = ""
    other_directives: tuple[Directive, ...] = ()  # that it serves beside the leading one
    speaker_name: str | None = None


@dataclass(frozen=True)
class SessionTold:
    """How it went: minutes; members called, present, absent with a reason; others present; what is to be done, one line each."""

    minutes: int
    members_called: int
    members_present: int
    members_excused: int = 0
    others_present: int = 0
    deeds: Sequence[str] = ()


@dataclass(frozen=True)
class NewSession:
    """A session that was held before, as an old list gives it."""

    unit: Unit
    plan: SessionPlan
    told: SessionTold


@transaction.atomic
def plan_session(*, actor: Actor, unit: Unit, plan: SessionPlan) -> StudySession:
    """Enter a session of a unit, planned or already over; how it went is told by `tell_session`.

    Raises Forbidden, or Refused: no title, a day on which the unit was not there or too far ahead, a topic of another year.
    """
    if isinstance(actor, User):
        require(can_record_for(actor, unit))
    _check_plan(plan)
    _require_there(unit, plan.held_on)
    code = next_codes("HT", StudySession, [clock.today().year], 4)[0]
    session = _session(code, unit, plan)
    session.save(force_insert=True)
    session.other_directives.set(besides(plan.directive, plan.other_directives))
    record(
        actor, "study_session.planned", session, chain=unit.pk, label=code, after=_session_picture(session)
    )
    return session


@transaction.atomic
def change_session(
    *, actor: User, session: StudySession, plan: SessionPlan, row_version: int
) -> StudySession:
    """Change what a session is. Raises Forbidden, Conflict, Refused as `plan_session`, or where it was held and the new day is
    still to come."""
    session = _locked(actor, session, row_version)
    _refuse_cancelled(session)
    _check_plan(plan)
    if session.state == SessionState.HELD:
        _refuse_future(plan.held_on)
    _require_there(session.unit, plan.held_on)
    before = _session_picture(session)
    for name, value in own_fields(plan).items():
        setattr(session, name, value)
    session.other_directives.set(besides(plan.directive, plan.other_directives))
    session.search_key = _search_key(session)
    _save(actor, session, "study_session.changed", before)
    return session


@transaction.atomic
def tell_session(*, actor: User, session: StudySession, told: SessionTold, row_version: int) -> StudySession:
    """Tell how a session went, or mend what was told; it is then held and counts in reports.

    Raises Forbidden, Conflict, or Refused: the day is still to come, numbers that do not fit together, nobody came.
    """
    session = _locked(actor, session, row_version)
    _refuse_cancelled(session)
    _refuse_future(session.held_on)
    deeds = _check_told(told)
    before = _session_picture(session)
    _put(session, told)
    require_move(session, SESSION_MOVES, SessionState.HELD, "")
    session.state = SessionState.HELD
    linked = {one.text: (one.linked_kind, one.linked_code) for one in session.deeds.all()}
    session.deeds.all().delete()
    StudyDeed.objects.bulk_create(_deeds(session, deeds, linked))
    _save(actor, session, "study_session.held", before)
    return session


@transaction.atomic
def cancel_session(*, actor: User, session: StudySession, reason: str, row_version: int) -> StudySession:
    """It no longer counts; what was told stays and comes back with it. Raises Forbidden, Conflict, Refused (no reason)."""
    session = _locked(actor, session, row_version)
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi lý do hủy: hoãn, trùng lịch, hay nhập nhầm."))
    require_move(session, SESSION_MOVES, SessionState.CANCELLED, _("Buổi học này đã hủy."))
    before = _session_picture(session)
    session.state, session.reason = SessionState.CANCELLED, reason
    _save(actor, session, "study_session.cancelled", before)
    return session


@transaction.atomic
def bring_back_session(*, actor: User, session: StudySession) -> StudySession:
    """Undo a cancellation: held again where it was told how it went, else planned. Raises Forbidden, Refused (not cancelled)."""
    session = _locked(actor, session, None)
    target = SessionState.HELD if session.told else SessionState.PLANNED
    if session.state != SessionState.CANCELLED:
        raise Refused(_("Buổi học này không bị hủy."))
    before = _session_picture(session)
    session.state, session.reason = target, ""
    _save(actor, session, "study_session.brought_back", before)
    return session


@transaction.atomic
def enter_sessions(*, actor: Actor, sessions: Sequence[NewSession]) -> list[StudySession]:
    """Enter sessions that were held, as an old list gives them, in a few statements for all. Refuses like `tell_session`."""
    codes = next_codes("HT", StudySession, [one.plan.held_on.year for one in sessions], 4)
    made, deeds = [], []
    for code, one in zip(codes, sessions, strict=True):
        _check_plan(one.plan)
        _refuse_future(one.plan.held_on)
        session = _session(code, one.unit, one.plan)
        _put(session, one.told)
        session.state = SessionState.HELD
        deeds += _deeds(session, _check_told(one.told))
        made.append(session)
    StudySession.objects.bulk_create(made, batch_size=1000)
    through = StudySession.other_directives.through
    through.objects.bulk_create(
        [
            through(studysession_id=session.pk, directive_id=other.pk)
            for session, one in zip(made, sessions, strict=True)
            for other in besides(one.plan.directive, one.plan.other_directives)
        ],
        batch_size=2000,
    )
    StudyDeed.objects.bulk_create(deeds, batch_size=2000)
    record_many(
        actor,
        [
            Act("study_session.entered", one, one.unit_id, one.code, after={"held_on": one.held_on})
            for one in made
        ],
    )
    return made


def _locked(actor: User, session: StudySession, row_version: int | None) -> StudySession:
    found = (
        StudySession.objects.select_for_update(of=("self",))
        .select_related("unit", "topic", "directive")
        .get(pk=session.pk)
    )
    require(can_record_for(actor, found.unit_id))
    if row_version is not None and found.row_version != row_version:
        raise Conflict(_("Buổi học vừa được người khác sửa. Xem bản đang lưu rồi sửa lại."))
    return found


def _refuse_cancelled(session: StudySession) -> None:
    if session.state == SessionState.CANCELLED:
        raise Refused(_("Buổi học đã hủy. Khôi phục trước, rồi mới sửa được."))


def _refuse_future(day: date) -> None:
    if day > clock.today():
        raise Refused.at(
            "held_on",
            _("Ngày %(day)s chưa tới. Buổi học xong mới ghi kết quả được.") % {"day": format_day(day)},
        )


def _check_plan(plan: SessionPlan) -> None:
    if looks_empty(plan.title):
        raise Refused.at("title", _("Ghi nội dung buổi học."))
    furthest = clock.today().year + FURTHEST_PLAN
    if plan.held_on.year > furthest:
        raise Refused.at("held_on", _("Chỉ lập kế hoạch đến hết năm %(year)d.") % {"year": furthest})
    topic = plan.topic
    if topic is not None and not topic.first_year <= plan.held_on.year <= topic.last_year:
        sentence = _(
            "Chuyên đề %(code)s học trong %(years)s. Chọn ngày trong các năm đó, hoặc chuyên đề khác."
        )
        raise Refused.at("held_on", sentence % {"code": topic.code, "years": topic.years})


def _require_there(unit: Unit, day: date) -> None:
    if not UnitVersion.objects.filter(unit=unit, valid__contains=day).exists():
        sentence = _("Ngày %(day)s đơn vị chưa có hoặc đã kết thúc. Xem lại ngày.")
        raise Refused.at("held_on", sentence % {"day": format_day(day)})


def _check_told(told: SessionTold) -> list[str]:
    """The deeds that say something. Refused where the numbers do not fit together."""
    if not 1 <= told.minutes <= MOST_MINUTES:
        raise Refused.at("minutes", _("Ghi thời lượng bằng phút, từ 1 đến 1.440."))
    came = told.members_present + told.members_excused
    if came > told.members_called:
        sentence = _(
            "Có mặt %(present)d cộng vắng có lý do %(excused)d nhiều hơn số triệu tập %(called)d. Xem lại ba số này."
        )
        words = {
            "present": told.members_present,
            "excused": told.members_excused,
            "called": told.members_called,
        }
        raise Refused.at("members_present", sentence % words)
    if told.members_present + told.others_present == 0:
        raise Refused.at(
            "members_present", _("Chưa có ai dự. Buổi học không tổ chức được thì bấm Hủy buổi học.")
        )
    deeds = [line.strip() for line in told.deeds if not looks_empty(line)]
    if len(deeds) > MOST_DEEDS:
        raise Refused.at("deeds", _("Nhiều nhất %(most)d việc. Gộp các việc nhỏ lại.") % {"most": MOST_DEEDS})
    longest = StudyDeed._meta.get_field("text").max_length or 0
    for place, line in enumerate(deeds, 1):
        if len(line) > longest:
            raise Refused.at(
                "deeds", _("Việc thứ %(place)d dài quá %(most)d ký tự.") % {"place": place, "most": longest}
            )
    return deeds


def _session(code: str, unit: Unit, plan: SessionPlan) -> StudySession:
    session = StudySession(code=code, unit=unit, **own_fields(plan))
    session.search_key = _search_key(session)
    return session


def _search_key(session: StudySession) -> str:
    parts = [session.code, session.title, session.place, session.speaker]
    if session.topic is not None:
        parts.append(session.topic.title)
    return " ".join(folding_key(part) for part in parts)


def _put(session: StudySession, told: SessionTold) -> None:
    for name, value in asdict(told).items():
        if name != "deeds":
            setattr(session, name, value)


def _deeds(
    session: StudySession, lines: Sequence[str], linked: Mapping[str, tuple[str, str]] | None = None
) -> list[StudyDeed]:
    """A line that says what one said before keeps what it is linked to."""
    made = []
    for place, line in enumerate(lines):
        kind, code = (linked or {}).get(line, ("", ""))
        made.append(StudyDeed(session=session, position=place, text=line, linked_kind=kind, linked_code=code))
    return made


def _save(actor: User, session: StudySession, act: str, before: dict[str, Any]) -> None:
    session.row_version += 1
    session.save()
    after = _session_picture(session)
    changed = [name for name in after if before[name] != after[name]]
    record(
        actor,
        act,
        session,
        chain=session.unit_id,
        label=session.code,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _session_picture(session: StudySession) -> dict[str, Any]:
    names = (
        "title",
        "kind",
        "held_on",
        "online",
        "place",
        "speaker",
        "minutes",
        "members_called",
        "members_present",
        "members_excused",
        "others_present",
        "state",
        "reason",
    )
    deeds = StudyDeed.objects.filter(session=session.pk).values_list("text", flat=True)
    return {
        **{name: getattr(session, name) for name in names},
        "topic": session.topic.code if session.topic else "",
        "directive": session.directive.reference,
        "other_directives": references_of(session),
        "deeds": list(deeds),
    }
