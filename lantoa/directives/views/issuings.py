"""Prepare an issuing, add its duties, look it over, send it down."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.directives.choices import IssuingState, ReadAgain
from lantoa.directives.duty_kinds import kind_of
from lantoa.directives.forms.issuings import (
    IssueForm,
    IssuingForm,
    StepForm,
    issuing_initial,
)
from lantoa.directives.models import Issuing
from lantoa.directives.permissions import issuings as permissions
from lantoa.directives.queries import issuings as queries
from lantoa.directives.services import issuings as services
from lantoa.organisation.access import SignedInRequest, acts, require
from lantoa.organisation.forms.choosing import offered_below
from lantoa.ui.forms import show_refusal
from lantoa.ui.steps import INVALID

SHOWN_UNITS = 200


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Tiếp nhận văn bản"), reverse("directives:receipts") if more else ""), *more]


def step_trail(issuing: Issuing, words: str) -> list[tuple[str, str]]:
    return trail((issuing.code, reverse("directives:issuing", args=[issuing.code])), (words, ""))


@acts("issuing.draft", post="issuing.draft")
def issuing_new(request: SignedInRequest, code: str) -> HttpResponse:
    """/van-ban/<mã>/phat-dong/: to whom the newest published version goes, and by when it is to be read."""
    directive = queries.get_directive_to_issue(request.user, code)
    version = queries.published_version(directive)
    if version is None:
        raise Refused(
            _("Văn bản này chưa công bố phiên bản nào. Công bố một phiên bản trước, rồi mới phát động.")
        )
    revised = queries.was_issued_before(version)
    initial = {"scope": queries.BEFORE if revised else "direct", "read_again": ReadAgain.CHANGED}
    form = IssuingForm(
        request.POST or None, initial=initial, revised=revised, **offered_below(directive.unit)
    )
    shown = {
        "form": form,
        "directive": directive,
        "version": version,
        "trail": trail((_("Phát động"), "")),
        "cancel_url": reverse("directives:receipts"),
    }
    if request.method != "POST":
        return render(request, "directives/issuing_form.html", shown)
    made = Issuing(version=version, unit=directive.unit)
    if form.is_valid() and form.names_somebody(made):
        try:
            made = services.draft_issuing(actor=request.user, directive=directive, text=form.text())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu. Thêm việc giao kèm nếu có, xem lại, rồi phát động."))
            return redirect("directives:issuing", made.code)
    return render(request, "directives/issuing_form.html", shown, status=INVALID)


@acts("issuing.draft", post="issuing.draft")
def issuing_edit(request: SignedInRequest, code: str) -> HttpResponse:
    found = draft_to_change(request, code)
    revised = queries.was_issued_before(found.version)
    form = IssuingForm(
        request.POST or None, initial=issuing_initial(found), revised=revised, **offered_below(found.unit)
    )
    shown = {
        "form": form,
        "directive": found.version.directive,
        "version": found.version,
        "trail": step_trail(found, _("Sửa nơi nhận và hạn")),
        "cancel_url": reverse("directives:issuing", args=[code]),
    }
    if request.method != "POST":
        return render(request, "directives/issuing_form.html", shown)
    if form.is_valid() and form.names_somebody(found):
        try:
            services.change_issuing(
                actor=request.user,
                issuing=found,
                text=form.text(),
                row_version=form.cleaned_data["row_version"] or 0,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu nơi nhận và hạn."))
            return redirect("directives:issuing", code)
    return render(request, "directives/issuing_form.html", shown, status=INVALID)


def draft_page(request: SignedInRequest, found: Any) -> HttpResponse:
    """A draft as it will go down: who gets it, what they read, what they do."""
    named = queries.recipients_of(found).units
    count = len(named)
    shown = {
        "issuing": found,
        "badge": IssuingState(found.state).badge,
        "read_again": ReadAgain(found.read_again).label,
        "revised": queries.was_issued_before(found.version),
        "count": count,
        "units": named.first(SHOWN_UNITS),
        "more": max(count - SHOWN_UNITS, 0),
        "duties": [(one, kind_of(one.kind)) for one in queries.duties_of(found)],
        "may_change": permissions.can_change(request.user, found),
        "may_issue": permissions.can_issue(request.user, found),
        "trail": trail((found.code, "")),
    }
    return render(request, "directives/issuing_draft.html", shown)


@acts(post="issuing.issue")
def issuing_issue(request: SignedInRequest, code: str) -> HttpResponse:
    found = queries.get_issuing(request.user, code)
    form = IssueForm(request.POST)
    seen = form.cleaned_data if form.is_valid() else {"row_version": 0, "counted": 0}
    made = services.issue(
        actor=request.user, issuing=found, row_version=seen["row_version"], counted=seen["counted"]
    )
    if made.state == IssuingState.ISSUED:
        words = _("Đã phát động đến %(count)s đơn vị.") % {"count": format_count(made.done)}
    else:
        words = _("Đang gửi xuống %(count)s đơn vị. Có thể rời trang này.") % {
            "count": format_count(made.total)
        }
    messages.success(request, words)
    return redirect("directives:issuing", code)


@acts(post="issuing.draft")
def issuing_drop(request: SignedInRequest, code: str) -> HttpResponse:
    found = queries.get_issuing(request.user, code)
    services.drop_issuing(actor=request.user, issuing=found, row_version=_seen(request))
    messages.success(request, _("Đã bỏ bản soạn %(code)s.") % {"code": code})
    return redirect("directives:receipts")


def draft_to_change(request: SignedInRequest, code: str) -> Any:
    found = queries.get_issuing(request.user, code)
    require(permissions.can_draft_for(request.user, found.unit_id))
    if not permissions.can_change(request.user, found):
        raise Refused(_("Đợt này đã phát động nên không sửa được nữa."))
    return found


def _seen(request: SignedInRequest) -> int:
    """The state on the page from which a button was pressed; 0, which none has, where it says none."""
    form = StepForm(request.POST)
    return form.cleaned_data["row_version"] if form.is_valid() else 0
