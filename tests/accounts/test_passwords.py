import unicodedata

import pytest
from django.test import Client

from lantoa.accounts.models import User
from lantoa.accounts.services.passwords import set_password
from lantoa.core.errors import Refused
from tests.accounts.test_second_factors import with_app
from tests.cast import Cast

NOW = "mat-khau-thu-nghiem"


@pytest.mark.parametrize(
    "password",
    [
        "bốn con voi uống trà",
        "correct horse battery staple",
        "Xe!Dap8Ngoai_Hien",
        "   khoảng trắng đầu cuối   ",
        "🐘🍵 voi uống trà sáng nay",
        "a9!" * 3 + "khong lap het" * 18,
    ],
)
def test_long_passwords_of_any_letters_are_taken_whole(cast: Cast, client: Client, password: str) -> None:
    set_password(actor=cast.unit_head, user=cast.unit_head, password=password)
    for typed in (password, unicodedata.normalize("NFD", password)):
        assert client.post("/dang-nhap/", {"login": "unit_head", "password": typed}).status_code == 302
        client.post("/dang-xuat/")
    for typed in (password[:-1], password + " "):
        assert client.post("/dang-nhap/", {"login": "unit_head", "password": typed}).status_code == 422


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("ngan qua 13 kt", ""),
        ("ngan qua 13 k", "cần ít nhất 14"),
        ("x" * 257, "tối đa 256"),
        ("aaaaaaaaaaaaaaaa", "dễ đoán"),
        ("abcabcabcabcabc", "dễ đoán"),
        ("12345678901234", "dễ đoán"),
        ("zyxwvutsrqponml", "dễ đoán"),
        ("MậtKhẩuMậtKhẩu1", "dễ đoán"),
        ("Đảng bộ Đảng bộ 2021", "dễ đoán"),
        ("unit.head.unit.head", "dễ đoán"),
        ("Unit.Head.2021!", "dễ đoán"),
        ("qwertyuiopasdfgh", "dễ đoán"),
    ],
)
def test_short_and_guessable_passwords_are_refused(cast: Cast, password: str, reason: str) -> None:
    if not reason:
        set_password(actor=cast.unit_head, user=cast.unit_head, password=password)
        return
    with pytest.raises(Refused, match=reason) as refusal:
        set_password(actor=cast.unit_head, user=cast.unit_head, password=password)
    assert list(refusal.value.fields) == ["password"]
    assert User.objects.get(pk=cast.unit_head.pk).check_password(NOW)


def test_ten_letters_are_enough_with_a_second_factor(cast: Cast) -> None:
    with pytest.raises(Refused):
        set_password(actor=cast.unit_head, user=cast.unit_head, password="voi uống t")
    with_app(cast.unit_head)
    set_password(actor=cast.unit_head, user=cast.unit_head, password="voi uống t")
    with pytest.raises(Refused, match="cần ít nhất 10"):
        set_password(actor=cast.unit_head, user=cast.unit_head, password="voi uống ")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"present": "sai", "password": "bon con voi uong tra", "again": "bon con voi uong tra"}, "present"),
        ({"present": NOW, "password": "bon con voi uong tra", "again": "bon con voi uong caphe"}, "again"),
        ({"present": NOW, "password": "ngan", "again": "ngan"}, "password"),
        ({"present": "", "password": "", "again": ""}, "present"),
        (
            {"present": "x" * 1_000_000, "password": "bon con voi uong tra", "again": "bon con voi uong tra"},
            "present",
        ),
    ],
)
def test_the_form_says_which_field_is_wrong(
    cast: Cast, client: Client, given: dict[str, str], field: str
) -> None:
    client.force_login(cast.unit_head)
    answer = client.post("/tai-khoan/mat-khau/", given)
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert User.objects.get(pk=cast.unit_head.pk).check_password(NOW)


def test_asking_for_the_present_password_is_limited(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    given = {"present": "sai", "password": "bon con voi uong tra", "again": "bon con voi uong tra"}
    for _turn in range(10):
        client.post("/tai-khoan/mat-khau/", given)
    refused = client.post("/tai-khoan/mat-khau/", given | {"present": NOW})
    assert refused.context["form"].errors["present"] == [
        "Đã thử sai quá nhiều lần. Đợi khoảng 15 phút rồi thử lại."
    ]


def test_a_password_of_a_megabyte_is_wrong_and_not_hashed(cast: Cast, client: Client) -> None:
    assert client.post("/dang-nhap/", {"login": "unit_head", "password": "x" * 1_000_000}).status_code == 422
