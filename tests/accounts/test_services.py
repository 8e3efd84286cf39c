import pytest
from django.contrib.auth.hashers import check_password

from lantoa.accounts.models import User, username_key
from lantoa.accounts.services import NewAccount, open_accounts
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused


@pytest.mark.django_db
def test_open_stores_the_folded_name_and_a_hashed_password() -> None:
    (user,) = open_accounts(actor=SYSTEM, accounts=[NewAccount("Trần Thị Ánh", "mat-khau-rat-dai")])
    stored = User.objects.get(pk=user.pk)
    assert stored.username == "tran.thi.anh"
    assert check_password("mat-khau-rat-dai", stored.password)


@pytest.mark.django_db
def test_account_without_password_cannot_sign_in() -> None:
    (user,) = open_accounts(actor=SYSTEM, accounts=[NewAccount("moi")])
    assert not user.has_usable_password()


@pytest.mark.django_db
def test_open_refuses_names_that_are_one_name() -> None:
    open_accounts(actor=SYSTEM, accounts=[NewAccount("Hòa Bình")])
    for names in (["hoà bình"], ["an", "ÁN"]):
        with pytest.raises(Refused):
            open_accounts(actor=SYSTEM, accounts=[NewAccount(name) for name in names])
    assert User.objects.count() == 1


def test_username_key_is_idempotent() -> None:
    key = username_key("Bí thư HG-048")
    assert key == "bi.thu.hg.048"
    assert username_key(key) == key
