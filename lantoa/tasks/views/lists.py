"""Lists of tasks, and one task with its history."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.registry import act_label
from lantoa.core import clock
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import SignedInRequest, acts, holds_somewhere
from lantoa.tasks import guards, permissions, queries
from lantoa.tasks.choices import OriginKind, RequestState, TaskState
from lantoa.tasks.guards import Step
from lantoa.tasks.models import Task
from lantoa.tasks.printouts import tasks_workbook
from lantoa.ui.lists import LONGEST_SEARCH, PER_PAGE, Counter, file_answer, narrowed_address

VIEWS = {"cua-toi": "mine", "toi-giao": "asked", "ben-duoi": "below"}
LATE, ASKING = "qua-han", "xin-gia-han"
PSEUDO = {LATE: queries.OVERDUE, ASKING: queries.ASKING}  # told of a task beside its state
STATES = {"chua-lam": "not_begun", "dang-lam": "doing", "cho": "waiting", "xong": "done", "huy": "cancelled"}
GIVEN = "task.given"


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Nhiệm vụ"), reverse("tasks:list") if more else ""), *more]


def wanted_of(request: HttpRequest) -> queries.TaskFilter:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    get = request.GET
    state, sort, origin = get.get("trang-thai", ""), get.get("sort", ""), get.get("nguon", "")
    return queries.TaskFilter(
        view=VIEWS.get(get.get("xem", ""), ""),
        text=get.get("q", "")[:LONGEST_SEARCH].strip(),
        state=PSEUDO.get(state) or STATES.get(state, ""),
        soon=get.get("han") == "tuan",
        unit=get.get("don-vi", "")[:40],
        origin=origin if origin in OriginKind.values else "",
        batch=get.get("cung-dot", "")[:20],
        sort=sort if sort.removeprefix("-") in queries.SORTS else "due",
    )


def tabs_of(request: HttpRequest, user: User, wanted: queries.TaskFilter) -> list[tuple[str, str, bool]]:
    """(label, address, current) of the ways to look at the list that mean something to this person."""
    labels = {
        "": _("Tất cả"),
        "cua-toi": _("Đơn vị tôi làm") if holds_somewhere(user, "task.do") else "",
        "toi-giao": _("Đơn vị tôi giao") if holds_somewhere(user, "task.ask") else "",
        "ben-duoi": _("Đơn vị khác làm") if holds_somewhere(user, "task.ask") else "",
    }
    return [
        (label, narrowed_address(request, "xem", key), VIEWS.get(key, "") == wanted.view)
        for key, label in labels.items()
        if label
    ]


def _strip(request: HttpRequest, wanted: queries.TaskFilter, counts: dict[str, int]) -> list[Counter]:
    """All, then what is late, then what asks for more time, then each state. The first two stand in a state as well."""
    name = "trang-thai"
    strip = [Counter(_("Tất cả"), counts[""], narrowed_address(request, name, ""), not wanted.state)]
    if counts[queries.OVERDUE] or wanted.state == queries.OVERDUE:
        address, late = narrowed_address(request, name, LATE), counts[queries.OVERDUE]
        strip.append(
            Counter(_("Quá hạn"), late, address, wanted.state == queries.OVERDUE, "clock", "returned")
        )
    if counts[queries.ASKING] or wanted.state == queries.ASKING:
        address, current = narrowed_address(request, name, ASKING), wanted.state == queries.ASKING
        strip.append(
            Counter(_("Đang xin gia hạn"), counts[queries.ASKING], address, current, "clock", "waiting")
        )
    for key, value in STATES.items():
        state = TaskState(value)
        if counts[value] or wanted.state == value:
            address, badge = narrowed_address(request, name, key), state.badge
            strip.append(
                Counter(
                    str(state.label), counts[value], address, wanted.state == value, badge.icon, badge.tone
                )
            )
    return strip


def _requests_address(user: User, wanted: queries.TaskFilter) -> str:
    """Where those in the list that ask for more time are answered together; "" where nothing of the list is to be answered."""
    if wanted.state != queries.ASKING or not holds_somewhere(user, "task.ask"):
        return ""
    batch = f"?{urlencode({'cung-dot': wanted.batch})}" if wanted.batch else ""
    return reverse("tasks:requests") + batch


def _chases(user: User, wanted: queries.TaskFilter) -> bool:
    """The list is of what is late, and the person gives tasks."""
    return wanted.state == queries.OVERDUE and holds_somewhere(user, "task.ask")


def filters_said(wanted: queries.TaskFilter) -> list[str]:
    """The filters in force, in words."""
    views = {"mine": _("đơn vị tôi làm"), "asked": _("đơn vị tôi giao"), "below": _("đơn vị khác làm")}
    state = {queries.OVERDUE: _("Quá hạn"), queries.ASKING: _("Đang xin gia hạn")}.get(wanted.state, "")
    said = [
        views.get(wanted.view, ""),
        f"«{wanted.text}»" if wanted.text else "",
        state or (str(TaskState(wanted.state).label) if wanted.state else ""),
        _("đến hạn trong 7 ngày") if wanted.soon else "",
        _("đơn vị %(code)s") % {"code": wanted.unit} if wanted.unit else "",
        str(OriginKind(wanted.origin).label) if wanted.origin else "",
        _("giao cùng đợt với %(code)s") % {"code": wanted.batch} if wanted.batch else "",
    ]
    return [words for words in said if words]


@acts("task.read")
def task_list(request: SignedInRequest) -> HttpResponse:
    """/nhiem-vu/: ?xem=cua-toi|toi-giao|ben-duoi ?trang-thai= ?han=tuan ?don-vi= ?nguon= ?cung-dot=<mã> ?q= words."""
    user, wanted = request.user, wanted_of(request)
    seen = queries.tasks_visible_to(user)
    narrowed, units = queries.narrowed(user, wanted, seen), queries.units_with_tasks(seen)
    counts = queries.counts_of(narrowed)
    rows: Any = queries.TaskRows(narrowed, wanted, counts)
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "wanted": wanted,
        "page": page,
        "tabs": tabs_of(request, user, wanted),
        "counters": _strip(request, wanted, counts),
        "units": units if len(units) <= queries.MOST_UNITS else [],
        "many_units": len(units) > queries.MOST_UNITS,
        "origins": OriginKind.choices,
        "said": filters_said(wanted),
        "may_give": holds_somewhere(user, "task.ask"),
        "requests_url": _requests_address(user, wanted),
        "late": queries.to_chase(user, narrowed) if _chases(user, wanted) else None,
        "export_url": f"{reverse('tasks:export')}?{request.GET.urlencode()}",
    }
    return render(request, "tasks/list.html", shown)


@acts("task.read")
def tasks_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages, as a workbook."""
    wanted = wanted_of(request)
    content = tasks_workbook(queries.listed(request.user, wanted), filters_said(wanted))
    return file_answer(content, f"nhiem-vu-{clock.today():%Y-%m-%d}.xlsx")


