"""While it goes on: the unit's self-report, sittings with minutes, findings, and the unit's word on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.workflow import require_move
from lantoa.notifications.services import notify
from lantoa.oversight.choices import MOVES, FindingKind, InspectionKind, InspectionState
from lantoa.oversight.models import Finding, Inspection, InspectionTheme, SelfReportFile, WorkSession
from lantoa.oversight.permissions import can_report, can_respond, can_take_up_again, can_work
from lantoa.oversight.queries.findings import requests_past_day
from lantoa.oversight.queries.inspections import answering_unit, team_of
from lantoa.oversight.services.common import changed, locked, refuse_names, require_person
from lantoa.oversight.services.preparing import reference

MOST_FILES = 10


@dataclass(frozen=True)
class FindingText:
    """`cause`, `request` with its `post`, `proof_wanted` and `due_on` are of what is lacking; a strength has none of them."""

    kind: FindingKind
    theme: InspectionTheme
    text: str
    cause: str = ""
    request: str = ""
    post: str = ""
    proof_wanted: str = ""
    due_on: date | None = None


def _team_users(inspection: Inspection) -> list[User]:
    people = [one.person for one in team_of(inspection).select_related("person__user")]
    return [one.user for one in people if one.user is not None]


@transaction.atomic
def send_self_report(
    *,
    actor: Actor,
    inspection: Inspection,
    text: str,
    files: Sequence[AcceptedFile],
    row_version: int,
    dropped: Sequence[SelfReportFile] = (),
) -> Inspection:
    """Send what the unit tells of itself, or send it anew until findings are presented; files add to those there, less those that
    are `dropped`.

    Raises Forbidden, Conflict, or Refused: nothing told, too many files.
    """
    found = locked(inspection, row_version)
    require_person(actor, can_report, found)
    if found.state != InspectionState.BEGUN:
        raise Refused(_("Đoàn đã trình nhận xét nên không gửi báo cáo tự kiểm tra được nữa."))
    if looks_empty(text):
        raise Refused.at("text", _("Ghi báo cáo theo từng điều của đề cương."))
    found.files.filter(pk__in=[one.pk for one in dropped]).delete()
    if found.files.count() + len(files) > MOST_FILES:
        raise Refused.at("file", _("Tối đa %(most)d tệp kèm theo. Bỏ bớt tệp đã gửi.") % {"most": MOST_FILES})
    for one in files:
        SelfReportFile.objects.create(inspection=found, file=keep(one), name=one.name)
    found.self_report, found.self_report_sent_at = text, clock.now()
    changed(actor, found, "inspection.self_report_sent", files=len(files), dropped=len(dropped))
    notify(
        actor=actor,
        kind="inspection_self_report",
        about=reference(found),
        number=found.code,
        to_people=_team_users(found),
    )
    return found


@transaction.atomic
def write_minutes(
    *,
    actor: Actor,
    inspection: Inspection,
    held_on: date,
    place: str,
    present: str,
    minutes: str,
    row_version: int,
    session: WorkSession | None = None,
) -> WorkSession:
    """Enter a sitting, or correct one, until findings are presented. Raises Forbidden, Conflict, Refused: a day beside those of
    the inspection or to come, nothing written, a person named among who was present."""
    found = locked(inspection, row_version)
    require_person(actor, can_work, found)
    _require_begun(found)
    if found.begins_on and not found.begins_on <= held_on <= min(found.ends_on or held_on, clock.today()):
        raise Refused.at(
            "held_on",
            _("Buổi làm việc phải từ ngày %(first)s, trong thời gian của cuộc và không sau hôm nay.")
            % {"first": format_day(found.begins_on)},
        )
    for field, value in {"place": place, "present": present, "minutes": minutes}.items():
        if looks_empty(value):
            raise Refused.at(field, _("Mục này chưa có nội dung."))
    refuse_names({"place": place, "present": present, "minutes": minutes}, found.subject_id)
    row = session or WorkSession(inspection=found)
    row.held_on, row.place, row.present, row.minutes = held_on, place, present, minutes
    row.save()
    act = "inspection.minutes_corrected" if session else "inspection.minutes_written"
    changed(actor, found, act, held_on=held_on)
    return row


def _require_begun(inspection: Inspection) -> None:
    if inspection.state != InspectionState.BEGUN:
        raise Refused(_("Chỉ ghi được khi cuộc đang tiến hành."))


def _check_finding(inspection: Inspection, text: FindingText) -> None:
    if text.kind == FindingKind.BREACH and inspection.kind == InspectionKind.SUPERVISION:
        raise Refused.at("kind", _("Giám sát không kết luận vi phạm. Ghi là hạn chế, hoặc đề nghị kiểm tra."))
    if looks_empty(text.text):
        raise Refused.at("text", _("Ghi điều đã thấy, nhìn vào đâu thì thấy."))
    told: Mapping[str, object] = {
        "cause": text.cause,
        "request": text.request,
        "post": text.post,
        "proof_wanted": text.proof_wanted,
        "due_on": text.due_on,
    }
    if text.kind == FindingKind.STRENGTH:
        filled = next((name for name, value in told.items() if value), None)
        if filled is not None:
            raise Refused.at(filled, _("Ưu điểm không có nguyên nhân, yêu cầu khắc phục. Để trống mục này."))
    elif looks_empty(text.request):
        if text.due_on or text.proof_wanted or text.post:
            raise Refused.at("request", _("Ghi yêu cầu khắc phục đi cùng hạn, minh chứng."))
    elif text.due_on is None:
        raise Refused.at("due_on", _("Ghi hạn khắc phục."))
    elif looks_empty(text.proof_wanted):
        raise Refused.at("proof_wanted", _("Ghi nhìn vào đâu thì biết đã khắc phục."))
    elif text.due_on <= clock.today():
        raise Refused.at("due_on", _("Hạn khắc phục phải sau hôm nay."))
    words = ("text", "cause", "request", "post", "proof_wanted")
    refuse_names({name: getattr(text, name) for name in words}, inspection.subject_id)


@transaction.atomic
def write_finding(
    *,
    actor: Actor,
    inspection: Inspection,
    text: FindingText,
    row_version: int,
    finding: Finding | None = None,
) -> Finding:
    """Enter a finding, or correct one; who corrects it is one of its writers too.

    Raises Forbidden, Conflict, or Refused: not going on, a breach in a supervision, a strength with a request, a request without
    day or proof, a person named.
    """
    found = locked(inspection, row_version)
    require_person(actor, can_work, found)
    _require_begun(found)
    _check_finding(found, text)
    last = found.findings.aggregate(last=Max("number"))["last"] or 0
    row = finding or Finding(inspection=found, number=last + 1)
    row.kind, row.theme, row.text, row.cause = text.kind, text.theme, text.text, text.cause
    row.request = "" if looks_empty(text.request) else text.request
    row.asks = bool(row.request)
    row.post, row.proof_wanted, row.due_on = text.post, text.proof_wanted, text.due_on
    row.save()
    if isinstance(actor, User):
        row.writers.add(actor)
    act = "inspection.finding_corrected" if finding else "inspection.finding_written"
    changed(actor, found, act, finding=row.number)
    return row


@transaction.atomic
def withdraw_finding(*, actor: Actor, finding: Finding, row_version: int) -> Inspection:
    """Leave it out; its number is not used again. Raises Forbidden, Conflict, Refused."""
    found = locked(finding.inspection, row_version)
    require_person(actor, can_work, found)
    _require_begun(found)
    Finding.objects.filter(pk=finding.pk, withdrawn_at=None).update(withdrawn_at=clock.now())
    return changed(actor, found, "inspection.finding_withdrawn", finding=finding.number)


@transaction.atomic
def present_findings(*, actor: Actor, inspection: Inspection, row_version: int) -> Inspection:
    """Show the unit what was found, and ask for its word. Raises Forbidden, Conflict, or Refused: no minutes, nothing found, a
    request whose day has come meanwhile."""
    found = locked(inspection, row_version)
    require_person(actor, can_work, found)
    require_move(found, MOVES, InspectionState.PRESENTED, _("Cuộc này không còn đang tiến hành."))
    if not found.sessions.exists():
        raise Refused(
            _("Chưa có biên bản buổi làm việc nào với đơn vị. Ghi biên bản trước, rồi trình nhận xét.")
        )
    if not found.findings.filter(withdrawn_at=None).exists():
        raise Refused(_("Chưa có nhận xét nào để trình."))
    late = requests_past_day(found)
    if late:
        raise Refused(
            _("Hạn khắc phục của nhận xét số %(numbers)s đã đến. Đặt hạn khác, rồi trình.")
            % {"numbers": ", ".join(map(str, late))}
        )
    found.state, found.presented_at, found.responded_at = InspectionState.PRESENTED, clock.now(), None
    changed(actor, found, "inspection.presented")
    notify(
        actor=actor,
        kind="inspection_presented",
        about=reference(found),
        number=found.code,
        to_units=[answering_unit(found.subject)],
    )
    return found


@transaction.atomic
def take_up_again(*, actor: Actor, inspection: Inspection, row_version: int) -> Inspection:
    """Go on after the unit was asked: what it said stays beside each finding. Raises Forbidden, Conflict, Refused."""
    found = locked(inspection, row_version)
    require_person(actor, can_take_up_again, found)
    require_move(found, MOVES, InspectionState.BEGUN, _("Cuộc này chưa trình nhận xét, hoặc đã kết luận."))
    found.state = InspectionState.BEGUN
    return changed(actor, found, "inspection.taken_up_again")


@transaction.atomic
def respond(
    *, actor: Actor, inspection: Inspection, words: Mapping[int, str], row_version: int
) -> Inspection:
    """The unit's word on each finding, by number; what is left empty is agreed to.

    Raises Forbidden, Conflict, Refused: at `y-<number>`, a person named; nothing is presented."""
    found = locked(inspection, row_version)
    require_person(actor, can_respond, found)
    if found.state != InspectionState.PRESENTED:
        raise Refused(_("Đoàn chưa trình nhận xét, hoặc cuộc đã kết luận."))
    refuse_names({f"y-{number}": said for number, said in words.items()}, found.subject_id)
    rows = list(found.findings.select_for_update().filter(withdrawn_at=None))
    for row in rows:
        row.response = words.get(row.number, "")
        row.save(update_fields=["response"])
    found.responded_at = clock.now()
    told = sum(not looks_empty(words.get(row.number, "")) for row in rows)
    changed(actor, found, "inspection.responded", findings=told)
    notify(
        actor=actor,
        kind="inspection_responded",
        about=reference(found),
        number=found.code,
        to_people=_team_users(found),
    )
    return found
