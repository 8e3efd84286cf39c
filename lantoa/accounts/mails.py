"""That something about an account's sign-in changed, written to its owner: if it was not them, they learn of it at once.

By Django's own mail call; the room of notices above keeps it in the outbox of the same transaction. No name, no address of a
machine: a fixed sentence and where to look.
"""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User

PASSWORD_SET = gettext_lazy("Mật khẩu của tài khoản vừa được đặt.")
FACTOR_ADDED = gettext_lazy("Tài khoản vừa thêm một cách xác minh hai bước.")
FACTOR_REMOVED = gettext_lazy("Tài khoản vừa bỏ một cách xác minh hai bước.")
ADDRESS_CHANGED = gettext_lazy("Địa chỉ nhận thư của tài khoản vừa được đổi.")
LINK_ISSUED = gettext_lazy("Vừa có người lập liên kết đăng nhập một lần cho tài khoản.")


def tell_owner(user: User, sentence: Promise) -> None:
    """Nothing where the account has no address of its own."""
    if not user.email:
        return
    with translation.override("vi"):
        lines = [
            _("Kính gửi anh/chị,"),
            "",
            str(sentence),
            _("Nếu không phải anh/chị làm, đổi mật khẩu và báo ngay người quản lý tài khoản của đơn vị."),
            f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('account_room')}",
            "",
            _("Đây là thư tự động, anh/chị không cần trả lời."),
        ]
        send_mail(f"Lan Tỏa: {sentence}", "\n".join(lines), None, [user.email])
