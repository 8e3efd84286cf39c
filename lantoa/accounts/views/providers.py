"""Sign-in by another service: there and back, and linking it to one's own account."""

from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.openid_connect import views as library
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from requests import RequestException

from lantoa.accounts.gate import confirmed, own
from lantoa.accounts.provider_adapter import failed
from lantoa.accounts.queries.providers import linked_providers, providers
from lantoa.accounts.services.providers import unlink_provider
from lantoa.core.errors import NotFound


def may_lead_to_providers(response: HttpResponseBase) -> HttpResponseBase:
    """Let the forms of this page, and of no other, be led to the providers: `form-action` holds for redirects too."""
    origins = [one.origin for one in providers()]
    if origins:
        response._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
    return response


@never_cache
def go(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the service. `process` «connect» links it to who is signed in; `next` is where to go afterwards."""
    _require_known(provider_id)
    if request.POST.get("process") == "connect" and not request.user.is_authenticated:
        return redirect("account_login")
    try:
        response: HttpResponseBase = library.login(request, provider_id)
    except (RequestException, KeyError, ValueError):  # no line, or what answers is no provider
        return failed(request)
    return response


@never_cache
def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """From the service. What answers nothing that was asked in this browser is refused before the service is asked anything."""
    _require_known(provider_id)
    if request.GET.get("state", "") not in statekit.get_states(request):
        return failed(request)
    try:
        response: HttpResponseBase = library.callback(request, provider_id)
    except (RequestException, KeyError, ValueError):
        return failed(request)
    return response


@never_cache
@confirmed
def linked(request: HttpRequest) -> HttpResponseBase:
    user = own(request)
    codes = linked_providers(user)
    shown = {
        "rows": [(one, one.code in codes) for one in providers()],
        "trail": [(_("Tài khoản của tôi"), reverse("account_room")), (_("Dịch vụ đăng nhập"), "")],
    }
    return may_lead_to_providers(render(request, "accounts/providers.html", shown))


@never_cache
@confirmed
def unlink(request: HttpRequest) -> HttpResponseBase:
    user = own(request)
    unlink_provider(actor=user, user=user, provider=request.POST.get("provider", ""))
    messages.success(request, _("Đã bỏ nối."))
    return redirect("account_providers")


def _require_known(code: str) -> None:
    if code not in {one.code for one in providers()}:
        raise NotFound
