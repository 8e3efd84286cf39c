"""Where a practice stands on its way, and who must act next: the first thing its page says."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.practices import permissions
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Practice, PracticeYear, ReplicationOrder
from lantoa.practices.queries.adoptions import Answers
from lantoa.practices.services.practices import lacking_for_registration


@dataclass(frozen=True)
class Act:
    """One thing the viewer may do. `method` "get" leads to a page, "post" does it at once."""

    label: str
    url: str
    method: str = "get"
    icon: str = ""


@dataclass(frozen=True)
class NextStep:
    """What comes next in words, who does it and by when, and the viewer's own acts.

    The first act is the primary one, unless what comes next is up to somebody else (`is_others`)."""

    title: str
    who: str = ""
    acts: tuple[Act, ...] = ()
    is_others: bool = False


@dataclass(frozen=True)
class Standing:
    """What the page knows of a practice beyond its own row."""

    year: PracticeYear
    in_booklet: bool
    order: ReplicationOrder | None
    order_unit: str
    answers: Answers | None
    verifiable: int = 0  # units whose applied results the viewer may verify
    own_question: Act | None = None  # what the viewer's own unit still owes on an order


def steps(practice: Practice, standing: Standing) -> list[tuple[str, str]]:
    """The six stations as (label, "done" | "now" | "later")."""
    states = {row.state for row in practice.years.all()}
    appraised = states & {YearState.EFFECTIVE, YearState.RECOGNISED, YearState.NOT_RECOGNISED}
    spread = standing.answers is not None and standing.answers.verified > 0
    reached = [
        (_("Đăng ký"), bool(states - {YearState.DRAFT, YearState.RETURNED})),
        (_("Thẩm định"), bool(appraised)),
        (_("Công nhận"), YearState.RECOGNISED in states),
        (_("In tập"), standing.in_booklet),
        (_("Nhân rộng"), spread and standing.answers is not None and not _open_units(standing.answers)),
        (_("Duy trì"), _kept_up(list(practice.years.all()))),
    ]
    found: list[tuple[str, str]] = []
    for label, done in reached:
        is_now = not done and all(when == "done" for _label, when in found)
        found.append((label, "done" if done else "now" if is_now else "later"))
    return found


def _kept_up(years: list[PracticeYear]) -> bool:
    """Whether the practice was registered again after the year in which it was first recognised."""
    recognised = [row.year for row in years if row.state == YearState.RECOGNISED]
    again = (
        row for row in years if row.origin == Origin.MAINTAINED and row.state not in permissions.EDITABLE
    )
    return any(recognised and row.year > recognised[0] for row in again)


def _open_units(answers: Answers) -> int:
    return answers.silent + answers.planned + answers.applied


def next_step(user: User, practice: Practice, standing: Standing) -> NextStep:
    """What comes next for the practice in its last year, as this viewer may act on it."""
    state = YearState(standing.year.state)
    if state in permissions.EDITABLE:
        return _to_register(user, practice, standing.year)
    if state == YearState.REGISTERED:
        return _to_appraise(user, practice, standing.year)
    if state == YearState.EFFECTIVE:
        return _to_recognise(user, practice, standing.year)
    if state == YearState.RECOGNISED:
        return _to_spread(standing)
    return NextStep(_("Năm %(year)s đã khép lại") % {"year": standing.year.year})


def _address(name: str, practice: Practice, *more: object) -> str:
    return reverse(f"practices:{name}", args=[practice.code, *more])


def _to_register(user: User, practice: Practice, year: PracticeYear) -> NextStep:
    lacking = lacking_for_registration(practice)
    acts: list[Act] = []
    edit = Act(_("Sửa nội dung"), _address("edit", practice), icon="edit")
    if permissions.can_register(user, practice) and not lacking:
        acts.append(Act(_("Đăng ký với cấp trên"), _address("act_register", practice, year.year), "post"))
    if permissions.can_edit(user, practice):
        acts.append(edit)
    if lacking:
        who = _("Còn thiếu: %(parts)s.") % {"parts": ", ".join(lacking)}
    else:
        who = _("Người đứng đầu đơn vị đăng ký cho năm %(year)s") % {"year": year.year}
    title = _("Tiếp theo: bổ sung nội dung") if lacking else _("Tiếp theo: đăng ký với cấp trên")
    if year.state == YearState.RETURNED:
        title = _("Tiếp theo: sửa rồi đăng ký lại")
    return NextStep(title, who, tuple(acts))


def _to_appraise(user: User, practice: Practice, year: PracticeYear) -> NextStep:
    has_result = practice.result_value is not None and not looks_empty(practice.result)
    acts: list[Act] = []
    if permissions.can_tell_result(user, practice):
        acts.append(Act(_("Sửa kết quả") if has_result else _("Ghi kết quả"), _address("result", practice)))
    if permissions.can_decide(user, practice):
        if has_result:
            acts.append(
                Act(_("Xác nhận có hiệu quả"), _address("act_effective", practice, year.year), "post")
            )
        acts.append(Act(_("Trả lại kèm lý do"), _address("act_send_back", practice, year.year)))
        acts.append(Act(_("Không công nhận"), _address("act_refuse", practice, year.year)))
    if has_result:
        return NextStep(_("Tiếp theo: thẩm định kết quả"), _("Chuyên viên cấp ủy cấp trên"), tuple(acts))
    is_others = not permissions.can_tell_result(user, practice)
    return NextStep(_("Tiếp theo: ghi kết quả đo được"), _("Đơn vị đăng ký mô hình"), tuple(acts), is_others)


def _to_recognise(user: User, practice: Practice, year: PracticeYear) -> NextStep:
    acts: tuple[Act, ...] = ()
    if permissions.can_decide(user, practice):
        acts = (
            Act(_("Công nhận mô hình"), _address("act_recognise", practice, year.year), "post"),
            Act(_("Không công nhận"), _address("act_refuse", practice, year.year)),
        )
    return NextStep(_("Tiếp theo: công nhận năm %(year)s") % {"year": year.year}, _("Cấp ủy cấp trên"), acts)


def _to_spread(standing: Standing) -> NextStep:
    if not standing.in_booklet:
        words = _("Cấp ủy cấp trên chọn khi làm tập mô hình năm %(year)s") % {"year": standing.year.year}
        return NextStep(_("Tiếp theo: xét đưa vào tập"), words)
    if standing.order is None or standing.answers is None:
        return NextStep(_("Tiếp theo: giao nhân rộng"), _("Cấp ủy phát hành tập mô hình"))
    own = (standing.own_question,) if standing.own_question else ()
    if own and not standing.verifiable:
        due = _("Hạn trả lời %(day)s") % {"day": format_day(standing.order.answer_by)}
        return NextStep(_("Tiếp theo: việc của đơn vị anh/chị"), due, own)
    if standing.answers.applied:
        title = _units(standing.answers.applied, _("Tiếp theo: kiểm chứng %(count)s đơn vị"))
        address = reverse("practices:units", args=[standing.year.practice.code]) + "?tinh-trang=applied"
        verify = (Act(_("Kiểm chứng kết quả"), address),) if standing.verifiable else ()
        return NextStep(title, standing.order_unit, verify + own)
    if standing.answers.silent:
        title = _units(standing.answers.silent, _("Tiếp theo: %(count)s đơn vị trả lời"))
        return NextStep(title, _("Hạn %(day)s") % {"day": format_day(standing.order.answer_by)}, own)
    if standing.answers.planned:
        title = _units(standing.answers.planned, _("Tiếp theo: %(count)s đơn vị áp dụng theo kế hoạch"))
        return NextStep(title, _("Các đơn vị đã nhận áp dụng"), own)
    return NextStep(_("Đã trả lời và kiểm chứng đủ"), _("Đơn vị khởi xướng duy trì hằng năm"), own)


def _units(count: int, sentence: str) -> str:
    return sentence % {"count": format_count(count)}
