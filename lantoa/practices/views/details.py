"""The page of one practice, its print, and the answers of the units asked."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.queries import history_of
from lantoa.audit.registry import act_label
from lantoa.core import clock
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import acts, person
from lantoa.practices import journey, permissions, pictures
from lantoa.practices.choices import ORIGINATOR, STANDINGS, YearState
from lantoa.practices.errors import MergedAway
from lantoa.practices.models import Evidence, Practice, PracticeYear
from lantoa.practices.queries import adoptions, evidence, imports, mergers, practices, verification
from lantoa.practices.queries.likeness import Alike, nearest
from lantoa.practices.views.lists import address_with
from lantoa.ui.charts import written

ADOPTERS_SHOWN = 6


@dataclass(frozen=True)
class Proofs:
    """What proves the practice in one year."""

    year: PracticeYear
    rows: list[Evidence]
    may_change: bool


HISTORY_SHOWN = 12


@acts("practice.learn")
def detail_view(request: HttpRequest, code: str) -> HttpResponse:
    user = person(request)
    try:
        practice = practices.get_practice(user, code)
    except MergedAway as away:
        return _lead_on(request, away)
    alike = _alike(user, practice)
    shown = _page(user, practice) | {"alike": alike, "merges": permissions.can_merge(user, practice)}
    if identity := request.GET.get("hoan-tac", ""):
        gone = evidence.taken_away(user, practice, identity)
        shown["taken_away"] = gone if gone and permissions.can_prove(user, gone.year) else None
    return render(request, "practices/detail.html", shown)


def _lead_on(request: HttpRequest, away: MergedAway) -> HttpResponse:
    """From the address of a practice that was merged to the one that stays, where one may see that; else to its original."""
    messages.info(request, away.sentence)
    if away.kept is not None:
        return redirect("practices:detail", away.kept)
    return redirect("practices:original", away.code)


@acts("practice.learn")
def print_view(request: HttpRequest, code: str) -> HttpResponse:
    """Two sheets of A4: the practice itself; who took it up and its years."""
    user = person(request)
    practice = practices.get_practice(user, code)
    back = reverse("practices:detail", args=[code])
    return render(request, "practices/print.html", _page(user, practice) | {"back": back})


@acts("practice.learn")
def units_view(request: HttpRequest, code: str) -> HttpResponse:
    """How every unit asked answered, narrowed to one standing."""
    user = person(request)
    practice = practices.get_practice(user, code)
    wanted = request.GET.get("tinh-trang", "")
    wanted = wanted if wanted in STANDINGS else ""
    rows = adoptions.standings(user, practice)
    here = reverse("practices:units", args=[code])
    strip = [{"label": _("Tất cả"), "value": len(rows), "url": here, "current": not wanted}]
    for standing, badge in STANDINGS.items():
        count = sum(row.standing == standing for row in rows)
        if count:
            strip.append(
                {
                    "label": str(badge.label),
                    "value": count,
                    "url": f"{here}?tinh-trang={standing}",
                    "current": wanted == standing,
                    "icon": badge.icon,
                }
            )
    context = {
        "practice": practice,
        "trail": [*_trail(practice), (_("Đơn vị trả lời"), "")],
        "counters": strip,
        "rows": [row for row in rows if wanted in ("", row.standing)],
        "sees_all": adoptions.sees_all_answers(user, practice),
        "readable": adoptions.readable_units(user, practice),
    }
    return render(request, "practices/units.html", context)


def _page(user: User, practice: Practice) -> dict[str, object]:
    years = list(practice.years.all())
    answers = adoptions.answers_on(practice)
    standings = adoptions.standings(user, practice) if answers else []
    standing = _standing(user, practice, years[-1], answers)
    taken_up = [row for row in standings if row.standing in adoptions.TAKEN_UP]
    parts = pictures.answer_parts(answers) if answers else []
    sees_all = adoptions.sees_all_answers(user, practice)
    return story_of(practice) | {
        "trail": _trail(practice),
        "year": years[-1],
        "years": years[::-1],
        "proofs": _proofs(user, practice, years[::-1]),
        "brought": mergers.years_brought(practice, years),
        "set_aside": list(mergers.years_set_aside(user, practice)),
        "originals": mergers.merged_into(user, practice),
        "steps": journey.steps(practice, standing),
        "next": journey.next_step(user, practice, standing),
        "other_acts": _other_acts(user, practice, years[-1]),
        "in_booklet": standing.in_booklet,
        "lineage": _lineage(user, practice, len(taken_up)),
        "answers": answers,
        "answers_bar": pictures.answers_bar(practice, parts) if parts else None,
        "parts": [(part, _opens(part.standing, sees_all)) for part in parts],
        "adopters": taken_up[:ADOPTERS_SHOWN],
        "taken_at": clock.now(),
        "history": history_lines(practice) if permissions.can_read_history(user, practice) else [],
        "came_from": imports.came_from(user, practice)
        if permissions.can_read_history(user, practice)
        else [],
        "distinct": practice.distinct_because if permissions.can_read_history(user, practice) else "",
        "returned": years[-1].reason if years[-1].state in REASONED else "",
    }


def story_of(practice: Practice) -> dict[str, object]:
    """What `parts/story.html` tells."""
    return {
        "practice": practice,
        "method": _numbered(practice.method),
        "other_directives": list(practice.other_directives.all()),
        "other_fields": [one.name for one in practice.other_fields.all()],
        "has_result": practice.result_value is not None,
        "baseline": _shown(practice.baseline),
        "result_value": _shown(practice.result_value),
        "target_text": "" if practice.target is None else written(pictures.plain(practice.target)),
        "met": _met(practice),
        "series": pictures.series_of(practice, list(practice.measurements.all())),
    }


def _proofs(user: User, practice: Practice, years: list[PracticeYear]) -> list[Proofs]:
    """Year by year, the newest first: those with evidence, and those to which this person may add some."""
    kept = evidence.evidence_of(practice)
    own = permissions.can_register_for(user, practice.holder_unit_id)
    found = [
        Proofs(year, kept.get(year.pk, []), own and year.state in permissions.PROVABLE) for year in years
    ]
    return [one for one in found if one.rows or one.may_change]


def _alike(user: User, practice: Practice) -> list[Alike]:
    """For whoever decides on it, while that is open."""
    waits = any(row.state in UNDECIDED for row in practice.years.all())
    if not waits or not permissions.can_decide(user, practice):
        return []
    return nearest(user, title=practice.title, text=practice.told, besides=practice.pk)


def _merger_words(act: str, told: dict[str, object]) -> str:
    if act == "practice.merged":
        return _("Gộp %(code)s vào %(into)s") % {"code": told.get("code"), "into": told.get("into")}
    return _("Tách %(code)s khỏi %(kept)s") % {"code": told.get("code"), "kept": told.get("from")}


UNDECIDED = {YearState.REGISTERED, YearState.EFFECTIVE}
REASONED = {YearState.RETURNED, YearState.NOT_RECOGNISED}


def _opens(standing: str, sees_all: bool) -> bool:
    """Whether the list behind a count is the viewer's to open in full."""
    return sees_all or standing in adoptions.TAKEN_UP or standing == ORIGINATOR


