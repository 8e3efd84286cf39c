from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import include, path

from lantoa.accounts.models import User
from lantoa.config import navigation
from tests.cast import Cast


def nothing(request: object) -> HttpResponse:
    return HttpResponse()


def room(app: str, name: str) -> object:
    return path(f"{app}/", include(([path("", nothing, name=name)], app)))


urlpatterns = [
    *(room(*item.url_name.split(":")) for item in navigation.ROOMS if item.url_name != "practices:list"),
    path("in/", nothing, name="account_login"),
    path("out/", nothing, name="account_logout"),
    path("language/", nothing, name="set_language"),
]


@override_settings(ROOT_URLCONF="tests.ui.test_navigation")
def test_check_refuses_a_room_without_an_address() -> None:
    found = navigation.menu_leads_somewhere(None)
    assert [(error.id, "practices:list" in error.msg) for error in found] == [("lantoa.config.E001", True)]


def seen_by(user: User, address: str = "/", app: str = "desk") -> list[navigation.MenuItem]:
    request = RequestFactory().get(address)
    request.user = user
    request.resolver_match = SimpleNamespace(app_name=app, namespace=app)  # type: ignore[assignment]
    return list(navigation._menu(request))


def test_menu_marks_the_room_one_is_in(cast: Cast) -> None:
    menu = seen_by(cast.propaganda_officer, "/bao-cao/", "reporting")
    assert [item.url for item in menu if item.is_current] == ["/bao-cao/"]


def test_menu_shows_only_rooms_that_the_role_may_enter(cast: Cast) -> None:
    shown = {
        name: [item.url for item in seen_by(getattr(cast, name))]
        for name in ("unit_reporter", "administrator")
    }
    assert shown == {
        "unit_reporter": ["/", "/bao-cao/", "/mo-hinh/", "/khen-thuong/", "/to-chuc/"],
        "administrator": ["/", "/to-chuc/"],
    }


@override_settings(ROOT_URLCONF="tests.ui.test_navigation")
def test_menu_of_a_stranger_is_empty() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert navigation._menu(request) == []
