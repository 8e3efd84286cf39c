from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from lantoa.accounts.models import User
from lantoa.accounts.services.mail_addresses import set_mail_address
from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.models import Person
from lantoa.organisation.services.invitations import set_mail_address_of
from tests.cast import Cast

PAGE = "/tai-khoan/thu/"
BEFORE, AFTER = "truoc@example.org", "sau@example.org"


def signed_in(client: Client, name: str) -> Client:
    client.post("/dang-nhap/", {"login": name, "password": "mat-khau-thu-nghiem"})
    return client


def test_own_address_is_set_told_to_the_old_one_and_taken_away(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.unit_head.pk).update(email=BEFORE)
    signed_in(client, "unit_head")
    assert BEFORE in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"email": AFTER}).status_code == 302
    assert AFTER in client.get("/tai-khoan/").content.decode()
    [told] = mail.outbox
    assert (told.to, told.subject) == ([BEFORE], "Lan Tỏa: Địa chỉ nhận thư của tài khoản vừa được đổi.")
    assert AFTER not in told.body
    assert client.post(PAGE, {"email": ""}).status_code == 302
    cast.unit_head.refresh_from_db()
    assert cast.unit_head.email == ""
    entries = Entry.objects.filter(act__startswith="account.mail_address").order_by("sequence")
    assert [one.act for one in entries] == ["account.mail_address_set", "account.mail_address_removed"]
    assert not any("example.org" in f"{one.subject_label}{one.before}{one.after}" for one in entries)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("khong phai thu", "Địa chỉ thư chưa đúng. Ví dụ: hoa.pt@haugiang.gov.vn"),
        ("a@example.org\nBcc: b@example.org", "Cần sửa trước khi lưu"),
        (BEFORE, "Tài khoản đang dùng địa chỉ này."),
        (f"{'x' * 250}@example.org", "ký tự"),
    ],
)
def test_what_is_no_new_address_is_refused_and_stays_in_its_box(
    cast: Cast, client: Client, typed: str, sentence: str
) -> None:
    User.objects.filter(pk=cast.unit_head.pk).update(email=BEFORE)
    answer = signed_in(client, "unit_head").post(PAGE, {"email": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert typed.split("\n")[0] in page
    cast.unit_head.refresh_from_db()
    assert (cast.unit_head.email, len(mail.outbox)) == (BEFORE, 0)


def test_service_refuses_what_no_form_has_read(cast: Cast) -> None:
    for typed in ("a@b@c", "x"):
        with pytest.raises(Refused):
            set_mail_address(actor=cast.unit_head, user=cast.unit_head, address=typed)


def test_who_sits_there_is_asked_before_the_address_changes(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_head)
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        answer = client.post(PAGE, {"email": AFTER})
    assert answer.headers["Location"].startswith("/tai-khoan/xac-nhan/")
    cast.unit_head.refresh_from_db()
    assert cast.unit_head.email == ""


def test_address_of_another_is_set_by_who_manages_the_account_and_never_shown(
    cast: Cast, client: Client
) -> None:
    User.objects.filter(pk=cast.unit_reporter.pk).update(email=BEFORE)
    person = Person.objects.get(user=cast.unit_reporter)
    page = f"/to-chuc/nguoi-dung/{person.pk}/thu/"
    client.force_login(cast.unit_head)
    assert BEFORE not in client.get(page).content.decode()
    assert client.post(page, {"email": ""}).status_code == 422
    assert client.post(page, {"email": AFTER}).status_code == 302
    cast.unit_reporter.refresh_from_db()
    assert cast.unit_reporter.email == AFTER
    assert [one.to for one in mail.outbox] == [[BEFORE]]
    with pytest.raises(Forbidden):
        set_mail_address_of(actor=cast.hospital_head, person=person, address=BEFORE)
