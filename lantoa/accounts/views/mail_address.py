"""The address to which one's own mail goes."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lantoa.accounts.forms import MailAddressForm
from lantoa.accounts.gate import confirmed, own
from lantoa.accounts.services.mail_addresses import set_mail_address
from lantoa.ui.steps import take_step


@confirmed
@never_cache
def mail_address(request: HttpRequest) -> HttpResponseBase:
    """/tai-khoan/thu/"""
    user = own(request)
    form = MailAddressForm(request.POST if request.method == "POST" else None, initial={"email": user.email})

    def step(typed: dict[str, str]) -> str:
        set_mail_address(actor=user, user=user, address=typed["email"])
        return _("Đã đặt địa chỉ nhận thư.") if typed["email"] else _("Đã bỏ địa chỉ nhận thư.")

    taken, status = take_step(request, form, step)
    if taken:
        return redirect("account_room")
    shown = {
        "form": form,
        "back": reverse("account_room"),
        "trail": [(_("Tài khoản của tôi"), reverse("account_room")), (_("Địa chỉ nhận thư"), "")],
    }
    return render(request, "accounts/mail_address.html", shown, status=status)
