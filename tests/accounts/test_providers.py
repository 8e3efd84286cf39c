"""Sign-in by a real OpenID Connect provider on this machine: only into accounts that were linked, and nothing of it is kept."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from lantoa.accounts.models import User
from lantoa.accounts.services.providers import link_provider
from lantoa.audit.models import Entry
from lantoa.config.single_sign_on import library_settings
from lantoa.core import clock
from tests.accounts.test_second_factors import with_app
from tests.cast import Cast
from tests.identity_provider import running_provider

GO, PAGE = "/dang-nhap/dich-vu/tinh/", "/tai-khoan/dich-vu/"
ENTRY = {
    "id": "tinh",
    "name": "Cổng của tỉnh",
    "address": "https://sso.example.org/",
    "client": "lantoa",
    "secret": "x",
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    claims = {
        "sub": "hoa",
        "email": "hoa@example.org",
        "email_verified": True,
        "preferred_username": "unit_head",
    }
    with running_provider(json.dumps(claims)) as address:
        yield address


@pytest.fixture
def provider(settings: Settings, issuer: str, db: None) -> str:
    settings.SOCIALACCOUNT_PROVIDERS = library_settings(json.dumps([ENTRY | {"address": issuer}]))
    return issuer


def through(client: Client, subject: str = "hoa", **given: str) -> Any:
    """From our button over the provider's page back to us; the last answer of ours."""
    asked = client.post(GO, given)
    assert asked.status_code == 302
    agreed = requests.post(asked["Location"], data={"sub": subject}, allow_redirects=False, timeout=10)
    back = agreed.headers["Location"]
    assert back.startswith(f"http://testserver{GO}ve/?")
    return client.get(back.removeprefix("http://testserver"))


def linked(user: User, subject: str = "hoa") -> None:
    link_provider(actor=user, user=user, provider="tinh", subject=subject)


def told(client: Client) -> list[str]:
    return [str(message) for message in client.get("/dang-nhap/").context["messages"]]


def test_a_linked_account_signs_in(cast: Cast, provider: str, client: Client) -> None:
    linked(cast.unit_head)
    answer = through(client, next="/to-chuc/")
    assert (answer.status_code, answer["Location"]) == (302, "/to-chuc/")
    assert client.session["_auth_user_id"] == str(cast.unit_head.pk)


def test_nothing_of_the_provider_is_kept_but_the_subject(cast: Cast, provider: str, client: Client) -> None:
    linked(cast.unit_head)
    through(client)
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data, SocialToken.objects.count()) == ("hoa", {}, 0)


@pytest.mark.parametrize("subject", ["hoa", "nguoi-la"])
def test_who_is_not_linked_is_not_signed_in_and_not_signed_up(
    cast: Cast, provider: str, client: Client, subject: str
) -> None:
    """Neither by a name nor by an address that happens to be that of an account here."""
    User.objects.filter(pk=cast.unit_head.pk).update(email="hoa@example.org")
    accounts = User.objects.count()
    assert through(client, subject)["Location"] == "/dang-nhap/"
    assert ("_auth_user_id" in client.session, User.objects.count(), SocialAccount.objects.count()) == (
        False,
        accounts,
        0,
    )
    assert told(client)[0].startswith("Tài khoản ở dịch vụ đó chưa được nối")


def test_a_closed_account_answers_like_one_that_is_not_linked(
    cast: Cast, provider: str, client: Client
) -> None:
    linked(cast.unit_head)
    User.objects.filter(pk=cast.unit_head.pk).update(is_active=False)
    assert through(client)["Location"] == "/dang-nhap/"
    assert told(client)[0].startswith("Tài khoản ở dịch vụ đó chưa được nối")


def test_a_second_factor_is_asked_for_after_the_provider(cast: Cast, provider: str, client: Client) -> None:
    linked(cast.unit_head)
    with_app(cast.unit_head)
    assert through(client)["Location"] == "/dang-nhap/xac-minh/"
    assert "_auth_user_id" not in client.session


def test_linking_is_done_by_who_is_signed_in(cast: Cast, provider: str, client: Client) -> None:
    client.force_login(cast.unit_head)
    assert through(client, process="connect")["Location"] == PAGE
    assert SocialAccount.objects.get().user == cast.unit_head
    assert Entry.objects.get(act="account.provider_linked").after == {"provider": "tinh"}
    assert "Đã nối" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}bo/", {"provider": "tinh"})["Location"] == PAGE
    assert not SocialAccount.objects.exists()


def test_somebody_elses_link_is_not_taken_over(cast: Cast, provider: str, client: Client) -> None:
    linked(cast.hospital_head)
    client.force_login(cast.unit_head)
    through(client, process="connect")
    assert SocialAccount.objects.get().user == cast.hospital_head
    assert "đã nối với một tài khoản khác" in client.get(PAGE).content.decode()


def test_one_account_has_one_link_to_a_provider(cast: Cast, provider: str, client: Client) -> None:
    linked(cast.unit_head, "hoa")
    client.force_login(cast.unit_head)
    through(client, "hoa-2", process="connect")
    assert [one.uid for one in SocialAccount.objects.all()] == ["hoa"]


def test_linking_needs_a_recent_confirmation(cast: Cast, provider: str, client: Client) -> None:
    client.force_login(cast.unit_head)
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        through(client, process="connect")
    assert not SocialAccount.objects.exists()


def test_linking_needs_somebody_signed_in(cast: Cast, provider: str, client: Client) -> None:
    assert client.post(GO, {"process": "connect"})["Location"] == "/dang-nhap/"


