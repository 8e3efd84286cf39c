from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import include, path

from lantoa.config import navigation


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


@override_settings(ROOT_URLCONF="tests.ui.test_navigation")
def test_menu_marks_the_room_one_is_in() -> None:
    request = RequestFactory().get("/reporting/")
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    request.resolver_match = SimpleNamespace(app_name="reporting", namespace="reporting")  # type: ignore[assignment]
    assert [item.url for item in navigation._menu(request) if item.is_current] == ["/reporting/"]


@override_settings(ROOT_URLCONF="tests.ui.test_navigation")
def test_menu_of_a_stranger_is_empty() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert navigation._menu(request) == []
