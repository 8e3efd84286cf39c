"""The draft of a version with its parts, publishing, and two versions compared."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.directives.cutting import cut
from lantoa.directives.forms.directives import DraftForm, draft_initial, rows_of
from lantoa.directives.models import DirectiveVersion
from lantoa.directives.permissions import directives as permissions
from lantoa.directives.queries import versions
from lantoa.directives.queries.directives import get_directive
from lantoa.directives.services.versions import MOST_PARTS, discard_draft, publish_version, save_draft
from lantoa.directives.views.directives import form_page, trail
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.ui.forms import now_seen, show_refusal

EMPTY_ROWS = 2


@acts("directive.enter", post="directive.enter")
def draft(request: SignedInRequest, code: str) -> HttpResponse:
    """/van-ban/<mã>/ban-nhap/: the parts of the next version. POST viec=cat cuts the pasted text into rows, viec=tep the words of
    the file, viec=them adds a row, viec=luu saves."""
    user, found = request.user, get_directive(request.user, code)
    require(permissions.can_change_directive(user, found))
    kept = versions.draft_of(found)
    last = versions.published_versions(found).first()
    rows = rows_of(kept or last)
    form = DraftForm(request.POST or None, initial=draft_initial(last, kept))
    is_cut, status, taken = False, 0, ""
    if request.method == "POST":
        rows, errand = form.rows(), request.POST.get("viec", "luu")
        if form.is_valid():
            whole = form.cleaned_data["whole"]
            if errand == "cat" and whole:
                try:
                    rows, is_cut = _cut_rows(whole), True
                    form = _without_whole(request)
                except Refused as refused:
                    form.add_error("whole", refused.sentence)
            elif errand == "tep":
                try:
                    rows, is_cut = _cut_rows(versions.words_of_file(found)), True
                except Refused as refused:
                    form.add_error("whole", refused.sentence)
            elif errand == "cat":
                form.add_error("whole", _("Dán toàn văn vào ô này, rồi bấm Cắt thành phần."))
            elif errand != "them" and whole:
                sentence = _(
                    "Toàn văn đã dán chưa cắt nên chưa lưu. Bấm Cắt thành phần, hoặc xóa trống ô này."
                )
                form.add_error("whole", sentence)
            elif errand != "them":
                parts = form.parts()
                try:
                    if not form.errors:
                        save_draft(
                            actor=user,
                            directive=found,
                            adopted_on=form.cleaned_data["adopted_on"],
                            note=form.cleaned_data["note"],
                            parts=parts,
                            row_version=form.cleaned_data["row_version"] or 0,
                        )
                        messages.success(request, _("Đã lưu bản nháp. Xem lại rồi công bố."))
                        return redirect("directives:directive", code)
                except Conflict as conflict:
                    status, taken = conflict.status, conflict.sentence
                    kept = versions.draft_of(found)
                    now_seen(form, kept.row_version if kept else 0)
                except Refused as refused:
                    show_refusal(form, refused)
    empty = {"so": "", "ten": "", "noi-dung": "", "goc": ""}
    address = reverse("directives:directive", args=[code])
    shown = {
        "directive": found,
        "form": form,
        "rows": [
            (n, row["so"], row["ten"], row["noi-dung"], row["goc"])
            for n, row in enumerate([*rows, *[empty] * EMPTY_ROWS])
        ],
        "is_cut": is_cut,
        "conflict": taken,
        "kept": kept,
        "number": kept.number if kept else (last.number + 1 if last else 1),
        "trail": trail((code, address), (_("Bản nháp"), "")),
    }
    return form_page(request, "directives/draft.html", shown, form, status)


def _without_whole(request: HttpRequest) -> DraftForm:
    """What was sent, without the text that is cut now: pressed again, it would take the place of what was corrected since."""
    sent = request.POST.copy()
    sent["whole"] = ""
    return DraftForm(sent)


def _cut_rows(whole: str) -> list[dict[str, str]]:
    """Refused where there are more parts than a version takes: none is dropped unsaid."""
    parts = cut(whole)
    if len(parts) > MOST_PARTS:
        sentence = _("Cắt ra %(count)d phần, tối đa %(most)d. Dán từng chương, hoặc bớt số ở các ý nhỏ.")
        raise Refused(sentence % {"count": len(parts), "most": MOST_PARTS})
    return [{"so": one.label, "ten": one.heading, "noi-dung": one.text, "goc": ""} for one in parts]


@acts(post="directive.publish", takes=("row_version",))
def publish(request: SignedInRequest, code: str) -> HttpResponse:
    user, found = request.user, get_directive(request.user, code)
    require(permissions.can_publish(user, found))
    kept = versions.draft_of(found)
    if kept is None:
        raise Refused(_("Không có bản nháp nào để công bố."))
    done = publish_version(actor=user, version=kept, row_version=_row_version(request))
    messages.success(request, _("Đã công bố phiên bản %(number)d.") % {"number": done.number})
    return redirect("directives:directive", code)


@acts(post="directive.enter", takes=("row_version",))
def discard(request: SignedInRequest, code: str) -> HttpResponse:
    """/van-ban/<mã>/bo-ban-nhap/: throw the draft away, with the directive where nothing of it was published."""
    user, found = request.user, get_directive(request.user, code)
    require(permissions.can_change_directive(user, found))
    gone = discard_draft(actor=user, directive=found, row_version=_row_version(request))
    if gone:
        messages.success(request, _("Đã bỏ %(code)s. Nhật ký giữ lời của bản nháp.") % {"code": code})
        return redirect("directives:directives")
    messages.success(request, _("Đã bỏ bản nháp. Phiên bản đã công bố không thay đổi."))
    return redirect("directives:directive", code)


def _row_version(request: SignedInRequest) -> int:
    typed = request.POST.get("row_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


@acts("directive.read")
def version(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """/van-ban/<mã>/phien-ban/<số>/: a version as it was published."""
    found = get_directive(request.user, code)
    held = versions.get_version(found, number)
    address = reverse("directives:directive", args=[code])
    shown = {
        "directive": found,
        "version": held,
        "trail": trail((code, address), (_("Phiên bản %(number)d") % {"number": number}, "")),
    }
    return render(request, "directives/version.html", shown)


@acts("directive.read")
def compare(request: SignedInRequest, code: str) -> HttpResponse:
    """/van-ban/<mã>/so-sanh/: ?tu= ?den= numbers of versions; the last two where nothing is said."""
    found = get_directive(request.user, code)
    told = list(versions.published_versions(found))
    if len(told) < 2:
        raise NotFound()
    old = _chosen(request, "tu", {one.number: one for one in told}, told[1])
    new = _chosen(request, "den", {one.number: one for one in told}, told[0])
    if old.number > new.number:
        old, new = new, old
    changes = versions.compared(old, new)
    address = reverse("directives:directive", args=[code])
    shown = {
        "directive": found,
        "versions": told,
        "old": old,
        "new": new,
        "changes": changes,
        "differing": sum(one.kind != "same" for one in changes),
        "trail": trail((code, address), (_("So sánh"), "")),
    }
    return render(request, "directives/compare.html", shown)


def _chosen(
    request: HttpRequest, name: str, told: dict[int, DirectiveVersion], other: DirectiveVersion
) -> DirectiveVersion:
    typed = request.GET.get(name, "")
    return told.get(int(typed), other) if typed.isascii() and typed.isdigit() and len(typed) < 6 else other