def test_the_last_way_in_is_not_unlinked(cast: Cast, provider: str, client: Client) -> None:
    cast.unit_head.set_unusable_password()
    cast.unit_head.save()
    linked(cast.unit_head)
    client.force_login(cast.unit_head)
    assert client.post(f"{PAGE}bo/", {"provider": "tinh"}).status_code == 422
    assert client.post(f"{PAGE}bo/", {"provider": "khac"}).status_code == 404
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied", "?state=&code=", "?code=y"])
def test_an_answer_to_nothing_asked_is_refused(cast: Cast, provider: str, client: Client, query: str) -> None:
    linked(cast.unit_head)
    assert client.get(f"{GO}ve/{query}")["Location"] == "/dang-nhap/"
    assert "_auth_user_id" not in client.session


def test_an_answer_of_another_browser_is_refused(cast: Cast, provider: str, client: Client) -> None:
    """Sign-in CSRF: somebody is made to open the end of somebody else's sign-in."""
    linked(cast.unit_head)
    asked = Client().post(GO)
    agreed = requests.post(asked["Location"], data={"sub": "hoa"}, allow_redirects=False, timeout=10)
    answer = client.get(agreed.headers["Location"].removeprefix("http://testserver"))
    assert (answer["Location"], "_auth_user_id" in client.session) == ("/dang-nhap/", False)


def test_an_answer_is_taken_once(cast: Cast, provider: str, client: Client) -> None:
    linked(cast.unit_head)
    asked = client.post(GO)
    agreed = requests.post(asked["Location"], data={"sub": "hoa"}, allow_redirects=False, timeout=10)
    back = agreed.headers["Location"].removeprefix("http://testserver")
    assert client.get(back)["Location"] == "/"
    client.post("/dang-xuat/")
    assert client.get(back)["Location"] == "/dang-nhap/"


def test_breaking_off_over_there_leads_back(cast: Cast, provider: str, client: Client) -> None:
    asked = client.post(GO)
    denied = requests.post(asked["Location"], data={"action": "deny"}, allow_redirects=False, timeout=10)
    answer = client.get(denied.headers["Location"].removeprefix("http://testserver"))
    assert answer["Location"] == "/dang-nhap/"
    assert told(client) == ["Chưa đăng nhập được qua dịch vụ đó. Hãy thử lại, hoặc đăng nhập bằng mật khẩu."]


def test_what_is_asked_holds_a_proof_of_the_browser(cast: Cast, provider: str, client: Client) -> None:
    asked = client.post(GO)["Location"]
    assert asked.startswith(f"{provider}/oauth2/authorize?")
    assert [
        part in asked for part in ("code_challenge=", "code_challenge_method=S256", "state=", "scope=openid&")
    ] == [True] * 4


@pytest.mark.parametrize("onward", ["//example.org/", "https://example.org/", "/\\example.org"])
def test_it_leads_on_only_to_own_paths(cast: Cast, provider: str, client: Client, onward: str) -> None:
    linked(cast.unit_head)
    assert through(client, next=onward)["Location"] == "/"


def test_a_provider_that_does_not_answer_leads_back(db: None, settings: Settings, client: Client) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = library_settings(
        json.dumps([ENTRY | {"address": "http://127.0.0.1:9"}])
    )
    assert client.post(GO)["Location"] == "/dang-nhap/"


def test_a_provider_that_is_none_is_absent(provider: str, client: Client) -> None:
    assert client.post("/dang-nhap/dich-vu/khac/").status_code == 404
    assert client.get("/dang-nhap/dich-vu/khac/ve/").status_code == 404


def test_only_pages_with_its_button_may_lead_to_the_provider(
    cast: Cast, provider: str, client: Client
) -> None:
    def allowed(path: str) -> str:
        policy = client.get(path)["Content-Security-Policy"]
        return next(part.strip() for part in policy.split(";") if "form-action" in part)

    assert allowed("/dang-nhap/") == f"form-action 'self' {provider}"
    assert {allowed(path) for path in ("/lien-ket/", "/kiem-tra/")} == {"form-action 'self'"}
    client.force_login(cast.unit_head)
    assert allowed(PAGE) == f"form-action 'self' {provider}"
    assert {allowed(path) for path in ("/", "/to-chuc/", "/tai-khoan/", "/tai-khoan/mat-khau/")} == {
        "form-action 'self'"
    }


def test_without_providers_there_is_nothing_of_it(db: None, client: Client) -> None:
    page = client.get("/dang-nhap/")
    assert "Đăng nhập qua" not in page.content.decode()
    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"


@pytest.mark.parametrize(
    "said",
    [
        "{",
        "{}",
        "[1]",
        "[{}]",
        json.dumps([ENTRY | {"id": "Tỉnh"}]),
        json.dumps([ENTRY | {"address": "http://sso.example.org"}]),
        json.dumps([ENTRY | {"address": "javascript:alert(1)"}]),
        json.dumps([ENTRY | {"sign_in_origin": "http://example.org"}]),
        json.dumps([ENTRY | {"secret": ""}]),
        json.dumps([ENTRY | {"more": "x"}]),
        json.dumps([ENTRY, ENTRY]),
    ],
)
def test_settings_that_do_not_hold_stop_the_start(said: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        library_settings(said)


def test_settings_name_providers_with_the_origin_of_their_sign_in() -> None:
    [app] = library_settings(json.dumps([ENTRY | {"sign_in_origin": "https://login.example.org/x"}]))[
        "openid_connect"
    ]["APPS"]
    assert (app["settings"]["server_url"], app["settings"]["sign_in_origin"]) == (
        "https://sso.example.org",
        "https://login.example.org",
    )
    assert library_settings("  ") == {}
