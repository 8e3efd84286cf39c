"""How notices come by mail: each person for themselves."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.notifications.forms import DAILY, WEEKLY, PreferencesForm
from lantoa.notifications.queries.calendar import rule_on
from lantoa.notifications.queries.preferences import chosen_by
from lantoa.notifications.services.preferences import choose
from lantoa.organisation.access import SignedInRequest, acts
from lantoa.ui.steps import INVALID


@acts("notification.choose", post="notification.choose")
def preferences(request: SignedInRequest) -> HttpResponse:
    """/thong-bao/tuy-chon/"""
    user = request.user
    chosen = chosen_by(user)
    initial: dict[str, object] = {f"kind-{code}": way for code, way in chosen.ways.items()}
    initial |= {"digest": WEEKLY if chosen.weekly else DAILY, "any_time": chosen.any_time}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose(
            actor=user,
            ways=form.ways,
            weekly=form.cleaned_data["digest"] == WEEKLY,
            any_time=form.cleaned_data["any_time"],
        )
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("notifications:preferences")
    shown = {
        "form": form,
        "rule": rule_on(),
        "address": user.email,
        "has_server": settings.SMTP is not None,
        "trail": [(_("Thông báo"), reverse("notifications:list")), (_("Cách nhận"), "")],
    }
    return render(request, "notifications/preferences.html", shown, status=INVALID if form.errors else 200)
