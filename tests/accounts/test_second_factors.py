import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from lantoa.accounts.codes import code_at, new_app_secret
from lantoa.accounts.models import User
from lantoa.accounts.queries.second_factors import current_code, second_factors_of
from lantoa.accounts.services import reset_second_factor
from lantoa.accounts.services.second_factors import (
    add_app,
    make_recovery_codes,
    use_code,
)
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Refused
from tests.cast import Cast

PASSWORD = "mat-khau-thu-nghiem"
WRONG = "Mã không đúng hoặc đã dùng. Chờ mã mới trên ứng dụng rồi nhập lại."
STEP_PAGE = "/dang-nhap/xac-minh/"


def step(offset: int = 0) -> int:
    return int(clock.outside_now().timestamp()) // 30 + offset


def later(steps: int) -> clock.set_to:  # type: ignore[valid-type]
    return clock.set_to(clock.now() + timedelta(seconds=30 * steps))


def with_app(user: User) -> tuple[str, list[str]]:
    """An app that showed its first code five minutes ago; its secret and the recovery codes."""
    secret = new_app_secret()
    with later(-10):
        codes = add_app(actor=user, user=user, secret=secret, code=code_at(secret, step()))
    return secret, codes


def half_way(client: Client, name: str = "unit_head") -> None:
    answer = client.post("/dang-nhap/", {"login": name, "password": PASSWORD, "next": "/to-chuc/"})
    assert (answer.status_code, answer["Location"]) == (302, STEP_PAGE)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_password_alone_does_not_sign_in_with_a_second_factor(cast: Cast, client: Client) -> None:
    secret, _codes = with_app(cast.unit_head)
    half_way(client)
    assert not signed_in(client)
    assert client.get("/")["Location"] == "/dang-nhap/?next=/"
    answer = client.post(STEP_PAGE, {"code": code_at(secret, step())})
    assert (answer.status_code, answer["Location"], signed_in(client)) == (302, "/to-chuc/", True)