def _history(found: Any, together: int) -> list[dict[str, Any]]:
    """What the record holds of it, newest first. A task that went down with very many others has no entry of its giving (one
    stands for all, at what raised it): that it was given is told from the task itself."""
    entries = list(queries.history_of_task(found))
    told = [
        {
            "at": one.at,
            "who": one.actor_label,
            "what": act_label(one.act),
            "reason": str(one.after.get("reason", "")),
        }
        for one in entries
    ]
    if len(entries) < queries.HISTORY_SHOWN and all(one.act != GIVEN for one in entries):
        words = _("Giao cùng lúc cho %(count)s đơn vị theo %(origin)s.") % {
            "count": format_count(together),
            "origin": found.origin_label or OriginKind(found.origin_kind).label,
        }
        told.append(
            {"at": found.given_at, "who": found.asker_name, "what": act_label(GIVEN), "reason": words}
        )
    return told


@acts("task.read")
def task(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, queries.get_task(request.user, code)
    asked = queries.open_request_of(found)
    may_work, open_parts = permissions.can_work_on(user, found), queries.open_parts_of(found).count()
    together, parts = queries.given_together(found), list(queries.parts_of(user, found))
    may_settle, may_cancel = permissions.can_settle(user, found), permissions.can_cancel(user, found)
    may_reopen = permissions.can_reopen(user, found)
    ready = may_work and asked is None and not open_parts
    refusals = {
        step: guards.refusal(user, found, step)
        for step, may in (
            (Step.REPORTED, ready),
            (Step.TIME_ASKED, may_work and asked is None),
            (Step.CONFIRMED, may_settle),
            (Step.SENT_BACK, may_settle),
            (Step.CANCELLED, may_cancel),
            (Step.REOPENED, may_reopen and found.state == TaskState.DONE),
            (Step.BROUGHT_BACK, may_reopen and found.state == TaskState.CANCELLED),
        )
        if may
    }
    refused = {step for step, sentence in refusals.items() if sentence}
    shown = {
        "task": found,
        "badge": TaskState(found.state).badge,
        "facts": _facts(found),
        "origin_url": queries.origin_address(user, found),
        "origin_kind": OriginKind(found.origin_kind).label,
        "asked": asked,
        "requests": [(one, RequestState(one.state).badge) for one in queries.requests_of(found)],
        "parts": [(one, TaskState(one.state).badge) for one in parts],
        "progress": queries.progress_of(parts),
        "proofs": queries.proofs_of(found),
        "taken_away": queries.taken_away(found, request.GET.get("hoan-tac", "")[:40]) if may_work else None,
        "parent": queries.parent_of(user, found),
        "together": together if together > 1 and found.asker_id != found.unit_id else 0,
        "history": _history(found, together),
        "may_work": may_work,
        "may_ask_time": may_work and asked is None and Step.TIME_ASKED not in refused,
        "may_report": ready and Step.REPORTED not in refused,
        "refusals": list(dict.fromkeys(filter(None, refusals.values()))),
        "open_parts": open_parts,
        "may_take_back": _may_take_back(user, found, asked is not None),
        "may_settle": may_settle and Step.SENT_BACK not in refused,
        "may_answer_time": asked is not None and permissions.can_answer_time(user, found),
        "may_cancel": may_cancel and Step.CANCELLED not in refused,
        "may_reopen": may_reopen and not refused & {Step.REOPENED, Step.BROUGHT_BACK},
        "may_split": permissions.can_split(user, found),
        "may_chase": permissions.can_chase(user, found),
        "steps": _steps(found),
        "trail": trail((found.code, "")),
    }
    return render(request, "tasks/task.html", shown)


def _may_take_back(user: User, found: Task, asks_time: bool) -> bool:
    has_step = (
        asks_time
        or found.state == TaskState.WAITING
        or (found.state == TaskState.DOING and found.reported_at is None)
    )
    return has_step and permissions.can_do_for(user, found.unit_id)


def _steps(found: Task) -> list[tuple[str, str]]:
    if found.state == TaskState.CANCELLED:
        return []
    names = [TaskState.NOT_BEGUN, TaskState.DOING, TaskState.WAITING, TaskState.DONE]
    at = names.index(TaskState(found.state))
    return [
        (
            str(one.label),
            "done" if place < at or found.state == TaskState.DONE else "now" if place == at else "later",
        )
        for place, one in enumerate(names)
    ]


def _wanted_proof(found: Any) -> str:
    if not found.proof_required:
        return found.proof_wanted or "–"
    words = _("phải kèm tệp")
    return f"{found.proof_wanted} ({words})" if found.proof_wanted else _("Phải kèm tệp")


def _facts(found: Any) -> list[tuple[str, object]]:
    due = format_day(found.due_on)
    if found.due_on != found.first_due_on:
        due = _("%(day)s (hạn lúc giao %(first)s)") % {"day": due, "first": format_day(found.first_due_on)}
    facts: list[tuple[str, object]] = [
        (_("Đơn vị thực hiện"), found.unit_name),
        (_("Nơi giao"), found.asker_name),
        (_("Hạn"), due),
        (_("Ngày giao"), format_day(found.given_at.astimezone(clock.VIETNAM).date())),
        (_("Minh chứng cần có"), _wanted_proof(found)),
        (
            _("Người lo"),
            f"{found.post.title} ({found.post.person.full_name})" if found.post else _("Chung cả đơn vị"),
        ),
    ]
    if found.confirmed_at is not None:
        facts.append((_("Xác nhận xong"), format_moment(found.confirmed_at)))
    return facts
