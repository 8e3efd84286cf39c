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


def room(app: str) -> object:
    names = [item.url_name for item in navigation.ROOMS if item.url_name.startswith(f"{app}:")]
    pages = [path(f"{name}/", nothing, name=name.partition(":")[2]) for name in names]
    return path(f"{app}/", include((pages, app)))


APPS = sorted({item.url_name.partition(":")[0] for item in navigation.ROOMS} - {"practices"})
urlpatterns = [
    *(room(app) for app in APPS),
    path("in/", nothing, name="account_login"),
    path("out/", nothing, name="account_logout"),
    path("language/", nothing, name="set_language"),
]


@override_settings(ROOT_URLCONF="tests.ui.test_navigation")
def test_check_refuses_a_room_without_an_address() -> None:
    found = navigation.menu_leads_somewhere(None)
    missing = ("practices:list", "practices:search", "notifications:list")
    assert [error.id for error in found] == ["lantoa.config.E001"] * 3
    assert [name in error.msg for name, error in zip(missing, found, strict=True)] == [True] * 3


def seen_by(
    user: User, address: str = "/", app: str = "desk", page: str = "home"
) -> list[navigation.MenuItem]:
    request = RequestFactory().get(address)
    request.user = user
    request.resolver_match = SimpleNamespace(  # type: ignore[assignment]
        app_name=app, namespace=app, view_name=f"{app}:{page}"
    )
    return list(navigation._menu(request))


def test_menu_marks_the_room_one_is_in(cast: Cast) -> None:
    menu = seen_by(cast.propaganda_officer, "/bao-cao/", "reporting")
    assert [item.url for item in menu if item.is_current] == ["/bao-cao/"]


def test_menu_marks_one_of_two_rooms_of_an_app(cast: Cast) -> None:
    for page, current in (("home", "/"), ("unit", "/"), ("record", "/nhat-ky/")):
        menu = seen_by(cast.propaganda_officer, page=page)
        assert [item.url for item in menu if item.is_current] == [current]


def test_menu_shows_only_rooms_that_the_role_may_enter(cast: Cast) -> None:
    shown = {
        name: [item.url for item in seen_by(getattr(cast, name))]
        for name in ("unit_reporter", "administrator")
    }
    assert shown == {
        "unit_reporter": [
            "/",
            "/bao-cao/",
            "/mo-hinh/",
            "/nhiem-vu/",
            "/van-ban/",
            "/cam-ket/",
            "/buc-xuc/",
            "/khen-thuong/",
            "/to-chuc/",
            "/nhat-ky/",
        ],
        "administrator": ["/", "/to-chuc/", "/nhat-ky/"],
    }


@override_settings(ROOT_URLCONF="tests.ui.test_navigation")
def test_menu_of_a_stranger_is_empty() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert navigation._menu(request) == []
