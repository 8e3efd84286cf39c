"""Sentences said in several places."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.accounts.throttle import TooManyTries


def wait_sentence(refusal: TooManyTries) -> str:
    """How long to wait; the same whether an account exists or not."""
    minutes = max(1, math.ceil(refusal.wait.total_seconds() / 60))
    sentence = ngettext(
        "Đã thử sai quá nhiều lần. Đợi khoảng %(minutes)d phút rồi thử lại.",
        "Đã thử sai quá nhiều lần. Đợi khoảng %(minutes)d phút rồi thử lại.",
        minutes,
    )
    return sentence % {"minutes": minutes}


def other_ways() -> str:
    """What still works for somebody whose name strangers are guessing at."""
    return _(
        "Máy đã từng đăng nhập tài khoản này vẫn đăng nhập được. "
        "Nếu đang cần gấp, hãy dùng khóa truy cập hoặc xin liên kết đăng nhập một lần ở người đứng đầu đơn vị."
    )


def passkey_refused() -> str:
    """For every reason alike: a passkey of nobody, of a closed account, of another site, an answer too late."""
    return _("Khóa truy cập chưa được nhận. Hãy bấm nút và làm lại, hoặc dùng cách khác trên trang này.")
