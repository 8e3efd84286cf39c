"""Strangers who guess, and the people whose name they guess at."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from lantoa.accounts.models import SignInTry, User
from lantoa.accounts.throttle import ACCOUNT, NETWORK, Allowance, Counted, TooManyTries, take
from lantoa.core import clock
from tests.cast import Cast

RIGHT = "mat-khau-thu-nghiem"


def try_in(client: Client, name: str, password: str = "sai-mat-khau", address: str = "127.0.0.1") -> Any:
    return client.post("/dang-nhap/", {"login": name, "password": password}, REMOTE_ADDR=address)


def test_strangers_get_twenty_evaluated_tries_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated = []
    real = MD5PasswordHasher.verify

    def verify(self: MD5PasswordHasher, password: str, encoded: str) -> bool:
        evaluated.append(password)
        return real(self, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", verify)
    answers = [try_in(Client(), "unit_head", address=f"10.0.{turn}.1").status_code for turn in range(60)]
    assert answers == [422] * ACCOUNT.tries + [429] * 40
    assert len(evaluated) == ACCOUNT.tries


def test_a_known_browser_signs_in_while_strangers_guess(cast: Cast, client: Client) -> None:
    assert try_in(client, "unit_head", RIGHT).status_code == 302
    client.post("/dang-xuat/")
    for turn in range(ACCOUNT.tries + 5):
        try_in(Client(), "unit_head", address=f"10.0.{turn}.1")
    assert try_in(Client(), "unit_head", RIGHT).status_code == 429
    assert try_in(client, "unit_head").status_code == 422
    assert try_in(client, "unit_head", RIGHT).status_code == 302


def test_a_known_browser_is_known_for_its_own_account_only(cast: Cast, client: Client) -> None:
    assert try_in(client, "unit_head", RIGHT).status_code == 302
    client.post("/dang-xuat/")
    for turn in range(ACCOUNT.tries):
        try_in(Client(), "hospital_head", address=f"10.0.{turn}.1")
    assert try_in(client, "hospital_head", RIGHT).status_code == 429


@pytest.mark.parametrize("value", ["", "x", "eyJhIjoxfQ:1abc:def", "W10:1abc:def"])
def test_a_made_up_device_is_a_stranger(cast: Cast, client: Client, value: str) -> None:
    client.cookies["lantoa_device"] = value
    for turn in range(ACCOUNT.tries):
        try_in(Client(), "unit_head", address=f"10.0.{turn}.1")
    assert try_in(client, "unit_head", RIGHT).status_code == 429


def test_one_network_gets_so_many_names(cast: Cast) -> None:
    answers = [
        try_in(Client(), f"ten.{turn}", address="10.0.0.1").status_code for turn in range(NETWORK.tries + 5)
    ]
    assert answers == [422] * NETWORK.tries + [429] * 5
    assert try_in(Client(), "ten.moi", address="10.0.0.2").status_code == 422


def test_right_passwords_are_not_counted(cast: Cast) -> None:
    """A whole office behind one address signs in on the last morning."""
    for _turn in range(NETWORK.tries + 5):
        assert try_in(Client(), "unit_head", RIGHT).status_code == 302
    assert SignInTry.objects.count() == 0


def test_tries_are_allowed_again_after_their_time(cast: Cast) -> None:
    for turn in range(ACCOUNT.tries + 1):
        last = try_in(Client(), "unit_head", address=f"10.0.{turn}.1")
    assert (last.status_code, last["Retry-After"]) == (429, "3600")
    assert "Đợi khoảng 60 phút" in str(last.context["form"].non_field_errors())
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        assert try_in(Client(), "unit_head", RIGHT).status_code == 302


def test_a_window_slides(cast: Cast) -> None:
    """Twenty tries within any hour, not twenty before and twenty after the full hour."""
    allowed = 0
    for minute in range(180):
        with clock.set_to(clock.now() + timedelta(minutes=minute)):
            try:
                take([Counted("test", "x", Allowance(20, timedelta(hours=1)))])
            except TooManyTries:
                continue
            allowed += 1
    assert allowed == 60


def test_nothing_is_counted_when_one_of_several_is_used_up(db: None) -> None:
    narrow, wide = Allowance(1, timedelta(hours=1)), Allowance(9, timedelta(hours=1))
    take([Counted("a", "x", narrow)])
    with pytest.raises(TooManyTries), transaction.atomic():
        take([Counted("b", "x", wide), Counted("a", "x", narrow)])
    assert SignInTry.objects.count() == 1


def test_spellings_of_one_name_are_counted_together(cast: Cast) -> None:
    for turn in range(ACCOUNT.tries):
        name = ("unit_head", "UNIT_HEAD", "unit.head", " Unit Head ")[turn % 4]
        assert try_in(Client(), name, address=f"10.0.{turn}.1").status_code == 422
    assert try_in(Client(), "Unit.Head", RIGHT).status_code == 429


def bare(response: Any) -> tuple[int, bytes]:
    varying = rb'name="csrfmiddlewaretoken" value="\w+"|value="(?:unit_head|khong.ai.caa|unit_reporter)"'
    return response.status_code, re.sub(varying, b"", response.content)


def test_answers_are_equal_byte_for_byte(cast: Cast) -> None:
    """Wrong password, no such account, closed account, an account without a password; also when no more is evaluated."""
    User.objects.filter(pk=cast.unit_reporter.pk).update(is_active=False)
    names = ["unit_head", "khong.ai.caa"]
    answers = {bare(try_in(Client(), name)) for name in names}
    answers.add(bare(try_in(Client(), "unit_reporter", RIGHT)))
    cast.unit_head.set_unusable_password()
    cast.unit_head.save()
    answers.add(bare(try_in(Client(), "unit_head")))
    assert [status for status, _content in answers] == [422]
    for name in names:
        for turn in range(ACCOUNT.tries):
            try_in(Client(), name, address=f"10.0.{turn}.1")
    assert [status for status, _content in {bare(try_in(Client(), name)) for name in names}] == [429]


@pytest.mark.parametrize("name", ["unit_head", "khong.ai.ca", "unit_reporter", "outsider"])
def test_the_same_hashing_is_done_for_every_name(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    User.objects.filter(pk=cast.unit_reporter.pk).update(is_active=False)
    cast.outsider.set_unusable_password()
    cast.outsider.save()
    hashed = []
    real = MD5PasswordHasher.encode

    def encode(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(len(salt) > 0)
        return str(real(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    try_in(Client(), name)
    assert hashed == [True]


@pytest.mark.parametrize(
    ("proxies", "header", "network"),
    [
        (0, "10.9.9.9", "127.0.0.1/32"),
        (1, "10.9.9.9", "10.9.9.9/32"),
        (1, "1.1.1.1, 10.9.9.9", "10.9.9.9/32"),
        (2, "1.1.1.1, 10.9.9.9, 10.8.8.8", "10.9.9.9/32"),
        (1, "", "127.0.0.1/32"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (1, "::ffff:10.9.9.9", "10.9.9.9/32"),
        (1, "không phải địa chỉ", ""),
    ],
)
def test_network_is_read_behind_our_own_proxies_only(
    settings: Settings, proxies: int, header: str, network: str
) -> None:
    from django.test import RequestFactory

    from lantoa.accounts.devices import network_of

    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/")
    request.META["HTTP_X_FORWARDED_FOR"] = header
    assert network_of(request) == network
