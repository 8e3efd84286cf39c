import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from lantoa.accounts.models import User
from lantoa.accounts.queries.second_factors import second_factors_of
from lantoa.accounts.services import deactivate_account
from lantoa.audit.models import Entry
from lantoa.core import clock
from tests.accounts.software_key import SoftwareKey
from tests.cast import Cast

ADD, ADD_ASKS = "/tai-khoan/khoa/", "/tai-khoan/khoa/hoi/"
SIGN_IN, ASKS = "/dang-nhap/khoa/", "/dang-nhap/khoa/hoi/"


def asked(client: Client, address: str = ASKS) -> dict[str, Any]:
    answer = client.post(address)
    assert answer.status_code == 200
    return json.loads(answer.content)  # type: ignore[no-any-return]


def with_key(user: User, name: str = "Máy cơ quan") -> SoftwareKey:
    client, key = Client(), SoftwareKey()
    client.force_login(user)
    options = asked(client, ADD_ASKS)
    assert client.post(ADD, {"name": name, "credential": key.make(options)}).status_code in {200, 302}
    return key


def test_a_passkey_signs_in_without_name_and_password(cast: Cast, client: Client) -> None:
    key = with_key(cast.unit_head)
    answer = client.post(SIGN_IN, {"credential": key.answer(asked(client)), "next": "/to-chuc/"})
    assert (answer.status_code, answer["Location"]) == (302, "/to-chuc/")
    assert client.session["_auth_user_id"] == str(cast.unit_head.pk)


def test_first_passkey_brings_recovery_codes_and_stands_in_the_room(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    options = asked(client, ADD_ASKS)
    done = client.post(ADD, {"name": " Điện thoại của tôi ", "credential": SoftwareKey().make(options)})
    assert (done.status_code, len(done.context["codes"])) == (200, 10)
    assert [one.name for one in second_factors_of(cast.unit_head).passkeys] == ["Điện thoại của tôi"]
    assert Entry.objects.get(act="account.second_factor_added").after == {
        "kind": "webauthn",
        "name": "Điện thoại của tôi",
    }


def test_a_passkey_is_the_second_step_after_a_password(cast: Cast, client: Client) -> None:
    key = with_key(cast.unit_head)
    client.post("/dang-nhap/", {"login": "unit_head", "password": "mat-khau-thu-nghiem"})
    options = asked(client)
    assert len(options["publicKey"]["allowCredentials"]) == 1
    answer = client.post("/dang-nhap/xac-minh/", {"credential": key.answer(options)})
    assert (answer.status_code, "_auth_user_id" in client.session) == (302, True)


def test_an_answer_is_taken_once_and_for_its_question_only(cast: Cast, client: Client) -> None:
    key = with_key(cast.unit_head)
    said = key.answer(asked(client))
    asked(client)  # another question: the answer is to the one before
    assert client.post(SIGN_IN, {"credential": said}).status_code == 422
    said = key.answer(asked(client))
    assert client.post(SIGN_IN, {"credential": said}).status_code == 302
    client.post("/dang-xuat/")
    assert client.post(SIGN_IN, {"credential": said}).status_code == 422


def test_an_answer_comes_too_late_after_five_minutes(cast: Cast, client: Client) -> None:
    key = with_key(cast.unit_head)
    said = key.answer(asked(client))
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        assert client.post(SIGN_IN, {"credential": said}).status_code == 422


@pytest.mark.parametrize("change", ["origin", "host", "verified", "private", "holder"])
def test_answers_that_do_not_hold_are_refused(cast: Cast, client: Client, change: str) -> None:
    key = with_key(cast.unit_head)
    other = SoftwareKey()
    changed = {
        "origin": "http://testserver:8080",
        "host": "example.org",
        "verified": False,
        "private": other.private,
        "holder": "AAAAAAAAAAAAAAAAAAAAAA",
    }
    setattr(key, change, changed[change])
    assert client.post(SIGN_IN, {"credential": key.answer(asked(client))}).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_copied_passkey_is_noticed_by_its_counter(cast: Cast, client: Client) -> None:
    key = with_key(cast.unit_head)
    key.counter = 7
    assert client.post(SIGN_IN, {"credential": key.answer(asked(client))}).status_code == 302
    client.post("/dang-xuat/")
    key.counter = 3
    assert client.post(SIGN_IN, {"credential": key.answer(asked(client))}).status_code == 422


def test_a_closed_account_answers_like_a_passkey_of_nobody(cast: Cast, client: Client) -> None:
    key = with_key(cast.unit_head)
    deactivate_account(actor=cast.administrator, user=cast.unit_head)
    closed = client.post(SIGN_IN, {"credential": key.answer(asked(client))})
    nobody = client.post(
        SIGN_IN, {"credential": SoftwareKey(holder="AAAAAAAAAAAAAAAAAAAAAA").answer(asked(client))}
    )
    assert (closed.status_code, nobody.status_code) == (422, 422)
    assert closed.context["refusal"] == nobody.context["refusal"]


def test_somebody_elses_passkey_is_not_the_second_step(cast: Cast, client: Client) -> None:
    with_key(cast.unit_head)
    theirs = with_key(cast.hospital_head)
    client.post("/dang-nhap/", {"login": "unit_head", "password": "mat-khau-thu-nghiem"})
    assert (
        client.post("/dang-nhap/xac-minh/", {"credential": theirs.answer(asked(client))}).status_code == 422
    )


@pytest.mark.parametrize(
    "said", ["", "{", "[]", '"x"', "{}", '{"response": {}}', '{"response": {"userHandle": 5}}', "{" * 5000]
)
def test_what_is_no_credential_is_refused(cast: Cast, client: Client, said: str) -> None:
    asked(client)
    assert client.post(SIGN_IN, {"credential": said}).status_code == 422
    client.force_login(cast.unit_head)
    asked(client, ADD_ASKS)
    assert client.post(ADD, {"name": "Máy", "credential": said}).status_code == 422
    assert not Authenticator.objects.exists()


def test_passkeys_are_renamed_and_taken_off_by_their_holder_only(cast: Cast, client: Client) -> None:
    with_key(cast.unit_head, "Máy cũ")
    with_key(cast.unit_head, "Máy mới")
    old = second_factors_of(cast.unit_head).passkeys[0]
    client.force_login(cast.hospital_head)
    assert client.post("/tai-khoan/khoa/doi-ten/", {"key": old.number, "name": "x"}).status_code == 404
    assert client.post("/tai-khoan/bo-xac-minh/", {"factor": old.number}).status_code == 404
    client.force_login(cast.unit_head)
    assert client.post("/tai-khoan/khoa/doi-ten/", {"key": old.number, "name": ""}).status_code == 422
    client.post("/tai-khoan/khoa/doi-ten/", {"key": old.number, "name": "Máy phòng 2"})
    assert [one.name for one in second_factors_of(cast.unit_head).passkeys] == ["Máy phòng 2", "Máy mới"]
    client.post("/tai-khoan/bo-xac-minh/", {"factor": old.number})
    assert [one.name for one in second_factors_of(cast.unit_head).passkeys] == ["Máy mới"]
