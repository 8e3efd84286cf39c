"""Plan conferences, change what was planned, call one off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.conferences.choices import CODE_LETTERS, ConferenceKind
from lantoa.conferences.models import Conference
from lantoa.conferences.permissions import can_plan
from lantoa.core import clock, periods
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.directives.models import Directive
from lantoa.directives.queries.serving import besides
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit


@dataclass(frozen=True)
class ConferencePlan:
    """`years`: first and last that a review looks at; a quarterly one has none.

    `reviews`, `launches`: period codes (2021Q1) or "". `invited`, `attended`: how many people.
    """

    kind: ConferenceKind
    title: str
    held_on: date
    directive: Directive | None = None
    years: tuple[int, int] | None = None
    reviews: str = ""
    launches: str = ""
    place: str = ""
    invited: int | None = None
    attended: int | None = None
    other_directives: Sequence[Directive] = ()


@transaction.atomic
def plan_conference(*, actor: Actor, unit: Unit, plan: ConferencePlan, code: str = "") -> Conference:
    """Plan a conference of `unit`; `code` where it has one already.

    Raises Forbidden, or Refused: no title, years missing or out of order, a review without a directive, a quarterly one without
    its quarter, people who came before its day.
    """
    if isinstance(actor, User):
        require(can_plan(actor, unit))
    _check(plan)
    conference = Conference.objects.create(
        code=code or _next_code(plan), unit=unit, **_own_fields(plan), directive=plan.directive
    )
    conference.other_directives.set(_beside(plan))
    record(
        actor,
        "conference.planned",
        conference,
        chain=unit.pk,
        label=conference.code,
        after={"title": plan.title, "held_on": plan.held_on},
    )
    return conference


@transaction.atomic
def change_conference(
    *, actor: Actor, conference: Conference, plan: ConferencePlan, row_version: int
) -> Conference:
    """Raises Forbidden, Conflict, or Refused as `plan_conference`; also where the conference was cancelled, or where its kind,
    its directive or its years are to change although figures were frozen by them."""
    conference = _locked(actor, conference, row_version)
    if conference.is_cancelled:
        raise Refused(_("Hội nghị đã hủy. Khôi phục rồi mới sửa được."))
    _check(plan)
    before = _picture(conference)
    reviewed = (conference.kind, conference.directive_id, conference.first_year, conference.last_year)
    for name, value in _own_fields(plan).items():
        setattr(conference, name, value)
    conference.directive = plan.directive
    now = (conference.kind, conference.directive_id, conference.first_year, conference.last_year)
    if now != reviewed and conference.editions.exists():
        sentence = _(
            "Đã chốt số liệu theo loại, văn bản và các năm này. Giữ nguyên, hoặc lên lịch hội nghị khác."
        )
        raise Refused.at("kind", sentence)
    conclusion = getattr(conference, "conclusion", None)
    if conclusion is not None and conclusion.adopted_at is not None and not conference.was_held:
        sentence = _("Kết luận đã thông qua nên ngày hội nghị không thể ở sau hôm nay.")
        raise Refused.at("held_on", sentence)
    conference.row_version += 1
    conference.save()
    conference.other_directives.set(_beside(plan))
    after = _picture(conference)
    if after != before:
        _record(actor, "conference.changed", conference, before=before, after=after)
    return conference


@transaction.atomic
def cancel_conference(*, actor: Actor, conference: Conference, reason: str, row_version: int) -> Conference:
    """Call it off. Raises Forbidden, Conflict, or Refused: no reason, cancelled before, its conclusion was adopted."""
    conference = _locked(actor, conference, row_version)
    if looks_empty(reason):
        sentence = _("Ghi lý do hủy.")
        raise Refused.at("reason", sentence)
    if conference.is_cancelled:
        raise Refused(_("Hội nghị này đã hủy rồi."))
    conclusion = getattr(conference, "conclusion", None)
    if conclusion is not None and conclusion.adopted_at is not None:
        raise Refused(_("Kết luận đã thông qua nên không hủy hội nghị được. Mở lại kết luận trước."))
    conference.cancelled_at, conference.reason = clock.now(), reason
    conference.row_version += 1
    conference.save()
    _record(actor, "conference.cancelled", conference, after={"reason": reason})
    return conference


@transaction.atomic
def restore_conference(*, actor: Actor, conference: Conference, row_version: int) -> Conference:
    """Take the cancelling back. Raises Forbidden, Conflict, Refused (not cancelled)."""
    conference = _locked(actor, conference, row_version)
    if not conference.is_cancelled:
        raise Refused(_("Hội nghị này không bị hủy."))
    before = {"reason": conference.reason}
    conference.cancelled_at, conference.reason = None, ""
    conference.row_version += 1
    conference.save()
    _record(actor, "conference.restored", conference, before=before)
    return conference


def _locked(actor: Actor, conference: Conference, row_version: int) -> Conference:
    found = Conference.objects.select_for_update(of=("self",)).select_related("unit").get(pk=conference.pk)
    if isinstance(actor, User):
        require(can_plan(actor, found.unit))
    if found.row_version != row_version:
        raise Conflict(_("Hội nghị vừa được người khác sửa. Tải lại trang rồi sửa lại."))
    return found


def _check(plan: ConferencePlan) -> None:
    if looks_empty(plan.title):
        raise Refused.at("title", _("Ghi tên hội nghị."))
    for name, extra in (("reviews", plan.reviews), ("launches", plan.launches)):
        if extra:
            try:
                periods.from_code(extra)
            except ValueError:
                raise Refused.at(name, _("Không có quý này.")) from None
    if plan.kind == ConferenceKind.QUARTERLY:
        if not plan.reviews:
            raise Refused.at("reviews", _("Chọn quý mà hội nghị sơ kết."))
    else:
        if plan.directive is None:
            raise Refused.at("directive", _("Chọn văn bản mà hội nghị sơ kết, tổng kết."))
        if plan.years is None:
            raise Refused.at("first_year", _("Ghi năm đầu và năm cuối của giai đoạn."))
        if plan.years[1] < plan.years[0]:
            raise Refused(_("Năm cuối phải từ năm đầu trở đi."), fields={"last_year": _("Trước năm đầu.")})
    if plan.reviews and plan.launches:
        reviewed, launched = periods.from_code(plan.reviews), periods.from_code(plan.launches)
        if launched.start <= reviewed.start:
            raise Refused.at("launches", _("Quý triển khai phải sau quý sơ kết."))
    if plan.attended is not None and plan.held_on > clock.today():
        sentence = _("Hội nghị họp ngày %(day)s, chưa có số người dự. Để trống, họp xong rồi ghi.")
        raise Refused.at("attended", sentence % {"day": format_day(plan.held_on)})


def _own_fields(plan: ConferencePlan) -> dict[str, Any]:
    year = periods.from_code(plan.reviews).start.year if plan.reviews else plan.held_on.year
    years = (year, year) if plan.kind == ConferenceKind.QUARTERLY else plan.years
    if years is None:  # refused before
        raise ValueError("a review has years")
    return {
        "kind": plan.kind,
        "title": plan.title,
        "first_year": years[0],
        "last_year": years[1],
        "held_on": plan.held_on,
        "place": plan.place,
        "invited": plan.invited,
        "attended": plan.attended,
        "also_reviews": plan.reviews,
        "also_launches": plan.launches,
    }


def _beside(plan: ConferencePlan) -> list[Directive]:
    return besides(plan.directive, plan.other_directives) if plan.directive else []


def _picture(conference: Conference) -> dict[str, Any]:
    """What the record keeps of it."""
    names = ("kind", "title", "held_on", "place", "invited", "attended", "also_reviews", "also_launches")
    return {
        **{name: getattr(conference, name) for name in names},
        "years": f"{conference.first_year}-{conference.last_year}",
        "directive": conference.directive.code if conference.directive else "",
        "other_directives": sorted(conference.other_directives.values_list("code", flat=True)),
    }


def _record(actor: Actor, act: str, conference: Conference, **more: Any) -> None:
    record(actor, act, conference, chain=conference.unit_id, label=conference.code, **more)


def _next_code(plan: ConferencePlan) -> str:
    """Running on from the last of its kind and year; one writer at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('conferences.codes'))")
    stem = f"{CODE_LETTERS[plan.kind]}-{plan.held_on.year}-"
    numbered = Conference.objects.filter(code__regex=rf"^{stem}[0-9]+$")
    newest = numbered.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    return f"{stem}{int(newest.removeprefix(stem)) + 1 if newest else 1:02d}"
