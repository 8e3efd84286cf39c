"""What one does with one's own pledge."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.commitments.choices import HALVES
from lantoa.commitments.forms import (
    ROWS,
    ChosenItemsForm,
    ReviewForm,
    WriteForm,
    item_forms,
    texts_of,
)
from lantoa.commitments.models import MOST_ITEMS
from lantoa.commitments.queries import own
from lantoa.commitments.services import reviewing, writing
from lantoa.commitments.views.own import trail
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.ui.forms import ViForm, show_refusal
from lantoa.ui.steps import INVALID, take_step


@acts(post="commitment.keep", takes=("year",))
def begin(request: SignedInRequest) -> HttpResponse:
    typed = request.POST.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    made = writing.begin_commitment(actor=request.user, year=year)
    return redirect("commitments:write", made.year)


@acts("commitment.keep", post="commitment.keep")
def write(request: SignedInRequest, year: int) -> HttpResponse:
    """/cam-ket/<năm>/viet/: items, with what is worth a second look. Buttons: viec=luu, viec=them (one more row), viec=xong."""
    found = own.get_own(request.user, year)
    if found.is_signed:
        raise Refused(_("Bản cam kết đã ký. Muốn sửa thì rút chữ ký trước."))
    items, status = own.items_of(found), 200
    if request.method == "POST":
        head = WriteForm(request.POST)
        rows = _rows(head, len(items))
        forms, asked = item_forms(request.POST, [], rows), request.POST.get("viec", "")
        valid = all([head.is_valid(), *(one.is_valid() for one in forms)])
        if valid:
            try:
                writing.write_items(
                    actor=request.user,
                    commitment=found,
                    items=texts_of(forms),
                    row_version=head.cleaned_data["row_version"],
                )
            except Conflict as conflict:
                head.add_error(None, conflict.sentence)
                status = conflict.status
            except Refused as refused:
                show_refusal(head, refused)
                status = INVALID
            else:
                messages.success(request, _("Đã lưu. Chỉ anh/chị đọc được bản đang viết."))
                if asked == "xong":
                    return redirect("commitments:year", year)
                more = f"?so-muc={rows + 1}" if asked == "them" else ""
                return redirect(reverse("commitments:write", args=[year]) + more)
        else:
            status = INVALID
    else:
        wanted = request.GET.get("so-muc", "")
        rows = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 3 else 0
        rows = min(MOST_ITEMS, max(rows, len(items), ROWS))
        head = WriteForm(initial={"row_version": found.row_version, "rows": rows})
        forms = item_forms(None, items, rows)
    helped = own.help_for(found, items)
    shown = {
        "commitment": found,
        "form": head,
        "rows": [
            (place, one, helped.hints.get(place, []) if status == 200 else [])
            for place, one in enumerate(forms, start=1)
        ],
        "common": helped.common,
        "counted": helped.counted,
        "full": len(forms) >= MOST_ITEMS,
        "trail": trail((str(year), reverse("commitments:year", args=[year])), (_("Viết"), "")),
    }
    return render(request, "commitments/write.html", shown, status=status)


def _rows(head: WriteForm, kept: int) -> int:
    """How many rows the page had; what is kept at least, where it does not say."""
    head.is_valid()
    rows: int = head.cleaned_data.get("rows") or max(kept, ROWS)
    return rows


def _seen(request: SignedInRequest) -> int:
    """The state of the pledge on the page from which a button was pressed; 0, which none has, where it says none."""
    typed = request.POST.get("row_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


@acts(post="commitment.keep", takes=("row_version",))
def sign(request: SignedInRequest, year: int) -> HttpResponse:
    found = own.get_own(request.user, year)
    writing.sign_commitment(actor=request.user, commitment=found, row_version=_seen(request))
    messages.success(
        request, _("Đã ký. Cấp trên trực tiếp đọc được từ bây giờ; mỗi lần mở đều hiện ở «Ai đã xem».")
    )
    return redirect("commitments:year", year)


@acts(post="commitment.keep", takes=("row_version",))
def withdraw(request: SignedInRequest, year: int) -> HttpResponse:
    found = own.get_own(request.user, year)
    writing.withdraw_signature(actor=request.user, commitment=found, row_version=_seen(request))
    messages.success(request, _("Đã rút chữ ký. Bản cam kết lại chỉ mình anh/chị đọc được."))
    return redirect("commitments:year", year)


@acts(post="commitment.keep", takes=())
def take_along(request: SignedInRequest, year: int) -> HttpResponse:
    found = own.get_own(request.user, year)
    writing.take_along(actor=request.user, commitment=found)
    messages.success(request, _("Bản cam kết đã theo anh/chị sang đơn vị mới."))
    return redirect("commitments:year", year)


@acts("commitment.keep", post="commitment.keep")
def review(request: SignedInRequest, year: int, half: str) -> HttpResponse:
    """/cam-ket/<năm>/tu-nhan-xet/giua-nam|cuoi-nam/: one line for each item."""
    found = own.get_own(request.user, year)
    wanted = HALVES.get(half)
    if wanted is None:
        raise NotFound()
    items = own.items_of(found)
    if not found.is_signed:
        raise Refused(_("Ký bản cam kết trước, rồi tự nhận xét."))
    initial = {f"v-{one.position}": one.told[wanted].words for one in items if wanted in one.told}  # type: ignore[attr-defined]
    form = ReviewForm(_typed(request), items=items, initial=initial)

    def tell() -> str:
        words = {one.pk: form.cleaned_data[f"v-{one.position}"] for one in items}
        reviewing.tell_review(actor=request.user, commitment=found, half=wanted, words=words)
        return _("Đã lưu tự nhận xét.")

    title = _("Tự nhận xét %(half)s") % {"half": str(wanted.label).lower()}
    return _form_step(
        request, year, form, "commitments/review.html", title, tell, commitment=found, items=items
    )


@acts("commitment.keep", post="commitment.keep")
def carry(request: SignedInRequest, year: int) -> HttpResponse:
    """/cam-ket/<năm>/chuyen-tiep/: choose what goes on next year."""
    found = own.get_own(request.user, year)
    items = own.items_of(found)
    if not found.is_signed:
        raise Refused(_("Chỉ chuyển tiếp được từ bản đã ký."))
    form = ChosenItemsForm(_typed(request), items=items, needed=True)

    def go_on() -> str:
        writing.carry_over(actor=request.user, commitment=found, items=form.identities())
        return _("Đã chuyển tiếp vào bản đang viết năm %(year)d. Mở ra ghi lại con số, ngày rồi ký.") % {
            "year": year + 1
        }

    title = _("Chuyển tiếp sang năm %(year)d") % {"year": year + 1}
    return _form_step(request, year, form, "commitments/carry.html", title, go_on, commitment=found)


def _typed(request: SignedInRequest) -> Any:
    """What was sent, also where nothing was ticked; None of a page that is only opened."""
    return request.POST if request.method == "POST" else None


def _form_step(
    request: SignedInRequest,
    year: int,
    form: ViForm,
    page: str,
    title: str,
    step: Callable[[], str],
    **more: Any,
) -> HttpResponse:
    """A page with one form about one's pledge: `step` does it and gives the sentence that says so."""
    done, status = take_step(request, form, lambda typed: step())
    if done:
        return redirect("commitments:year", year)
    address = reverse("commitments:year", args=[year])
    shown = {
        "form": form,
        "title": title,
        "cancel_url": address,
        "trail": trail((str(year), address), (title, "")),
        **more,
    }
    return render(request, page, shown, status=status)
