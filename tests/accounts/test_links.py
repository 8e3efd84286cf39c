import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lantoa.accounts.choices import LinkPurpose
from lantoa.accounts.models import SignInLink, User
from lantoa.accounts.services import (
    NewAccount,
    deactivate_account,
    issue_sign_in_link,
    open_accounts,
    reactivate_account,
    revoke_sign_in_links,
)
from lantoa.accounts.services.links import redeem_sign_in_link
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import NotFound, Refused
from tests.cast import Cast

NEW_PASSWORD = "bon con voi uong tra"
GONE = "Liên kết không còn dùng được"


@pytest.fixture
def newcomer(cast: Cast) -> User:
    return open_accounts(actor=SYSTEM, accounts=[NewAccount("nguoi.moi")])[0]


def plain(code: str) -> str:
    return code.replace("-", "")


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_only_a_digest_of_the_code_is_kept_and_the_hand_out_is_recorded(cast: Cast, newcomer: User) -> None:
    issued = issue_sign_in_link(actor=cast.unit_head, user=newcomer, purpose=LinkPurpose.INVITATION)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", issued.code)
    assert issued.address.endswith(f"/lien-ket/{plain(issued.code)}/")
    assert issued.expires_at == clock.now() + timedelta(hours=72)
    row = SignInLink.objects.values().get()
    assert plain(issued.code) not in str(row)
    entry = Entry.objects.get(act="account.link_issued")
    assert (entry.actor_label, entry.subject_label, entry.after["purpose"]) == (
        "unit.head",
        "nguoi.moi",
        "invitation",
    )
    assert plain(issued.code) not in str(entry.after)


def test_looking_changes_nothing_and_the_button_signs_in_once(
    cast: Cast, newcomer: User, client: Client
) -> None:
    code = plain(issue_sign_in_link(actor=cast.unit_head, user=newcomer).code)
    address = reverse("account_link", kwargs={"code": code})
    for _look in range(3):
        assert client.get(address).status_code == 200
    assert SignInLink.objects.get().used_at is None
    answer = client.post(address)
    assert (answer.status_code, answer["Location"]) == (302, "/tai-khoan/mat-khau/")
    assert signed_in_as(client) == str(newcomer.pk)
    again = Client().post(address)
    assert (again.status_code, GONE in again.content.decode()) == (404, True)
    assert [entry.act for entry in Entry.objects.filter(subject_id=newcomer.pk).order_by("sequence")] == [
        "account.opened",
        "account.link_issued",
        "account.link_used",
    ]


def test_a_password_is_owed_before_anything_else(cast: Cast, newcomer: User, client: Client) -> None:
    code = plain(issue_sign_in_link(actor=cast.unit_head, user=newcomer).code)
    client.post(reverse("account_link", kwargs={"code": code}))
    assert client.get("/")["Location"] == "/tai-khoan/mat-khau/"
    assert client.get("/tai-khoan/")["Location"] == "/tai-khoan/mat-khau/"
    fragment = client.get("/to-chuc/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, "/tai-khoan/mat-khau/")
    page = client.get("/tai-khoan/mat-khau/")
    assert (page.status_code, "present" in page.context["form"].fields) == (200, False)
    saved = client.post("/tai-khoan/mat-khau/", {"password": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert (saved.status_code, saved["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert User.objects.get(pk=newcomer.pk).check_password(NEW_PASSWORD)


def test_leaving_is_possible_while_a_password_is_owed(cast: Cast, newcomer: User, client: Client) -> None:
    code = plain(issue_sign_in_link(actor=cast.unit_head, user=newcomer).code)
    client.post(reverse("account_link", kwargs={"code": code}))
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"
    assert signed_in_as(client) is None


def test_a_link_takes_the_place_of_who_was_signed_in(cast: Cast, newcomer: User, client: Client) -> None:
    client.force_login(cast.unit_head)
    code = plain(issue_sign_in_link(actor=cast.unit_head, user=newcomer).code)
    address = reverse("account_link", kwargs={"code": code})
    assert "unit.head" in client.get(address).content.decode()
    client.post(address)
    assert signed_in_as(client) == str(newcomer.pk)


def test_a_newer_link_stops_the_older(cast: Cast, newcomer: User) -> None:
    old, new = (issue_sign_in_link(actor=SYSTEM, user=newcomer) for _turn in range(2))
    with pytest.raises(NotFound):
        redeem_sign_in_link(code=old.code)
    assert redeem_sign_in_link(code=new.code) == newcomer


@pytest.mark.parametrize("hours", [72, 73])
def test_a_link_ends_after_its_hours(cast: Cast, newcomer: User, client: Client, hours: int) -> None:
    code = issue_sign_in_link(actor=SYSTEM, user=newcomer).code
    with clock.set_to(clock.now() + timedelta(hours=hours)):
        with pytest.raises(NotFound):
            redeem_sign_in_link(code=code)
        answer = client.get(reverse("account_link", kwargs={"code": plain(code)}))
    assert (answer.status_code, GONE in answer.content.decode()) == (404, True)


def test_a_revoked_link_and_that_of_a_closed_account_answer_like_an_unknown_one(
    cast: Cast, newcomer: User, client: Client
) -> None:
    code = plain(issue_sign_in_link(actor=SYSTEM, user=newcomer).code)
    unknown = client.get(reverse("account_link", kwargs={"code": "0" * 20}))
    assert revoke_sign_in_links(actor=cast.unit_head, user=newcomer) == 1
    assert revoke_sign_in_links(actor=cast.unit_head, user=newcomer) == 0
    revoked = client.get(reverse("account_link", kwargs={"code": code}))
    other = plain(issue_sign_in_link(actor=SYSTEM, user=newcomer).code)
    deactivate_account(actor=SYSTEM, user=newcomer)
    closed = client.get(reverse("account_link", kwargs={"code": other}))
    assert [one.status_code for one in (unknown, revoked, closed)] == [404, 404, 404]
    bare = [
        re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|/lien-ket/\w+/', b"", one.content)
        for one in (unknown, revoked, closed)
    ]
    assert bare[0] == bare[1] == bare[2]


def test_no_link_for_a_closed_account(cast: Cast, newcomer: User) -> None:
    deactivate_account(actor=SYSTEM, user=newcomer)
    with pytest.raises(Refused, match="đang khóa"):
        issue_sign_in_link(actor=SYSTEM, user=newcomer)
    reactivate_account(actor=SYSTEM, user=newcomer)
    issue_sign_in_link(actor=SYSTEM, user=newcomer)


@pytest.mark.parametrize("typed", ["{0}", "  {1} ", "{2}", "{3}"])
def test_code_is_read_however_it_is_typed(cast: Cast, newcomer: User, client: Client, typed: str) -> None:
    code = issue_sign_in_link(actor=SYSTEM, user=newcomer).code
    ways = [code, code.lower(), plain(code), code.replace("-", " ").replace("0", "o").replace("1", "L")]
    asked = client.post("/lien-ket/", {"code": typed.format(*ways)})
    assert client.get(asked["Location"]).status_code == 200


@pytest.mark.parametrize("typed", ["", "   ", "---", "x" * 301, "\u202e"])
def test_bad_code_is_refused_in_the_form(db: None, client: Client, typed: str) -> None:
    answer = client.post("/lien-ket/", {"code": typed})
    assert (answer.status_code, "Location" in answer) == (422, False)
