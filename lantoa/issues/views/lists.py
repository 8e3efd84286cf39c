"""Lists of matters, and one matter with its history."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.directives.queries.directives import directives_visible_to
from lantoa.issues import origins, permissions
from lantoa.issues.choices import RAISER_STEPS, IssueState, Level, StepKind
from lantoa.issues.origins import Found, Origin, opened
from lantoa.issues.printouts import issues_workbook
from lantoa.issues.queries import issues as listing
from lantoa.issues.queries.rules import all_themes, parent_of, rule_on
from lantoa.issues.queries.told import additions_of, origins_of
from lantoa.issues.wording import owner_label, voice_label, week_label, when_label, who_label
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.tasks.choices import TaskState
from lantoa.tasks.queries import tasks_visible_to
from lantoa.ui.lists import LONGEST_SEARCH, Counter, file_answer, narrowed_address, page_of

VIEWS = {"don-vi-neu": "mine", "don-vi-giai-quyet": "owned"}
STATES = {
    "qua-han": listing.OVERDUE,
    "sap-het-han": listing.NEAR,
    "cho-tiep-nhan": "raised",
    "dang-giai-quyet": "taken_up",
    "cho-xac-nhan": "proposed",
    "chua-tra-loi": listing.SILENT,
    "de-nghi-cap-tren": listing.ASKING,
    "da-giai-quyet": "closed",
    "da-rut": "withdrawn",
}
LEVELS = {"don-vi": Level.OWN, "cap-tren": Level.ABOVE, "cap-tren-nua": Level.HIGHER}


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Bức xúc, nổi cộm"), reverse("issues:list") if more else ""), *more]


def special_states() -> dict[str, tuple[str, str, str]]:
    """(words, icon, tone) of what a counter counts besides the states."""
    return {
        listing.OVERDUE: (_("Quá hạn"), "clock", "returned"),
        listing.NEAR: (_("Sắp hết hạn"), "clock", "waiting"),
        listing.SILENT: (_("Quá lâu chưa trả lời"), "waiting", "waiting"),
        listing.ASKING: (_("Đề nghị cấp trên"), "chevron-up", "waiting"),
    }


def wanted_of(request: HttpRequest, origin: Found | None) -> listing.IssueFilter:
    """The filter in the address; what it cannot mean is left out rather than refused. `origin`: as `origin_in` gives it."""
    get = request.GET
    sort = get.get("sort", "")
    return listing.IssueFilter(
        view=VIEWS.get(get.get("xem", ""), ""),
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        state=STATES.get(get.get("trang-thai", ""), ""),
        theme=get.get("chu-de", "")[:40],
        level=str(LEVELS.get(get.get("cap", ""), "")),
        unit=get.get("don-vi", "")[:41].replace(" ", "+"),
        directive=get.get("van-ban", "")[:20],
        origin=origin[0] if origin is not None else None,
        sort=sort if sort.removeprefix("-") in listing.SORTS else "due",
    )


def origin_in(request: SignedInRequest) -> Found | None:
    """What `?nguon=` names, where this reader may open that; it narrows nothing otherwise."""
    try:
        identity = uuid.UUID(request.GET.get("nguon", ""))
    except ValueError:
        return None
    return origins.found(request.user, identity)


def _strip(request: HttpRequest, user: User, wanted: listing.IssueFilter) -> list[Counter]:
    counts, name = listing.counts_of(user, wanted), "trang-thai"
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, name, ""), not wanted.state)]
    looks = special_states() | {
        state.value: (str(state.label), state.badge.icon, state.badge.tone) for state in IssueState
    }
    for key, value in STATES.items():
        if counts[value] or wanted.state == value:
            words, icon, tone = looks[value]
            address = narrowed_address(request, name, key)
            strip.append(Counter(words, counts[value], address, wanted.state == value, icon, tone))
    return strip


def _voices(user: User) -> list[tuple[str, str]]:
    """Who raised what one may see: as an address says it, and its name."""
    return [
        (f"{code}+" if pooled else code, voice_label(name, pooled))
        for code, name, pooled in listing.voices_in(user)
    ]


def said_of(
    wanted: listing.IssueFilter, origin: str = "", voices: Sequence[tuple[str, str]] = ()
) -> list[str]:
    """The filters in force, in words; `origin`: how what they came from is called."""
    state = ""
    if wanted.state:
        special = special_states()
        state = special[wanted.state][0] if wanted.state in special else str(IssueState(wanted.state).label)
    said = [
        {"mine": _("đơn vị tôi nêu"), "owned": _("đơn vị tôi giải quyết")}.get(wanted.view, ""),
        f"«{wanted.text}»" if wanted.text else "",
        state,
        next((one.name for one in all_themes() if one.code == wanted.theme), wanted.theme)
        if wanted.theme
        else "",
        str(Level(wanted.level).label) if wanted.level else "",
        _("nơi nêu: %(unit)s") % {"unit": dict(voices).get(wanted.unit, wanted.unit)} if wanted.unit else "",
        _("văn bản %(code)s") % {"code": wanted.directive} if wanted.directive else "",
        _("phát sinh từ %(origin)s") % {"origin": origin} if origin else "",
    ]
    return [words for words in said if words]


def told(user: User, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows as this reader may know them, with what they came from and what was added. At most three statements."""
    came_from, added = origins_of(user, rows), additions_of([row.pk for row in rows])
    return [
        {
            "row": row,
            "came_from": came_from.get(row.pk),
            "additions": [
                (when_label(one.at, is_own=row.is_own), one.words) for one in added.get(row.pk, ())
            ],
            "who": who_label(row),
            "owner": owner_label(row),
            "week": week_label(row.raised_at.astimezone(clock.VIETNAM).date()),
            "badge": IssueState(row.state).badge,
            "level": Level(row.level).label,
        }
        for row in rows
    ]


