import pytest
from django.test import Client

from lantoa.accounts.models import OpenSession, User
from lantoa.accounts.services import (
    deactivate_account,
    issue_sign_in_link,
    reactivate_account,
    reset_second_factor,
)
from lantoa.audit.models import Entry
from lantoa.core.errors import Refused
from tests.cast import Cast


def test_closing_an_account_ends_its_sessions_at_the_next_click(cast: Cast, client: Client) -> None:
    client.force_login(cast.unit_reporter)
    assert client.get("/").status_code == 200
    deactivate_account(actor=cast.administrator, user=cast.unit_reporter, reason="Chuyển công tác")
    assert client.get("/")["Location"] == "/dang-nhap/?next=/"
    assert OpenSession.objects.filter(user=cast.unit_reporter).count() == 0
    entry = Entry.objects.get(act="account.deactivated")
    assert (entry.actor_label, entry.after) == ("administrator", {"reason": "Chuyển công tác", "sessions": 1})


def test_a_closed_account_opens_again_with_its_password(cast: Cast, client: Client) -> None:
    deactivate_account(actor=cast.administrator, user=cast.unit_reporter)
    given = {"login": "unit_reporter", "password": "mat-khau-thu-nghiem"}
    assert client.post("/dang-nhap/", given).status_code == 422
    reactivate_account(actor=cast.administrator, user=cast.unit_reporter)
    assert client.post("/dang-nhap/", given).status_code == 302


def test_closing_and_opening_twice_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="đang mở"):
        reactivate_account(actor=cast.administrator, user=cast.unit_reporter)
    deactivate_account(actor=cast.administrator, user=cast.unit_reporter)
    with pytest.raises(Refused, match="đã khóa rồi"):
        deactivate_account(actor=cast.administrator, user=cast.unit_reporter)


def test_nobody_closes_their_own_account(cast: Cast) -> None:
    with pytest.raises(Refused, match="không tự khóa"):
        deactivate_account(actor=cast.administrator, user=cast.administrator)
    assert User.objects.get(pk=cast.administrator.pk).is_active


def test_an_account_without_a_second_factor_has_none_to_reset(cast: Cast) -> None:
    assert not reset_second_factor(actor=cast.administrator, user=cast.unit_head)
    assert not Entry.objects.filter(act="account.second_factor_reset").exists()


def test_reopened_account_can_be_handed_a_link(cast: Cast) -> None:
    deactivate_account(actor=cast.administrator, user=cast.unit_head)
    user = reactivate_account(actor=cast.administrator, user=cast.unit_head)
    assert issue_sign_in_link(actor=cast.administrator, user=user).link.user == cast.unit_head
