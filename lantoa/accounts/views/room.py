"""«Tài khoản của tôi»: how one signs in, and where one is signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from lantoa.accounts.gate import own
from lantoa.accounts.queries.providers import providers
from lantoa.accounts.queries.second_factors import second_factors_of
from lantoa.accounts.queries.sessions import get_own_session, open_sessions_of
from lantoa.accounts.services.sessions import end_session, end_sessions


@never_cache
def room(request: HttpRequest) -> HttpResponseBase:
    user = own(request)
    facts = [(_("Tên đăng nhập"), user.username), (_("Địa chỉ nhận thư"), user.email or _("chưa có"))]
    shown = {
        "facts": facts,
        "sessions": list(open_sessions_of(user)),
        "factors": second_factors_of(user),
        "has_providers": bool(providers()),
    }
    return render(request, "accounts/room.html", shown)


@never_cache
def end_own_session(request: HttpRequest) -> HttpResponseBase:
    """One other browser, or all others: `session` is its identity or the word `others`."""
    user, chosen = own(request), request.POST.get("session", "")
    here = request.session.session_key or ""
    if chosen == "others":
        ended = end_sessions(actor=user, user=user, but=here)
        sentence = ngettext("Đã đăng xuất %(count)d máy khác.", "Đã đăng xuất %(count)d máy khác.", ended) % {
            "count": ended
        }
    else:
        session = get_own_session(user, chosen)
        end_session(actor=user, session=session)
        sentence = _("Đã đăng xuất %(device)s.") % {"device": session.device}
    messages.success(request, sentence)
    return redirect("account_room")
