import pytest
from django.test import Client
from pytest_django import Settings

from lantoa.accounts.models import User
from lantoa.accounts.services import NewAccount, open_accounts
from lantoa.core.actor import SYSTEM
from tests.cast import Cast

PASSWORD = "mat-khau-thu-nghiem"
REFUSAL = "Sai tên đăng nhập hoặc mật khẩu. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> tuple[int, str, bool]:
    """Status, where it leads, and whether the session is signed in afterwards."""
    response = client.post("/dang-nhap/", {"login": name, "password": password, **more})
    return response.status_code, response.headers.get("Location", ""), "_auth_user_id" in client.session


def refusal_of(client: Client, name: str, password: str) -> list[str]:
    response = client.post("/dang-nhap/", {"login": name, "password": password})
    assert response.status_code == 422
    return list(response.context["form"].non_field_errors())


@pytest.fixture
def accented(db: None) -> User:
    return open_accounts(actor=SYSTEM, accounts=[NewAccount("Nguyễn Hòa", PASSWORD)])[0]


def test_right_password_signs_in_and_leads_home(cast: Cast, client: Client) -> None:
    assert sign_in(client, "unit_reporter") == (302, "/", True)


def test_wrong_password_and_unknown_name_answer_alike(cast: Cast, client: Client) -> None:
    assert refusal_of(client, "unit_reporter", "sai-mat-khau-nay") == [REFUSAL]
    assert refusal_of(client, "khong.co.ai", PASSWORD) == [REFUSAL]
    assert "_auth_user_id" not in client.session


def test_closed_account_answers_like_an_unknown_name(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.unit_reporter.pk).update(is_active=False)
    assert refusal_of(client, "unit_reporter", PASSWORD) == [REFUSAL]


@pytest.mark.parametrize(
    "typed", ["UNIT_REPORTER", "Unit.Reporter", "  unit_reporter ", "unit reporter", "ưnit_repỏrter"]
)
def test_name_is_read_whatever_way_it_is_typed(cast: Cast, client: Client, typed: str) -> None:
    assert sign_in(client, typed) == (302, "/", True)


@pytest.mark.parametrize("typed", ["Nguyễn Hòa", "nguyen.hoa", "NGUYỄN HOÀ", "Nguye\u0302\u0303n Ho\u0300a"])
def test_name_with_accents_is_one_name(accented: User, client: Client, typed: str) -> None:
    assert sign_in(client, typed) == (302, "/", True)


def test_password_is_compared_exactly(cast: Cast, client: Client) -> None:
    assert sign_in(client, "unit_reporter", PASSWORD.upper()) == (422, "", False)
    assert sign_in(client, "unit_reporter", f" {PASSWORD}") == (422, "", False)


def test_sample_account_is_refused_where_the_sample_is_not_allowed(
    db: None, client: Client, settings: Settings
) -> None:
    open_accounts(actor=SYSTEM, accounts=[NewAccount("minhhoa", PASSWORD, is_sample=True)])
    settings.SAMPLE_ALLOWED = False
    assert refusal_of(client, "minhhoa", PASSWORD) == ["Tài khoản minh họa không dùng được ở hệ thống thật."]
    assert "_auth_user_id" not in client.session
    settings.SAMPLE_ALLOWED = True
    assert sign_in(client, "minhhoa") == (302, "/", True)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/to-chuc/?q=a", "/to-chuc/?q=a"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
        ("http://testserver/to-chuc/", "/"),
        ("javascript:alert(1)", "/"),
        ("to-chuc/", "/"),
        ("", "/"),
    ],
)
def test_sign_in_leads_on_only_to_own_paths(cast: Cast, client: Client, asked: str, led: str) -> None:
    assert sign_in(client, "unit_reporter", next=asked) == (302, led, True)


def test_next_is_kept_over_a_wrong_try(cast: Cast, client: Client) -> None:
    response = client.post("/dang-nhap/", {"login": "unit_reporter", "password": "sai", "next": "/to-chuc/"})
    page = response.content.decode()
    assert '<input type="hidden" name="next" value="/to-chuc/">' in page
    assert 'value="unit_reporter"' in page


def test_empty_fields_are_named(db: None, client: Client) -> None:
    response = client.post("/dang-nhap/", {"login": "", "password": ""})
    assert response.context["form"].errors == {
        "login": ["Chưa nhập tên đăng nhập."],
        "password": ["Chưa nhập mật khẩu."],
    }


def test_signed_in_person_is_led_past_the_form(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_reporter)
    response = client.get("/dang-nhap/")
    assert (response.status_code, response["Location"]) == (302, "/")


def test_page_offers_sample_names_only_where_both_hold(db: None, client: Client, settings: Settings) -> None:
    heading = "Tài khoản dùng thử"
    assert heading not in client.get("/dang-nhap/").content.decode()
    open_accounts(
        actor=SYSTEM,
        accounts=[
            NewAccount("lanhdao", PASSWORD, is_sample=True),
            NewAccount("khongmatkhau", None, is_sample=True),
            NewAccount("nguoithat", PASSWORD),
        ],
    )
    response = client.get("/dang-nhap/")
    assert heading in response.content.decode()
    assert response.context["form"].sample_accounts() == ["lanhdao"]
    settings.SAMPLE_ALLOWED = False
    assert heading not in client.get("/dang-nhap/").content.decode()


def test_sign_in_page_is_the_houses_own(db: None, client: Client) -> None:
    response = client.get("/dang-nhap/")
    page = response.content.decode()
    assert page.count("<h1>Đăng nhập</h1>") == 1
    assert 'name="language" value="en"' in page
    assert 'type="password"' in page
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_sign_out_asks_first_and_needs_a_post(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_reporter)
    asked = client.get("/dang-xuat/")
    assert asked.status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/dang-xuat/")
    assert (response.status_code, response["Location"]) == (302, "/dang-nhap/")
    assert "_auth_user_id" not in client.session
    assert [str(message) for message in client.get("/dang-nhap/").context["messages"]] == [
        "Anh/chị đã đăng xuất."
    ]


def test_sign_in_leaves_no_english_message(cast: Cast, client: Client) -> None:
    client.post("/dang-nhap/", {"login": "unit_reporter", "password": PASSWORD})
    assert list(client.get("/to-chuc/").context["messages"]) == []


@pytest.mark.parametrize("path", ["/accounts/signup/", "/signup/", "/dang-ky/", "/accounts/password/reset/"])
def test_nobody_signs_up_by_themselves(db: None, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_form_without_its_proof_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/dang-nhap/", {"login": "unit_reporter", "password": PASSWORD})
    assert response.status_code == 403
