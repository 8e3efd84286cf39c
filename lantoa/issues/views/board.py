"""Numbers of matters: ageing by level and theme, early signs, themes over time."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.issues.printouts import board_workbook
from lantoa.issues.queries import board as numbers
from lantoa.issues.queries.rules import all_rules, least_people_ever, rule_on
from lantoa.issues.views.lists import LEVELS, trail
from lantoa.issues.wording import voice_label
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.ui.charts import Bar, horizontal_bars
from lantoa.ui.lists import file_answer


def _wanted(request: HttpRequest) -> numbers.BoardFilter:
    get = request.GET
    return numbers.BoardFilter(
        level=str(LEVELS.get(get.get("cap", ""), "")), unit=get.get("don-vi", "")[:41].replace(" ", "+")
    )


def _said(wanted: numbers.BoardFilter, voices: list[tuple[str, str]]) -> list[str]:
    level = next((str(one.label) for one in LEVELS.values() if one == wanted.level), "")
    unit = dict(voices).get(wanted.unit, wanted.unit)
    return [words for words in (level, unit) if words]


def _voices(request: SignedInRequest) -> list[tuple[str, str]]:
    return [
        (f"{code}+" if pooled else code, voice_label(name, pooled))
        for code, name, pooled in numbers.voices_counted(request.user)
    ]


@acts("issue.read")
def issue_board(request: SignedInRequest) -> HttpResponse:
    """/buc-xuc/theo-doi/: ?cap= ?don-vi=<mã>."""
    wanted, voices = _wanted(request), _voices(request)
    rules, today = all_rules(), clock.today()
    rule = next((one for one in rules if today in one.valid), None)
    if rule is None:
        raise NotFound()
    found = numbers.board_of(request.user, wanted, rule)
    bars = [Bar(one.name, one.open, tone="dark") for one in found.themes if one.open]
    narrow = {name: request.GET[name] for name in ("cap", "don-vi") if request.GET.get(name)}
    shown = {
        "narrow": f"&{urlencode(narrow)}" if narrow else "",  # what a figure opens is narrowed likewise
        "board": found,
        "least": least_people_ever(rules),
        "ages": [
            _("Chờ tiếp nhận"),
            _("Đang giải quyết"),
            _("Sắp hết hạn"),
            _("Quá hạn"),
            _("Quá hạn trên 30 ngày"),
            _("Chờ xác nhận"),
        ],
        "chart": horizontal_bars("open", _("Vấn đề chưa xong theo chủ đề"), bars) if bars else None,
        "levels": [(key, level.label, wanted.level == level) for key, level in LEVELS.items()],
        "voices": voices,
        "wanted": wanted,
        "said": _said(wanted, voices),
        "late": found.of_age("late") + found.of_age("very_late"),
        "near": found.of_age("near"),
        "export_url": f"{reverse('issues:board_export')}?{request.GET.urlencode()}",
        "trail": trail((_("Theo dõi"), "")),
    }
    return render(request, "issues/board.html", shown)


@acts("issue.read")
def board_export(request: SignedInRequest) -> HttpResponse:
    """The tables as they are seen, as a workbook."""
    wanted, voices = _wanted(request), _voices(request)
    found = numbers.board_of(request.user, wanted, rule_on())
    content = board_workbook(found, _said(wanted, voices))
    return file_answer(content, f"theo-doi-buc-xuc-{clock.today():%Y-%m-%d}.xlsx")
