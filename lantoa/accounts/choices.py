from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LinkPurpose(TextChoices):
    """What a one-time link is handed out for; the words on the sheet and on the page follow it."""

    SIGN_IN = "sign_in", _("Đăng nhập một lần")
    INVITATION = "invitation", _("Mời nhận tài khoản")
