import argparse
import json
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from pytest_django import Settings

from lantoa.accounts import commands
from lantoa.accounts.codes import code_at, present_step
from lantoa.accounts.models import User
from lantoa.accounts.services.links import redeem_sign_in_link
from lantoa.config.single_sign_on import library_settings
from lantoa.core import clock
from lantoa.core.errors import Refused
from tests.accounts.test_second_factors import with_app
from tests.cast import Cast


def run(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What a command prints, line by line."""
    parser = argparse.ArgumentParser()
    commands.commands(parser.add_subparsers())
    given = parser.parse_args(words)
    assert given.run(given) == 0
    return capsys.readouterr().out.splitlines()


def test_otp_prints_the_code_of_a_sample_account(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    secret, _codes = with_app(cast.unit_head)
    with pytest.raises(Refused, match="tài khoản minh họa"):
        run(capsys, "otp", "unit_head")
    User.objects.update(is_sample=True)
    assert run(capsys, "otp", "Unit_Head") == [code_at(secret, present_step())]
    with pytest.raises(Refused, match="chưa có ứng dụng"):
        run(capsys, "otp", "unit_reporter")
    with pytest.raises(Refused, match="Không có tài khoản nào"):
        run(capsys, "otp", "khong.ai.ca")


def test_sign_in_link_prints_what_signs_in(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    address, words = run(capsys, "sign-in-link", "administrator")
    assert words.endswith("Dùng một lần, trước 08:00, 09/4/2021.")
    assert redeem_sign_in_link(code=address.rstrip("/").rpartition("/")[2]) == cast.administrator


def test_unused_accounts_are_listed_first_and_closed_on_request(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    with clock.set_to(clock.now() + timedelta(days=46)):
        listed = run(capsys, "close-idle-accounts", "--keep", "administrator")
        assert listed[0] == "auditor: chưa đăng nhập lần nào, mở ngày 06/4/2021"
        assert listed[-1] == "Có 8 tài khoản không dùng trong 45 ngày. Thêm --apply để khóa."
        assert User.objects.filter(is_active=False).count() == 0
        assert (
            run(capsys, "close-idle-accounts", "--keep", "administrator", "--apply")[-1]
            == "Đã khóa 8 tài khoản."
        )
        assert [user.username for user in User.objects.filter(is_active=True)] == ["administrator"]
        assert run(capsys, "open-account", "unit_head") == ["Đã mở lại tài khoản unit.head."]
        assert run(capsys, "close-idle-accounts", "--keep", "administrator")[-1].startswith("Có 0 tài khoản")
    with pytest.raises(Refused, match="từ 1 trở lên"):
        run(capsys, "close-idle-accounts", "--days", "0")


def test_an_account_is_linked_by_the_operator(
    cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {"id": "tinh", "name": "Tỉnh", "address": "https://sso.example.org", "client": "l", "secret": "x"}
    settings.SOCIALACCOUNT_PROVIDERS = library_settings(json.dumps([entry]))
    assert run(capsys, "link-provider", "unit_head", "tinh", "hoa") == [
        "Tài khoản unit.head đã nối với tinh."
    ]
    assert SocialAccount.objects.get().user == cast.unit_head
    with pytest.raises(Refused, match="đã nối với một tài khoản khác"):
        run(capsys, "link-provider", "unit_reporter", "tinh", "hoa")
    with pytest.raises(Refused, match="không có dịch vụ nào"):
        run(capsys, "link-provider", "unit_head", "khac", "hoa")