@pytest.mark.parametrize(("offset", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_codes_of_the_steps_around_now_are_taken(cast: Cast, offset: int, right: bool) -> None:
    secret, _codes = with_app(cast.unit_head)
    used = use_code(actor=cast.unit_head, user=cast.unit_head, code=code_at(secret, step(offset)))
    assert (used is not None) is right


def test_a_code_opens_once_and_no_earlier_one_after_it(cast: Cast) -> None:
    secret, _codes = with_app(cast.unit_head)
    user = cast.unit_head
    assert use_code(actor=user, user=user, code=code_at(secret, step())) is not None
    assert use_code(actor=user, user=user, code=code_at(secret, step())) is None
    assert use_code(actor=user, user=user, code=code_at(secret, step(-1))) is None
    assert use_code(actor=user, user=user, code=code_at(secret, step(1))) is not None


def test_the_code_that_set_the_app_up_does_not_sign_in_again(cast: Cast) -> None:
    user, secret = cast.unit_head, new_app_secret()
    code = code_at(secret, step())
    add_app(actor=user, user=user, secret=secret, code=code)
    assert use_code(actor=user, user=user, code=code) is None


@pytest.mark.parametrize("shape", ["{0} {1}", " {0}{1} ", "{0}-{1}", "{0}\u00a0{1}"])
def test_pasted_spaces_do_not_matter(cast: Cast, client: Client, shape: str) -> None:
    secret, _codes = with_app(cast.unit_head)
    half_way(client)
    code = code_at(secret, step())
    assert client.post(STEP_PAGE, {"code": shape.format(code[:3], code[3:])}).status_code == 302


@pytest.mark.parametrize(
    "typed", ["", "000000", "12345", "abcdef", "１２３４５６", "9" * 41, "0" * 1_000_000]
)
def test_wrong_codes_are_refused_in_the_form(cast: Cast, client: Client, typed: str) -> None:
    with_app(cast.unit_head)
    half_way(client)
    answer = client.post(STEP_PAGE, {"code": typed})
    assert (answer.status_code, signed_in(client)) == (422, False)
    assert len(answer.context["form"].errors["code"]) == 1


def test_five_wrong_codes_and_no_more_is_evaluated(cast: Cast, client: Client) -> None:
    secret, _codes = with_app(cast.unit_head)
    half_way(client)
    for _try in range(5):
        assert client.post(STEP_PAGE, {"code": "000000"}).context["form"].errors["code"] == [WRONG]
    refused = client.post(STEP_PAGE, {"code": code_at(secret, step())})
    assert refused.context["form"].errors["code"] == [
        "Đã thử sai quá nhiều lần. Đợi khoảng 15 phút rồi thử lại."
    ]
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        assert client.post(STEP_PAGE, {"code": code_at(secret, step())}).status_code == 302


def test_guessing_at_codes_elsewhere_does_not_stop_a_known_browser(cast: Cast, client: Client) -> None:
    secret, _codes = with_app(cast.unit_head)
    half_way(client)
    client.post(STEP_PAGE, {"code": code_at(secret, step(-1))})
    client.post("/dang-xuat/")
    stranger = Client()
    half_way(stranger)
    for _try in range(6):
        stranger.post(STEP_PAGE, {"code": "000000"})
    half_way(client)
    assert client.post(STEP_PAGE, {"code": code_at(secret, step())}).status_code == 302


def test_recovery_codes_open_once_each(cast: Cast, client: Client) -> None:
    _secret, codes = with_app(cast.unit_head)
    assert [bool(re.fullmatch(r"\d{8}", code)) for code in codes] == [True] * 10
    half_way(client)
    assert client.post(STEP_PAGE, {"code": f"{codes[3][:4]} {codes[3][4:]}"}).status_code == 302
    assert use_code(actor=cast.unit_head, user=cast.unit_head, code=codes[3]) is None
    assert second_factors_of(cast.unit_head).codes_left == 9
    assert Entry.objects.filter(act="account.recovery_code_used").count() == 1


def test_new_recovery_codes_stop_the_old(cast: Cast) -> None:
    user = cast.unit_head
    _secret, old = with_app(user)
    new = make_recovery_codes(actor=user, user=user)
    assert use_code(actor=user, user=user, code=old[0]) is None
    assert use_code(actor=user, user=user, code=new[0]) is not None


def test_no_recovery_codes_without_a_second_factor(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    assert client.get("/tai-khoan/ma-du-phong/").status_code == 200
    assert client.post("/tai-khoan/ma-du-phong/").status_code == 422


def test_secrets_are_not_readable_in_the_database(cast: Cast, settings: Settings) -> None:
    secret, codes = with_app(cast.unit_head)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert [text for text in (secret, *codes) if text in kept] == []
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [old]
    assert use_code(actor=cast.unit_head, user=cast.unit_head, code=code_at(secret, step())) is not None
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ImproperlyConfigured):
        use_code(actor=cast.unit_head, user=cast.unit_head, code="000000")


def test_setting_up_an_app_shows_the_codes_this_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    page = client.get("/tai-khoan/ung-dung/")
    secret = page.context["letters"].replace(" ", "")
    given = {"secret": page.context["signed_secret"], "code": "000000"}
    wrong = client.post("/tai-khoan/ung-dung/", given)
    assert (wrong.status_code, wrong.context["letters"].replace(" ", "")) == (422, secret)
    done = client.post("/tai-khoan/ung-dung/", given | {"code": code_at(secret, step())})
    assert (done.status_code, len(done.context["codes"])) == (200, 10)
    assert Entry.objects.get(act="account.second_factor_added").after == {"kind": "totp"}
    room = client.get("/tai-khoan/").content.decode()
    assert [code for code in done.context["codes"] if code in room] == []


def test_an_app_with_a_made_up_or_old_secret_is_not_taken(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    secret = new_app_secret()
    forged = client.post("/tai-khoan/ung-dung/", {"secret": secret, "code": code_at(secret, step())})
    assert forged.status_code == 422
    assert not Authenticator.objects.exists()


def test_the_last_second_factor_goes_only_with_a_long_password(cast: Cast, client: Client) -> None:
    with_app(cast.unit_head)
    client.force_login(cast.unit_head)
    address = "/tai-khoan/bo-xac-minh/"
    assert client.post(address, {"factor": "app"}).status_code == 422
    assert client.post(address, {"factor": "app", "present": "sai"}).status_code == 422
    cast.unit_head.set_password("ngan qua 10")
    cast.unit_head.save()
    client.force_login(cast.unit_head)
    short = client.post(address, {"factor": "app", "present": "ngan qua 10"})
    assert "ít nhất 14 ký tự" in str(short.context["form"].errors["present"])
    cast.unit_head.set_password(PASSWORD)
    cast.unit_head.save()
    client.force_login(cast.unit_head)
    assert client.post(address, {"factor": "app", "present": PASSWORD})["Location"] == "/tai-khoan/"
    assert not Authenticator.objects.exists()  # the recovery codes went with it


def test_reset_takes_all_off_and_signs_out(cast: Cast, client: Client) -> None:
    with_app(cast.unit_head)
    client.force_login(cast.unit_head)
    assert reset_second_factor(actor=cast.administrator, user=cast.unit_head)
    assert client.get("/")["Location"] == "/dang-nhap/?next=/"
    assert not Authenticator.objects.exists()
    entry = Entry.objects.get(act="account.second_factor_reset")
    assert (entry.actor_label, entry.before) == ("administrator", {"kinds": ["totp", "recovery_codes"]})


def test_a_short_password_without_a_second_factor_must_be_changed(cast: Cast, client: Client) -> None:
    cast.unit_head.set_password("ngan qua 10")
    cast.unit_head.save()
    client.post("/dang-nhap/", {"login": "unit_head", "password": "ngan qua 10"})
    assert client.get("/")["Location"] == "/tai-khoan/mat-khau/"


@pytest.mark.parametrize("path", ["ung-dung/", "khoa/", "ma-du-phong/", "bo-xac-minh/?factor=app"])
def test_what_changes_sign_in_asks_again_who_it_is(cast: Cast, client: Client, path: str) -> None:
    with_app(cast.unit_head)
    client.force_login(cast.unit_head)
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        asked = client.get(f"/tai-khoan/{path}")
        where = f"/tai-khoan/{path.partition('?')[0]}"
        assert asked["Location"] == f"/tai-khoan/xac-nhan/?next={where.replace('/', '%2F')}"
        assert client.post(asked["Location"], {"present": "sai", "next": where}).status_code == 422
        right = client.post(asked["Location"], {"present": PASSWORD, "next": where})
        assert right["Location"] == where
        assert client.get(f"/tai-khoan/{path}").status_code == 200


def test_confirming_leads_only_to_own_paths(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    given = {"present": PASSWORD, "next": "//example.org/"}
    assert client.post("/tai-khoan/xac-nhan/", given)["Location"] == "/tai-khoan/"


def test_codes_are_printed_of_sample_accounts_only(cast: Cast, settings: Settings) -> None:
    user = cast.unit_head
    secret, _codes = with_app(user)
    with pytest.raises(Refused):
        current_code(user)
    user.is_sample = True
    assert current_code(user) == code_at(secret, step())
    settings.SAMPLE_ALLOWED = False
    with pytest.raises(Refused):
        current_code(user)


def test_second_step_without_a_beginning_leads_to_it(cast: Cast, client: Client) -> None:
    assert client.get(STEP_PAGE)["Location"] == "/dang-nhap/"
    assert client.post(STEP_PAGE, {"code": "000000"})["Location"] == "/dang-nhap/"
