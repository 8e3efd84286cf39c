"""`lantoa otp`, `sign-in-link`, `link-provider`, `close-idle-accounts`, `open-account`, `check-keys`: from the machine itself."""

import argparse
from datetime import datetime

from django.conf import settings

from lantoa.accounts.choices import LinkPurpose
from lantoa.accounts.models import User
from lantoa.accounts.queries.accounts import account_named, idle_accounts
from lantoa.accounts.queries.providers import providers
from lantoa.accounts.queries.second_factors import current_code, sealed_second_factors
from lantoa.accounts.services import close_idle_accounts, issue_sign_in_link, reactivate_account
from lantoa.accounts.services.providers import link_provider
from lantoa.core import clock
from lantoa.core.actor import System
from lantoa.core.errors import Refused
from lantoa.core.seals import sealed_columns
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.core.vi_numbers import format_count

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name
ACTOR = System("dòng lệnh")
WRONG_KEY = (
    "Khóa bí mật hiện nay không phải khóa đã niêm phong dữ liệu này. Chép tệp secret_key của bản sao lưu vào thư mục trạng thái, "
    "hoặc ghi khóa cũ vào LANTOA_OLD_SECRET_KEYS, rồi chạy lại. Chưa có gì bị sửa hay mất."
)


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    code = subparsers.add_parser("otp", help="in mã xác minh hiện tại của một tài khoản minh họa")
    code.add_argument("name", metavar="TÊN", help="tên đăng nhập")
    code.set_defaults(run=otp)
    handing = subparsers.add_parser("sign-in-link", help="cấp liên kết đăng nhập một lần cho một tài khoản")
    handing.add_argument("name", metavar="TÊN", help="tên đăng nhập")
    handing.set_defaults(run=sign_in_link)
    linking = subparsers.add_parser(
        "link-provider", help="nối một tài khoản với dịch vụ đăng nhập (OpenID Connect)"
    )
    linking.add_argument("name", metavar="TÊN", help="tên đăng nhập ở đây")
    linking.add_argument("provider", metavar="DỊCH VỤ", help="mã của dịch vụ trong LANTOA_OIDC")
    linking.add_argument("subject", metavar="MÃ SỐ", help="mã số (sub) của người đó ở dịch vụ")
    linking.set_defaults(run=link)
    idle = subparsers.add_parser(
        "close-idle-accounts", help="liệt kê (hoặc khóa) các tài khoản lâu không đăng nhập"
    )
    idle.add_argument(
        "--days", type=int, default=settings.ACCOUNT_IDLE_DAYS, metavar="SỐ NGÀY", help="số ngày không dùng"
    )
    idle.add_argument("--keep", action="append", default=[], metavar="TÊN", help="không khóa tài khoản này")
    idle.add_argument("--apply", action="store_true", help="khóa thật; không có thì chỉ liệt kê")
    idle.set_defaults(run=close_idle)
    opening = subparsers.add_parser("open-account", help="mở lại một tài khoản đang khóa")
    opening.add_argument("name", metavar="TÊN", help="tên đăng nhập")
    opening.set_defaults(run=open_account)
    keys = subparsers.add_parser("check-keys", help="khóa bí mật có mở được mọi điều đã niêm phong không")
    keys.add_argument("--first", action="store_true", help="chỉ thử một giá trị ở mỗi chỗ")
    keys.set_defaults(run=check_keys)


def otp(arguments: argparse.Namespace) -> int:
    """Print the code that the account's app would show now. Refused for all but sample accounts."""
    code = current_code(account_named(arguments.name))
    if code is None:
        raise Refused(f"Tài khoản {arguments.name} chưa có ứng dụng xác minh.")
    print(code)  # noqa: T201
    return 0


def sign_in_link(arguments: argparse.Namespace) -> int:
    """Make a link and print it: how the first administrator gets in."""
    user = account_named(arguments.name)
    purpose = LinkPurpose.SIGN_IN if user.has_usable_password() else LinkPurpose.INVITATION
    issued = issue_sign_in_link(actor=ACTOR, user=user, purpose=purpose)
    print(issued.address)  # noqa: T201
    print(f"Mã: {issued.code}. Dùng một lần, trước {format_moment(issued.expires_at)}.")  # noqa: T201
    return 0


def link(arguments: argparse.Namespace) -> int:
    """Link an account with who somebody is at a provider, as the provider's administrator tells it."""
    if arguments.provider not in {one.code for one in providers()}:
        raise Refused(f"LANTOA_OIDC không có dịch vụ nào tên {arguments.provider}.")
    user = account_named(arguments.name)
    link_provider(actor=ACTOR, user=user, provider=arguments.provider, subject=arguments.subject)
    print(f"Tài khoản {user.username} đã nối với {arguments.provider}.")  # noqa: T201
    return 0


def close_idle(arguments: argparse.Namespace) -> int:
    """List the accounts that nobody has used, and close them with `--apply`."""
    if arguments.days < 1:
        raise Refused("Số ngày phải từ 1 trở lên.")
    found = list(idle_accounts(arguments.days, keep=arguments.keep))
    for user in found:
        print(f"{user.username}: {_last_use(user)}")  # noqa: T201
    if arguments.apply:
        closed = close_idle_accounts(actor=ACTOR, users=found, days=arguments.days)
        print(f"Đã khóa {closed} tài khoản.")  # noqa: T201
    else:
        print(  # noqa: T201
            f"Có {len(found)} tài khoản không dùng trong {arguments.days} ngày. Thêm --apply để khóa."
        )
    return 0


def open_account(arguments: argparse.Namespace) -> int:
    user = reactivate_account(actor=ACTOR, user=account_named(arguments.name))
    print(f"Đã mở lại tài khoản {user.username}.")  # noqa: T201
    return 0


def _last_use(user: User) -> str:
    if user.last_login is None:
        return f"chưa đăng nhập lần nào, mở ngày {_day(user.created_at)}"
    return f"đăng nhập lần cuối ngày {_day(user.last_login)}"


def _day(instant: datetime) -> str:
    return format_day(instant.astimezone(clock.VIETNAM).date())


def check_keys(arguments: argparse.Namespace) -> int:
    """Print where sealed values do not open under the secret key or the earlier ones; 0 when all do, 1 otherwise."""
    most = 1 if arguments.first else None
    found = [*sealed_columns(most), *sealed_second_factors(most)]
    bad = [one for one in found if one.unopened]
    for one in [] if arguments.first else bad:
        print(f"{one.place}: {format_count(one.unopened)} trong {format_count(one.tried)} không mở được.")  # noqa: T201
    if bad:
        print(WRONG_KEY)  # noqa: T201
        return 1
    print(f"Mở được cả {format_count(sum(one.tried for one in found))} giá trị đã thử, ở {len(found)} chỗ.")  # noqa: T201
    return 0