def _trail(practice: Practice) -> list[tuple[str, str]]:
    year = int(practice.code.split("-")[1])
    return [
        (_("Mô hình"), reverse("practices:list")),
        (_("Năm %(year)s") % {"year": year}, address_with(nam=year)),
        (practice.code, reverse("practices:detail", args=[practice.code])),
    ]


def _standing(
    user: User,
    practice: Practice,
    year: PracticeYear,
    answers: adoptions.Answers | None,
) -> journey.Standing:
    order = adoptions.order_of(practice)
    verifiable = verification.waiting_for(user).filter(practice=practice).count()
    return journey.Standing(
        year=year,
        in_booklet=practices.is_printed(practice),
        order=order,
        order_unit=getattr(order, "unit_name", "") or "",
        answers=answers,
        verifiable=verifiable,
        own_question=_own_question(user, practice),
    )


def _own_question(user: User, practice: Practice) -> journey.Act | None:
    """What the viewer's own unit still owes: an answer, or the report that it applies the practice."""
    owed = adoptions.owed_by(user, practice)
    if owed is None:
        return None
    order, unit, adoption = owed
    if adoption is None:
        address = reverse("practices:answer", args=[order.code, unit.code, practice.code])
        return journey.Act(_("Trả lời áp dụng"), address)
    return journey.Act(
        _("Báo đã áp dụng"), reverse("practices:adoption_report", args=[practice.code, unit.code])
    )


