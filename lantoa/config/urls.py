"""Every address of the house. Vietnamese without diacritics, codes rather than identities."""

from allauth.account import views as account_views
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lantoa.desk.urls")),
    path("", include("lantoa.portal.urls")),
    path("dang-nhap/", account_views.login, name="account_login"),
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
