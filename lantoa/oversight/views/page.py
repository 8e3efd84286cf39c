"""What the page of one inspection shows to one person."""

from typing import Any

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.oversight import permissions
from lantoa.oversight.choices import (
    FindingKind,
    InspectionKind,
    InspectionState,
    RemedyState,
    TeamPart,
)
from lantoa.oversight.queries import findings as found_queries
from lantoa.oversight.queries import inspections as queries
from lantoa.oversight.queries.rules import past_extending


def page_parts(user: User, found: Any) -> dict[str, Any]:
    """A fixed number of statements, however much was found."""
    inside = permissions.can_read_inside(user, found)
    reads = permissions.can_read_findings(user, found)
    findings: list[Any] = list(found_queries.findings_of(found)) if reads else []
    for one in findings:
        one.badge = FindingKind(one.kind).badge
    concluded = found.state == InspectionState.CONCLUDED
    remedies: list[Any] = list(found_queries.remedies_of(found)) if concluded and reads else []
    for row in remedies:
        row.badge = RemedyState(row.state).badge
    may_work = permissions.can_work(user, found)
    sessions = queries.sessions_of(found) if inside else []
    return {
        "inspection": found,
        "kind_words": InspectionKind(found.kind).label,
        "steps": _steps(found),
        "next_step": _next_step(found, remedies),
        "facts": _facts(found),
        "team": [(TeamPart(one.part).label, one.person.full_name) for one in queries.team_of(found)],
        "inside": inside,
        "reads": reads,
        "findings": findings,
        "remedies": remedies,
        "sessions": sessions,
        "files": list(queries.files_of(found)) if inside else [],
        "may_prepare": permissions.can_prepare(user, found),
        "may_assign": permissions.can_assign(user, found),
        "may_decide": permissions.can_decide(user, found),
        "may_extend": permissions.can_extend(user, found) and past_extending(found) is None,
        "may_cancel": permissions.can_cancel(user, found),
        "may_work": may_work,
        "may_present": may_work and bool(findings) and bool(sessions),
        "may_take_up_again": permissions.can_take_up_again(user, found),
        "may_report": permissions.can_report(user, found),
        "may_respond": permissions.can_respond(user, found),
        "may_conclude": permissions.can_conclude(user, found),
        "concluded": concluded,
    }


def _steps(found: Any) -> list[tuple[str, str]]:
    if found.state == InspectionState.CANCELLED:
        return []
    order = [
        InspectionState.PREPARING,
        InspectionState.BEGUN,
        InspectionState.PRESENTED,
        InspectionState.CONCLUDED,
    ]
    at = order.index(InspectionState(found.state))
    done = found.state == InspectionState.CONCLUDED
    return [
        (str(one.label), "done" if place < at or done else "now" if place == at else "later")
        for place, one in enumerate(order)
    ]


def _next_step(found: Any, remedies: list[Any]) -> tuple[str, str]:
    """(what is so, who does what next)."""
    if found.state == InspectionState.PREPARING:
        return _("Đang chuẩn bị."), _(
            "Nơi kiểm tra cử đoàn, soạn đề cương; lãnh đạo ra quyết định thì đơn vị mới được báo."
        )
    if found.state == InspectionState.BEGUN:
        day = format_day(found.ends_on)
        if found.self_report_sent_at is None:
            return _("Chờ báo cáo tự kiểm tra."), _(
                "%(unit)s gửi trước hoặc trong ngày %(due)s; đoàn làm việc đến hết ngày %(day)s."
            ) % {"unit": found.subject_name, "due": format_day(found.self_report_due_on), "day": day}
        return _("Đoàn đang làm việc."), _(
            "Ghi biên bản, nhận xét; trình để đơn vị có ý kiến. Hết hạn ngày %(day)s."
        ) % {"day": day}
    if found.state == InspectionState.PRESENTED:
        if found.responded_at is None:
            return _("Chờ ý kiến của đơn vị."), _("%(unit)s đọc nhận xét và có ý kiến.") % {
                "unit": found.subject_name
            }
        return _("Đơn vị đã có ý kiến."), _("Người không viết nhận xét kết luận và ra thông báo.")
    if found.state == InspectionState.CANCELLED:
        return _("Đã hủy:"), found.cancelled_reason
    left = sum(one.state != RemedyState.CHECKED for one in remedies)
    if not remedies:
        return _("Đã kết luận."), ""
    if left:
        return _("Đã kết luận, đang khắc phục."), _(
            "Còn %(left)d trong %(all)d yêu cầu chưa được kiểm tra lại."
        ) % {
            "left": left,
            "all": len(remedies),
        }
    return _("Đã khắc phục xong."), _("Mọi yêu cầu đã được kiểm tra lại.")


def _facts(found: Any) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        (_("Nơi kiểm tra"), found.unit_name),
        (_("Đơn vị được kiểm tra"), found.subject_name),
        (_("Nội dung"), found.theme_name),
        (
            _("Thời kỳ được xem"),
            f"{format_day(found.period_from)} – {format_day(found.period_until)}",
        ),
    ]
    if found.members is not None:
        number = format_count(found.members) if found.members else _("không, chỉ xem đơn vị")
        facts.append((_("Đảng viên xem cùng"), number))
    if found.directive is not None:
        facts.append((_("Văn bản"), f"{found.directive.type_name} {found.directive.reference}"))
    if found.item_id:
        facts.append((_("Theo chương trình"), str(found.item.programme.year)))
    elif found.state != InspectionState.CANCELLED:  # the line of a cancelled one is free for another
        facts.append((_("Theo chương trình"), _("Ngoài chương trình")))
    if found.decision is not None:
        facts.append((_("Quyết định"), f"{found.decision.reference}, {format_day(found.decision.issued_on)}"))
        days = f"{format_day(found.begins_on)} – {format_day(found.ends_on)}"
        if found.ends_on != found.first_ends_on:
            days = _("%(days)s (gia hạn từ %(first)s: %(reason)s)") % {
                "days": days,
                "first": format_day(found.first_ends_on),
                "reason": found.extension_reason,
            }
        facts.append((_("Thời gian"), days))
    if found.notice is not None:
        facts.append((_("Thông báo"), f"{found.notice.reference}, {format_day(found.notice.issued_on)}"))
    return facts