@acts("issue.read")
def issue_list(request: SignedInRequest) -> HttpResponse:
    """/buc-xuc/: ?xem=don-vi-neu|don-vi-giai-quyet ?trang-thai= ?chu-de= ?cap= ?don-vi= ?q= words."""
    user, origin = request.user, origin_in(request)
    wanted = wanted_of(request, origin)
    page = page_of(listing.listed(user, wanted), request)
    labels = {
        "": _("Tất cả"),
        "don-vi-neu": _("Đơn vị tôi nêu") if holds_somewhere(user, "issue.raise") else "",
        "don-vi-giai-quyet": _("Đơn vị tôi giải quyết") if holds_somewhere(user, "issue.handle") else "",
    }
    tabs = [
        (label, narrowed_address(request, "xem", key), VIEWS.get(key, "") == wanted.view)
        for key, label in labels.items()
        if label
    ]
    voices = _voices(user)
    shown = {
        "wanted": wanted,
        "page": page,
        "rows": told(user, list(page)),
        "tabs": tabs,
        "counters": _strip(request, user, wanted),
        "themes": all_themes(),
        "levels": [(key, level.label, wanted.level == level) for key, level in LEVELS.items()],
        "voices": voices,
        "directives": listing.directives_told(user),
        "origin": origin,
        "said": said_of(wanted, origin[1].label if origin else "", voices),
        "may_raise": holds_somewhere(user, "issue.raise"),
        "export_url": f"{reverse('issues:export')}?{request.GET.urlencode()}",
    }
    return render(request, "issues/list.html", shown)


@acts("issue.read")
def issues_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    origin = origin_in(request)
    wanted = wanted_of(request, origin)
    rows = told(request.user, list(listing.listed(request.user, wanted)))
    voices = _voices(request.user) if wanted.unit else ()
    content = issues_workbook(rows, said_of(wanted, origin[1].label if origin else "", voices))
    return file_answer(content, f"buc-xuc-noi-com-{clock.today():%Y-%m-%d}.xlsx")


def _steps(found: Any) -> list[tuple[str, str]]:
    if found.state == IssueState.WITHDRAWN:
        return []
    names = [IssueState.RAISED, IssueState.TAKEN_UP, IssueState.PROPOSED, IssueState.CLOSED]
    at = names.index(IssueState(found.state))
    closed = found.state == IssueState.CLOSED
    return [
        (str(one.label), "done" if place < at or closed else "now" if place == at else "later")
        for place, one in enumerate(names)
    ]


