"""Every address of the house. Vietnamese without diacritics, codes rather than identities."""

from allauth.account import views as account_views
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from lantoa.accounts.views import links, passwords, room, sign_in
from lantoa.organisation.access import acts

# The rooms of one's account stand below the organisation, which knows the acts: they are named here.
of_the_account: list[URLPattern] = [
    path(
        "dang-nhap/", acts("session.sign_in", post="session.sign_in")(sign_in.sign_in), name="account_login"
    ),
    path("lien-ket/", acts("link.use", post="link.use")(links.type_code), name="account_link_code"),
    path("lien-ket/<str:code>/", acts("link.use", post="link.use")(links.one_time_link), name="account_link"),
    path("tai-khoan/", acts("account.manage_own")(room.room), name="account_room"),
    path(
        "tai-khoan/mat-khau/",
        acts("account.manage_own", post="account.manage_own")(passwords.change_password),
        name="account_password",
    ),
    path(
        "tai-khoan/phien/ket-thuc/",
        acts(post="session.end_own")(room.end_own_session),
        name="account_session_end",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lantoa.desk.urls")),
    path("", include("lantoa.portal.urls")),
    *of_the_account,
    path("dang-xuat/", account_views.logout, name="account_logout"),
    path("ngon-ngu/", set_language, name="set_language"),
    path("to-chuc/", include("lantoa.organisation.urls")),
    path("bao-cao/", include("lantoa.reporting.urls")),
    path("mo-hinh/", include("lantoa.practices.urls")),
    path("khen-thuong/", include("lantoa.commendation.urls")),
    path("hoi-nghi/", include("lantoa.conferences.urls")),
]

handler400 = "lantoa.ui.error_views.bad_request"
handler403 = "lantoa.ui.error_views.forbidden"
handler404 = "lantoa.ui.error_views.not_found"
handler500 = "lantoa.ui.error_views.server_error"
