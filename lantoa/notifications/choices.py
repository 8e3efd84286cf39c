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
    SENDER = "sender", _("Máy chủ thư không nhận địa chỉ người gửi")


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