def _origin(user: User, found: Any) -> Origin | None:
    """What it came from, where this reader may open that."""
    if found.directive is None:
        return opened(user, found.origin)
    may_read = directives_visible_to(user).filter(pk=found.directive.pk).exists()
    address = reverse("directives:directive", args=[found.directive.code])
    return Origin(found.directive.short_label, address) if may_read else None


def _had_in_hands(steps: Sequence[Any]) -> set[Any]:
    """Units that stood for who raised it, by what they did, `steps` the newest first. Where that unit was to solve it itself,
    whoever solved it until it was handed up did so in its place."""
    units, solved_by_itself = set(), False
    for step in reversed(steps):
        if step.kind == StepKind.RAISED:
            solved_by_itself = step.to_unit_id == step.unit_id
        if solved_by_itself or step.kind in RAISER_STEPS:
            units.add(step.unit_id)
        if step.kind == StepKind.ESCALATED:
            solved_by_itself = False
    return units


def history_of(found: Any) -> list[dict[str, Any]]:
    """Its steps, told to this reader: who raised it, and whoever had it in hands since, by its voice, the rest by name."""
    steps = list(listing.steps_of(found))
    raisers = {found.holder_unit_id, found.unit_id} | _had_in_hands(steps)
    hidden = "" if found.is_own else voice_label(found.voice_name, found.is_pooled)

    def called(unit: Any, name: str | None) -> str:
        return hidden if hidden and unit in raisers else (name or "")

    return [
        {
            "at": None,
            "number": step.number,
            "when": when_label(step.at, is_own=found.is_own),
            "who": called(step.unit_id, step.unit_name),
            "kind": step.kind,
            "what": StepKind(step.kind).label,
            "to": called(step.to_unit_id, step.to_name)
            if step.to_unit_id and step.to_unit_id != step.unit_id
            else "",
            "reason": step.words,
        }
        for step in steps
    ]


@acts("issue.read")
def issue(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, listing.get_issue(request.user, code)
    today, rule = clock.today(), rule_on()
    silent = found.silent_days(today)
    may_handle = permissions.can_handle(user, found)
    tasks = listing.tasks_of(found)
    readable = set(tasks_visible_to(user).filter(pk__in=tasks.values("pk")).values_list("pk", flat=True))
    has_above = parent_of(found.owner_id, today) is not None
    came_from, history = _origin(user, found), history_of(found)
    facts = [
        (_("Chủ đề"), found.theme_name),
        (_("Nơi nêu"), who_label(found)),
        (_("Nêu"), when_label(found.raised_at, is_own=found.is_own)),
        (_("Nơi giải quyết"), owner_label(found)),
        (_("Cấp"), Level(found.level).label),
        (_("Giao từ"), when_label(found.owned_at, is_own=found.is_own)),
        (_("Hạn"), format_day(found.due_on)),
    ]
    shown = {
        "issue": found,
        "badge": IssueState(found.state).badge,
        "who": who_label(found),
        "owner": owner_label(found),
        "week": week_label(found.raised_at.astimezone(clock.VIETNAM).date()),
        "facts": facts,
        "steps": _steps(found),
        "history": history,
        "additions": [one for one in reversed(history) if one["kind"] == StepKind.ADDED],
        "came_from": came_from,
        "files": listing.files_of(found),
        "tasks": [(one, TaskState(one.state).badge, one.pk in readable) for one in tasks],
        "silent": silent if silent is not None and silent > rule.silence_days else None,
        "silence_days": rule.silence_days,
        "has_above": has_above,
        "may_change": permissions.can_change(user, found),
        "may_add": permissions.can_add(user, found),
        "may_withdraw": permissions.can_withdraw(user, found),
        "may_attach": permissions.can_attach(user, found),
        "may_restore": permissions.can_restore(user, found),
        "may_take_up": permissions.can_take_up(user, found),
        "may_work": permissions.can_work_on(user, found),
        "may_escalate": may_handle,
        "may_give_task": permissions.can_give_task(user, found),
        "may_take_back": permissions.can_take_back(user, found),
        "may_settle": permissions.can_settle(user, found),
        "may_reopen": permissions.can_reopen(user, found),
        "may_ask_above": permissions.can_ask_above(user, found),
        "undo_file": listing.put_away(found, request.GET.get("hoan-tac", "")),
        "trail": trail((found.code, "")),
    }
    return render(request, "issues/issue.html", shown)
