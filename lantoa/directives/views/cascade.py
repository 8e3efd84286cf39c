"""In which order a directive came down."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.directives.cascade_picture import draw, step_words
from lantoa.directives.cascading import Break, Steps
from lantoa.directives.queries.cascade import MOST_ROWS, Cascade, cascade_of
from lantoa.directives.views.plan_lists import chosen, committee, trail
from lantoa.organisation.access import SignedInRequest, acts


@acts("plan.read")
def cascade(request: SignedInRequest) -> HttpResponse:
    """/ke-hoach/thu-tu/: ?nam= ?van-ban= ?don-vi= the unit with those directly below it."""
    about, unit = chosen(request), committee(request)
    shown: dict[str, Any] = {**about, "unit": unit, "trail": trail((_("Thứ tự triển khai"), ""))}
    if about["directive"] is not None:
        found = cascade_of(request.user, unit, about["directive"], about["year"])
        label = _(
            "Ngày ra kế hoạch, học tập, cam kết, tuyên truyền của %(unit)s và các đơn vị trực thuộc, năm %(year)d"
        )
        few = len(found.units) <= MOST_ROWS
        words = label % {"unit": unit.short_name, "year": about["year"]}
        shown |= {
            "picture": draw(found.upper, found.units, found.breaks, words) if few else "",
            "too_many": not few,
            "is_leaf": [one.code for one in found.units] == [unit.code],
            "steps": found.steps,
            "heads": [words for step, words in step_words().items() if step in found.steps],
            "rows": [_row(one, found) for one in [*([found.upper] if found.upper else []), *found.units]],
            "broken": [sentence(one, found.upper) for one in found.breaks],
        }
    return render(request, "directives/plans/cascade.html", shown)


def _row(unit: Steps, found: Cascade) -> dict[str, Any]:
    """The cells are (head, mark, whether it came too early, whether it may not be read)."""
    broken = {
        "outreach" if one.kind == "outside" else one.kind for one in found.breaks if one.code == unit.code
    }
    closed = unit.level == 0 and found.is_upper_closed
    return {
        "unit": unit,
        "cells": [
            (words, unit.marks.get(step), step in broken, closed and step != "plan")
            for step, words in step_words().items()
            if step in found.steps
        ],
        "is_upper": unit.level == 0,
    }


def sentence(broken: Break, upper: Steps | None) -> str:
    """What happened out of order, as a fact of units."""
    words = {
        "unit": broken.name,
        "upper": upper.name if upper else "",
        "first": format_day(broken.first_on),
        "then": format_day(broken.then_on) if broken.then_on else "",
        "days": format_count(broken.days) if broken.days is not None else "",
    }
    if broken.kind == "outside":
        if broken.then_on is None:
            return (
                _(
                    "%(unit)s tuyên truyền ra ngoài ngày %(first)s, chưa ghi buổi học nào của đơn vị trong năm."
                )
                % words
            )
        return (
            _(
                "%(unit)s tuyên truyền ra ngoài ngày %(first)s, trước buổi học đầu tiên của đơn vị (%(then)s) %(days)s ngày."
            )
            % words
        )
    if broken.kind == "pledge":
        return (
            _(
                "Người đứng đầu %(unit)s ký cam kết công khai ngày %(first)s, trước người đứng đầu %(upper)s (%(then)s) "
                "%(days)s ngày."
            )
            % words
        )
    if broken.kind == "study":
        return (
            _("%(unit)s học ngày %(first)s, trước buổi học đầu tiên của %(upper)s (%(then)s) %(days)s ngày.")
            % words
        )
    if broken.then_on is None:
        return _("%(unit)s ban hành kế hoạch ngày %(first)s khi %(upper)s chưa có kế hoạch.") % words
    return (
        _("%(unit)s ban hành kế hoạch ngày %(first)s, trước kế hoạch của %(upper)s (%(then)s) %(days)s ngày.")
        % words
    )
