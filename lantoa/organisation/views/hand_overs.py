"""Hand-overs: the list, one with the counts of both sides, and the acts of giver, receiver and the level above."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.audit import registry
from lantoa.audit.queries import history_of
from lantoa.core import clock
from lantoa.core.errors import NotFound, Refused
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.organisation.choices import HandOverState
from lantoa.organisation.forms.hand_overs import AssignForm, CountsForm, NewLineForm, SeenForm, SettleForm
from lantoa.organisation.models import HandOver
from lantoa.organisation.permissions import (
    confirms_in_stead,
    may_confirm_hand_over,
    may_prepare_hand_over,
    may_settle_hand_over,
)
from lantoa.organisation.printouts import hand_overs as printouts
from lantoa.organisation.queries import hand_overs as queries
from lantoa.organisation.queries.hand_overs import HandOverFilter
from lantoa.organisation.services.hand_overs import confirming, preparing
from lantoa.printing.docx_rendering import to_docx
from lantoa.printing.pdf_rendering import to_pdf
from lantoa.ui.forms import ViForm
from lantoa.ui.lists import LONGEST_SEARCH, file_answer, page_of
from lantoa.ui.steps import INVALID

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HISTORY_SHOWN = 20


@acts("hand_over.read")
def hand_over_list(request: SignedInRequest) -> HttpResponse:
    """/to-chuc/ban-giao/: hand-overs of one's scope, counted by state."""
    wanted = _wanted(request)
    counts = queries.state_counts(request.user, wanted)
    strip: list[dict[str, Any]] = [{"label": _("Tất cả"), "value": counts[""], "state": ""}]
    strip += [
        {"label": state.label, "value": counts.get(state, 0), "state": state.value, "badge": state.badge}
        for state in HandOverState
    ]
    shown = {
        "wanted": wanted,
        "counters": strip,
        "page": page_of(queries.listed(request.user, wanted), request),
        "is_narrowed": bool(wanted.text or wanted.state or wanted.mine),
        "trail": _trail(),
    }
    return render(request, "organisation/hand_overs/list.html", shown)


@acts("hand_over.read")
def hand_overs_export(request: SignedInRequest) -> HttpResponse:
    """The list as it is seen, all pages."""
    rows = queries.listed(request.user, _wanted(request))
    return file_answer(printouts.hand_overs_workbook(rows), "ban-giao.xlsx")


def _wanted(request: SignedInRequest) -> HandOverFilter:
    """The filter in the address; what it cannot mean is left out rather than refused."""
    state, sort = request.GET.get("trangthai", ""), request.GET.get("sort", "")
    return HandOverFilter(
        request.GET.get("q", "")[:LONGEST_SEARCH].strip(),
        state if state in HandOverState.values else "",
        request.GET.get("cho-toi", "") == "1",
        sort if sort.removeprefix("-") in queries.SORTS else "-day",
    )


@acts("hand_over.read")
def hand_over(request: SignedInRequest, code: str) -> HttpResponse:
    """/to-chuc/ban-giao/BG-2025-001/: both sides' figures, what is listed, the next step."""
    found = queries.get_hand_over(request.user, code)
    return _page(request, found)


def _page(
    request: SignedInRequest, found: HandOver, *, sentence: str = "", status: int = 200, **forms: ViForm
) -> HttpResponse:
    user, lines = request.user, queries.lines_of(found)
    prepares = may_prepare_hand_over(user, found)
    preparing = found.state == HandOverState.PREPARING
    answerable = found.state in (HandOverState.WAITING, HandOverState.DIFFERS)
    siblings = queries.siblings_of(found)
    shown = {
        "hand_over": found,
        "lines": lines,
        "differing": queries.differing(lines) if found.state != HandOverState.PREPARING else [],
        "things": queries.things_of(found),
        "roles": queries.ended_roles(found),
        "siblings": siblings,
        "steps": _steps(found),
        "history": _history(found),
        "may_state": prepares and found.state != HandOverState.CONFIRMED,
        "may_assign": prepares and preparing and bool(siblings),
        "may_arrange": prepares and preparing,
        "may_reopen": prepares and answerable,
        "may_confirm": answerable and may_confirm_hand_over(user, found),
        "in_stead": answerable and confirms_in_stead(user, found),
        "may_settle": found.state == HandOverState.DIFFERS and may_settle_hand_over(user, found),
        "too_early": clock.today() < found.effective_on,
        "line_form": forms.get("line_form") or NewLineForm(),
        "settle_form": forms.get("settle_form") or SettleForm(initial={"row_version": found.row_version}),
        "sentence": sentence,
        "trail": _trail((found.code, "")),
    }
    return render(request, "organisation/hand_overs/detail.html", shown, status=status)