def _other_acts(user: User, practice: Practice, last: PracticeYear) -> list[journey.Act]:
    """What the viewer may do beside the next step."""
    found = []
    this_year = clock.today().year
    may_go_on = last.state not in permissions.EDITABLE and last.year < this_year
    if may_go_on and permissions.can_continue(user, practice):
        label = _("Duy trì trong năm %(year)s") % {"year": this_year}
        address = reverse("practices:act_continue", args=[practice.code, this_year])
        found.append(journey.Act(label, address, "post"))
    if permissions.can_merge(user, practice) and last.state != YearState.DRAFT:
        address = reverse("practices:merge", args=[practice.code])
        found.append(journey.Act(_("Gộp vào mô hình khác"), address))
    return found


TYPED_NUMBER = re.compile(r"^\d{1,2}[.)]\s+")


def _numbered(method: str) -> list[str]:
    """A way of working told line by line becomes numbered steps; numbers that were typed are not said twice."""
    return [TYPED_NUMBER.sub("", line.strip()) for line in method.splitlines() if line.strip()]


def _shown(value: Decimal | None) -> Decimal | int | None:
    return None if value is None else pictures.plain(value)


def _met(practice: Practice) -> str:
    """«Đạt» in time, «Đạt» or nothing: by the direction from baseline to target."""
    if practice.target is None or practice.result_value is None:
        return ""
    falling = practice.baseline is not None and practice.target < practice.baseline
    reached = (
        practice.result_value <= practice.target if falling else practice.result_value >= practice.target
    )
    return _("Đạt mục tiêu") if reached else ""


def _lineage(user: User, practice: Practice, adopters: int) -> pictures.Lineage | None:
    source, learners = practices.lineage_of(user, practice)
    before = _box(source) if source is not None else None
    after = [_box(row) for row in learners]
    if adopters:
        words = _("%(count)s đơn vị") % {"count": format_count(adopters)}
        address = reverse("practices:units", args=[practice.code])
        after.insert(0, pictures.Box(words, _("nhận áp dụng"), address))
    if before is None and not after:
        return None
    return pictures.lineage(before, pictures.Box(practice.code, _("mô hình này")), after)


def _box(practice: Practice) -> pictures.Box:
    name = getattr(practice, "unit_name", "") or ""
    return pictures.Box(practice.code, name, reverse("practices:detail", args=[practice.code]))


@dataclass(frozen=True)
class Done:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    reason: str


def history_lines(practice: Practice) -> list[Done]:
    """What was done to a practice, the latest first."""
    words = {
        "practice.entered": _("Nhập vào sổ"),
        "practice.drafted": _("Lập bản nháp"),
        "practice.edited": _("Sửa nội dung"),
        "practice.registered": _("Đăng ký"),
        "practice.returned": _("Trả lại"),
        "practice.result_told": _("Ghi kết quả"),
        "practice.effective": _("Xác nhận có hiệu quả"),
        "practice.recognised": _("Công nhận"),
        "practice.not_recognised": _("Không công nhận"),
        "practice.continued": _("Duy trì sang năm"),
        "practice.merged": _("Gộp"),
        "practice.parted": _("Tách lại"),
        "evidence.added": _("Thêm minh chứng"),
        "evidence.changed": _("Sửa minh chứng"),
        "evidence.moved": _("Đổi thứ tự minh chứng"),
        "evidence.removed": _("Bỏ minh chứng"),
        "evidence.restored": _("Khôi phục minh chứng"),
    }
    entries = history_of("practices.practice", practice.pk)[:HISTORY_SHOWN]
    found = []
    for entry in entries:
        year = entry.after.get("year")
        what = words.get(entry.act) or act_label(entry.act)
        label = f"{what}, {year}" if isinstance(year, int) else what
        if entry.act in ("practice.merged", "practice.parted"):
            label = _merger_words(entry.act, entry.after)
        found.append(Done(entry.at, entry.actor_label, label, str(entry.after.get("reason", ""))))
    return found
