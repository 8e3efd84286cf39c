"""Outreach as it is read: the list and its workbook, the month, one activity and its file."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.answers import download
from lantoa.core import clock, periods
from lantoa.core.errors import NotFound
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import (
    COUNTED_IN_PIECES,
    Audience,
    Channel,
    OutreachKind,
    OutreachState,
    ReachMeasure,
)
from lantoa.directives.models import OutreachActivity
from lantoa.directives.permissions import outreach as permissions
from lantoa.directives.printouts.outreach import outreach_workbook
from lantoa.directives.queries import outreach
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of
from lantoa.ui.months import month_said, weekdays


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Tuyên truyền"), reverse("directives:outreach") if more else ""), *more]


def _number(typed: str, digits: int) -> int | None:
    return int(typed) if len(typed) == digits and typed.isascii() and typed.isdigit() else None


def _batch(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed) if typed else None
    except ValueError:
        return None


def _wanted(request: HttpRequest) -> outreach.OutreachFilter:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    get = request.GET
    sort, quarter = get.get("sort", ""), _number(get.get("quy", ""), 1)

    def one_of(name: str, values: list[str]) -> str:
        return get.get(name, "") if get.get(name, "") in values else ""

    return outreach.OutreachFilter(
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        year=_number(get.get("nam", ""), 4),
        quarter=quarter if quarter in (1, 2, 3, 4) else None,
        kind=one_of("hinh-thuc", OutreachKind.values),
        channel=one_of("kenh", Channel.values),
        audience=one_of("doi-tuong", Audience.values),
        unit=get.get("don-vi", "")[:40],
        directive=get.get("van-ban", "")[:40],
        state=one_of("trang-thai", OutreachState.values),
        batch=_batch(get.get("lan-nhap", "")[:40]),
        sort=sort if sort.removeprefix("-") in outreach.SORTS else "-day",
    )


def _strip(request: HttpRequest, user: User, wanted: outreach.OutreachFilter) -> list[Counter]:
    """All, then each state; the numbers of the states make the first."""
    counts = outreach.state_counts(user, wanted)
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, "trang-thai", ""), not wanted.state)]
    for state in OutreachState:
        if counts.get(state) or wanted.state == state:
            address, badge = narrowed_address(request, "trang-thai", state), state.badge
            strip.append(
                Counter(
                    str(state.label),
                    counts.get(state, 0),
                    address,
                    wanted.state == state,
                    badge.icon,
                    badge.tone,
                )
            )
    return strip


def _said(wanted: outreach.OutreachFilter) -> list[str]:
    """The filters in force, in words."""
    said = [
        f"«{wanted.text}»" if wanted.text else "",
        _("năm %(year)d") % {"year": wanted.year} if wanted.year else "",
        _("quý %(quarter)d") % {"quarter": wanted.quarter} if wanted.quarter else "",
        str(OutreachKind(wanted.kind).label) if wanted.kind else "",
        str(Channel(wanted.channel).label) if wanted.channel else "",
        str(Audience(wanted.audience).label) if wanted.audience else "",
        _("đơn vị %(code)s") % {"code": wanted.unit} if wanted.unit else "",
        _("văn bản %(code)s") % {"code": wanted.directive} if wanted.directive else "",
        str(OutreachState(wanted.state).label) if wanted.state else "",
        _("một lần nhập danh sách") if wanted.batch else "",
    ]
    return [words for words in said if words]


def _choices(user: User) -> dict[str, Any]:
    """What the filters offer."""
    return {
        "years": outreach.years_with_activities(user),
        "units": outreach.units_with_activities(user),
        "directives": outreach.directives_served(user),
        "kinds": OutreachKind.choices,
        "channels": Channel.choices,
        "audiences": Audience.choices,
    }


@acts("outreach.read")
def outreach_list(request: SignedInRequest) -> HttpResponse:
    """/tuyen-truyen/: ?nam= ?quy= ?hinh-thuc= ?kenh= ?doi-tuong= ?don-vi= ?van-ban= ?trang-thai= ?lan-nhap= ?q= words."""
    user, wanted = request.user, _wanted(request)
    shown = {
        "wanted": wanted,
        "page": page_of(outreach.listed(user, wanted), request),
        "counters": _strip(request, user, wanted),
        "sums": outreach.sums_of(user, wanted),
        "is_narrowed": bool(_said(wanted)),
        "may_enter": holds_somewhere(user, "outreach.record"),
        "may_undo": wanted.batch is not None
        and holds_somewhere(user, "outreach.record")
        and outreach.batch_left(user, wanted.batch) > 0,
        "export_url": f"{reverse('directives:outreach_export')}?{request.GET.urlencode()}",
    }
    return render(request, "directives/outreach/list.html", {**shown, **_choices(user)})


@acts("outreach.read")
def outreach_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    wanted = _wanted(request)
    content = outreach_workbook(outreach.listed(request.user, wanted), _said(wanted))
    return file_answer(content, f"tuyen-truyen-{clock.today():%Y-%m-%d}.xlsx")


@acts("outreach.read")
def outreach_month(request: SignedInRequest) -> HttpResponse:
    """/tuyen-truyen/lich/?thang=2021-04: a month, with the filters of the list but its year and quarter."""
    user, wanted = request.user, _wanted(request)
    first = month_said(request.GET.get("thang", ""))
    wanted = outreach.OutreachFilter(**{**vars(wanted), "year": None, "quarter": None})
    weeks = outreach.month_of(user, wanted, first)
    found = [one for week in weeks for one in week if one.rows]
    shown = {
        "wanted": wanted,
        "first": first,
        "title": periods.month(first.year, first.month).label_title,
        "weeks": weeks,
        "agenda": found,
        "count": sum(len(one.rows) for one in found),
        "before": _month_address(request, periods.months_later(first, -1)),
        "after": _month_address(request, periods.months_later(first, 1)),
        "this_month": _month_address(request, clock.today().replace(day=1)),
        "today": clock.today(),
        "may_enter": holds_somewhere(user, "outreach.record"),
        "weekdays": weekdays(),
        "trail": trail((_("Lịch"), "")),
    }
    return render(request, "directives/outreach/month.html", {**shown, **_choices(user)})


def _month_address(request: HttpRequest, first: date) -> str:
    return narrowed_address(request, "thang", f"{first:%Y-%m}")


@acts("outreach.read")
def outreach_activity(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, outreach.get_activity(request.user, code)
    may_change = permissions.can_change_activity(user, found)
    shown = {
        "activity": found,
        "facts": facts_of(found),
        "badge": OutreachState(found.state).badge,
        "may_change": may_change,
        "is_owed": may_change and found.state == OutreachState.PLANNED and found.held_on < clock.today(),
        "may_cancel": permissions.can_cancel_activity(user, found),
        "may_bring_back": permissions.can_bring_back_activity(user, found),
        "trail": trail((found.code, "")),
    }
    return render(request, "directives/outreach/activity.html", shown)


@acts("outreach.read")
def outreach_file(request: SignedInRequest, code: str) -> HttpResponse:
    """/tuyen-truyen/<mã>/tep/: the file itself."""
    found = outreach.get_activity(request.user, code)
    if found.file is None:
        raise NotFound()
    return download(found.file, found.file_name)


def facts_of(found: OutreachActivity) -> list[tuple[str, object]]:
    """What is known of it, line by line."""
    rows: list[tuple[str, object]] = [
        (_("Đơn vị"), found.unit_name),  # type: ignore[attr-defined]
        (_("Hình thức"), str(OutreachKind(found.kind).label)),
        (_("Kênh"), str(Channel(found.channel).label)),
        (_("Đối tượng"), str(Audience(found.audience).label)),
    ]
    if found.kind in COUNTED_IN_PIECES:
        rows.append((_("Số tin, bài, chương trình"), format_count(found.pieces)))
    rows.append((_("Kết quả lan tỏa"), reach_words(found)))
    served = "; ".join(f"{one.type_name} {one.reference}" for one in found.directives.all())
    rows.append((_("Phục vụ văn bản"), served))
    return rows


def reach_words(found: OutreachActivity) -> str:
    if found.reach is None:
        return "–"
    return f"{format_count(found.reach)} {ReachMeasure(found.measure).label}"
