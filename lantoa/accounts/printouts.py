"""The sheet that hands somebody a one-time link."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from lantoa.accounts.choices import LinkPurpose
from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.printing.qr import qr_svg
from lantoa.printing.typesetting import set_pdf

TITLES = {
    LinkPurpose.SIGN_IN: "Giấy đăng nhập một lần",
    LinkPurpose.INVITATION: "Giấy mời nhận tài khoản",
}
CODE_LABEL = "Mã trên giấy"


@dataclass(frozen=True)
class LinkSheet:
    """What stands on it. `code` and `address` as `services.IssuedLink` has them; `holder`, `unit` and `handed_out_by` are names
    as shown, and may stay empty."""

    username: str
    code: str
    address: str
    expires_at: datetime
    purpose: LinkPurpose
    holder: str = ""
    unit: str = ""
    handed_out_by: str = ""


def link_sheet_pdf(sheet: LinkSheet) -> bytes:
    """One A4 page as a tagged PDF/A-2b. Raises as `typesetting.set_pdf`."""
    entry = settings.SITE_ADDRESS.rstrip("/") + reverse("account_link_code")
    for_whom = ", ".join(part for part in (sheet.holder, sheet.unit) if part)
    until = format_moment(sheet.expires_at)
    facts = [("Người nhận", for_whom)] if for_whom else []
    facts += [("Tên đăng nhập", sheet.username), (CODE_LABEL, sheet.code), ("Dùng một lần, trước", until)]
    given = f"Người trao: {sheet.handed_out_by}. " if sheet.handed_out_by else ""
    data = {
        "title": TITLES[sheet.purpose],
        "author": "Lan Tỏa",
        "opening": [
            "Giấy này thay cho mật khẩu đúng một lần, để anh/chị vào hệ thống Lan Tỏa rồi tự đặt mật khẩu của mình."
        ],
        "qr": qr_svg(sheet.address),
        "address": sheet.address,
        "code_label": CODE_LABEL,
        "facts": [list(fact) for fact in facts],
        "steps_title": "Cách dùng",
        "steps": [
            "Dùng điện thoại quét hình vuông bên trên; hoặc trên máy tính mở địa chỉ dưới đây rồi gõ mã trên giấy: "
            + entry,
            f"Xem đúng tên đăng nhập {sheet.username} thì bấm nút đăng nhập. Mở trang không làm mất lượt; bấm nút mới mất.",
            "Đặt mật khẩu ít nhất 14 ký tự, hoặc tạo khóa truy cập bằng vân tay hay mã PIN của máy.",
            "Xong thì hủy giấy này.",
        ],
        "warning_title": "Ai cầm giấy này cũng đăng nhập được.",
        "warning": "Trao tận tay, không chụp gửi qua mạng. Mất giấy thì báo ngay người trao; tờ mới làm tờ cũ hết hiệu lực.",
        "foot": f"{given}In lúc {format_moment(clock.now())}.",
    }
    return set_pdf("sign_in_link.typ", data, created_on=clock.today())
