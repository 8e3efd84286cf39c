"""Every address of the house. Vietnamese without diacritics, codes rather than identities."""

from allauth.account import views as account_views
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from lantoa.accounts.views import (
    confirm,
    links,
    mail_address,
    passkeys,
    passwords,
    providers,
    room,
    second_factors,
    sign_in,
)
from lantoa.organisation.access import acts

# The rooms of one's account stand below the organisation, which knows the acts: they are named here. What a form may send is said
# where no form class says it before anything is done.
_sign_in = acts("session.sign_in", post="session.sign_in", takes=("login", "password"))
_link = acts("link.use", post="link.use")
_own = acts("account.manage_own", post="account.manage_own")
_own_answer = acts(post="account.manage_own")
_own_button = acts(post="account.manage_own", takes=())
of_the_account: list[URLPattern] = [
    path("dang-nhap/", _sign_in(sign_in.sign_in), name="account_login"),
    path(
        "dang-nhap/xac-minh/",
        acts("session.sign_in", post="session.sign_in", takes=("code", "credential"))(
            second_factors.second_step
        ),
        name="mfa_authenticate",
    ),
    path(
        "dang-nhap/khoa/",
        acts(post="session.sign_in", takes=("credential",))(passkeys.sign_in_by_passkey),
        name="account_passkey_sign_in",
    ),
    path(
        "dang-nhap/khoa/hoi/",
        acts(post="session.sign_in", takes=())(passkeys.challenge),
        name="account_passkey_challenge",
    ),
    path(
        "dang-nhap/dich-vu/<slug:provider_id>/",
        acts(post="session.sign_in", takes=("process",))(providers.go),
        name="openid_connect_login",
    ),
    path(
        "dang-nhap/dich-vu/<slug:provider_id>/ve/",
        acts("session.sign_in")(providers.come_back),
        name="openid_connect_callback",
    ),
    path("lien-ket/", _link(links.type_code), name="account_link_code"),
    path(
        "lien-ket/<str:code>/",
        acts("link.use", post="link.use", takes=())(links.one_time_link),
        name="account_link",
    ),
    path("tai-khoan/", acts("account.manage_own")(room.room), name="account_room"),
    path("tai-khoan/mat-khau/", _own(passwords.change_password), name="account_password"),
    path("tai-khoan/thu/", _own(mail_address.mail_address), name="account_mail"),
    path("tai-khoan/xac-nhan/", _own(confirm.confirm), name="account_confirm"),
    path("tai-khoan/ung-dung/", _own(second_factors.set_up_app), name="account_app"),
    path(
        "tai-khoan/bat-xac-minh/",
        acts("account.manage_own")(second_factors.second_factor_due),
        name="account_factor_due",
    ),
    path("tai-khoan/khoa/", _own(passkeys.add), name="account_passkey_add"),
    path("tai-khoan/khoa/hoi/", _own_button(passkeys.new_passkey_options), name="account_passkey_options"),
    path("tai-khoan/khoa/doi-ten/", _own_answer(passkeys.rename), name="account_passkey_rename"),
    path(
        "tai-khoan/ma-du-phong/",
        acts("account.manage_own", post="account.manage_own", takes=())(second_factors.recovery_codes),
        name="account_recovery_codes",
    ),
    path(
        "tai-khoan/bo-xac-minh/",
        acts("account.manage_own", post="account.manage_own", takes=("factor", "present"))(
            second_factors.remove
        ),
        name="account_factor_remove",
    ),
    path("tai-khoan/dich-vu/", acts("account.manage_own")(providers.linked), name="account_providers"),
    path(
        "tai-khoan/dich-vu/bo/",
        acts(post="account.manage_own", takes=("provider",))(providers.unlink),
        name="account_provider_unlink",
    ),
    path(
        "tai-khoan/phien/ket-thuc/",
        acts(post="session.end_own", takes=("session",))(room.end_own_session),
        name="account_session_end",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lantoa.desk.urls")),
    path("", include("lantoa.portal.urls")),
    *of_the_account,
    path(
        "dang-xuat/",
        acts("session.sign_out", post="session.sign_out", takes=())(account_views.logout),
        name="account_logout",
    ),
    path("ngon-ngu/", acts(post="language.choose", takes=("language",))(set_language), name="set_language"),
    path("to-chuc/", include("lantoa.organisation.urls")),
    path("thong-bao/", include("lantoa.notifications.urls")),
    path("nhiem-vu/", include("lantoa.tasks.urls")),
    path("bao-cao/", include("lantoa.reporting.urls")),
    path("", include("lantoa.directives.urls")),
    path("mo-hinh/", include("lantoa.practices.urls")),
    path("cam-ket/", include("lantoa.commitments.urls")),
    path("kiem-tra-giam-sat/", include("lantoa.oversight.urls")),
    path("buc-xuc/", include("lantoa.issues.urls")),
    path("khen-thuong/", include("lantoa.commendation.urls")),
    path("hoi-nghi/", include("lantoa.conferences.urls")),
]

handler400 = "lantoa.ui.error_views.bad_request"
handler403 = "lantoa.ui.error_views.forbidden"
handler404 = "lantoa.ui.error_views.not_found"
handler500 = "lantoa.ui.error_views.server_error"
