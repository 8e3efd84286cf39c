"""What the pages of one conference have in common: its name, its state, its tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.conferences import permissions
from lantoa.conferences.choices import ConferenceKind
from lantoa.conferences.models import Conference
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.ui.badges import Badge


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Hội nghị"), reverse("conferences:list") if more else ""), *more]


def badge_of(conference: Conference) -> Badge:
    if conference.is_cancelled:
        return Badge(_("Đã hủy"), "close", "unsent")
    if conference.was_held:
        return Badge(_("Đã họp"), "done", "accepted")
    return Badge(_("Sắp họp"), "clock", "waiting")


def is_concluded(conference: Conference) -> bool:
    """Its conclusion was adopted: it is no longer called off."""
    conclusion = getattr(conference, "conclusion", None)
    return conclusion is not None and conclusion.adopted_at is not None


def head_of(user: User, conference: Conference, page: str) -> dict[str, Any]:
    """`page`: which of the tabs this is (detail, quarter, conclusion)."""
    address = {
        name: reverse(f"conferences:{name}", args=[conference.code])
        for name in ("detail", "quarter", "conclusion")
    }
    tabs = []
    # Who reads the other pages reads more than the conclusion; of that one its own query tells (`whole`).
    if page != "conclusion" or getattr(conference, "whole", False):
        if conference.reviews_years:
            tabs.append((_("Báo cáo, tài liệu"), address["detail"], page == "detail"))
        if conference.also_reviews:
            tabs.append((_("Sơ kết quý"), address["quarter"], page == "quarter"))
        tabs.append((_("Kết luận, giao việc"), address["conclusion"], page == "conclusion"))
    return {
        "conference": conference,
        "badge": badge_of(conference),
        "tabs": tabs if len(tabs) > 1 else [],
        "facts": _facts(conference),
        "may_plan": permissions.can_plan(user, conference.unit_id),
        "may_cancel": not is_concluded(conference),
        "trail": trail((conference.code, "")),
    }


def _facts(conference: Conference) -> list[tuple[str, object]]:
    cited = [conference.directive, *conference.other_directives.all()] if conference.directive else []
    people = [
        _("mời %(count)s") % {"count": format_count(conference.invited)}
        if conference.invited is not None
        else "",
        _("dự %(count)s") % {"count": format_count(conference.attended)}
        if conference.attended is not None
        else "",
    ]
    found: list[tuple[str, object]] = [
        (_("Loại"), str(ConferenceKind(conference.kind).label)),
        (_("Đơn vị tổ chức"), getattr(conference, "unit_name", None) or conference.unit.code),
        (_("Ngày họp"), format_day(conference.held_on)),
        (_("Địa điểm"), conference.place or "–"),
        (_("Số người"), ", ".join(filter(None, people)) or "–"),
    ]
    if conference.reviewed:
        found.append((_("Sơ kết"), conference.reviewed.label_title))
    if conference.launched:
        found.append((_("Triển khai"), conference.launched.label_title))
    if cited:
        found.append((_("Theo văn bản"), "; ".join(f"{one.type_name} {one.reference}" for one in cited)))
    return found
