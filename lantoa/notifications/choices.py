from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a kind of notice reaches a person beside the page, which shows every notice in any case."""

    ONCE = "once", _("Gửi thư ngay")
    DIGEST = "digest", _("Gộp vào bản tin")
    APP = "app", _("Chỉ xem trên trang")


class MailState(models.TextChoices):
    WAITING = "waiting", _("Chờ gửi")
    SENT = "sent", _("Đã gửi")
    REFUSED = "refused", _("Hộp thư không nhận")
    GIVEN_UP = "given_up", _("Thôi không gửi nữa")
    DROPPED = "dropped", _("Không còn gì để gửi")


class Turn(IntEnum):
    """In which order mails leave: one person's matter is not kept waiting behind what goes to thousands."""

    FEW = 0
    MANY = 1
    DIGEST = 2


class Trouble(models.TextChoices):
    """Why no mail leaves at all."""

    UNREACHABLE = "unreachable", _("Không nối được với máy chủ thư")
    SIGN_IN = "sign_in", _("Máy chủ thư không nhận tài khoản gửi")
    ENCRYPTION = "encryption", _("Không mã hóa được đường nối với máy chủ thư")
    NOT_OFFERED = "not_offered", _("Máy chủ thư không có STARTTLS như đã đặt")
    DEMANDED = "demanded", _("Máy chủ thư chỉ nhận đường nối có mã hóa")
    UNKNOWN = "cert_unknown", _("Chứng thư số của máy chủ thư không do nơi đáng tin cấp")
    EXPIRED = "cert_expired", _("Chứng thư số của máy chủ thư đã hết hạn hoặc chưa đến ngày dùng")
    MISNAMED = "cert_name", _("Chứng thư số của máy chủ thư mang tên máy khác")
    SENDER = "sender", _("Máy chủ thư không nhận địa chỉ người gửi")
    BARRED = "barred", _("Máy chủ thư không chuyển thư của phần mềm đến người nhận")

    @property
    def advice(self) -> str:
        """What to do, for who looks after the installation."""
        return str(_ADVICE[self])


_ADVICE = {
    Trouble.UNREACHABLE: _("Xem máy chủ thư có chạy không, LANTOA_SMTP có đúng tên máy và cổng không."),
    Trouble.SIGN_IN: _(
        "Xem lại tên và mật khẩu trong LANTOA_SMTP, hoặc hỏi người quản trị máy chủ thư vì sao tài khoản không được nhận."
    ),
    Trouble.ENCRYPTION: _(
        "Mật khẩu và thư chưa đi. Xem kiểu nối trong LANTOA_SMTP có hợp với cổng không (smtps với 465, smtp+starttls với 587) "
        "và máy chủ thư có nhận TLS 1.2 trở lên không."
    ),
    Trouble.NOT_OFFERED: _(
        "Mật khẩu và thư chưa đi. Nhờ người quản trị máy chủ thư bật STARTTLS, hoặc đặt smtps nếu máy chủ nhận ở cổng 465."
    ),
    Trouble.DEMANDED: _("Đổi kiểu nối trong LANTOA_SMTP sang smtp+starttls hoặc smtps."),
    Trouble.UNKNOWN: _(
        "Mật khẩu và thư chưa đi. Nếu cơ quan tự cấp chứng thư số thì đặt LANTOA_SMTP_CA tới tệp chứng thư gốc; "
        "nếu không, nhờ người quản trị máy chủ thư xem lại."
    ),
    Trouble.EXPIRED: _(
        "Mật khẩu và thư chưa đi. Nhờ người quản trị máy chủ thư thay chứng thư số; xem cả ngày giờ của máy này."
    ),
    Trouble.MISNAMED: _(
        "Mật khẩu và thư chưa đi. LANTOA_SMTP phải ghi đúng tên máy có trong chứng thư số của máy chủ thư."
    ),
    Trouble.SENDER: _(
        "Xem lại LANTOA_MAIL_FROM, hoặc nhờ người quản trị máy chủ thư cho phép địa chỉ ấy gửi."
    ),
    Trouble.BARRED: _(
        "Ghi tên và mật khẩu của tài khoản gửi vào LANTOA_SMTP, hoặc nhờ người quản trị máy chủ thư cho máy này gửi thư ra ngoài."
    ),
}


class Duty(models.TextChoices):
    """What the ladder of reminders counts days for."""

    REPORT = "report", _("Báo cáo")
    TASK = "task", _("Nhiệm vụ")
    RECEIPT = "receipt", _("Tiếp nhận văn bản")
    PLAN = "plan", _("Kế hoạch")
    ISSUE = "issue", _("Vấn đề bức xúc, nổi cộm")


class Rung(models.TextChoices):
    """Whom a step of the ladder tells."""

    DOER = "doer", _("Người làm ở đơn vị")
    HEAD = "head", _("Người đứng đầu đơn vị")
    ASKER = "asker", _("Nơi giao việc")
