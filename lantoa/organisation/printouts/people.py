"""Who holds which role as a workbook, and the QR code of a link."""

import base64
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from lantoa.core.vi_dates import format_day
from lantoa.organisation.models import RoleAssignment
from lantoa.organisation.queries.roles import ACCOUNT_STATES
from lantoa.printing.qr import qr_svg
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes


def people_workbook(rows: Iterable[RoleAssignment], day: date) -> bytes:
    """XLSX bytes: one row for each role held on the day, as listed (`queries.roles.HeldRole`)."""
    title = _("Người dùng và vai trò ngày %(day)s") % {"day": format_day(day)}
    columns = (
        SheetColumn(_("STT"), "count", 6),
        SheetColumn(_("Họ và tên"), width=28),
        SheetColumn(_("Tên đăng nhập"), width=24),
        SheetColumn(_("Vai trò"), width=28),
        SheetColumn(_("Đơn vị"), width=44),
        SheetColumn(_("Từ ngày"), "date", 14),
        SheetColumn(_("Đến hết ngày"), "date", 14),
        SheetColumn(_("Làm thay cho"), width=28),
        SheetColumn(_("Tài khoản"), width=20),
    )
    told = [
        (
            number,
            one.person.full_name,
            one.person.user.username if one.person.user else "",
            str(one.get_role_display()),
            one.unit_name,  # type: ignore[attr-defined]
            one.valid.lower,
            one.last_day,  # type: ignore[attr-defined]
            one.stands_in_for.full_name if one.stands_in_for else "",
            str(ACCOUNT_STATES[one.account].label),  # type: ignore[attr-defined]
        )
        for number, one in enumerate(rows, start=1)
    ]
    return workbook_bytes([Sheet(_("Vai trò"), columns, told, (title,))], title=title, author="", day=day)


def qr_picture(address: str) -> str:
    """A QR code as the address of a picture that a page may show under the content security policy."""
    return f"data:image/svg+xml;base64,{base64.b64encode(qr_svg(address).encode()).decode()}"