@acts("hand_over.prepare", post="hand_over.prepare")
def hand_over_state(request: SignedInRequest, code: str) -> HttpResponse:
    """The giving side states or corrects its figures."""
    found = queries.get_hand_over(request.user, code)
    require(may_prepare_hand_over(request.user, found))
    lines = queries.lines_of(found)
    initial: dict[str, Any] = {"row_version": found.row_version, "note": found.note}
    for line in lines:
        initial[f"c-{line.position}"] = line.counted if line.stated is None else line.stated
    note = _("Ghi chú của bên giao")
    form = CountsForm(request.POST or None, lines=lines, note=note, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            preparing.state_counts(
                actor=request.user,
                hand_over=found,
                counts=form.counts(),
                note=form.cleaned_data["note"],
                row_version=form.cleaned_data["row_version"],
            )
        except Refused as refused:
            return _counts_page(request, found, form, refused, giving=True)
        messages.success(request, _("Đã chốt số liệu bên giao. Bên nhận xem và xác nhận."))
        return redirect("organisation:hand_over", code)
    return _counts_page(request, found, form, None, giving=True)


@acts("hand_over.confirm", post="hand_over.confirm")
def hand_over_confirm(request: SignedInRequest, code: str) -> HttpResponse:
    """The receiving side states what it got, and confirms where all figures agree."""
    found = queries.get_hand_over(request.user, code)
    require(
        may_confirm_hand_over(request.user, found),
        _("Người đứng đầu đơn vị nhận xác nhận biên bản bàn giao."),
    )
    lines = queries.lines_of(found)
    initial: dict[str, Any] = {"row_version": found.row_version, "note": found.remarks}
    for line in lines:
        initial[f"c-{line.position}"] = line.received
    form = CountsForm(request.POST or None, lines=lines, note=_("Ý kiến của bên nhận"), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            answered = confirming.confirm_hand_over(
                actor=request.user,
                hand_over=found,
                counts=form.counts(),
                remarks=form.cleaned_data["note"],
                row_version=form.cleaned_data["row_version"],
            )
        except Refused as refused:
            return _counts_page(request, found, form, refused, giving=False)
        if answered.state == HandOverState.CONFIRMED:
            messages.success(
                request, _("Đã xác nhận bàn giao. Các mục trên danh sách nay do đơn vị nhận giữ.")
            )
        else:
            messages.warning(request, _("Số liệu hai bên còn chênh lệch nên chưa bàn giao. Xem phần màu đỏ."))
        return redirect("organisation:hand_over", code)
    return _counts_page(request, found, form, None, giving=False)


def _counts_page(
    request: SignedInRequest, found: HandOver, form: CountsForm, refused: Refused | None, *, giving: bool
) -> HttpResponse:
    """What was typed stays; a version that has moved on is taken up, so that the same figures can be sent after a look."""
    if refused is not None:
        for name, sentence in refused.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        if not refused.fields:
            form.add_error(None, refused.sentence)
        typed = request.POST.copy()
        typed["row_version"] = str(queries.get_hand_over(request.user, found.code).row_version)
        form.data = typed
    shown = {
        "hand_over": found,
        "form": form,
        "giving": giving,
        "in_stead": not giving and confirms_in_stead(request.user, found),
        "trail": _trail(
            (found.code, reverse("organisation:hand_over", args=[found.code])),
            (_("Số liệu bên giao") if giving else _("Xác nhận bàn giao"), ""),
        ),
    }
    status = refused.status if refused is not None else INVALID if form.errors else 200
    return render(request, "organisation/hand_overs/counts.html", shown, status=status)


@acts(post="hand_over.prepare")
def hand_over_assign(request: SignedInRequest, code: str) -> HttpResponse:
    """Put chosen things on the list of another receiver of the same giver."""
    found = queries.get_hand_over(request.user, code)
    require(may_prepare_hand_over(request.user, found))
    siblings = queries.siblings_of(found)
    places = list(found.items.values_list("position", flat=True))
    form = AssignForm(request.POST, positions=places, receivers=[one.receiver_name for one in siblings])
    if not form.is_valid():
        return _page(request, found, sentence=_("Chọn ít nhất một mục và bên nhận khác."), status=INVALID)
    chosen = siblings[form.cleaned_data["to"] - 1]
    try:
        moved = preparing.assign_items(
            actor=request.user,
            hand_over=found,
            positions=form.cleaned_data["item"],
            receiver=chosen,
            row_version=form.cleaned_data["row_version"],
        )
    except Refused as refused:
        return _page(request, found, sentence=refused.sentence, status=refused.status)
    told = _("Đã chuyển %(count)s mục sang danh sách của %(unit)s.")
    messages.success(request, told % {"count": moved, "unit": chosen.receiver_name})
    return redirect("organisation:hand_over", code)


@acts(post="hand_over.prepare", takes=())
def hand_over_refresh(request: SignedInRequest, code: str) -> HttpResponse:
    """Take the lists up anew from what hangs on the giver."""
    found = queries.get_hand_over(request.user, code)
    require(may_prepare_hand_over(request.user, found))
    try:
        changed = preparing.refresh_items(actor=request.user, hand_over=found)
    except Refused as refused:
        return _page(request, found, sentence=refused.sentence, status=refused.status)
    told = (
        _("Đã cập nhật danh sách: %(count)s mục thay đổi.")
        if changed
        else _("Danh sách đã đúng, không có gì thay đổi.")
    )
    messages.success(request, told % {"count": changed} if changed else told)
    return redirect("organisation:hand_over", code)


@acts(post="hand_over.prepare")
def hand_over_line(request: SignedInRequest, code: str) -> HttpResponse:
    """Add something that only paper knows."""
    found = queries.get_hand_over(request.user, code)
    require(may_prepare_hand_over(request.user, found))
    form = NewLineForm(request.POST)
    if form.is_valid():
        try:
            preparing.add_line(actor=request.user, hand_over=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error("label" if "label" in refused.fields else None, refused.sentence)
        else:
            messages.success(request, _("Đã thêm nội dung vào biên bản."))
            return redirect("organisation:hand_over", code)
    return _page(request, found, status=INVALID, line_form=form)


@acts(post="hand_over.prepare")
def hand_over_reopen(request: SignedInRequest, code: str) -> HttpResponse:
    """Back to preparing; the figures of both sides are void."""
    found = queries.get_hand_over(request.user, code)
    require(may_prepare_hand_over(request.user, found))
    form = SeenForm(request.POST)
    seen = form.cleaned_data["row_version"] if form.is_valid() else 0
    try:
        preparing.reopen_hand_over(actor=request.user, hand_over=found, row_version=seen)
    except Refused as refused:
        return _page(request, found, sentence=refused.sentence, status=refused.status)
    messages.success(request, _("Biên bản trở lại bước «Đang lập»; hai bên ghi số liệu lại từ đầu."))
    return redirect("organisation:hand_over", code)


@acts(post="hand_over.prepare")
def hand_over_settle(request: SignedInRequest, code: str) -> HttpResponse:
    """The level above closes a difference that stays, with the reason."""
    found = queries.get_hand_over(request.user, code)
    require(
        may_settle_hand_over(request.user, found),
        _("Chênh lệch do cấp trên quyết định, không phải người đã chốt số liệu bên giao."),
    )
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            confirming.settle_difference(actor=request.user, hand_over=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error("reason" if "reason" in refused.fields else None, refused.sentence)
            return _page(request, found, status=refused.status, settle_form=form)
        messages.success(request, _("Đã chấp nhận chênh lệch; bàn giao đã xác nhận."))
        return redirect("organisation:hand_over", code)
    return _page(request, found, status=INVALID, settle_form=form)


@acts("hand_over.read")
def hand_over_print(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """The minutes as DOCX or PDF. Before the confirmation only as a draft (`?ban=du-thao`), marked so."""
    found = queries.get_hand_over(request.user, code)
    if kind not in ("docx", "pdf"):
        raise NotFound()
    lines = queries.lines_of(found)
    if found.state != HandOverState.CONFIRMED and request.GET.get("ban") != "du-thao":
        raise Refused(_not_yet(found, [line.label for line in queries.differing(lines)]))
    paper = printouts.minutes(found, lines, queries.things_of(found))
    name = f"bien-ban-ban-giao-{found.code}.{kind}"
    if kind == "docx":
        return file_answer(to_docx(paper), name, WORD)
    return file_answer(to_pdf(paper), name, "application/pdf", inline=True)


def _not_yet(found: HandOver, differing: list[str]) -> str:
    if found.state == HandOverState.DIFFERS:
        return _(
            "Số liệu hai bên còn chênh lệch (%(labels)s) nên chưa in biên bản. Chỉ in được bản dự thảo."
        ) % {"labels": "; ".join(differing)}
    return _("Bên nhận chưa xác nhận nên chưa in biên bản. Chỉ in được bản dự thảo.")


def _steps(found: HandOver) -> list[tuple[str, str]]:
    state = found.state
    confirmed = state == HandOverState.CONFIRMED
    stated = state != HandOverState.PREPARING
    second = _("Đối chiếu chênh lệch") if state == HandOverState.DIFFERS else _("Bên nhận xác nhận")
    return [
        (_("Lập danh sách, chốt số liệu"), "done" if stated else "now"),
        (second, "done" if confirmed else "now" if stated else "later"),
        (_("Đã bàn giao"), "done" if confirmed else "later"),
    ]


def _history(found: HandOver) -> list[dict[str, Any]]:
    rows = history_of("organisation.handover", found.pk)[: HISTORY_SHOWN * 2]
    shown: list[dict[str, Any]] = []
    for row in rows:
        entry = {
            "at": row.at,
            "what": registry.act_label(row.act),
            "who": row.actor_label,
            "reason": str(row.after.get("reason", "") or row.after.get("remarks", "")),
        }
        if entry not in shown:  # a confirmation is recorded with both units
            shown.append(entry)
    return shown[:HISTORY_SHOWN]


def _trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("organisation:hand_overs") if further else ""
    return [(_("Tổ chức"), reverse("organisation:tree")), (_("Bàn giao"), here), *further]
